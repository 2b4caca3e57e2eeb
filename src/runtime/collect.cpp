#include "runtime/collect.hpp"

#include <string>

#include "heap/collector.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"

namespace tri {

void warn(State* S, const char* message, bool to_be_continued) {
  if (S->warn) S->warn(S->warn_ud, message, to_be_continued);
}

void run_finalizers(Thread* L) {
  State* S = L->state;
  while (Header* object = S->collector->next_finalizer()) {
    Value v = Value::raw(uint64_t(object), object->tag);
    Value method = metamethod(S, v, Event::Gc);
    if (method.is_nil()) continue;
    Value* at = L->top;
    copy(at, &v);
    L->top++;
    if (!ensure_stack(L, kMinSlots)) return;
    at = L->top;
    copy(at, &method);
    copy(at + 1, at - 1);
    L->top = at + 2;
    bool hooks = L->hooks_allowed;
    L->hooks_allowed = false;
    L->frame->flags |= frame_bits::kFinalizer;
    bool ok = call_protected(L, at, 1, 0);
    L->hooks_allowed = hooks;
    L->frame->flags &= uint8_t(~frame_bits::kFinalizer);
    if (!ok) {
      L->error_status = ErrorStatus::Ok;
      std::string text = "error in __gc";
      warn(S, text.c_str(), false);
    }
    L->top = L->top - 1;
  }
  S->interrupt &= ~poll_bits::kFinalizers;
}

Outcome collect_slow(Thread* L, Value* live_end) {
  State* S = L->state;
  L->top = live_end;
  if (S->interrupt & poll_bits::kCollect) S->collector->step();
  if (S->interrupt & poll_bits::kFinalizers) {
    L->top = first_free_slot(L);
    run_finalizers(L);
  }
  return Outcome::Next;
}

Outcome poll(Thread* L) {
  State* S = L->state;
  Value* top = L->top;
  ptrdiff_t kept = top - L->stack;
  L->top = first_free_slot(L);
  if (S->interrupt & poll_bits::kCollect) S->collector->step();
  if (S->interrupt & poll_bits::kFinalizers) run_finalizers(L);
  L->top = L->stack + kept;
  if (S->interrupt & poll_bits::kInterrupt) {
    S->interrupt &= ~poll_bits::kInterrupt;
    return raise_text(L, "interrupted!");
  }
  S->interrupt &= ~poll_bits::kHook;
  return Outcome::Enter;
}

}  // namespace tri
