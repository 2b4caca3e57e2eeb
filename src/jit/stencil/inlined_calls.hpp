// Calls that are done in line: short functions of Lua, laid out where they are called.
//
//   InlinedCall ── the function is another ──▶ CALL, as everywhere
//     │ base: the callee's registers, which lie where they would in a frame of its own
//     ▼
//   ops of the callee ── a guard fails, or an op is none of these ──▶ the frame is made; the callee goes on at the op's word
//     │
//   InlinedMove, InlinedNil ...: results          InlinedEnd: base is the caller's again
//
// While there is no frame nothing happens that could tell: no routine is called, no memory asked for, no error raised; jumps
// lead forward. Which function is called is guessed from what the caller's upvalues, parameters and tables hold when the
// caller is compiled, and checked by its number in every call; so nothing needs to be recorded, and no callee be kept alive.
#pragma once

#include "heap/proto.hpp"
#include "heap/state.hpp"

namespace tri::jit {

class Layout;

struct InlinedCall {
  Proto* callee;
  uint32_t call;             // the caller's CALL
  uint32_t normal, failure;  // pieces: the CALL, and where guards of the callee's ops lead
};

inline constexpr uint32_t kMostInlined = 32;     // calls of a function
inline constexpr uint32_t kLongestInlined = 32;  // instructions of a callee
inline constexpr uint32_t kLongestSearch = 200'000;

// The pieces of a call, and *inlined, all but what add_apart adds. *search is how many instructions may still be looked at to find out
// what calls call, so that long functions compile soon. False, and nothing was added: it is not done in line.
bool add_inlined(Layout* layout, uint32_t call, uint32_t* search, InlinedCall* inlined);
// The pieces that lie apart.
void add_apart(Layout* layout, InlinedCall* inlined);

}  // namespace tri::jit
