// Which native code something on the native stack will still return to.
//
// Control leaves native code by jumps, and comes back through words; so code that no word names may be written over. But for one
// case: native code calls some routines (docs/decisions/0001-native-code-calls-routines.md), and a routine may run Lua, in whose course functions
// are compiled and code is given back. The return address lies on the native stack then, between us and where the run began:
//
//   State::escape ─▶ saved stack pointer ┐
//   ... run loop, native code's 8 bytes, [return address], routine, ..., compile      what is looked through
//
// Between the two there are frames of ours alone: foreign C code that calls us begins a run of its own.
#pragma once

#include "heap/state.hpp"

namespace tri::jit {

// Whether code there may be returned to. True also where that cannot be known: within nested runs, and on machines where an escape
// does not tell the stack pointer.
bool may_return_to(const State* S, const char* at, size_t bytes);

}  // namespace tri::jit
