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
#include "jit/stencil/native_returns.hpp"
#include "jit/stencil/table.hpp"
#include "ops/field_site.hpp"
#include "runtime/counters.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"

namespace tri::jit {

using namespace bytecode;

// The code of one function. What it was compiled to before stays while it may be returned to: a routine was called from there, in
// whose course the function was compiled anew.
struct CodeBlock {
  Proto* function;
  State* state;
  char* at;
  size_t bytes;
  CodeBlock* next;
  CodeBlock* older;
  bool kept;  // until the engine ends, whatever becomes of the function
  uint32_t version = 1;
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
  LayoutRoom room;
};

namespace {

int64_t address(const void* at) { return int64_t(reinterpret_cast<uintptr_t>(at)); }

// Places a layout and fills its holes in.
class Compiler {
 public:
  Compiler(Thread* L, Proto* p, LayoutRoom* room)
      : L_(L), p_(p), ways_(interp::ways_on(L->state)), layout_(L, p, room) {}

  bool choose() { return layout_.choose(); }
  size_t hot_bytes() const { return layout_.hot_bytes(); }
  size_t bytes() const { return layout_.hot_bytes() + layout_.cold_bytes(); }
  uint32_t ops() const;
  void place_at(char* at);
  // writable: where what lies at the first piece is written; bytes() + kCopied there may be. False: a jump of the function leads to
  // no instruction, which verified code does not have.
  [[nodiscard]] bool fill(char* writable);
  void publish();
  // What was placed, for those who look; nullptr: no memory.
  NativePiece* pieces(const char* at) const;
  uint32_t piece_count() const { return layout_.count(); }

 private:
  // An address of code that a hole leads to.
  int64_t code_of(uint32_t piece) const {
    if (piece != kNoPiece) [[likely]]
      return address(layout_[piece].hot);
    lands_ = false;
    return 0;
  }
  void fill_part(const Piece& piece, const Part& part, char* at, const char* next);
  int64_t value_of(Hole what, const Piece& piece, const char* next) const;

  Thread* L_;
  Proto* p_;
  const interp::WaysOn& ways_;
  Layout layout_;
  ptrdiff_t to_writable_ = 0;
  mutable bool lands_ = true;
};

void Compiler::place_at(char* at) {
  char* cold = at + layout_.hot_bytes();
  for (Piece& piece : layout_) {
    piece.hot = at;
    piece.cold = cold;
    at += piece.stencil->hot.bytes;
    cold += piece.stencil->cold.bytes;
  }
}

bool Compiler::fill(char* writable) {
  to_writable_ = writable - layout_[0].hot;
  // Copies reach beyond their ends, so what lies behind is written after them.
  for (const Piece& piece : layout_)
    fill_part(piece, piece.stencil->hot, piece.hot, piece.hot + piece.stencil->hot.bytes);
  for (const Piece& piece : layout_)
    if (piece.stencil->cold.bytes)
      fill_part(piece, piece.stencil->cold, piece.cold, piece.hot + piece.stencil->hot.bytes);
  return lands_;
}

// Up to kCopied - 1 bytes more than that.
inline void copy(char* to, const unsigned char* from, size_t bytes) {
  for (size_t n = 0; n < bytes; n += kCopied) memcpy(to + n, from + n, kCopied);
}

// next: what runs behind the piece; the last one does not go on.
inline void Compiler::fill_part(const Piece& piece, const Part& part, char* at, const char* next) {
  copy(at + to_writable_, kStencilBytes + part.first_byte, part.bytes);
  const HoleAt* const end = kStencilHoles + part.first_hole + part.holes;
  for (const HoleAt* hole = end - part.holes; hole != end; ++hole) {
    char* const here = at + hole->offset;  // where it runs
    char* const to = here + to_writable_;
    const int64_t value = value_of(hole->what, piece, next) + hole->addend;
    switch (hole->patch) {
      case Patch::Wide: memcpy(to, &value, 8); break;
      case Patch::Narrow:
        TRI_ASSERT(value == int32_t(value) || value == int64_t(uint32_t(value)));
        memcpy(to, &value, 4);
        break;
      case Patch::Distance: {
        const int64_t distance = value - reinterpret_cast<int64_t>(here);
        TRI_ASSERT(distance == int32_t(distance) || !lands_);
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

inline int64_t Compiler::value_of(Hole what, const Piece& piece, const char* next) const {
  const uint32_t i = piece.op;
  const Proto* p = piece.function ? piece.function : p_;
  Code* const pc = p->code + i;
  const Instr in = pc->instr;
  const Op op = op_of(in);
  constexpr int64_t kSlot = sizeof(Value);
  switch (what) {
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
    case Hole::JUMP: return code_of(layout_.jump(piece));
    case Hole::DONE: return code_of(layout_.done(piece));
    case Hole::OTHER: return code_of(layout_.other(piece));
    case Hole::SLOT: return piece.slot * kSlot;
    case Hole::NUMBER: return piece.number;
    case Hole::CALLEE: return piece.inlined->callee->number;
    case Hole::FRAME: return piece.inlined->callee->frame_bytes;
    case Hole::ENTRY_COST: return piece.inlined->callee->entry_cost;
    case Hole::CONSTANTS: return address(piece.inlined->callee->constants);
    case Hole::CALL: return address(p_->code + piece.inlined->call);
    case Hole::HANDLER:
      TRI_ASSERT(!piece.function);
      // With the word as it needs it; what others need of theirs does not change.
      interp::translate_word(L_, p_, i);
      return address(ways_.anchor) + p_->words[i].handler;
    case Hole::native_anchor: return address(ways_.anchor);
    case Hole::native_entered: return address(reinterpret_cast<const void*>(ways_.entered));
    case Hole::native_poll: return address(reinterpret_cast<const void*>(ways_.poll));
    case Hole::native_ended: return address(reinterpret_cast<const void*>(ways_.ended));
    case Hole::native_called: return address(reinterpret_cast<const void*>(ways_.called));
    case Hole::native_warm: return address(reinterpret_cast<const void*>(ways_.warm));
    case Hole::native_left: return address(reinterpret_cast<const void*>(ways_.left));
    case Hole::native_failed: return address(reinterpret_cast<const void*>(ways_.failed));
    case Hole::own_hot: return address(piece.hot);
    case Hole::own_cold: return address(piece.cold);
    default: {
      const int n = uint8_t(what) - uint8_t(Hole::slow);
      if (piece.function) return code_of(piece.inlined->failure);
      return address(n < ops::kSlowCount
                         ? reinterpret_cast<const void*>(ways_.slow[n])
                         : reinterpret_cast<const void*>(kRoutines[n - ops::kSlowCount]));
    }
  }
}

void Compiler::publish() {
  const int64_t anchor = address(ways_.anchor);
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
    area->arena->release(block->at, block->bytes + kCopied);
    delete[] block->pieces;
    delete block;
    block = older;
  }
}
// What a function was compiled to before, but for code that is still returned to.
void release_older(NativeArea* area, CodeBlock* newest) {
  for (CodeBlock** link = &newest->older; CodeBlock* block = *link;) {
    if (may_return_to(newest->state, block->at, block->bytes)) {
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

bool compile(Thread* L, Proto* p) {
  NativeArea* area = area_of(L->state);
  if (!area || !area->arena) return false;
  const uint64_t begun = now_ns();
  Compiler c(L, p, &area->room);
  if (!c.choose()) return false;
  const uint64_t chosen = now_ns();
  auto* block =
      new (std::nothrow) CodeBlock{p, L->state, nullptr, c.bytes(), nullptr, nullptr, false};
  if (!block) return false;
  CodeArena* arena = area->arena;
  block->at = arena->allocate(block->bytes + kCopied);
  if (!block->at) return delete block, false;
  c.place_at(block->at);
  char* const writable = arena->open(block->at, block->bytes + kCopied);
  if (!writable) {
    release(area, block);
    return false;
  }
  const bool calls_system = writable == block->at;
  const uint64_t opened = calls_system ? now_ns() : chosen;
  const bool lands = c.fill(writable);
  const uint64_t filled = calls_system ? now_ns() : 0;
  const bool runs = arena->close(block->at, block->bytes + kCopied);
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
  if (L->state->engine->perf_map)
    area->perf_map.add(block->at, block->bytes, p->source ? text_of(p->source) : "?",
                       p->line_defined);
  if (old) block->version = old->version + 1;
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
  NativeTotals& t = area->totals;
  t.ops += c.ops();
  t.hot_bytes += c.hot_bytes();
  t.cold_bytes += c.bytes() - c.hot_bytes();
  t.choose_ns += chosen - begun;
  const uint64_t ended = now_ns(),
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
