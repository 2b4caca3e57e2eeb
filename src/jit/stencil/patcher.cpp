#include "jit/stencil/patcher.hpp"

#include <cstring>

#include "base/assert.hpp"
#include "heap/cache.hpp"
#include "interp/word.hpp"
#include "jit/stencil/inlined_calls.hpp"
#include "runtime/flow.hpp"

namespace tri::jit {

using namespace bytecode;

namespace {

constexpr ops::Routine kRoutines[] = {
#define X(name) ops::rt_##name,
    TRI_SLOW(X)
#undef X
};

int64_t address(const void* at) { return int64_t(reinterpret_cast<uintptr_t>(at)); }
template <class R, class... A>
int64_t address(R (*at)(A...)) {
  return address(reinterpret_cast<const void*>(at));
}
template <class R, class... A>
int64_t address(TRI_PRESERVE_NONE R (*at)(A...)) {
  return address(reinterpret_cast<const void*>(at));
}

void set_constants(HoleValues* values, const interp::WaysOn& ways) {
  const auto set = [&](Hole what, int64_t value) { values->of[size_t(what)] = value; };
  values->ways = &ways;
  set(Hole::native_anchor, address(ways.anchor));
  set(Hole::native_entered, address(ways.entered));
  set(Hole::native_poll, address(ways.poll));
  set(Hole::native_ended, address(ways.ended));
  set(Hole::native_called, address(ways.called));
  set(Hole::native_warm, address(ways.warm));
  set(Hole::native_left, address(ways.left));
  set(Hole::native_failed, address(ways.failed));
  for (int n = 0; n < ops::kSlowCount; ++n) {
    set(slow_hole(ops::Slow(n)), address(ways.slow[n]));
    set(routine_hole(ops::Slow(n)), address(kRoutines[n]));
  }
}

// Up to kCopied - 1 bytes more than that.
inline void copy(char* to, const unsigned char* from, size_t bytes) {
  for (size_t n = 0; n < bytes; n += kCopied) {
    memcpy(to + n, from + n, kCopied);
    asm volatile("");  // or it becomes a call of memcpy, which takes longer than most copies
  }
}

// Stores the value in a hole at `to`, which runs at `here` and was copied from `from`. Eight bytes are written in any case; those that are not
// the hole's are as they were in the stencil: later holes of it lie behind.
inline void patch(char* to, const char* here, const unsigned char* from, Patch how, int64_t value) {
  uint64_t all;
  memcpy(&all, from, 8);
  all = filled_bytes(how, all, reinterpret_cast<uintptr_t>(here), value);
  memcpy(to, &all, 8);
}

}  // namespace

Patcher::Patcher(Thread* L, Proto* p, const Layout& layout, HoleValues* values,
                 ptrdiff_t to_writable)
    : L_(L),
      p_(p),
      layout_(layout),
      ways_(interp::ways_on(L->state)),
      values_(*values),
      to_writable_(to_writable) {
  if (values->ways != &ways_) set_constants(values, ways_);
}

bool Patcher::fill() {
  for (uint32_t n = 0; n < layout_.count(); ++n) {
    const Piece& piece = layout_[n];
    set_values(piece);
    fill_part(piece, piece.stencil->hot, piece.hot);
    if (piece.stencil->cold.bytes) fill_part(piece, piece.stencil->cold, piece.cold);
  }
  return lands_;
}

// What follows from the instruction and where it lies. Several pieces in a row are of one.
inline void Patcher::set_values(const Piece& piece) {
  const Proto* p = piece.function ? piece.function : p_;
  if (p->code + piece.op != op_) set_values_of_op(p, piece.op);
  // The last piece does not go on.
  set(Hole::NEXT, address(piece.hot + piece.stencil->hot.bytes));
  set(Hole::SLOT, piece.slot * int64_t(sizeof(Value)));
  set(Hole::NUMBER, piece.number);
  set(Hole::own_hot, address(piece.hot));
  set(Hole::own_cold, address(piece.cold));
}
inline void Patcher::set_values_of_op(const Proto* p, uint32_t i) {
  op_ = p->code + i;
  const Instr in = op_->instr;
  constexpr int64_t kSlot = sizeof(Value);
  set(Hole::A, a_of(in) * kSlot);
  set(Hole::B, b_of(in) * kSlot);
  set(Hole::C, c_of(in) * kSlot);
  set(Hole::UB, b_of(in));
  set(Hole::UC, c_of(in));
  set(Hole::SB, sb_of(in));
  set(Hole::SC, sc_of(in));
  set(Hole::SBX, sbx_of(in));
  set(Hole::LENGTH, b_of(in) - 1);
  set(Hole::END, (a_of(in) + b_of(in)) * kSlot);
  set(Hole::WANTED, c_of(in) - 1);
  set(Hole::WORD, address(p->words + i));
  set(Hole::CODE, address(op_));
}

inline void Patcher::fill_part(const Piece& piece, const Part& part, char* at) {
  const unsigned char* const from = kStencilBytes + part.first_byte;
  copy(at + to_writable_, from, part.bytes);
  const HoleAt* const end = kStencilHoles + part.first_hole + part.holes;
  for (const HoleAt* hole = end - part.holes; hole != end; ++hole) {
    char* const here = at + hole->offset;
    const bool is_seldom = hole->what < Hole::A || (piece.function && hole->what >= Hole::slow);
    const int64_t value = is_seldom ? value_of(hole->what, piece) : values_.of[size_t(hole->what)];
    patch(here + to_writable_, here, from + hole->offset, hole->patch, value + hole->addend);
  }
}

// An address of code that a hole leads to.
int64_t Patcher::code_of(uint32_t piece) {
  if (piece != kNoPiece) [[likely]]
    return address(layout_[piece].hot);
  lands_ = false;
  return address(layout_[0].hot);
}

int64_t Patcher::value_of(Hole what, const Piece& piece) {
  const uint32_t i = piece.op;
  const Proto* p = piece.function ? piece.function : p_;
  Code* const pc = p->code + i;
  const Instr in = pc->instr;
  const Op op = op_of(in);
  switch (what) {
    case Hole::K:
      return (op == Op::LoadKX ? ax_of(pc[1].instr) : bx_of(in)) * int64_t(sizeof(Value));
    case Hole::UP: return (op == Op::SetTabUp ? a_of(in) : b_of(in)) * int64_t(sizeof(UpVal*));
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
    case Hole::LOOP: return address(jump_of(pc) - 1);
    case Hole::TARGET: return address(p->words + (jump_of(pc) - p->code));
    case Hole::JUMP: return code_of(layout_.jump(piece));
    case Hole::DONE: return code_of(layout_.done(piece));
    case Hole::OTHER: return code_of(layout_.other(piece));
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
    default:  // a routine that an op of a callee would need
      TRI_ASSERT(piece.function && what >= Hole::slow);
      return code_of(piece.inlined->failure);
  }
}

}  // namespace tri::jit
