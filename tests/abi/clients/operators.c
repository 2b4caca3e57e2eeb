/* Operators on pairs of values, with and without metamethods. */
#include "client.h"

static int operation;
static int do_arith(lua_State* L) { return lua_arith(L, operation), 1; }
static int do_compare(lua_State* L) {
  lua_pushboolean(L, lua_compare(L, 1, 2, operation));
  return 1;
}
static int do_concat(lua_State* L) { return lua_concat(L, lua_gettop(L)), 1; }
static int do_len(lua_State* L) { return lua_len(L, 1), 1; }

static void push_operand(lua_State* L, int n) {
  switch (n) {
    case 0: lua_pushinteger(L, 7); break;
    case 1: lua_pushinteger(L, -3); break;
    case 2: lua_pushnumber(L, 2.5); break;
    case 3: lua_pushliteral(L, "10"); break;
    case 4: lua_pushinteger(L, 0); break;
    case 5: lua_pushliteral(L, "abc"); break;
    case 6: luaL_loadstring(L, "return setmetatable({}, meta)"), lua_call(L, 0, 1); break;
    case 7: lua_pushnil(L); break;
    default: lua_newtable(L);
  }
}

int main(void) {
  lua_State* L = open_state();
  int x, y;
  char label[32];
  run(L,
      "meta = {} for _, e in ipairs{'add','sub','mul','mod','pow','div','idiv','band','bor',"
      "'bxor','shl','shr','unm','bnot','concat'} do meta['__'..e] = function() return e end end "
      "meta.__len = function() return 'len' end meta.__eq = function() return true end "
      "meta.__lt = function() return 1 end");
  for (operation = LUA_OPADD; operation <= LUA_OPSHR; operation++)
    for (x = 0; x <= 8; x++)
      for (y = 0; y <= 8; y++) {
        push_operand(L, x), push_operand(L, y);
        snprintf(label, sizeof label, "arith %d of %d %d", operation, x, y);
        try_function(L, label, do_arith);
      }
  for (; operation <= LUA_OPBNOT; operation++)
    for (x = 0; x <= 8; x++) {
      push_operand(L, x);
      snprintf(label, sizeof label, "arith %d of %d", operation, x);
      try_function(L, label, do_arith);
    }
  for (operation = LUA_OPEQ; operation <= LUA_OPLE; operation++)
    for (x = 0; x <= 8; x++)
      for (y = 0; y <= 8; y++) {
        push_operand(L, x), push_operand(L, y);
        snprintf(label, sizeof label, "compare %d of %d %d", operation, x, y);
        try_function(L, label, do_compare);
      }
  for (x = 0; x <= 8; x++)
    for (y = 0; y <= 8; y++) {
      push_operand(L, x), push_operand(L, y), push_operand(L, 0);
      snprintf(label, sizeof label, "concat %d %d 7", x, y);
      try_function(L, label, do_concat);
    }
  try_function(L, "concat nothing", do_concat);
  lua_pushinteger(L, 5), try_function(L, "concat one", do_concat);
  for (x = 0; x <= 8; x++) push_operand(L, x), try_function(L, "len", do_len);
  lua_pushinteger(L, 1), lua_pushnumber(L, 1.0);
  printf("rawequal %d %d %d\n", lua_rawequal(L, 1, 2), lua_rawequal(L, 1, 3),
         lua_rawequal(L, 3, 4));
  printf("compare none %d %d\n", lua_compare(L, 1, 9, LUA_OPEQ), lua_compare(L, 9, 9, LUA_OPLE));
  lua_close(L);
  return 0;
}
