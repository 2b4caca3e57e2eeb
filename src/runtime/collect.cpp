#include "runtime/collect.hpp"

#include "heap/collector.hpp"
#include "heap/watch.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/hook.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"

namespace tri {

void warn(State* S, const char* message, bool to_be_continued) {
  if (S->warn) S->warn(S->warn_ud, message, to_be_continued);
}

namespace {

// Reports the error in L->error as a warning, and forgets it.
void warn_of_error(Thread* L, const char* where) {
  State* S = L->state;
  const char* message = "error object is not a string";
  if (L->error.is_string() && !(message = c_string(L, L->error.str())))
    message = data_of(S->memory_message);
  for (const char* piece : {"error in ", where, " (", message}) warn(S, piece, true);
  warn(S, ")", false);
  L->error = Value::nil();
  L->error_status = ErrorStatus::Ok;
  L->error_handled = false;
}

// Calls the __gc of one object. Needs three free slots, which every poll leaves.
void finalize(Thread* L, Header* object) {
  const Value v = Value::raw(uint64_t(object), object->tag);
  const Value method = metamethod(L->state, v, Event::Gc);
  if (method.is_nil() || (is_stopped(L->state) && method.is_lua_closure())) return;
  Value* at = L->top;
  copy(at, &method);
  copy(at + 1, &v);
  L->top = at + 2;
  const bool hooks_allowed = L->hooks_allowed;
  L->hooks_allowed = false;
  L->frame->flags |= frame_bits::kFinalizer;
  const bool ok = call_protected(L, at, 1, 0);
  L->frame->flags &= uint8_t(~frame_bits::kFinalizer);
  L->hooks_allowed = hooks_allowed;
  if (!ok && !is_stopped(L->state)) warn_of_error(L, "__gc");
}

}  // namespace

void run_finalizers(Thread* L) {
  Collector& collector = *L->state->collector;
  State* S = L->state;
  if (collector.is_finalizing()) return;
  collector.set_finalizing(true);
  // The last ones run when the state is closed, whatever asks to stop: files want to be closed.
  while (S->closing || (!is_stopped(S) && !is_stop_asked(S))) {
    Header* object = collector.next_finalizer();
    if (!object) break;
    finalize(L, object);
    if (S->closing && !is_stopped(S)) S->stop = asked_stop(S);
  }
  collector.set_finalizing(false);
}

namespace {

// Tells who watches that a profiler's timer has rung.
TRI_COLD void sample(Thread* L, Watch::Spent what) {
  State* S = L->state;
  S->interrupt.clear(poll_bits::kSample);
  tell(S, &Watch::sampled, L, what);
}

}  // namespace

void sample_call(Thread* L) {
  if (L->state->interrupt & poll_bits::kSample) sample(L, Watch::Spent::Call);
}
void sample_return(Thread* L) { sample(L, Watch::Spent::Return); }

Outcome collect_slow(Thread* L, Value* live_end) {
  State* S = L->state;
  L->top = live_end;
  if (S->interrupt & poll_bits::kSample) sample(L, Watch::Spent::Code);
  if (S->interrupt & poll_bits::kCollect) S->collector->step();
  if (S->interrupt & poll_bits::kSample) sample(L, Watch::Spent::Collector);
  if (S->interrupt & poll_bits::kFinalizers) {
    L->top = first_free_slot(L);
    run_finalizers(L);
    if (is_stop_asked(S) && !look_at_limits(L)) return Outcome::Raised;
  }
  return Outcome::Next;
}

Outcome poll(Thread* L) {
  State* S = L->state;
  if ((S->slice < 0 || is_stopped(S)) && !look_at_limits(L)) return Outcome::Raised;
  Value* top = L->top;
  ptrdiff_t kept = top - L->stack;
  if (S->interrupt & poll_bits::kSample) sample(L, Watch::Spent::Code);
  L->top = first_free_slot(L);
  if (S->interrupt & poll_bits::kCollect) S->collector->step();
  if (S->interrupt & poll_bits::kSample) sample(L, Watch::Spent::Collector);
  if (S->interrupt & poll_bits::kFinalizers) run_finalizers(L);
  L->top = L->stack + kept;
  if ((is_stop_asked(S) || S->slice < 0) && !look_at_limits(L)) return Outcome::Raised;
  const int64_t cost = S->poll_cost;
  S->poll_cost = 0;
  if (L->polled_hook_mask) [[unlikely]]
    return hook_poll(L, cost) ? Outcome::Enter : Outcome::Raised;
  S->interrupt.clear(poll_bits::kHook);
  return Outcome::Enter;
}

}  // namespace tri
