// Verifier: proof that running a chunk's code stays within what the machine guarantees.
//
// The compiler's code is right by construction; a chunk that came as bytes may hold anything. Interpreters and native
// code trust, without looking, that
//
//   structure, of each instruction, reachable or not
//     its op is known; registers are below max_stack; constants, upvalues, functions exist and are of the right kind;
//     instructions that belong together (an operator and its metamethod call, a test and its jump, a loop's parts, an
//     op and its ExtraArg) stand together, agree in their operands, and nobody jumps between them; jumps lead into the
//     code and its end is not reached; vararg functions begin with VarArgPrep and return accordingly;
//   flow, on every path
//     no register is read before it was written, nor after a call or a new object below it ended its life; an open list
//     of values is made just before it is used; SetList fills a table that NewTable made; the hidden registers of a
//     numeric loop hold what ForPrep put there when ForLoop uses them, and nobody else reads or captures them; captured
//     and to-be-closed registers are closed before a call or another use could take their place, and before the function
//     returns; to-be-closed registers are not overwritten;
//   debug information
//     a line from 0 to INT_MAX for each instruction, or none; anchors where the deltas say; variables in order and within
//     the code.
//
// Chunks of all Lua 5.4 compilers pass.
#pragma once

#include "base/result.hpp"
#include "bytecode/chunk.hpp"

namespace tri::bytecode {

// Checks `main` and the functions in it.
// Errors: which rule is broken and where, "function at line 3, instruction 7 (Move): register 9, of 5".
// Cost: about linear in the code; loops are walked until nothing changes, with a bound that only code made for the
// purpose reaches.
Result<void> verify(const Function& main);

}  // namespace tri::bytecode
