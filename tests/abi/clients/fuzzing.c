/* Hooks that do what debuggers do, at random moments of programs: they look at frames, change local variables and upvalues, join upvalues,
** move the stack, collect garbage, raise errors, yield, call Lua, and set other hooks. Each seed is one run of one program.
**
** Gently: what they change is what names speak of. Every event, name and line goes into a digest, which must be that of the reference.
** Wildly: they also change temporaries and the state of loops, and join any upvalues. Nothing is compared; nothing may break.
**
** usage: fuzzing [FIRST LAST [VERBOSE]]   seeds, 1 to 400 unless told */
#include "client.h"

#define MAX_EVENTS 3000

static const char* const programs[] = {
    "local s, f = 0, 0.5 for i = 1, 300 do s = s + i % 7 f = f * 1.01 if i % 3 == 0 then s = s - 1 "
    "end end "
    "for x = 1.0, 2.0, 0.125 do f = f + x end local n = 40 while n > 0 do n = n - 1 end return s, "
    "f",
    "local function counter() local n = 0 return function() n = n + 1 return n end, function(v) n "
    "= v end end "
    "local get, set = counter() local sum = 0 for i = 1, 60 do sum = sum + get() if i % 20 == 0 "
    "then set(i) end end return sum",
    "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end "
    "local function even(n) if n == 0 then return true end return not even(n - 1) end "
    "local function tail(n, a) if n == 0 then return a end return tail(n - 1, a + n) end return "
    "fib(9), even(30), tail(40, 0)",
    "local Point = {} Point.__index = Point "
    "Point.__add = function(a, b) return setmetatable({x = a.x + b.x}, Point) end "
    "Point.__lt = function(a, b) return a.x < b.x end Point.__call = function(self, y) return "
    "self.x + y end "
    "Point.__len = function(self) return self.x end Point.__concat = function(a, b) return 'point' "
    "end "
    "local p = setmetatable({x = 1}, Point) for i = 1, 30 do local q = p + p p = setmetatable({x = "
    "#q % 10 + 1}, Point) "
    "if p < q then p.x = p(1) end local text = p .. q end return p.x",
    "local t = {} for i = 1, 40 do t[i] = (i * 37) % 41 end table.sort(t, function(a, b) return a "
    "< b end) "
    "local s = ('the quick brown fox'):gsub('%a+', function(w) return w:upper() end) "
    "local parts = {} for word in s:gmatch('%S+') do parts[#parts + 1] = word end return t[1], "
    "t[40], table.concat(parts, '-')",
    "local function walk(depth) if depth > 0 then coroutine.yield(depth) walk(depth - 1) "
    "walk(depth - 1) end end "
    "local co = coroutine.wrap(function() walk(4) return 'done' end) local n = 0 "
    "while true do local v = co() if v == 'done' or n > 40 then break end n = n + 1 end return n",
    "local log = {} local function guard(name) return setmetatable({}, {__close = function(_, e) "
    "log[#log + 1] = name end}) end "
    "for i = 1, 12 do pcall(function() local a <close> = guard('a' .. i) local b <close> = "
    "guard('b') "
    "if i % 3 == 0 then error('stop') end return i end) end return #log, log[1], log[#log]",
    "local function sum(...) local s = 0 for i = 1, select('#', ...) do local v = select(i, ...) s "
    "= s + (tonumber(v) or 0) end return s end "
    "local function pass(...) return sum(1, ...) end local n = 0 for i = 1, 15 do n = n + pass(i, "
    "'2', nil, i / 2) end "
    "do goto on end ::on:: return n, (select('#', table.unpack({1, 2, nil, 4}, 1, 4)))",
    "local ok, n = 0, 0 for i = 1, 25 do local good, e = pcall(function(x) if x % 4 == 0 then "
    "error({code = x}) end return x .. '' end, i) "
    "if good then ok = ok + 1 else n = n + e.code end end "
    "local r = select(2, xpcall(error, function(m) return m .. '!' end, 'x', 0)) return ok, n, r",
};
#define PROGRAMS (sizeof programs / sizeof programs[0])

/* Not compared: sort with a comparison that was changed meanwhile, hooks that yield within __close or see an error leave, errors in handlers. */
static const char is_compared[PROGRAMS] = {1, 1, 1, 1, 0, 1, 0, 1, 0};

/* ---- one run */

static struct Run {
  uint64_t random, digest;
  int wild, events;
} now;

static uint32_t dice(uint32_t sides) {
  now.random ^= now.random << 13;
  now.random ^= now.random >> 7;
  now.random ^= now.random << 17;
  return (uint32_t)(now.random >> 33) % sides;
}
static void note(uint64_t x) { now.digest = (now.digest ^ x) * 0x100000001B3u + 1; }
static void note_text(const char* s) {
  if (!s) s = "(null)";
  while (*s) note((unsigned char)*s++);
}

static void push_any(lua_State* L) {
  switch (dice(now.wild ? 11 : 6)) {
    case 0: lua_pushinteger(L, (lua_Integer)dice(9) - 2); break;
    case 1: lua_pushnumber(L, dice(40) / 8.0); break;
    case 2: lua_pushliteral(L, "12"); break;
    case 3: lua_pushliteral(L, "text"); break;
    case 4: lua_pushboolean(L, (int)dice(2)); break;
    case 5: lua_pushnil(L); break;
    case 6: lua_newtable(L); break;
    case 7: lua_newthread(L); break;
    case 8: lua_getglobal(L, dice(2) ? "print_nothing" : "tostring"); break;
    case 9: lua_pushinteger(L, dice(2) ? LUA_MAXINTEGER : LUA_MININTEGER); break;
    default: lua_newuserdatauv(L, 8, 1); break;
  }
}
static int is_temporary(const char* name) { return name[0] == '('; }

static void look_around(lua_State* L) {
  lua_Debug ar;
  int level, n;
  for (level = 0; level < 6 && lua_getstack(L, level, &ar); level++) {
    lua_getinfo(L, "nSlutrfL", &ar);
    lua_pop(L, 2);
    note_text(ar.name);
    note_text(ar.namewhat);
    note_text(ar.what);
    note_text(ar.short_src);
    note((uint64_t)ar.currentline * 31 + (uint64_t)ar.linedefined * 7 + ar.nups + ar.nparams +
         (uint64_t)ar.isvararg);
    note(ar.istailcall != 0);
    for (n = -2; n < 12; n++) {
      const char* name = lua_getlocal(L, &ar, n);
      if (!name) continue;
      if (!is_temporary(name)) note_text(name), note((uint64_t)lua_type(L, -1));
      lua_pop(L, 1);
    }
  }
}
static void change_local(lua_State* L) {
  lua_Debug ar;
  const int n = (int)dice(10) - 1;
  const char* name;
  if (!lua_getstack(L, (int)dice(5), &ar)) return;
  lua_getinfo(L, "S", &ar);
  if (*ar.what == 'C') return; /* what C functions keep on their stack is their own */
  name = lua_getlocal(L, &ar, n);
  if (!name) return;
  lua_pop(L, 1);
  if (is_temporary(name) && !now.wild) return;
  push_any(L);
  note_text(lua_setlocal(L, &ar, n));
}
/* Pushes the Lua function at a random level. */
static int push_function(lua_State* L) {
  lua_Debug ar;
  if (!lua_getstack(L, (int)dice(4), &ar)) return 0;
  lua_getinfo(L, "fS", &ar);
  if (*ar.what != 'C') return 1;
  lua_pop(L, 1);
  return 0;
}
static void change_upvalue(lua_State* L) {
  const int n = (int)dice(4) + 1;
  const char* name;
  if (!push_function(L)) return;
  push_any(L);
  name = lua_getupvalue(L, -2, n);
  if (name) lua_pop(L, 1);
  if (!name || (strcmp(name, "_ENV") == 0 && !now.wild)) {
    lua_pop(L, 2);
    return;
  }
  note_text(lua_setupvalue(L, -2, n));
  lua_pop(L, 1);
}
static void join_upvalues(lua_State* L) {
  const int a = (int)dice(3) + 1, b = (int)dice(3) + 1;
  const char *x, *y;
  if (!push_function(L)) return;
  if (!push_function(L)) {
    lua_pop(L, 1);
    return;
  }
  x = lua_getupvalue(L, -2, a);
  if (x) lua_pop(L, 1);
  y = lua_getupvalue(L, -1, b);
  if (y) lua_pop(L, 1);
  if (x && y) {
    note(lua_upvalueid(L, -2, a) == lua_upvalueid(L, -1, b));
    if (now.wild || (strcmp(x, "_ENV") != 0 && strcmp(y, "_ENV") != 0))
      lua_upvaluejoin(L, -2, a, -1, b);
  }
  lua_pop(L, 2);
}

static void hook(lua_State* L, lua_Debug* ar);
/* Gently, not by count: a failing operator or one with a metamethod is an instruction more in the reference. */
static void set_hook(lua_State* L) {
  static const int masks[] = {LUA_MASKLINE, LUA_MASKCOUNT, LUA_MASKCALL | LUA_MASKRET,
                              LUA_MASKLINE | LUA_MASKCALL,
                              LUA_MASKLINE | LUA_MASKCOUNT | LUA_MASKCALL | LUA_MASKRET};
  static const int counts[] = {1, 2, 7, 100};
  int mask = masks[dice(5)], count = counts[dice(4)];
  if (now.wild)
    mask |= LUA_MASKCOUNT; /* so that loops without end are noticed */
  else
    mask = (mask & ~LUA_MASKCOUNT) | LUA_MASKRET;
  lua_sethook(L, hook, mask, count);
}
static void hook(lua_State* L, lua_Debug* ar) {
  const int top = lua_gettop(L);
  if (++now.events > MAX_EVENTS) luaL_error(L, "enough");
  note((uint64_t)ar->event);
  lua_getinfo(L, "lS", ar);
  note((uint64_t)ar->currentline);
  switch (dice(40)) {
    case 0: look_around(L); break;
    case 1:
    case 2: change_local(L); break;
    case 3: change_upvalue(L); break;
    case 4: join_upvalues(L); break;
    case 5: set_hook(L); break;
    case 6:
      luaL_traceback(L, L, "here", 0);
      note_text(lua_tostring(L, -1));
      break;
    case 7: lua_gc(L, dice(2) ? LUA_GCCOLLECT : LUA_GCSTEP, 0); break;
    case 8:
      if (dice(4) == 0) luaL_error(L, "from a hook");
      break;
    case 9:
      lua_getglobal(L, "work");
      lua_pushinteger(L, (lua_Integer)dice(5));
      note((uint64_t)lua_pcall(L, 1, 1, 0));
      note((uint64_t)lua_tointeger(L, -1));
      break;
    case 10:
    case 11:
      if (lua_isyieldable(L) && (ar->event == LUA_HOOKLINE || ar->event == LUA_HOOKCOUNT)) {
        lua_settop(L, top);
        lua_yield(L, 0);
        return;
      }
      break;
    case 12: note((uint64_t)lua_checkstack(L, 500 + (int)dice(5000))); break;
    default: break;
  }
  lua_settop(L, top);
}

static void* limited(void* held, void* p, size_t old, size_t size) {
  size_t* bytes = (size_t*)held;
  if (!p) old = 0;
  if (size > old && *bytes + (size - old) > ((size_t)64 << 20)) return NULL;
  *bytes += size - old;
  if (size) return realloc(p, size);
  free(p);
  return NULL;
}
static int print_nothing(lua_State* L) { return lua_gettop(L); }

/* 1 if the state still works at the end and gives all its memory back. */
static int run_seed(uint64_t seed, int wild) {
  size_t held = 0;
  lua_State* L = lua_newstate(limited, &held);
  lua_State* co;
  int status, results, resumes = 0, works;
  memset(&now, 0, sizeof now);
  now.random = seed * 0x9E3779B97F4A7C15u + 1;
  now.wild = wild;
  luaL_openlibs(L);
  lua_register(L, "print_nothing", print_nothing);
  if (luaL_dostring(L, "function work(n) local s = 0 for i = 1, n do s = s + i end return s end"))
    return 0;
  co = lua_newthread(L);
  if (luaL_loadbuffer(co, programs[seed % PROGRAMS], strlen(programs[seed % PROGRAMS]), "=program"))
    return 0;
  set_hook(co);
  do {
    status = lua_resume(co, L, 0, &results);
    note((uint64_t)status);
    if (status == LUA_YIELD) lua_pop(co, results);
  } while (status == LUA_YIELD && ++resumes < 2000);
  if (status == LUA_OK)
    for (; results > 0; results--) {
      note((uint64_t)lua_type(co, -1));
      if (lua_isnumber(co, -1) || lua_isstring(co, -1)) note_text(lua_tostring(co, -1));
      lua_pop(co, 1);
    }
  else if (status != LUA_YIELD && lua_isstring(co, -1))
    note_text(lua_tostring(co, -1));
  lua_sethook(co, NULL, 0, 0);
  lua_resetthread(co);
  works = luaL_dostring(L, "return work(10) + select('#', string.byte('abc', 1, -1))") == LUA_OK &&
          lua_tointeger(L, -1) == 58;
  if (wild) works = 1; /* `work`'s own parts may have been changed */
  lua_close(L);
  return works && held == 0;
}

int main(int argc, char** argv) {
  const uint64_t first = argc > 2 ? strtoull(argv[1], NULL, 10) : 1,
                 last = argc > 2 ? strtoull(argv[2], NULL, 10) : 400;
  uint64_t seed, all = 0;
  int failed = 0;
  for (seed = first; seed <= last; seed++) {
    if (!run_seed(seed, 0)) failed++;
    if (argc > 3) printf("%d %d %016llx\n", (int)seed, now.events, (unsigned long long)now.digest);
    if (!is_compared[seed % PROGRAMS]) continue;
    all = (all ^ now.digest) * 0x100000001B3u;
    if (seed % 9 == 0 || seed == last)
      printf("gently, to %d: %016llx\n", (int)seed, (unsigned long long)all);
  }
  if (strstr(lua_ident, "Trinity")) /* the reference does not survive it */
    for (seed = first; seed <= last; seed++)
      if (!run_seed(seed, 1)) failed++;
  printf("%d failed\n", failed);
  return 0;
}
