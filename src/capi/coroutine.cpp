// Threads and coroutines.
#include "runtime/coroutine.hpp"

#include "capi/stack.hpp"
#include "runtime/call.hpp"
#include "runtime/strings.hpp"

namespace tri::capi {

namespace {

// A lua_resume that was refused: the message takes the place of the arguments.
int refuse(Thread* L, const char* message, int arguments) {
  L->top -= arguments;
  Str* text = new_string(L, message);
  if (!text) {
    push(L, L->error);
    forget_error(L);
    return LUA_ERRMEM;
  }
  push(L, Value::of(text));
  return LUA_ERRRUN;
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

LUA_API lua_State* lua_newthread(lua_State* l) {
  Thread* L = thread(l);
  Thread* made = new_thread(L);
  check(L, made != nullptr);
  push(L, Value::of(made));
  poll_collector(L);
  return public_state(made);
}

LUA_API int lua_resume(lua_State* l, lua_State* from, int arguments, int* results) {
  Thread* L = thread(l);
  if (const char* refusal = resume_native(L, from ? thread(from) : nullptr, uint32_t(arguments))) {
    *results = 1;
    return refuse(L, refusal, arguments);
  }
  if (tri::status_of(L) == ThreadStatus::Suspended) {
    *results = int(L->yielded);
    return LUA_YIELD;
  }
  const auto status = code_of(L->error_status);
  *results = lua_gettop(l);
  return status;
}

LUA_API int lua_yieldk(lua_State* l, int results, lua_KContext context, lua_KFunction k) {
  Thread* L = thread(l);
  if (!is_yieldable(L))
    check(L, raise_text(L, L == L->state->main ? "attempt to yield from outside a coroutine"
                                               : "attempt to yield across a C-call boundary"));
  if (L->frame->kind == FrameKind::Lua) {  // in a hook, which returns first
    L->hook_yields = true;
    return 0;
  }
  L->frame->continuation = reinterpret_cast<CContinuation>(k);
  L->frame->context = context;
  suspend_native(L, uint32_t(results));
}

LUA_API int lua_status(lua_State* l) {
  const Thread* L = thread(l);
  const bool panicked = L->frame == L->frames && !L->state->escape;
  if (L->error_status != ErrorStatus::Ok && (tri::status_of(L) == ThreadStatus::Dead || panicked))
    return code_of(L->error_status);
  const bool waits = tri::status_of(L) == ThreadStatus::Suspended && L->frame != L->frames;
  return waits ? LUA_YIELD : LUA_OK;
}

LUA_API int lua_isyieldable(lua_State* l) {
  const Thread* L = thread(l);
  return L != L->state->main && L->not_yieldable == 0;
}

LUA_API int lua_closethread(lua_State* l, lua_State*) { return code_of(close_native(thread(l))); }
LUA_API int lua_resetthread(lua_State* l) { return lua_closethread(l, nullptr); }
