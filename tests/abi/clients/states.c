/* States: allocators and what they are told, collection, warnings, extra space, versions, many states. */
#include "client.h"

struct Memory {
  size_t in_use, peak, limit;
  long blocks, bad_sizes;
};
/* Every block knows its size, so that what the engine says about old sizes is checked. */
static void* allocate(void* data, void* block, size_t old_size, size_t new_size) {
  struct Memory* m = (struct Memory*)data;
  size_t *old = block ? (size_t*)block - 2 : NULL, *fresh;
  if (old && old[0] != old_size) m->bad_sizes++;
  if (new_size == 0) {
    if (old) m->in_use -= old[0], m->blocks--;
    free(old);
    return NULL;
  }
  if (m->in_use - (old ? old[0] : 0) + new_size > m->limit) return NULL;
  fresh = (size_t*)realloc(old, new_size + 16);
  if (!fresh) return NULL;
  m->in_use += new_size - (old ? old_size : 0);
  if (!old) m->blocks++;
  if (m->in_use > m->peak) m->peak = m->in_use;
  fresh[0] = new_size;
  return fresh + 2;
}

static void warn(void* data, const char* piece, int to_be_continued) {
  printf("%s[%s|%d]", (const char*)data, piece, to_be_continued);
  if (!to_be_continued) printf("\n");
}
static int log_gc(lua_State* L) {
  printf("finalized %s; ", lua_tostring(L, lua_upvalueindex(1)));
  return 0;
}
static void push_finalized(lua_State* L, const char* name) {
  lua_newuserdatauv(L, 1, 0);
  lua_newtable(L);
  lua_pushstring(L, name), lua_pushcclosure(L, log_gc, 1), lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2);
}
static int gc_inside(lua_State* L) {
  printf("gc in a finalizer: %d %d; ", lua_gc(L, LUA_GCCOLLECT), lua_gc(L, LUA_GCCOUNT));
  return 0;
}

int main(void) {
  struct Memory m = {0, 0, SIZE_MAX, 0, 0};
  lua_State *L = lua_newstate(allocate, &m), *co;
  void* data = NULL;
  int i, n;
  luaL_openlibs(L);
  printf("getallocf: %d", lua_getallocf(L, &data) == allocate), printf(" %d\n", data == &m);
  run(L, "local t = {} for i = 1, 20000 do t[i] = {i, tostring(i)} end return #t");
  run(L, "local s = '' for i = 1, 2000 do s = s .. i end return #s");
  lua_gc(L, LUA_GCCOLLECT);
  m.limit = m.in_use + (1 << 20);
  run(L, "local t = {} for i = 1, 1e7 do t[i] = {i} end return #t");
  run(L, "return string.rep('x', 1 << 24)");
  run(L, "return pcall(string.rep, 'x', 1 << 24)");
  run(L, "local ok, m = pcall(function() local t = {} while true do t = {t} end end) return ok, m");
  m.limit = SIZE_MAX;
  run(L, "return 'usable after that'");
  *(void**)lua_getextraspace(L) = &m;
  co = lua_newthread(L);
  printf("extra space is copied: %d\n", *(void**)lua_getextraspace(co) == &m);
  *(void**)lua_getextraspace(co) = L;
  printf("and is the thread's own: %d %d\n", *(void**)lua_getextraspace(L) == &m,
         *(void**)lua_getextraspace(lua_newthread(co)) == &m);
  lua_settop(L, 0);
  for (i = 0; i < 3; i++) push_finalized(L, i == 0 ? "first" : i == 1 ? "second" : "third");
  luaL_ref(L, LUA_REGISTRYINDEX);
  lua_settop(L, 0);
  lua_gc(L, LUA_GCCOLLECT), printf("\n");
  lua_newtable(L), lua_newtable(L), lua_pushcfunction(L, gc_inside), lua_setfield(L, -2, "__gc");
  lua_setmetatable(L, -2), lua_settop(L, 0), lua_gc(L, LUA_GCCOLLECT), printf("\n");
  lua_close(L);
  printf("after close: %d bytes, %ld blocks, %ld wrong sizes\n", (int)m.in_use, m.blocks,
         m.bad_sizes);

  for (n = 0; n < 64 * 1024; n += 1024) { /* too little for a state: no state, nothing lost */
    struct Memory little = {0, 0, 0, 0, 0};
    little.limit = (size_t)n;
    L = lua_newstate(allocate, &little);
    if (L) lua_close(L);
    if (little.in_use || little.blocks || little.bad_sizes)
      printf("lost memory with limit %d\n", n);
  }

  L = open_state();
  printf("isrunning %d", lua_gc(L, LUA_GCISRUNNING)), printf(", stop %d", lua_gc(L, LUA_GCSTOP));
  printf(" isrunning %d", lua_gc(L, LUA_GCISRUNNING)),
      printf(" restart %d", lua_gc(L, LUA_GCRESTART));
  printf(" isrunning %d\n", lua_gc(L, LUA_GCISRUNNING));
  printf("pause %d", lua_gc(L, LUA_GCSETPAUSE, 300)), printf(" %d", lua_gc(L, LUA_GCSETPAUSE, 200));
  printf(", stepmul %d", lua_gc(L, LUA_GCSETSTEPMUL, 400)),
      printf(" %d\n", lua_gc(L, LUA_GCSETSTEPMUL, 100));
  printf("gen %d", lua_gc(L, LUA_GCGEN, 0, 0)), printf(" inc %d", lua_gc(L, LUA_GCINC, 0, 0, 0));
  printf(" inc %d\n", lua_gc(L, LUA_GCINC, 0, 0, 0));
  printf("count > 0: %d, countb < 1024: %d\n", lua_gc(L, LUA_GCCOUNT) > 0,
         lua_gc(L, LUA_GCCOUNTB) < 1024);
  printf("collect %d, spurious argument %d, unknown %d\n", lua_gc(L, LUA_GCCOLLECT),
         lua_gc(L, LUA_GCCOLLECT, 0), lua_gc(L, 12));
  lua_gc(L, LUA_GCSTOP);
  for (i = 0, n = 0; i < 100000 && !n; i++) n = lua_gc(L, LUA_GCSTEP, 1);
  printf("steps end a cycle: %d\n", n);
  lua_gc(L, LUA_GCRESTART);
  for (i = 0; i < 200000; i++)
    lua_newtable(L), lua_pop(L, 1); /* C code alone: collections still happen */
  printf("garbage of C code is collected: %d\n", lua_gc(L, LUA_GCCOUNT) < 5000);
  lua_setwarnf(L, warn, (void*)"W");
  lua_warning(L, "one ", 1), lua_warning(L, "message", 0);
  run(L, "warn('from ', 'Lua') warn('@on')");
  run(L, "setmetatable({}, {__gc = function() error('in gc') end}) collectgarbage()");
  run(L, "setmetatable({}, {__gc = function() error({}) end}) collectgarbage()");
  lua_setwarnf(L, NULL, NULL), lua_warning(L, "to nobody", 0);
  push_finalized(L, "at close"), lua_setglobal(L, "kept");
  run(L, "local x <close> = setmetatable({}, {__close = function() return 1 end})");
  lua_close(L), printf("\n");

  L = luaL_newstate();
  luaL_requiref(L, "_G", luaopen_base, 1), luaL_requiref(L, "string", luaopen_string, 1);
  lua_settop(L, 0);
  run(L, "return type(print), type(string.rep), ('x'):rep(3), table, io, require");
  lua_close(L);
  {
    lua_State* many[50];
    for (i = 0; i < 50; i++)
      many[i] = open_state(), lua_pushinteger(many[i], i), lua_setglobal(many[i], "id");
    for (i = 0, n = 0; i < 50; i++)
      lua_getglobal(many[i], "id"), n += (int)lua_tointeger(many[i], -1);
    for (i = 0; i < 50; i++) lua_close(many[(i * 7) % 50]);
    printf("many states: %d\n", n);
  }
  L = open_state();
  co = lua_newthread(L);
  lua_close(co); /* of any thread: closes the state */
  printf("closed by a thread\n");
  return 0;
}
