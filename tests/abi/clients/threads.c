/* Eight states in eight threads, each with its own work; and a hook set from a signal handler. */
#include "client.h"

#include <pthread.h>
#include <signal.h>
#include <unistd.h>

static const char text[] =
    "local t = {} for i = 1, 3000 do t[i] = ('k' .. i % 100):rep(3) end table.sort(t) "
    "local s = 0 for k, v in ipairs(t) do s = s + #v end "
    "local co = coroutine.wrap(function() for i = 1, 1000 do coroutine.yield(i) end end) "
    "for i = 1, 1000 do s = s + co() end "
    "for i = 1, 200 do local ok = pcall(error, 'x') s = s + (ok and 1 or 2) end "
    "s = s + #string.format('%5.2f %q', s, 'text') collectgarbage() return s";

static void* work(void* out) {
  lua_Integer* result = (lua_Integer*)out;
  int i;
  for (i = 0; i < 5; i++) {
    lua_State* L = open_state();
    if (luaL_dostring(L, text))
      *result = -1;
    else
      *result += lua_tointeger(L, -1);
    lua_close(L);
  }
  return NULL;
}

static lua_State* interrupted;
static void stop(lua_State* L, lua_Debug* ar) {
  (void)ar;
  lua_sethook(L, NULL, 0, 0);
  luaL_error(L, "interrupted");
}
static void on_alarm(int signal_number) {
  (void)signal_number;
  lua_sethook(interrupted, stop, LUA_MASKCALL | LUA_MASKRET | LUA_MASKLINE | LUA_MASKCOUNT, 1);
}

int main(void) {
  pthread_t threads[8];
  lua_Integer results[8] = {0};
  int i;
  for (i = 0; i < 8; i++) pthread_create(&threads[i], NULL, work, &results[i]);
  for (i = 0; i < 8; i++) pthread_join(threads[i], NULL);
  for (i = 0; i < 8; i++) printf("%lld ", (long long)results[i]);
  printf("\n");
  interrupted = open_state();
  signal(SIGALRM, on_alarm);
  alarm(1);
  run(interrupted, "while true do end");
  alarm(1);
  run(interrupted,
      "return pcall(function() local x = 0 for i = 1, math.huge do x = x + i % 2 end end)");
  lua_close(interrupted);
  return 0;
}
