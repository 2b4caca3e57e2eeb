// Which tier runs a function, and when it moves up.
#pragma once

#include "heap/state.hpp"
#include "runtime/outcome.hpp"

namespace tri::interp {

// RuntimeHooks::run: runs S->running from its frame until the native caller's frame returns (Exit) or an error leaves it (Raised).
Outcome run(Thread* L);

// EngineArea::tier1: the instance of tier 1's loop that the engine's settings ask for.
Outcome (*tier1_loop(const EngineArea* E, bool metered))(State*);

// RuntimeHooks::count_call: p is about to run. At its second call its sites get records, at the engine's tier2_calls it goes to
// tier 2.
void count_call(Thread* L, Proto* p);

// Moves p to tier 2 now. False: it must stay where it is.
bool promote(Thread* L, Proto* p);

}  // namespace tri::interp
