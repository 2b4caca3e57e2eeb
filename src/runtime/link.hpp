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

// Line of an instruction, -1 when stripped.
int line_of(const Proto* p, uint32_t pc);

}  // namespace tri
