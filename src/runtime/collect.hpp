// Polls: where the collector steps and finalizers run.
#pragma once

#include "heap/state.hpp"
#include "runtime/call.hpp"

namespace tri {

// Ending of an op that allocated and has committed its result; `live_end` is the first register that is dead.
// Next, or Enter when finalizers were pushed (the frame's pc then lies behind the op).
Outcome collect_slow(Thread* L, Value* live_end);
TRI_INLINE Outcome collect_after(Thread* L, Value* live_end) {
  if (L->state->interrupt & (poll_bits::kCollect | poll_bits::kFinalizers)) [[unlikely]]
    return collect_slow(L, live_end);
  return Outcome::Next;
}
// The same where only the run loop knows what is dead.
TRI_INLINE Outcome collect_after(Thread* L) {
  if (L->state->interrupt & (poll_bits::kCollect | poll_bits::kFinalizers)) [[unlikely]]
    return collect_slow(L, first_free_slot(L));
  return Outcome::Next;
}
// At a poll of the running Lua frame, whose pc is where to go on. Enter, or Raised.
Outcome poll(Thread* L);
// Before a poll behind a call of a builtin: time since the last sample of a profiler was its.
void sample_call(Thread* L);
// Before the running Lua frame returns to a builtin, native code or an op, when poll_bits::kSample is set.
void sample_return(Thread* L);
// Runs all due finalizers to their end, nested (collectgarbage, close). Errors become warnings.
void run_finalizers(Thread* L);
// Warnings, as lua_warning.
void warn(State* S, const char* message, bool to_be_continued);

}  // namespace tri
