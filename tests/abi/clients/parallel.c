/* Eight states at work in eight threads at once: nothing that one does may show in another. The first half of the threads make and close
** their states themselves, the other half are given states by the main thread, which closes them; half of each have an allocator of
** their own. Meant to run under ThreadSanitizer, too. */
#include "client.h"

#include <pthread.h>

#define THREADS 8
#define ROUNDS 3

/* ---- the work: Lua text, and C functions that it calls */

static const char* const texts[] = {
    /* loops hot enough for every tier, with integers, floats, fields and calls */
    "local function gcd(a, b) while b ~= 0 do a, b = b, a % b end return a end "
    "local point = {x = 1.5, y = 2} local sum = 0 "
    "for i = 1, 30000 do point.x = point.x + i / 2 point.y = point.y + gcd(i, 360) sum = sum + (i "
    "& 255) end "
    "return sum, point.x, point.y",
    "local Account = {} Account.__index = Account "
    "function Account.new() return setmetatable({balance = 0}, Account) end "
    "function Account:deposit(n) self.balance = self.balance + n return self end "
    "local a for i = 1, 3000 do a = Account.new():deposit(i):deposit(i * 2) end return a.balance",
    "local t = {} for i = 1, 2000 do t[i] = ('k' .. i % 100):rep(3) end table.sort(t) return "
    "#table.concat(t), t[1], t[2000]",
    "local co = coroutine.wrap(function() for i = 1, 2000 do coroutine.yield(i) end end) "
    "local s = 0 for i = 1, 2000 do s = s + co() end return s",
    "local n = 0 for i = 1, 500 do local ok, e = pcall(error, {i}) n = n + e[1] end return n, "
    "(select(2, pcall(error, 'x')))",
    "local f = load(string.dump(load('local a, b = ... return a * b, _VERSION'), true)) return "
    "f(6, 7)",
    "local n = 0 for w in ('the quick brown fox'):rep(200, ' '):gmatch('%a+') do n = n + #w end "
    "return n, ('%5.2f %q %s'):format(n / 7, 'a\\nb', n), ('abc'):gsub('%w', {a = '1', b = false})",
    "local weak = setmetatable({}, {__mode = 'k'}) local closed = 0 "
    "for i = 1, 300 do weak[{}] = i setmetatable({}, {__gc = function() closed = closed + 1 end}) "
    "end "
    "collectgarbage() collectgarbage() return next(weak), closed",
    "local f = io.tmpfile() for i = 1, 100 do f:write(i, '\\n') end f:seek('set') "
    "local s = 0 for line in f:lines('n') do s = s + line end f:close() return s",
    "return os.date('!%Y-%m-%d', 86400), os.time{year = 2020, month = 1, day = 1, hour = 12} // "
    "86400, type(os.clock()), os.getenv('NO SUCH')",
    "return utf8.len('h\\u{e9}llo'), math.type(3 // 1), string.pack('<i4', 7):byte(1, -1)",
    "package.preload.part = function(name) return {name = name} end return require('part').name, "
    "require('part') == require('part')",
    "local p = pair(3, 4) local s = 0 for i = 1, 3000 do s = s + p:sum() end return s, "
    "pcall(p.sum, io.stdout)",
    "return each({1, 2, 3, 4}, function(x) return x * x end)",
    "local upper, n = builtin(), 0 for i = 1, 100 do n = n + #upper('abc') end return n, "
    "upper('abc')",
    "local n = counted(function() local x = 0 for i = 1, 20000 do x = x + i end return x end) "
    "return n > 10 and n < 100000",
    "return ('x'):bad()",
    "local function deep(n) return 1 + deep(n + 1) end return (select(2, pcall(deep, "
    "1))):match('stack overflow')",
};

static int pair_new(lua_State* L) {
  lua_Integer* pair = (lua_Integer*)lua_newuserdatauv(L, 2 * sizeof(lua_Integer), 1);
  pair[0] = luaL_checkinteger(L, 1);
  pair[1] = luaL_checkinteger(L, 2);
  luaL_setmetatable(L, "parallel.pair");
  return 1;
}
static int pair_sum(lua_State* L) {
  const lua_Integer* pair = (const lua_Integer*)luaL_checkudata(L, 1, "parallel.pair");
  lua_pushinteger(L, pair[0] + pair[1]);
  return 1;
}
static int each(lua_State* L) {
  luaL_Buffer b;
  lua_Integer i, n = luaL_len(L, 1);
  int reference;
  lua_pushvalue(L, 2);
  reference = luaL_ref(L, LUA_REGISTRYINDEX);
  luaL_buffinit(L, &b);
  for (i = 1; i <= n; i++) {
    lua_rawgeti(L, LUA_REGISTRYINDEX, reference);
    lua_geti(L, 1, i);
    lua_call(L, 1, 1);
    luaL_addvalue(&b);
    luaL_addchar(&b, ' ');
  }
  luaL_pushresult(&b);
  luaL_unref(L, LUA_REGISTRYINDEX, reference);
  return 1;
}
static int builtin(lua_State* L) { /* a builtin as a C function */
  lua_getglobal(L, "string");
  lua_getfield(L, -1, "upper");
  lua_pushcfunction(L, lua_tocfunction(L, -1));
  return 1;
}
static void count(lua_State* L, lua_Debug* ar) {
  (void)ar;
  ++**(lua_Integer**)lua_getextraspace(L);
}
static int counted(lua_State* L) {
  lua_Integer counts = 0;
  *(lua_Integer**)lua_getextraspace(L) = &counts;
  lua_sethook(L, count, LUA_MASKCOUNT, 100);
  lua_settop(L, 1);
  lua_call(L, 0, 0);
  lua_sethook(L, NULL, 0, 0);
  lua_pushinteger(L, counts);
  return 1;
}

static void add_functions(lua_State* L) {
  static const luaL_Reg functions[] = {
      {"pair", pair_new}, {"each", each}, {"builtin", builtin}, {"counted", counted}, {NULL, NULL}};
  luaL_newmetatable(L, "parallel.pair");
  lua_newtable(L);
  lua_pushcfunction(L, pair_sum);
  lua_setfield(L, -2, "sum");
  lua_setfield(L, -2, "__index");
  lua_pop(L, 1);
  lua_pushglobaltable(L);
  luaL_setfuncs(L, functions, 0);
  lua_pop(L, 1);
}

/* ---- states */

static void* counting(void* held, void* p, size_t old, size_t size) {
  *(size_t*)held += size - (p ? old : 0);
  if (size) return realloc(p, size);
  free(p);
  return NULL;
}
static lua_State* make(int own_allocator, size_t* held) {
  lua_State* L = own_allocator ? lua_newstate(counting, held) : luaL_newstate();
  if (!L) abort();
  luaL_openlibs(L);
  add_functions(L);
  return L;
}

/* Appends to `out` what each text gives. */
static void work(lua_State* L, char* out, size_t room) {
  size_t i, length = 0;
  for (i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    int n;
    if (luaL_loadbuffer(L, texts[i], strlen(texts[i]), "=text") == LUA_OK)
      lua_pcall(L, 0, LUA_MULTRET, 0);
    for (n = 1; n <= lua_gettop(L); n++) {
      length += (size_t)snprintf(out + length, room - length, "%s%s", n > 1 ? " " : "",
                                 luaL_tolstring(L, n, NULL));
      lua_pop(L, 1);
    }
    length += (size_t)snprintf(out + length, room - length, "\n");
    lua_settop(L, 0);
  }
}

struct Worker {
  pthread_t thread;
  int number;
  lua_State* given;
  size_t held;
  char out[ROUNDS][4096];
};

static void* run_worker(void* data) {
  struct Worker* w = (struct Worker*)data;
  int round;
  for (round = 0; round < ROUNDS; round++) {
    lua_State* L = w->given ? w->given : make(w->number & 1, &w->held);
    work(L, w->out[round], sizeof w->out[round]);
    if (!w->given) lua_close(L);
  }
  return NULL;
}

int main(void) {
  static struct Worker workers[THREADS];
  int i, round, same = 0;
  for (i = 0; i < THREADS; i++) {
    workers[i].number = i;
    if (i >= THREADS / 2) workers[i].given = make(i & 1, &workers[i].held);
  }
  for (i = 0; i < THREADS; i++) pthread_create(&workers[i].thread, NULL, run_worker, &workers[i]);
  for (i = 0; i < THREADS; i++) {
    pthread_join(workers[i].thread, NULL);
    if (workers[i].given) lua_close(workers[i].given);
    if (workers[i].held) printf("thread %d: %d bytes left\n", i, (int)workers[i].held);
    for (round = 0; round < ROUNDS; round++)
      same += strcmp(workers[i].out[round], workers[0].out[0]) == 0;
  }
  printf("%s%d of %d the same\n", workers[0].out[0], same, THREADS * ROUNDS);
  return 0;
}
