// The standard libraries as modules that C code opens one by one.
#include "capi/stack.hpp"
#include "lib/libraries.hpp"

namespace tri::capi {

namespace {

int open(lua_State* l, Table* (*opener)(Thread*)) {
  Thread* L = thread(l);
  // Libraries look for each other there.
  luaL_getsubtable(l, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  Table* library = opener(L);
  check(L, library != nullptr);
  push(L, Value::of(library));
  poll_collector(L);
  return 1;
}

constexpr luaL_Reg kLibraries[] = {
    {LUA_GNAME, luaopen_base},          {LUA_LOADLIBNAME, luaopen_package},
    {LUA_COLIBNAME, luaopen_coroutine}, {LUA_TABLIBNAME, luaopen_table},
    {LUA_IOLIBNAME, luaopen_io},        {LUA_OSLIBNAME, luaopen_os},
    {LUA_STRLIBNAME, luaopen_string},   {LUA_MATHLIBNAME, luaopen_math},
    {LUA_UTF8LIBNAME, luaopen_utf8},    {LUA_DBLIBNAME, luaopen_debug},
};

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

LUAMOD_API int luaopen_base(lua_State* l) { return open(l, lib::open_base); }
LUAMOD_API int luaopen_package(lua_State* l) { return open(l, lib::open_package); }
LUAMOD_API int luaopen_coroutine(lua_State* l) { return open(l, lib::open_coroutine); }
LUAMOD_API int luaopen_table(lua_State* l) { return open(l, lib::open_table); }
LUAMOD_API int luaopen_io(lua_State* l) { return open(l, lib::open_io); }
LUAMOD_API int luaopen_os(lua_State* l) { return open(l, lib::open_os); }
LUAMOD_API int luaopen_string(lua_State* l) { return open(l, lib::open_string); }
LUAMOD_API int luaopen_math(lua_State* l) { return open(l, lib::open_math); }
LUAMOD_API int luaopen_utf8(lua_State* l) { return open(l, lib::open_utf8); }
LUAMOD_API int luaopen_debug(lua_State* l) { return open(l, lib::open_debug); }

LUALIB_API void luaL_openlibs(lua_State* l) {
  for (const luaL_Reg& row : kLibraries) {
    luaL_requiref(l, row.name, row.func, 1);
    lua_pop(l, 1);
  }
}
