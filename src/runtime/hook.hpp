// Debug hooks: a function of the host or of the debug library that is told of calls, returns, lines and counts.
#pragma once

#include "heap/state.hpp"

namespace tri {

enum class HookEvent : uint8_t { Call, Return, Line, Count, TailCall };

namespace hook_bits {
inline constexpr uint8_t kCall = 1, kReturn = 2, kLine = 4, kCount = 8;  // LUA_MASK*
}

struct HookInfo {
  HookEvent event;
  int line;  // -1: no line
};

// A count hook that comes rarely enough is served by polls, so that its thread stays in its tier: it is told at the first poll
// behind `count` instructions, which are counted at jumps backward and function entries as fuel is. Others are traced, and exact.
inline constexpr int kPolledCount = 1000;
// False: raised.
using HookFunction = bool (*)(Thread* L, HookInfo* info);

// Sets what L tells to whom; a null function or an empty mask turns hooks off. Safe to call from a signal handler.
void set_hook(Thread* L, HookFunction hook, uint8_t mask, int count);

// The mask that was set, whoever serves the hook.
TRI_INLINE uint8_t hook_mask_of(const Thread* L) { return L->hook_mask | L->polled_hook_mask; }
// L is about to run: polls have to come by if they serve its hook.
TRI_INLINE void ask_for_polls(Thread* L) {
  if (L->polled_hook_mask) [[unlikely]]
    L->state->interrupt.set(poll_bits::kHook);
}
// At a poll of a thread with a polled_hook_mask, `cost` instructions after the last one. False: the hook raised an error.
[[nodiscard]] bool hook_poll(Thread* L, int64_t cost);

// ---- where the engine tells of events; all are for threads with a hook_mask only. False: the hook raised an error.

// The running frame was just pushed, its `pc` at the first instruction.
[[nodiscard]] bool hook_call(Thread* L);
// The running frame returns n values at *results, which follow the stack when it moves.
[[nodiscard]] bool hook_return(Thread* L, Value** results, uint32_t n);
// The same for a builtin, whose results may lie where it lay itself: they make room for it.
[[nodiscard]] bool hook_builtin_return(Thread* L, const Value& function, Value** results,
                                       uint32_t n);
// The running Lua frame is about to execute the instruction at its `pc`, or `ahead` of it, when an instruction does the work of
// the one behind too, which the reference counts.
[[nodiscard]] bool hook_instruction(Thread* L, uint32_t ahead = 0);
// The running frame is a Lua frame that goes on behind a call.
void hook_resumed(Thread* L);

}  // namespace tri
