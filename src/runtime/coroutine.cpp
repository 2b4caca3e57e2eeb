#include "runtime/coroutine.hpp"

#include "heap/barrier.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"
#include "runtime/escape.hpp"
#include "runtime/hook.hpp"
#include "runtime/limits.hpp"
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
  ask_for_polls(to);
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

// Who resumed L gets control, with n values at `from`: a builtin frame has them handed over, native code finds them.
Outcome give_to_resumer(Thread* L, bool ok, const Value* from, uint32_t n);

Outcome as_switch(Outcome o) { return o == Outcome::Enter ? Outcome::Switch : o; }

// Ends `co`, which is not running: closes its upvalues and calls its pending __close methods, on its own stack, in a run of
// their own that cannot yield. No hook sees them when it was a hook whose error ended `co`. `ok`: it did not fail before, else co->error is its error. False: co->error is the last error.
bool close_all(Thread* L, Thread* co, bool ok) {
  State* S = L->state;
  co->frame = co->frames;
  co->resumer = L;
  co->native_depth = co->base_depth = L->native_depth;
  co->not_yieldable = 0;
  if (!co->hooks_allowed) co->frame->flags |= frame_bits::kUnwinding;  // for runs_in_hook
  set_status(L, ThreadStatus::Normal);
  set_status(co, ThreadStatus::Running);
  S->running = co;
  ask_for_polls(co);
  ok = close_pending(co, co->stack + 1, ok);
  co->resumer = nullptr;
  set_status(co, ThreadStatus::Dead);
  set_status(L, ThreadStatus::Running);
  S->running = L;
  ask_for_polls(L);
  co->top = co->stack + 1;
  return ok;
}

}  // namespace

const char* status_name(const Thread* L, const Thread* co) {
  if (L == co) return "running";
  switch (status_of(co)) {
    case ThreadStatus::Running:
    case ThreadStatus::Normal: return "normal";
    case ThreadStatus::Suspended: break;
    case ThreadStatus::Dead:
      if (co->frame != co->frames || co->error_status != ErrorStatus::Ok) return "dead";
  }
  // What native code leaves on an idle stack counts as something to start.
  const bool spent = co->frame == co->frames && co->top == co->stack + 1;
  return spent ? "dead" : "suspended";
}

namespace {

// Whether nothing is left to resume below the topmost nargs values of co.
bool is_spent(const Thread* co, uint32_t nargs) {
  return co->frame == co->frames && co->top == co->stack + 1 + nargs;
}

// Why `co` cannot be resumed with its topmost nargs values, or nullptr.
const char* refusal_of(const Thread* L, const Thread* co, uint32_t nargs) {
  // Native code may use the main thread as a coroutine, outside of all calls.
  const bool fresh = co->frame == co->frames;
  const bool is_idle = co == L && co == co->state->main && !co->state->escape;
  if (status_of(co) == ThreadStatus::Suspended && (co != L || is_idle)) [[likely]]
    return fresh && is_spent(co, nargs) ? "cannot resume dead coroutine" : nullptr;
  if (!(is_idle && fresh) &&
      (co == L || status_of(co) == ThreadStatus::Running || status_of(co) == ThreadStatus::Normal))
    return "cannot resume non-suspended coroutine";
  if (status_of(co) == ThreadStatus::Dead && (!fresh || co->error_status != ErrorStatus::Ok))
    return "cannot resume dead coroutine";
  return is_spent(co, nargs) ? "cannot resume dead coroutine" : nullptr;
}

// Wakes `co` with its topmost nargs values: its function starts, or what it waits for gets them.
Outcome wake(Thread* co, uint32_t nargs) {
  Frame* f = co->frame;
  switch (f->kind) {
    case FrameKind::Base: {
      // That its body would be one level too deep is its own error, of which it dies.
      if (co->native_depth >= kMaxNativeDepth) return raise_text(co, "C stack overflow");
      Value* func = co->top - nargs - 1;
      return begin_call(co, func, nargs, -1, Finish::Coroutine);
    }
    case FrameKind::Builtin: {  // in `yield`: they are its results
      Value* results = co->top - nargs;
      if (f->finish == Finish::Plain && !co->hook_mask) [[likely]] {  // of a CALL
        co->frame = f - 1;
        place_results(co, f->func, f->wanted, results, nargs);
        f[-1].pc++;
        return Outcome::Enter;
      }
      if (co->hook_mask && !hook_return(co, &results, nargs)) return Outcome::Raised;
      const Frame popped = *co->frame;
      co->frame--;
      if (co->hook_mask) hook_resumed(co);
      return finish_call(co, popped, results, nargs);
    }
    case FrameKind::C:
      return f->continuation ? continue_c(co, ErrorStatus::Yield) : return_from_c(co, nargs);
    case FrameKind::Lua:  // in a hook: nobody wants them
      co->top = f->saved_top;
      f->saved_top = nullptr;
      return Outcome::Enter;
  }
  TRI_UNREACHABLE();
}

void take_control(Thread* from, Thread* co) {
  if (co->native_depth) [[unlikely]] {  // what it had nested on the native stack went as it yielded
    co->base_depth = 0;
    uncount_levels(co);
  }
  co->native_depth = co->base_depth = from->native_depth + 1;
  co->not_yieldable = 0;
  co->error_status = ErrorStatus::Ok;
  co->resume_escape = from->state->escape;
  if (from != co) set_status(from, ThreadStatus::Normal);
  set_status(co, ThreadStatus::Running);
  co->state->running = co;
  ask_for_polls(co);
}

}  // namespace

namespace {

// A builtin's frame that waits for a coroutine, or for being resumed.
void push_waiting_frame(Thread* L, Value* at, int wanted, Finish finish, uint32_t step) {
  Frame* f = ++L->frame;
  f->func = at;
  f->base = at + 1;
  f->pc = nullptr;
  set_head(f, frame_head(wanted, FrameKind::Builtin, finish));
  f->extra_args = 0;
  f->step = step;
  f->continuation = nullptr;
  f->saved_top = nullptr;
  L->top = at + 1;
}

// Whether what a builtin's frame waits for can be put right where the Lua function below wants it.
bool takes_directly(const Thread* L, const Frame* f, uint32_t n) {
  return f->kind == FrameKind::Builtin &&
         (f->finish == Finish::Plain || f->finish == Finish::TFor) && !L->hook_mask &&
         L->stack_end - f->func > ptrdiff_t(n + kMinSlots + 4) && !L->state->move_stack;
}

// Pops such a frame and gives n values, with `true` in front for a resume; the Lua function below goes on behind its instruction.
void give_directly(Thread* to, const Value* from, uint32_t n, bool with_status) {
  const Frame* f = to->frame--;
  Value* at = f->func;
  const int wanted = f->wanted;
  if (!with_status) {
    place_results(to, at, wanted, from, n);
  } else if (wanted == 0) {
    to->top = at;
  } else {
    set_boolean(at, true);
    place_many_results(to, at + 1, wanted < 0 ? wanted : wanted - 1, from, n);
  }
  if (f->finish == Finish::TFor) {
    leave_level(to, f);
    at->position = kNoPosition;
  }
  to->frame->pc++;
}

bool can_wait(const Thread* L) { return L->frame + 1 < L->frames_limit && !L->hook_mask; }

}  // namespace

bool try_resume(Thread* L, Value* at, uint32_t nargs, int wanted, Finish finish) {
  const bool wraps = at->tag == Tag::NativeClosure;
  if (!wraps && (!nargs || at[1].tag != Tag::Thread)) return false;
  Thread* co = wraps ? at->native()->upvalues[0].thread() : at[1].thread();
  const Value* args = wraps ? at + 1 : at + 2;
  if (!wraps) --nargs;
  if (status_of(co) != ThreadStatus::Suspended || !can_wait(L) ||
      L->native_depth + 2 >= kMaxNativeDepth || !takes_directly(co, co->frame, nargs))
    return false;
  const auto kind = wraps ? ResumeKind::Wrap : ResumeKind::Resume;
  if (finish == Finish::TFor) L->native_depth++;
  co->resumer = L;
  co->native_resumer = false;
  barrier_object(L->state, &co->header, L);
  take_control(L, co);
  give_directly(co, args, nargs, false);
  push_waiting_frame(L, at, wanted, finish, uint32_t(kind));
  return true;
}

bool try_yield(Thread* L, Value* at, uint32_t nargs, int wanted) {
  Thread* to = L->resumer;
  State* S = L->state;
  if (!to || L->not_yieldable || S->escape != L->resume_escape || !can_wait(L)) return false;
  const auto kind = ResumeKind(to->frame->step);
  if (kind == ResumeKind::Close || !takes_directly(to, to->frame, nargs + 1)) return false;
  L->native_depth -= to->native_depth + 1;
  set_status(L, ThreadStatus::Suspended);
  L->yielded = nargs;
  L->resumer = nullptr;
  S->running = to;
  ask_for_polls(to);
  set_status(to, ThreadStatus::Running);
  give_directly(to, at + 1, nargs, kind == ResumeKind::Resume);
  push_waiting_frame(L, at, wanted, Finish::Plain, 0);
  return true;
}

Returned resume(Thread* L, Value* at, Thread* co, const Value* args, uint32_t nargs,
                ResumeKind kind) {
  State* S = L->state;
  const char* refusal = refusal_of(L, co, 0);
  if (!refusal && L->native_depth >= kMaxNativeDepth) refusal = "C stack overflow";
  if (!refusal && size_t(co->top - co->stack) + nargs + kMinSlots > kMaxStack)
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
  const ptrdiff_t args_at = args - L->stack;
  if (!ensure_stack(co, nargs + kMinSlots)) {  // the error was recorded in co
    (void)raise(L, co->error, co->error_status);
    return Returned::Raised;
  }
  args = L->stack + args_at;
  for (uint32_t i = 0; i < nargs; i++) copy(co->top + i, args + i);
  co->top += nargs;
  co->resumer = L;
  co->native_resumer = false;
  barrier_object(S, &co->header, L);
  take_control(L, co);
  return wake(co, nargs) == Outcome::Raised ? Returned::Raised : Returned::Switch;
}

const char* resume_native(Thread* co, Thread* from, uint32_t nargs) {
  State* S = co->state;
  Thread* const before = S->running;
  if (const char* refusal = refusal_of(before, co, nargs)) return refusal;
  const uint32_t depth = from ? from->native_depth : 0;
  if (depth >= kMaxNativeDepth) return "C stack overflow";
  const uint8_t status = before->header.kind;
  if (co->frame == co->frames) set_status(co, ThreadStatus::Suspended);
  co->resumer = nullptr;
  co->native_resumer = true;
  Escape escape;
  enter_escape(S, &escape);
  take_control(before, co);
  co->native_depth = co->base_depth = depth + 1;
  Outcome o;
  switch (Escaped(TRI_SAVE_REGISTERS(escape))) {
    case Escaped::No: o = ensure_stack(co, kMinSlots) ? wake(co, nargs) : Outcome::Raised; break;
    case Escaped::Switch: o = Outcome::Switch; break;
    case Escaped::Exit: o = Outcome::Exit; break;
    default: o = Outcome::Raised;
  }
  if (o == Outcome::Raised) o = unwind(S->running);
  if (o == Outcome::Enter || o == Outcome::Switch) o = S->hooks->run(S->running);
  TRI_ASSERT(o == Outcome::Exit);
  leave_escape(S, &escape);
  co->native_resumer = false;
  co->native_depth = status_of(co) == ThreadStatus::Suspended ? co->native_depth - depth - 1 : 0;
  S->running = before;
  ask_for_polls(before);
  if (before != co)
    before->header.kind = status;
  else if (status_of(co) != ThreadStatus::Suspended)
    set_status(co, ThreadStatus::Running);
  if (hook_mask_of(before))
    S->interrupt.set(poll_bits::kHook);  // the run took note, that of `before` did not
  return nullptr;
}

Outcome suspend(Thread* L, const Value* values, uint32_t n) {
  if (!is_yieldable(L))
    return raise_text(L, L == L->state->main ? "attempt to yield from outside a coroutine"
                                             : "attempt to yield across a C-call boundary");
  State* S = L->state;
  const bool leaves_native = S->escape != L->resume_escape;
  if (leaves_native) detach_native_calls(L);
  if (L->resumer) L->native_depth -= L->resumer->native_depth + 1;
  set_status(L, ThreadStatus::Suspended);
  L->yielded = n;
  const Outcome o = give_to_resumer(L, true, values, n);
  if (leaves_native)
    escape_to(S, L->resume_escape,
              o == Outcome::Exit     ? Escaped::Exit
              : o == Outcome::Raised ? Escaped::Raised
                                     : Escaped::Switch);
  return o;
}

void suspend_native(Thread* L, uint32_t n) {
  State* S = L->state;
  Escape* const to = L->resume_escape;
  if (L->native_resumer && S->escape == to) {  // to native code, and no native call is under way
    set_status(L, ThreadStatus::Suspended);
    L->yielded = n;
    escape_to(S, to, Escaped::Exit);
  }
  const Outcome o = suspend(L, L->top - n, n);  // with native calls under way it escapes itself
  escape_to(S, to,
            o == Outcome::Exit     ? Escaped::Exit
            : o == Outcome::Raised ? Escaped::Raised
                                   : Escaped::Switch);
}

Returned yield(Thread* L, Value* at, uint32_t argc) {
  switch (suspend(L, at + 1, argc)) {
    case Outcome::Raised: return Returned::Raised;
    case Outcome::Exit: return Returned::Exit;
    default: return Returned::Switch;
  }
}

namespace {

Outcome give_to_resumer(Thread* L, bool ok, const Value* from, uint32_t n) {
  Thread* to = L->resumer;
  if (!to) return Outcome::Exit;
  L->resumer = nullptr;
  L->top = status_of(L) == ThreadStatus::Suspended ? L->top - n : L->stack + 1;  // they go
  return as_switch(hand_over(to, ok, from, n));
}

}  // namespace

Outcome coroutine_returned(Thread* L, Value* func, const Value* from, uint32_t n) {
  if (!L->resumer) {  // native code finds them where the function was
    Value* to = func;
    for (uint32_t i = 0; i < n; i++) copy(to + i, from + i);
    L->top = to + n;
    L->yielded = n;
    set_status(L, ThreadStatus::Dead);
    return Outcome::Exit;
  }
  set_status(L, ThreadStatus::Dead);
  return give_to_resumer(L, true, from, n);
}

Outcome coroutine_failed(Thread* L) {
  Thread* to = L->resumer;
  Value error = L->error;
  L->error = Value::nil();
  L->resumer = nullptr;
  set_status(L, ThreadStatus::Dead);
  L->not_yieldable = 0;  // builtins that cannot be yielded across have gone with the error
  // The frames stay for tracebacks; the error object is on top of them.
  L->top = first_free_slot(L);
  copy(L->top, &error);
  L->top++;
  L->error = error;
  if (!to) return Outcome::Exit;
  if (is_stopped(L->state)) {  // not the resumer's to catch
    L->state->running = to;
    ask_for_polls(to);
    set_status(to, ThreadStatus::Running);
    (void)raise(to, error, ErrorStatus::Stopped);
    return unwind(to);
  }
  if (ResumeKind(to->frame->step) == ResumeKind::Wrap) {
    State* S = to->state;
    S->running = to;
    ask_for_polls(to);
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

ErrorStatus close_native(Thread* co) {
  State* S = co->state;
  Thread* const before = S->running;
  const uint8_t status = before->header.kind;
  const bool failed = status_of(co) == ThreadStatus::Dead && co->error_status != ErrorStatus::Ok;
  if (failed) copy(&co->error, co->top - 1);  // native code may have put another one there
  const bool ok = close_all(before, co, !failed);
  const ErrorStatus result = ok ? ErrorStatus::Ok : co->error_status;
  if (!ok) copy(co->top++, &co->error);
  co->native_depth = 0;
  forget_error(co);
  set_status(co, ThreadStatus::Suspended);
  before->header.kind = status;
  if (before == co) set_status(co, ThreadStatus::Running);
  return result;
}

Returned close_thread(Thread* L, Value* at, Thread* co) {
  // Not by co->error: an error may be nil.
  const bool failed = status_of(co) == ThreadStatus::Dead && co->error_status != ErrorStatus::Ok;
  const bool ok = close_all(L, co, !failed);
  co->error_status = ErrorStatus::Ok;
  if (is_stopped(L->state)) return (void)raise_stop(L, L->state->stop), Returned::Raised;
  at = L->frame->func;
  set_boolean(at, ok);
  if (ok) return returned(1);
  copy(at + 1, &co->error);
  co->error = Value::nil();
  return returned(2);
}

}  // namespace tri
