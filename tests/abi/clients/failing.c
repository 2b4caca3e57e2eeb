/* Memory that fails: the n-th request is refused, for every n, over scripts that use every part. Nothing crashes, nothing is
** lost, and the state can be used afterwards. Prints only what does not depend on how often an engine allocates. */
#include "client.h"

static long countdown, in_use, requests;
static void* allocate(void* data, void* block, size_t old_size, size_t new_size) {
  (void)data;
  if (new_size == 0) {
    if (block) in_use -= (long)old_size;
    free(block);
    return NULL;
  }
  if (!block || new_size > old_size) {
    requests++;
    if (countdown >= 0 && countdown-- == 0) return NULL;
  }
  {
    void* fresh = realloc(block, new_size);
    if (fresh) in_use += (long)new_size - (block ? (long)old_size : 0);
    return fresh;
  }
}
static void* allocate_never(void* data, void* block, size_t old_size,
                            size_t new_size) { /* from some request on */
  if (countdown == 0 && new_size > (block ? old_size : 0)) return NULL;
  return allocate(data, block, old_size, new_size);
}

static const char* const scripts[] = {
    "local t = {} for i = 1, 300 do t[i] = {i, x = i, y = tostring(i)} end return #t",
    "local s = '' for i = 1, 300 do s = s .. i .. ',' end return #s",
    "local t = {} for i = 1, 200 do t['key' .. i] = i end for k in pairs(t) do t[k] = nil end "
    "return next(t)",
    "return select('#', string.format('%s %d %q', ('x'):rep(3000), 5, 'q'), table.concat({1, 2, "
    "3}, ('-'):rep(500)))",
    "local cos = {} for i = 1, 20 do cos[i] = coroutine.wrap(function(a) local b = "
    "coroutine.yield(a) return b end) cos[i](i) end return cos[7](3)",
    "local f = load('local a, b = ... ; local function g(x) return x, a, b end return g') return "
    "f(1, 2)(3)",
    "return pcall(error, setmetatable({}, {__tostring = function() return ('e'):rep(100) end}))",
    "local function f(n) if n == 0 then return 0 end return 1 + f(n - 1) end return f(3000)",
    "local t = setmetatable({}, {__mode = 'k'}) for i = 1, 100 do t[{}] = {} end return type(t)",
    "for i = 1, 50 do setmetatable({}, {__gc = function() end}) end collectgarbage() return 1",
    "return #string.dump(assert(load(('local x = 1 '):rep(100)))) > 100",
    "local parts = {} for w in ('a b c d e f'):gmatch('%a') do parts[#parts + 1] = w:gsub('%a', {a "
    "= 'A'}) end return #parts",
    "table.sort({5, 3, 8, 1, 9, 2}, function(a, b) return a < b end) return "
    "table.unpack(table.pack(1, 2, 3))",
    "local c = 0 local x <close> = setmetatable({}, {__close = function() c = c + 1 end}) return c",
};

static int use_interface(lua_State* L) { /* C functions that allocate */
  luaL_Buffer b;
  int i;
  luaL_buffinit(L, &b);
  for (i = 0; i < 500; i++) luaL_addstring(&b, "piece of text ");
  luaL_pushresult(&b);
  luaL_newmetatable(L, "failing.type");
  lua_newuserdatauv(L, 100, 3), luaL_setmetatable(L, "failing.type");
  lua_newthread(L), lua_pushfstring(L, "%s %d", "text", 5);
  for (i = 0; i < 50; i++)
    lua_newtable(L), luaL_unref(L, LUA_REGISTRYINDEX, luaL_ref(L, LUA_REGISTRYINDEX));
  luaL_requiref(L, "string", luaopen_string, 0);
  luaL_traceback(L, L, "message", 0);
  luaL_loadstring(L, "return 1");
  lua_checkstack(L, 5000);
  return 0;
}

static int attempt(lua_State* L, size_t script) {
  int status;
  if (script < sizeof scripts / sizeof scripts[0]) {
    status = luaL_loadstring(L, scripts[script]);
    if (status == LUA_OK) status = lua_pcall(L, 0, LUA_MULTRET, 0);
  } else {
    lua_pushcfunction(L, use_interface);
    status = lua_pcall(L, 0, LUA_MULTRET, 0);
  }
  return status;
}

int main(int argc, char** argv) {
  const int step = argc > 1 ? atoi(argv[1]) : 1; /* tries every step-th request */
  const size_t count = sizeof scripts / sizeof scripts[0] + 1;
  size_t i;
  int mode;
  for (mode = 0; mode < 2; mode++)
    for (i = 0; i < count; i++) {
      long n;
      int passed = 0, wrong = 0;
      for (n = 0; passed < 3; n += step) {
        lua_State* L;
        int status;
        countdown = -1;
        L = lua_newstate(mode ? allocate_never : allocate, NULL);
        luaL_openlibs(L);
        lua_gc(L, LUA_GCCOLLECT);
        requests = 0;
        countdown = n;
        status = attempt(L, i);
        /* an error of the script's own may hold the message about memory in it */
        if (status == LUA_OK && requests <= n) passed++;
        if (status != LUA_OK && status != LUA_ERRMEM &&
            (!lua_isstring(L, -1) || !strstr(lua_tostring(L, -1), "memory")))
          wrong++, printf("script %d, request %ld: status %d, %s\n", (int)i, n, status,
                          lua_tostring(L, -1));
        countdown = -1;
        lua_settop(L, 0);
        if (attempt(L, i) != LUA_OK)
          printf("script %d, request %ld: not usable: %s\n", (int)i, n, lua_tostring(L, -1));
        lua_close(L);
        if (in_use != 0) {
          printf("script %d, request %ld: %ld bytes lost\n", (int)i, n, in_use);
          in_use = 0;
        }
        if (n > 200000) break;
      }
      printf("mode %d script %d: %s\n", mode, (int)i,
             wrong         ? "wrong"
             : passed == 3 ? "passed"
                           : "no end");
    }
  for (i = 0; i < 2000; i += (size_t)step) { /* a state that cannot be made, or its libraries */
    lua_State* L;
    countdown = (long)i;
    L = lua_newstate(allocate, NULL);
    if (L) {
      lua_pushcfunction(L, luaopen_base);
      if (lua_pcall(L, 0, 1, 0) == LUA_OK && countdown >= 0) i = 2000;
      lua_close(L);
    }
    if (in_use != 0) printf("state, request %d: %ld bytes lost\n", (int)i, in_use), in_use = 0;
  }
  printf("done\n");
  return 0;
}
