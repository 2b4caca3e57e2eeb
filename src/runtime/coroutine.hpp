// Coroutines: switching between threads of one state without native stacks.
//
// Resuming moves values to the other thread and makes it State::running; the run loop goes on there (Outcome::Switch). The resumer waits
// in the frame of the builtin that resumed (coroutine.resume, a wrap function, coroutine.close), whose `step` says how to hand it results.
#pragma once

#include "runtime/builtin.hpp"

namespace tri {

enum class ResumeKind : uint32_t { Resume = 1, Wrap = 2, Close = 3 };

// Bodies of framed builtins: at is the builtin's frame, `co` the thread to resume with the nargs values at `args`.
// Errors of the attempt itself (dead, not suspended) are given as the kind wants them.
Returned resume(Thread* L, Value* at, Thread* co, const Value* args, uint32_t nargs,
                ResumeKind kind);
// Suspends the running thread, giving argc values at[1].. to its resumer.
Returned yield(Thread* L, Value* at, uint32_t argc);
// The short ways of both for calls from Lua, where both sides wait in builtins that Lua functions have called: `at` is the builtin
// with nargs values behind it, its results are for `finish` (Plain or TFor). True: State::running is the other thread, ready to go
// on in its Lua frame. False: nothing was done.
[[nodiscard]] bool try_resume(Thread* L, Value* at, uint32_t nargs, int wanted, Finish finish);
[[nodiscard]] bool try_yield(Thread* L, Value* at, uint32_t nargs, int wanted);
// For native code (lua_resume): runs `co`, with its topmost nargs values, until it yields, ends or fails. nullptr: it did,
//   Suspended  it waits; its topmost `yielded` values are for the caller
//   Dead       error_status tells: Ok, its `yielded` results are all it has; else the error object is on top
// or why it cannot be resumed.
[[nodiscard]] const char* resume_native(Thread* co, Thread* from, uint32_t nargs);
// Ends `co` for native code, running its pending __close methods. Not Ok: the error is the only value on its stack.
ErrorStatus close_native(Thread* co);
// Whether L may yield now.
TRI_INLINE bool is_yieldable(const Thread* L) {
  return (L->resumer || L->native_resumer) && !L->not_yieldable;
}
// Suspends L, whose running frame is a C function or, in a hook, a Lua function; its topmost n values go to its resumer. L is
// yieldable. Escapes from foreign code.
[[noreturn]] void suspend_native(Thread* L, uint32_t n);
// coroutine.close: closes pending variables of a suspended or dead thread.
Returned close_thread(Thread* L, Value* at, Thread* co);

// The main function of L is done / an error has left its last frame: hand over to the resumer.
Outcome coroutine_returned(Thread* L, Value* func, const Value* from, uint32_t n);
Outcome coroutine_failed(Thread* L);

inline ThreadStatus status_of(const Thread* t) { return ThreadStatus(t->header.kind); }
// As coroutine.status sees `co` from L: "running", "suspended", "normal", "dead".
const char* status_name(const Thread* L, const Thread* co);

}  // namespace tri
