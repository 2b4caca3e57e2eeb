// Calls: frames pushed and popped, builtins run, stacks grown, errors unwound. The run loop itself is room interp.
#pragma once

#include "runtime/builtin.hpp"

namespace tri {

// Makes sure that `slots` slots above L->top may be written; may move the stack. False: raised (stack overflow or no memory).
[[nodiscard]] bool make_room(Thread* L, uint32_t slots);
[[nodiscard]] TRI_INLINE bool ensure_stack(Thread* L, uint32_t slots) {
  if (size_t(L->stack_end - L->top) > slots + 4 && !L->state->move_stack) [[likely]]
    return true;
  return make_room(L, slots);
}

// Places n results at `to` as `wanted` says (-1: all); L->top ends behind them.
void place_many_results(Thread* L, Value* to, int wanted, const Value* from, uint32_t n);
TRI_INLINE void place_results(Thread* L, Value* to, int wanted, const Value* from, uint32_t n) {
  if (wanted == 1) {
    L->top = to + 1;
    return n ? copy(to, from) : set_nil(to);
  }
  if (wanted == 0) {
    L->top = to;
    return;
  }
  place_many_results(L, to, wanted, from, n);
}

// Starts a call of func with the nargs values behind it (up to func + 1 + nargs == L->top). What the results are for is `finish`
// with operand `a`; `wanted` results (-1: all) are placed at func for Plain, Builtin and Native. The caller's frame->pc must be current.
//   Enter   a Lua frame was pushed: run it
//   Next/Jump  a builtin or C function was called and its results were dealt with: the caller goes on
//   Raised, Switch  as always
Outcome begin_call(Thread* L, Value* func, uint32_t nargs, int wanted, Finish finish,
                   uint8_t a = 0);

// begin_call of a Framed builtin (no closure of one) for a CALL, where nobody is told of calls, and stack and frames suffice.
Outcome call_framed(Thread* L, Value* func, uint32_t nargs, int wanted);
// Pushes the frame of the Lua function at func, as begin_call would. False: raised.
[[nodiscard]] bool enter_lua(Thread* L, Value* func, uint32_t nargs, int wanted, Finish finish);

// pcall, at `at`, of the Lua function behind it with nargs - 1 arguments: what drive would do in more steps, for a caller that
// runs Lua and no hooks. False: raised.
[[nodiscard]] bool enter_pcall(Thread* L, Value* at, uint32_t nargs, int wanted);
// Makes f the frame of the pcall at `at` that waits for its callee.
TRI_INLINE void begin_pcall(Frame* f, Value* at, int wanted) {
  *f = Frame{};
  f->func = at;
  f->base = at + 1;
  set_head(f, frame_head(wanted, FrameKind::Builtin, Finish::Plain));
  f->flags = frame_bits::kProtected;
  f->step = kAfterCallee;
}
// The n results of a function that enter_pcall has entered, which is the running frame, go to pcall's caller.
Outcome leave_pcall(Thread* L, const Value* from, uint32_t n);
// Whether the running frame is one of those (or of a pcall that was started otherwise: that is the same).
TRI_INLINE bool is_in_pcall(const Thread* L) {
  const Frame* below = L->frame - 1;
  return L->frame->finish == Finish::Builtin && below->finish == Finish::Plain &&
         below->func->tag == Tag::Builtin && below->func->builtin()->kind == BuiltinKind::Pcall;
}

// Replaces the running Lua frame by a call of the Lua function at func with the nargs values behind it.
Outcome tail_call(Thread* L, Value* func, uint32_t nargs);

// For a framed builtin: call func(args...) and come back to the body at `step` with `wanted` results (-1: all) at L->top - argc, func's old place.
// [func .. func + nargs] must be the topmost values.
Returned call_then(Thread* L, uint32_t step, Value* func, uint32_t nargs, int wanted);

// Calls func(args...) to its end on the native stack: results (wanted, or all for -1) end at L->top, starting where func was.
// Counts against kMaxNativeDepth ("C stack overflow"); callees cannot yield across it. A leaf builtin passes its own `at` and `argc` so
// that it gets a frame first (framed builtins pass nullptr). The stack may move: re-read at from frame_of(L).
// False: raised.
[[nodiscard]] bool call_nested(Thread* L, Value* func, uint32_t nargs, int wanted);
// The same from a C function. `yieldable`: the callee may yield (L can); then this does not return, and the C frame goes on at
// its continuation.
[[nodiscard]] bool call_native(Thread* L, Value* func, uint32_t nargs, int wanted, bool yieldable);
// call_native for the C interface alone, of a Lua function: quick where that is in tier 2. Escapes where it fails.
void call_lua_from_c(Thread* L, Value* func, uint32_t nargs, int wanted);
// call_protected for the C function c at func, with the arguments behind it up to L->top. can_call_c_natively has said yes.
[[nodiscard]] bool call_protected_from_c(Thread* L, Value* func, int wanted, CFunction c);
// The end of a C function that native code called, where that is more than popping its frame. False: raised.
[[nodiscard]] TRI_COLD bool end_c_call(Thread* L, uint32_t n);
// The native calls of L that are under way are about to be left by an escape: their results go to continuations.
void detach_native_calls(Thread* L);
// The C frame on top, whose native frame is gone, goes on at its continuation, which is told `status`; or is done, with its n
// topmost values as results.
Outcome continue_c(Thread* L, ErrorStatus status);
Outcome return_from_c(Thread* L, uint32_t n);

// A frame for the builtin at at[0], which runs without one. nullptr: raised.
Frame* push_builtin_frame(Thread* L, Value* at);
// The frame a leaf builtin runs without until something needs it: an error, a nested call, a level number.
class LeafFrame {
 public:
  LeafFrame(Thread* L, Value* at, uint32_t argc);
  ~LeafFrame();  // pops it; not after an error: the unwinder does
  bool ok() const { return ok_; }
  Value* at() const { return thread_->frame->func; }

 private:
  Thread* thread_;
  bool ok_ = false, pushed_ = false;
};

// Protected call from native code (the host, finalizers run at close): results as call_nested; on an error false with the error
// object in L->error, and the stack restored to func. `handler`: a stack slot below func with a message handler, or null.
[[nodiscard]] bool call_protected(Thread* L, Value* func, uint32_t nargs, int wanted,
                                  const Value* handler = nullptr);

// The calls of L's frames are levels of native_depth no more: a coroutine that yields, or has an error caught where it might have
// yielded, leaves the native calls of the reference behind, and goes on from its resume. Cost: O(frames) since the last time.
void uncount_levels(Thread* L);

// Runs native code that may escape with an error, in the running function's own frame. False: the error is in L->error, and the stack is as
// it was.
[[nodiscard]] bool run_guarded(Thread* L, void (*body)(Thread*, void*), void* data);

// Closes upvalues and calls the pending __close methods from the last down to `level`, each protected. `ok`: there is no error
// yet, else L->error is what they are told. False: L->error is the last error.
bool close_pending(Thread* L, Value* level, bool ok);

// The same as at the end of a block: unprotected, each called nested and told of no error. False: raised.
[[nodiscard]] bool close_slots(Thread* L, Value* level);

// Results of the running routine `from .. from + n` are delivered for the popped frame f. See Finish.
Outcome finish_call(Thread* L, const Frame& f, Value* from, uint32_t n);
// For a call of what is no function, at func with nargs arguments up to the top: its __call comes in front of it, one argument more.
// Gives its place; nullptr: raised.
Value* put_call_handler(Thread* L, Value* func, uint32_t nargs);
// A Lua function that the builtin on top has called has left its frame the short way, through ReturnWord::Builtin: its results lie where
// it was. The builtin goes on. Outcomes as of finish_call.
Outcome take_results(Thread* L);

// After Outcome::Raised: finds the protected frame, runs the message handler, closes variables, and says where to go on
// (Enter, Switch) or that the error leaves this native caller's run (Exit, with L->error_status set).
Outcome unwind(Thread* L);

// Calls the __close metamethod of the last to-be-closed slot. With an error, the object is kept behind the slot. `finish`: Close while an
// error unwinds, Redo for ops that run again until nothing is left to close.
Outcome close_one(Thread* L, const Value* error, Finish finish);
// An outcome about the op of L->frame made into Enter: its pc moves behind the op, or to the jump target.
Outcome settle(Thread* L, Outcome o);
// First slot above everything the running frame may use.
Value* first_free_slot(Thread* L);
// CONCAT goes on with the operands from its first register up to L->top (ops/concat.cpp, reached through RuntimeHooks).
Outcome continue_concat(Thread* L);

// Closes upvalues at or above `level` (no __close calls).
void close_upvalues(Thread* L, Value* level);
// The open upvalue of a slot, made if need be. nullptr: raised.
[[nodiscard]] UpVal* find_upvalue(Thread* L, Value* slot);
// Marks a slot to be closed: checks for a __close metamethod. Outcome::Next or Raised.
Outcome mark_to_be_closed(Thread* L, Value* slot);

// ---- threads
[[nodiscard]] Thread* new_thread(Thread* L);  // a coroutine's thread; nullptr: raised
// Gives a zeroed thread its stack, frames and base frame; L may be null for the first thread of a state. False: no memory.
[[nodiscard]] bool init_thread(Thread* L, Thread* t);
void free_thread_storage(State* S, Thread* t);

// What higher rooms do for this one.
struct Arrival;
struct Escape;
struct RuntimeHooks {
  // Room interp: runs from L->frame until the Native frame at the bottom of this run returns or raises.
  Outcome (*run)(Thread* L);
  // Room interp: the same for the frame f that was just pushed, of a function with words, which begins at `entry`; its finish is
  // Native. `escape` has been entered; control comes back from here too when it is escaped to.
  Arrival (*enter_words)(Thread* L, const Frame* f, Word* entry, Escape* escape);
  // Room interp: p, which has no words, was entered.
  void (*count_call)(Thread* L, Proto* p);
  // Room engine: closes pending variables, runs finalizers and frees the state, also while it runs (os.exit).
  void (*close)(State* S);
};

}  // namespace tri
