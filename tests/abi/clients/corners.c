/* Corners of the interface that the official tests reach through their `T` functions: each was wrong once. */
#include "client.h"

/* ---- a message handler sees the error of a builtin that C code calls */

static int handler(lua_State* L) {
  lua_pushfstring(L, "handled %s", luaL_tolstring(L, 1, NULL));
  return 1;
}
static void handled_builtin(lua_State* L) {
  lua_pushcfunction(L, handler);
  lua_getglobal(L, "error");
  lua_pushliteral(L, "an error");
  printf("%d ", lua_pcall(L, 1, 1, 1));
  show_stack(L, "handler of lua_pcall(error)");
  lua_getglobal(L, "tostring");
  lua_getglobal(L, "error");
  lua_pushinteger(L, 5);
  printf("%d ", lua_pcall(L, 1, 1, 1));
  show_stack(L, "a builtin as handler");
}

/* ---- C functions of the library and their pointers */

static void round_trip(lua_State* L) {
  lua_CFunction f;
  lua_getglobal(L, "math");
  lua_getfield(L, -1, "deg");
  f = lua_tocfunction(L, -1);
  lua_pushcfunction(L, f);
  lua_pushboolean(L, lua_rawequal(L, -1, -2));
  lua_insert(L, 1);
  lua_pushnumber(L, 3.14159265358979);
  lua_call(L, 1, 1);
  lua_replace(L, 2);
  lua_settop(L, 2);
  show_stack(L, "tocfunction, pushcfunction");
}

static int too_big(lua_State* L) {
  lua_newuserdatauv(L, (size_t)lua_tointeger(L, 1), 0);
  return 1;
}

/* ---- a panic function finds the error's status, everything closed, and the error alone on the stack */

static jmp_buf landing;
static int report_and_jump(lua_State* L) {
  const int status = lua_status(L), top = lua_gettop(L);
  lua_getglobal(L, "closed");
  printf("panic: status %d, top %d, closed %s\n", status, top, lua_toboolean(L, -1) ? "yes" : "no");
  lua_pop(L, 1);
  longjmp(landing, 1);
}
static void panics(void) {
  lua_State* L = open_state();
  lua_atpanic(L, report_and_jump);
  if (setjmp(landing) == 0) {
    run(L,
        "function make() return setmetatable({}, {__close = function(_, e) closed = e end}) end");
    lua_pushliteral(L, "below");
    lua_getglobal(L, "make");
    lua_call(L, 0, 1);
    lua_toclose(L, -1);
    lua_pushliteral(L, "unprotected");
    lua_error(L);
  }
  show_stack(L, "after the panic");
  run(L, "return closed");
  lua_close(L);
}

/* ---- hooks that yield */

static int lines[64], line_count;
static void yield_in_hook(lua_State* L, lua_Debug* event) {
  lua_getinfo(L, "l", event);
  if (line_count < 64)
    lines[line_count++] = event->event == LUA_HOOKCOUNT ? -event->currentline : event->currentline;
  lua_yield(L, 0);
}
static void hooks_yield(lua_State* L, int mask, int count, const char* text) {
  lua_State* co = lua_newthread(L);
  int status, results, i, resumes = 0;
  line_count = 0;
  luaL_loadstring(co, text);
  lua_sethook(co, yield_in_hook, mask, count);
  do {
    for (i = 0; resumes > 0 && i < 10; i++) lua_pushinteger(co, 1000 + i); /* noise on its stack */
    status = lua_resume(co, L, resumes > 0 ? 10 : 0, &results);
    resumes++;
    if (status == LUA_YIELD) lua_pop(co, results);
  } while (status == LUA_YIELD && resumes < 1000);
  printf("status %d,", status);
  if (mask & LUA_MASKLINE) /* counts depend on the code, lines do not */
    for (i = 0; i < line_count; i++)
      if (lines[i] > 0) printf(" %d", lines[i]);
  printf("\n");
  lua_sethook(co, NULL, 0, 0);
  show_stack(co, "results under yielding hooks");
  lua_settop(L, 0);
}

/* ---- a C function that returns with slots to be closed, whose __close yields */

static int closes_and_returns(lua_State* L) {
  lua_settop(L, 2);
  lua_toclose(L, 1);
  lua_toclose(L, 2);
  lua_pushinteger(L, 10), lua_pushinteger(L, 20), lua_pushinteger(L, 30);
  return 3;
}

/* ---- the main thread as a coroutine */

static int yields_one(lua_State* L) {
  lua_pushliteral(L, "yielded");
  return lua_yield(L, 1);
}
static void main_as_coroutine(void) {
  lua_State* L = open_state();
  int results, status;
  lua_pushliteral(L, "below");
  lua_pushcfunction(L, yields_one);
  status = lua_resume(L, NULL, 0, &results);
  printf("%d with %d, then ", status, results);
  lua_pop(L, results);
  lua_pushinteger(L, 5);
  status = lua_resume(L, NULL, 1, &results);
  printf("%d with %d ", status, results);
  show_stack(L, "the main thread resumed");
  run(L, "return coroutine.isyieldable()");
  lua_close(L);
}

int main(void) {
  lua_State* L = open_state();
  handled_builtin(L);
  round_trip(L);
  lua_pushinteger(L, (lua_Integer)(~(size_t)0 >> 1));
  try_function(L, "newuserdatauv of everything", too_big);
  panics();
  hooks_yield(L, LUA_MASKLINE, 0, "local x = 10\nx = x + 10\nX = x\nreturn x");
  hooks_yield(L, LUA_MASKCOUNT, 1,
              "local a = {}\nfor i = 1, 20 do a[i] = i end\nlocal b = {table.unpack(a)}\nreturn "
              "#b, b[1], b[20]");
  hooks_yield(L, LUA_MASKLINE | LUA_MASKCOUNT, 2,
              "local s = ''\nfor i = 1, 3 do\ns = s .. i\nend\nreturn s, select('#', "
              "table.unpack({1, 2, 3}))");
  lua_register(L, "closes_and_returns", closes_and_returns);
  run(L,
      "local log = {} "
      "local function closer(name) return setmetatable({}, {__close = function(_, e) "
      "  log[#log + 1] = name .. tostring(e) .. tostring(coroutine.yield(name)) end}) end "
      "local co = coroutine.wrap(function() return closes_and_returns(closer 'a', closer 'b') end) "
      "local first, second = co(), co(1) "
      "local x, y, z = co(2) "
      "return first, second, x, y, z, table.concat(log, ' ')");
  run(L,
      "local function closer() return setmetatable({}, {__close = function() coroutine.yield(1) "
      "error('in close', 0) end}) end "
      "local co = coroutine.wrap(function() return pcall(closes_and_returns, closer(), closer()) "
      "end) "
      "return co(), co(), co()");
  lua_close(L);
  main_as_coroutine();
  return 0;
}
