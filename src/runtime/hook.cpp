#include "runtime/hook.hpp"

#include "runtime/call.hpp"
#include "runtime/coroutine.hpp"
#include "runtime/debug_names.hpp"
#include "runtime/link.hpp"

namespace tri {

void set_hook(Thread* L, HookFunction hook, uint8_t mask, int count) {
  if (!hook || mask == 0) {
    hook = nullptr;
    mask = 0;
  }
  L->hook = hook;
  L->hook_base_count = count;
  L->hook_count = count;
  const bool polled = mask == hook_bits::kCount && count >= kPolledCount && !L->state->metered;
  L->polled_hook_mask = polled ? mask : 0;
  L->hook_mask = polled ? 0 : mask;
  L->state->interrupt.set(poll_bits::kHook);
}

namespace {

// Suspends the thread because its hook has asked for it. The registers stay alive, and what resumes may put values on top of them; an op
// that goes on from L->top finds it again.
void yield_in_hook(Thread* L) {
  L->hook_yields = false;
  L->hook_yielded = L->hook_mask;  // a hook served by polls is told of no instruction again
  L->frame->saved_top = L->top;
  L->top = first_free_slot(L);
  suspend_native(L, 0);
}

// A hook that asks to yield at an instruction is noted in L->hook_yields; others yield here.
bool run_hook(Thread* L, HookEvent event, int line, uint16_t first, uint16_t count) {
  if (!L->hook || !L->hooks_allowed) return true;
  const ptrdiff_t top = L->top - L->stack;
  L->top = first_free_slot(L);
  if (!ensure_stack(L, kMinSlots)) return false;
  L->hooks_allowed = false;
  L->frame->flags |= frame_bits::kHook;
  L->transfer_first = count ? first : 0;
  L->transfer_count = count;
  HookInfo info{event, line};
  if (!L->hook(L, &info)) return false;
  L->hooks_allowed = true;
  L->frame->flags &= uint8_t(~frame_bits::kHook);
  L->state->interrupt.set(poll_bits::kHook);  // the hook's own run took the notice for ours
  L->top = L->stack + top;
  const bool waits = L->hook_mask && (event == HookEvent::Count || event == HookEvent::Line);
  if (L->hook_yields && !waits) yield_in_hook(L);
  return true;
}

}  // namespace

bool hook_call(Thread* L) {
  const Frame* f = L->frame;
  const bool lua = f->kind == FrameKind::Lua;
  const bool is_vararg = lua && proto_of(f)->is_vararg;
  if (lua) L->old_pc = 0;
  if (L->hook_mask & hook_bits::kCall) {
    const bool tail = f->flags & frame_bits::kTail;
    const auto count = lua ? proto_of(f)->num_params : uint16_t(L->top - f->base);
    if (!run_hook(L, tail ? HookEvent::TailCall : HookEvent::Call, -1, 1, count)) return false;
  }
  // VARARGPREP is no line of its own: the instruction behind it counts as the first.
  if (is_vararg) L->old_pc = 1;
  return true;
}

bool hook_poll(Thread* L, int64_t cost) {
  if (cost < L->hook_count) {
    L->hook_count -= int32_t(cost);
    return true;
  }
  L->hook_count = L->hook_base_count;
  return run_hook(L, HookEvent::Count, -1, 0, 0);
}

bool hook_return(Thread* L, Value** results, uint32_t n) {
  if (!(L->hook_mask & hook_bits::kReturn)) return true;
  const ptrdiff_t top = L->top - L->stack, first = *results - L->stack;
  const Value* function = L->frame->kind == FrameKind::Lua ? L->frame->base - 1 : L->frame->func;
  L->top = *results + n;
  if (!run_hook(L, HookEvent::Return, -1, uint16_t(*results - function), uint16_t(n))) return false;
  L->top = L->stack + top;
  *results = L->stack + first;
  return true;
}

bool hook_builtin_return(Thread* L, const Value& function, Value** results, uint32_t n) {
  if (!(L->hook_mask & hook_bits::kReturn)) return true;
  Value* func = L->frame->func;
  if (*results == func) {
    const ptrdiff_t to = (L->top > func ? L->top : func + 1) - L->stack;
    L->top = func + n > L->stack + to ? func + n : L->stack + to;
    if (!ensure_stack(L, n + 1)) return false;
    func = L->frame->func;
    *results = L->stack + to;
    for (uint32_t i = n; i-- > 0;) copy(*results + i, func + i);
  }
  copy(func, &function);
  return hook_return(L, results, n);
}

bool hook_instruction(Thread* L, uint32_t ahead) {
  Frame* f = L->frame;
  const uint8_t mask = L->hook_mask;
  const bool told = L->hook_told;
  L->hook_told = false;
  if (!(mask & (hook_bits::kLine | hook_bits::kCount))) return true;
  const uint32_t pc = uint32_t(current_pc(f)) + ahead;
  if (pc == 0 && bytecode::op_of(f->pc->instr) == bytecode::Op::VarArgPrep) return true;
  // The reference returns from a tail call of a builtin without its RETURN.
  if (pc > 0 && bytecode::op_of(f->pc->instr) == bytecode::Op::Return &&
      bytecode::op_of(proto_of(f)->code[pc - 1].instr) == bytecode::Op::TailCall)
    return true;
  // What the reference does within another instruction: TFORLOOP in TFORCALL, and that in TFORPREP; the next __close of a RETURN.
  if (told || bytecode::op_of(f->pc->instr) == bytecode::Op::TForLoop) return true;
  const bool again = L->hook_yielded;  // its events have been told
  L->hook_yielded = false;
  const bool counts = (mask & hook_bits::kCount) && --L->hook_count == 0;
  if (counts) {
    L->hook_count = L->hook_base_count;
    if (!again && !run_hook(L, HookEvent::Count, -1, 0, 0)) return false;
  }
  if (mask & hook_bits::kLine) {
    const Proto* p = proto_of(L->frame);
    const uint32_t old = L->old_pc < p->code_count ? L->old_pc : 0;
    // Backward jumps begin a line anew.
    const int line = line_of(p, pc);
    if (!again && (pc <= old || (p->line_count && line_of(p, old) != line)) &&
        !run_hook(L, HookEvent::Line, line, 0, 0))
      return false;
    L->old_pc = pc;
  }
  // Functions that another hook of the same instruction calls go on.
  if (L->hook_yields && L->hooks_allowed) [[unlikely]] {
    if (counts) L->hook_count = 1;  // at the instruction that comes again
    L->hook_told = ahead != 0;      // that at `pc` comes before it, and has been told
    yield_in_hook(L);
  }
  return true;
}

void hook_resumed(Thread* L) {
  const Frame* f = L->frame;
  while (f->kind == FrameKind::Base && f > L->frames) f--;  // a protected call that a hook made
  if (f->kind == FrameKind::Lua) L->old_pc = uint32_t(current_pc(f));
}

}  // namespace tri
