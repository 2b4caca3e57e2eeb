/* fork: a child goes on with the states of its parent, from wherever C code has called it, and both have states of their own then. */
#include <sys/wait.h>
#include <unistd.h>

#include "client.h"

/* Forks. In the child: 0, and `fork` returned there; its parent has waited for the child to end, and prints its status. */
static int split(void) {
  int status = -1;
  pid_t child;
  fflush(stdout);
  child = fork();
  if (child < 0) exit(2);
  if (child == 0) return 0;
  waitpid(child, &status, 0);
  printf("child ended %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
  return 1;
}
static void end(int status) {
  fflush(stdout);
  _exit(status);
}

static const char* const work =
    "local t = {} for i = 1, 20000 do t[i % 100 + 1] = {i, tostring(i)} sum = (sum or 0) + #t[i % "
    "100 + 1][2] end "
    "collectgarbage() return sum";

/* In a function that Lua has called, in a coroutine: the child returns from it, too. */
static int fork_here(lua_State* L) {
  lua_pushboolean(L, split());
  return 1;
}
static int yield_after_fork(lua_State* L) {
  lua_pushboolean(L, split());
  return lua_yield(L, 1);
}

int main(void) {
  lua_State *L = open_state(), *other;
  run(L, work);
  if (!split()) {
    run(L, work); /* what it knew when it was forked, and more */
    lua_close(L);
    L = open_state(); /* and states of its own */
    run(L, work);
    lua_close(L);
    end(3);
  }
  run(L, work);
  lua_register(L, "fork", fork_here);
  lua_register(L, "fork_and_yield", yield_after_fork);
  run(L,
      "local log = {} "
      "local co = coroutine.wrap(function() local parent = fork() coroutine.yield(parent) "
      "  local ok, e = pcall(function() error({fork()}) end) coroutine.yield(e[1]) "
      "fork_and_yield() return 'end' end) "
      "for i = 1, 4 do log[i] = tostring(co()) end return table.concat(log, ' ')");
  other = open_state();
  run(other, "return 'another state'");
  lua_close(other);
  lua_close(L);
  return 0; /* each child, too */
}
