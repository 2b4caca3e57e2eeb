/* Tables and userdata: reading and writing with and without metamethods, traversal, user values. */
#include "client.h"

static int log_index(lua_State* L) {
  printf("__index(");
  show(L, 2);
  printf(") ");
  lua_pushfstring(L, "made:%s", luaL_tolstring(L, 2, NULL));
  return 1;
}
static int log_newindex(lua_State* L) {
  printf("__newindex(");
  show(L, 2), printf(", "), show(L, 3);
  printf(") ");
  return 0;
}
static void push_magic(lua_State* L) {
  lua_newtable(L);
  lua_newtable(L);
  lua_pushcfunction(L, log_index), lua_setfield(L, -2, "__index");
  lua_pushcfunction(L, log_newindex), lua_setfield(L, -2, "__newindex");
  lua_setmetatable(L, -2);
}

static int bad_get(lua_State* L) { return lua_getfield(L, 1, "field"), 1; }
static int bad_set(lua_State* L) { return lua_setfield(L, 1, "field"), 0; }
static int bad_geti(lua_State* L) { return lua_geti(L, 1, 1), 1; }
static int bad_seti(lua_State* L) { return lua_seti(L, 1, 1), 0; }
static int bad_gettable(lua_State* L) { return lua_gettable(L, 1), 1; }
static int bad_settable(lua_State* L) { return lua_settable(L, 1), 0; }
static int bad_rawset(lua_State* L) { return lua_rawset(L, 1), 0; }
static int bad_next(lua_State* L) { return lua_next(L, 1), 0; }
static int loop_get(lua_State* L) {
  lua_newtable(L);
  lua_newtable(L);
  lua_pushvalue(L, -2), lua_setfield(L, -2, "__index");
  lua_setmetatable(L, -2);
  lua_getfield(L, -1, "x");
  return 1;
}

int main(void) {
  lua_State* L = open_state();
  int type, i, sum = 0, count = 0;
  lua_createtable(L, 4, 4);
  lua_pushinteger(L, 1), lua_setfield(L, 1, "one");
  lua_pushinteger(L, 2), lua_seti(L, 1, 2);
  lua_pushliteral(L, "k"), lua_pushliteral(L, "v"), lua_settable(L, 1);
  lua_pushnumber(L, 3.0), lua_pushliteral(L, "three"), lua_rawset(L, 1);
  lua_pushliteral(L, "r1"), lua_rawseti(L, 1, 1);
  lua_pushliteral(L, "pointer"), lua_rawsetp(L, 1, &sum);
  type = lua_getfield(L, 1, "one"), printf("%d ", type), show(L, -1), printf("\n");
  type = lua_geti(L, 1, 2), printf("%d ", type), show(L, -1), printf("\n");
  lua_pushliteral(L, "k"), type = lua_gettable(L, 1), printf("%d ", type), show(L, -1),
                           printf("\n");
  lua_pushinteger(L, 3), type = lua_rawget(L, 1), printf("%d ", type), show(L, -1), printf("\n");
  type = lua_rawgeti(L, 1, 1), printf("%d ", type), show(L, -1), printf("\n");
  type = lua_rawgetp(L, 1, &sum), printf("%d ", type), show(L, -1), printf("\n");
  type = lua_getfield(L, 1, "absent"), printf("%d ", type), show(L, -1), printf("\n");
  printf("rawlen %d\n", (int)lua_rawlen(L, 1));
  lua_settop(L, 1);
  lua_pushnil(L), lua_setfield(L, 1, "one");
  lua_pushnil(L), lua_rawsetp(L, 1, &sum);
  for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) count++;
  printf("traversed %d, top %d\n", count, lua_gettop(L));
  for (i = 1; i <= 1000; i++) lua_pushinteger(L, i), lua_rawseti(L, 1, i);
  for (lua_pushnil(L), count = 0; lua_next(L, 1); lua_pop(L, 1))
    if (lua_isinteger(L, -1)) {
      count++, sum += (int)lua_tointeger(L, -1);
      lua_pushvalue(L, -2), lua_pushnil(L), lua_rawset(L, 1); /* clearing on the way is allowed */
    }
  printf("cleared %d, sum %d\n", count, sum);
  lua_settop(L, 0);

  push_magic(L);
  lua_getfield(L, 1, "a"), show_stack(L, "getfield");
  push_magic(L), lua_geti(L, 1, 5), show_stack(L, "geti");
  push_magic(L), lua_pushnumber(L, 1.5), lua_gettable(L, 1), show_stack(L, "gettable");
  push_magic(L), lua_pushinteger(L, 1), lua_setfield(L, 1, "a"), show_stack(L, "setfield");
  push_magic(L), lua_pushinteger(L, 1), lua_seti(L, 1, 6), show_stack(L, "seti");
  push_magic(L), lua_pushboolean(L, 1), lua_pushinteger(L, 1), lua_settable(L, 1);
  show_stack(L, "settable");
  push_magic(L), lua_pushinteger(L, 1), lua_rawseti(L, 1, 6), lua_geti(L, 1, 6);
  show_stack(L, "rawseti");

  lua_pushnil(L), try_function(L, "index nil", bad_get);
  lua_pushinteger(L, 1), lua_pushnil(L), try_function(L, "set field of integer", bad_set);
  lua_pushboolean(L, 1), try_function(L, "geti boolean", bad_geti);
  lua_pushboolean(L, 1), lua_pushnil(L), try_function(L, "seti boolean", bad_seti);
  lua_pushthread(L), lua_pushnil(L), try_function(L, "gettable thread", bad_gettable);
  lua_newtable(L), lua_pushnil(L), lua_pushnil(L), try_function(L, "nil key", bad_settable);
  lua_newtable(L), lua_pushnumber(L, 0.0 / 0.0 * -1), lua_pushinteger(L, 1);
  try_function(L, "nan key", bad_rawset);
  lua_newtable(L), lua_pushliteral(L, "no such key"), try_function(L, "next", bad_next);
  try_function(L, "loop of __index", loop_get);
  lua_pushliteral(L, "text"), try_function(L, "field of a string", bad_get);

  lua_newuserdatauv(L, 8, 3);
  for (i = 0; i <= 4; i++) {
    lua_pushinteger(L, i * 10);
    printf("setiuservalue %d: %d ", i, lua_setiuservalue(L, 1, i));
    type = lua_getiuservalue(L, 1, i);
    printf("get %d ", type), show(L, -1), printf("\n");
    lua_settop(L, 1);
  }
  lua_pushliteral(L, "uv"), lua_setuservalue(L, 1), lua_getuservalue(L, 1);
  lua_remove(L, 1), show_stack(L, "user value");

  printf("getmetatable of integer %d\n", (lua_pushinteger(L, 1), lua_getmetatable(L, 1)));
  lua_newtable(L), lua_pushliteral(L, "number!"), lua_setfield(L, -2, "field");
  lua_pushvalue(L, -1), lua_setfield(L, -2, "__index");
  lua_setmetatable(L, 1);
  lua_getfield(L, 1, "field"), show_stack(L, "metatable of numbers");
  lua_pushinteger(L, 1), lua_pushnil(L), lua_setmetatable(L, 1);
  printf("taken off %d\n", lua_getmetatable(L, 1));
  lua_settop(L, 0);
  lua_pushglobaltable(L), lua_pushinteger(L, 5), lua_setglobal(L, "g");
  printf("getglobal %d ", lua_getglobal(L, "g"));
  lua_getfield(L, 1, "g"), lua_remove(L, 1), show_stack(L, "g");
  lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_MAINTHREAD);
  printf("main thread %d\n", lua_tothread(L, -1) == L);
  lua_settop(L, 0);
  {
    char name[64];
    for (i = 0; i < 200;
         i++) { /* one buffer, changing text: nothing may be remembered by address alone */
      snprintf(name, sizeof name, "name%d", i % 7);
      lua_pushinteger(L, i), lua_setglobal(L, name);
    }
    for (i = 0; i < 7; i++) {
      snprintf(name, sizeof name, "name%d", i);
      lua_getglobal(L, name);
    }
    show_stack(L, "by a changing buffer");
  }
  lua_close(L);
  return 0;
}
