// Pushing C values.
#include <cstdarg>
#include <cstring>

#include "capi/literal.hpp"
#include "capi/native_entry.hpp"
#include "capi/stack.hpp"
#include "runtime/library.hpp"

namespace tri::capi {

namespace {

// Pushes a new string; nullptr raises. Gives its text.
TRI_INLINE const char* push_string(Thread* L, Str* s) {
  check(L, s != nullptr);
  push(L, Value::of(s));
  poll_collector(L);
  return data_of(s);
}

// The first conversion that lua_pushfstring does not have, or '\0'.
char bad_conversion(const char* format) {
  for (const char* p = format; *p; p++) {
    if (*p != '%') continue;
    if (!*++p) return '%';
    if (!std::strchr("sdIfpcU%", *p)) return *p;
  }
  return '\0';
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

LUA_API void lua_pushnil(lua_State* l) { set_nil(thread(l)->top++); }
LUA_API void lua_pushnumber(lua_State* l, lua_Number n) { set_float(thread(l)->top++, n); }
LUA_API void lua_pushinteger(lua_State* l, lua_Integer n) { set_int(thread(l)->top++, n); }
LUA_API void lua_pushboolean(lua_State* l, int truth) { set_boolean(thread(l)->top++, truth != 0); }
LUA_API void lua_pushlightuserdata(lua_State* l, void* pointer) {
  push(thread(l), Value::light(pointer));
}
LUA_API int lua_pushthread(lua_State* l) {
  Thread* L = thread(l);
  push(L, Value::of(L));
  return L == L->state->main;
}

LUA_API const char* lua_pushlstring(lua_State* l, const char* text, size_t length) {
  Thread* L = thread(l);
  return push_string(L, new_string(L, {length ? text : "", length}));
}

LUA_API const char* lua_pushstring(lua_State* l, const char* text) {
  Thread* L = thread(l);
  if (!text) return set_nil(L->top++), nullptr;
  return push_string(L, literal(L, text));
}

LUA_API const char* lua_pushvfstring(lua_State* l, const char* format, va_list arguments) {
  Thread* L = thread(l);
  if (const char bad = bad_conversion(format))
    check(L, raise_text(L, "invalid option '%%%c' to 'lua_pushfstring'", bad));
  return push_string(L, format_text_v(L, format, arguments));
}

LUA_API const char* lua_pushfstring(lua_State* l, const char* format, ...) {
  va_list arguments;
  va_start(arguments, format);
  const char* text = lua_pushvfstring(l, format, arguments);
  va_end(arguments);
  return text;
}

LUA_API void lua_pushcclosure(lua_State* l, lua_CFunction function, int upvalues) {
  Thread* L = thread(l);
  if (upvalues == 0) {
    const bool plain = !L->state->native_entries;
    return push(L,
                plain ? Value::light_c(engine_function(function)) : value_of_function(L, function));
  }
  const auto n = uint32_t(upvalues);
  const size_t bytes = native_closure_bytes(n);
  auto* closure = static_cast<NativeClosure*>(L->state->heap->allocate(bytes));
  if (!closure) check(L, raise_memory(L));
  closure->header = {Tag::NativeClosure, uint8_t(Heap::is_large(bytes) ? gc_bits::kLarge : 0), 0, 0,
                     n};
  closure->c = engine_function(function);
  L->top -= n;
  for (uint32_t i = 0; i < n; i++) copy(&closure->upvalues[i], L->top + i);
  push(L, Value::of(closure));
  poll_collector(L);
}
