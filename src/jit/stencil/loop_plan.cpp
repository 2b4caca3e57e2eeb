// Which loops hold numbers in registers, and which numbers: by a census of what their ops do with slots.
#include <algorithm>

#include "base/assert.hpp"
#include "jit/stencil/loop_ops.hpp"
#include "jit/stencil/loop_registers.hpp"
#include "ops/field_site.hpp"

namespace tri::jit {

using namespace bytecode;
using ops::Seen;

namespace {

// Between two jumps there must be registers left for what is in no register of the loop.
constexpr int kMostHeldIntegers = kLoopIntegers - 2, kMostHeldFloats = kLoopFloats - 2;

// What the slots of a loop are used for.
struct Census {
  explicit Census(const Proto* p) { std::fill_n(of, p->max_stack, Use{}); }
  struct Use {
    bool is_int, is_float;  // where it is computed with
    bool is_other;          // something else is stored there
    bool is_live;           // read before it is written
    uint16_t writes, uses;
  } of[kSlots];        // those that the function has
  int operations = 0;  // that registers are good for
  int calls = 0;       // that lose them

  void vote(int slot, Narrow kind) {
    if (kind == Narrow::Int) of[slot].is_int = true;
    if (kind == Narrow::Float) of[slot].is_float = true;
  }
  void read(int slot, Narrow kind = Narrow::None) {
    Use& u = of[slot];
    if (!u.writes) u.is_live = true;
    ++u.uses;
    vote(slot, kind);
  }
  void write(int slot, Narrow kind = Narrow::None) {
    ++of[slot].writes;
    ++of[slot].uses;
    vote(slot, kind);
  }
  void write_other(int slot) {
    write(slot);
    of[slot].is_other = true;
  }
};

// False: such an op does not belong in a loop with registers.
bool take(Census* census, const Proto* p, uint32_t i) {
  const Code& code = p->code[i];
  const Instr in = code.instr;
  const Op op = op_of(in);
  const int a = a_of(in), b = b_of(in), c = c_of(in);
  const Narrow seen = seen_by(code);
  const bool is_division = op == Op::Div || op == Op::DivK;
  switch (operands_of(op)) {
    case Operands::Registers:
      census->read(b, seen);
      census->read(c, seen);
      census->write(a, is_division ? Narrow::Float : seen);
      census->operations++;
      return true;
    case Operands::Constant: {
      census->read(b, seen);
      const bool gives_float = is_division || kind_of(p->constants[c]) == Narrow::Float;
      census->write(a, gives_float ? Narrow::Float : seen);
      census->operations++;
      return true;
    }
    case Operands::Number:
    case Operands::Unary:
      census->read(b, seen);
      census->write(a, seen);
      census->operations++;
      return true;
    case Operands::Compare:
      census->read(a, seen);
      census->read(b, seen);
      census->operations++;
      return true;
    case Operands::CompareConstant:
    case Operands::CompareNumber:
      census->read(a, seen);
      census->operations++;
      return true;
    case Operands::None: break;
  }
  switch (op) {
    case Op::Move:
      census->read(b);
      census->write(a);
      return true;
    case Op::LoadI: census->write(a, Narrow::Int); return true;
    case Op::LoadF: census->write(a, Narrow::Float); return true;
    case Op::LoadK: {
      const Narrow kind = kind_of(p->constants[bx_of(in)]);
      kind == Narrow::None ? census->write_other(a) : census->write(a, kind);
      return true;
    }
    case Op::LoadFalse:
    case Op::LFalseSkip:
    case Op::LoadTrue:
    case Op::NewTable:
    case Op::Closure:
    case Op::Not:
    case Op::Concat: census->write_other(a); return true;
    case Op::LoadNil:
      for (int slot = a; slot <= a + b; ++slot) census->write_other(slot);
      return true;
    case Op::GetTable:
      census->read(b);
      census->read(c);
      census->write(a);
      census->operations++;
      return true;
    case Op::SetTable:
      census->read(a);
      census->read(b);
      if (!k_of(in)) census->read(c);
      census->operations++;
      return true;
    case Op::GetI:
    case Op::GetField:
      census->read(b);
      census->write(a);
      return true;
    case Op::SetI:
    case Op::SetField:
      census->read(a);
      if (!k_of(in)) census->read(c);
      return true;
    case Op::GetUpval:
    case Op::GetTabUp: census->write(a); return true;
    case Op::SetUpval: census->read(a); return true;
    case Op::SetTabUp:
      if (!k_of(in)) census->read(c);
      return true;
    case Op::PowK:
      census->read(b);
      census->write(a, Narrow::Float);
      census->calls++;
      return true;
    case Op::Pow:
      census->read(b);
      census->read(c);
      census->write(a, Narrow::Float);
      census->calls++;
      return true;
    case Op::Len:
      census->read(b);
      census->write(a);
      return true;
    case Op::TestSet:
      census->read(b);
      census->write_other(a);
      return !jumps_backward(&code);
    case Op::Test: census->read(a); return true;
    case Op::Self:
      census->read(b);
      census->write_other(a);
      census->write_other(a + 1);
      return true;
    case Op::Call:
      for (int slot = a; slot < a + b; ++slot) census->read(slot);
      census->calls++;
      return code.side == ops::kSeenLeaf && b && c;
    case Op::Jmp:
    case Op::Return:
    case Op::Return0:
    case Op::Return1:
    case Op::TailCall: return true;
    case Op::ForLoop:
      for (int slot = a; slot < a + 3; ++slot) census->read(slot, seen);
      census->write(a, seen);
      census->write(a + 1, seen);
      census->write(a + 3, seen);
      census->operations++;
      return true;
    default: return false;
  }
}

// The register it gets.
uint8_t hold(LoopPlan* plan, int slot, Narrow kind) {
  int reg = 0;
  for (int n = 0; n < plan->count; ++n) reg += plan->held[n].kind == kind;
  plan->held[plan->count++] = {uint8_t(slot), kind, uint8_t(reg)};
  return uint8_t(reg);
}

// Which slots are held; false: not worth it.
bool choose_held(const Proto* p, const Census& census, LoopPlan* plan) {
  plan->count = 0;
  plan->is_counted = false;
  const Code& tail = p->code[plan->tail];
  bool taken[kSlots];
  std::fill_n(taken, p->max_stack, false);
  if (op_of(tail.instr) == Op::ForLoop) {
    const int a = a_of(tail.instr);
    for (int slot = a; slot < a + 4; ++slot) taken[slot] = true;
    // Nothing else changes them: the variable is the hidden index.
    plan->is_counted = tail.side == uint32_t(Seen::Int) && census.of[a].writes == 1 &&
                       census.of[a + 1].writes == 1 && census.of[a + 2].writes == 0 &&
                       census.of[a + 3].writes == 1 && !census.of[a + 3].is_float;
    if (plan->is_counted) {
      plan->variable = hold(plan, a + 3, Narrow::Int);
      plan->rounds = hold(plan, a + 1, Narrow::Int);
    }
  }
  for (const Narrow kind : {Narrow::Float, Narrow::Int}) {
    int left = kind == Narrow::Float ? kMostHeldFloats : kMostHeldIntegers - 2 * plan->is_counted;
    while (left-- > 0) {
      int best = -1;
      for (int slot = 0; slot < p->max_stack; ++slot) {
        const Census::Use& u = census.of[slot];
        if (taken[slot] || !u.is_live || u.is_other || u.is_int == u.is_float ||
            u.is_int != (kind == Narrow::Int) || u.uses < 2)
          continue;
        if (best < 0 || u.uses > census.of[best].uses) best = slot;
      }
      if (best < 0) break;
      taken[best] = true;
      hold(plan, best, kind);
    }
  }
  return plan->count && census.operations > 2 * census.calls;
}

// Whether there are sites that have not run since anyone noted what they see.
bool has_news(const Layout& layout, const LoopPlan& plan) {
  const Proto* p = layout.function();
  bool found = false, counts = true;
  layout.each_op(
      [&](uint32_t i) {
        const Op op = op_of(p->code[i].instr);
        found |= !p->code[i].side && (ops::notes_numbers(op) || ops::notes_integers(op));
        counts &= op != Op::TForLoop;
      },
      plan.head, plan.tail);
  return found && counts;
}

}  // namespace

uint32_t note_loop(LoopPlan* plans, uint32_t count, uint32_t head, uint32_t tail) {
  if (count > kMostLoops) return count;
  uint32_t n = 0;
  while (n < count && plans[n].head != head) ++n;
  if (n == kMostLoops) return kMostLoops + 1;
  if (n == count) {
    plans[n] = {head, tail, {}, 0, false, false, 0, 0};
    return count + 1;
  }
  plans[n].tail = tail;
  return count;
}

uint32_t plan_loops(const Layout& layout, LoopPlan* plans, uint32_t count) {
  const Proto* p = layout.function();
  if (count > kMostLoops) return 0;
  const auto is_innermost = [&](const LoopPlan& plan) {
    for (uint32_t n = 0; n < count; ++n)
      if (&plans[n] != &plan && plans[n].head <= plan.tail && plans[n].tail >= plan.head &&
          !(plans[n].head < plan.head && plans[n].tail > plan.tail))
        return false;
    return true;
  };
  // Marked first, dropped afterwards: each is compared with all.
  bool kept[kMostLoops];
  for (uint32_t n = 0; n < count; ++n) {
    kept[n] = is_innermost(plans[n]);
    plans[n].notes = has_news(layout, plans[n]);
    if (!kept[n]) continue;
    if (plans[n].notes) {
      plans[n].is_counted = false;
      continue;
    }
    Census census(p);
    layout.each_op([&](uint32_t i) { kept[n] = kept[n] && take(&census, p, i); }, plans[n].head,
                   plans[n].tail);
    kept[n] = kept[n] && choose_held(p, census, &plans[n]);
  }
  uint32_t left = 0;
  for (uint32_t n = 0; n < count; ++n)
    if (kept[n]) plans[left++] = plans[n];
  return left;
}

}  // namespace tri::jit
