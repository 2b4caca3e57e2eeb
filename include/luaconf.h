/* Configuration of Trinity's C interface: the choices that Debian's build of Lua 5.4 makes, written down once.
**
** Programs and C modules bake these values in, so none of them may change: number types, sizes of structures, where modules are
** looked for, what is exported. Compiles as C89 and later, and as C++.
*/
#ifndef luaconf_h
#define luaconf_h

#include <limits.h>
#include <stddef.h>
#include <stdint.h>

/* ---- numbers: 64-bit integers, double-precision floats */

#define LUA_INT_INT 1
#define LUA_INT_LONG 2
#define LUA_INT_LONGLONG 3
#define LUA_FLOAT_FLOAT 1
#define LUA_FLOAT_DOUBLE 2
#define LUA_FLOAT_LONGDOUBLE 3
#define LUA_INT_DEFAULT LUA_INT_LONGLONG
#define LUA_FLOAT_DEFAULT LUA_FLOAT_DOUBLE
#define LUA_INT_TYPE LUA_INT_DEFAULT
#define LUA_FLOAT_TYPE LUA_FLOAT_DEFAULT
#define LUA_32BITS 0
#define LUAI_IS32INT ((UINT_MAX >> 30) >= 3)

#define LUA_INTEGER long long
#define LUA_UNSIGNED unsigned LUA_INTEGER
#define LUA_INTEGER_FRMLEN "ll"
#define LUA_INTEGER_FMT "%" LUA_INTEGER_FRMLEN "d"
#define LUA_MAXINTEGER LLONG_MAX
#define LUA_MININTEGER LLONG_MIN
#define LUA_MAXUNSIGNED ULLONG_MAX

#define LUA_NUMBER double
#define LUA_NUMBER_FRMLEN ""
#define LUA_NUMBER_FMT "%.14g"
#define LUAI_UACNUMBER double /* what a float becomes as a variable argument */
#define LUAI_UACINT LUA_INTEGER
#define LUAI_NUMFFORMAT LUA_NUMBER_FMT
#define l_floatatt(name) (DBL_##name)
#define l_mathop(operation) operation
#define l_floor(x) (l_mathop(floor)(x))
#define lua_number2str(buffer, size, n) \
  l_sprintf((buffer), size, LUAI_NUMFFORMAT, (LUAI_UACNUMBER)(n))
#define lua_integer2str(buffer, size, i) \
  l_sprintf((buffer), size, LUA_INTEGER_FMT, (LUAI_UACINT)(i))
#define lua_str2number(text, end) strtod((text), (end))
#define lua_strx2number(text, end) lua_str2number(text, end)
#define lua_number2strx(L, buffer, size, format, n) \
  ((void)(L), l_sprintf((buffer), size, format, (LUAI_UACNUMBER)(n)))
#define lua_pointer2str(buffer, size, p) l_sprintf((buffer), size, "%p", (p))
#define l_sprintf(buffer, size, format, value) snprintf(buffer, size, format, value)

/* Stores the float n in *i and is true, when an integer can hold it. The float must have an integral value. */
#define lua_numbertointeger(n, i)                                                \
  ((n) >= (LUA_NUMBER)(LUA_MININTEGER) && (n) < -(LUA_NUMBER)(LUA_MININTEGER) && \
   (*(i) = (LUA_INTEGER)(n), 1))

#define LUA_KCONTEXT intptr_t
#define lua_getlocaledecpoint() (localeconv()->decimal_point[0])

/* ---- limits and layouts */

#define LUAI_MAXSTACK 1000000          /* slots of one stack; pseudo-indices lie beyond */
#define LUA_EXTRASPACE (sizeof(void*)) /* bytes before each lua_State that belong to the program */
#define LUA_IDSIZE 60                  /* bytes of lua_Debug.short_src */
#define LUAL_BUFFERSIZE ((int)(16 * sizeof(void*) * sizeof(lua_Number)))
/* Members that give a union the strictest alignment. */
#define LUAI_MAXALIGN \
  lua_Number n;       \
  double u;           \
  void* s;            \
  lua_Integer i;      \
  long l

/* ---- where modules are looked for */

#define LUA_PATH_SEP ";"
#define LUA_PATH_MARK "?"
#define LUA_EXEC_DIR "!"
#define LUA_DIRSEP "/"
#define LUA_VDIR LUA_VERSION_MAJOR "." LUA_VERSION_MINOR
#define LUA_ROOT "/usr/local/"
#define LUA_LDIR LUA_ROOT "share/lua/" LUA_VDIR "/"
#define LUA_CDIR LUA_ROOT "lib/lua/" LUA_VDIR "/"
#define LUA_LDIR2 "/usr/share/lua/" LUA_VDIR "/"
#if defined(__x86_64__) && defined(__linux__)
#define LUA_MULTIARCH_ "x86_64-linux-gnu/"
#elif defined(__aarch64__) && defined(__linux__)
#define LUA_MULTIARCH_ "aarch64-linux-gnu/"
#else
#define LUA_MULTIARCH_ ""
#endif
#define LUA_CDIR2 "/usr/lib/" LUA_MULTIARCH_ "lua/" LUA_VDIR "/"
#define LUA_CDIR3 "/usr/lib/lua/" LUA_VDIR "/"
#define LUA_PATH_DEFAULT                                                                      \
  LUA_LDIR "?.lua;" LUA_LDIR "?/init.lua;" LUA_CDIR "?.lua;" LUA_CDIR "?/init.lua;" LUA_LDIR2 \
           "?.lua;" LUA_LDIR2 "?/init.lua;./?.lua;./?/init.lua"
#define LUA_CPATH_DEFAULT \
  LUA_CDIR "?.so;" LUA_CDIR2 "?.so;" LUA_CDIR3 "?.so;" LUA_CDIR "loadall.so;./?.so"

/* ---- what is exported. C++ programs may include lua.h as it is. */

#ifdef __cplusplus
#define LUA_LINKAGE_ extern "C"
#else
#define LUA_LINKAGE_ extern
#endif
#if defined(__GNUC__)
#define LUA_API LUA_LINKAGE_ __attribute__((visibility("default")))
#else
#define LUA_API LUA_LINKAGE_
#endif
#define LUALIB_API LUA_API
#define LUAMOD_API LUA_API

#if defined(__GNUC__)
#define luai_likely(condition) (__builtin_expect(((condition) != 0), 1))
#define luai_unlikely(condition) (__builtin_expect(((condition) != 0), 0))
#else
#define luai_likely(condition) (condition)
#define luai_unlikely(condition) (condition)
#endif
#if defined(LUA_CORE) || defined(LUA_LIB)
#define l_likely(condition) luai_likely(condition)
#define l_unlikely(condition) luai_unlikely(condition)
#endif

/* ---- names of earlier versions (LUA_COMPAT_5_3, as Debian builds Lua 5.4) */

#define LUA_COMPAT_5_3
#define LUA_COMPAT_MATHLIB
#define LUA_COMPAT_APIINTCASTS
#define LUA_COMPAT_LT_LE
#define lua_strlen(L, index) lua_rawlen(L, (index))
#define lua_objlen(L, index) lua_rawlen(L, (index))
#define lua_equal(L, index1, index2) lua_compare(L, (index1), (index2), LUA_OPEQ)
#define lua_lessthan(L, index1, index2) lua_compare(L, (index1), (index2), LUA_OPLT)

/* ---- checks of a caller's mistakes: programs may define LUA_USE_APICHECK for their own macros */

#if defined(LUA_USE_APICHECK)
#include <assert.h>
#define luai_apicheck(L, condition) assert(condition)
#endif

#endif
