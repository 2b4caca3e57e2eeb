/* lauxlib: argument checks with their messages, buffers, references, metatables, modules, messages. */
#include "client.h"

#include <errno.h>
#include <limits.h>

static int what;
static const char* const options[] = {"first", "second", NULL};
static int check_something(lua_State* L) {
  size_t length;
  switch (what) {
    case 0: luaL_checkany(L, 1); break;
    case 1: lua_pushinteger(L, luaL_checkinteger(L, 1)); return 1;
    case 2: lua_pushnumber(L, luaL_checknumber(L, 1)); return 1;
    case 3:
      lua_pushstring(L, luaL_checklstring(L, 1, &length)), lua_pushinteger(L, (int)length);
      return 2;
    case 4: luaL_checktype(L, 1, LUA_TTABLE); break;
    case 5: lua_pushinteger(L, luaL_checkoption(L, 1, "second", options)); return 1;
    case 6: lua_pushboolean(L, luaL_checkudata(L, 1, "client.type") != NULL); return 1;
    case 7: lua_pushinteger(L, luaL_optinteger(L, 1, 77)); return 1;
    case 8: lua_pushnumber(L, luaL_optnumber(L, 1, 7.5)); return 1;
    case 9:
      lua_pushstring(L, luaL_optlstring(L, 1, "default", &length)), lua_pushinteger(L, (int)length);
      return 2;
    case 10: luaL_argcheck(L, lua_isboolean(L, 1), 1, "a boolean, please"); break;
    case 11: luaL_argexpected(L, lua_isboolean(L, 1), 1, "boolean"); break;
    case 12: lua_pushboolean(L, luaL_testudata(L, 1, "client.type") != NULL); return 1;
    case 13: luaL_checkoption(L, 1, NULL, options); break;
    default: break;
  }
  return 0;
}
static void push_argument(lua_State* L, int n) {
  switch (n) {
    case 0: break;
    case 1: lua_pushnil(L); break;
    case 2: lua_pushinteger(L, 12); break;
    case 3: lua_pushnumber(L, 1.5); break;
    case 4: lua_pushliteral(L, "first"); break;
    case 5: lua_pushliteral(L, "0x10"); break;
    case 6: lua_newtable(L); break;
    case 7: lua_newuserdatauv(L, 4, 0), luaL_setmetatable(L, "client.type"); break;
    case 8: lua_newuserdatauv(L, 4, 0); break;
    case 9: lua_pushlightuserdata(L, L); break;
    case 10: lua_newuserdatauv(L, 4, 0), luaL_setmetatable(L, "client.other"); break;
    default: lua_pushboolean(L, 1);
  }
}
static int stack_overflow(lua_State* L) {
  return luaL_checkstack(L, 2000000, lua_tostring(L, 1)), 0;
}
static int wrong_version(lua_State* L) { return luaL_checkversion_(L, 503, LUAL_NUMSIZES), 0; }
static int wrong_sizes(lua_State* L) { return luaL_checkversion_(L, 504, 12), 0; }
static int where_0(lua_State* L) {
  return luaL_where(L, 0), luaL_where(L, 1), luaL_where(L, 2), luaL_where(L, 50), 4;
}
static int bad_format(lua_State* L) { return lua_pushfstring(L, "%d %y", 1), 1; }
static int bad_length(lua_State* L) { return lua_pushinteger(L, luaL_len(L, 1)), 1; }
static int bad_tostring(lua_State* L) { return luaL_tolstring(L, 1, NULL), 1; }
static int argument_error(lua_State* L) {
  return luaL_argerror(L, (int)lua_tointeger(L, lua_upvalueindex(1)), "no good");
}
static int opener(lua_State* L) {
  printf("opened as %s; ", lua_tostring(L, 1));
  lua_newtable(L);
  return 1;
}
static int up_1(lua_State* L) { return lua_pushvalue(L, lua_upvalueindex(1)), 1; }

static void build(lua_State* L, size_t pieces, const char* piece) { /* through every way to add */
  luaL_Buffer b;
  size_t i;
  char* room;
  luaL_buffinit(L, &b);
  for (i = 0; i < pieces; i++) {
    luaL_addstring(&b, piece);
    luaL_addchar(&b, '.');
    lua_pushinteger(L, (lua_Integer)i), luaL_addvalue(&b);
    room = luaL_prepbuffsize(&b, 3), memcpy(room, "abc", 3), luaL_addsize(&b, 3);
    luaL_buffsub(&b, 1);
  }
  printf("%d %c ", (int)luaL_bufflen(&b), luaL_buffaddr(&b)[0]);
  luaL_pushresult(&b);
  printf("top %d: ", lua_gettop(L)), show_stack(L, "buffer");
}
static int fails_with_a_buffer(lua_State* L) {
  luaL_Buffer b;
  int i;
  luaL_buffinit(L, &b);
  for (i = 0; i < 3000; i++) luaL_addchar(&b, 'x');
  return luaL_error(L, "with a long buffer");
}

int main(void) {
  lua_State* L = open_state();
  int n, i, refs[5];
  luaL_newmetatable(L, "client.type"), luaL_newmetatable(L, "client.other");
  lua_pushliteral(L, "a name of its own"), lua_setfield(L, -2, "__name");
  printf("again: %d, __name ", luaL_newmetatable(L, "client.type"));
  lua_getfield(L, -1, "__name"), show(L, -1), printf("\n");
  lua_settop(L, 0);
  for (what = 0; what <= 13; what++)
    for (n = 0; n <= 11; n++) {
      char label[32];
      push_argument(L, n);
      snprintf(label, sizeof label, "check %d of %d", what, n);
      try_function(L, label, check_something);
    }
  what = 1;
  lua_register(L, "check", check_something);
  run(L, "check('x')"), run(L, "local c = check c()"), run(L, "local t = {c = check} t.c({})");
  run(L, "local t = {c = check} t:c()"),
      run(L, "string.check = check ; ('x'):check() string.check = nil");
  run(L, "string.check = nil return pcall(check, {})");
  run(L, "package.loaded.mod = {fn = check} check = nil return pcall(package.loaded.mod.fn)");
  for (i = 0; i <= 2; i++) {
    lua_pushinteger(L, i), lua_pushcclosure(L, argument_error, 1), lua_setglobal(L, "bad");
    run(L, "bad()"), run(L, "local t = {bad = bad} t:bad(1)");
  }
  lua_pushliteral(L, "too many"), try_function(L, "checkstack", stack_overflow);
  lua_pushnil(L), try_function(L, "checkstack", stack_overflow);
  try_function(L, "version", wrong_version), try_function(L, "sizes", wrong_sizes);
  lua_register(L, "where", where_0), run(L, "\n\nlocal a, b, c, d = where() return a, b, c, d");
  try_function(L, "bad format", bad_format);
  (void)luaL_dostring(L, "return setmetatable({}, {__len = function() return 'x' end})");
  try_function(L, "luaL_len", bad_length);
  lua_pushliteral(L, "four"), try_function(L, "luaL_len", bad_length);
  (void)luaL_dostring(L, "return setmetatable({}, {__tostring = function() return {} end})");
  try_function(L, "luaL_tolstring", bad_tostring);
  (void)luaL_dostring(L, "return setmetatable({}, {__tostring = function() return 'shown' end})");
  try_function(L, "luaL_tolstring", bad_tostring);

  build(L, 1, "p"), build(L, 100, "piece"), build(L, 2000, "a longer piece of text");
  try_function(L, "error with a buffer", fails_with_a_buffer);
  {
    luaL_Buffer b, c;
    char* room = luaL_buffinitsize(L, &b, 5000);
    memset(room, 'z', 5000), luaL_pushresultsize(&b, 5000);
    printf("%d ", (int)lua_rawlen(L, -1));
    luaL_buffinit(L, &b), luaL_addgsub(&b, "a-b-c", "-", "++"), luaL_pushresult(&b);
    luaL_gsub(L, "x.y.z", ".", ""), luaL_gsub(L, "none", "q", "w");
    lua_remove(L, 1), show_stack(L, "gsub");
    luaL_buffinit(L, &b),
        luaL_addstring(&b, "outer "); /* two at a time, the inner one done first */
    luaL_buffinit(L, &c), luaL_addstring(&c, "inner"), luaL_pushresult(&c);
    luaL_addvalue(&b), luaL_pushresult(&b), show_stack(L, "nested");
  }

  for (i = 0; i < 4; i++) lua_pushinteger(L, i * 100), refs[i] = luaL_ref(L, LUA_REGISTRYINDEX);
  lua_pushnil(L), refs[4] = luaL_ref(L, LUA_REGISTRYINDEX);
  printf("references relative to the first: %d %d %d, nil %d\n", refs[1] - refs[0],
         refs[2] - refs[0], refs[3] - refs[0], refs[4]);
  luaL_unref(L, LUA_REGISTRYINDEX, refs[1]), luaL_unref(L, LUA_REGISTRYINDEX, refs[2]);
  luaL_unref(L, LUA_REGISTRYINDEX, LUA_NOREF), luaL_unref(L, LUA_REGISTRYINDEX, LUA_REFNIL);
  for (i = 0; i < 3; i++)
    lua_pushinteger(L, i), printf("reused %d ", luaL_ref(L, LUA_REGISTRYINDEX) - refs[0]);
  lua_rawgeti(L, LUA_REGISTRYINDEX, refs[3]), show_stack(L, "kept");
  lua_newtable(L);
  for (i = 0; i < 4; i++) lua_pushboolean(L, 1), printf("%d ", luaL_ref(L, 1));
  luaL_unref(L, 1, 2), lua_pushboolean(L, 1), printf("then %d\n", luaL_ref(L, 1));
  lua_settop(L, 0);

  {
    static const luaL_Reg rows[] = {{"f", up_1}, {"placeholder", NULL}, {NULL, NULL}};
    luaL_newlib(L, rows);
    lua_getfield(L, 1, "placeholder"), show(L, -1), printf("\n"), lua_settop(L, 0);
    lua_newtable(L), lua_pushliteral(L, "shared"), luaL_setfuncs(L, rows, 1);
    lua_getfield(L, 1, "f"), lua_call(L, 0, 1), lua_remove(L, 1), show_stack(L, "setfuncs");
  }
  for (i = 0; i < 2; i++)
    luaL_requiref(L, "client.module", opener, i), printf("top %d ", lua_gettop(L));
  lua_getglobal(L, "client.module"), printf("global is it %d\n", lua_rawequal(L, -1, -2));
  lua_settop(L, 0), lua_newtable(L);
  printf("subtable %d ", luaL_getsubtable(L, 1, "sub")), lua_pop(L, 1);
  printf("%d\n", luaL_getsubtable(L, 1, "sub")), lua_settop(L, 0);
  (void)luaL_dostring(
      L, "return setmetatable({}, {__x = 5, __call2 = function() return 'called' end})");
  printf("metafield %d ", luaL_getmetafield(L, 1, "__x")),
      printf("absent %d ", luaL_getmetafield(L, 1, "__y"));
  printf("callmeta %d ", luaL_callmeta(L, 1, "__call2")), printf("%d ", luaL_callmeta(L, 1, "__y"));
  lua_remove(L, 1), show_stack(L, "");
  errno = ENOENT, n = luaL_fileresult(L, 0, "name"), printf("%d ", n), show_stack(L, "fileresult");
  errno = ENOENT, n = luaL_fileresult(L, 0, NULL), printf("%d ", n), show_stack(L, "fileresult");
  n = luaL_fileresult(L, 1, "name"), printf("%d ", n), show_stack(L, "fileresult");
  errno = 0, n = luaL_execresult(L, 0), printf("%d ", n), show_stack(L, "execresult");
  errno = 0, n = luaL_execresult(L, 3 << 8), printf("%d ", n), show_stack(L, "execresult");
  errno = 0, n = luaL_execresult(L, 9), printf("%d ", n), show_stack(L, "execresult");
  errno = ENOENT, n = luaL_execresult(L, -1), printf("%d ", n), show_stack(L, "execresult");
  lua_close(L);
  return 0;
}
