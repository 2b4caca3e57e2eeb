#include "runtime/coroutine.hpp"

#include "heap/barrier.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"
#include "runtime/hook.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"

namespace tri {
namespace {

void set_status(Thread* t, ThreadStatus s) { t->header.kind = uint8_t(s); }

// An error (held by the caller) raised by a wrap function: strings get the position of the caller in front.
Outcome raise_from_wrap(Thread* L, Value error, ErrorStatus status) {
  if (error.is_string()) {
    const Root<Str> position{L, where(L, 1)};
    if (!position) return Outcome::Raised;
    if (length_of(position)) {
      std::string_view text = text_of(error.str());
      Str* s = concat(L, position, text);
      if (!s) return Outcome::Raised;
      error = Value::of(s);
    }
  }
  return raise(L, error, status);
}

// Hands n values to the builtin frame in which `to` waits, with `ok` in front where its kind wants it.
Outcome hand_over(Thread* to, bool ok, const Value* from, uint32_t n) {
  State* S = to->state;
  S->running = to;
  set_status(to, ThreadStatus::Running);
  Frame* waiting = to->frame;
  auto kind = ResumeKind(waiting->step);
  to->top = waiting->func + 1;
  Value refusal;
  if (size_t(to->top - to->stack) + n + kMinSlots > kMaxStack) {
    Str* s = new_string(to, "too many results to resume");
    if (!s) return Outcome::Raised;
    refusal = Value::of(s);
    if (kind == ResumeKind::Wrap) return raise_from_wrap(to, refusal, ErrorStatus::Run);
    ok = false;
    from = &refusal;
    n = 1;
  }
  if (!ensure_stack(to, n + 4)) return Outcome::Raised;
  waiting = to->frame;
  Value* at = waiting->func;
  const Value callee = *at;
  uint32_t count = 0;
  if (kind != ResumeKind::Wrap) set_boolean(at + count++, ok);
  if (kind == ResumeKind::Close && ok) n = 0;
  for (uint32_t i = 0; i < n; i++) copy(at + count++, from + i);
  to->top = at + count;
  if (to->hook_mask && !hook_builtin_return(to, callee, &at, count)) return Outcome::Raised;
  Frame f = *to->frame;
  to->frame--;
  if (to->hook_mask) hook_resumed(to);
  return finish_call(to, f, at, count);
}

Outcome as_switch(Outcome o) { return o == Outcome::Enter ? Outcome::Switch : o; }

// Ends `co`, which is not running: closes its upvalues and calls its pending __close methods, on its own stack, in a run of
// their own that cannot yield. `ok`: it did not fail before, else co->error is its error. False: co->error is the last error.
bool close_all(Thread* L, Thread* co, bool ok) {
  State* S = L->state;
  co->frame = co->frames;
  co->resumer = L;
  co->native_depth = L->native_depth;
  co->not_yieldable = 0;
  co->hooks_allowed = true;
  set_status(L, ThreadStatus::Normal);
  set_status(co, ThreadStatus::Running);
  S->running = co;
  ok = close_pending(co, co->stack + 1, ok);
  co->resumer = nullptr;
  set_status(co, ThreadStatus::Dead);
  set_status(L, ThreadStatus::Running);
  S->running = L;
  co->top = co->stack + 1;
  return ok;
}

}  // namespace

const char* status_name(const Thread* L, const Thread* co) {
  if (L == co) return "running";
  switch (status_of(co)) {
    case ThreadStatus::Suspended: return "suspended";
    case ThreadStatus::Running:
    case ThreadStatus::Normal: return "normal";
    case ThreadStatus::Dead: return "dead";
  }
  TRI_UNREACHABLE();
}

Returned resume(Thread* L, Value* at, Thread* co, const Value* args, uint32_t nargs,
                ResumeKind kind) {
  State* S = L->state;
  const char* refusal = nullptr;
  if (co == L || status_of(co) == ThreadStatus::Running || status_of(co) == ThreadStatus::Normal)
    refusal = "cannot resume non-suspended coroutine";
  else if (status_of(co) == ThreadStatus::Dead)
    refusal = "cannot resume dead coroutine";
  else if (L->native_depth >= kMaxNativeDepth)
    refusal = "C stack overflow";
  else if (size_t(co->top - co->stack) + nargs + kMinSlots > kMaxStack)
    refusal = "too many arguments to resume";
  if (refusal) {
    Str* s = new_string(L, refusal);
    if (!s) return Returned::Raised;
    if (kind == ResumeKind::Wrap) {
      (void)raise_from_wrap(L, Value::of(s), ErrorStatus::Run);
      return Returned::Raised;
    }
    set_boolean(at, false);
    at[1] = Value::of(s);
    return returned(2);
  }
  L->frame->step = uint32_t(kind);
  co->native_depth += L->native_depth + 1;
  co->resumer = L;
  co->not_yieldable = 0;
  barrier_object(S, &co->header, L);
  ptrdiff_t args_at = args - L->stack;
  bool fresh = co->frame == co->frames;
  if (!ensure_stack(co, nargs + kMinSlots)) {  // the error was recorded in co
    (void)raise(L, co->error, co->error_status);
    return Returned::Raised;
  }
  args = L->stack + args_at;
  set_status(L, ThreadStatus::Normal);
  set_status(co, ThreadStatus::Running);
  S->running = co;
  if (fresh) {
    Value* func = co->stack + 1;
    for (uint32_t i = 0; i < nargs; i++) copy(func + 1 + i, args + i);
    co->top = func + 1 + nargs;
    Outcome o = begin_call(co, func, nargs, -1, Finish::Coroutine);
    if (o == Outcome::Raised) return Returned::Raised;
    return Returned::Switch;
  }
  // Suspended in the frame of `yield`: the arguments are its results.
  Value* results = co->frame->func + 1;
  for (uint32_t i = 0; i < nargs; i++) copy(results + i, args + i);
  co->top = results + nargs;
  if (co->hook_mask && !hook_return(co, &results, nargs)) return Returned::Raised;
  Frame f = *co->frame;
  co->frame--;
  if (co->hook_mask) hook_resumed(co);
  Outcome o = finish_call(co, f, results, nargs);
  return o == Outcome::Raised ? Returned::Raised : Returned::Switch;
}

Returned yield(Thread* L, Value* at, uint32_t argc) {
  if (!L->resumer || L->not_yieldable) {
    (void)raise_text(L, L == L->state->main ? "attempt to yield from outside a coroutine"
                                            : "attempt to yield across a C-call boundary");
    return Returned::Raised;
  }
  Thread* to = L->resumer;
  L->native_depth -= to->native_depth + 1;
  L->resumer = nullptr;
  set_status(L, ThreadStatus::Suspended);
  Outcome o = as_switch(hand_over(to, true, at + 1, argc));
  return o == Outcome::Raised ? Returned::Raised : Returned::Switch;
}

Outcome coroutine_returned(Thread* L, const Value* from, uint32_t n) {
  Thread* to = L->resumer;
  L->resumer = nullptr;
  set_status(L, ThreadStatus::Dead);
  Outcome o = hand_over(to, true, from, n);
  L->top = L->stack + 1;
  return as_switch(o);
}

Outcome coroutine_failed(Thread* L) {
  Thread* to = L->resumer;
  Value error = L->error;
  L->error = Value::nil();
  L->resumer = nullptr;
  set_status(L, ThreadStatus::Dead);
  // The frames stay for tracebacks; the error object is on top of them.
  L->top = first_free_slot(L);
  copy(L->top, &error);
  L->top++;
  L->error = error;
  if (ResumeKind(to->frame->step) == ResumeKind::Wrap) {
    State* S = to->state;
    S->running = to;
    set_status(to, ThreadStatus::Running);
    (void)close_all(to, L, false);
    if (L->error_status == ErrorStatus::Memory)
      (void)raise(to, L->error, ErrorStatus::Memory);
    else
      (void)raise_from_wrap(to, L->error, ErrorStatus::Run);
    L->error = Value::nil();  // it kept the error alive
    return unwind(to);
  }
  return as_switch(hand_over(to, false, &error, 1));
}

Returned close_thread(Thread* L, Value* at, Thread* co) {
  const bool failed = status_of(co) == ThreadStatus::Dead && !co->error.is_nil();
  const bool ok = close_all(L, co, !failed);
  at = L->frame->func;
  set_boolean(at, ok);
  if (ok) return returned(1);
  copy(at + 1, &co->error);
  co->error = Value::nil();
  return returned(2);
}

}  // namespace tri
