// Unlink: from a prototype of a state back to a Chunk, for string.dump.
#pragma once

#include "bytecode/chunk.hpp"
#include "heap/proto.hpp"

namespace tri {

// The function and those in it as `link` was given them; nothing in it refers to the state. dump() of the result is the
// chunk that `p` came from, byte for byte, when `p` is the main function of one (of a function in it: a chunk whose
// upvalues are for its user to set).
// Allocates outside of the state's heap. Cost: O(size).
bytecode::Chunk unlink(const Proto* p);

}  // namespace tri
