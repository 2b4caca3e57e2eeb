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

// False: raised.
using HookFunction = bool (*)(Thread* L, HookInfo* info);

// Sets what L tells to whom; a null function or an empty mask turns hooks off. Safe to call from a signal handler.
void set_hook(Thread* L, HookFunction hook, uint8_t mask, int count);

// ---- where the engine tells of events; all are for threads with a hook_mask only. False: the hook raised an error.

// The running frame was just pushed, its `pc` at the first instruction.
[[nodiscard]] bool hook_call(Thread* L);
// The running frame returns n values at *results, which follow the stack when it moves.
[[nodiscard]] bool hook_return(Thread* L, Value** results, uint32_t n);
// The same for a builtin, whose results may lie where it lay itself: they make room for it.
[[nodiscard]] bool hook_builtin_return(Thread* L, const Value& function, Value** results,
                                       uint32_t n);
// The running Lua frame is about to execute the instruction at its `pc`.
[[nodiscard]] bool hook_instruction(Thread* L);
// The running frame is a Lua frame that goes on behind a call.
void hook_resumed(Thread* L);

}  // namespace tri
