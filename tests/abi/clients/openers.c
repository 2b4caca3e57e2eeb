/* The openers of the libraries, each in a state of its own, and what no other client calls: every function that the library exports is
** called by some client (the test `covered`). */
#include <stdarg.h>

#include "client.h"

/* ---- libraries one by one */

static int by_text(const void* a, const void* b) {
  return strcmp(*(const char* const*)a, *(const char* const*)b);
}

/* Names and types of all fields of the table on top. */
static void show_fields(lua_State* L) {
  const char* names[100];
  int n = 0, i;
  lua_pushnil(L);
  while (lua_next(L, -2)) {
    names[n++] = lua_pushfstring(L, "%s:%s", lua_tostring(L, -2), luaL_typename(L, -1));
    luaL_ref(L, LUA_REGISTRYINDEX); /* keeps the text */
    lua_pop(L, 1);
  }
  qsort(names, (size_t)n, sizeof names[0], by_text);
  for (i = 0; i < n; i++) printf(" %s", names[i]);
  printf(" (%d)\n", n);
}

static void open_alone(const char* name, lua_CFunction opener) {
  lua_State* L = luaL_newstate();
  luaL_requiref(L, name, opener, 0);
  printf("%s: top %d,", name, lua_gettop(L));
  luaL_getsubtable(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
  lua_getfield(L, -1, name);
  printf(" loaded %d,", lua_rawequal(L, 1, -1));
  lua_settop(L, 1);
  printf(" global %s,", lua_typename(L, lua_getglobal(L, name)));
  lua_settop(L, 1);
  show_fields(L);
  /* fields that a program adds and removes, as those of any table */
  lua_pushinteger(L, 1), lua_setfield(L, 1, "added");
  lua_pushnil(L), lua_setfield(L, 1, "added");
  luaL_requiref(L, name, opener, 1); /* it is loaded, so the opener is not called */
  printf("  again: same %d, ", lua_rawequal(L, 1, -1));
  printf("global %s\n", lua_typename(L, lua_getglobal(L, name)));
  lua_close(L);
}

/* ---- texts */

static const char* format(lua_State* L, const char* text, ...) {
  va_list arguments;
  const char* made;
  va_start(arguments, text);
  made = lua_pushvfstring(L, text, arguments);
  va_end(arguments);
  return made;
}

static void add_pieces(lua_State* L) {
  luaL_Buffer b;
  int i;
  luaL_buffinit(L, &b);
  luaL_addlstring(&b, "", 0);
  luaL_addlstring(&b, "a\0b", 3);
  for (i = 0; i < 400; i++) luaL_addlstring(&b, "0123456789", 10);
  luaL_pushresult(&b);
  show_stack(L, "luaL_addlstring");
}

/* ---- allocators that change */

struct Owner {
  long requests, frees;
};
static void* allocate(void* data, void* block, size_t old_size, size_t new_size) {
  struct Owner* owner = (struct Owner*)data;
  (void)old_size;
  if (new_size == 0) {
    owner->frees += block != NULL;
    free(block);
    return NULL;
  }
  owner->requests += block == NULL;
  return realloc(block, new_size);
}

static void change_allocator(void) {
  struct Owner first = {0, 0}, second = {0, 0};
  void* data;
  lua_State* L = lua_newstate(allocate, &first);
  long before;
  luaL_openlibs(L);
  before = first.requests;
  lua_setallocf(L, allocate, &second);
  printf("setallocf: %d", lua_getallocf(L, &data) == allocate), printf(" %d\n", data == &second);
  run(L, "local t = {} for i = 1, 1e5 do t[i] = {i} end x = ('x'):rep(1e6)");
  printf("asks the first %d, the second %d", first.requests > before, second.requests > 0);
  lua_close(L);
  printf(", lost %ld\n", first.requests + second.requests - first.frees - second.frees);
}

/* ---- coroutines that are closed */

static void close_threads(lua_State* L) {
  int results;
  lua_State* co = lua_newthread(L);
  luaL_loadstring(
      co,
      "local x <close> = setmetatable({}, {__close = function(_, e) print('closed', e) end}) "
      "coroutine.yield(1, 2)");
  printf("resume %d, ", lua_resume(co, L, 0, &results)), printf("%d results\n", results);
  fflush(stdout);
  printf("closethread %d, ", lua_closethread(co, L)), printf("top %d, ", lua_gettop(co));
  printf("status %d\n", lua_status(co));
  luaL_loadstring(co,
                  "local x <close> = setmetatable({}, {__close = function() error('no', 0) end}) "
                  "coroutine.yield()");
  printf("used again: resume %d, ", lua_resume(co, L, 0, &results));
  printf("closethread %d, ", lua_closethread(co, NULL));
  show(co, -1);
  printf(", top %d\n", lua_gettop(co));
  lua_settop(L, 0);
}

int main(void) {
  static const luaL_Reg libraries[] = {
      {"_G", luaopen_base},         {"coroutine", luaopen_coroutine}, {"debug", luaopen_debug},
      {"io", luaopen_io},           {"math", luaopen_math},           {"os", luaopen_os},
      {"package", luaopen_package}, {"string", luaopen_string},       {"table", luaopen_table},
      {"utf8", luaopen_utf8}};
  lua_State* L;
  size_t i;
  for (i = 0; i < sizeof libraries / sizeof libraries[0]; i++)
    open_alone(libraries[i].name, libraries[i].func);
  L = open_state();
  format(L, "no conversion"), format(L, ""), format(L, "%%"), format(L, "%s and %d%%", "one", 2);
  format(L, "%c%f%I%U", 'c', 1.5, (LUAI_UACINT)-3, 0x20ACL), format(L, "before %s", NULL);
  show_stack(L, "lua_pushvfstring");
  add_pieces(L);
  change_allocator();
  close_threads(L);
  lua_close(L);
  return 0;
}
