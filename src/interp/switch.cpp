#include "interp/switch.hpp"

#include <optional>

#include "interp/site_counts.hpp"
#include "interp/tiers.hpp"
#include "runtime/call.hpp"
#include "runtime/flow.hpp"
#include "runtime/hook.hpp"

namespace tri::interp {
namespace {

using ops::End;
using ops::Ending;
using ops::Slow;

template <Slow kWhat>
TRI_INLINE Outcome call_routine(Thread* L, Code* pc) {
  switch (kWhat) {
#define X(name) \
  case Slow::name: return ops::rt_##name(L, pc);
    TRI_SLOW(X)
#undef X
  }
  __builtin_unreachable();
}

// The routines of ops whose short ways skip the call and return hooks.
constexpr std::optional<Slow> hooked_way(Op op) {
  switch (op) {
    case Op::Call: return Slow::Call;
    case Op::TailCall: return Slow::TailCall;
    case Op::TForCall: return Slow::TForCall;
    case Op::Return:
    case Op::Return0:
    case Op::Return1: return Slow::Return;
    default: return {};
  }
}

TRI_INLINE Proto* function_at(const Value* base) {
  return static_cast<LuaClosure*>(base[-1].p)->proto;
}

// Whether to poll at a point where `cost` units of fuel are due.
template <Loop kLoop>
TRI_INLINE bool must_poll(State* S, int64_t cost) {
  if constexpr (kLoop == Loop::Metered) return (S->slice -= cost) < 0;
  if constexpr (kLoop != Loop::Plain)
    if (S->metered && (S->slice -= cost) < 0) return true;
  if (!S->interrupt) [[likely]]
    return false;
  S->poll_cost = cost;
  return true;
}

}  // namespace

template <Loop kLoop>
Outcome run_switch(State* const S) {
  constexpr bool kTraced = kLoop == Loop::Traced;
  Switch t;
  Outcome outcome;
  Ending e;

resume:  // State::running has a Lua frame on top: go on at its pc
  t.L = S->running;
  if ((t.L->hook_mask != 0) != kTraced) return Outcome::Enter;
  t.base = t.L->frame->base;
  if (!kTraced && function_at(t.base)->words) return Outcome::Enter;
  t.k = t.L->frame->k;
  t.pc = t.L->frame->pc;
  goto dispatch;

settle:  // what a routine said, for ops that jump nowhere
  switch (outcome) {
    case Outcome::Next:
    case Outcome::Jump:
    case Outcome::Enter:
    case Outcome::Switch: goto resume;
    case Outcome::Exit: return Outcome::Exit;
    case Outcome::Raised:
      outcome = unwind(S->running);
      if (outcome == Outcome::Raised) return outcome;
      goto settle;
  }

poll:  // t.pc is where to go on
  t.L->frame->pc = t.pc;
  outcome = ops::rt_Poll(t.L, t.pc);
  goto settle;

enter: {
  Proto* p = function_at(t.base);
  t.pc = p->code;
  count_call(t.L, p);
  if (must_poll<kLoop>(S, p->entry_cost)) [[unlikely]]
    goto poll;
  if (!kTraced && p->words) return Outcome::Enter;
}

  goto dispatch;

hot:  // t.pc is where to go on
  if (promote(t.L, function_at(t.base))) {
    t.L->frame->pc = t.pc;
    return Outcome::Enter;
  }
  function_at(t.base)->loops_left = INT32_MAX;

dispatch:
  // Labels as values, so that each op ends in an indirect jump of its own, which the branch predictor tells apart. (From a
  // switch clang 19 makes one shared jump; cmake/interp.cmake has the flag that lets it copy this one.)
  static const void* const kLabels[] = {
#define TRI_OP(name, ...) &&op_##name,
#include "bytecode/ops.def"
#undef TRI_OP
  };
#define TRI_DISPATCH                                                                      \
  do {                                                                                    \
    if constexpr (kTraced) {                                                              \
      t.L->frame->pc = t.pc;                                                              \
      if (!hook_instruction(t.L)) {                                                       \
        outcome = Outcome::Raised;                                                        \
        goto settle;                                                                      \
      }                                                                                   \
      if (!t.L->hook_mask) goto resume;                                                   \
      t.base = t.L->frame->base;                                                          \
    }                                                                                     \
    if constexpr (kLoop == Loop::Counted) S->engine->counts->count(t.L, t.base, t.pc, 1); \
    t.instr = t.pc->instr;                                                                \
    if constexpr (kLoop == Loop::Shared) goto shared;                                     \
    goto* kLabels[int(op_of(t.instr))];                                                   \
  } while (0)
#define TRI_JUMP(op)                                                       \
  do {                                                                     \
    Code* const from = t.pc;                                               \
    t.pc = jump_of<op>(from);                                              \
    if (t.pc <= from) {                                                    \
      if (must_poll<kLoop>(S, from - t.pc + width_of(op, 0))) [[unlikely]] \
        goto poll;                                                         \
      if (!kTraced && --function_at(t.base)->loops_left < 0) goto hot;     \
    }                                                                      \
    TRI_DISPATCH;                                                          \
  } while (0)
  TRI_DISPATCH;

[[maybe_unused]] shared:  // of Loop::Shared alone
  switch (op_of(t.instr)) {
#define TRI_OP(name, ...) \
  case Op::name: goto op_##name;
#include "bytecode/ops.def"
#undef TRI_OP
  }
  __builtin_unreachable();

#define TRI_CASE(name)                                                  \
  op_##name : {                                                         \
    if constexpr (kTraced && hooked_way(Op::name))                      \
      e = t.slow(*hooked_way(Op::name));                                \
    else                                                                \
      e = ops::op_##name(t);                                            \
    if (e.kind == End::Next) {                                          \
      t.pc += width_of(Op::name, t.instr);                              \
      TRI_DISPATCH;                                                     \
    }                                                                   \
    if (e.kind == End::Jump || e.kind == End::Back) TRI_JUMP(Op::name); \
    if (e.kind == End::Enter) {                                         \
      t.L->frame[-1].pc = t.pc;                                         \
      goto enter;                                                       \
    }                                                                   \
    if (e.kind == End::Again) goto enter;                               \
    if (e.kind == End::Leave) {                                         \
      t.pc = t.L->frame->pc + 1;                                        \
      if (!kTraced && t.L->frame[1].ret) {                              \
        t.L->frame->pc = t.pc;                                          \
        return Outcome::Enter;                                          \
      }                                                                 \
      TRI_DISPATCH;                                                     \
    }                                                                   \
    t.L->frame->pc = t.pc;                                              \
    switch (e.slow) { TRI_SLOW(TRI_SLOW_CASE) }                         \
    if (outcome == Outcome::Next) [[likely]] {                          \
      t.base = t.L->frame->base;                                        \
      t.pc += width_of(Op::name, t.instr);                              \
      TRI_DISPATCH;                                                     \
    }                                                                   \
    if (outcome == Outcome::Jump) {                                     \
      t.base = t.L->frame->base;                                        \
      TRI_JUMP(Op::name);                                               \
    }                                                                   \
    goto settle;                                                        \
  }
#define TRI_SLOW_CASE(name) \
  case Slow::name: outcome = call_routine<Slow::name>(t.L, t.pc); break;
#define TRI_OP(name, ...) TRI_CASE(name)
#include "bytecode/ops.def"
#undef TRI_OP
}

template Outcome run_switch<Loop::Plain>(State* S);
template Outcome run_switch<Loop::Metered>(State* S);
template Outcome run_switch<Loop::Traced>(State* S);
template Outcome run_switch<Loop::Counted>(State* S);
template Outcome run_switch<Loop::Shared>(State* S);

}  // namespace tri::interp
