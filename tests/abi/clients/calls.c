/* Calls, errors and where they stop: raising from every kind of callback, message handlers, panics. */
#include "client.h"

static int returns_three(lua_State* L) {
  lua_pushinteger(L, 1), lua_pushinteger(L, 2), lua_pushinteger(L, 3);
  return 3;
}
static int raises_string(lua_State* L) { return luaL_error(L, "an error with %d", 42); }
static int raises_table(lua_State* L) {
  lua_newtable(L);
  lua_pushliteral(L, "in a table"), lua_setfield(L, -2, "message");
  return lua_error(L);
}
static int raises_nil(lua_State* L) { return lua_pushnil(L), lua_error(L); }
static int call_with_results(lua_State* L) { /* function, wanted */
  int wanted = (int)lua_tointeger(L, 2);
  lua_settop(L, 1);
  lua_call(L, 0, wanted);
  return lua_gettop(L);
}
static int handler(lua_State* L) {
  printf("[handler got ");
  show(L, 1);
  printf("] ");
  lua_pushfstring(L, "handled: %s", luaL_tolstring(L, 1, NULL));
  return 1;
}
static int bad_handler(lua_State* L) { return luaL_error(L, "error in handler"); }
static int nested_depth(lua_State* L) { /* calls itself n times, then raises */
  int n = (int)lua_tointeger(L, 1);
  if (n == 0) return luaL_error(L, "at the bottom");
  lua_pushcfunction(L, nested_depth);
  lua_pushinteger(L, n - 1);
  lua_call(L, 1, 0);
  return 0;
}
static int recursion(lua_State* L) { /* without end */
  lua_pushcfunction(L, recursion);
  lua_call(L, 0, 0);
  return 0;
}

static void protect(lua_State* L, const char* label, lua_CFunction f, lua_CFunction h,
                    int argument) {
  int status;
  lua_settop(L, 0);
  if (h) lua_pushcfunction(L, h);
  lua_pushcfunction(L, f);
  lua_pushinteger(L, argument);
  status = lua_pcall(L, 1, LUA_MULTRET, h ? 1 : 0);
  if (h) lua_remove(L, 1);
  printf("%d ", status);
  show_stack(L, label);
}

/* ---- errors out of callbacks */

static const char* bad_reader(lua_State* L, void* data, size_t* size) {
  (void)data, (void)size;
  luaL_error(L, "error in reader");
  return NULL;
}
static int bad_writer(lua_State* L, const void* p, size_t n, void* data) {
  (void)p, (void)n, (void)data;
  return luaL_error(L, "error in writer");
}
static int stopping_writer(lua_State* L, const void* p, size_t n, void* data) {
  (void)L, (void)p, (void)n, (void)data;
  return 99;
}
static int load_badly(lua_State* L) {
  lua_pushliteral(L, "below");
  lua_pushinteger(L, lua_load(L, bad_reader, NULL, "chunk", NULL));
  return 3;
}
static int dump_badly(lua_State* L) {
  luaL_loadstring(L, "return 1");
  lua_dump(L, bad_writer, NULL, 0);
  return 0;
}
static int dump_stopped(lua_State* L) {
  luaL_loadstring(L, "return 1");
  lua_pushinteger(L, lua_dump(L, stopping_writer, NULL, 0));
  lua_pushinteger(L, (lua_pushcfunction(L, dump_stopped), lua_dump(L, stopping_writer, NULL, 0)));
  lua_remove(L, -2);
  lua_pushboolean(L, lua_isfunction(L, 1));
  return 3;
}
static void raising_hook(lua_State* L, lua_Debug* ar) {
  lua_sethook(L, NULL, 0, 0);
  luaL_error(L, "error in hook, event %d", ar->event);
}
static int hook_raises(lua_State* L) {
  lua_sethook(L, raising_hook, LUA_MASKCOUNT, 3);
  luaL_loadstring(L, "for i = 1, 100 do end");
  lua_call(L, 0, 0);
  return 0;
}

/* Calls a function of Lua often, so that it is called in the shortest way, then so that the stack of its thread moves
   meanwhile: what it returns lies where it was, and ends there. */
static int call_deeply(lua_State* L) { /* wanted */
  int wanted = (int)lua_tointeger(L, 1), i;
  for (i = 0; i < 300; i++) {
    lua_settop(L, 1);
    lua_getglobal(L, "deep"), lua_pushinteger(L, 2), lua_call(L, 1, wanted);
  }
  for (i = 1; i <= 4096; i *= 16) {
    lua_settop(L, 1);
    lua_getglobal(L, "deep"), lua_pushinteger(L, i), lua_call(L, 1, wanted);
    printf("top %d ", lua_gettop(L));
    show_stack(L, "deep");
    lua_pushinteger(L, wanted);
  }
  for (i = 0; i < 300; i++) { /* a hook is set meanwhile, the last time */
    lua_settop(L, 1);
    lua_getglobal(L, "hooked"), lua_pushboolean(L, i == 299), lua_call(L, 1, wanted);
  }
  lua_sethook(L, NULL, 0, 0);
  show_stack(L, "hooked");
  return 0;
}
static void call_while_stack_moves(lua_State* L) {
  int wanted, results;
  run(L,
      "function deep(n) if n > 0 then local a, b, c = deep(n - 1) return a + 1, b, c end return "
      "0, 'b', 'c' end function hooked(yes) if yes then debug.sethook(print, 'r', 1 << 30) end "
      "local x = 1 return x, 'hooked' end print = function() end");
  for (wanted = 0; wanted <= 4; wanted++) {
    lua_State* co = lua_newthread(L);
    lua_pushcfunction(co, call_deeply), lua_pushinteger(co, wanted);
    printf("%d\n", lua_resume(co, L, 1, &results));
    lua_settop(L, 0);
  }
}

/* ---- panics */

static jmp_buf panic_point;
static int jump_away(lua_State* L) {
  printf("panic: ");
  show(L, -1);
  printf("\n");
  longjmp(panic_point, 1);
}

int main(void) {
  lua_State* L = open_state();
  volatile int i;
  for (i = -1; i <= 5; i++) {
    char label[32];
    lua_pushcfunction(L, returns_three), lua_pushinteger(L, i);
    snprintf(label, sizeof label, "call wanting %d", i);
    try_function(L, label, call_with_results);
    luaL_loadstring(L, "return 1, 2, 3"), lua_pushinteger(L, i);
    try_function(L, "the same of Lua", call_with_results);
  }
  lua_pushinteger(L, 5), lua_pushinteger(L, 0), try_function(L, "call a number", call_with_results);
  luaL_loadstring(
      L, "return setmetatable({}, {__call = function(self, ...) return 'called', ... end})");
  lua_call(L, 0, 1), lua_pushinteger(L, 2);
  try_function(L, "call a table", call_with_results);

  protect(L, "error string", raises_string, NULL, 0);
  protect(L, "error table", raises_table, NULL, 0);
  protect(L, "error nil", raises_nil, NULL, 0);
  protect(L, "error string handled", raises_string, handler, 0);
  protect(L, "error nil handled", raises_nil, handler, 0);
  protect(L, "error in handler", raises_string, bad_handler, 0);
  protect(L, "nested 3", nested_depth, NULL, 3);
  protect(L, "nested 3 handled", nested_depth, handler, 3);
  protect(L, "nested 150 handled", nested_depth, handler, 150);
  protect(L, "recursion", recursion, NULL, 0);
  protect(L, "recursion handled", recursion, handler, 0);
  protect(L, "no error", returns_three, handler, 0);
  lua_pushcfunction(L, handler), lua_pushnil(L);
  i = lua_pcall(L, 0, 0, 1), printf("%d ", i), show_stack(L, "call nil, handled");

  call_while_stack_moves(L);
  try_function(L, "reader raises", load_badly);
  try_function(L, "writer raises", dump_badly);
  try_function(L, "writer stops", dump_stopped);
  try_function(L, "hook raises", hook_raises);
  lua_register(L, "raises", raises_string);
  run(L, "return pcall(raises)");
  run(L, "return xpcall(raises, function(m) return 'H ' .. m end)");
  run(L, "return pcall(table.sort, {3, 2, 1}, raises)");
  run(L, "return pcall(string.gsub, 'abc', '%w', raises)");
  run(L, "return pcall(load, raises)");
  run(L, "return pcall(setmetatable({}, {__index = raises}).x)");
  run(L, "return pcall(function() return setmetatable({}, {__index = raises}).x end)");
  run(L, "return pcall(function() setmetatable({}, {__newindex = raises}).x = 1 end)");
  run(L, "return pcall(function() return setmetatable({}, {__add = raises}) + 1 end)");
  run(L, "return pcall(function() return setmetatable({}, {__concat = raises}) .. 'x' end)");
  run(L, "return pcall(function() return setmetatable({}, {__eq = raises}) == {} end)");
  run(L, "return pcall(function() return setmetatable({}, {__lt = raises}) < {} end)");
  run(L, "return pcall(function() return #setmetatable({}, {__len = raises}) end)");
  run(L, "return pcall(tostring, setmetatable({}, {__tostring = raises}))");
  run(L, "return pcall(string.format, '%s', setmetatable({}, {__tostring = raises}))");
  run(L, "return pcall(print, setmetatable({}, {__tostring = raises}))");
  run(L, "return pcall(pairs, setmetatable({}, {__pairs = raises}))");
  run(L, "return pcall(function() for k in raises do end end)");
  run(L, "return pcall(function() local x <close> = setmetatable({}, {__close = raises}) end)");
  run(L, "return pcall(require, 'no.such.module.at.all') == false");
  run(L, "package.preload.bad = raises return pcall(require, 'bad')");
  run(L, "local ok, m = pcall(error, setmetatable({}, {__tostring = raises})) return ok, type(m)");
  run(L, "setmetatable({}, {__gc = raises}) collectgarbage() collectgarbage() return 'finalized'");
  run(L, "local co = coroutine.wrap(raises) return pcall(co)");
  run(L, "local co = coroutine.create(raises) return coroutine.resume(co)");

  lua_atpanic(L, jump_away);
  for (i = 0; i < 3; i++) {
    if (setjmp(panic_point) == 0) {
      if (i == 0) lua_pushliteral(L, "raised outside of all calls"), lua_error(L);
      if (i == 1) lua_pushnil(L), lua_getfield(L, -1, "x");
      if (i == 2) lua_pushcfunction(L, nested_depth), lua_pushinteger(L, 5), lua_call(L, 1, 0);
    }
    lua_settop(L, 0);
    run(L, "return 'still works'");
  }
  for (i = 0; i < 1000; i++) /* nothing leaks by that: depth stays what it was */
    if (setjmp(panic_point) == 0) {
      lua_atpanic(L, jump_away);
      if (i < 3) lua_pushnil(L), lua_call(L, 0, 0);
      lua_settop(L, 0);
    }
  protect(L, "nested 150", nested_depth, NULL, 150);
  lua_close(L);
  return 0;
}
