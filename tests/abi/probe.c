/* What headers bake into binaries: sizes, offsets and constants. With our headers and with Debian's the output must be the same.
** Every macro is used once, so that each compiles as C and as C++. */
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <lua.h>

#include <lauxlib.h>
#include <lualib.h>

#define NUMBER(name) printf("%s %ld\n", #name, (long)(name))
#define TEXT(name) printf("%s %s\n", #name, name)
#define SIZE(type) printf("sizeof %s %d\n", #type, (int)sizeof(type))
#define FIELD(type, field) \
  printf("%s.%s %d %d\n", #type, #field, (int)offsetof(type, field), (int)sizeof(((type*)0)->field))

#ifdef PROBE_MACROS
void use_macros(lua_State* L, luaL_Buffer* B);
void use_macros(lua_State* L, luaL_Buffer* B) {
  static const luaL_Reg rows[] = {{"name", NULL}, {NULL, NULL}};
  lua_Integer i = 0;
  lua_call(L, 0, 0);
  (void)lua_pcall(L, 0, 0, 0);
  (void)lua_yield(L, 0);
  (void)lua_tonumber(L, 1), (void)lua_tointeger(L, 1), (void)lua_tostring(L, 1);
  lua_pop(L, 1);
  lua_newtable(L);
  lua_register(L, "f", NULL);
  lua_pushcfunction(L, NULL);
  (void)lua_pushliteral(L, "text");
  lua_pushglobaltable(L);
  lua_insert(L, 1);
  lua_remove(L, 1);
  lua_replace(L, 1);
  (void)(lua_isfunction(L, 1) + lua_istable(L, 1) + lua_islightuserdata(L, 1) + lua_isnil(L, 1));
  (void)(lua_isboolean(L, 1) + lua_isthread(L, 1) + lua_isnone(L, 1) + lua_isnoneornil(L, 1));
  (void)lua_newuserdata(L, 1);
  (void)lua_getuservalue(L, 1);
  (void)lua_setuservalue(L, 1);
  (void)lua_getextraspace(L);
  (void)lua_upvalueindex(1);
  (void)lua_numbertointeger(1.0, &i);
  lua_pushunsigned(L, 1u);
  (void)lua_tounsigned(L, 1);
  (void)(lua_strlen(L, 1) + lua_objlen(L, 1));
  (void)(lua_equal(L, 1, 2) + lua_lessthan(L, 1, 2));
  luaL_checkversion(L);
  luaL_newlibtable(L, rows);
  luaL_newlib(L, rows);
  luaL_argcheck(L, i == 0, 1, "message");
  luaL_argexpected(L, i == 0, 1, "type");
  (void)luaL_checkstring(L, 1);
  (void)luaL_optstring(L, 1, "d");
  (void)luaL_typename(L, 1);
  (void)luaL_opt(L, luaL_checkinteger, 1, 5);
  (void)(luaL_checkunsigned(L, 1) + luaL_optunsigned(L, 1, 1));
  (void)(luaL_checkint(L, 1) + luaL_optint(L, 1, 1));
  (void)(luaL_checklong(L, 1) + luaL_optlong(L, 1, 1));
  (void)luaL_getmetatable(L, "name");
  (void)luaL_loadfile(L, "f");
  (void)luaL_loadbuffer(L, "", 0, "n");
  (void)luaL_dofile(L, "f");
  (void)luaL_dostring(L, "");
  luaL_pushfail(L);
  luaL_addchar(B, 'c');
  luaL_addsize(B, 1);
  luaL_buffsub(B, 1);
  (void)luaL_bufflen(B);
  (void)luaL_buffaddr(B);
  (void)luaL_prepbuffer(B);
  lua_writestring("", 0);
  lua_writeline();
  lua_writestringerror("%s", "");
}
#endif

int main(void) {
  SIZE(lua_Number);
  SIZE(lua_Integer);
  SIZE(lua_Unsigned);
  SIZE(lua_KContext);
  SIZE(lua_CFunction);
  SIZE(lua_Debug);
  SIZE(luaL_Buffer);
  SIZE(luaL_Stream);
  SIZE(luaL_Reg);
  FIELD(lua_Debug, event);
  FIELD(lua_Debug, name);
  FIELD(lua_Debug, namewhat);
  FIELD(lua_Debug, what);
  FIELD(lua_Debug, source);
  FIELD(lua_Debug, srclen);
  FIELD(lua_Debug, currentline);
  FIELD(lua_Debug, linedefined);
  FIELD(lua_Debug, lastlinedefined);
  FIELD(lua_Debug, nups);
  FIELD(lua_Debug, nparams);
  FIELD(lua_Debug, isvararg);
  FIELD(lua_Debug, istailcall);
  FIELD(lua_Debug, ftransfer);
  FIELD(lua_Debug, ntransfer);
  FIELD(lua_Debug, short_src);
  FIELD(lua_Debug, i_ci);
  FIELD(luaL_Buffer, b);
  FIELD(luaL_Buffer, size);
  FIELD(luaL_Buffer, n);
  FIELD(luaL_Buffer, L);
  FIELD(luaL_Buffer, init);
  FIELD(luaL_Stream, f);
  FIELD(luaL_Stream, closef);
  FIELD(luaL_Reg, name);
  FIELD(luaL_Reg, func);
  NUMBER(LUA_VERSION_NUM);
  NUMBER(LUA_REGISTRYINDEX);
  NUMBER(LUA_MULTRET);
  NUMBER(LUA_OK);
  NUMBER(LUA_YIELD);
  NUMBER(LUA_ERRRUN);
  NUMBER(LUA_ERRSYNTAX);
  NUMBER(LUA_ERRMEM);
  NUMBER(LUA_ERRERR);
  NUMBER(LUA_ERRFILE);
  NUMBER(LUA_TNONE);
  NUMBER(LUA_TNIL);
  NUMBER(LUA_TBOOLEAN);
  NUMBER(LUA_TLIGHTUSERDATA);
  NUMBER(LUA_TNUMBER);
  NUMBER(LUA_TSTRING);
  NUMBER(LUA_TTABLE);
  NUMBER(LUA_TFUNCTION);
  NUMBER(LUA_TUSERDATA);
  NUMBER(LUA_TTHREAD);
  NUMBER(LUA_NUMTYPES);
  NUMBER(LUA_NUMTAGS);
  NUMBER(LUA_MINSTACK);
  NUMBER(LUA_RIDX_MAINTHREAD);
  NUMBER(LUA_RIDX_GLOBALS);
  NUMBER(LUA_RIDX_LAST);
  NUMBER(LUA_OPADD);
  NUMBER(LUA_OPSUB);
  NUMBER(LUA_OPMUL);
  NUMBER(LUA_OPMOD);
  NUMBER(LUA_OPPOW);
  NUMBER(LUA_OPDIV);
  NUMBER(LUA_OPIDIV);
  NUMBER(LUA_OPBAND);
  NUMBER(LUA_OPBOR);
  NUMBER(LUA_OPBXOR);
  NUMBER(LUA_OPSHL);
  NUMBER(LUA_OPSHR);
  NUMBER(LUA_OPUNM);
  NUMBER(LUA_OPBNOT);
  NUMBER(LUA_OPEQ);
  NUMBER(LUA_OPLT);
  NUMBER(LUA_OPLE);
  NUMBER(LUA_GCSTOP);
  NUMBER(LUA_GCRESTART);
  NUMBER(LUA_GCCOLLECT);
  NUMBER(LUA_GCCOUNT);
  NUMBER(LUA_GCCOUNTB);
  NUMBER(LUA_GCSTEP);
  NUMBER(LUA_GCSETPAUSE);
  NUMBER(LUA_GCSETSTEPMUL);
  NUMBER(LUA_GCISRUNNING);
  NUMBER(LUA_GCGEN);
  NUMBER(LUA_GCINC);
  NUMBER(LUA_HOOKCALL);
  NUMBER(LUA_HOOKRET);
  NUMBER(LUA_HOOKLINE);
  NUMBER(LUA_HOOKCOUNT);
  NUMBER(LUA_HOOKTAILCALL);
  NUMBER(LUA_MASKCALL);
  NUMBER(LUA_MASKRET);
  NUMBER(LUA_MASKLINE);
  NUMBER(LUA_MASKCOUNT);
  NUMBER(LUAI_MAXSTACK);
  NUMBER(LUA_EXTRASPACE);
  NUMBER(LUA_IDSIZE);
  NUMBER(LUAL_BUFFERSIZE);
  NUMBER(LUAL_NUMSIZES);
  NUMBER(LUA_NOREF);
  NUMBER(LUA_REFNIL);
  NUMBER(LUA_MAXINTEGER);
  NUMBER(LUA_MININTEGER);
  NUMBER(lua_upvalueindex(1));
  NUMBER(lua_upvalueindex(255));
  TEXT(LUA_VERSION);
  TEXT(LUA_VERSION_MAJOR);
  TEXT(LUA_VERSION_MINOR);
  TEXT(LUA_SIGNATURE);
  TEXT(LUA_GNAME);
  TEXT(LUA_LOADED_TABLE);
  TEXT(LUA_PRELOAD_TABLE);
  TEXT(LUA_FILEHANDLE);
  TEXT(LUA_PATH_DEFAULT);
  TEXT(LUA_CPATH_DEFAULT);
  TEXT(LUA_DIRSEP);
  TEXT(LUA_COLIBNAME);
  TEXT(LUA_TABLIBNAME);
  TEXT(LUA_IOLIBNAME);
  TEXT(LUA_OSLIBNAME);
  TEXT(LUA_STRLIBNAME);
  TEXT(LUA_UTF8LIBNAME);
  TEXT(LUA_MATHLIBNAME);
  TEXT(LUA_DBLIBNAME);
  TEXT(LUA_LOADLIBNAME);
  TEXT(LUA_INTEGER_FMT);
  TEXT(LUA_NUMBER_FMT);
  TEXT(LUA_PATH_SEP);
  TEXT(LUA_PATH_MARK);
  TEXT(LUA_EXEC_DIR);
  TEXT(LUA_VERSUFFIX);
  return 0;
}
