/* A program that loads the library again and again, uses it and unloads it: nothing of it stays behind.
**
** usage: unload LIBRARY      prints `ok`
*/
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

static void* symbol(void* library, const char* name) {
  void* found = dlsym(library, name);
  if (!found) {
    fprintf(stderr, "unload: %s\n", dlerror());
    exit(1);
  }
  return found;
}
#define FUNCTION(library, name) ((__typeof__(&name))symbol(library, #name))

static long pages_in_use(void) {
  long pages = 0;
  FILE* file = fopen("/proc/self/statm", "r");
  if (!file || fscanf(file, "%ld", &pages) != 1) exit(1);
  fclose(file);
  return pages;
}

static void use(const char* path) {
  void* library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  lua_State* L;
  if (!library) {
    fprintf(stderr, "unload: %s\n", dlerror());
    exit(1);
  }
  L = FUNCTION(library, luaL_newstate)();
  FUNCTION(library, luaL_openlibs)(L);
  if (FUNCTION(library, luaL_loadstring)(
          L, "local s = 0 for i = 1, 1e5 do s = s + #tostring(i) end return s") ||
      FUNCTION(library, lua_pcallk)(L, 0, 1, 0, 0, NULL) ||
      FUNCTION(library, lua_tointegerx)(L, -1, NULL) != 488895) {
    fprintf(stderr, "unload: a wrong result\n");
    exit(1);
  }
  FUNCTION(library, lua_close)(L);
  dlclose(library);
  if (dlopen(path, RTLD_NOW | RTLD_NOLOAD)) {
    fprintf(stderr, "unload: it stays loaded\n");
    exit(1);
  }
}

int main(int argc, char** argv) {
  long before;
  int i;
  if (argc != 2) return 2;
  for (i = 0; i < 3; i++) use(argv[1]);
  before = pages_in_use();
  for (i = 0; i < 30; i++) use(argv[1]);
  if (pages_in_use() > before + 64) {
    fprintf(stderr, "unload: %ld pages more than before\n", pages_in_use() - before);
    return 1;
  }
  puts("ok");
  return 0;
}
