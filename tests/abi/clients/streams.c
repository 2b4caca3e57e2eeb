/* Files: C code makes streams for library io, and uses those that io made. */
#include "client.h"

static int close_own(lua_State* L) {
  luaL_Stream* s = (luaL_Stream*)luaL_checkudata(L, 1, LUA_FILEHANDLE);
  printf("[own close function]");
  return luaL_fileresult(L, fclose(s->f) == 0, NULL);
}
static int close_strange(lua_State* L) {
  luaL_Stream* s = (luaL_Stream*)luaL_checkudata(L, 1, LUA_FILEHANDLE);
  fclose(s->f);
  lua_pushliteral(L, "strange"), lua_pushinteger(L, 7);
  return 2;
}
static int close_failing(lua_State* L) {
  luaL_Stream* s = (luaL_Stream*)luaL_checkudata(L, 1, LUA_FILEHANDLE);
  fclose(s->f);
  return luaL_error(L, "cannot close it");
}
static int open_temporary(lua_State* L) { /* kind of close function */
  static const lua_CFunction closers[] = {close_own, close_strange, close_failing};
  luaL_Stream* s = (luaL_Stream*)lua_newuserdatauv(L, sizeof *s, 0);
  s->closef = NULL;
  luaL_setmetatable(L, LUA_FILEHANDLE);
  s->f = tmpfile();
  s->closef = closers[luaL_optinteger(L, 1, 0)];
  return 1;
}
static int write_by_c(lua_State* L) {
  luaL_Stream* s = (luaL_Stream*)luaL_checkudata(L, 1, LUA_FILEHANDLE);
  if (!s->closef) return luaL_error(L, "closed");
  fprintf(s->f, "written by C: %s\n", luaL_checkstring(L, 2));
  return 0;
}
static int close_by_c(lua_State* L) { /* as modules do that take a stream over */
  luaL_Stream* s = (luaL_Stream*)luaL_checkudata(L, 1, LUA_FILEHANDLE);
  lua_CFunction f = s->closef;
  s->closef = NULL;
  return f(L);
}

int main(void) {
  lua_State* L = open_state();
  lua_register(L, "tmp", open_temporary), lua_register(L, "cwrite", write_by_c);
  lua_register(L, "cclose", close_by_c);
  run(L,
      "local f = tmp() f:write('one\\n', 2, '\\nthree') f:seek('set') return f:read('l', 'n', 'l', "
      "'a')");
  run(L,
      "local f = tmp() f:write('a\\nb\\n') f:seek('set') local t = {} for l in f:lines() do t[#t + "
      "1] = l end "
      "return table.concat(t, '|'), io.type(f), f:close(), io.type(f), tostring(f)");
  run(L, "local f = tmp() return f:close()");
  run(L, "local f = tmp(1) return f:close()");
  run(L, "local f = tmp(2) return pcall(f.close, f)");
  run(L, "local f = tmp() f:close() return pcall(f.read, f)");
  run(L, "local f <close> = tmp() return 'closed at the end'");
  run(L, "do local f = tmp() end collectgarbage() collectgarbage() return 'collected'");
  run(L,
      "local f = tmp() io.output(f) io.write('default') f:seek('set') io.input(f) local r = "
      "io.read('a') "
      "io.output(io.stdout) io.input(io.stdin) return r");
  run(L,
      "local f = io.tmpfile() cwrite(f, 'x') f:write('and by Lua') f:seek('set') return "
      "f:read('a')");
  run(L, "local f = io.tmpfile() return cclose(f)");
  run(L, "local f = io.tmpfile() cclose(f) return io.type(f), pcall(cwrite, f, 'x')");
  run(L, "local f = io.popen('exit 3') return cclose(f)");
  run(L, "return pcall(cwrite, {}, 'x')");
  run(L, "return pcall(io.close, 5)");
  run(L, "return io.type(5), io.type(tmp()), getmetatable(tmp()) == getmetatable(io.stdout)");
  run(L, "return cclose(io.stdout)");
  lua_getfield(L, LUA_REGISTRYINDEX, LUA_FILEHANDLE), lua_getfield(L, -1, "__name");
  show_stack(L, "metatable");
  lua_close(L);
  printf("\n");
  return 0;
}
