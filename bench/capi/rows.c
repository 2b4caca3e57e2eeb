/* Times operations of the C interface, one row each: nanoseconds of CPU time per operation. A round works on a state of
** its own, and is cut into slices of a few milliseconds, of which the best counts: short enough to pass between interruptions.
**
** The same binary runs with any liblua5.4.so.0; tools/dev/bench_capi.py alternates two and prints the ratios.
**
** usage: rows [ROUNDS [ROW...]]      (5 rounds, all rows)
**        rows --names                (prints the names of the rows)
*/
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return t.tv_sec * 1e9 + t.tv_nsec;
}

/* ---- functions that rows call */

static int nothing(lua_State* L) {
  (void)L;
  return 0;
}
static int add(lua_State* L) {
  lua_pushinteger(L, luaL_checkinteger(L, 1) + luaL_checkinteger(L, 2));
  return 1;
}
static int fail(lua_State* L) { return luaL_error(L, "failed"); }
static int yield_again(lua_State* L, int status, lua_KContext context) {
  (void)status;
  (void)context;
  lua_settop(L, 0);
  return lua_yieldk(L, 0, 0, yield_again);
}
static int yield_for_ever(lua_State* L) { return yield_again(L, 0, 0); }

/* ---- rows: `n` operations on a state whose slot 1 holds what `prepare` pushed */

static void push_integer(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushinteger(L, n);
    lua_settop(L, -2);
  }
}
static void to_integer(lua_State* L, long n) {
  while (n-- > 0) lua_tointegerx(L, 1, NULL);
}
static void type_of(lua_State* L, long n) {
  while (n-- > 0) lua_type(L, 1);
}
static void get_top(lua_State* L, long n) {
  while (n-- > 0) lua_gettop(L);
}
static void get_field(lua_State* L, long n) {
  while (n-- > 0) {
    lua_getfield(L, 1, "field");
    lua_pop(L, 1);
  }
}
static void set_field(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushinteger(L, n);
    lua_setfield(L, 1, "field");
  }
}
static void raw_get_i(lua_State* L, long n) {
  while (n-- > 0) {
    lua_rawgeti(L, 1, 3);
    lua_pop(L, 1);
  }
}
static void get_i(lua_State* L, long n) {
  while (n-- > 0) {
    lua_geti(L, 1, 3);
    lua_pop(L, 1);
  }
}
static void push_string(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushlstring(L, "8 bytes!", 8);
    lua_pop(L, 1);
  }
}
static void push_literal(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushliteral(L, "a literal");
    lua_pop(L, 1);
  }
}
static void to_string(lua_State* L, long n) {
  size_t length;
  while (n-- > 0) lua_tolstring(L, 1, &length);
}
static void create_table(lua_State* L, long n) {
  while (n-- > 0) {
    lua_createtable(L, 0, 0);
    lua_pop(L, 1);
  }
}
static void new_userdata(lua_State* L, long n) {
  while (n-- > 0) {
    lua_newuserdatauv(L, 16, 1);
    lua_pop(L, 1);
  }
}
static void check_userdata(lua_State* L, long n) {
  while (n-- > 0) luaL_checkudata(L, 1, "rows.userdata");
}
static void push_closure(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushinteger(L, n);
    lua_pushcclosure(L, nothing, 1);
    lua_pop(L, 1);
  }
}
static void traverse(lua_State* L, long n) {
  while (n > 0) {
    lua_pushnil(L);
    while (lua_next(L, 1)) {
      lua_pop(L, 1);
      n--;
    }
  }
}
static void reference(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushboolean(L, 1);
    luaL_unref(L, LUA_REGISTRYINDEX, luaL_ref(L, LUA_REGISTRYINDEX));
  }
}
static void buffer(lua_State* L, long n) {
  while (n-- > 0) {
    luaL_Buffer b;
    int i;
    luaL_buffinit(L, &b);
    for (i = 0; i < 8; i++) luaL_addlstring(&b, "some text ", 10);
    luaL_pushresult(&b);
    lua_pop(L, 1);
  }
}
static void call_c(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushvalue(L, 1);
    lua_call(L, 0, 0);
  }
}
static void pcall_c(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushvalue(L, 1);
    lua_pcall(L, 0, 0, 0);
  }
}
static void call_lua(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushvalue(L, 1);
    lua_pushinteger(L, n);
    lua_call(L, 1, 1);
    lua_pop(L, 1);
  }
}
static void pcall_error(lua_State* L, long n) {
  while (n-- > 0) {
    lua_pushvalue(L, 1);
    lua_pcall(L, 0, 0, 0);
    lua_pop(L, 1);
  }
}
static void resume_yield(lua_State* L, long n) {
  lua_State* co = lua_tothread(L, 1);
  int results;
  while (n-- > 0) lua_resume(co, L, 0, &results);
}
static void new_thread(lua_State* L, long n) {
  while (n-- > 0) {
    lua_newthread(L);
    lua_pop(L, 1);
  }
}
/* slot 1 is a Lua function that takes the number of rounds */
static void run_loop(lua_State* L, long n) {
  lua_pushvalue(L, 1);
  lua_pushinteger(L, n);
  lua_call(L, 1, 0);
}
static void whole_state(lua_State* L, long n) {
  (void)L;
  while (n-- > 0) {
    lua_State* made = luaL_newstate();
    luaL_openlibs(made);
    lua_close(made);
  }
}

/* ---- what slot 1 holds */

static void run(lua_State* L, const char* text) {
  if (luaL_loadstring(L, text) != LUA_OK || lua_pcall(L, 0, 1, 0) != LUA_OK) {
    fprintf(stderr, "rows: %s\n", lua_tostring(L, -1));
    exit(1);
  }
}
static void with_integer(lua_State* L) { lua_pushinteger(L, 7); }
static void with_string(lua_State* L) { lua_pushstring(L, "some short text"); }
static void with_table(lua_State* L) {
  run(L, "return {10, 20, 30, field = 1, other = 2, third = 3}");
}
static void with_userdata(lua_State* L) {
  luaL_newmetatable(L, "rows.userdata");
  lua_newuserdatauv(L, 8, 0);
  luaL_setmetatable(L, "rows.userdata");
  lua_remove(L, 1);
}
static void with_c(lua_State* L) { lua_pushcfunction(L, nothing); }
static void with_failing(lua_State* L) { lua_pushcfunction(L, fail); }
static void with_lua(lua_State* L) { run(L, "return function(x) return x end"); }
static void with_coroutine(lua_State* L) { lua_pushcfunction(lua_newthread(L), yield_for_ever); }
static void with_lua_coroutine(lua_State* L) {
  lua_State* co = lua_newthread(L);
  run(L, "return function() local yield = coroutine.yield while true do yield() end end");
  lua_xmove(L, co, 1);
}
static void with_empty_loop(lua_State* L) { run(L, "return function(n) for i = 1, n do end end"); }
static void with_loop_calling_c(lua_State* L) {
  run(L, "local f = nothing return function(n) for i = 1, n do f() end end");
}
static void with_loop_adding(lua_State* L) {
  run(L, "local add = add return function(n) local s = 0 for i = 1, n do s = add(s, i) end end");
}
static void with_loop_pcall(lua_State* L) {
  run(L, "local f, pcall = nothing, pcall return function(n) for i = 1, n do pcall(f) end end");
}
static void with_loop_library(lua_State* L) {
  run(L, "local floor = math.floor return function(n) for i = 1, n do floor(i) end end");
}
static void with_nothing(lua_State* L) { lua_pushnil(L); }

static const struct Row {
  const char* name;
  void (*prepare)(lua_State* L);
  void (*body)(lua_State* L, long n);
  long count;
} rows[] = {
    {"pushinteger+settop", with_nothing, push_integer, 2000000},
    {"tointegerx", with_integer, to_integer, 4000000},
    {"type", with_integer, type_of, 4000000},
    {"gettop", with_integer, get_top, 4000000},
    {"getfield+pop", with_table, get_field, 2000000},
    {"pushinteger+setfield", with_table, set_field, 2000000},
    {"rawgeti+pop", with_table, raw_get_i, 2000000},
    {"geti+pop", with_table, get_i, 2000000},
    {"pushlstring-8+pop", with_nothing, push_string, 2000000},
    {"pushliteral+pop", with_nothing, push_literal, 2000000},
    {"tolstring", with_string, to_string, 4000000},
    {"createtable+pop", with_nothing, create_table, 1000000},
    {"newuserdatauv+pop", with_nothing, new_userdata, 1000000},
    {"pushcclosure+pop", with_nothing, push_closure, 1000000},
    {"checkudata", with_userdata, check_userdata, 1000000},
    {"next", with_table, traverse, 1000000},
    {"ref+unref", with_nothing, reference, 500000},
    {"buffer-80-bytes", with_nothing, buffer, 300000},
    {"call-c", with_c, call_c, 1000000},
    {"pcall-c", with_c, pcall_c, 1000000},
    {"call-lua", with_lua, call_lua, 1000000},
    {"pcall+error", with_failing, pcall_error, 200000},
    {"resume+yield-c", with_coroutine, resume_yield, 500000},
    {"resume+yield-lua", with_lua_coroutine, resume_yield, 500000},
    {"newthread+pop", with_nothing, new_thread, 100000},
    {"loop-empty", with_empty_loop, run_loop, 10000000},
    {"loop-calls-c", with_loop_calling_c, run_loop, 3000000},
    {"loop-calls-c-add", with_loop_adding, run_loop, 3000000},
    {"loop-pcalls-c", with_loop_pcall, run_loop, 2000000},
    {"loop-calls-library", with_loop_library, run_loop, 3000000},
    {"newstate+openlibs+close", with_nothing, whole_state, 300},
};

static int is_wanted(const char* name, int argc, char** argv) {
  int i;
  for (i = 2; i < argc; i++)
    if (strcmp(argv[i], name) == 0) return 1;
  return argc <= 2;
}

enum { kSlices = 10 };

static double time_row(const struct Row* row, int rounds) {
  double best = 1e300;
  while (rounds-- > 0) {
    const long n = row->count / kSlices;
    lua_State* L = luaL_newstate();
    int i;
    luaL_openlibs(L);
    lua_register(L, "nothing", nothing);
    lua_register(L, "add", add);
    row->prepare(L);
    row->body(L, n); /* warms up */
    for (i = 0; i < kSlices; i++) {
      const double start = now();
      double took;
      row->body(L, n);
      took = (now() - start) / n;
      if (took < best) best = took;
    }
    lua_close(L);
  }
  return best;
}

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? atoi(argv[1]) : 5;
  const int names = argc > 1 && strcmp(argv[1], "--names") == 0;
  size_t i;
  for (i = 0; i < sizeof rows / sizeof rows[0]; i++)
    if (names)
      puts(rows[i].name);
    else if (is_wanted(rows[i].name, argc, argv))
      printf("%s %.2f\n", rows[i].name, time_row(&rows[i], rounds));
  return 0;
}
