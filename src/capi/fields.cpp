// luaL_*: metatables by name, events, tables of functions, references, text of any value.
#include "capi/literal.hpp"
#include "capi/stack.hpp"
#include "heap/barrier.hpp"
#include "runtime/args.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"

namespace tri::capi {

namespace {

// The list of free references begins at this index: the number of the first free one, 0 when there is none. Each free
// reference holds the next one's number.
constexpr lua_Integer kFreeList = LUA_RIDX_LAST + 1;

// What stands for a missing function in a table of functions.
void push_function(lua_State* l, const luaL_Reg& row, int upvalues) {
  if (!row.func) return lua_pushboolean(l, 0);
  for (int i = 0; i < upvalues; i++) lua_pushvalue(l, -upvalues);
  lua_pushcclosure(l, row.func, upvalues);
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

// ---- metatables

LUALIB_API int luaL_newmetatable(lua_State* l, const char* name) {
  if (luaL_getmetatable(l, name) != LUA_TNIL) return 0;
  lua_pop(l, 1);
  lua_createtable(l, 0, 2);
  lua_pushstring(l, name);
  lua_setfield(l, -2, "__name");
  lua_pushvalue(l, -1);
  lua_setfield(l, LUA_REGISTRYINDEX, name);
  return 1;
}

LUALIB_API void luaL_setmetatable(lua_State* l, const char* name) {
  luaL_getmetatable(l, name);
  lua_setmetatable(l, -2);
}

LUALIB_API int luaL_getmetafield(lua_State* l, int index, const char* event) {
  Thread* L = thread(l);
  const Table* metatable = metatable_of(L->state, *slot(L, index));
  if (!metatable) return LUA_TNIL;
  Str* key = literal(L, event);
  check(L, key != nullptr);
  const Value v = get_string(L->state, metatable, key);
  if (v.is_nil()) return LUA_TNIL;
  push(L, v);
  return public_type(v);
}

LUALIB_API int luaL_callmeta(lua_State* l, int index, const char* event) {
  index = lua_absindex(l, index);
  if (luaL_getmetafield(l, index, event) == LUA_TNIL) return 0;
  lua_pushvalue(l, index);
  lua_call(l, 1, 1);
  return 1;
}

LUALIB_API const char* luaL_tolstring(lua_State* l, int index, size_t* length) {
  index = lua_absindex(l, index);
  Thread* L = thread(l);
  if (luaL_callmeta(l, index, "__tostring")) {
    if (!lua_isstring(l, -1)) luaL_error(l, "'__tostring' must return a string");
  } else {
    Str* s = to_display_string(L, *slot(L, index));
    check(L, s != nullptr);
    push(L, Value::of(s));
    poll_collector(L);
  }
  return lua_tolstring(l, -1, length);
}

LUALIB_API lua_Integer luaL_len(lua_State* l, int index) {
  lua_len(l, index);
  int is_number;
  const lua_Integer length = lua_tointegerx(l, -1, &is_number);
  if (!is_number) luaL_error(l, "object length is not an integer");
  lua_pop(l, 1);
  return length;
}

// ---- modules

LUALIB_API void luaL_setfuncs(lua_State* l, const luaL_Reg* rows, int upvalues) {
  luaL_checkstack(l, upvalues, "too many upvalues");
  for (; rows->name; rows++) {
    push_function(l, *rows, upvalues);
    lua_setfield(l, -(upvalues + 2), rows->name);
  }
  lua_pop(l, upvalues);
}

LUALIB_API int luaL_getsubtable(lua_State* l, int index, const char* name) {
  if (lua_getfield(l, index, name) == LUA_TTABLE) return 1;
  lua_pop(l, 1);
  index = lua_absindex(l, index);
  lua_newtable(l);
  lua_pushvalue(l, -1);
  lua_setfield(l, index, name);
  return 0;
}

LUALIB_API void luaL_requiref(lua_State* l, const char* module, lua_CFunction opener, int global) {
  luaL_getsubtable(l, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  lua_getfield(l, -1, module);
  if (!lua_toboolean(l, -1)) {
    lua_pop(l, 1);
    lua_pushcfunction(l, opener);
    lua_pushstring(l, module);
    lua_call(l, 1, 1);
    lua_pushvalue(l, -1);
    lua_setfield(l, -3, module);
  }
  lua_remove(l, -2);
  if (!global) return;
  lua_pushvalue(l, -1);
  lua_setglobal(l, module);
}

// ---- references

LUALIB_API int luaL_ref(lua_State* l, int table) {
  if (lua_isnil(l, -1)) {
    lua_pop(l, 1);
    return LUA_REFNIL;
  }
  table = lua_absindex(l, table);
  lua_Integer reference = 0;
  if (lua_rawgeti(l, table, kFreeList) == LUA_TNIL) {
    lua_pushinteger(l, 0);
    lua_rawseti(l, table, kFreeList);
  } else {
    reference = lua_tointeger(l, -1);
  }
  lua_pop(l, 1);
  if (reference != 0) {
    lua_rawgeti(l, table, reference);
    lua_rawseti(l, table, kFreeList);
  } else {
    reference = lua_Integer(lua_rawlen(l, table)) + 1;
  }
  lua_rawseti(l, table, reference);
  return int(reference);
}

LUALIB_API void luaL_unref(lua_State* l, int table, int reference) {
  if (reference < 0) return;
  table = lua_absindex(l, table);
  lua_rawgeti(l, table, kFreeList);
  lua_rawseti(l, table, reference);
  lua_pushinteger(l, reference);
  lua_rawseti(l, table, kFreeList);
}
