// The flow half of the verifier: what holds on every path. For verifier.cpp.
#pragma once

#include <string>

#include "base/result.hpp"
#include "bytecode/chunk.hpp"

namespace tri::bytecode {

// Checks one function whose structure has been found sound.
Result<void> verify_flow(const Function& f);

// "function at line 3, instruction 7 (Move): ", how both halves say where; pc -1 is the function as a whole.
std::string place_in_function(const Function& f, int pc);

}  // namespace tri::bytecode
