// Thread (the lua_State of the C API): one Lua stack, its frames, and what a coroutine needs to be switched.
//
//   value stack:  ...[func][R0][R1]...        one contiguous array, moved when it grows
//   frames:       [base frame][caller][running = thread.frame]      one contiguous array, likewise
//
// No call from Lua to Lua, to a builtin that calls back, to a metamethod, pcall or a coroutine uses the native stack: each is
// a Frame here, and `finish` says what the results are for when it returns.
//
// Invariants
//   - Frame::pc of a frame that is not in registers points to the instruction it is executing (its call, while it waits).
//   - Everything in [stack, top) of a thread may be live; the collector clears what lies above top. Code that runs with
//     values above `top` must not let a collection happen. In an emergency all slots count.
//   - Pointers into the stack are re-read after anything that may push a frame or call `ensure_stack`.
#pragma once

#include <bit>
#include <cstddef>
#include <cstring>

#include "heap/closure.hpp"
#include "heap/proto.hpp"

namespace tri {

struct State;
struct Escape;
union Cache;

inline constexpr uint32_t kMaxStack = 1'000'000;  // slots of one thread, as LUAI_MAXSTACK
inline constexpr uint32_t kErrorSlack = 200;      // more slots for handlers of a stack overflow
inline constexpr uint32_t kMinSlots =
    20;  // slots any builtin or C function may use above its arguments
inline constexpr uint32_t kMaxNativeDepth =
    200;  // nested native calls and resumes, as LUAI_MAXCCALLS

enum class FrameKind : uint8_t {
  Lua,
  Builtin,  // a builtin with a frame of its own (runtime/builtin.hpp)
  C,        // a lua_CFunction
  Base,     // bottom of a thread
};

// What a frame's results are for. Everything but Plain and TFor leaves the fast path of return.
enum class Finish : uint8_t {
  Plain,  // to func..., adjusted to `wanted`; the caller is a Lua frame and goes on behind its call
  TFor,   // to the caller's loop variables, as many as it wants; the same otherwise
  Store,  // first result to R[a] of the caller, which goes on behind its op
  Branch,   // first result's truth against `a` decides the caller's jump
  Discard,  // dropped; the caller goes on behind its op
  Redo,     // dropped; the caller executes its instruction again
  Concat,   // an operand of the caller's CONCAT, which goes on
  Builtin,  // to func..., then the caller (a builtin frame) is called again at its `step`
  Native,   // to func..., adjusted to `wanted`; the run loop returns to its native caller
  Direct,  // to native code that called this C function without a run of its own: errors pass over it
  Continue,  // to func..., adjusted to `wanted`; then the continuation of the caller, a C frame, is called
  Return,  // dropped: a __close called as the caller, a C function, returns, which it goes on doing
  Coroutine,  // the thread's main function is done: its results go to the resumer
  Close,      // dropped: a __close called while an error unwinds; unwinding goes on
  Handler,    // the result replaces the error: a message handler; unwinding goes on
};

namespace frame_bits {
inline constexpr uint8_t kProtected = 1;  // pcall, xpcall and their like: errors stop here
inline constexpr uint8_t kHandler = 2;    // with kProtected: base[0] is a message handler
inline constexpr uint8_t kTail = 4;       // was called by a tail call
inline constexpr uint8_t kFinalizer = 8;  // runs a __gc metamethod
inline constexpr uint8_t kHook = 16;      // runs a hook
// With kProtected: errors stop here as (nil, error), after the message handler of a frame below has seen them (load).
inline constexpr uint8_t kTransparent = 32;
inline constexpr uint8_t kUnwinding =
    64;  // this protected frame is closing variables because of an error
inline constexpr uint8_t kYieldable = 128;  // C frame with a continuation
}  // namespace frame_bits

// As lua_KFunction: what a C function goes on with when its native frame is gone.
using CContinuation = int (*)(Thread*, int status, intptr_t context);

struct Frame {
  Value* func;  // the called value; results go here
  Value* base;  // R[0] or the first argument; func + 1 unless the function has extra arguments
  union {
    const Value* k;    // Lua: constants
    intptr_t context;  // C: for `continuation`
  };
  Code* pc;  // Lua: the instruction being executed
  // Written and compared as one word by calls and returns: see FrameHead.
  int16_t wanted;  // results the caller wants, -1: all
  FrameKind kind;
  Finish finish;
  uint8_t a;          // operand of `finish`; of a message handler: lost_depth when it was called
  uint8_t flags;      // frame_bits
  uint8_t uncounted;  // its call is no level of native_depth any more: see uncount_levels
  // Builtin: results wanted of the call it asks for, -1: all. C: status of the error being unwound.
  int8_t pending;
  union {
    uint32_t extra_args;  // Lua: arguments beyond the parameters, between func and base
    uint32_t guarded;     // C, with kProtected: where the protected function lies, from base
  };
  union {
    uint32_t step;     // Builtin: where its body goes on, 0 at the first call
    uint32_t handler;  // C, with kHandler: where the message handler lies, from the stack's bottom
  };
  union {
    void* ret;  // Lua: where a caller in tier 2 goes on (its Word); null: its `pc` says
    CContinuation continuation;  // C: null: the function ends when what it waits for is done
  };
  Value* saved_top;  // end of results that a RETURN keeps while it closes variables
};
static_assert(sizeof(Frame) == 64);

// How many results a frame's caller wants, its kind and how it finishes, as one number; above them `a` and `flags`, which are 0 in a new
// frame.
TRI_INLINE uint64_t frame_head(int wanted, FrameKind kind, Finish finish) {
  return uint64_t(uint16_t(wanted)) | uint64_t(kind) << 16 | uint64_t(finish) << 24;
}
TRI_INLINE void set_head(Frame* f, uint64_t head) {
  memcpy(reinterpret_cast<char*>(f) + offsetof(Frame, wanted), &head, sizeof head);
}
TRI_INLINE uint32_t head_of(const Frame* f) {
  uint32_t head;
  memcpy(&head, reinterpret_cast<const char*>(f) + offsetof(Frame, wanted), sizeof head);
  return head;
}
static_assert(std::endian::native == std::endian::little &&
              offsetof(Frame, kind) == offsetof(Frame, wanted) + 2 &&
              offsetof(Frame, finish) == offsetof(Frame, wanted) + 3 &&
              offsetof(Frame, wanted) % 8 == 0);

enum class ThreadStatus : uint8_t { Suspended, Running, Normal, Dead };
enum class ErrorStatus : uint8_t {
  Ok = 0,
  Yield = 1,
  Run = 2,
  Syntax = 3,
  Memory = 4,
  Handler = 5,
  Stopped = 6  // by a limit (State::stop); C code is told Run
};

struct HookInfo;

struct Thread {
  Header header;        // kind = ThreadStatus
  Value* top;           // first slot not in use
  Frame* frame;         // the running frame
  Value* stack_limit;   // Lua frames must end at or below this; kErrorSlack slots lie above
  Frame* frames_limit;  // one past the last frame that may be pushed
  Cache* caches;        // the engine's pool of inline cache records
  State* state;
  Value* stack;
  Value* stack_end;  // one past the last slot
  Frame* frames;
  UpVal* open_upvalues;  // highest slot first
  Value*
      tbc_top;  // last to-be-closed slot, or null; Value::position of it is the distance to the one below
  Thread* resumer;  // who resumed this thread, while it runs
  Thread*
      next_with_open_upvalues;  // list in State of threads whose open upvalues the collector must look at
  Value error;                  // the error object while Outcome::Raised travels
  ErrorStatus error_status;
  bool error_handled;  // the message handler has seen `error`
  bool hooks_allowed;
  uint8_t hook_mask;         // 1 call, 2 return, 4 line, 8 count (LUA_MASK*)
  uint8_t polled_hook_mask;  // the same of a hook that polls serve, in any tier (runtime/hook.hpp)
  bool in_open_list;
  bool native_resumer;  // resumed by native code (lua_resume): `resumer` is null
  bool hook_yields;     // the hook that runs has asked to yield
  bool hook_yielded;  // the thread was suspended in a hook at the instruction that it goes on with
  bool hook_told;     // the same instruction goes on: it is no event, and is not counted again
  uint32_t
      lost_depth;  // levels of native_depth that no frame counts for, until the error is caught
  union {
    struct {
      // Calls nested on the native stack, or on the reference's, up to this thread's running frame; of a suspended thread its own
      // alone.
      uint32_t native_depth;
      uint32_t not_yieldable;  // native frames between the thread's base and the running frame
    };
    uint64_t levels;  // both: native calls change and restore them in one go
  };
  uint32_t base_depth;  // native_depth below the frames of a coroutine that runs
  int32_t hook_base_count, hook_count;
  uint32_t old_pc;  // line hook: last instruction traced in the running function
  bool (*hook)(Thread*, HookInfo*);
  void* host_hook;        // lua_Hook, when `hook` is the one that calls it
  Escape* resume_escape;  // State::escape when this thread was resumed (runtime/escape.hpp)
  uint32_t unwound;       // slots from the bottom that the frames took which an error is leaving
  uint32_t yielded;       // suspended: how many values on top are for who resumed it
  uint16_t transfer_first, transfer_count;  // values passed at a call or return hook
  uint32_t results;                         // results of the builtin that just returned
  Frame* frames_end;  // one past the last frame; some beyond frames_limit serve error handlers
};

// f, whose call is a level of native_depth, is popped.
TRI_INLINE void leave_level(Thread* L, const Frame* f) { L->native_depth -= !f->uncounted; }

// What a native call that nothing may yield across adds to Thread::levels.
inline constexpr uint64_t kNativeLevel = (uint64_t(1) << 32) | 1;

// Bytes before a Thread that belong to the host (LUA_EXTRASPACE), padded to keep 16-byte alignment.
inline constexpr size_t kThreadPrefix = 16;

// Where the block of an object begins.
TRI_INLINE void* block_of(Header* object) {
  return reinterpret_cast<char*>(object) +
         (object->tag == Tag::Thread ? -ptrdiff_t(kThreadPrefix) : 0);
}

}  // namespace tri
