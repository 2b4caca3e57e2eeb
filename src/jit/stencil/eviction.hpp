// Eviction: when code memory runs out, functions that are entered least go back to tier 2, and their code makes room for others.
//
//   3/4 of the arena in use     calls of all functions that have code are counted: Proto::entry leads through tier 2's counting word
//   a function has been called kOftenEntered times       it stays, and is no longer counted
//   no room for a block         those with the fewest calls are given up, until an eighth of the arena is free
//
// A function that was given up is as it was before it was compiled: it runs in tier 2 and counts; if it becomes hot it is compiled again.
// Code that something on the native stack returns to is not given up (native_returns.hpp), so within nested runs nothing is. Nor is code of
// a state's image (keep_code).
#pragma once

#include "heap/state.hpp"
#include "jit/stencil/native_area.hpp"

namespace tri::jit {

inline constexpr int32_t kOftenEntered = 100;

// A block was compiled: counts calls from now on where the arena fills up.
void watch_if_full(NativeArea* area);
// p, which was to be compiled, has code whose calls were counted, and was called often enough: it stays as it is.
bool stays(Proto* p);
// Its calls are not counted any more.
void end_watch(CodeBlock* block);
// Gives up functions, but not p, for a block of so many bytes. False: there is none to give up.
bool make_room(NativeArea* area, Thread* L, const Proto* p, size_t bytes);

}  // namespace tri::jit
