// Folding: operators on two numbers known at compile time.
#pragma once

#include "bytecode/chunk.hpp"
#include "syntax/ast.hpp"

namespace tri::syntax {

// Computes `x op y` into `*result`, where op is arithmetic or bitwise. False where the value must be left to run time:
// the operation would raise (a division by zero, a bitwise operator on a float without an integer value), or gives NaN
// or a zero float, whose sign a constant table does not keep apart.
bool fold_binary(BinaryOp op, const bytecode::Constant& x, const bytecode::Constant& y,
                 bytecode::Constant* result);
// The same for `-x` and `~x`.
bool fold_unary(UnaryOp op, const bytecode::Constant& x, bytecode::Constant* result);

}  // namespace tri::syntax
