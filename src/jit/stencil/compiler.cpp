#include "jit/stencil/compiler.hpp"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <initializer_list>
#include <iterator>
#include <new>

#include "base/assert.hpp"
#include "heap/cache.hpp"
#include "interp/ways_on.hpp"
#include "interp/word.hpp"
#include "jit/code/cpu_level.hpp"
#include "jit/code/jit_dump.hpp"
#include "jit/stencil/eviction.hpp"
#include "jit/stencil/inlined_calls.hpp"
#include "jit/stencil/layout.hpp"
#include "jit/stencil/native_area.hpp"
#include "jit/stencil/native_returns.hpp"
#include "jit/stencil/table.hpp"
#include "ops/field_site.hpp"
#include "runtime/counters.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"

namespace tri::jit {

using namespace bytecode;

namespace {

// Places a layout, has it filled in and leads control to it.
class Compiler {
 public:
  Compiler(Thread* L, Proto* p, NativeArea* area)
      : L_(L), p_(p), layout_(L, p, &area->room, int(area->totals.cpu_level)) {}

  bool choose() { return layout_.choose(); }
  size_t hot_bytes() const { return layout_.hot_bytes(); }
  size_t bytes() const { return layout_.hot_bytes() + layout_.cold_bytes(); }
  size_t bytes_with_ends() const { return bytes() + 2 * kCopied; }
  uint32_t ops() const { return layout_.op_count(); }
  void place_at(char* at);
  [[nodiscard]] bool fill(HoleValues* values, ptrdiff_t to_writable) {
    return Patcher(L_, p_, layout_, values, to_writable).fill();
  }
  void publish();
  // What was placed, for those who look; nullptr: no memory.
  NativePiece* pieces(const char* at) const;
  uint32_t piece_count() const { return layout_.count(); }

 private:
  Thread* L_;
  Proto* p_;
  Layout layout_;
};

void Compiler::place_at(char* at) {
  char* cold = at + layout_.hot_bytes() + kCopied;
  for (Piece& piece : layout_) {
    piece.hot = at;
    piece.cold = cold;
    at += piece.stencil->hot.bytes;
    cold += piece.stencil->cold.bytes;
  }
}

void Compiler::publish() {
  const char* const anchor = static_cast<const char*>(interp::ways_on(L_->state).anchor);
  layout_.each_op(
      [&](uint32_t i) { p_->words[i].handler = int32_t(layout_[layout_.way_in(i)].hot - anchor); });
}

NativePiece* Compiler::pieces(const char* at) const {
  auto* all = new (std::nothrow) NativePiece[layout_.count()];
  for (uint32_t n = 0; all && n < layout_.count(); ++n) {
    const Piece& piece = layout_[n];
    const Proto* p = piece.function ? piece.function : p_;
    all[n] = {.stencil = piece.stencil,
              .pc = piece.inlined ? piece.inlined->call : piece.op,
              .op = piece.op,
              .hot = uint32_t(piece.hot - at),
              .cold = uint32_t(piece.cold - at),
              .in_line = piece.inlined ? piece.inlined->callee->number : 0,
              .shape = piece.record ? piece.record->shape : 0,
              .line = line_of(p, piece.op),
              .code = op_of(p->code[piece.op].instr),
              .place = piece.inlined                    ? NativePiece::Place::InLine
                       : n >= layout_.first_of_loops()  ? NativePiece::Place::Registers
                       : is_of_registers(piece.stencil) ? NativePiece::Place::Load
                                                        : NativePiece::Place::Own,
              .is_of_callee = piece.function != nullptr};
  }
  return all;
}

uint64_t now_ns() {
  timespec t = {};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return uint64_t(t.tv_sec) * 1'000'000'000 + uint64_t(t.tv_nsec);
}

NativeArea* area_of(const State* S) {
  EngineArea* E = S->engine;
  if (!E->native) {
    auto* area = new (std::nothrow) NativeArea{};
    if (!area) return nullptr;
    area->totals.cpu_level = uint64_t(std::min(cpu_level(), int(E->highest_cpu_level)));
    area->arena =
        CodeArena::create(interp::ways_on(S).anchor, E->code_bytes,
                          E->one_view_of_code ? CodeArena::Views::One : CodeArena::Views::Two);
    // Of engines of which there are many nobody walks the stacks, and whoever throws would look through all of them.
    if (area->arena && !E->one_view_of_code)
      area->unwinding =
          new (std::nothrow) UnwindRegistration(area->arena->begin(), area->arena->bytes());
    E->native = area;
  }
  return E->native;
}

// What a function was compiled to before, but for code that is still returned to.
void release_older(NativeArea* area, CodeBlock* newest) {
  for (CodeBlock** link = &newest->older; CodeBlock* block = *link;) {
    if (may_return_to(newest->state, block->at, block->allocated)) {
      link = &block->older;
      continue;
    }
    *link = block->older;
    block->older = nullptr;
    release(area, block);
  }
}
void release_all(NativeArea* area) {
  while (CodeBlock* block = area->blocks) {
    area->blocks = block->next;
    release(area, block);
  }
}
void unlink(NativeArea* area, const CodeBlock* block) {
  CodeBlock** link = &area->blocks;
  while (*link != block) link = &(*link)->next;
  *link = block->next;
}

}  // namespace

void release(NativeArea* area, CodeBlock* block) {
  while (block) {
    CodeBlock* older = block->older;
    area->arena->release(block->at, block->allocated);
    delete[] block->pieces;
    forget_in_gdb(block->gdb);
    delete block;
    block = older;
  }
}

namespace {

// Who wants to know what lies where.
void tell_others(const EngineArea* E, CodeBlock* block) {
  const Proto* p = block->function;
  const std::string_view source = p->source ? text_of(p->source) : "?";
  if (E->perf_map) E->native->perf_map.add(block->at, block->allocated, source, p->line_defined);
  if (E->perf_dump) JitDump::add(block->at, block->allocated, source, p->line_defined);
  if (E->gdb_symbols) block->gdb = tell_gdb(block->at, block->allocated, source, p->line_defined);
}

}  // namespace

bool compile(Thread* L, Proto* p) {
  NativeArea* area = area_of(L->state);
  if (!area || !area->arena) return false;
  if (stays(p)) return true;
  const auto time_ns = [are_timed = area->are_timed] { return are_timed ? now_ns() : 0; };
  const uint64_t begun = time_ns();
  Compiler c(L, p, area);
  if (!c.choose()) return false;
  const uint64_t chosen = time_ns();
  auto* block = new (std::nothrow) CodeBlock{p, L->state, nullptr, c.bytes(), c.bytes_with_ends()};
  if (!block) return false;
  CodeArena* arena = area->arena;
  block->at = arena->allocate(block->allocated);
  if (!block->at && make_room(area, L, p, block->allocated))
    block->at = arena->allocate(block->allocated);
  if (!block->at) return delete block, false;
  c.place_at(block->at);
  char* const writable = arena->open(block->at, block->allocated);
  if (!writable) {
    release(area, block);
    return false;
  }
  const bool calls_system = writable == block->at;
  const uint64_t opened = calls_system ? time_ns() : chosen;
  const bool lands = c.fill(&area->values, writable - block->at);
  const uint64_t filled = calls_system ? time_ns() : 0;
  const bool runs = arena->close(block->at, block->allocated);
  TRI_CHECK(runs);  // what was executable before in these pages must be so again
  if (!lands) {
    release(area, block);
    return false;
  }
  block->hot_bytes = c.hot_bytes();
  if (area->keeps_pieces && (block->pieces = c.pieces(block->at)))
    block->piece_count = c.piece_count();
  auto* old = static_cast<CodeBlock*>(p->native);
  c.publish();
  tell_others(L->state->engine, block);
  if (old) {
    block->version = old->version + 1;
    end_watch(old);
  }
  if (old && !old->kept) {
    unlink(area, old);
    block->older = old;
    release_older(area, block);
  }
  p->native = block;
  block->next = area->blocks;
  area->blocks = block;
  count(L->state, Count::FunctionsCompiled);
  area->room.shrink();
  watch_if_full(area);
  NativeTotals& t = area->totals;
  t.ops += c.ops();
  t.hot_bytes += c.hot_bytes();
  t.cold_bytes += c.bytes() - c.hot_bytes();
  t.choose_ns += chosen - begun;
  const uint64_t ended = time_ns(),
                 in_system = calls_system ? (opened - chosen) + (ended - filled) : 0;
  t.fill_ns += ended - chosen - in_system;
  t.system_ns += in_system;
  return true;
}

NativeCode native_code_of(const Proto* p) {
  const auto* block = static_cast<const CodeBlock*>(p->native);
  if (!block) return {};
  return {block->at,      block->hot_bytes, block->bytes,
          block->version, block->pieces,    block->piece_count};
}

void keep_pieces(const State* S) {
  if (!S->engine->compile_native) return;
  if (NativeArea* area = area_of(S)) area->keeps_pieces = true;
}

void time_compilations(const State* S, bool are_timed) {
  if (!S->engine->compile_native) return;
  if (NativeArea* area = area_of(S)) area->are_timed = are_timed;
}

NativeTotals native_totals(const EngineArea* E) {
  return E->native ? E->native->totals : NativeTotals{};
}

void forget_dead_code(State* S, bool (*is_alive)(void* context, Proto* p), void* context) {
  NativeArea* area = S->engine->native;
  if (!area) return;
  for (CodeBlock** link = &area->blocks; CodeBlock* block = *link;) {
    if (block->state != S || is_alive(context, block->function)) {
      link = &block->next;
      continue;
    }
    *link = block->next;
    release(area, block);
  }
}

void keep_code(EngineArea* E) {
  NativeArea* area = E->native;
  if (!area) return;
  while (CodeBlock* block = area->blocks) {
    area->blocks = block->next;
    block->kept = true;
    block->next = area->kept;
    area->kept = block;
  }
}

void forget_new_code(EngineArea* E) {
  if (E->native) release_all(E->native);
}

const Proto* native_function_at(const EngineArea* E, uintptr_t at) {
  if (!E->native || !E->native->arena || !E->native->arena->contains(at)) return nullptr;
  for (const CodeBlock* all : {E->native->blocks, E->native->kept})
    for (const CodeBlock* newest = all; newest; newest = newest->next)
      for (const CodeBlock* block = newest; block; block = block->older)
        if (at - reinterpret_cast<uintptr_t>(block->at) < block->allocated) return block->function;
  return nullptr;
}

void destroy_code(EngineArea* E) {
  NativeArea* area = E->native;
  if (!area) return;
  release_all(area);
  area->blocks = area->kept;
  release_all(area);
  delete area->unwinding;
  delete area->arena;
  delete area;
  E->native = nullptr;
}

}  // namespace tri::jit
