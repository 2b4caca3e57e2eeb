/* What all clients share: they print what the interface does, and the output is compared with what the reference prints. */
#ifndef client_h
#define client_h

#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

/* Prints the value at an index, the same in every run: no addresses. */
static inline void show(lua_State* L, int index) {
  switch (lua_type(L, index)) {
    case LUA_TNONE: printf("none"); break;
    case LUA_TNIL: printf("nil"); break;
    case LUA_TBOOLEAN: printf(lua_toboolean(L, index) ? "true" : "false"); break;
    case LUA_TNUMBER:
      if (lua_isinteger(L, index))
        printf("%lld", (long long)lua_tointeger(L, index));
      else
        printf("%.14g (float)", lua_tonumber(L, index));
      break;
    case LUA_TSTRING: {
      size_t length, i;
      const char* s = lua_tolstring(L, index, &length);
      putchar('"');
      for (i = 0; i < length && i < 200; i++)
        if (s[i] == '\n')
          printf("\\n");
        else if (s[i] == '\0')
          printf("\\0");
        else
          putchar(s[i]);
      printf(length > 200 ? "...\" (%d)" : "\"", (int)length);
      break;
    }
    default: printf("%s", lua_typename(L, lua_type(L, index)));
  }
}

/* Prints the whole stack of L on one line, and empties it. */
static inline void show_stack(lua_State* L, const char* label) {
  int i;
  printf("%-28s", label);
  for (i = 1; i <= lua_gettop(L); i++) {
    printf(" ");
    show(L, i);
  }
  printf("\n");
  lua_settop(L, 0);
}

/* Calls a C function in protected mode, with what is on the stack, and prints its status and all results. */
static inline void try_function(lua_State* L, const char* label, lua_CFunction f) {
  int status;
  lua_pushcfunction(L, f);
  lua_insert(L, 1);
  status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
  printf("%d ", status);
  show_stack(L, label);
}

/* Runs Lua text in protected mode and prints status and results. */
static inline void run(lua_State* L, const char* text) {
  int status = luaL_loadstring(L, text);
  if (status == LUA_OK) status = lua_pcall(L, 0, LUA_MULTRET, 0);
  printf("%d ", status);
  show_stack(L, "run");
}

static inline lua_State* open_state(void) {
  lua_State* L = luaL_newstate();
  if (!L) {
    fprintf(stderr, "no memory for a state\n");
    exit(2);
  }
  luaL_openlibs(L);
  return L;
}

#endif
