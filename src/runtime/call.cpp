#include "runtime/call.hpp"

#include <cstring>

#include "heap/barrier.hpp"
#include "heap/collector.hpp"
#include "runtime/c_call.hpp"
#include "runtime/collect.hpp"
#include "runtime/coroutine.hpp"
#include "runtime/counters.hpp"
#include "runtime/debug_names.hpp"
#include "runtime/error.hpp"
#include "runtime/escape.hpp"
#include "runtime/flow.hpp"
#include "runtime/hook.hpp"
#include "runtime/limits.hpp"
#include "runtime/link.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/root.hpp"

namespace tri {
namespace {

// Slots behind stack_limit that builtins and handlers of an overflow may use.
constexpr uint32_t kStackTail = kMinSlots + 24;
constexpr uint32_t kFirstStack = 18;  // with the tail 992 bytes, a size of cell
constexpr uint32_t kFirstFrames = 6;
constexpr uint32_t kFrameTail = 2;

void relocate(Thread* L, Value* from, Value* to) {
  auto move = [&](Value*& p) {
    if (p) p = to + (p - from);
  };
  move(L->top);
  move(L->tbc_top);
  for (Frame* f = L->frames; f <= L->frame; f++) {
    move(f->func);
    move(f->base);
    move(f->saved_top);
  }
  for (UpVal* u = L->open_upvalues; u; u = u->next_open) move(u->v);
}

// Gives the stack room for `limit` slots. False: raised.
bool resize_stack(Thread* L, size_t limit) {
  State* S = L->state;
  size_t old_count = size_t(L->stack_end - L->stack), count = limit + kStackTail;
  auto* fresh = static_cast<Value*>(S->heap->allocate_storage(count * sizeof(Value)));
  if (!fresh) return (void)raise_memory(L), false;
  size_t keep = old_count < count ? old_count : count;
  memcpy(static_cast<void*>(fresh), L->stack, keep * sizeof(Value));
  for (size_t i = keep; i < count; i++) fresh[i] = Value::nil();
  Value* old = L->stack;
  relocate(L, old, fresh);
  L->stack = fresh;
  L->stack_end = fresh + count;
  L->stack_limit = fresh + limit;
  S->heap->free_storage(old, old_count * sizeof(Value));
  return true;
}

bool grow_stack(Thread* L, size_t needed) {  // slots from the bottom
  count(L->state, Count::StackGrowths);
  size_t limit = size_t(L->stack_limit - L->stack);
  if (limit > kMaxStack) {  // already in the slack that serves handlers of an overflow
    (void)raise(L, Value::of(format_text(L, "error in error handling")), ErrorStatus::Handler);
    return false;
  }
  if (needed > kMaxStack) {
    if (!resize_stack(L, kMaxStack + kErrorSlack)) return false;
    (void)raise_text(L, "stack overflow");
    return false;
  }
  size_t want = limit * 2 > needed ? limit * 2 : needed;
  return resize_stack(L, want > kMaxStack ? kMaxStack : want);
}

// What an error left above top, up to `end` slots from the bottom, must not stay alive: an emergency collection looks there.
void forget_above_top(Thread* L, ptrdiff_t end) {
  if (end > L->stack_end - L->stack) end = L->stack_end - L->stack;
  for (Value* v = L->top; v < L->stack + end; ++v) set_nil(v);
}

// After a stack overflow: ends the use of the slots that were for its handlers.
void give_back_slack(Thread* L) {
  if (size_t(L->stack_limit - L->stack) <= kMaxStack ||
      size_t(L->top - L->stack) >= kMaxStack - 1000)
    return;
  const Value error = L->error;
  const ErrorStatus status = L->error_status;
  if (!resize_stack(L, kMaxStack)) {
    L->error = error;
    L->error_status = status;
  }
}

bool grow_frames(Thread* L) {
  State* S = L->state;
  size_t old_count = size_t(L->frames_end - L->frames), count = old_count * 2;
  auto* fresh = static_cast<Frame*>(S->heap->allocate_storage(count * sizeof(Frame)));
  if (!fresh) return (void)raise_memory(L), false;
  memcpy(static_cast<void*>(fresh), L->frames, old_count * sizeof(Frame));
  Frame* old = L->frames;
  L->frame = fresh + (L->frame - old);
  L->frames = fresh;
  L->frames_end = fresh + count;
  L->frames_limit = fresh + count - kFrameTail;
  S->heap->free_storage(old, old_count * sizeof(Frame));
  return true;
}

// Calls that the reference makes on its C stack count as levels here, though they use none: programs that nest too deep meet
// the same error at the same depth. Calls of call_nested are counted there.
static_assert(kMaxNativeDepth + kMaxNativeDepth / 10 <=
              UINT8_MAX);  // Frame::a of handlers holds some
constexpr bool is_level(Finish finish) {
  return finish != Finish::Plain && finish != Finish::Native && finish != Finish::Coroutine;
}

}  // namespace

TRI_COLD void uncount_levels(Thread* L) {
  for (Frame* f = L->frame; L->native_depth > L->base_depth && f > L->frames; --f) {
    if (!is_level(f->finish) || f->uncounted) continue;
    f->uncounted = 1;
    L->native_depth--;
  }
  L->native_depth = L->base_depth;
}

namespace {

TRI_COLD bool overflow(Thread* L) {
  if (L->native_depth == kMaxNativeDepth) {
    L->lost_depth++;
    (void)raise_text(L, "C stack overflow");
    return false;
  }
  if (L->native_depth < kMaxNativeDepth + kMaxNativeDepth / 10) return true;
  L->native_depth--;
  (void)raise(L, Value::of(format_text(L, "error in error handling")), ErrorStatus::Handler);
  return false;
}

// One level deeper. False: raised; handlers of "C stack overflow" have some more levels.
TRI_INLINE bool deepen(Thread* L) { return ++L->native_depth < kMaxNativeDepth || overflow(L); }

// Pushes the frame of a builtin. nullptr: raised.
TRI_INLINE Frame* push_framed(Thread* L, Value* func, int wanted, Finish finish, uint8_t a) {
  if (L->frame + 1 >= L->frames_limit && !grow_frames(L)) return nullptr;
  Frame* f = ++L->frame;
  f->func = func;
  f->base = func + 1;
  set_head(f, frame_head(wanted, FrameKind::Builtin, finish) | uint64_t(a) << 32);
  f->guarded = 0;
  f->step = 0;
  f->ret = nullptr;
  f->saved_top = nullptr;
  return f;
}

// Pushes a zeroed frame. nullptr: raised.
Frame* push_frame(Thread* L) {
  if (L->frame + 1 >= L->frames_limit && !grow_frames(L)) return nullptr;
  Frame* f = ++L->frame;
  *f = Frame{};
  return f;
}

// The frame of a Lua function at func with its registers from base on, where stack and frames suffice.
TRI_INLINE Frame* fill_lua_frame(Thread* L, const Proto* p, Value* func, Value* base, int wanted,
                                 Finish finish, uint8_t a, uint8_t flags) {
  Frame* f = ++L->frame;
  f->func = func;
  f->base = base;
  f->k = p->constants;
  f->pc = p->code;
  // In one store: returns compare the head, and a load of what two stores have written would wait for both.
  set_head(f,
           frame_head(wanted, FrameKind::Lua, finish) | uint64_t(a) << 32 | uint64_t(flags) << 40);
  f->extra_args = 0;
  f->step = 0;
  f->ret = nullptr;
  f->saved_top = nullptr;
  return f;
}
TRI_INLINE Frame* push_plain_frame(Thread* L, const Proto* p, Value* func, uint32_t nargs,
                                   int wanted, Finish finish, uint8_t a, uint8_t flags) {
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint32_t i = nargs; i < p->num_params; i++) set_nil(func + 1 + i);
  return fill_lua_frame(L, p, func, func + 1, wanted, finish, a, flags);
}
// The function and its parameters move above the extra arguments.
TRI_INLINE void push_vararg_frame(Thread* L, const Proto* p, Value* func, uint32_t nargs,
                                  int wanted, Finish finish, uint8_t a, uint8_t flags) {
  const uint32_t params = p->num_params;
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint32_t i = nargs; i < params; i++) set_nil(func + 1 + i);
  const uint32_t given = nargs < params ? params : nargs;
  Value* base = func + given + 2;
  copy(base - 1, func);
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint32_t i = 0; i < params; i++) {
    copy(base + i, func + 1 + i);
    set_nil(func + 1 + i);
  }
  fill_lua_frame(L, p, func, base, wanted, finish, a, flags)->extra_args = given - params;
}

TRI_COLD bool make_room(Thread* L, Value** func, size_t needed, bool level) {
  const ptrdiff_t at = *func - L->stack;
  if (L->stack + needed > L->stack_limit) {
    if (!grow_stack(L, needed)) return L->lost_depth += level, false;
  } else if (L->state->move_stack) {
    if (!resize_stack(L, size_t(L->stack_limit - L->stack))) return L->lost_depth += level, false;
  }
  *func = L->stack + at;
  if (L->frame + 1 >= L->frames_limit && !grow_frames(L)) return L->lost_depth += level, false;
  return true;
}

TRI_INLINE bool push_lua_frame(Thread* L, Value* func, uint32_t nargs, int wanted, Finish finish,
                               uint8_t a, uint8_t flags = 0) {
  const bool level = is_level(finish);
  if (level && !deepen(L)) return false;
  Proto* p = func->closure()->proto;
  const size_t slots = 1 + p->max_stack + (p->is_vararg ? nargs + 1 + p->num_params : 0);
  if (func + slots > L->stack_limit || L->frame + 1 >= L->frames_limit || L->state->move_stack)
      [[unlikely]] {
    if (!make_room(L, &func, size_t(func - L->stack) + slots, level)) return false;
  }
  if (p->is_vararg)
    push_vararg_frame(L, p, func, nargs, wanted, finish, a, flags);
  else
    push_plain_frame(L, p, func, nargs, wanted, finish, a, flags);
  if (p->counted) L->state->hooks->count_call(L, p);
  if (L->state->metered && !charge(L, p->entry_cost)) return false;
  return !L->hook_mask || hook_call(L);
}

const Builtin* builtin_of(const Value* func) {
  return func->tag == Tag::Builtin ? func->builtin() : func->native()->builtin;
}

bool is_blocking(const Frame* f) {
  if (f->kind != FrameKind::Builtin) return false;
  const bool builtin = f->func->tag == Tag::Builtin ||
                       (f->func->tag == Tag::NativeClosure && f->func->native()->is_builtin());
  return builtin && builtin_of(f->func)->kind == BuiltinKind::Blocking;
}

// What a builtin that has no results said.
Outcome outcome_of(Returned r) {
  switch (r) {
    case Returned::Switch: return Outcome::Switch;
    case Returned::Enter: return Outcome::Enter;
    case Returned::Exit: return Outcome::Exit;
    default: return Outcome::Raised;
  }
}

// Where `drive` begins.
enum class Start : uint8_t {
  Call,      // of func with nargs arguments
  Results,   // n values at `from` are what the callee at func gave
  Continue,  // the C frame on top goes on at its continuation, which is told the status n
  Return,    // the C frame on top is done: its results are the n topmost values
  Request,   // the builtin on top has asked for a call (call_then)
};

// Runs calls of builtins and C functions until Lua code must run.
Outcome drive(Thread* L, Value* func, uint32_t nargs, int wanted, Finish finish, uint8_t a,
              Start start, const Value* from, uint32_t n);

Outcome deliver(Thread* L, const Frame& f, const Value* from, uint32_t n);

}  // namespace

Value* put_call_handler(Thread* L, Value* func, uint32_t nargs) {
  const Value handler = metamethod(L->state, *func, Event::Call);
  if (handler.is_nil()) return (void)raise_call(L, func), nullptr;
  const ptrdiff_t at = func - L->stack;
  if (!ensure_stack(L, 1)) return nullptr;
  func = L->stack + at;
  if (!charge(L, nargs + 1)) return nullptr;  // a handler may be its own
  for (Value* p = L->top; p > func; p--) copy(p, p - 1);
  L->top++;
  copy(func, &handler);
  return func;
}

void place_many_results(Thread* L, Value* to, int wanted, const Value* from, uint32_t n) {
  const uint32_t count = wanted < 0 ? n : uint32_t(wanted);
  const uint32_t have = n < count ? n : count;
  if (from != to)
#pragma clang loop vectorize(disable) unroll(disable)
    for (uint32_t i = 0; i < have; i++) copy(to + i, from + i);
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint32_t i = have; i < count; i++) set_nil(to + i);
  L->top = to + count;
}

bool make_room(Thread* L, uint32_t slots) {
  size_t needed = size_t(L->top - L->stack) + slots;
  if (L->stack + needed <= L->stack_limit)
    return L->state->move_stack ? resize_stack(L, size_t(L->stack_limit - L->stack)) : true;
  return grow_stack(L, needed);
}

namespace {

// Takes the last slot to be closed off the list, and puts a call of its __close with two arguments on top. With an error, the object is
// kept behind the slot. nullptr: raised.
Value* prepare_close(Thread* L, const Value* error) {
  Value* slot = L->tbc_top;
  uint32_t distance = slot->position;
  slot->position = 0;
  L->tbc_top = distance ? slot - distance : nullptr;
  Value method = metamethod(L->state, *slot, Event::Close);
  Value* at;
  if (error) {  // the error object is kept behind the variable while __close runs
    Frame* p = L->frame;
    Value kept = *error;
    copy(slot + 1, &kept);
    p->saved_top = slot + 1;
    at = slot + 2;
  } else {
    at = first_free_slot(L);
  }
  L->top = at;
  ptrdiff_t slot_at = slot - L->stack;
  if (!ensure_stack(L, kMinSlots)) return nullptr;
  at = L->top;
  slot = L->stack + slot_at;
  copy(at, &method);
  copy(at + 1, slot);
  if (error)
    copy(at + 2, slot + 1);
  else
    set_nil(at + 2);
  L->top = at + 3;
  return at;
}

Outcome drive(Thread* L, Value* func, uint32_t nargs, int wanted, Finish finish, uint8_t a,
              Start start, const Value* from, uint32_t n) {
  State* S = L->state;
  uint32_t argc;
  CFunction c;
  switch (start) {
    case Start::Call: break;
    case Start::Results: goto results;
    case Start::Continue: goto c_continue;
    case Start::Return: goto c_returned;
    case Start::Request: goto request;
  }

call: {
  switch (func->tag) {
    case Tag::LuaClosure:
      if (!push_lua_frame(L, func, nargs, wanted, finish, a)) return Outcome::Raised;
      if (finish == Finish::Builtin && !L->hook_mask)
        L->frame->ret = S->engine->return_words[int(ReturnWord::Builtin)];
      return Outcome::Enter;
    case Tag::Builtin: break;
    case Tag::NativeClosure:
      if (func->native()->is_builtin()) break;
      c = func->native()->c;
      goto c_call;
    case Tag::LightC: c = func->light_c(); goto c_call;
    default: {
      func = put_call_handler(L, func, nargs);
      if (!func) {
        if (is_level(finish) && deepen(L)) L->lost_depth++;  // the message handler runs below it
        return Outcome::Raised;
      }
      nargs++;
      goto call;
    }
  }
  const Builtin* b = builtin_of(func);
  ptrdiff_t at = func - L->stack;
  L->top = func + 1 + nargs;
  if (L->stack_end - L->top < ptrdiff_t(kMinSlots + 2) || S->move_stack) {
    if (!ensure_stack(L, kMinSlots)) return Outcome::Raised;
    func = L->stack + at;
  }
  set_nil(L->top);
  if (b->kind == BuiltinKind::Leaf && !L->hook_mask) {
    const bool level = is_level(finish);
    if (level && !deepen(L)) return Outcome::Raised;
    Returned r = b->body(L, func, nargs);
    if (int32_t(r) < 0) {
      L->lost_depth += level;  // the message handler runs below it
      return Outcome::Raised;
    }
    L->native_depth -= level;
    func = L->stack + at;
    n = uint32_t(int32_t(r)) & ~uint32_t(kResultsAtTop);
    from = int32_t(r) & kResultsAtTop ? L->top - n : func;
    goto results;
  }
  const bool level = is_level(finish);
  if (level && !deepen(L)) return Outcome::Raised;
  if (!push_framed(L, func, wanted, finish, a)) return L->lost_depth += level, Outcome::Raised;
  argc = nargs;
  if (b->kind == BuiltinKind::Blocking) L->not_yieldable++;
  if (L->hook_mask && !hook_call(L)) return Outcome::Raised;
}

body: {
  const Builtin* b = builtin_of(L->frame->func);
  if (!ensure_stack(L, kMinSlots)) return Outcome::Raised;
  Value callee;  // its slot may hold a result afterwards
  copy(&callee, L->frame->func);
  Returned r = b->body(L, L->frame->func, argc);
  if (int32_t(r) >= 0) {
    n = uint32_t(int32_t(r)) & ~uint32_t(kResultsAtTop);
    from = int32_t(r) & kResultsAtTop ? L->top - n : L->frame->func;
    if (L->hook_mask) [[unlikely]] {
      Value* results = const_cast<Value*>(from);
      if (!hook_builtin_return(L, callee, &results, n)) return Outcome::Raised;
      from = results;
    }
    if (b->kind == BuiltinKind::Blocking) L->not_yieldable--;
    Frame* f = L->frame--;
    if (is_level(f->finish)) leave_level(L, f);
    if (L->hook_mask) hook_resumed(L);
    func = f->func;
    wanted = f->wanted;
    finish = f->finish;
    a = f->a;
    goto results;
  }
  if (r == Returned::FromC) {
    n = L->results;
    goto c_returned;
  }
  if (r != Returned::Again) return outcome_of(r);
}

request:  // call_then has left it in the frame
  func = L->frame->saved_top;
  nargs = uint32_t(L->top - func) - 1;
  wanted = L->frame->pending;
  L->frame->saved_top = nullptr;
  finish = Finish::Builtin;
  a = 0;
  goto call;

c_call: {
  const ptrdiff_t at = func - L->stack;
  L->top = func + 1 + nargs;
  if (L->stack_end - L->top < ptrdiff_t(kMinSlots + 2) || S->move_stack) {
    if (!ensure_stack(L, kMinSlots)) return Outcome::Raised;
    func = L->stack + at;
  }
  if (is_level(finish) && !deepen(L)) return Outcome::Raised;
  if (L->frame + 1 >= L->frames_limit && !grow_frames(L)) return Outcome::Raised;
  push_c_frame(L, func, wanted, finish, 0)->a = a;
  if (L->hook_mask && !hook_call(L)) return Outcome::Raised;
  n = uint32_t(c(L));  // may escape (runtime/escape.hpp)
}

c_returned: {
  Frame* f = L->frame;
  if (L->tbc_top >= f->base)
      [[unlikely]] {  // one after the other; the results wait below the calls
    f->saved_top = L->top;
    f->guarded = n;
    func = prepare_close(L, nullptr);
    if (!func) return Outcome::Raised;
    nargs = 2;
    wanted = 0;
    finish = Finish::Return;
    a = 0;
    goto call;
  }
  from = L->top - n;
  if (L->hook_mask) [[unlikely]] {
    Value* results = const_cast<Value*>(from);
    const Value callee = *L->frame->func;
    if (!hook_builtin_return(L, callee, &results, n)) return Outcome::Raised;
    from = results;
  }
  f = L->frame--;
  func = f->func;
  wanted = f->wanted;
  finish = f->finish;
  a = f->a;
  if (is_level(finish)) leave_level(L, f);
  if (L->hook_mask) [[unlikely]]
    hook_resumed(L);
  goto results;
}

c_continue: {
  if (!ensure_stack(L, kMinSlots)) return Outcome::Raised;
  Frame* f = L->frame;
  f->flags &= uint8_t(~(frame_bits::kProtected | frame_bits::kHandler | frame_bits::kUnwinding));
  n = uint32_t(f->continuation(L, int(n), f->context));
  goto c_returned;
}

results:
  if (finish == Finish::Plain) {
    place_results(L, func, wanted, from, n);
    return Outcome::Next;
  }
  if (finish == Finish::Builtin) {
    place_results(L, func, wanted, from, n);
    argc = uint32_t(L->top - func);
    goto body;
  }
  if (finish == Finish::Return) {
    L->top = L->frame->saved_top;
    L->frame->saved_top = nullptr;
    n = L->frame->guarded;
    goto c_returned;
  }
  if (finish == Finish::Continue) {
    place_results(L, func, wanted, from, n);
    n = uint32_t(ErrorStatus::Yield);
    goto c_continue;
  }
  Frame f{};
  f.func = func;
  f.wanted = int16_t(wanted);
  f.finish = finish;
  f.a = a;
  return deliver(L, f, from, n);
}

Outcome deliver(Thread* L, const Frame& f, const Value* from, uint32_t n) {
  Frame* caller = L->frame;
  switch (f.finish) {
    case Finish::Plain: place_results(L, f.func, f.wanted, from, n); return Outcome::Next;
    case Finish::Store:
      if (n)
        copy(caller->base + f.a, from);
      else
        set_nil(caller->base + f.a);
      return Outcome::Next;
    case Finish::Branch: {
      bool truth = n && from->is_truthy();
      return truth == bool(f.a) ? Outcome::Jump : Outcome::Next;
    }
    case Finish::Discard: return Outcome::Next;
    case Finish::Redo:
      L->hook_told = L->hook_mask;
      // Where it was before the call: above a list of results, or right below the call's own.
      L->top = caller->saved_top ? caller->saved_top : f.func;
      caller->saved_top = nullptr;
      return Outcome::Enter;  // the caller's pc is still at the instruction
    case Finish::Concat: {
      Value* at = f.func - 2;  // the operands lie below the call: their pair becomes the result
      if (n)
        copy(at, from);
      else
        set_nil(at);
      L->top = at + 1;
      return continue_concat(L);
    }
    case Finish::TFor: {
      const Code* pc = caller->pc;
      Value* to = caller->base + bytecode::a_of(pc->instr) + 4;
      uint32_t count = uint32_t(bytecode::c_of(pc->instr)), have = n < count ? n : count;
      for (uint32_t i = 0; i < have; i++) copy(to + i, from + i);
      for (uint32_t i = have; i < count; i++) set_nil(to + i);
      to->position = kNoPosition;
      return Outcome::Next;
    }
    case Finish::Native: place_results(L, f.func, f.wanted, from, n); return Outcome::Exit;
    case Finish::Coroutine: return coroutine_returned(L, f.func, from, n);
    case Finish::Close:
      for (Frame* p = L->frame;; p--)
        if (p->flags & frame_bits::kProtected) {
          copy(&L->error, p->saved_top);
          if (p->kind == FrameKind::C) L->error_status = ErrorStatus(p->pending);
          L->error_handled = true;
          return Outcome::Raised;  // the caller goes on unwinding
        }
    case Finish::Handler:
      if (n)
        copy(&L->error, from);
      else
        L->error = Value::nil();
      L->not_yieldable--;
      L->lost_depth += f.a;
      L->error_handled = true;
      return Outcome::Raised;  // the caller goes on unwinding
    case Finish::Builtin:
    case Finish::Direct:
    case Finish::Return:
    case Finish::Continue: break;
  }
  TRI_UNREACHABLE();
}

}  // namespace

bool enter_lua(Thread* L, Value* func, uint32_t nargs, int wanted, Finish finish) {
  return push_lua_frame(L, func, nargs, wanted, finish, 0);
}

bool enter_pcall(Thread* L, Value* at, uint32_t nargs, int wanted) {
  Frame* f = push_frame(L);
  if (!f) return false;
  begin_pcall(f, at, wanted);
  return push_lua_frame(L, at + 1, nargs - 1, -1, Finish::Builtin, 0);
}

Outcome leave_pcall(Thread* L, const Value* from, uint32_t n) {
  const Frame* const pcall = L->frame - 1;
  leave_level(L, L->frame);
  L->frame = L->frame - 2;
  Value* to = pcall->func;
  const int wanted = pcall->wanted;
  if (wanted == 0) {
    L->top = to;
  } else {
    set_boolean(to, true);
    place_many_results(L, to + 1, wanted < 0 ? wanted : wanted - 1, from, n);
  }
  L->frame->pc++;
  return Outcome::Enter;
}

Outcome begin_call(Thread* L, Value* func, uint32_t nargs, int wanted, Finish finish, uint8_t a) {
  L->top = func + 1 + nargs;
  return drive(L, func, nargs, wanted, finish, a, Start::Call, nullptr, 0);
}

Outcome call_framed(Thread* L, Value* func, uint32_t nargs, int wanted) {
  const Builtin* b = func->builtin();
  L->top = func + 1 + nargs;
  set_nil(L->top);
  push_framed(L, func, wanted, Finish::Plain, 0);
  const Returned r = b->body(L, func, nargs);
  if (int32_t(r) < 0) {
    if (r != Returned::Again && r != Returned::FromC) return outcome_of(r);
    const Start start = r == Returned::Again ? Start::Request : Start::Return;
    return drive(L, nullptr, 0, 0, Finish::Plain, 0, start, nullptr, L->results);
  }
  const uint32_t n = uint32_t(int32_t(r)) & ~uint32_t(kResultsAtTop);
  Frame* f = L->frame;
  Value* from = int32_t(r) & kResultsAtTop ? L->top - n : f->func;
  if (L->hook_mask) [[unlikely]] {
    const Value callee = Value::builtin(b);
    if (!hook_builtin_return(L, callee, &from, n)) return Outcome::Raised;
    f = L->frame;
  }
  L->frame = f - 1;
  if (L->hook_mask) [[unlikely]]
    hook_resumed(L);
  place_results(L, f->func, f->wanted, from, n);
  return Outcome::Next;
}

Outcome continue_c(Thread* L, ErrorStatus status) {
  if (Frame* f = L->frame; size_t(L->stack_end - L->top) > kMinSlots + 4 && !L->state->move_stack) {
    f->flags &= uint8_t(~(frame_bits::kProtected | frame_bits::kHandler | frame_bits::kUnwinding));
    return return_from_c(L, uint32_t(f->continuation(L, int(status), f->context)));
  }
  const Outcome o =
      drive(L, nullptr, 0, 0, Finish::Plain, 0, Start::Continue, nullptr, uint32_t(status));
  return o == Outcome::Next || o == Outcome::Jump ? settle(L, o) : o;
}

Outcome return_from_c(Thread* L, uint32_t n) {
  const Outcome o = drive(L, nullptr, 0, 0, Finish::Plain, 0, Start::Return, nullptr, n);
  return o == Outcome::Next || o == Outcome::Jump ? settle(L, o) : o;
}

Outcome tail_call(Thread* L, Value* func, uint32_t nargs) {
  const Frame* old = L->frame--;
  if (is_level(old->finish)) leave_level(L, old);
  const uint8_t uncounted = old->uncounted;
  Value* to = old->func;
#pragma clang loop vectorize(disable) unroll(disable)
  for (uint32_t i = 0; i <= nargs; i++) copy(to + i, func + i);
  L->top = to + 1 + nargs;
  const uint8_t flags =
      frame_bits::kTail | (old->flags & (frame_bits::kFinalizer | frame_bits::kHook));
  void* const ret = old->ret;
  if (!push_lua_frame(L, to, nargs, old->wanted, old->finish, old->a, flags))
    return Outcome::Raised;
  L->frame->ret = ret;
  if (uncounted) {
    L->frame->uncounted = uncounted;
    L->native_depth--;
  }
  return Outcome::Enter;
}

Outcome settle(Thread* L, Outcome o) {
  Frame* f = L->frame;
  if (o == Outcome::Next)
    f->pc += width_of(bytecode::op_of(f->pc->instr), f->pc->instr);
  else if (o == Outcome::Jump) {
    Code* const from = f->pc;
    f->pc = jump_of(from);
    if (f->pc <= from) {
      State* S = L->state;
      S->poll_cost = back_cost(from, f->pc);
      if (S->metered) S->slice -= S->poll_cost;
      if (S->interrupt || S->slice < 0) return poll(L);
    }
  } else {
    return o;
  }
  return Outcome::Enter;
}

Outcome take_results(Thread* L) {
  if (L->state->interrupt & poll_bits::kSample) [[unlikely]]
    sample_return(L);
  const Frame popped = L->frame[1];
  const auto n = popped.wanted < 0 ? uint32_t(L->top - popped.func) : uint32_t(popped.wanted);
  const Outcome o = drive(L, popped.func, 0, popped.wanted, Finish::Builtin, popped.a,
                          Start::Results, popped.func, n);
  return o == Outcome::Next || o == Outcome::Jump ? settle(L, o) : o;
}

Outcome finish_call(Thread* L, const Frame& f, Value* from, uint32_t n) {
  Outcome o;
  if (is_level(f.finish)) leave_level(L, &f);
  if (f.finish == Finish::Builtin || f.finish == Finish::Continue || f.finish == Finish::Return) {
    o = drive(L, f.func, 0, f.wanted, f.finish, f.a, Start::Results, from, n);
  } else {
    o = deliver(L, f, from, n);
  }
  return o == Outcome::Next || o == Outcome::Jump ? settle(L, o) : o;
}

Returned call_then(Thread* L, uint32_t step, Value* func, uint32_t nargs, int wanted) {
  Frame* f = L->frame;
  f->step = step;
  f->saved_top = func;
  TRI_ASSERT(wanted <= INT8_MAX);
  f->pending = int8_t(wanted);
  L->top = func + 1 + nargs;
  return Returned::Again;
}

namespace {

bool has_frame_with(const Thread* L, Finish finish, const Frame* below) {
  for (const Frame* f = L->frame; f > below; f--)
    if (f->finish == finish) return true;
  return false;
}

// The mark of a call_protected with a message handler.
bool is_guarded_mark(const Frame* f) {
  return f->kind == FrameKind::Base && (f->flags & frame_bits::kHandler);
}

}  // namespace

bool call_native(Thread* L, Value* func, uint32_t nargs, int wanted, bool yieldable) {
  State* S = L->state;
  const uint32_t depth = L->native_depth, lost = L->lost_depth;
  if (!deepen(L)) return false;
  const uint32_t not_yieldable = L->not_yieldable;
  if (!yieldable) L->not_yieldable++;
  const ptrdiff_t caller = L->frame - L->frames;
  Thread* const before = S->running;
  const uint8_t status = L->header.kind;
  if (before != L) [[unlikely]] {  // a thread that foreign code works on without resuming it
    S->running = L;
    L->header.kind = uint8_t(ThreadStatus::Running);
  }
  Escape escape;
  enter_escape(S, &escape);
  Outcome o;
  switch (Escaped(TRI_SAVE_REGISTERS(escape))) {
    case Escaped::No:
      if (func->tag == Tag::LuaClosure)
        o = push_lua_frame(L, func, nargs, wanted, Finish::Native, 0) ? Outcome::Enter
                                                                      : Outcome::Raised;
      else
        o = begin_call(L, func, nargs, wanted, Finish::Native);
      break;
    case Escaped::Switch: o = Outcome::Switch; break;
    case Escaped::Exit: o = Outcome::Exit; break;
    default: o = Outcome::Raised;
  }
  // An error may have come before the callee had a frame: then it is the caller's, and nothing here stops it. (But the message
  // handler of a protected call sees it.)
  const bool unframed =
      o == Outcome::Raised && !has_frame_with(L, Finish::Native, L->frames + caller);
  const bool leaves = unframed && !is_guarded_mark(L->frames + caller);
  if (o == Outcome::Raised && !leaves) o = unwind(L);
  if (o == Outcome::Enter || o == Outcome::Switch) o = S->hooks->run(L);
  leave_escape(S, &escape);
  S->running = before;
  if (before != L) [[unlikely]]
    L->header.kind = status;
  if (leaves) {  // the level stays until the error is caught: the message handler runs below it
    L->native_depth = depth + 1 + (L->lost_depth - lost);
    L->lost_depth++;
  } else {
    L->native_depth = depth;
    L->lost_depth = lost;
  }
  L->not_yieldable = not_yieldable;  // also where an error left blocking builtins behind
  if (hook_mask_of(L))
    S->interrupt.set(poll_bits::kHook);  // the nested run took note, ours did not
  return o == Outcome::Exit;
}

bool call_nested(Thread* L, Value* func, uint32_t nargs, int wanted) {
  return call_native(L, func, nargs, wanted, false);
}

bool end_c_call(Thread* L, uint32_t n) {
  if (L->tbc_top >= L->frame->base && !close_slots(L, L->frame->base)) return false;
  if (!L->hook_mask) return pop_c_frame(L, n), true;
  Value* results = L->top - n;
  const Value callee = *L->frame->func;
  if (!hook_builtin_return(L, callee, &results, n)) return false;
  const Frame* f = L->frame--;
  hook_resumed(L);
  place_results(L, f->func, f->wanted, results, n);
  return true;
}

namespace {

Value* frame_end(const Proto* p, Value* func) {
  return reinterpret_cast<Value*>(reinterpret_cast<char*>(func) + p->frame_bytes);
}

[[gnu::noinline]] void call_slowly_from_c(Thread* L, Value* func, uint32_t nargs, int wanted) {
  if (!call_native(L, func, nargs, wanted, false)) escape_with_error(L);
}

// The run of a call came back with something else than its end, or hooks are set.
[[gnu::noinline]] void end_call_from_c(Thread* L, Arrival arrival, Escape* escape,
                                       uint64_t levels) {
  State* S = L->state;
  Escaped why = Escaped(
      TRI_SAVE_REGISTERS(*escape));  // what it was told before is past: the run goes on from here
  if (why == Escaped::No && arrival.is_escape()) why = arrival.why();
  Outcome o;
  switch (why) {
    case Escaped::No: o = arrival.outcome(); break;
    case Escaped::Switch: o = Outcome::Switch; break;  // a coroutine within the run has yielded
    default: o = unwind(L);
  }
  if (o == Outcome::Enter || o == Outcome::Switch) o = S->hooks->run(L);
  leave_escape(S, escape);
  S->running = L;
  L->levels = levels;
  L->lost_depth = 0;  // as before: errors were caught, or this one is still to be
  if (hook_mask_of(L)) S->interrupt.set(poll_bits::kHook);
  if (o != Outcome::Exit) escape_with_error(L);
}

[[gnu::noinline]] Value* func_of_popped(const Thread* L) { return L->frame[1].func; }

}  // namespace

void call_lua_from_c(Thread* L, Value* func, uint32_t nargs, int wanted) {
  State* S = L->state;
  const Proto* p = func->closure()->proto;
  const uint64_t levels = L->levels;
  const Value* const stack = L->stack;
  const bool plain = p->words && !p->is_vararg && frame_end(p, func) <= L->stack_limit &&
                     L->frame + 1 < L->frames_limit && !S->unusual && !L->hook_mask &&
                     S->running == L && uint32_t(levels) + 1 < kMaxNativeDepth && !L->lost_depth &&
                     !S->interrupt;
  if (!plain) return call_slowly_from_c(L, func, nargs, wanted);
  L->levels = levels + kNativeLevel;
  Frame* f = push_plain_frame(L, p, func, nargs, wanted, Finish::Native, 0, 0);
  f->ret = S->engine->return_words[int(ReturnWord::Run)];
  Escape escape;
  enter_escape(S, &escape);
  const Arrival arrival = S->hooks->enter_words(L, f, p->entry, &escape);
  if (!arrival.is(Outcome::Exit)) [[unlikely]]
    return end_call_from_c(L, arrival, &escape, levels);
  if (wanted >= 0) {
    // From the frame only when the stack has moved: what is pushed next would wait for the stores and loads between.
    if (L->stack != stack) [[unlikely]]
      func = func_of_popped(L);
    L->top = func + wanted;
  }
  if (hook_mask_of(L)) [[unlikely]]
    return end_call_from_c(L, arrival, &escape, levels);
  leave_escape(S, &escape);
  L->levels = levels;
}

bool call_protected_from_c(Thread* L, Value* func, int wanted, CFunction c) {
  State* S = L->state;
  const ptrdiff_t frame = L->frame - L->frames;
  const uint64_t levels = L->levels;
  const uint32_t lost = L->lost_depth;
  const bool hooks = L->hooks_allowed;
  L->levels = levels + kNativeLevel;
  Escape escape;
  enter_escape(S, &escape);
  bool ok = Escaped(TRI_SAVE_REGISTERS(escape)) == Escaped::No;
  if (ok) [[likely]] {
    // Protected, so that runs within it look no further for who stops an error. Nothing unwinds to the frame itself.
    push_c_frame(L, func, wanted, Finish::Native, frame_bits::kProtected);
    const auto n = uint32_t(c(L));
    if (!ends_slowly(L)) [[likely]]
      pop_c_frame(L, n);
    else
      ok = end_c_call(L, n);
  }
  leave_escape(S, &escape);
  L->levels = levels;
  if (ok) [[likely]]
    return true;
  const ptrdiff_t end = first_free_slot(L) - L->stack;
  L->frame = L->frames + frame;
  L->lost_depth = lost;
  L->hooks_allowed = hooks;
  S->running = L;
  const ptrdiff_t at = L->frame[1].func - L->stack;  // popped with the error, if at all
  (void)close_pending(L, L->stack + at, false);
  L->top = L->stack + at;
  forget_above_top(L, end > ptrdiff_t(L->unwound) ? end : ptrdiff_t(L->unwound));
  L->unwound = 0;
  give_back_slack(L);
  return false;
}

void detach_native_calls(Thread* L) {
  for (Frame* f = L->frame; f > L->frames; f--)
    if (f->finish == Finish::Native) f->finish = Finish::Continue;
}

Frame* push_builtin_frame(Thread* L, Value* at) {
  Frame* f = push_frame(L);
  if (!f) return nullptr;
  f->func = at;
  f->base = at + 1;
  f->kind = FrameKind::Builtin;
  f->finish = Finish::Plain;
  return f;
}

LeafFrame::LeafFrame(Thread* L, Value* at, uint32_t argc) : thread_(L) {
  L->error_status = ErrorStatus::Ok;
  if (L->frame->kind == FrameKind::Builtin && L->frame->func == at) {  // hooks want frames for all
    ok_ = true;
    return;
  }
  ok_ = pushed_ = push_builtin_frame(L, at) != nullptr;
}
LeafFrame::~LeafFrame() {
  if (pushed_ && thread_->error_status == ErrorStatus::Ok) thread_->frame--;
}

bool call_protected(Thread* L, Value* func, uint32_t nargs, int wanted, const Value* handler) {
  // A builtin frame of no function marks where errors stop; its Native finish ends this run.
  ptrdiff_t at = func - L->stack;
  ptrdiff_t frame_at = L->frame - L->frames;
  uint32_t depth = L->native_depth, lost = L->lost_depth, not_yieldable = L->not_yieldable;
  bool hooks = L->hooks_allowed;
  Frame* f = push_frame(L);
  if (!f) {
    L->top = func;
    forget_above_top(L, at + 1 + nargs);
    return false;
  }
  f->func = func;
  f->base = handler ? const_cast<Value*>(handler) : func;
  f->kind = FrameKind::Base;
  f->finish = Finish::Native;
  f->flags = handler ? frame_bits::kProtected | frame_bits::kHandler : frame_bits::kProtected;
  bool ok = call_nested(L, func, nargs, wanted);
  L->frame = L->frames + frame_at;
  L->native_depth = depth;
  L->not_yieldable = not_yieldable;
  L->lost_depth = lost;
  L->hooks_allowed = hooks;
  if (!ok) {
    const uint32_t end = L->unwound;
    L->unwound = 0;
    (void)close_pending(L, L->stack + at, false);
    L->top = L->stack + at;
    forget_above_top(L, end);
    give_back_slack(L);
  }
  return ok;
}

bool run_guarded(Thread* L, void (*body)(Thread*, void*), void* data) {
  State* S = L->state;
  const ptrdiff_t top = L->top - L->stack, frame = L->frame - L->frames;
  const uint32_t depth = L->native_depth, lost = L->lost_depth, not_yieldable = L->not_yieldable;
  const bool hooks = L->hooks_allowed;
  Thread* const before = S->running;
  L->not_yieldable++;
  S->running = L;
  Escape escape;
  enter_escape(S, &escape);
  const bool ok = Escaped(TRI_SAVE_REGISTERS(escape)) == Escaped::No;
  if (ok) body(L, data);
  leave_escape(S, &escape);
  S->running = before;
  L->not_yieldable = not_yieldable;
  if (ok) return true;
  L->frame = L->frames + frame;
  L->native_depth = depth;
  L->lost_depth = lost;
  L->hooks_allowed = hooks;
  (void)close_pending(L, L->stack + top, false);
  L->top = L->stack + top;
  give_back_slack(L);
  return false;
}

bool close_slots(Thread* L, Value* level) {
  const ptrdiff_t level_at = level - L->stack;
  close_upvalues(L, level);
  while (L->tbc_top && L->tbc_top >= L->stack + level_at) {
    Value* slot = L->tbc_top;
    const uint32_t distance = slot->position;
    slot->position = 0;
    L->tbc_top = distance ? slot - distance : nullptr;
    if (L->top <= slot) L->top = slot + 1;
    const ptrdiff_t object = slot - L->stack;
    if (!ensure_stack(L, kMinSlots)) return false;
    Value* call = L->top;
    const Value method = metamethod(L->state, L->stack[object], Event::Close);
    copy(call, &method);
    copy(call + 1, L->stack + object);
    set_nil(call + 2);
    L->top = call + 3;
    if (!call_nested(L, call, 2, 0)) return false;
  }
  return true;
}

bool close_pending(Thread* L, Value* level, bool ok) {
  const ptrdiff_t level_at = level - L->stack;
  ErrorStatus status = ok ? ErrorStatus::Ok : L->error_status;
  close_upvalues(L, level);
  while (L->tbc_top && L->tbc_top >= L->stack + level_at) {
    Value* slot = L->tbc_top;
    const uint32_t distance = slot->position;
    slot->position = 0;
    L->tbc_top = distance ? slot - distance : nullptr;
    if (is_stopped(L->state)) continue;  // nothing of the program runs any more
    if (L->top <= slot) L->top = slot + 1;
    const Value pending = ok ? Value::nil() : L->error;
    copy(L->top++, &pending);  // the error stays below the call, where it is seen
    const ptrdiff_t kept = L->top - 1 - L->stack, object = slot - L->stack;
    L->error_status = ErrorStatus::Ok;
    bool closed = ensure_stack(L, kMinSlots);
    if (closed) {
      Value* call = L->top;
      const Value method = metamethod(L->state, L->stack[object], Event::Close);
      copy(call, &method);
      copy(call + 1, L->stack + object);
      copy(call + 2, L->stack + kept);
      closed = call_protected(L, call, 2, 0);
    }
    if (closed) {
      copy(&L->error, L->stack + kept);
    } else {
      ok = false;
      status = L->error_status;
    }
    L->error_handled = false;
    L->top = L->stack + kept;
  }
  L->error_status = status;
  return ok;
}

// ---- errors

namespace {

// First slot above everything the running frame may use.
Value* free_slot(Thread* L) {
  Frame* f = L->frame;
  if (f->kind != FrameKind::Lua) return L->top;
  Value* end = f->base + static_cast<LuaClosure*>(f->base[-1].p)->proto->max_stack;
  return L->top > end ? L->top : end;
}

// Whether errors end at p. Those of limits end at native callers alone.
bool stops_errors(const Frame* p, bool stopped) {
  return (p->flags & frame_bits::kProtected) && (!stopped || p->kind == FrameKind::Base);
}

// The frame whose message handler sees an error that stops at p.
Frame* handler_frame(Thread* L, Frame* p) {
  while (p > L->frames &&
         (!(p->flags & frame_bits::kProtected) || (p->flags & frame_bits::kTransparent)))
    p--;
  return p;
}

// Where the message handler of a frame with one lies, from the stack's bottom.
ptrdiff_t handler_of(const Thread* L, const Frame* f) {
  return f->kind == FrameKind::C ? ptrdiff_t(f->handler) : f->base - L->stack;
}

// Whether a hook or finalizer is being run, by any frame, or the error of one has ended the thread.
bool runs_in_hook(const Thread* L) {
  if (L->frames->flags & frame_bits::kUnwinding) return true;
  for (const Frame* f = L->frame; f > L->frames; f--)
    if (f->flags & (frame_bits::kHook | frame_bits::kFinalizer)) return true;
  return false;
}

// Makes p, which caught an error, the running frame.
void drop_frames_above(Thread* L, Frame* p) {
  for (; L->frame > p; L->frame--) {
    if (is_blocking(L->frame)) L->not_yieldable--;
    if (is_level(L->frame->finish)) leave_level(L, L->frame);
    if (L->frame->finish == Finish::Direct) L->not_yieldable--;
    if (L->frame->finish == Finish::Handler) {
      L->not_yieldable--;
      L->lost_depth += L->frame->a;
    }
  }
}

}  // namespace

Value* first_free_slot(Thread* L) { return free_slot(L); }

Outcome unwind(Thread* L) {
  State* S = L->state;
  for (;;) {
    L = S->running;
    Frame* p = L->frame;
    const bool stopped = is_stopped(S);
    while (p > L->frames && !stops_errors(p, stopped)) p--;
    bool found = stops_errors(p, stopped);
    const Frame* h = handler_frame(L, p);
    if ((h->flags & frame_bits::kHandler) && !L->error_handled && !stopped &&
        L->error_status == ErrorStatus::Run) {
      // The message handler runs on top of everything, before anything is unwound.
      Value* at = free_slot(L);
      L->top = at;
      ptrdiff_t handler = handler_of(L, h);
      if (!ensure_stack(L, kMinSlots)) continue;
      at = L->top;
      copy(at, L->stack + handler);
      copy(at + 1, &L->error);
      L->top = at + 2;
      const uint32_t depth = L->native_depth;
      const ptrdiff_t caller = L->frame - L->frames;
      L->not_yieldable++;  // until its frame goes
      // What errors caught inside the handler give back is not what this error has lost.
      const uint32_t lost = L->lost_depth;
      TRI_ASSERT(lost <= UINT8_MAX);
      L->lost_depth = 0;
      Outcome o = begin_call(L, at, 1, 1, Finish::Handler, uint8_t(lost));
      if (o != Outcome::Raised) return o;
      // It is done already, a builtin; or it failed, perhaps before it had a frame: its level counts all the same.
      const bool failed = !L->error_handled;
      if (failed && !has_frame_with(L, Finish::Handler, L->frames + caller)) {
        L->not_yieldable--;
        L->lost_depth += lost;
      }
      if (failed && L->native_depth == depth && L->error_status == ErrorStatus::Run && deepen(L))
        L->lost_depth++;
      continue;
    }
    // A native caller between here and the handler must see the error first.
    for (Frame* f = L->frame; f > p || (!found && f > L->frames); f--) {
      if (f->finish != Finish::Native) continue;
      const auto end = uint32_t(free_slot(L) - L->stack);
      if (end > L->unwound) L->unwound = end;
      L->frame = f - 1;
      return Outcome::Raised;
    }
    if (!found) return coroutine_failed(L);
    if (p->kind == FrameKind::Base) {  // call_protected
      L->frame = p;
      return Outcome::Raised;
    }
    const auto end = uint32_t(free_slot(L) - L->stack);
    if (end > L->unwound) L->unwound = end;
    drop_frames_above(L, p);
    // What the error has lost is given back before variables are closed: each of them may lose as much again.
    L->native_depth -= L->lost_depth;
    L->lost_depth = 0;
    if ((L->resumer || L->native_resumer) && !L->not_yieldable) uncount_levels(L);
    if (!L->hooks_allowed) L->hooks_allowed = !runs_in_hook(L);
    Value* level = p->kind == FrameKind::C ? p->base + p->guarded : p->base;
    close_upvalues(L, level);
    if (L->tbc_top && L->tbc_top >= level) {
      p->flags |= frame_bits::kUnwinding;
      if (p->kind == FrameKind::C) p->pending = int8_t(L->error_status);
      Outcome o = close_one(L, &L->error, Finish::Close);
      if (o == Outcome::Raised) continue;
      return o;
    }
    if (p->kind ==
        FrameKind::C) {  // lua_pcallk, whose native frame is gone: its continuation takes the error
      const ErrorStatus status = L->error_status;
      copy(level, &L->error);
      L->top = level + 1;
      forget_error(L);
      forget_above_top(L, L->unwound);
      L->unwound = 0;
      give_back_slack(L);
      const Outcome o = continue_c(L, status);
      if (o != Outcome::Raised) return o;
      continue;
    }
    Frame f = *p;
    if (is_blocking(p)) L->not_yieldable--;
    Value* to = f.func;
    const Value callee = *to;
    if (f.flags & frame_bits::kTransparent)
      set_nil(to);
    else
      set_boolean(to, false);
    copy(to + 1, &L->error);
    forget_error(L);
    L->top = to + 2;
    forget_above_top(L, L->unwound);
    L->unwound = 0;
    const ptrdiff_t at = to - L->stack;
    if (L->hook_mask) [[unlikely]] {
      p->flags &= uint8_t(
          ~(frame_bits::kProtected | frame_bits::kHandler));  // an error of the hook leaves it
      if (!hook_builtin_return(L, callee, &to, 2)) continue;
      for (uint32_t i = 0; i < 2; i++) copy(L->stack + at + i, to + i);
    }
    L->frame--;
    if (L->hook_mask) hook_resumed(L);
    give_back_slack(L);
    f.func = to = L->stack + at;
    Outcome o = finish_call(L, f, to, 2);
    if (o != Outcome::Raised) return o;
  }
}

// ---- upvalues and to-be-closed variables

void close_upvalues(Thread* L, Value* level) {
  while (L->open_upvalues && L->open_upvalues->v >= level) {
    UpVal* u = L->open_upvalues;
    L->open_upvalues = u->next_open;
    Value v = *u->v;
    u->header.kind = 0;
    u->closed = v;
    u->closed.position = 0;
    u->v = &u->closed;
    barrier(L->state, &u->header, v);
    wrote(u);
  }
}

UpVal* find_upvalue(Thread* L, Value* slot) {
  UpVal** link = &L->open_upvalues;
  while (*link && (*link)->v > slot) link = &(*link)->next_open;
  if (*link && (*link)->v == slot) return *link;
  ptrdiff_t at = slot - L->stack;
  auto* u = static_cast<UpVal*>(L->state->heap->allocate(sizeof(UpVal)));
  if (!u) return (void)raise_memory(L), nullptr;
  link = &L->open_upvalues;  // an emergency collection may have changed nothing, but be safe
  slot = L->stack + at;
  while (*link && (*link)->v > slot) link = &(*link)->next_open;
  u->header = {Tag::UpVal, 0, 1, 0, 0};
  u->v = slot;
  u->closed = Value::nil();
  u->next_open = *link;
  *link = u;
  if (!L->in_open_list) {
    L->in_open_list = true;
    L->next_with_open_upvalues = L->state->threads_with_open_upvalues;
    L->state->threads_with_open_upvalues = L;
  }
  return u;
}

Outcome mark_to_be_closed(Thread* L, Value* slot) {
  if (slot->is_falsy()) return Outcome::Next;
  if (metamethod(L->state, *slot, Event::Close).is_nil()) {
    const char* name = L->frame->kind == FrameKind::Lua ? local_name_of(L, slot) : "(C temporary)";
    return raise_text(L, "variable '%s' got a non-closable value", name ? name : "?");
  }
  slot->position = L->tbc_top ? uint32_t(slot - L->tbc_top) : 0;
  L->tbc_top = slot;
  return Outcome::Next;
}

Outcome close_one(Thread* L, const Value* error, Finish finish) {
  Value* at = prepare_close(L, error);
  return at ? begin_call(L, at, 2, 0, finish) : Outcome::Raised;
}

// ---- threads

Thread* new_thread(Thread* L) {
  State* S = L->state;
  char* cell = static_cast<char*>(S->heap->allocate(sizeof(Thread) + kThreadPrefix));
  if (!cell) return (void)raise_memory(L), nullptr;
  auto* t = reinterpret_cast<Thread*>(cell + kThreadPrefix);
  memset(static_cast<void*>(cell), 0, sizeof(Thread) + kThreadPrefix);
  t->header = {Tag::Thread, 0, uint8_t(ThreadStatus::Suspended), 0, 0};
  t->state = S;
  if (!init_thread(L, t)) return nullptr;
  count(S, Count::Coroutines);
  if (S->main) memcpy(cell + kThreadPrefix - 8, reinterpret_cast<char*>(S->main) - 8, 8);
  t->hook = L->hook;
  t->host_hook = L->host_hook;
  t->hook_mask = L->hook_mask;
  t->polled_hook_mask = L->polled_hook_mask;
  t->hook_base_count = L->hook_base_count;
  t->hook_count = L->hook_base_count;
  return t;
}

bool init_thread(Thread* L, Thread* t) {
  State* S = L ? L->state : t->state;
  t->caches = S->engine->caches;
  t->hooks_allowed = true;
  t->error = Value::nil();
  size_t slots = kFirstStack + kStackTail;
  RootLink link{&t->header, S->roots};
  S->roots = &link;
  t->stack = nullptr;
  auto* stack = static_cast<Value*>(S->heap->allocate_storage(slots * sizeof(Value)));
  if (stack) {
    for (size_t i = 0; i < slots; i++) stack[i] = Value::nil();
    t->stack = stack;
    t->stack_end = stack + slots;
    t->stack_limit = stack + kFirstStack;
    t->top = stack + 1;
    auto* frames = static_cast<Frame*>(S->heap->allocate_storage(kFirstFrames * sizeof(Frame)));
    if (frames) {
      memset(static_cast<void*>(frames), 0, sizeof(Frame));
      t->frames = t->frame = frames;
      t->frames_end = frames + kFirstFrames;
      t->frames_limit = t->frames_end - kFrameTail;
      frames->kind = FrameKind::Base;
      frames->func = stack;
      frames->base = stack + 1;
    }
  }
  S->roots = link.below;
  if (t->frames) return true;
  if (L) (void)raise_memory(L);
  return false;
}

void free_thread_storage(State* S, Thread* t) {
  if (t->stack) S->heap->free_storage(t->stack, size_t(t->stack_end - t->stack) * sizeof(Value));
  if (t->frames)
    S->heap->free_storage(t->frames, size_t(t->frames_end - t->frames) * sizeof(Frame));
  t->stack = nullptr;
  t->frames = nullptr;
}

}  // namespace tri
