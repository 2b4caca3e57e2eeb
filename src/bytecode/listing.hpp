// Listing: a chunk as text for people, as `luac -l` shows it.
//
//   main <a.lua:0,0> (4 instructions at 0x55e0)
//   0+ params, 2 slots, 1 upvalue, 0 locals, 2 constants, 0 functions
//           1       [1]     VARARGPREP      0
//           2       [1]     GETTABUP        0 0 0   ; _ENV "print"
//
// The text is that of Lua 5.4.8's luac, byte for byte; only the addresses, by which functions refer to each other, are
// those of our own objects.
#pragma once

#include <string>

#include "bytecode/chunk.hpp"

namespace tri::bytecode {

// `main` and all functions in it, which must be verified or the compiler's.
//   full   with constants, locals and upvalues (luac -l -l)
// Cost: O(size of the chunk), and per instruction that of line_of().
std::string list(const Function& main, bool full);

}  // namespace tri::bytecode
