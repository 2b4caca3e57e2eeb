// Calls of C functions and leaf builtins, the fast way: what the run loop and the C interface do without a detour through
// begin_call.
#pragma once

#include "runtime/builtin.hpp"
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
         L->frame + 1 < L->frames_limit && !L->state->move_stack;
}
// The same where native code calls, which may work on a thread that does not run: then errors are to be looked after.
TRI_INLINE bool can_call_c_natively(const Thread* L) {
  return can_call_c(L, L->top) && L->state->running == L && L->native_depth + 1 < kMaxNativeDepth;
}

// Pushes the frame of the C function at func; L->top ends its arguments. What it does not write (`continuation`, `context`,
// `guarded`, `handler`) is written by whoever gives it a meaning.
TRI_INLINE Frame* push_c_frame(Thread* L, Value* func, int wanted, Finish finish, uint8_t flags) {
  Frame* f = L->frame + 1;
  f->func = func;
  f->base = func + 1;
  f->wanted = int16_t(wanted);
  f->kind = FrameKind::C;
  f->finish = finish;
  f->a = 0;
  f->flags = flags;
  f->saved_top = nullptr;
  L->frame = f;
  return f;
}

// Pops the frame of a C function that has returned its n topmost values, and places them. Slots that it left to be closed
// must have been closed.
TRI_INLINE void pop_c_frame(Thread* L, uint32_t n) {
  Frame* f = L->frame;
  L->frame = f - 1;
  place_results(L, f->func, f->wanted, L->top - n, n);
}

// Whether the end of a C function is more than popping its frame: it left something to be closed, or a hook wants to know.
TRI_INLINE bool ends_slowly(const Thread* L) {
  return L->tbc_top >= L->frame->base || L->hook_mask;  // no slot to be closed: null is below all
}

// The whole call of a C function from a Lua function. can_call_c has said yes. Next or Raised.
TRI_INLINE Outcome call_c(Thread* L, CFunction c, Value* func, Value* end, int wanted) {
  L->top = end;
  push_c_frame(L, func, wanted, Finish::Plain, 0);
  const auto n = uint32_t(c(L));  // may escape (runtime/escape.hpp)
  if (ends_slowly(L)) [[unlikely]]
    return return_from_c(L, n);
  pop_c_frame(L, n);
  return Outcome::Next;
}

// For a framed builtin: what call_then with all results does, at once, for the C function at func with arguments up to L->top. The
// results begin at func and end at L->top; should the function yield, or do more than return, they go to `step`. can_call_c
// has said yes, and there is a level left. Negative: what the builtin is to return.
TRI_INLINE Returned call_c_within(Thread* L, uint32_t step, CFunction c, Value* func) {
  L->frame->step = step;
  L->native_depth++;
  push_c_frame(L, func, -1, Finish::Builtin, 0);
  const auto n = uint32_t(c(L));  // may escape
  if (ends_slowly(L)) [[unlikely]] {
    L->results = n;
    return Returned::FromC;
  }
  pop_c_frame(L, n);
  L->native_depth--;
  return returned(0);
}

// A leaf builtin needs no frame.
TRI_INLINE bool has_room_for_leaf(const Thread* L, const Value* end) {
  return L->stack_end - end >= ptrdiff_t(kMinSlots + 2) && !L->state->move_stack;
}
TRI_INLINE bool is_quick_leaf(const Thread* L, const Value* f, const Value* end) {
  return f->tag == Tag::Builtin && f->builtin()->kind == BuiltinKind::Leaf && !L->hook_mask &&
         has_room_for_leaf(L, end);
}
// Places what a leaf builtin called at f has returned, which was not Raised.
TRI_INLINE void place_leaf_results(Thread* L, Value* f, int wanted, Returned r) {
  const uint32_t count = uint32_t(r) & ~uint32_t(kResultsAtTop);
  place_results(L, f, wanted, int32_t(r) & kResultsAtTop ? L->top - count : f, count);
}
// Calls the builtin at f with the arguments up to `end`. False: raised.
TRI_INLINE bool call_leaf(Thread* L, Value* f, Value* end, int wanted) {
  const ptrdiff_t at = f - L->frame->base;
  L->top = end;
  set_nil(end);
  const Returned r = f->builtin()->body(L, f, uint32_t(end - f - 1));
  if (int32_t(r) < 0) return false;
  place_leaf_results(L, L->frame->base + at, wanted, r);
  return true;
}

}  // namespace tri
