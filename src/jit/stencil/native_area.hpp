// NativeArea: what an engine has of tier 3: its executable memory, the functions with code in it, and what a compilation works in.
#pragma once

#include "heap/state.hpp"
#include "jit/code/code_arena.hpp"
#include "jit/code/gdb_symbols.hpp"
#include "jit/code/perf_map.hpp"
#include "jit/code/unwind_info.hpp"
#include "jit/stencil/layout_room.hpp"
#include "jit/stencil/native_code.hpp"
#include "jit/stencil/patcher.hpp"

namespace tri::jit {

// The code of one function. What it was compiled to before stays while it may be returned to: a routine was called from there, in
// whose course the function was compiled anew.
struct CodeBlock {
  Proto* function;
  State* state;
  char* at;
  size_t bytes, allocated;
  CodeBlock* next = nullptr;
  CodeBlock* older = nullptr;
  bool kept = false;  // until the engine ends, whatever becomes of the function
  // Its calls are counted, to find out which functions are entered least (eviction.hpp); `patience` is the function's heat before.
  bool is_watched = false;
  int32_t patience = 0;
  uint32_t version = 1;
  size_t hot_bytes = 0;
  NativePiece* pieces = nullptr;  // for who asked
  uint32_t piece_count = 0;
  GdbEntry* gdb = nullptr;
};

struct NativeArea {
  CodeArena* arena;  // null: this machine or process gives none
  UnwindRegistration* unwinding;
  CodeBlock* blocks;  // the youngest first
  CodeBlock* kept;
  PerfMap perf_map;
  bool keeps_pieces, are_timed;
  bool is_watching;  // which functions are entered
  NativeTotals totals;
  LayoutRoom room;
  HoleValues values;
};

// Gives a function's code back, of all its versions. Nothing leads there any more, and it is on no list.
void release(NativeArea* area, CodeBlock* block);

}  // namespace tri::jit
