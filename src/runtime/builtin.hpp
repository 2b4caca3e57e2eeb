// Builtins: functions of the standard libraries, and the signature they share.
//
// A body gets its arguments at at[1] .. at[argc] (at[0] is the function itself; at[1] of no arguments may be read and is nil) and leaves its
// results at at[0] .. at[n - 1], returning n. It may use kMinSlots slots above its arguments without asking (ensure_stack for more).
// GC: `L->top` is at + 1 + argc when a body starts. New objects are either stored in a slot below L->top at once (raise top first) or
// held by a Root<T> across anything that may allocate.
//
// Two kinds:
//   Leaf    runs without a frame of its own. It cannot call back except through call_nested, which makes the frame first.
//   Framed  runs in a Frame, and may ask for a call and be called again with the results (resumable): the body returns
//           call_then(L, step, func, nargs, wanted) and is entered again with L->frame->step == step, argc == number of results,
//           which lie at L->top - argc. Callbacks called this way may yield and use no native stack.
//   Blocking  the same, but nothing it calls may yield: for what is a C function without a continuation in the reference.
//             It leaves at[0] alone until it is done.
#pragma once

#include "heap/state.hpp"
#include "runtime/outcome.hpp"

namespace tri {

// n >= 0: that many results at at[0..n). See also the constants and results_at_top.
enum class [[nodiscard]] Returned : int32_t {
  Raised = -1,  // error recorded
  Enter = -2,   // a frame was pushed (only call_then and its like return this)
  Switch = -3,  // another thread runs now
  Again = -4,   // call the body again at its step: the callee has already returned
  Exit = -5,    // leave the run loop: a coroutine that native code resumed has yielded
  FromC =
      -6,  // the C function on top has returned L->results values (only call_c_within returns this)
};
inline constexpr int32_t kResultsAtTop = 1 << 30;
TRI_INLINE constexpr Returned returned(uint32_t n) { return Returned(int32_t(n)); }
// The n results are the topmost values, at L->top - n.
TRI_INLINE constexpr Returned results_at_top(uint32_t n) {
  return Returned(int32_t(n) | kResultsAtTop);
}

using BuiltinBody = Returned (*)(Thread* L, Value* at, uint32_t argc);

// Pcall and those behind it are framed; calls of them from Lua have a short way when nothing is unusual (enter_pcall,
// try_resume, try_yield).
enum class BuiltinKind : uint8_t { Leaf, Framed, Blocking, Pcall, Resume, Wrap, Yield };

// Frame::step of a builtin whose callee has returned, if it calls but once.
inline constexpr uint32_t kAfterCallee = 1;

struct Builtin {
  const char* name;  // as in its library: "insert"
  BuiltinBody body;
  BuiltinKind kind = BuiltinKind::Leaf;
};

// Upvalue n (from 0) of the running builtin closure; at[0] is the closure.
TRI_INLINE Value& upvalue(Value* at, uint32_t n) { return at[0].native()->upvalues[n]; }

}  // namespace tri
