// What all functions of the C interface share: lua_State as Thread, indices as slots, and the ways out.
//
// A function of the interface runs on the native stack of foreign C code. It must not own anything with a destructor when it calls
// back foreign code or raises (runtime/escape.hpp): work that needs Root or Hold is done in a function that reports by
// its result, and `check` raises behind it.
//
// The running function's part of the stack is [L->frame->base, L->top), for C functions, hooks in Lua functions and idle threads alike.
#pragma once

#include "heap/state.hpp"
#include "runtime/collect.hpp"
#include "runtime/error.hpp"
#include "runtime/escape.hpp"

// The public headers come in the folder include/, as users have them.
#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

namespace tri::capi {

TRI_INLINE Thread* thread(lua_State* L) { return reinterpret_cast<Thread*>(L); }
TRI_INLINE lua_State* public_state(Thread* L) { return reinterpret_cast<lua_State*>(L); }
TRI_INLINE CFunction engine_function(lua_CFunction f) { return reinterpret_cast<CFunction>(f); }
TRI_INLINE lua_CFunction public_function(CFunction f) { return reinterpret_cast<lua_CFunction>(f); }

// A status as C code knows it: to it, a limit's error is one of the program.
TRI_INLINE int code_of(ErrorStatus status) {
  return status == ErrorStatus::Stopped ? LUA_ERRRUN : int(status);
}

// What an index that names no value stands for: nil, told apart by its address.
extern const Value kNoValue;

// Registers are kept, so that what asks for slots pays nothing for the rare case.
[[clang::preserve_most]] Value* pseudo_slot(Thread* L, int index);

// The value at an index, or &kNoValue (which nobody may write to).
TRI_INLINE Value* slot(Thread* L, int index) {
  if (index > 0) [[likely]] {
    Value* v = L->frame->base + (index - 1);
    if (v < L->top) [[likely]]
      return v;
    return const_cast<Value*>(&kNoValue);
  }
  if (index > LUA_REGISTRYINDEX) [[likely]]
    return L->top + index;
  return pseudo_slot(L, index);
}
// The same for functions that do little else: nullptr where it is a pseudo-index or names no value, which they leave to another
// function. So they call nobody, and need no frame of their own.
TRI_INLINE Value* near_slot(const Thread* L, int index) {
  if (index > 0) [[likely]] {
    Value* v = L->frame->base + (index - 1);
    if (v < L->top) [[likely]]
      return v;
    return nullptr;
  }
  if (index > LUA_REGISTRYINDEX) [[likely]]
    return L->top + index;
  return nullptr;
}
TRI_INLINE bool is_none(const Value* v) { return v == &kNoValue; }

TRI_INLINE void push(Thread* L, const Value& v) {
  Value* const top =
      L->top;  // it does not change with what is stored there, which the compiler cannot know
  copy(top, &v);
  L->top = top + 1;
}
TRI_INLINE int public_type(const Value& v) { return int(v.type()); }

// Raises what was recorded, when something was.
TRI_INLINE void check(Thread* L, bool ok) {
  if (!ok) [[unlikely]]
    escape_with_error(L);
}
TRI_INLINE void check(Thread* L, Outcome o) { check(L, o != Outcome::Raised); }

// Collects when it is due: after something was allocated and is reachable.  [raises nothing]
void collect_now(Thread* L);
TRI_INLINE void poll_collector(Thread* L) {
  if (L->state->interrupt & (poll_bits::kCollect | poll_bits::kFinalizers)) [[unlikely]]
    collect_now(L);
}

}  // namespace tri::capi
