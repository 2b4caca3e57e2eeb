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

using HookFunction = void (*)(Thread* L, HookInfo* info);

// Sets what L tells to whom; a null function or an empty mask turns hooks off. Safe to call from a signal handler.
void set_hook(Thread* L, HookFunction hook, uint8_t mask, int count);

}  // namespace tri
