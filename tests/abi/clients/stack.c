/* The stack: indices, tops, rotation, moving values, limits. */
#include "client.h"

static void fill(lua_State* L, int n) {
  int i;
  lua_settop(L, 0);
  for (i = 1; i <= n; i++) lua_pushinteger(L, i);
}

static int with_upvalues(lua_State* L) {
  lua_pushvalue(L, lua_upvalueindex(1));
  lua_pushvalue(L, lua_upvalueindex(2));
  printf("upvalue 3 is none: %d, 255: %d\n", lua_isnone(L, lua_upvalueindex(3)),
         lua_isnone(L, lua_upvalueindex(255)));
  lua_pushinteger(L, 77);
  lua_replace(L, lua_upvalueindex(1));
  return 2;
}

static int deep(lua_State* L) { /* as many values as may be */
  int n = (int)lua_tointeger(L, 1), i;
  if (!lua_checkstack(L, n)) {
    lua_pushliteral(L, "refused");
    return 1;
  }
  for (i = 0; i < n; i++) lua_pushinteger(L, i);
  lua_pushinteger(L, lua_gettop(L));
  return 1;
}

static int close_count;
static int closer(lua_State* L) {
  close_count++;
  printf("close %s, error ", lua_tostring(L, lua_upvalueindex(1)));
  show(L, 2);
  printf("\n");
  return 0;
}
static void push_closable(lua_State* L, const char* name) {
  lua_newtable(L);
  lua_newtable(L);
  lua_pushstring(L, name);
  lua_pushcclosure(L, closer, 1);
  lua_setfield(L, -2, "__close");
  lua_setmetatable(L, -2);
}
static int closes_by_settop(lua_State* L) {
  lua_settop(L, 0);
  push_closable(L, "a");
  lua_toclose(L, -1);
  push_closable(L, "b");
  lua_toclose(L, 2);
  lua_pushinteger(L, 1);
  lua_pop(L, 2);
  printf("after pop: top %d, closed %d\n", lua_gettop(L), close_count);
  lua_closeslot(L, 1);
  printf("after closeslot: top %d, closed %d, slot ", lua_gettop(L), close_count);
  show(L, 1);
  printf("\n");
  return 0;
}
static int closes_by_return(lua_State* L) {
  lua_settop(L, 0);
  push_closable(L, "returned");
  lua_toclose(L, 1);
  lua_pushinteger(L, 1);
  lua_pushinteger(L, 2);
  return 2;
}
static int closes_by_error(lua_State* L) {
  lua_settop(L, 0);
  push_closable(L, "failed");
  lua_toclose(L, 1);
  return luaL_error(L, "an error");
}
static int cannot_close(lua_State* L) {
  lua_settop(L, 0);
  lua_pushinteger(L, 1);
  lua_toclose(L, 1);
  return 0;
}

int main(void) {
  lua_State *L = open_state(), *other;
  int i, n;
  printf("top %d, absindex %d %d %d\n", lua_gettop(L), lua_absindex(L, 3),
         lua_absindex(L, LUA_REGISTRYINDEX) == LUA_REGISTRYINDEX,
         lua_absindex(L, lua_upvalueindex(2)) == lua_upvalueindex(2));
  fill(L, 5);
  printf("absindex -1 %d, -5 %d\n", lua_absindex(L, -1), lua_absindex(L, -5));
  for (i = -4; i <= 4; i++) {
    char label[32];
    fill(L, 5);
    lua_rotate(L, 2, i);
    snprintf(label, sizeof label, "rotate 2 by %d", i);
    show_stack(L, label);
  }
  fill(L, 4), lua_insert(L, 2), show_stack(L, "insert 2");
  fill(L, 4), lua_insert(L, -1), show_stack(L, "insert -1");
  fill(L, 4), lua_remove(L, 2), show_stack(L, "remove 2");
  fill(L, 4), lua_remove(L, -4), show_stack(L, "remove -4");
  fill(L, 4), lua_replace(L, 1), show_stack(L, "replace 1");
  fill(L, 4), lua_copy(L, 1, 3), show_stack(L, "copy 1 to 3");
  fill(L, 4), lua_pushvalue(L, -4), show_stack(L, "pushvalue -4");
  fill(L, 2), lua_settop(L, 4), show_stack(L, "settop 4");
  fill(L, 4), lua_settop(L, -3), show_stack(L, "settop -3");
  fill(L, 1), lua_pushvalue(L, 9), show_stack(L, "pushvalue of none");
  fill(L, 3);
  other = lua_newthread(L);
  lua_pushliteral(other, "there");
  lua_pushvalue(L, 1), lua_pushvalue(L, 2);
  lua_xmove(L, other, 2);
  show_stack(other, "other after xmove");
  show_stack(L, "this after xmove");
  lua_pushliteral(L, "one"), lua_pushliteral(L, "two");
  lua_pushcclosure(L, with_upvalues, 2);
  for (i = 0; i < 2; i++) {
    lua_pushvalue(L, 1);
    lua_call(L, 0, 2);
    lua_remove(L, -3), lua_pushvalue(L, -2), lua_pop(L, 1);
    printf("upvalues: ");
    show(L, -2), printf(" "), show(L, -1), printf("\n");
    lua_settop(L, 0);
    lua_pushliteral(L, "one"), lua_pushliteral(L, "two");
    lua_pushcclosure(L, with_upvalues, 2);
  }
  lua_settop(L, 0);
  for (n = 10; n < 2000000; n *= 100) {
    lua_pushinteger(L, n);
    try_function(L, "deep", deep);
  }
  printf("checkstack 999000: %d\n", lua_checkstack(L, 999000));
  printf("checkstack 1000000: %d\n", lua_checkstack(L, 1000000));
  try_function(L, "settop closes", closes_by_settop);
  try_function(L, "return closes", closes_by_return);
  try_function(L, "error closes", closes_by_error);
  try_function(L, "cannot close", cannot_close);
  lua_close(L);
  return 0;
}
