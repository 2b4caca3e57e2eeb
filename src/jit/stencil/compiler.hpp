// Tier 3: functions compiled by copying the stencils of their ops one behind the other and filling in the holes.
//
//   block   ┌──────────────────────────────────┬──────────────────────────────────┐
//           │ what usually runs, op after op   │ what seldom does, op after op    │
//           └──────────────────────────────────┴──────────────────────────────────┘
//
// Native code is entered and left through words: compiling a function stores the address of each op's code as the handler of its
// word. So callers, callees, routines, coroutines and errors need not know which tier a function is in, and a function whose
// guards keep failing is compiled anew at any time: nothing refers to its old code.
#pragma once

#include "heap/state.hpp"

namespace tri::jit {

// Compiles p, which has words, with what its sites have learnt. False: no memory, or not this function; it stays as it
// is, in tier 2 or with the code it has.
// Cost: some 0.2 us per instruction; in arenas with one view two system calls of 2 us each: bench/compile_cost.
bool compile(Thread* L, Proto* p);

// A collection of S has marked what is alive and frees nothing yet: code of functions that are not is given back.
void forget_dead_code(State* S, bool (*is_alive)(void* context, Proto* p), void* context);

// For a state that will be put back to what it is now (engine/state_image.hpp), functions and their words with it: code there is now
// stays, also when its function dies or is compiled anew.
void keep_code(EngineArea* E);
// Gives back what has been compiled since. Functions that have such code must be put back before anything runs.
void forget_new_code(EngineArea* E);

// The function in whose native code that address is; nullptr: none. Cost: looks at all functions that have some.
const Proto* native_function_at(const EngineArea* E, uintptr_t at);

// With the engine; its states are gone.
void destroy_code(EngineArea* E);

}  // namespace tri::jit
