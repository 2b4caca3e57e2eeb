/* lua.h: Trinity's C interface, compatible with that of Lua 5.4 in source and binary form.
**
** Each function's effect on the stack stands before it as [-popped, +pushed, errors]: "-" never raises, "m" only for lack of
** memory, "e" anything (metamethods run), "v" on purpose. An index counts from 1 at the bottom of the running function's part of
** the stack, or from -1 at its top; pseudo-indices name the registry and upvalues.
*/
#ifndef lua_h
#define lua_h

#include <stdarg.h>
#include <stddef.h>

#include "luaconf.h"

#define LUA_VERSION_MAJOR "5"
#define LUA_VERSION_MINOR "4"
#define LUA_VERSION_RELEASE "8"
#define LUA_VERSION_NUM 504
#define LUA_VERSION_RELEASE_NUM (LUA_VERSION_NUM * 100 + 8)
#define LUA_VERSION "Lua " LUA_VERSION_MAJOR "." LUA_VERSION_MINOR
#define LUA_RELEASE LUA_VERSION "." LUA_VERSION_RELEASE
#define LUA_COPYRIGHT LUA_RELEASE "  Copyright (C) 1994-2025 Lua.org, PUC-Rio"
#define LUA_AUTHORS "R. Ierusalimschy, L. H. de Figueiredo, W. Celes"

#define LUA_SIGNATURE "\x1bLua" /* how a precompiled chunk begins */
#define LUA_MULTRET (-1)        /* as a number of results: all of them */

/* ---- pseudo-indices and the registry */

#define LUA_REGISTRYINDEX (-LUAI_MAXSTACK - 1000)
#define lua_upvalueindex(i) (LUA_REGISTRYINDEX - (i))
#define LUA_RIDX_MAINTHREAD 1
#define LUA_RIDX_GLOBALS 2
#define LUA_RIDX_LAST LUA_RIDX_GLOBALS

/* ---- how a call or a coroutine ended */

#define LUA_OK 0
#define LUA_YIELD 1
#define LUA_ERRRUN 2
#define LUA_ERRSYNTAX 3
#define LUA_ERRMEM 4
#define LUA_ERRERR 5 /* error in a message handler */

/* ---- types of values */

#define LUA_TNONE (-1) /* of an index that names no value */
#define LUA_TNIL 0
#define LUA_TBOOLEAN 1
#define LUA_TLIGHTUSERDATA 2
#define LUA_TNUMBER 3
#define LUA_TSTRING 4
#define LUA_TTABLE 5
#define LUA_TFUNCTION 6
#define LUA_TUSERDATA 7
#define LUA_TTHREAD 8
#define LUA_NUMTYPES 9

#define LUA_MINSTACK 20 /* slots that a C function may fill without asking */

typedef struct lua_State lua_State; /* a thread, with the state that it belongs to */
typedef struct lua_Debug lua_Debug;
typedef LUA_NUMBER lua_Number;
typedef LUA_INTEGER lua_Integer;
typedef LUA_UNSIGNED lua_Unsigned;
typedef LUA_KCONTEXT lua_KContext;

/* A function for Lua: arguments are its stack, results the topmost values, of which it returns the number. */
typedef int (*lua_CFunction)(lua_State* L);
/* What goes on in its place once something that it called, or itself, has yielded. */
typedef int (*lua_KFunction)(lua_State* L, int status, lua_KContext context);
/* Gives the next piece of a chunk and its size; NULL or size 0 at the end. */
typedef const char* (*lua_Reader)(lua_State* L, void* data, size_t* size);
/* Takes a piece of a chunk; not 0 ends the dump. */
typedef int (*lua_Writer)(lua_State* L, const void* piece, size_t size, void* data);
/* Memory: frees when new_size is 0, allocates when block is NULL (old_size then tells what for), else resizes. */
typedef void* (*lua_Alloc)(void* data, void* block, size_t old_size, size_t new_size);
typedef void (*lua_WarnFunction)(void* data, const char* piece, int to_be_continued);
typedef void (*lua_Hook)(lua_State* L, lua_Debug* event);

#if defined(LUA_USER_H)
#include LUA_USER_H
#endif

LUA_API const char lua_ident[];

/* ---- states and threads */

LUA_API lua_State*(lua_newstate)(lua_Alloc allocator, void* data); /* NULL without memory */
LUA_API void(lua_close)(lua_State* L);
LUA_API lua_State*(lua_newthread)(lua_State* L);                       /* [-0, +1, m] */
LUA_API int(lua_closethread)(lua_State* L, lua_State* from);           /* [-0, +?, -] */
LUA_API int(lua_resetthread)(lua_State* L);                            /* [-0, +?, -] */
LUA_API lua_CFunction(lua_atpanic)(lua_State* L, lua_CFunction panic); /* the old one */
LUA_API lua_Number(lua_version)(lua_State* L);

/* ---- the stack */

LUA_API int(lua_absindex)(lua_State* L, int index);
LUA_API int(lua_gettop)(lua_State* L);
LUA_API void(lua_settop)(lua_State* L, int index);    /* [-?, +?, e] closes slots that it drops */
LUA_API void(lua_pushvalue)(lua_State* L, int index); /* [-0, +1, -] */
LUA_API void(lua_rotate)(lua_State* L, int index, int n); /* towards the top by n */
LUA_API void(lua_copy)(lua_State* L, int from, int to);
LUA_API int(lua_checkstack)(lua_State* L, int slots);           /* 0 when there cannot be so many */
LUA_API void(lua_xmove)(lua_State* from, lua_State* to, int n); /* [-n, +n of `to`, -] */
LUA_API void(lua_toclose)(lua_State* L, int index);             /* [-0, +0, v] */
LUA_API void(lua_closeslot)(lua_State* L, int index);           /* [-0, +0, e] */

/* ---- what a value is */

LUA_API int(lua_type)(lua_State* L, int index);
LUA_API const char*(lua_typename)(lua_State* L, int type);
LUA_API int(lua_isnumber)(lua_State* L, int index); /* or a string that spells one */
LUA_API int(lua_isstring)(lua_State* L, int index); /* or a number */
LUA_API int(lua_iscfunction)(lua_State* L, int index);
LUA_API int(lua_isinteger)(lua_State* L, int index);
LUA_API int(lua_isuserdata)(lua_State* L, int index);
LUA_API lua_Number(lua_tonumberx)(lua_State* L, int index, int* is_number);
LUA_API lua_Integer(lua_tointegerx)(lua_State* L, int index, int* is_number);
LUA_API int(lua_toboolean)(lua_State* L, int index);
LUA_API const char*(lua_tolstring)(lua_State* L, int index,
                                   size_t* length); /* m; makes a number a string in place */
LUA_API lua_Unsigned(lua_rawlen)(lua_State* L, int index);
LUA_API lua_CFunction(lua_tocfunction)(lua_State* L, int index);
LUA_API void*(lua_touserdata)(lua_State* L, int index);
LUA_API lua_State*(lua_tothread)(lua_State* L, int index);
LUA_API const void*(lua_topointer)(lua_State* L, int index);

/* ---- operators */

#define LUA_OPADD 0
#define LUA_OPSUB 1
#define LUA_OPMUL 2
#define LUA_OPMOD 3
#define LUA_OPPOW 4
#define LUA_OPDIV 5
#define LUA_OPIDIV 6
#define LUA_OPBAND 7
#define LUA_OPBOR 8
#define LUA_OPBXOR 9
#define LUA_OPSHL 10
#define LUA_OPSHR 11
#define LUA_OPUNM 12
#define LUA_OPBNOT 13
#define LUA_OPEQ 0
#define LUA_OPLT 1
#define LUA_OPLE 2

LUA_API void(lua_arith)(lua_State* L, int operation); /* [-1 or 2, +1, e] */
LUA_API int(lua_rawequal)(lua_State* L, int index1, int index2);
LUA_API int(lua_compare)(lua_State* L, int index1, int index2, int operation); /* [-0, +0, e] */
LUA_API void(lua_concat)(lua_State* L, int n);                                 /* [-n, +1, e] */
LUA_API void(lua_len)(lua_State* L, int index);                                /* [-0, +1, e] */
LUA_API size_t(lua_stringtonumber)(lua_State* L, const char* text); /* [-0, +1 or 0, -] */

/* ---- pushing */

LUA_API void(lua_pushnil)(lua_State* L);
LUA_API void(lua_pushnumber)(lua_State* L, lua_Number n);
LUA_API void(lua_pushinteger)(lua_State* L, lua_Integer n);
LUA_API const char*(lua_pushlstring)(lua_State* L, const char* text, size_t length); /* m */
LUA_API const char*(lua_pushstring)(lua_State* L, const char* text); /* m; NULL: nil */
LUA_API const char*(lua_pushvfstring)(lua_State* L, const char* format, va_list arguments); /* m */
LUA_API const char*(lua_pushfstring)(lua_State* L, const char* format,
                                     ...); /* m; %s %d %I %f %p %c %U %% */
LUA_API void(lua_pushcclosure)(lua_State* L, lua_CFunction function,
                               int upvalues); /* [-n, +1, m] */
LUA_API void(lua_pushboolean)(lua_State* L, int truth);
LUA_API void(lua_pushlightuserdata)(lua_State* L, void* pointer);
LUA_API int(lua_pushthread)(lua_State* L); /* 1 for the main thread */

/* ---- reading tables and userdata: each pushes a value and returns its type */

LUA_API int(lua_getglobal)(lua_State* L, const char* name);                   /* [-0, +1, e] */
LUA_API int(lua_gettable)(lua_State* L, int index);                           /* [-1, +1, e] */
LUA_API int(lua_getfield)(lua_State* L, int index, const char* name);         /* [-0, +1, e] */
LUA_API int(lua_geti)(lua_State* L, int index, lua_Integer key);              /* [-0, +1, e] */
LUA_API int(lua_rawget)(lua_State* L, int index);                             /* [-1, +1, -] */
LUA_API int(lua_rawgeti)(lua_State* L, int index, lua_Integer key);           /* [-0, +1, -] */
LUA_API int(lua_rawgetp)(lua_State* L, int index, const void* key);           /* [-0, +1, -] */
LUA_API void(lua_createtable)(lua_State* L, int elements, int fields);        /* [-0, +1, m] */
LUA_API void*(lua_newuserdatauv)(lua_State* L, size_t size, int user_values); /* [-0, +1, m] */
LUA_API int(lua_getmetatable)(lua_State* L, int index);                       /* [-0, +1 or 0, -] */
LUA_API int(lua_getiuservalue)(lua_State* L, int index, int n);               /* [-0, +1, -] */
LUA_API int(lua_next)(lua_State* L, int index);                               /* [-1, +2 or 0, v] */

/* ---- writing them: each pops what it stores */

LUA_API void(lua_setglobal)(lua_State* L, const char* name);           /* [-1, +0, e] */
LUA_API void(lua_settable)(lua_State* L, int index);                   /* [-2, +0, e] */
LUA_API void(lua_setfield)(lua_State* L, int index, const char* name); /* [-1, +0, e] */
LUA_API void(lua_seti)(lua_State* L, int index, lua_Integer key);      /* [-1, +0, e] */
LUA_API void(lua_rawset)(lua_State* L, int index);                     /* [-2, +0, m] */
LUA_API void(lua_rawseti)(lua_State* L, int index, lua_Integer key);   /* [-1, +0, m] */
LUA_API void(lua_rawsetp)(lua_State* L, int index, const void* key);   /* [-1, +0, m] */
LUA_API int(lua_setmetatable)(lua_State* L, int index);                /* [-1, +0, -] */
LUA_API int(lua_setiuservalue)(lua_State* L, int index, int n);        /* [-1, +0, -] */

/* ---- calling, loading, raising */

LUA_API void(lua_callk)(lua_State* L, int arguments, int results, lua_KContext context,
                        lua_KFunction k);
LUA_API int(lua_pcallk)(lua_State* L, int arguments, int results, int handler, lua_KContext context,
                        lua_KFunction k);
LUA_API int(lua_load)(lua_State* L, lua_Reader reader, void* data, const char* chunk_name,
                      const char* mode);
LUA_API int(lua_dump)(lua_State* L, lua_Writer writer, void* data, int strip);
LUA_API int(lua_error)(lua_State* L); /* [-1, +0, v] */
#define lua_call(L, arguments, results) lua_callk(L, (arguments), (results), 0, NULL)
#define lua_pcall(L, arguments, results, handler) \
  lua_pcallk(L, (arguments), (results), (handler), 0, NULL)

/* ---- coroutines */

LUA_API int(lua_yieldk)(lua_State* L, int results, lua_KContext context, lua_KFunction k);
LUA_API int(lua_resume)(lua_State* L, lua_State* from, int arguments, int* results);
LUA_API int(lua_status)(lua_State* L);
LUA_API int(lua_isyieldable)(lua_State* L);
#define lua_yield(L, results) lua_yieldk(L, (results), 0, NULL)

/* ---- warnings, memory, collection */

LUA_API void(lua_setwarnf)(lua_State* L, lua_WarnFunction function, void* data);
LUA_API void(lua_warning)(lua_State* L, const char* piece, int to_be_continued);
LUA_API lua_Alloc(lua_getallocf)(lua_State* L, void** data);
LUA_API void(lua_setallocf)(lua_State* L, lua_Alloc allocator, void* data);

#define LUA_GCSTOP 0
#define LUA_GCRESTART 1
#define LUA_GCCOLLECT 2
#define LUA_GCCOUNT 3  /* KiB in use */
#define LUA_GCCOUNTB 4 /* and the bytes beyond */
#define LUA_GCSTEP 5
#define LUA_GCSETPAUSE 6
#define LUA_GCSETSTEPMUL 7
#define LUA_GCISRUNNING 9
#define LUA_GCGEN 10
#define LUA_GCINC 11
LUA_API int(lua_gc)(lua_State* L, int what, ...);

/* ---- macros */

#define lua_getextraspace(L) ((void*)((char*)(L) - LUA_EXTRASPACE))
#define lua_tonumber(L, i) lua_tonumberx(L, (i), NULL)
#define lua_tointeger(L, i) lua_tointegerx(L, (i), NULL)
#define lua_tostring(L, i) lua_tolstring(L, (i), NULL)
#define lua_pop(L, n) lua_settop(L, -(n) - 1)
#define lua_newtable(L) lua_createtable(L, 0, 0)
#define lua_register(L, name, f) (lua_pushcfunction(L, (f)), lua_setglobal(L, (name)))
#define lua_pushcfunction(L, f) lua_pushcclosure(L, (f), 0)
#define lua_pushliteral(L, s) lua_pushstring(L, "" s)
#define lua_pushglobaltable(L) ((void)lua_rawgeti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS))
#define lua_insert(L, index) lua_rotate(L, (index), 1)
#define lua_remove(L, index) (lua_rotate(L, (index), -1), lua_pop(L, 1))
#define lua_replace(L, index) (lua_copy(L, -1, (index)), lua_pop(L, 1))
#define lua_isfunction(L, n) (lua_type(L, (n)) == LUA_TFUNCTION)
#define lua_istable(L, n) (lua_type(L, (n)) == LUA_TTABLE)
#define lua_islightuserdata(L, n) (lua_type(L, (n)) == LUA_TLIGHTUSERDATA)
#define lua_isnil(L, n) (lua_type(L, (n)) == LUA_TNIL)
#define lua_isboolean(L, n) (lua_type(L, (n)) == LUA_TBOOLEAN)
#define lua_isthread(L, n) (lua_type(L, (n)) == LUA_TTHREAD)
#define lua_isnone(L, n) (lua_type(L, (n)) == LUA_TNONE)
#define lua_isnoneornil(L, n) (lua_type(L, (n)) <= 0)
#define lua_newuserdata(L, size) lua_newuserdatauv(L, size, 1)
#define lua_getuservalue(L, index) lua_getiuservalue(L, index, 1)
#define lua_setuservalue(L, index) lua_setiuservalue(L, index, 1)
#define LUA_NUMTAGS LUA_NUMTYPES
#if defined(LUA_COMPAT_APIINTCASTS)
#define lua_pushunsigned(L, n) lua_pushinteger(L, (lua_Integer)(n))
#define lua_tounsignedx(L, i, is) ((lua_Unsigned)lua_tointegerx(L, i, is))
#define lua_tounsigned(L, i) lua_tounsignedx(L, (i), NULL)
#endif

/* ---- debugging */

#define LUA_HOOKCALL 0
#define LUA_HOOKRET 1
#define LUA_HOOKLINE 2
#define LUA_HOOKCOUNT 3
#define LUA_HOOKTAILCALL 4
#define LUA_MASKCALL (1 << LUA_HOOKCALL)
#define LUA_MASKRET (1 << LUA_HOOKRET)
#define LUA_MASKLINE (1 << LUA_HOOKLINE)
#define LUA_MASKCOUNT (1 << LUA_HOOKCOUNT)

struct lua_Debug {
  int event;                  /* of a hook */
  const char* name;           /* n */
  const char* namewhat;       /* n: "global", "local", "method", "field", "upvalue", "" ... */
  const char* what;           /* S: "Lua", "C", "main" */
  const char* source;         /* S */
  size_t srclen;              /* S: length of source */
  int currentline;            /* l */
  int linedefined;            /* S */
  int lastlinedefined;        /* S */
  unsigned char nups;         /* u: number of upvalues */
  unsigned char nparams;      /* u: number of parameters */
  char isvararg;              /* u */
  char istailcall;            /* t */
  unsigned short ftransfer;   /* r: index of the first value passed */
  unsigned short ntransfer;   /* r: number of values passed */
  char short_src[LUA_IDSIZE]; /* S */
  struct CallInfo* i_ci;      /* ours: which activation; may be copied along */
};

LUA_API int(lua_getstack)(lua_State* L, int level, lua_Debug* activation);
LUA_API int(lua_getinfo)(lua_State* L, const char* what, lua_Debug* activation);
LUA_API const char*(lua_getlocal)(lua_State* L, const lua_Debug* activation, int n);
LUA_API const char*(lua_setlocal)(lua_State* L, const lua_Debug* activation, int n);
LUA_API const char*(lua_getupvalue)(lua_State* L, int function, int n);
LUA_API const char*(lua_setupvalue)(lua_State* L, int function, int n);
LUA_API void*(lua_upvalueid)(lua_State* L, int function, int n);
LUA_API void(lua_upvaluejoin)(lua_State* L, int function1, int n1, int function2, int n2);
LUA_API void(lua_sethook)(lua_State* L, lua_Hook hook, int mask, int count);
LUA_API lua_Hook(lua_gethook)(lua_State* L);
LUA_API int(lua_gethookmask)(lua_State* L);
LUA_API int(lua_gethookcount)(lua_State* L);
LUA_API int(lua_setcstacklimit)(lua_State* L, unsigned int limit); /* has no effect */

#endif
