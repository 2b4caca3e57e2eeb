// Link: from a Chunk to prototypes of a state.
#pragma once

#include "bytecode/chunk.hpp"
#include "heap/state.hpp"

namespace tri {

// A closure of the chunk's main function; its upvalues are fresh and nil, the first is set to the globals.
// The chunk must come from the compiler or have passed the verifier.  nullptr: raised (no memory).
[[nodiscard]] LuaClosure* load_chunk(Thread* L, const bytecode::Chunk& chunk);

// Gives the sites of a prototype their records in the engine's pool. Called at its second call, or its
// first if it has a loop.
void warm_up(Thread* L, Proto* p);

// A threshold of a function's tiers: `most`, or one drawn from none to that many where TRINITY_TIER_SEED asks for it.
inline int32_t draw_threshold(State* S, int32_t most) {
  uint32_t& seed = S->engine->tier_seed;
  if (!seed || most <= 0 || most == INT32_MAX) return most;
  seed = seed * 1664525u + 1013904223u;
  if (!seed) seed = 1;
  return int32_t((seed >> 8) % uint32_t(most + 1));
}

// Line of an instruction, -1 when stripped.
int line_of(const Proto* p, uint32_t pc);

}  // namespace tri
