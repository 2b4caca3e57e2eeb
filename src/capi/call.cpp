// Calling and raising.
#include "runtime/call.hpp"

#include "capi/stack.hpp"
#include "runtime/c_call.hpp"
#include "runtime/coroutine.hpp"
#include "runtime/metatable.hpp"

namespace tri::capi {

namespace {

// Pushes the error that was caught, and forgets it. Gives its status.
int push_error(Thread* L) {
  const auto status = code_of(L->error_status);
  push(L, L->error);
  forget_error(L);
  return status;
}

// The C frame waits with `k` for what it calls.
void set_continuation(Frame* f, lua_KFunction k, lua_KContext context) {
  f->continuation = reinterpret_cast<CContinuation>(k);
  f->context = context;
}

bool can_continue(const Thread* L) { return L->frame->kind == FrameKind::C && is_yieldable(L); }

[[gnu::noinline]] void call_any(Thread* L, int arguments, int results, lua_KContext context,
                                lua_KFunction k) {
  Value* func = L->top - arguments - 1;
  const bool yieldable = k && can_continue(L);
  if (yieldable) set_continuation(L->frame, k, context);
  check(L, call_native(L, func, uint32_t(arguments), results, yieldable));
}

// The short way is for C functions, and is one function with one saved register.
[[gnu::noinline]] void call_other(Thread* L, Value* func, int arguments, int results,
                                  lua_KContext context, lua_KFunction k) {
  const CFunction c = c_function_of(*func);
  if (!c || k || !can_call_c_natively(L)) return call_any(L, arguments, results, context, k);
  L->levels += kNativeLevel;
  push_c_frame(L, func, results, Finish::Direct, 0);
  const auto n = uint32_t(c(L));
  if (!ends_slowly(L)) [[likely]]
    pop_c_frame(L, n);
  else
    check(L, end_c_call(L, n));
  L->levels -= kNativeLevel;
}

// lua_pcallk in a coroutine: errors stop at the C frame itself, as they do when its native frame is gone. It does not return then; the
// continuation takes the error.
int protected_call_with_continuation(Thread* L, int arguments, int results, int handler,
                                     lua_KContext context, lua_KFunction k) {
  Frame* f = L->frame;
  const uint8_t flags = f->flags;
  set_continuation(f, k, context);
  f->flags |= handler ? frame_bits::kProtected | frame_bits::kHandler : frame_bits::kProtected;
  Value* func = L->top - arguments - 1;
  f->guarded = uint32_t(func - f->base);
  f->handler = handler ? uint32_t(slot(L, handler) - L->stack) : 0;
  check(L, call_native(L, func, uint32_t(arguments), results, true));
  L->frame->flags = flags;
  return LUA_OK;
}

[[gnu::noinline]] int protected_call(Thread* L, int arguments, int results, int handler,
                                     lua_KContext context, lua_KFunction k) {
  if (k && can_continue(L))
    return protected_call_with_continuation(L, arguments, results, handler, context, k);
  const Value* handler_slot = handler ? slot(L, handler) : nullptr;
  if (call_protected(L, L->top - arguments - 1, uint32_t(arguments), results, handler_slot))
    return LUA_OK;
  return push_error(L);
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

LUA_API void lua_callk(lua_State* l, int arguments, int results, lua_KContext context,
                       lua_KFunction k) {
  Thread* L = thread(l);
  Value* func = L->top - arguments - 1;
  if (func->is_lua_closure() && !k) return call_lua_from_c(L, func, uint32_t(arguments), results);
  call_other(L, func, arguments, results, context, k);
}

LUA_API int lua_pcallk(lua_State* l, int arguments, int results, int handler, lua_KContext context,
                       lua_KFunction k) {
  Thread* L = thread(l);
  Value* func = L->top - arguments - 1;
  const CFunction c = c_function_of(*func);
  if (!c || handler || k || !can_call_c_natively(L))
    return protected_call(L, arguments, results, handler, context, k);
  if (call_protected_from_c(L, func, results, c)) [[likely]]
    return LUA_OK;
  return push_error(L);
}

LUA_API int lua_error(lua_State* l) {
  Thread* L = thread(l);
  const Value error = *--L->top;
  const bool no_memory = error.is_string() && error.str() == L->state->memory_message;
  check(L, raise(L, error, no_memory ? ErrorStatus::Memory : ErrorStatus::Run));
  return 0;
}

LUA_API lua_CFunction lua_atpanic(lua_State* l, lua_CFunction panic) {
  State* S = thread(l)->state;
  const lua_CFunction old = public_function(S->panic);
  S->panic = engine_function(panic);
  return old;
}
