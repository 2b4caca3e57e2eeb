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

/* Functions that run often, of which some die: their code is written over where it lies. */
static const char* const compiling =
    "local sum = 0 "
    "for i = 1, 60 do "
    "  local f = load('local s = 0 for i = 1, ... do s = s + i % ' .. i .. ' end return s') "
    "  if i % 3 == 0 then kept = kept or {} kept[#kept + 1] = f end "
    "  for _ = 1, 5 do sum = sum + f(200) end "
    "  if i % 20 == 0 then collectgarbage() end "
    "end "
    "for _, f in ipairs(kept) do sum = sum + f(100) end return sum";
/* Both processes at the same time, with what was compiled before. */
static void split_busy(lua_State* L) {
  pid_t child;
  int status = -1;
  run(L, compiling);
  fflush(stdout);
  child = fork();
  if (child < 0) exit(2);
  run(L, compiling);
  run(L, compiling);
  if (child == 0) {
    fflush(NULL);
    _exit(0);
  }
  fflush(stdout);
  waitpid(child, &status, 0);
  printf("child ended %d with %d\n", WIFEXITED(status), WEXITSTATUS(status));
}

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
  const pid_t first = getpid();
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
  if (getpid() == first) split_busy(L);
  lua_close(L);
  return 0; /* each child, too */
}
