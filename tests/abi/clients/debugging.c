/* The debug interface: activations, variables, upvalues, hooks of every kind, yields in hooks. */
#include "client.h"

static void show_info(lua_State* L, lua_Debug* ar, const char* what) {
  memset(ar->short_src, '?', 3);
  if (!lua_getinfo(L, what, ar)) printf("(bad option) ");
  if (strchr(what, 'n')) printf("name %s (%s) ", ar->name ? ar->name : "NULL", ar->namewhat);
  if (strchr(what, 'S'))
    printf("what %s src %s len %d lines %d..%d ", ar->what, ar->short_src, (int)ar->srclen,
           ar->linedefined, ar->lastlinedefined);
  if (strchr(what, 'l')) printf("line %d ", ar->currentline);
  if (strchr(what, 'u'))
    printf("nups %d nparams %d vararg %d ", ar->nups, ar->nparams, ar->isvararg);
  if (strchr(what, 't')) printf("tail %d ", ar->istailcall != 0);
  printf("\n");
}

static int levels(lua_State* L) { /* everything about the stack of calls */
  lua_Debug ar;
  int level, n;
  const char* name;
  for (level = 0; lua_getstack(L, level, &ar); level++) {
    lua_Debug copied = ar;
    printf("  level %d: ", level);
    show_info(L, &copied, "nSlut");
    for (n = 1; (name = lua_getlocal(L, &copied, n)) != NULL; n++) {
      if (name[0] != '(') printf("    local %d %s = ", n, name), show(L, -1), printf("\n");
      lua_pop(L, 1);
    }
    for (n = -1; (name = lua_getlocal(L, &copied, n)) != NULL; n--) {
      printf("    vararg %d %s = ", n, name), show(L, -1), printf("\n");
      lua_pop(L, 1);
    }
  }
  printf("  no level %d: %d\n", level, lua_getstack(L, level, &ar));
  printf("  negative level: %d\n", lua_getstack(L, -1, &ar));
  return 0;
}
static int set_callers_local(lua_State* L) {
  lua_Debug ar;
  const char* name;
  lua_getstack(L, 1, &ar);
  lua_pushliteral(L, "changed");
  name = lua_setlocal(L, &ar, 1);
  printf("  set %s, top %d\n", name, lua_gettop(L));
  lua_pushnil(L);
  name = lua_setlocal(L, &ar, 99);
  printf("  set 99: %s, top %d\n", name ? name : "NULL", lua_gettop(L));
  return 0;
}
static int active_lines(lua_State* L) {
  lua_Debug ar;
  int count = 0, sum = 0;
  lua_settop(L, 1);
  lua_getinfo(L, ">fL", &ar);
  printf("  f gives %s, L gives %s", luaL_typename(L, -2), luaL_typename(L, -1));
  if (lua_istable(L, -1))
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) count++, sum += (int)lua_tointeger(L, -2);
  printf(" with %d lines, sum %d\n", count, sum);
  return 0;
}

/* ---- hooks */

static char events[20000];
static int event_count;
static void log_event(lua_State* L, lua_Debug* ar) {
  static const char* const names[] = {"call", "return", "line", "count", "tail call"};
  char one[100];
  lua_getinfo(L, ar->event == LUA_HOOKLINE ? "l" : "nSr", ar);
  if (ar->event == LUA_HOOKLINE)
    snprintf(one, sizeof one, "line %d; ", ar->currentline);
  else if (ar->event == LUA_HOOKCOUNT)
    snprintf(one, sizeof one, "count; ");
  else
    snprintf(one, sizeof one, "%s %s %s (%d,%d); ", names[ar->event], ar->what,
             ar->name ? ar->name : "?", ar->ftransfer, ar->ntransfer);
  if (strlen(events) + sizeof one < sizeof events) strcat(events, one);
  event_count++;
}
static void hooked(lua_State* L, const char* text, int mask, int count) {
  int status;
  events[0] = 0, event_count = 0;
  luaL_loadbuffer(L, text, strlen(text), "=hooked");
  lua_sethook(L, log_event, mask, count);
  status = lua_pcall(L, 0, 0, 0);
  printf("gethook %d mask %d count %d: ", lua_gethook(L) == log_event, lua_gethookmask(L),
         lua_gethookcount(L));
  lua_sethook(L, NULL, 0, 0);
  printf("status %d, %s\n", status, events);
  lua_settop(L, 0);
}
static void yield_in_hook(lua_State* L, lua_Debug* ar) {
  (void)ar;
  lua_yield(L, 0);
}
static void locals_in_hook(lua_State* L, lua_Debug* ar) {
  int n, top = lua_gettop(L);
  const char* name;
  for (n = 1; (name = lua_getlocal(L, ar, n)) != NULL && name[0] != '('; n++) {
    printf("%s=", name), show(L, -1), printf(" ");
    lua_pop(L, 1);
  }
  printf("(line %d) ", ar->currentline);
  lua_settop(L, top);
}

int main(void) {
  lua_State* L = open_state();
  lua_Debug ar;
  int i, n, status;
  lua_State* co;
  lua_register(L, "levels", levels);
  lua_register(L, "set_callers_local", set_callers_local);
  lua_register(L, "active_lines", active_lines);
  run(L,
      "local a, b = 1, 'two'\nlocal function inner(p, ...)\n local x = p\n levels(x)\nend\n"
      "inner(5, 'extra', 6)\nreturn (function(...) return inner(...) end)(7)");
  run(L,
      "local t = setmetatable({}, {__index = function(t, k) levels() return k end}) return "
      "t.field");
  run(L, "for i in (function() levels() end) do end");
  run(L, "string.gsub('x', 'x', levels)");
  run(L, "table.sort({2, 1}, function(a, b) levels() return a < b end)");
  run(L, "coroutine.wrap(function() levels() end)()");
  run(L, "pcall(levels)");
  run(L, "local v = 1 set_callers_local() return v");
  run(L, "active_lines(function()\n local x\n return x\n end) active_lines(print)");

  luaL_loadstring(L, "local a = ...; return 1");
  lua_pushvalue(L, 1), show_info(L, &ar, ">nSltu");
  lua_getglobal(L, "print"), show_info(L, &ar, ">nSltu");
  lua_getglobal(L, "print"), show_info(L, &ar, ">Sx");
  (void)luaL_dostring(L, "return function(first, second, ...) local third end"), lua_replace(L, 1);
  for (n = 1; n <= 4; n++) {
    const char* name = (lua_pushvalue(L, 1), lua_getlocal(L, NULL, n));
    printf("parameter %d: %s\n", n, name ? name : "NULL");
  }
  lua_settop(L, 0);

  (void)luaL_dostring(
      L, "local u, v = 'U', 'V' return function() return u, v end, function() return v end, print");
  for (i = 1; i <= 3; i++)
    for (n = 0; n <= 3; n++) {
      const char* name = lua_getupvalue(L, i, n);
      printf("upvalue %d of %d: %s ", n, i, name ? name : "NULL");
      if (name) show(L, -1), lua_pop(L, 1);
      printf("\n");
    }
  printf("ids: shared %d, others %d\n", lua_upvalueid(L, 1, 2) == lua_upvalueid(L, 2, 1),
         lua_upvalueid(L, 1, 1) == lua_upvalueid(L, 2, 1));
  printf("id of none %d\n", lua_upvalueid(L, 1, 9) == NULL);
  lua_pushliteral(L, "set"), printf("setupvalue %s\n", lua_setupvalue(L, 1, 2));
  lua_pushnil(L),
      printf("setupvalue 9 %d, top %d\n", lua_setupvalue(L, 1, 9) == NULL, lua_gettop(L));
  lua_pop(L, 1);
  lua_pushvalue(L, 2), lua_call(L, 0, 1), show(L, -1), printf("\n"), lua_pop(L, 1);
  lua_upvaluejoin(L, 2, 1, 1, 1);
  lua_pushvalue(L, 2), lua_call(L, 0, 1), show(L, -1), printf("\n");
  lua_settop(L, 0);
  lua_pushinteger(L, 1), lua_pushinteger(L, 2), lua_pushcclosure(L, levels, 2);
  printf("C upvalue '%s' ", lua_getupvalue(L, 1, 2)), show(L, -1), printf("\n");
  lua_pushinteger(L, 9), lua_setupvalue(L, 1, 1);
  lua_getupvalue(L, 1, 1), show(L, -1), printf("\n");
  lua_settop(L, 0);

  hooked(L, "local x = 1\nlocal y = 2\n\nx = y\n", LUA_MASKLINE, 0);
  hooked(L, "for i = 1, 3 do\n local x = i\nend", LUA_MASKLINE, 0);
  hooked(L, "local function f(a, b) return a end\nf(1, 2)\nreturn f(3)", LUA_MASKCALL | LUA_MASKRET,
         0);
  hooked(L, "string.rep('x', 3) tostring(4)", LUA_MASKCALL | LUA_MASKRET, 0);
  hooked(L, "pcall(error, 'x')", LUA_MASKCALL, 0);
  hooked(L, "for i = 1, 100 do end", LUA_MASKCOUNT, 50);
  hooked(L, "local co = coroutine.wrap(function() return 1 end) co()", LUA_MASKCALL, 0);
  hooked(L, "error('in hooked')", LUA_MASKRET, 0);
  lua_sethook(L, locals_in_hook, LUA_MASKLINE, 0);
  (void)luaL_dostring(L, "local a = 1\nlocal b = a + 1\nlocal c = {}\nreturn a");
  lua_sethook(L, NULL, LUA_MASKLINE, 0);
  printf("\nhook off: %d %d\n", lua_gethook(L) == NULL, lua_gethookmask(L));
  lua_settop(L, 0);

  co = lua_newthread(L);
  luaL_loadstring(co, "local s = 0 for i = 1, 10 do\n s = s + i\n end return s");
  lua_sethook(co, yield_in_hook, LUA_MASKCOUNT, 5);
  for (i = 0; (status = lua_resume(co, L, 0, &n)) == LUA_YIELD && i < 100; i++)
    if (n) printf("values at a yield in a hook: %d\n", n);
  printf("count hook: %d yields, status %d, ", i, status);
  lua_sethook(co, NULL, 0, 0);
  show_stack(co, "");
  luaL_loadstring(co, "local a = 1\na = a + 1\n\na = a * 2\nreturn a");
  lua_sethook(co, yield_in_hook, LUA_MASKLINE, 0);
  for (i = 0; (status = lua_resume(co, L, 0, &n)) == LUA_YIELD && i < 100; i++) {
    lua_getstack(co, 0, &ar), lua_getinfo(co, "l", &ar);
    printf("at line %d, status %d; ", ar.currentline, lua_status(co));
  }
  lua_sethook(co, NULL, 0, 0);
  printf("%d ", status), show_stack(co, "line hook");
  printf("setcstacklimit %d\n", lua_setcstacklimit(L, 1000));
  luaL_traceback(L, L, "message", 0), show_stack(L, "traceback");
  luaL_traceback(L, L, NULL, 0), show_stack(L, "traceback");
  lua_close(L);
  return 0;
}
