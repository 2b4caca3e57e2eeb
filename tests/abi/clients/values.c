/* What values are and convert to: every query on every kind of value. */
#include "client.h"

static int a_function(lua_State* L) {
  (void)L;
  return 0;
}

static void push_all(lua_State* L) {
  lua_pushnil(L);
  lua_pushboolean(L, 0);
  lua_pushboolean(L, 17);
  lua_pushinteger(L, 42);
  lua_pushinteger(L, LUA_MININTEGER);
  lua_pushnumber(L, 3.5);
  lua_pushnumber(L, 1e15);
  lua_pushnumber(L, 1e100);
  lua_pushnumber(L, -0.0);
  lua_pushliteral(L, "text");
  lua_pushliteral(L, " 0x1p4 ");
  lua_pushliteral(L, "10");
  lua_pushliteral(L, "10.0");
  lua_pushlstring(L, "a\0b", 3);
  lua_pushliteral(L, "");
  lua_newtable(L);
  lua_pushcfunction(L, a_function);
  lua_pushinteger(L, 1), lua_pushcclosure(L, a_function, 1);
  luaL_loadstring(L, "return 1");
  lua_getglobal(L, "print");
  lua_newuserdatauv(L, 24, 2);
  lua_pushlightuserdata(L, L);
  lua_pushthread(L);
}

int main(void) {
  lua_State* L = open_state();
  int i, n, is;
  size_t length;
  push_all(L);
  n = lua_gettop(L);
  for (i = 1; i <= n + 1; i++) {
    printf("%2d %s: ", i, luaL_typename(L, i));
    printf("num %d str %d c %d int %d ud %d ", lua_isnumber(L, i), lua_isstring(L, i),
           lua_iscfunction(L, i), lua_isinteger(L, i), lua_isuserdata(L, i));
    printf("fn %d tab %d lud %d nil %d bool %d thr %d none %d nn %d ", lua_isfunction(L, i),
           lua_istable(L, i), lua_islightuserdata(L, i), lua_isnil(L, i), lua_isboolean(L, i),
           lua_isthread(L, i), lua_isnone(L, i), lua_isnoneornil(L, i));
    printf("bool %d ", lua_toboolean(L, i));
    printf("num %.14g", lua_tonumberx(L, i, &is));
    printf("/%d ", is);
    printf("int %lld", (long long)lua_tointegerx(L, i, &is));
    printf("/%d len %d ", is, (int)lua_rawlen(L, i));
    printf("tocf %d toud %d toth %d top %d\n", lua_tocfunction(L, i) != NULL,
           lua_touserdata(L, i) != NULL, lua_tothread(L, i) != NULL, lua_topointer(L, i) != NULL);
  }
  for (i = 1; i <= n; i++) {
    const char* s = lua_tolstring(L, i, &length);
    if (s) printf("%2d tolstring %s (%d) now %s\n", i, s, (int)length, luaL_typename(L, i));
  }
  lua_settop(L, 0);
  push_all(L);
  lua_pop(L, 8); /* those shown with addresses */
  for (i = 1; i <= lua_gettop(L); i++) {
    int top = lua_gettop(L);
    const char* s = luaL_tolstring(L, i, &length);
    printf("%2d luaL_tolstring %s (%d)\n", i, s, (int)length);
    lua_settop(L, top);
  }
  lua_settop(L, 0);
  {
    static const char* const texts[] = {
        "1",   "1.5", "0x10", " 7 ", "7x", "", "1e1", "0x.8p1", "9223372036854775808",
        "inf", "nan", "-0"};
    for (i = 0; i < (int)(sizeof texts / sizeof texts[0]); i++) {
      printf("stringtonumber '%s': %d ", texts[i], (int)lua_stringtonumber(L, texts[i]));
      show_stack(L, "");
    }
  }
  printf("pushstring(NULL) %d, ", lua_pushstring(L, NULL) == NULL);
  show_stack(L, "gives");
  lua_pushlstring(L, NULL, 0), show_stack(L, "pushlstring(NULL, 0)");
  {
    const char *a = lua_pushstring(L, "the same short string"), *b = lua_pushstring(L, a);
    const char* c = lua_pushlstring(L, "the same short string", 21);
    printf("equal short strings are one: %d %d\n", a == b, b == c);
    lua_settop(L, 0);
  }
  lua_pushfstring(L, "%s|%d|%I|%f|%c|%U|%%|%p", "s", -5, (LUAI_UACINT)1 << 40, 2.5, 'x', 0x20ACL,
                  (void*)0);
  show_stack(L, "pushfstring");
  lua_pushfstring(L, "%s %f", (char*)NULL, 3.0), show_stack(L, "pushfstring NULL");
  {
    char big[600];
    memset(big, 'y', sizeof big);
    big[599] = 0;
    lua_pushfstring(L, "<%s>", big);
    show_stack(L, "pushfstring long");
  }
  printf("pushthread %d\n", lua_pushthread(L));
  printf("tothread is L %d\n", lua_tothread(L, -1) == L);
  lua_settop(L, 0);
  lua_newthread(L);
  printf("pushthread of another %d\n", lua_pushthread(lua_tothread(L, 1)));
  lua_settop(L, 0);
  lua_getglobal(L, "print"), lua_getglobal(L, "print"), lua_getglobal(L, "type");
  printf("tocfunction: same %d, other %d\n", lua_tocfunction(L, 1) == lua_tocfunction(L, 2),
         lua_tocfunction(L, 1) == lua_tocfunction(L, 3));
  lua_pushcfunction(L, lua_tocfunction(L, 3)), lua_pushnil(L), lua_call(L, 1, 1);
  show_stack(L, "type by pointer");
  {
    void *a = lua_newuserdatauv(L, 0, 0), *b = lua_newuserdatauv(L, 0, 0);
    printf("empty userdata: %d %d, aligned %d\n", a != NULL, a != b, (uintptr_t)a % 8 == 0);
    printf("touserdata is topointer %d\n", lua_touserdata(L, 1) == lua_topointer(L, 1));
    lua_settop(L, 0);
  }
  printf("version %g %g\n", lua_version(L), lua_version(NULL));
  for (i = -1; i < LUA_NUMTYPES; i++) printf("%s ", lua_typename(L, i));
  printf("\n");
  lua_close(L);
  return 0;
}
