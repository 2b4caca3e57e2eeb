// luaL_check* and their like: arguments of C functions, and the errors about them.
#include <cstdarg>
#include <cstring>

#include "capi/literal.hpp"
#include "capi/stack.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"

namespace tri::capi {

namespace {

// Raises with the position of the running function's caller in front.
int raise_with_position(lua_State* l, const char* format, ...) {
  luaL_where(l, 1);
  va_list arguments;
  va_start(arguments, format);
  lua_pushvfstring(l, format, arguments);
  va_end(arguments);
  lua_concat(l, 2);
  return lua_error(l);
}

// Pushes the name under which package.loaded knows a function; false when it does not.
bool push_loaded_name(Thread* L, const Value& function) {
  const std::string name = loaded_name(L, function);
  if (name.empty()) return false;
  Str* s = new_string(L, name);
  if (!s) return forget_error(L), false;
  push(L, Value::of(s));
  return true;
}

// The value at `index` is of type `type`, where `otherwise` an error says what was expected.
int expected_type(lua_State* l, int argument, int type) {
  return luaL_typeerror(l, argument, lua_typename(l, type));
}

int raise_no_integer(lua_State* l, int argument) {
  if (lua_isnumber(l, argument))
    return luaL_argerror(l, argument, "number has no integer representation");
  return expected_type(l, argument, LUA_TNUMBER);
}

// The userdata's metatable is the one registered as `name`.
bool has_metatable(Thread* L, const Value& v, const char* name) {
  const Table* metatable = v.is_userdata() ? v.userdata()->metatable : nullptr;
  if (!metatable) return false;
  Str* key = literal(L, name);
  if (!key) return forget_error(L), false;
  const Value known = get_string(L->state, L->state->registry.table(), key);
  return known.is_table() && known.table() == metatable;
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

LUALIB_API int luaL_argerror(lua_State* l, int argument, const char* message) {
  Thread* L = thread(l);
  const Frame* f = frame_at_level(L, 0);
  if (!f) return raise_with_position(l, "bad argument #%d (%s)", argument, message);
  const Name name = called_name(L, f);
  const char* text = name.kind ? name.text : nullptr;
  if (name.kind && std::strcmp(name.kind, "method") == 0 && --argument == 0)
    return raise_with_position(l, "calling '%s' on bad self (%s)", text, message);
  if (!text) text = push_loaded_name(L, function_of(f)) ? lua_tostring(l, -1) : "?";
  return raise_with_position(l, "bad argument #%d to '%s' (%s)", argument, text, message);
}

LUALIB_API int luaL_typeerror(lua_State* l, int argument, const char* type) {
  const char* actual;
  if (luaL_getmetafield(l, argument, "__name") == LUA_TSTRING)
    actual = lua_tostring(l, -1);
  else if (lua_type(l, argument) == LUA_TLIGHTUSERDATA)
    actual = "light userdata";
  else
    actual = luaL_typename(l, argument);
  return luaL_argerror(l, argument, lua_pushfstring(l, "%s expected, got %s", type, actual));
}

LUALIB_API int luaL_error(lua_State* l, const char* format, ...) {
  luaL_where(l, 1);
  va_list arguments;
  va_start(arguments, format);
  lua_pushvfstring(l, format, arguments);
  va_end(arguments);
  lua_concat(l, 2);
  return lua_error(l);
}

LUALIB_API void luaL_where(lua_State* l, int level) {
  Thread* L = thread(l);
  Str* position = where(L, level);
  check(L, position != nullptr);
  push(L, Value::of(position));
}

LUALIB_API void luaL_checkany(lua_State* l, int argument) {
  if (lua_type(l, argument) == LUA_TNONE) luaL_argerror(l, argument, "value expected");
}

LUALIB_API void luaL_checktype(lua_State* l, int argument, int type) {
  if (lua_type(l, argument) != type) [[unlikely]]
    expected_type(l, argument, type);
}

LUALIB_API lua_Integer luaL_checkinteger(lua_State* l, int argument) {
  const Value* v = slot(thread(l), argument);
  if (v->is_int()) [[likely]]
    return v->i;
  int64_t i = 0;
  if (!to_integer(*v, &i)) raise_no_integer(l, argument);
  return i;
}

LUALIB_API lua_Integer luaL_optinteger(lua_State* l, int argument, lua_Integer otherwise) {
  return lua_isnoneornil(l, argument) ? otherwise : luaL_checkinteger(l, argument);
}

LUALIB_API lua_Number luaL_checknumber(lua_State* l, int argument) {
  const Value* v = slot(thread(l), argument);
  if (v->is_float()) return v->d;
  double d = 0;
  if (!to_number(*v, &d)) expected_type(l, argument, LUA_TNUMBER);
  return d;
}

LUALIB_API lua_Number luaL_optnumber(lua_State* l, int argument, lua_Number otherwise) {
  return lua_isnoneornil(l, argument) ? otherwise : luaL_checknumber(l, argument);
}

LUALIB_API const char* luaL_checklstring(lua_State* l, int argument, size_t* length) {
  const char* text = lua_tolstring(l, argument, length);
  if (!text) expected_type(l, argument, LUA_TSTRING);
  return text;
}

LUALIB_API const char* luaL_optlstring(lua_State* l, int argument, const char* otherwise,
                                       size_t* length) {
  if (!lua_isnoneornil(l, argument)) return luaL_checklstring(l, argument, length);
  if (length) *length = otherwise ? std::strlen(otherwise) : 0;
  return otherwise;
}

LUALIB_API int luaL_checkoption(lua_State* l, int argument, const char* otherwise,
                                const char* const names[]) {
  const char* text =
      otherwise ? luaL_optstring(l, argument, otherwise) : luaL_checkstring(l, argument);
  for (int i = 0; names[i]; i++)
    if (std::strcmp(names[i], text) == 0) return i;
  return luaL_argerror(l, argument, lua_pushfstring(l, "invalid option '%s'", text));
}

LUALIB_API void* luaL_testudata(lua_State* l, int argument, const char* metatable) {
  Thread* L = thread(l);
  const Value* v = slot(L, argument);
  if (!v->is_userdata()) {
    if (v->tag != Tag::LightUserdata) return nullptr;
    if (!lua_getmetatable(l, argument)) return nullptr;  // one shared by all light userdata
    luaL_getmetatable(l, metatable);
    const bool same = lua_rawequal(l, -1, -2);
    lua_pop(l, 2);
    return same ? lua_touserdata(l, argument) : nullptr;
  }
  return has_metatable(L, *v, metatable) ? v->userdata()->block() : nullptr;
}

LUALIB_API void* luaL_checkudata(lua_State* l, int argument, const char* metatable) {
  void* block = luaL_testudata(l, argument, metatable);
  if (!block) luaL_typeerror(l, argument, metatable);
  return block;
}

LUALIB_API void luaL_checkstack(lua_State* l, int slots, const char* message) {
  if (lua_checkstack(l, slots)) return;
  if (message)
    luaL_error(l, "stack overflow (%s)", message);
  else
    luaL_error(l, "stack overflow");
}

LUALIB_API void luaL_checkversion_(lua_State* l, lua_Number version, size_t sizes) {
  if (sizes != LUAL_NUMSIZES)
    luaL_error(l, "core and library have incompatible numeric types");
  else if (version != LUA_VERSION_NUM)
    luaL_error(l, "version mismatch: app. needs %f, Lua core provides %f", (LUAI_UACNUMBER)version,
               (LUAI_UACNUMBER)LUA_VERSION_NUM);
}
