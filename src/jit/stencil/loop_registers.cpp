#include "jit/stencil/loop_registers.hpp"

#include <algorithm>

#include "base/assert.hpp"
#include "jit/stencil/loop_ops.hpp"

namespace tri::jit {

using namespace bytecode;
using ops::Seen;

namespace {

constexpr RegisterOp kNone = RegisterOp::Count;
constexpr int kScratchInteger = kLoopIntegers, kScratchFloat = kLoopFloats;

const Stencil* stencil(RegisterOp op, int d, int s) {
  const Stencil* found = stencil_of(op, d, s);
  TRI_ASSERT(found);
  return found;
}
RegisterOp by_kind(Narrow kind, RegisterOp of_int, RegisterOp of_float) {
  return kind == Narrow::Int ? of_int : of_float;
}
RegisterOp check_of(Narrow kind) { return by_kind(kind, RegisterOp::ICheck, RegisterOp::FCheck); }
int scratch_of(Narrow kind) { return kind == Narrow::Int ? kScratchInteger : kScratchFloat; }

// Lays out one loop, and knows as it goes what registers and slots hold.
class LoopLayout {
 public:
  LoopLayout(Layout* layout, const LoopPlan& plan)
      : layout_(*layout), p_(layout->function()), plan_(plan) {
    std::fill_n(place_, p_->max_stack, Place{});
    for (int n = 0; n < plan.count; ++n) {
      const LoopPlan::Held& held = plan.held[n];
      place_[held.slot] = {held.kind, held.kind, int8_t(held.reg), true};
      owner_[index(held.kind)][held.reg] = kHeld;
    }
  }
  void add_all();

 private:
  // What is known of a slot: its type, and which register holds its value.
  struct Place {
    Narrow known;
    Narrow kind;  // of the register; None: there is none
    int8_t reg;
    bool is_held;
  };
  static constexpr int kFree = -1, kHeld = -2;
  static int index(Narrow kind) { return kind == Narrow::Float; }
  static int registers(Narrow kind) { return kind == Narrow::Int ? kLoopIntegers : kLoopFloats; }

  void forget(int slot);
  void forget_all();
  void written_in_memory(uint32_t i, int slot);
  int allocate(Narrow kind, int keep1 = -1, int keep2 = -1);
  int operand(uint32_t i, int slot, Narrow kind, int keep = -1);
  int target(int slot, Narrow kind, int keep1, int keep2);
  void define(uint32_t i, int slot, Narrow kind, int reg);
  Narrow kind_at(int slot) const {
    const Place& place = place_[slot];
    return place.kind != Narrow::None ? place.kind : place.known;
  }

  Piece& add(uint32_t i, RegisterOp op, int d = 0, int s = 0);
  Piece& add_slot(uint32_t i, RegisterOp op, int d, int slot);
  Piece& add_number(uint32_t i, RegisterOp op, int d, int number);
  void add_move(uint32_t i, Narrow kind, int d, int s);
  void add_constant(uint32_t i, Narrow kind, int d, int constant);

  void add_op(uint32_t i);
  bool add_arithmetic(uint32_t i, Operands operands);
  bool add_unary(uint32_t i);
  bool add_condition(uint32_t i, Operands operands);
  void add_backward_jump(uint32_t i);
  void add_jump_if(uint32_t i, RegisterOp then, RegisterOp unless, bool on, int d, int s,
                   int number = 0);
  bool add_move_op(uint32_t i);
  bool add_load(uint32_t i);
  bool add_get(uint32_t i);
  bool add_set(uint32_t i);
  void add_in_memory(uint32_t i);
  Narrow wanted_as(uint32_t i, int slot) const;

  Layout& layout_;
  const Proto* p_;
  const LoopPlan& plan_;
  Place place_[kSlots];  // those that the function has
  int owner_[2][kLoopFloats] = {{kFree, kFree, kFree, kFree, kFree, kFree, kFree},
                                {kFree, kFree, kFree, kFree, kFree, kFree, kFree}};
  uint32_t used_[2][kLoopFloats] = {};  // when, for the choice of what is forgotten first
  uint32_t time_ = 0;
};

void LoopLayout::forget(int slot) {
  Place& place = place_[slot];
  if (place.is_held) return;
  if (place.kind != Narrow::None) owner_[index(place.kind)][place.reg] = kFree;
  place = {};
}
void LoopLayout::forget_all() {
  for (int slot = 0; slot < p_->max_stack; ++slot) forget(slot);
}

// A register that no held value is in; neither of those.
int LoopLayout::allocate(Narrow kind, int keep1, int keep2) {
  int* owner = owner_[index(kind)];
  int best = -1;
  for (int reg = 0; reg < registers(kind); ++reg) {
    if (owner[reg] == kHeld || reg == keep1 || reg == keep2) continue;
    if (owner[reg] == kFree) return reg;
    if (best < 0 || used_[index(kind)][reg] < used_[index(kind)][best]) best = reg;
  }
  if (best >= 0) {  // its value is in its slot, too
    place_[owner[best]].kind = Narrow::None;
    owner[best] = kFree;
  }
  return best;
}

Piece& LoopLayout::add(uint32_t i, RegisterOp op, int d, int s) {
  Piece& piece = layout_.add(i, stencil(op, d, s));
  piece.carries = true;
  piece.other = layout_.in_memory(i);
  return piece;
}
Piece& LoopLayout::add_slot(uint32_t i, RegisterOp op, int d, int slot) {
  Piece& piece = add(i, op, d);
  piece.slot = slot;
  return piece;
}
Piece& LoopLayout::add_number(uint32_t i, RegisterOp op, int d, int number) {
  Piece& piece = add(i, op, d);
  piece.number = number;
  return piece;
}
void LoopLayout::add_move(uint32_t i, Narrow kind, int d, int s) {
  if (d != s) add(i, by_kind(kind, RegisterOp::IMove, RegisterOp::FMove), d, s);
}

// The register that holds the slot's value, which is checked where it is not known; -1: it is of another type.
int LoopLayout::operand(uint32_t i, int slot, Narrow kind, int keep) {
  Place& place = place_[slot];
  const Narrow now = kind_at(slot);
  if (now != Narrow::None && now != kind) return -1;
  if (place.kind == Narrow::None) {
    const int reg = allocate(kind, keep);
    if (reg < 0) return -1;
    add_slot(
        i,
        place.known == kind ? by_kind(kind, RegisterOp::ILoad, RegisterOp::FLoad) : check_of(kind),
        reg, slot);
    place = {kind, kind, int8_t(reg), false};
    owner_[index(kind)][reg] = slot;
  }
  used_[index(kind)][place.reg] = ++time_;
  return place.reg;
}

// The register that the slot's new value is to be computed in; -1: none. What else it held is forgotten by define.
int LoopLayout::target(int slot, Narrow kind, int keep1, int keep2) {
  const Place& place = place_[slot];
  if (place.is_held) return place.kind == kind ? place.reg : -1;
  if (place.kind == kind) return place.reg;
  return allocate(kind, keep1, keep2);
}

// The slot's new value is in that register.
void LoopLayout::define(uint32_t i, int slot, Narrow kind, int reg) {
  Place& place = place_[slot];
  const bool had_tag = place.known == kind;
  add_slot(i,
           had_tag ? by_kind(kind, RegisterOp::IStore, RegisterOp::FStore)
                   : by_kind(kind, RegisterOp::IStoreTag, RegisterOp::FStoreTag),
           reg, slot);
  if (!place.is_held) {
    forget(slot);
    place = {kind, kind, int8_t(reg), false};
    owner_[index(kind)][reg] = slot;
  }
  used_[index(kind)][reg] = ++time_;
}

// Behind an op that has stored something there.
void LoopLayout::written_in_memory(uint32_t i, int slot) {
  Place& place = place_[slot];
  if (place.is_held)
    add_slot(i, check_of(place.kind), place.reg, slot).other = layout_.behind(i);
  else
    forget(slot);
}

void LoopLayout::add_constant(uint32_t i, Narrow kind, int d, int constant) {
  const Narrow has = kind_of(p_->constants[constant]);
  if (has == kind) {
    add_slot(i, by_kind(kind, RegisterOp::IConst, RegisterOp::FConst), d, constant);
  } else {  // an integer that is wanted as float
    add_slot(i, RegisterOp::IConst, kScratchInteger, constant);
    add(i, RegisterOp::FFromInt, d, kScratchInteger);
  }
}

bool LoopLayout::add_arithmetic(uint32_t i, Operands operands) {
  const Code& code = p_->code[i];
  const Instr in = code.instr;
  const Op op = op_of(in);
  const int a = a_of(in), b = b_of(in), c = c_of(in);
  const Arithmetic how = arithmetic_of(op);
  const Narrow seen = seen_by(code);
  Narrow kb = kind_at(b);
  Narrow kc = operands == Operands::Registers  ? kind_at(c)
              : operands == Operands::Constant ? kind_of(p_->constants[c])
                                               : Narrow::Int;
  const bool is_mixed = code.side == uint32_t(Seen::Mixed);
  const auto other_kind = [](Narrow k) { return k == Narrow::Int ? Narrow::Float : Narrow::Int; };
  if (kb == Narrow::None) kb = is_mixed && kc != Narrow::None ? other_kind(kc) : seen;
  if (kc == Narrow::None) kc = is_mixed && kb != Narrow::None ? other_kind(kb) : seen;
  if (kb == Narrow::None || kc == Narrow::None) return false;
  // A number in an AddI is taken as of its partner's type.
  if (op == Op::AddI) kc = kb;
  const bool with_ints = how.of_int != kNone && kb == Narrow::Int && kc == Narrow::Int;
  if (!with_ints && how.of_float == kNone) return false;
  const Narrow kind = with_ints ? Narrow::Int : Narrow::Float;
  if (place_[a].is_held && place_[a].kind != kind) return false;

  // Operands, in registers of their own types.
  const int x = operand(i, b, kb);
  if (x < 0) return false;
  int y = -1;
  if (operands == Operands::Registers) {
    y = operand(i, c, kc, kb == kc ? x : -1);
    if (y < 0) return false;
  }
  const int d = target(a, kind, kb == kind ? x : -1, kc == kind ? y : -1);
  if (d < 0) return false;

  const RegisterOp operation = with_ints ? how.of_int : how.of_float;
  const RegisterOp by_constant = with_ints ? how.of_int_constant : how.of_float_constant;
  const int scratch = scratch_of(kind);
  if (op == Op::ShlI) {  // the number is what is shifted
    int by = x;
    if (d == x) add_move(i, kind, by = scratch, x);
    add_number(i, RegisterOp::INumber, d, sc_of(in));
    add(i, operation, d, by);
    define(i, a, kind, d);
    return true;
  }
  // The second operand, as of the right type, and not where the first goes.
  if (operands == Operands::Registers) {
    if (kc != kind) {
      add(i, RegisterOp::FFromInt, scratch, y);
      y = scratch;
    } else if (y == d && !(kb == kind && x == d)) {
      if (how.commutes && kb == kind) {
        add(i, operation, d, x);
        define(i, a, kind, d);
        return true;
      }
      add_move(i, kind, scratch, y);
      y = scratch;
    }
  }
  if (kb == kind)
    add_move(i, kind, d, x);
  else
    add(i, RegisterOp::FFromInt, d, x);
  if (operands == Operands::Registers) {
    add(i, operation, d, y);
  } else if (operands == Operands::Constant) {
    if (by_constant != kNone && kc == kind) {
      add_slot(i, by_constant, d, c);
    } else {
      add_constant(i, kind, scratch, c);
      add(i, operation, d, scratch);
    }
  } else if (op == Op::AddI && with_ints) {
    add_number(i, RegisterOp::IAddNumber, d, sc_of(in));
  } else {
    add_number(i, by_kind(kind, RegisterOp::INumber, RegisterOp::FNumber), scratch, sc_of(in));
    add(i, operation, d, scratch);
  }
  define(i, a, kind, d);
  return true;
}

bool LoopLayout::add_unary(uint32_t i) {
  const Instr in = p_->code[i].instr;
  const Narrow kind = kind_at(b_of(in));
  const bool is_not = op_of(in) == Op::BNot;
  if (kind == Narrow::None || (is_not && kind != Narrow::Int)) return false;
  const int x = operand(i, b_of(in), kind);
  if (x < 0) return false;
  const int d = target(a_of(in), kind, x, -1);
  if (d < 0) return false;
  add_move(i, kind, d, x);
  add(i, is_not ? RegisterOp::INot : by_kind(kind, RegisterOp::INegate, RegisterOp::FNegate), d);
  define(i, a_of(in), kind, d);
  return true;
}

// Jumps where the condition is `on`; `unless` is the opposite of `then`.
void LoopLayout::add_jump_if(uint32_t i, RegisterOp then, RegisterOp unless, bool on, int d, int s,
                             int number) {
  const bool back = jumps_backward(p_->code + i);
  Piece& piece = add(i, on != back ? then : unless, d, s);
  piece.number = number;
  if (!back) return;
  piece.jump = layout_.count() + 1;
  add_backward_jump(i);
}
// The jump of the op, which polls.
void LoopLayout::add_backward_jump(uint32_t i) {
  const bool metered = layout_.thread()->state->metered;
  layout_.add(i, stencil_of(Op::Jmp, variant_number(Variant::Back, false, false, metered, true)))
      .carries = true;
}

bool LoopLayout::add_condition(uint32_t i, Operands operands) {
  using enum RegisterOp;
  const Code& code = p_->code[i];
  const Instr in = code.instr;
  const Op op = op_of(in);
  const int a = a_of(in);
  const bool on = k_of(in);
  const Narrow seen = seen_by(code);
  Narrow ka = kind_at(a);
  if (ka == Narrow::None) ka = seen;
  if (operands == Operands::Compare) {
    Narrow kb = kind_at(b_of(in));
    if (kb == Narrow::None) kb = seen;
    if (ka == Narrow::None || ka != kb) return false;
    const int x = operand(i, a, ka);
    if (x < 0) return false;
    const int y = operand(i, b_of(in), kb, x);
    if (y < 0) return false;
    add_move(i, ka, scratch_of(ka), x);
    const bool is_int = ka == Narrow::Int;
    if (op == Op::Lt)
      add_jump_if(i, is_int ? ILess : FLess, is_int ? INotLess : FNotLess, on, 0, y);
    else if (op == Op::Le)
      add_jump_if(i, is_int ? ILessEqual : FLessEqual, is_int ? INotLessEqual : FNotLessEqual, on,
                  0, y);
    else
      add_jump_if(i, is_int ? IEqual : FEqual, is_int ? INotEqual : FNotEqual, on, 0, y);
    return true;
  }
  if (ka == Narrow::None) return false;
  if (operands == Operands::CompareConstant) {
    if (kind_of(p_->constants[b_of(in)]) != ka) return false;
    const int x = operand(i, a, ka);
    if (x < 0) return false;
    add_constant(i, ka, scratch_of(ka), b_of(in));
    add_jump_if(i, by_kind(ka, IEqual, FEqual), by_kind(ka, INotEqual, FNotEqual), on, 0, x);
    return true;
  }
  const int x = operand(i, a, ka);
  if (x < 0) return false;
  const int n = sb_of(in);
  if (ka == Narrow::Int) {
    switch (op) {
      case Op::LtI: add_jump_if(i, ILessNumber, INotLessNumber, on, x, 0, n); break;
      case Op::LeI: add_jump_if(i, ILessEqualNumber, INotLessEqualNumber, on, x, 0, n); break;
      case Op::GtI: add_jump_if(i, INotLessEqualNumber, ILessEqualNumber, on, x, 0, n); break;
      case Op::GeI: add_jump_if(i, INotLessNumber, ILessNumber, on, x, 0, n); break;
      default: add_jump_if(i, IEqualNumber, INotEqualNumber, on, x, 0, n);
    }
    return true;
  }
  if (op == Op::GtI || op == Op::GeI || op == Op::EqI) {  // the number is the smaller
    add_number(i, FNumber, kScratchFloat, n);
    if (op == Op::GtI)
      add_jump_if(i, FLess, FNotLess, on, 0, x);
    else if (op == Op::GeI)
      add_jump_if(i, FLessEqual, FNotLessEqual, on, 0, x);
    else
      add_jump_if(i, FEqual, FNotEqual, on, 0, x);
    return true;
  }
  const int limit = allocate(Narrow::Float, x);
  if (limit < 0) return false;
  add_number(i, FNumber, limit, n);
  add_move(i, ka, kScratchFloat, x);
  if (op == Op::LtI)
    add_jump_if(i, FLess, FNotLess, on, 0, limit);
  else
    add_jump_if(i, FLessEqual, FNotLessEqual, on, 0, limit);
  return true;
}

bool LoopLayout::add_move_op(uint32_t i) {
  const Instr in = p_->code[i].instr;
  const int a = a_of(in), b = b_of(in);
  Narrow kind = kind_at(b);
  if (kind == Narrow::None && place_[a].is_held) kind = place_[a].kind;
  if (kind == Narrow::None || (place_[b].kind == Narrow::None && !place_[a].is_held)) return false;
  const int x = operand(i, b, kind);
  if (x < 0) return false;
  const int d = target(a, kind, x, -1);
  if (d < 0) return false;
  add_move(i, kind, d, x);
  define(i, a, kind, d);
  return true;
}

bool LoopLayout::add_load(uint32_t i) {
  const Instr in = p_->code[i].instr;
  const Op op = op_of(in);
  const int a = a_of(in);
  const Narrow kind = op == Op::LoadI   ? Narrow::Int
                      : op == Op::LoadF ? Narrow::Float
                                        : kind_of(p_->constants[bx_of(in)]);
  if (kind == Narrow::None) return false;
  const int d = target(a, kind, -1, -1);
  if (d < 0) return false;
  if (op == Op::LoadK)
    add_constant(i, kind, d, bx_of(in));
  else
    add_number(i, by_kind(kind, RegisterOp::INumber, RegisterOp::FNumber), d, sbx_of(in));
  define(i, a, kind, d);
  return true;
}

// What the op that computes with the slot next, before control may come from elsewhere, has seen in it.
Narrow LoopLayout::wanted_as(uint32_t i, int slot) const {
  if (place_[slot].is_held) return place_[slot].kind;
  uint32_t at = i;
  for (int steps = 0; steps < 12; ++steps) {
    at += uint32_t(width_of(op_of(p_->code[at].instr), p_->code[at].instr));
    if (at > plan_.tail || layout_.is_target(at)) break;
    const Code& code = p_->code[at];
    const Instr in = code.instr;
    const int a = a_of(in), b = b_of(in), c = c_of(in);
    switch (operands_of(op_of(in))) {
      case Operands::Registers:
        if (b == slot || c == slot) return seen_by(code);
        break;
      case Operands::Constant:
      case Operands::Number:
      case Operands::Unary:
        if (b == slot) return seen_by(code);
        break;
      case Operands::Compare:
        if (a == slot || b == slot) return seen_by(code);
        continue;
      case Operands::CompareConstant:
      case Operands::CompareNumber:
        if (a == slot) return seen_by(code);
        continue;
      case Operands::None: break;
    }
    if (row_of(op_of(in)).a != Role::In && a == slot) break;
  }
  return Narrow::None;
}

bool LoopLayout::add_get(uint32_t i) {
  const Instr in = p_->code[i].instr;
  const int a = a_of(in);
  int key = kScratchInteger;
  if (op_of(in) == Op::GetTable) {
    if (kind_at(c_of(in)) != Narrow::Int) return false;
    key = operand(i, c_of(in), Narrow::Int);
    if (key < 0) return false;
  } else {
    add_number(i, RegisterOp::INumber, key, c_of(in));
  }
  const Narrow kind = wanted_as(i, a);
  if (kind == Narrow::None) {
    add(i, RegisterOp::GetAt, 0, key);
    forget(a);
    return true;
  }
  const int d = target(a, kind, kind == Narrow::Int ? key : -1, -1);
  if (d < 0) return false;
  add(i, by_kind(kind, RegisterOp::IGetAt, RegisterOp::FGetAt), 0, key);
  add_move(i, kind, d, scratch_of(kind));
  if (!place_[a].is_held) {
    forget(a);
    place_[a] = {kind, kind, int8_t(d), false};
    owner_[index(kind)][d] = a;
  }
  used_[index(kind)][d] = ++time_;
  return true;
}

bool LoopLayout::add_set(uint32_t i) {
  const Instr in = p_->code[i].instr;
  int key = kScratchInteger;
  if (op_of(in) == Op::SetTable) {
    if (kind_at(b_of(in)) != Narrow::Int) return false;
    key = operand(i, b_of(in), Narrow::Int);
    if (key < 0) return false;
  } else {
    add_number(i, RegisterOp::INumber, key, b_of(in));
  }
  if (k_of(in)) {
    add(i, RegisterOp::SetAtK, 0, key);
    return true;
  }
  const Place& value = place_[c_of(in)];
  if (value.kind == Narrow::None)
    add(i, RegisterOp::SetAt, 0, key);
  else
    add(i, by_kind(value.kind, RegisterOp::ISetAt, RegisterOp::FSetAt), value.reg, key);
  return true;
}

// The op works in memory, with the registers handed on where there is such a stencil, else loaded again.
void LoopLayout::add_in_memory(uint32_t i) {
  const Instr in = p_->code[i].instr;
  const Op op = op_of(in);
  const bool is_branch = kOpNext[int(op)] == Next::Branch;
  const bool back = is_branch && jumps_backward(p_->code + i);
  if (is_field_op(op)) {
    if (layout_.add_field(i, true)) {
      if (op == Op::Self) {
        written_in_memory(i, a_of(in) + 1);
        written_in_memory(i, a_of(in));
      } else if (row_of(op).a == Role::Out) {
        written_in_memory(i, a_of(in));
      }
      return;
    }
  } else if (const Stencil* s = layout_.stencil_for(i, true, back)) {
    Piece& piece = layout_.add(i, s);
    piece.carries = true;
    if (back) {
      piece.jump = layout_.count() + 1;
      add_backward_jump(i);
    }
    if (op == Op::LoadNil)
      for (int slot = a_of(in); slot <= a_of(in) + b_of(in); ++slot) written_in_memory(i, slot);
    else if (row_of(op).a == Role::Out)
      written_in_memory(i, a_of(in));
    return;
  }
  if (is_field_op(op)) {
    if (!layout_.add_field(i)) layout_.add(i, handler_stencil());
  } else {
    layout_.add(i, layout_.stencil_for(i, false));
  }
  forget_all();
  for (int n = 0; n < plan_.count; ++n)
    add_slot(i, check_of(plan_.held[n].kind), plan_.held[n].reg, plan_.held[n].slot).other =
        layout_.behind(i);
}

void LoopLayout::add_op(uint32_t i) {
  const Op op = op_of(p_->code[i].instr);
  const Operands operands = operands_of(op);
  switch (operands) {
    case Operands::Registers:
    case Operands::Constant:
    case Operands::Number:
      if (add_arithmetic(i, operands)) return;
      break;
    case Operands::Unary:
      if (add_unary(i)) return;
      break;
    case Operands::Compare:
    case Operands::CompareConstant:
    case Operands::CompareNumber:
      if (add_condition(i, operands)) return;
      break;
    case Operands::None: break;
  }
  switch (op) {
    case Op::Move:
      if (add_move_op(i)) return;
      break;
    case Op::LoadI:
    case Op::LoadF:
    case Op::LoadK:
      if (add_load(i)) return;
      break;
    case Op::GetTable:
    case Op::GetI:
      if (add_get(i)) return;
      break;
    case Op::SetTable:
    case Op::SetI:
      if (add_set(i)) return;
      break;
    case Op::ForLoop:
      if (plan_.is_counted && i == plan_.tail) {
        const bool metered = layout_.thread()->state->metered;
        add(i, metered ? RegisterOp::MeteredLoop : RegisterOp::Loop, plan_.variable, plan_.rounds);
        return;
      }
      break;
    default: break;
  }
  add_in_memory(i);
}

void LoopLayout::add_all() {
  layout_.each_op(
      [&](uint32_t i) {
        if (layout_.is_target(i)) forget_all();
        layout_.begin_in_registers(i);
        add_op(i);
      },
      plan_.head, plan_.tail);
  // Past the loop.
  add(plan_.tail, RegisterOp::Go).other = layout_.behind(plan_.tail);
}

}  // namespace

void add_loads(Layout* layout, const LoopPlan& plan) {
  const uint32_t in_memory = layout->count() + plan.count + 2 * plan.is_counted + 1;
  const auto load = [&](Narrow kind, int reg, int slot) {
    Piece& piece = layout->add(plan.head, stencil(check_of(kind), reg, 0));
    piece.slot = slot;
    piece.other = in_memory;
  };
  if (plan.is_counted)  // the step
    load(Narrow::Int, kScratchInteger, a_of(layout->function()->code[plan.tail].instr) + 2);
  for (int n = 0; n < plan.count; ++n) load(plan.held[n].kind, plan.held[n].reg, plan.held[n].slot);
  if (plan.is_counted) {  // a debugger may have changed the variable
    Piece& piece = layout->add(plan.head, stencil(RegisterOp::ISame, plan.variable, 0));
    piece.slot = a_of(layout->function()->code[plan.tail].instr);
    piece.other = in_memory;
  }
  layout->add(plan.head, stencil(RegisterOp::Go, 0, 0));  // to the loop's own code
}

void add_loop(Layout* layout, const LoopPlan& plan) { LoopLayout(layout, plan).add_all(); }

}  // namespace tri::jit
