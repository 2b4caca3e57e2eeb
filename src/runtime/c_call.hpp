// Calls of C functions, the fast way: what the run loop and the C interface do without a detour through begin_call.
#pragma once

#include "runtime/call.hpp"

namespace tri {

// The C function that a value is; nullptr when it is none (builtins are not).
TRI_INLINE CFunction c_function_of(const Value& v) {
  if (v.tag == Tag::LightC) return v.light_c();
  return v.tag == Tag::NativeClosure && !v.native()->is_builtin() ? v.native()->c : nullptr;
}

// Whether a C function with arguments up to `end` can be called at once: nobody is told of calls, and stack and frames suffice.
TRI_INLINE bool can_call_c(const Thread* L, const Value* end) {
  return !L->hook_mask && L->stack_end - end >= ptrdiff_t(kMinSlots + 2) &&
         L->frame + 2 < L->frames_limit && !L->state->move_stack;
}

// Pushes the frame of the C function at func; L->top ends its arguments.
TRI_INLINE Frame* push_c_frame(Thread* L, Value* func, int wanted, Finish finish, uint8_t flags) {
  Frame* f = ++L->frame;
  f->func = func;
  f->base = func + 1;
  f->wanted = int16_t(wanted);
  f->kind = FrameKind::C;
  f->finish = finish;
  f->a = 0;
  f->flags = flags;
  f->unused = 0;
  f->guarded = 0;
  f->handler = 0;
  f->continuation = nullptr;
  f->saved_top = nullptr;
  return f;
}

// Pops the frame of a C function that has returned its n topmost values, and places them. Slots that it left to be closed
// must have been closed.
TRI_INLINE void pop_c_frame(Thread* L, int wanted, uint32_t n) {
  Frame* f = L->frame--;
  place_results(L, f->func, wanted, L->top - n, n);
}

// Whether a C function left something to be closed.
TRI_INLINE bool leaves_open_slots(const Thread* L) {
  return L->tbc_top && L->tbc_top >= L->frame->base;
}

// The whole call of a C function from a Lua function. can_call_c has said yes. Next or Raised.
TRI_INLINE Outcome call_c(Thread* L, CFunction c, Value* func, Value* end, int wanted) {
  L->top = end;
  push_c_frame(L, func, wanted, Finish::Plain, 0);
  const auto n = uint32_t(c(L));  // may escape (runtime/escape.hpp)
  if (leaves_open_slots(L)) [[unlikely]]
    return return_from_c(L, n);
  if (L->hook_mask) [[unlikely]]
    return return_from_c(L, n);
  pop_c_frame(L, wanted, n);
  return Outcome::Next;
}

}  // namespace tri
