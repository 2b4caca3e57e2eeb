/* lauxlib.h: conveniences for C modules, made from lua.h: argument checks, buffers, references, loading, messages. */
#ifndef lauxlib_h
#define lauxlib_h

#include <stddef.h>
#include <stdio.h>

#include "lua.h"
#include "luaconf.h"

#define LUA_GNAME "_G"
#define LUA_LOADED_TABLE "_LOADED"   /* registry: modules by name */
#define LUA_PRELOAD_TABLE "_PRELOAD" /* registry: openers by module name */
#define LUA_FILEHANDLE "FILE*"       /* registry: metatable of streams */
#define LUA_ERRFILE (LUA_ERRERR + 1) /* a file could not be read */
#define LUA_NOREF (-2)
#define LUA_REFNIL (-1)

typedef struct luaL_Buffer luaL_Buffer;

/* A row of a table of functions; the last has no name. A row without a function makes a placeholder. */
typedef struct luaL_Reg {
  const char* name;
  lua_CFunction func;
} luaL_Reg;

/* A file handle: userdata with the metatable LUA_FILEHANDLE. Closed while it has no close function. */
typedef struct luaL_Stream {
  FILE* f;
  lua_CFunction closef;
} luaL_Stream;

/* Tells binaries made for other layouts from ours. */
#define LUAL_NUMSIZES (sizeof(lua_Integer) * 16 + sizeof(lua_Number))
LUALIB_API void(luaL_checkversion_)(lua_State* L, lua_Number version, size_t sizes);
#define luaL_checkversion(L) luaL_checkversion_(L, LUA_VERSION_NUM, LUAL_NUMSIZES)

/* ---- states and modules */

LUALIB_API lua_State*(luaL_newstate)(void);
LUALIB_API void(luaL_setfuncs)(lua_State* L, const luaL_Reg* rows, int upvalues);
LUALIB_API void(luaL_requiref)(lua_State* L, const char* module, lua_CFunction opener, int global);
LUALIB_API int(luaL_getsubtable)(lua_State* L, int index, const char* name);
#define luaL_newlibtable(L, rows) lua_createtable(L, 0, sizeof(rows) / sizeof((rows)[0]) - 1)
#define luaL_newlib(L, rows) \
  (luaL_checkversion(L), luaL_newlibtable(L, rows), luaL_setfuncs(L, rows, 0))

/* ---- arguments of a C function; what does not fit raises */

LUALIB_API int(luaL_argerror)(lua_State* L, int argument, const char* message);
LUALIB_API int(luaL_typeerror)(lua_State* L, int argument, const char* type);
LUALIB_API void(luaL_checkany)(lua_State* L, int argument);
LUALIB_API void(luaL_checktype)(lua_State* L, int argument, int type);
LUALIB_API lua_Integer(luaL_checkinteger)(lua_State* L, int argument);
LUALIB_API lua_Integer(luaL_optinteger)(lua_State* L, int argument, lua_Integer otherwise);
LUALIB_API lua_Number(luaL_checknumber)(lua_State* L, int argument);
LUALIB_API lua_Number(luaL_optnumber)(lua_State* L, int argument, lua_Number otherwise);
LUALIB_API const char*(luaL_checklstring)(lua_State* L, int argument, size_t* length);
LUALIB_API const char*(luaL_optlstring)(lua_State* L, int argument, const char* otherwise,
                                        size_t* length);
LUALIB_API int(luaL_checkoption)(lua_State* L, int argument, const char* otherwise,
                                 const char* const names[]);
LUALIB_API void*(luaL_checkudata)(lua_State* L, int argument, const char* metatable);
LUALIB_API void*(luaL_testudata)(lua_State* L, int argument, const char* metatable);
LUALIB_API void(luaL_checkstack)(lua_State* L, int slots, const char* message);
#define luaL_argcheck(L, condition, argument, message) \
  ((void)(luai_likely(condition) || luaL_argerror(L, (argument), (message))))
#define luaL_argexpected(L, condition, argument, type) \
  ((void)(luai_likely(condition) || luaL_typeerror(L, (argument), (type))))
#define luaL_checkstring(L, n) (luaL_checklstring(L, (n), NULL))
#define luaL_optstring(L, n, otherwise) (luaL_optlstring(L, (n), (otherwise), NULL))
#define luaL_opt(L, check, n, otherwise) (lua_isnoneornil(L, (n)) ? (otherwise) : check(L, (n)))
#define luaL_typename(L, i) lua_typename(L, lua_type(L, (i)))
#if defined(LUA_COMPAT_APIINTCASTS)
#define luaL_checkunsigned(L, n) ((lua_Unsigned)luaL_checkinteger(L, n))
#define luaL_optunsigned(L, n, otherwise) \
  ((lua_Unsigned)luaL_optinteger(L, n, (lua_Integer)(otherwise)))
#define luaL_checkint(L, n) ((int)luaL_checkinteger(L, (n)))
#define luaL_optint(L, n, otherwise) ((int)luaL_optinteger(L, (n), (otherwise)))
#define luaL_checklong(L, n) ((long)luaL_checkinteger(L, (n)))
#define luaL_optlong(L, n, otherwise) ((long)luaL_optinteger(L, (n), (otherwise)))
#endif

/* ---- messages */

LUALIB_API int(luaL_error)(lua_State* L, const char* format, ...);
LUALIB_API void(luaL_where)(lua_State* L, int level);
LUALIB_API void(luaL_traceback)(lua_State* L, lua_State* of, const char* message, int level);
LUALIB_API int(luaL_fileresult)(lua_State* L, int ok, const char* name);
LUALIB_API int(luaL_execresult)(lua_State* L, int status);

/* ---- metatables and fields */

LUALIB_API int(luaL_newmetatable)(lua_State* L, const char* name);
LUALIB_API void(luaL_setmetatable)(lua_State* L, const char* name);
LUALIB_API int(luaL_getmetafield)(lua_State* L, int index, const char* event);
LUALIB_API int(luaL_callmeta)(lua_State* L, int index, const char* event);
LUALIB_API const char*(luaL_tolstring)(lua_State* L, int index, size_t* length);
LUALIB_API lua_Integer(luaL_len)(lua_State* L, int index);
#define luaL_getmetatable(L, name) (lua_getfield(L, LUA_REGISTRYINDEX, (name)))
#define luaL_pushfail(L) lua_pushnil(L)

/* ---- references: values kept in a table under integers */

LUALIB_API int(luaL_ref)(lua_State* L, int table);
LUALIB_API void(luaL_unref)(lua_State* L, int table, int reference);

/* ---- loading */

LUALIB_API int(luaL_loadfilex)(lua_State* L, const char* path, const char* mode);
LUALIB_API int(luaL_loadbufferx)(lua_State* L, const char* bytes, size_t size, const char* name,
                                 const char* mode);
LUALIB_API int(luaL_loadstring)(lua_State* L, const char* text);
#define luaL_loadfile(L, path) luaL_loadfilex(L, path, NULL)
#define luaL_loadbuffer(L, bytes, size, name) luaL_loadbufferx(L, bytes, size, name, NULL)
#define luaL_dofile(L, path) (luaL_loadfile(L, path) || lua_pcall(L, 0, LUA_MULTRET, 0))
#define luaL_dostring(L, text) (luaL_loadstring(L, text) || lua_pcall(L, 0, LUA_MULTRET, 0))

/* ---- buffers: text put together piece by piece. Between calls a buffer may keep one slot at the top of the stack. */

struct luaL_Buffer {
  char* b;     /* the text */
  size_t size; /* room at b */
  size_t n;    /* length of the text */
  lua_State* L;
  union {
    LUAI_MAXALIGN;
    char b[LUAL_BUFFERSIZE];
  } init; /* room for short texts */
};

LUALIB_API void(luaL_buffinit)(lua_State* L, luaL_Buffer* B);
LUALIB_API char*(luaL_buffinitsize)(lua_State* L, luaL_Buffer* B, size_t size);
LUALIB_API char*(luaL_prepbuffsize)(luaL_Buffer* B, size_t size);
LUALIB_API void(luaL_addlstring)(luaL_Buffer* B, const char* text, size_t length);
LUALIB_API void(luaL_addstring)(luaL_Buffer* B, const char* text);
LUALIB_API void(luaL_addvalue)(luaL_Buffer* B);
LUALIB_API void(luaL_addgsub)(luaL_Buffer* B, const char* text, const char* pattern,
                              const char* replacement);
LUALIB_API const char*(luaL_gsub)(lua_State* L, const char* text, const char* pattern,
                                  const char* replacement);
LUALIB_API void(luaL_pushresult)(luaL_Buffer* B);
LUALIB_API void(luaL_pushresultsize)(luaL_Buffer* B, size_t size);
#define luaL_bufflen(B) ((B)->n)
#define luaL_buffaddr(B) ((B)->b)
#define luaL_addsize(B, size) ((B)->n += (size))
#define luaL_buffsub(B, size) ((B)->n -= (size))
#define luaL_addchar(B, c) \
  ((void)((B)->n < (B)->size || luaL_prepbuffsize((B), 1)), ((B)->b[(B)->n++] = (c)))
#define luaL_prepbuffer(B) luaL_prepbuffsize(B, LUAL_BUFFERSIZE)

/* ---- output of stand-alone programs */

#if !defined(lua_writestring)
#define lua_writestring(text, length) fwrite((text), sizeof(char), (length), stdout)
#endif
#if !defined(lua_writeline)
#define lua_writeline() (lua_writestring("\n", 1), fflush(stdout))
#endif
#if !defined(lua_writestringerror)
#define lua_writestringerror(format, text) (fprintf(stderr, (format), (text)), fflush(stderr))
#endif

#endif
