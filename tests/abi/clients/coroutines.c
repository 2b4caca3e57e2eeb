/* Coroutines from C: yields with and without continuations, from every place, resumed from C and from Lua. */
#include "client.h"

static int continues(lua_State* L, int status, lua_KContext context) {
  lua_pushfstring(L, "continued: status %d, context %d, top %d", status, (int)context,
                  lua_gettop(L));
  return lua_gettop(L);
}
static int yields(lua_State* L) { return lua_yield(L, lua_gettop(L)); }
static int yields_k(lua_State* L) { return lua_yieldk(L, lua_gettop(L), 7, continues); }
static int yields_some(lua_State* L) {
  lua_settop(L, 0);
  lua_pushliteral(L, "stays"), lua_pushliteral(L, "goes");
  return lua_yieldk(L, 1, 8, continues);
}
static int calls_k(lua_State* L) {
  lua_callk(L, lua_gettop(L) - 1, LUA_MULTRET, 1, continues);
  return continues(L, LUA_OK, 1);
}
static int calls(lua_State* L) {
  lua_call(L, lua_gettop(L) - 1, LUA_MULTRET);
  return lua_gettop(L);
}
static int pcalls_k(lua_State* L) {
  int status = lua_pcallk(L, lua_gettop(L) - 1, LUA_MULTRET, 0, 2, continues);
  return continues(L, status, 2);
}
static int handler(lua_State* L) {
  lua_pushfstring(L, "handled %s", luaL_tolstring(L, 1, NULL));
  return 1;
}
static int pcalls_k_handled(lua_State* L) {
  int status;
  lua_pushcfunction(L, handler);
  lua_insert(L, 1);
  status = lua_pcallk(L, lua_gettop(L) - 2, LUA_MULTRET, 1, 3, continues);
  return continues(L, status, 3);
}
static int pcalls(lua_State* L) {
  int status = lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0);
  lua_pushinteger(L, status);
  return lua_gettop(L);
}
static int many_continuations(lua_State* L, int status, lua_KContext n) {
  (void)status;
  lua_settop(L, 0);
  lua_pushinteger(L, (lua_Integer)n);
  if (n == 4) return 1;
  return lua_yieldk(L, 1, n + 1, many_continuations);
}
static int starts_many(lua_State* L) { return many_continuations(L, LUA_OK, 0); }
static int is_yieldable(lua_State* L) { return lua_pushboolean(L, lua_isyieldable(L)), 1; }

/* Resumes co until it ends, printing what it gives; sends "r1", "r2"... */
static void drive(lua_State* L, lua_State* co, const char* label, int arguments) {
  int i = 0, status, n;
  do {
    status = lua_resume(co, L, arguments, &n);
    if (status > LUA_YIELD) n = 1; /* below the error lies what the failed function had */
    printf("  %s: status %d, %d values, lua_status %d:", label, status, n, lua_status(co));
    {
      int k;
      for (k = -n; k < 0; k++) printf(" "), show(co, k);
    }
    printf("\n");
    if (status != LUA_YIELD) break;
    lua_pop(co, n);
    lua_pushfstring(co, "r%d", ++i);
    arguments = 1;
  } while (i < 10);
}
static void drive_text(lua_State* L, const char* text) {
  lua_State* co = lua_newthread(L);
  printf("%s\n", text);
  if (luaL_loadstring(co, text) != LUA_OK) printf("%s\n", lua_tostring(co, -1));
  drive(L, co, "resume", 0);
  lua_settop(L, 0);
}
static void drive_function(lua_State* L, const char* label, lua_CFunction f) {
  lua_State* co = lua_newthread(L);
  lua_pushcfunction(co, f);
  lua_pushliteral(co, "a"), lua_pushliteral(co, "b");
  drive(L, co, label, 2);
  lua_settop(L, 0);
}

static int close_logged(lua_State* L) {
  printf("[closed, error ");
  show(L, 2);
  printf("]");
  return 0;
}

int main(void) {
  lua_State *L = open_state(), *co;
  int n, status;
  static const luaL_Reg functions[] = {{"yields", yields},
                                       {"yields_k", yields_k},
                                       {"yields_some", yields_some},
                                       {"calls_k", calls_k},
                                       {"calls", calls},
                                       {"pcalls_k", pcalls_k},
                                       {"pcalls", pcalls},
                                       {"handled_k", pcalls_k_handled},
                                       {"is_yieldable", is_yieldable},
                                       {"close_logged", close_logged},
                                       {"starts_many", starts_many},
                                       {NULL, NULL}};
  lua_pushglobaltable(L), luaL_setfuncs(L, functions, 0), lua_settop(L, 0);

  drive_function(L, "yields", yields);
  drive_function(L, "yields_k", yields_k);
  drive_function(L, "yields_some", yields_some);
  drive_function(L, "many", starts_many);
  drive_text(L, "return yields(1, 2)");
  drive_text(L, "return yields_k(1, 2)");
  drive_text(L, "local x = yields_some() return x");
  drive_text(L, "return calls_k(function(...) return 'plain', ... end, 1)");
  drive_text(L, "return calls_k(function(...) return coroutine.yield('in callk', ...) end, 1)");
  drive_text(L, "return calls_k(yields, 1)");
  drive_text(L, "return calls_k(yields_k, 1)");
  drive_text(L, "return calls_k(calls_k, yields_k, 1)");
  drive_text(L, "return calls_k(coroutine.yield, 1, 2)");
  drive_text(L, "return calls(coroutine.yield, 1)");
  drive_text(L, "return pcalls_k(coroutine.yield, 1)");
  drive_text(L, "return pcalls_k(function() coroutine.yield('a') error('after', 0) end)");
  drive_text(L, "return pcalls_k(function() error('at once', 0) end)");
  drive_text(L, "return pcalls_k(error)");
  drive_text(L, "return pcalls_k(5)");
  drive_text(L, "return handled_k(function() coroutine.yield('a') error('after', 0) end)");
  drive_text(L, "return handled_k(function() error('at once', 0) end)");
  drive_text(L, "return pcalls_k(pcalls_k, function() coroutine.yield(1) error('inner', 0) end)");
  drive_text(L, "return pcalls(coroutine.yield, 1)");
  drive_text(L, "return pcall(calls, coroutine.yield, 1)");
  drive_text(L, "return pcall(calls_k, function() coroutine.yield(1) error('up', 0) end)");
  drive_text(
      L,
      "return pcalls_k(function() local x <close> = setmetatable({}, {__close = close_logged}) "
      "coroutine.yield(1) error('closing', 0) end)");
  drive_text(L,
             "return pcalls_k(function() local x <close> = setmetatable({}, {__close = function() "
             "coroutine.yield('in close') end}) coroutine.yield(1) error('closing', 0) end)");
  drive_text(
      L,
      "return pcalls_k(function() local x <close> = setmetatable({}, {__close = function() "
      "pcall(error, 'other') error('replaced', 0) end}) coroutine.yield(1) error('first', 0) end)");
  drive_text(L, "for x in yields do return x end");
  drive_text(L, "return setmetatable({}, {__index = yields}).x");
  drive_text(L, "return setmetatable({}, {__add = yields_k}) + 1");
  drive_text(L, "return #setmetatable({}, {__len = yields})");
  drive_text(L, "return setmetatable({}, {__lt = yields}) < 1");
  drive_text(L, "return setmetatable({}, {__concat = yields}) .. 'x'");
  drive_text(L, "table.sort({3, 2, 1}, yields)");
  drive_text(L, "return pcall(string.gsub, 'abc', '%w', yields)");
  drive_text(L, "local t = {} for k, v in pairs(setmetatable({}, {__pairs = yields})) do end");
  drive_text(L, "local x <close> = setmetatable({}, {__close = yields}) return 'body'");
  drive_text(L, "error({})");
  drive_text(L, "return is_yieldable(), calls(is_yieldable), calls_k(is_yieldable)");
  drive_text(L, "local w = coroutine.wrap(yields_k) return w(1), w(2)");
  drive_text(
      L,
      "local co = coroutine.create(calls_k) return coroutine.resume(co, coroutine.yield, 9), "
      "coroutine.resume(co, 'again')");
  drive_text(L,
             "local w = coroutine.wrap(function() calls_k(function() coroutine.yield(1) end) "
             "coroutine.yield(2) return 3 end) coroutine.yield('outer') return w(), w(), w()");

  printf("outside: is_yieldable %d\n", lua_isyieldable(L));
  run(L, "return pcall(yields, 1)");
  run(L, "return pcall(coroutine.yield, 1)");
  run(L, "return pcall(calls_k, coroutine.yield, 1)");

  co = lua_newthread(L);
  printf("fresh: status %d, top %d\n", lua_status(co), lua_gettop(co));
  status = lua_resume(co, L, 0, &n);
  printf("resume of nothing: %d ", status), show_stack(co, "");
  luaL_loadstring(co, "return ...");
  lua_pushinteger(co, 1);
  status = lua_resume(co, L, 1, &n), printf("%d %d ", status, n), show_stack(co, "first use");
  luaL_loadstring(co, "return 'second', ...");
  status = lua_resume(co, L, 0, &n), printf("%d %d ", status, n), show_stack(co, "second use");
  luaL_loadstring(
      co, "local x <close> = setmetatable({}, {__close = close_logged}) coroutine.yield(1)");
  status = lua_resume(co, L, 0, &n), printf("%d %d\n", status, n);
  status = lua_resetthread(co), printf(" reset %d, status %d, ", status, lua_status(co));
  show_stack(co, "after reset");
  luaL_loadstring(
      co,
      "local x <close> = setmetatable({}, {__close = function() error('in close', 0) end}) "
      "coroutine.yield(1)");
  status = lua_resume(co, L, 0, &n), printf("%d %d\n", status, n);
  status = lua_resetthread(co), printf("reset %d, status %d, ", status, lua_status(co));
  show_stack(co, "after reset");
  luaL_loadstring(co, "error('dies', 0)");
  status = lua_resume(co, L, 0, &n), printf("%d status %d\n", status, lua_status(co));
  status = lua_resume(co, L, 0, &n), printf("again %d %s\n", status, lua_tostring(co, -1));
  luaL_traceback(L, co, "traceback", 0), show_stack(L, "");
  status = lua_resetthread(co), printf("reset %d status %d ", status, lua_status(co));
  show_stack(co, "");
  luaL_loadstring(co, "return 'alive again'");
  status = lua_resume(co, L, 0, &n), printf("%d ", status), show_stack(co, "");

  /* a thread used without resuming it */
  co = lua_newthread(L);
  luaL_loadstring(co, "return 'called', coroutine.running()");
  status = lua_pcall(co, 0, LUA_MULTRET, 0), printf("%d ", status),
  show_stack(co, "pcall on a thread");
  luaL_loadstring(co, "coroutine.yield(1)");
  status = lua_pcall(co, 0, LUA_MULTRET, 0), printf("%d ", status), show_stack(co, "yield there");
  luaL_loadstring(co, "error('there', 0)");
  status = lua_pcall(co, 0, LUA_MULTRET, 0), printf("%d ", status), show_stack(co, "error there");
  {
    long i;
    for (i = 0; i < 300; i++) { /* threads come and go */
      lua_State* t = lua_newthread(L);
      luaL_loadstring(t, "local a = ... while true do a = a + coroutine.yield(a) end");
      lua_pushinteger(t, i);
      lua_resume(t, L, 1, &n);
      lua_pop(t, n);
      if (i % 50 == 0) {
        lua_pushinteger(t, 1);
        status = lua_resume(t, L, 1, &n);
        printf("%d %d, ", status, (int)lua_tointeger(t, -1));
      }
      lua_settop(L, 0);
    }
    printf("\n");
  }
  lua_close(L);
  return 0;
}
