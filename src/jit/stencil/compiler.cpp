#include "jit/stencil/compiler.hpp"

#include <cstring>
#include <ctime>
#include <initializer_list>
#include <iterator>
#include <new>

#include "base/assert.hpp"
#include "heap/cache.hpp"
#include "interp/ways_on.hpp"
#include "interp/word.hpp"
#include "jit/code/code_arena.hpp"
#include "jit/code/perf_map.hpp"
#include "jit/stencil/inlined_calls.hpp"
#include "jit/stencil/layout.hpp"
#include "jit/stencil/native_code.hpp"
#include "jit/stencil/table.hpp"
#include "ops/field_site.hpp"
#include "runtime/counters.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"

namespace tri::jit {

using namespace bytecode;

// The code of one function. What it was compiled to before stays until the function dies: a routine that was called from there, in
// whose course the function was compiled anew, returns to it.
struct CodeBlock {
  Proto* function;
  State* state;
  char* at;
  size_t bytes;
  CodeBlock* next;
  CodeBlock* older;
  bool kept;  // until the engine ends, whatever becomes of the function
  size_t hot_bytes = 0;
  NativePiece* pieces = nullptr;  // for who asked
  uint32_t piece_count = 0;
};

// What an engine has of tier 3.
struct NativeArea {
  CodeArena* arena;  // null: this machine or process gives none
  CodeBlock* blocks;
  CodeBlock* kept;
  PerfMap perf_map;
  bool keeps_pieces;
  NativeTotals totals;
};

namespace {

// Places a layout and fills its holes in.
class Compiler {
 public:
  Compiler(Thread* L, Proto* p) : L_(L), p_(p), layout_(L, p) {}

  bool choose() { return layout_.choose() && jumps_land(); }
  size_t hot_bytes() const { return layout_.hot_bytes(); }
  size_t bytes() const { return layout_.hot_bytes() + layout_.cold_bytes(); }
  uint32_t ops() const;
  void place_at(char* at);
  // writable: where what lies at the first piece is written.
  void fill(char* writable);
  void publish();
  // What was placed, for those who look; nullptr: no memory.
  NativePiece* pieces(const char* at) const;
  uint32_t piece_count() const { return layout_.count(); }

 private:
  bool jumps_land();
  const char* code_of(uint32_t piece) const {
    return piece == kNoPiece ? nullptr : layout_[piece].hot;
  }
  void fill_part(const Piece& piece, const Part& part, char* at, const char* next,
                 ptrdiff_t to_writable);
  int64_t value_of(const HoleAt& hole, const Piece& piece, const char* next) const;

  Thread* L_;
  Proto* p_;
  Layout layout_;
};

bool has_hole(const Stencil* s, Hole what) {
  for (const Part* part : {&s->hot, &s->cold})
    for (uint32_t n = 0; n < part->holes; ++n)
      if (kStencilHoles[part->first_hole + n].what == what) return true;
  return false;
}

void Compiler::place_at(char* at) {
  char* cold = at + layout_.hot_bytes();
  for (Piece& piece : layout_) {
    piece.hot = at;
    piece.cold = cold;
    at += piece.stencil->hot.bytes;
    cold += piece.stencil->cold.bytes;
  }
}

// Verified code jumps to the beginnings of instructions only.
bool Compiler::jumps_land() {
  for (const Piece& piece : layout_)
    if ((has_hole(piece.stencil, Hole::JUMP) && layout_.jump(piece) == kNoPiece) ||
        (has_hole(piece.stencil, Hole::DONE) && layout_.done(piece) == kNoPiece) ||
        (has_hole(piece.stencil, Hole::OTHER) && layout_.other(piece) == kNoPiece))
      return false;
  return true;
}

void Compiler::fill(char* writable) {
  layout_.each_op([&](uint32_t i) { interp::translate_word(L_, p_, i); });
  const ptrdiff_t to_writable = writable - layout_[0].hot;
  for (const Piece& piece : layout_) {
    // The last one does not go on.
    const char* next = piece.hot + piece.stencil->hot.bytes;
    fill_part(piece, piece.stencil->hot, piece.hot, next, to_writable);
    fill_part(piece, piece.stencil->cold, piece.cold, next, to_writable);
  }
}

void Compiler::fill_part(const Piece& piece, const Part& part, char* at, const char* next,
                         ptrdiff_t to_writable) {
  memcpy(at + to_writable, kStencilBytes + part.first_byte, part.bytes);
  const HoleAt* holes = kStencilHoles + part.first_hole;
  for (uint32_t n = 0; n < part.holes; ++n) {
    char* here = at + holes[n].offset;  // where it runs
    char* to = here + to_writable;
    const int64_t value = value_of(holes[n], piece, next) + holes[n].addend;
    switch (holes[n].patch) {
      case Patch::Wide: memcpy(to, &value, 8); break;
      case Patch::Narrow:
        TRI_ASSERT(value == int32_t(value) || value == int64_t(uint32_t(value)));
        memcpy(to, &value, 4);
        break;
      case Patch::Distance: {
        const int64_t distance = value - reinterpret_cast<int64_t>(here);
        TRI_ASSERT(distance == int32_t(distance));
        memcpy(to, &distance, 4);
        break;
      }
    }
  }
}

constexpr ops::Routine kRoutines[] = {
#define X(name) ops::rt_##name,
    TRI_SLOW(X)
#undef X
};

int64_t address(const void* at) { return int64_t(reinterpret_cast<uintptr_t>(at)); }

int64_t Compiler::value_of(const HoleAt& hole, const Piece& piece, const char* next) const {
  const uint32_t i = piece.op;
  const Proto* p = piece.function ? piece.function : p_;
  Code* const pc = p->code + i;
  const Instr in = pc->instr;
  const Op op = op_of(in);
  constexpr int64_t kSlot = sizeof(Value);
  const interp::WaysOn& ways = interp::ways_on(L_->state);
  switch (hole.what) {
    case Hole::A: return a_of(in) * kSlot;
    case Hole::B: return b_of(in) * kSlot;
    case Hole::C: return c_of(in) * kSlot;
    case Hole::K: return (op == Op::LoadKX ? ax_of(pc[1].instr) : bx_of(in)) * kSlot;
    case Hole::UP: return (op == Op::SetTabUp ? a_of(in) : b_of(in)) * int64_t(sizeof(UpVal*));
    case Hole::UB: return b_of(in);
    case Hole::UC: return c_of(in);
    case Hole::SB: return sb_of(in);
    case Hole::SC: return sc_of(in);
    case Hole::SBX: return sbx_of(in);
    case Hole::LENGTH: return b_of(in) - 1;
    case Hole::END: return (a_of(in) + b_of(in)) * kSlot;
    case Hole::WANTED: return c_of(in) - 1;
    case Hole::COST: return back_cost(pc, jump_of(pc));
    case Hole::SHAPE: return piece.record->shape;
    case Hole::VALUE: return piece.record->value;
    case Hole::VALUE_TAG: return piece.record->value_tag;
    case Hole::META: return piece.record->metatable;
    case Hole::META_SHAPE: return piece.record->meta_shape;
    case Hole::INDEX: return piece.record->index;
    case Hole::INDEX_TAG: return piece.record->index_tag;
    case Hole::HOLDER: return piece.record->holder_shape;
    case Hole::CARRIED: return piece.record->carried;
    case Hole::CARRIED_TAG: return piece.record->carried_tag;
    case Hole::WORD: return address(p->words + i);
    case Hole::CODE: return address(pc);
    case Hole::LOOP: return address(jump_of(pc) - 1);
    case Hole::TARGET: return address(p->words + (jump_of(pc) - p->code));
    case Hole::NEXT: return address(next);
    case Hole::JUMP: return address(code_of(layout_.jump(piece)));
    case Hole::DONE: return address(code_of(layout_.done(piece)));
    case Hole::OTHER: return address(code_of(layout_.other(piece)));
    case Hole::SLOT: return piece.slot * kSlot;
    case Hole::NUMBER: return piece.number;
    case Hole::CALLEE: return piece.inlined->callee->number;
    case Hole::FRAME: return piece.inlined->callee->frame_bytes;
    case Hole::ENTRY_COST: return piece.inlined->callee->entry_cost;
    case Hole::CONSTANTS: return address(piece.inlined->callee->constants);
    case Hole::CALL: return address(p_->code + piece.inlined->call);
    case Hole::HANDLER: return address(ways.anchor) + p->words[i].handler;
    case Hole::native_anchor: return address(ways.anchor);
    case Hole::native_entered: return address(reinterpret_cast<const void*>(ways.entered));
    case Hole::native_poll: return address(reinterpret_cast<const void*>(ways.poll));
    case Hole::native_ended: return address(reinterpret_cast<const void*>(ways.ended));
    case Hole::native_called: return address(reinterpret_cast<const void*>(ways.called));
    case Hole::native_warm: return address(reinterpret_cast<const void*>(ways.warm));
    case Hole::native_left: return address(reinterpret_cast<const void*>(ways.left));
    case Hole::native_failed: return address(reinterpret_cast<const void*>(ways.failed));
    case Hole::own_hot: return address(piece.hot);
    case Hole::own_cold: return address(piece.cold);
    default: {
      const int n = uint8_t(hole.what) - uint8_t(Hole::slow);
      if (piece.function) return address(code_of(piece.inlined->failure));
      return address(n < ops::kSlowCount
                         ? reinterpret_cast<const void*>(ways.slow[n])
                         : reinterpret_cast<const void*>(kRoutines[n - ops::kSlowCount]));
    }
  }
}

void Compiler::publish() {
  const char* anchor = static_cast<const char*>(interp::ways_on(L_->state).anchor);
  layout_.each_op(
      [&](uint32_t i) { p_->words[i].handler = int32_t(code_of(layout_.way_in(i)) - anchor); });
}

uint32_t Compiler::ops() const {
  uint32_t n = 0;
  layout_.each_op([&](uint32_t) { ++n; });
  return n;
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
    area->arena =
        CodeArena::create(interp::ways_on(S).anchor, E->code_bytes,
                          E->one_view_of_code ? CodeArena::Views::One : CodeArena::Views::Two);
    E->native = area;
  }
  return E->native;
}

void release(NativeArea* area, CodeBlock* block) {
  while (block) {
    CodeBlock* older = block->older;
    area->arena->release(block->at, block->bytes);
    delete[] block->pieces;
    delete block;
    block = older;
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

bool compile(Thread* L, Proto* p) {
  NativeArea* area = area_of(L->state);
  if (!area || !area->arena) return false;
  const uint64_t begun = now_ns();
  Compiler c(L, p);
  if (!c.choose()) return false;
  const uint64_t chosen = now_ns();
  auto* block =
      new (std::nothrow) CodeBlock{p, L->state, nullptr, c.bytes(), nullptr, nullptr, false};
  if (!block) return false;
  CodeArena* arena = area->arena;
  block->at = arena->allocate(c.bytes());
  if (!block->at) return delete block, false;
  c.place_at(block->at);
  const uint64_t placed = now_ns();
  char* const writable = arena->open(block->at, block->bytes);
  if (!writable) {
    release(area, block);
    return false;
  }
  const uint64_t opened = now_ns();
  c.fill(writable);
  const uint64_t filled = now_ns();
  const bool runs = arena->close(block->at, block->bytes);
  TRI_CHECK(runs);  // what was executable before in these pages must be so again
  const uint64_t closed = now_ns();
  block->hot_bytes = c.hot_bytes();
  if (area->keeps_pieces && (block->pieces = c.pieces(block->at)))
    block->piece_count = c.piece_count();
  if (auto* old = static_cast<CodeBlock*>(p->native); old && !old->kept) {
    unlink(area, old);
    block->older = old;
  }
  c.publish();
  if (L->state->engine->perf_map)
    area->perf_map.add(block->at, block->bytes, p->source ? text_of(p->source) : "?",
                       p->line_defined);
  p->native = block;
  block->next = area->blocks;
  area->blocks = block;
  count(L->state, Count::FunctionsCompiled);
  NativeTotals& t = area->totals;
  t.ops += c.ops();
  t.hot_bytes += c.hot_bytes();
  t.cold_bytes += c.bytes() - c.hot_bytes();
  t.choose_ns += chosen - begun;
  t.fill_ns += (placed - chosen) + (filled - opened);
  t.system_ns += (opened - placed) + (closed - filled);
  return true;
}

NativeCode native_code_of(const Proto* p) {
  const auto* block = static_cast<const CodeBlock*>(p->native);
  if (!block) return {};
  uint32_t versions = 0;
  for (const CodeBlock* b = block; b; b = b->older) ++versions;
  return {block->at, block->hot_bytes, block->bytes, versions, block->pieces, block->piece_count};
}

void keep_pieces(const State* S) {
  if (!S->engine->compile_native) return;
  if (NativeArea* area = area_of(S)) area->keeps_pieces = true;
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
        if (at - reinterpret_cast<uintptr_t>(block->at) < block->bytes) return block->function;
  return nullptr;
}

void destroy_code(EngineArea* E) {
  NativeArea* area = E->native;
  if (!area) return;
  release_all(area);
  area->blocks = area->kept;
  release_all(area);
  delete area->arena;
  delete area;
  E->native = nullptr;
}

}  // namespace tri::jit
