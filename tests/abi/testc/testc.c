/* The functions `T` of the official test files, as far as the public interface can express them.
**
** Several of those files drive the C interface with a little stack language ("pushnum 10; pushvalue 1; call 0 1; return 1") that the
** reference's own test build understands. This module understands it too, but is an ordinary C module: it sees what every C program
** sees. What looks into collector, string table, code or stack (gccolor, gcstate, querytab, querystr, listk, stacklevel, ...) is
** therefore missing.
**
** A script is a sequence of words. An instruction reads its operands from the words behind it:
**   number    an integer; `.` pops one from the stack, `*` is the height of the stack
**   index     a number, `R` for the registry, `U`n for upvalue n
**   text      a word, or anything between quotes
*/
#include <ctype.h>
#include <limits.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lauxlib.h>
#include <lua.h>
#include <lualib.h>

/* A script that runs: on the stack of `L`, which is `host` or a thread or state of its own. */
typedef struct Machine {
  lua_State *host, *L;
  const char* at;
  int status;  /* of the last call that has one */
  int is_done; /* `results` are those of the C function */
  int results;
  char text[512]; /* the operand that `text` has read */
} Machine;

typedef struct Instruction {
  const char* name;
  void (*run)(Machine* m);
} Instruction;

static const char* const status_names[] = {
    "OK", "YIELD", "ERRRUN", "ERRSYNTAX", "not enough memory", "ERRERR", "ERRFILE"};

static int run_script(lua_State* host, lua_State* L, const char* script);
static int continue_script(lua_State* L, int status, lua_KContext context);
static int test_c(lua_State* L);
int luaopen_testc(lua_State* L);

/* ---- operands */

static int is_delimiter(char c) { return c != '\0' && strchr(" \t\n,;", c) != NULL; }

static void skip_blanks(Machine* m) {
  for (;;) {
    if (is_delimiter(*m->at))
      m->at++;
    else if (*m->at == '#')
      m->at += strcspn(m->at, "\n");
    else
      return;
  }
}

static int number(Machine* m) {
  int sign = 1, value = 0;
  skip_blanks(m);
  if (*m->at == '.') {
    m->at++;
    value = (int)lua_tointeger(m->L, -1);
    lua_pop(m->L, 1);
    return value;
  }
  if (*m->at == '*') {
    m->at++;
    return lua_gettop(m->L);
  }
  if (*m->at == '-') {
    m->at++;
    sign = -1;
  }
  if (!isdigit((unsigned char)*m->at)) luaL_error(m->host, "number expected (%s)", m->at);
  while (isdigit((unsigned char)*m->at)) value = value * 10 + (*m->at++ - '0');
  return sign * value;
}

static int slot(Machine* m) {
  skip_blanks(m);
  if (*m->at == 'R') return m->at++, LUA_REGISTRYINDEX;
  if (*m->at == 'U') return m->at++, lua_upvalueindex(number(m));
  return number(m);
}

static const char* text(Machine* m) {
  size_t length = 0;
  char quote = '\0';
  skip_blanks(m);
  if (*m->at == '"' || *m->at == '\'') quote = *m->at++;
  while (quote ? *m->at != quote : (*m->at != '\0' && !is_delimiter(*m->at))) {
    if (*m->at == '\0') luaL_error(m->host, "unfinished string in C script");
    if (length + 1 == sizeof m->text) luaL_error(m->host, "word too long in C script");
    m->text[length++] = *m->at++;
  }
  if (quote) m->at++;
  m->text[length] = '\0';
  return m->text;
}

/* ---- instructions: values pushed, moved and looked at */

static void do_absindex(Machine* m) {
  const int i = slot(m);
  lua_pushnumber(m->L, lua_absindex(m->L, i));
}
static void do_copy(Machine* m) {
  const int from = slot(m), to = slot(m);
  lua_copy(m->L, from, to);
}
static void do_gettop(Machine* m) { lua_pushinteger(m->L, lua_gettop(m->L)); }
static void do_insert(Machine* m) {
  const int i = number(m);
  lua_insert(m->L, i);
}
static void do_pop(Machine* m) {
  const int n = number(m);
  lua_pop(m->L, n);
}
static void do_remove(Machine* m) {
  const int i = number(m);
  lua_remove(m->L, i);
}
static void do_replace(Machine* m) {
  const int i = slot(m);
  lua_replace(m->L, i);
}
static void do_rotate(Machine* m) {
  const int i = slot(m), n = number(m);
  lua_rotate(m->L, i, n);
}
static void do_settop(Machine* m) {
  const int n = number(m);
  lua_settop(m->L, n);
}
static void do_pushvalue(Machine* m) {
  const int i = slot(m);
  lua_pushvalue(m->L, i);
}
static void do_pushbool(Machine* m) {
  const int truth = number(m);
  lua_pushboolean(m->L, truth);
}
static void do_pushint(Machine* m) {
  const int n = number(m);
  lua_pushinteger(m->L, n);
}
static void do_pushnum(Machine* m) {
  const int n = number(m);
  lua_pushnumber(m->L, (lua_Number)n);
}
static void do_pushnil(Machine* m) { lua_pushnil(m->L); }
static void do_pushstring(Machine* m) { lua_pushstring(m->L, text(m)); }
static void do_pushstatus(Machine* m) { lua_pushstring(m->L, status_names[m->status]); }
static void do_pushupvalueindex(Machine* m) {
  const int n = number(m);
  lua_pushinteger(m->L, lua_upvalueindex(n));
}
static void do_pushcclosure(Machine* m) {
  const int n = number(m);
  lua_pushcclosure(m->L, test_c, n);
}
/* Format and argument are the topmost values of the host. */
static void do_pushfstring_int(Machine* m) {
  lua_pushfstring(m->L, lua_tostring(m->host, -2), (int)lua_tointeger(m->host, -1));
}
static void do_pushfstring_text(Machine* m) {
  const char* argument = lua_tostring(m->host, -1);
  lua_pushfstring(m->L, lua_tostring(m->host, -2), argument);
}
static void do_pushfstring_pointer(Machine* m) {
  lua_pushfstring(m->L, lua_tostring(m->host, -2), lua_topointer(m->host, -1));
}

#define TEST(name, question)                  \
  static void do_##name(Machine* m) {         \
    const int i = slot(m);                    \
    lua_pushboolean(m->L, question(m->L, i)); \
  }
TEST(iscfunction, lua_iscfunction)
TEST(isfunction, lua_isfunction)
TEST(isnil, lua_isnil)
TEST(isnull, lua_isnone)
TEST(isnumber, lua_isnumber)
TEST(isstring, lua_isstring)
TEST(istable, lua_istable)
TEST(isudataval, lua_islightuserdata)
TEST(isuserdata, lua_isuserdata)
TEST(tobool, lua_toboolean)

static void do_testudata(Machine* m) {
  const int i = slot(m);
  lua_pushboolean(m->L, luaL_testudata(m->L, i, text(m)) != NULL);
}
static void do_isyieldable(Machine* m) {
  const int i = slot(m);
  lua_pushboolean(m->L, lua_isyieldable(lua_tothread(m->L, i)));
}
static void do_type(Machine* m) {
  const int i = number(m);
  lua_pushstring(m->L, luaL_typename(m->L, i));
}
static void do_tointeger(Machine* m) {
  const int i = slot(m);
  lua_pushinteger(m->L, lua_tointeger(m->L, i));
}
static void do_tonumber(Machine* m) {
  const int i = slot(m);
  lua_pushnumber(m->L, lua_tonumber(m->L, i));
}
static void do_tostring(Machine* m) {
  const int i = slot(m);
  const char* s = lua_tostring(m->L, i);
  const char* pushed = lua_pushstring(m->L, s);
  if ((s == NULL) != (pushed == NULL) || (s && strcmp(s, pushed) != 0))
    luaL_error(m->host, "lua_pushstring gives another text");
}
static void do_aux_tolstring(Machine* m) {
  const int i = slot(m);
  luaL_tolstring(m->L, i, NULL);
}
static void do_tocfunction(Machine* m) {
  const int i = slot(m);
  lua_pushcfunction(m->L, lua_tocfunction(m->L, i));
}
static void do_func2num(Machine* m) {
  const int i = slot(m);
  lua_pushnumber(m->L, (lua_Number)(uintptr_t)lua_tocfunction(m->L, i));
}
static void do_topointer(Machine* m) {
  const int i = slot(m);
  lua_pushlightuserdata(m->L, (void*)lua_topointer(m->L, i));
}
static void do_touserdata(Machine* m) {
  const int i = slot(m);
  lua_pushlightuserdata(m->L, lua_touserdata(m->L, i));
}

/* ---- operators */

static void do_arith(Machine* m) {
  static const char operators[] = "+-*%^/\\&|~<>_!"; /* in the order of LUA_OPADD and the others */
  const char* found;
  skip_blanks(m);
  found = *m->at ? strchr(operators, *m->at) : NULL;
  if (!found) luaL_error(m->host, "operator expected (%s)", m->at);
  m->at++;
  lua_arith(m->L, (int)(found - operators));
}
static void do_compare(Machine* m) {
  const char* name = text(m);
  const int operator= name[0] == 'E' ? LUA_OPEQ : name[1] == 'T' ? LUA_OPLT : LUA_OPLE;
  const int a = slot(m), b = slot(m);
  lua_pushboolean(m->L, lua_compare(m->L, a, b, operator));
}
static void do_concat(Machine* m) {
  const int n = number(m);
  lua_concat(m->L, n);
}
static void do_len(Machine* m) {
  const int i = slot(m);
  lua_len(m->L, i);
}
static void do_aux_len(Machine* m) {
  const int i = slot(m);
  lua_pushinteger(m->L, luaL_len(m->L, i));
}
static void do_objsize(Machine* m) {
  const int i = slot(m);
  lua_pushinteger(m->L, (lua_Integer)lua_rawlen(m->L, i));
}
static void do_gsub(Machine* m) {
  const int where = number(m), what = number(m), by = number(m);
  luaL_gsub(m->L, lua_tostring(m->L, where), lua_tostring(m->L, what), lua_tostring(m->L, by));
}

/* ---- tables, userdata, globals */

static void do_newtable(Machine* m) { lua_newtable(m->L); }
static void do_newuserdata(Machine* m) {
  const int size = number(m);
  lua_newuserdata(m->L, (size_t)size);
}
static void do_newmetatable(Machine* m) { lua_pushboolean(m->L, luaL_newmetatable(m->L, text(m))); }
static void do_append(Machine* m) {
  const int t = slot(m);
  lua_rawseti(m->L, t, (lua_Integer)lua_rawlen(m->L, t) + 1);
}
static void do_next(Machine* m) { lua_next(m->L, -2); }
static void do_getmetatable(Machine* m) {
  const int i = slot(m);
  if (!lua_getmetatable(m->L, i)) lua_pushnil(m->L);
}
static void do_getglobal(Machine* m) { lua_getglobal(m->L, text(m)); }
static void do_setglobal(Machine* m) { lua_setglobal(m->L, text(m)); }
static void do_getfield(Machine* m) {
  const int t = slot(m);
  lua_getfield(m->L, t, text(m));
}
static void do_setfield(Machine* m) {
  const int t = slot(m);
  lua_setfield(m->L, t, text(m));
}

#define ON_SLOT(name)                 \
  static void do_##name(Machine* m) { \
    const int i = slot(m);            \
    lua_##name(m->L, i);              \
  }
ON_SLOT(gettable)
ON_SLOT(settable)
ON_SLOT(rawget)
ON_SLOT(rawset)
ON_SLOT(setmetatable)

#define ON_ELEMENT(name)                  \
  static void do_##name(Machine* m) {     \
    const int t = slot(m), i = number(m); \
    lua_##name(m->L, t, i);               \
  }
ON_ELEMENT(seti)
ON_ELEMENT(rawgeti)
ON_ELEMENT(rawseti)

static void do_rawgetp(Machine* m) {
  const int t = slot(m), address = number(m);
  lua_rawgetp(m->L, t, (void*)(size_t)address);
}
static void do_rawsetp(Machine* m) {
  const int t = slot(m), address = number(m);
  lua_rawsetp(m->L, t, (void*)(size_t)address);
}

/* ---- calls and errors */

static void do_call(Machine* m) {
  const int arguments = number(m), results = number(m);
  lua_call(m->L, arguments, results);
}
static void do_callk(Machine* m) {
  const int arguments = number(m), results = number(m), context = slot(m);
  lua_callk(m->L, arguments, results, context, continue_script);
}
static void do_pcall(Machine* m) {
  const int arguments = number(m), results = number(m), handler = number(m);
  m->status = lua_pcall(m->L, arguments, results, handler);
}
static void do_pcallk(Machine* m) {
  const int arguments = number(m), results = number(m), context = slot(m);
  m->status = lua_pcallk(m->L, arguments, results, 0, context, continue_script);
}
static void do_error(Machine* m) { lua_error(m->L); }
static void do_throw(Machine* m) { luaL_error(m->L, "C++"); }
static void do_abort(Machine* m) {
  (void)m;
  abort();
}
static void do_traceback(Machine* m) {
  const char* message = text(m);
  const int level = number(m);
  luaL_traceback(m->L, m->L, message, level);
}
static void do_checkstack(Machine* m) {
  const int slots = number(m);
  const char* message = text(m);
  luaL_checkstack(m->L, slots, *message ? message : NULL);
}
static void do_rawcheckstack(Machine* m) {
  const int slots = number(m);
  lua_pushboolean(m->L, lua_checkstack(m->L, slots));
}
static void do_toclose(Machine* m) {
  const int i = number(m);
  lua_toclose(m->L, i);
}
static void do_closeslot(Machine* m) {
  const int i = number(m);
  lua_closeslot(m->L, i);
}
static void do_loadfile(Machine* m) {
  const int i = number(m);
  luaL_loadfile(m->L, luaL_checkstring(m->L, i));
}
static void do_loadstring(Machine* m) {
  const int i = number(m);
  luaL_loadstring(m->L, luaL_checkstring(m->L, i));
}
static void do_warning(Machine* m) { lua_warning(m->L, text(m), 0); }
static void do_warning_part(Machine* m) { lua_warning(m->L, text(m), 1); }
static void do_print(Machine* m) { printf("%s\n", text(m)); }
static void do_printstack(Machine* m) {
  int from = number(m), to = from;
  if (from == 0) {
    from = 1;
    to = lua_gettop(m->L);
  }
  for (; from <= to; from++) {
    printf("%3d: %s\n", from, luaL_tolstring(m->L, from, NULL));
    lua_pop(m->L, 1);
  }
}

/* The script's results. From another state they are handed over as booleans and strings. */
static void do_return(Machine* m) {
  const int n = number(m);
  int i;
  m->is_done = 1;
  m->results = n;
  if (m->L == m->host) return;
  for (i = -n; i < 0; i++) {
    if (lua_isboolean(m->L, i))
      lua_pushboolean(m->host, lua_toboolean(m->L, i));
    else
      lua_pushstring(m->host, lua_tostring(m->L, i));
  }
}

/* ---- threads */

static void do_newthread(Machine* m) { lua_newthread(m->L); }
static void do_resetthread(Machine* m) { lua_pushinteger(m->L, lua_resetthread(m->L)); }
static void do_threadstatus(Machine* m) { lua_pushstring(m->L, status_names[lua_status(m->L)]); }
static void do_resume(Machine* m) {
  const int i = slot(m), arguments = number(m);
  int results;
  m->status = lua_resume(lua_tothread(m->L, i), m->host, arguments, &results);
}
static void do_xmove(Machine* m) {
  const int from = slot(m), to = slot(m);
  int n = number(m);
  lua_State* source = from == 0 ? m->L : lua_tothread(m->L, from);
  lua_State* target = to == 0 ? m->L : lua_tothread(m->L, to);
  if (n == 0) n = lua_gettop(source);
  lua_xmove(source, target, n);
}
static void do_yield(Machine* m) {
  const int n = number(m);
  m->is_done = 1;
  m->results = lua_yield(m->L, n);
}
static void do_yieldk(Machine* m) {
  const int n = number(m), context = slot(m);
  m->is_done = 1;
  m->results = lua_yieldk(m->L, n, context, continue_script);
}

/* ---- hooks: the registry keeps their scripts, by thread */

static const char hook_scripts[] = "testc.hooks";

static void run_hook(lua_State* L, lua_Debug* event) {
  static const char* const names[] = {"call", "ret", "line", "count", "tailcall"};
  const char* script;
  lua_getfield(L, LUA_REGISTRYINDEX, hook_scripts);
  lua_rawgetp(L, -1, L);
  script = lua_tostring(L, -1); /* the table keeps it */
  lua_pop(L, 2);
  lua_pushstring(L, names[event->event]);
  lua_pushinteger(L, event->currentline);
  run_script(L, L, script);
}

static void set_hook(lua_State* L, int mask, int count, const char* script) {
  if (*script == '\0') {
    lua_sethook(L, NULL, 0, 0);
    return;
  }
  luaL_getsubtable(L, LUA_REGISTRYINDEX, hook_scripts);
  lua_pushstring(L, script);
  lua_rawsetp(L, -2, L);
  lua_pop(L, 1);
  lua_sethook(L, run_hook, mask, count);
}

static void do_sethook(Machine* m) {
  const int mask = number(m), count = number(m);
  set_hook(m->L, mask, count, text(m));
}

/* ---- scripts */

static const Instruction instructions[] = {
    {"Llen", do_aux_len},
    {"Ltolstring", do_aux_tolstring},
    {"abort", do_abort},
    {"absindex", do_absindex},
    {"append", do_append},
    {"arith", do_arith},
    {"call", do_call},
    {"callk", do_callk},
    {"checkstack", do_checkstack},
    {"closeslot", do_closeslot},
    {"compare", do_compare},
    {"concat", do_concat},
    {"copy", do_copy},
    {"error", do_error},
    {"func2num", do_func2num},
    {"getfield", do_getfield},
    {"getglobal", do_getglobal},
    {"getmetatable", do_getmetatable},
    {"gettable", do_gettable},
    {"gettop", do_gettop},
    {"gsub", do_gsub},
    {"insert", do_insert},
    {"iscfunction", do_iscfunction},
    {"isfunction", do_isfunction},
    {"isnil", do_isnil},
    {"isnull", do_isnull},
    {"isnumber", do_isnumber},
    {"isstring", do_isstring},
    {"istable", do_istable},
    {"isudataval", do_isudataval},
    {"isuserdata", do_isuserdata},
    {"isyieldable", do_isyieldable},
    {"len", do_len},
    {"loadfile", do_loadfile},
    {"loadstring", do_loadstring},
    {"newmetatable", do_newmetatable},
    {"newtable", do_newtable},
    {"newthread", do_newthread},
    {"newuserdata", do_newuserdata},
    {"next", do_next},
    {"objsize", do_objsize},
    {"pcall", do_pcall},
    {"pcallk", do_pcallk},
    {"pop", do_pop},
    {"print", do_print},
    {"printstack", do_printstack},
    {"pushbool", do_pushbool},
    {"pushcclosure", do_pushcclosure},
    {"pushfstringI", do_pushfstring_int},
    {"pushfstringP", do_pushfstring_pointer},
    {"pushfstringS", do_pushfstring_text},
    {"pushint", do_pushint},
    {"pushnil", do_pushnil},
    {"pushnum", do_pushnum},
    {"pushstatus", do_pushstatus},
    {"pushstring", do_pushstring},
    {"pushupvalueindex", do_pushupvalueindex},
    {"pushvalue", do_pushvalue},
    {"rawcheckstack", do_rawcheckstack},
    {"rawget", do_rawget},
    {"rawgeti", do_rawgeti},
    {"rawgetp", do_rawgetp},
    {"rawset", do_rawset},
    {"rawseti", do_rawseti},
    {"rawsetp", do_rawsetp},
    {"remove", do_remove},
    {"replace", do_replace},
    {"resetthread", do_resetthread},
    {"resume", do_resume},
    {"return", do_return},
    {"rotate", do_rotate},
    {"setfield", do_setfield},
    {"setglobal", do_setglobal},
    {"sethook", do_sethook},
    {"seti", do_seti},
    {"setmetatable", do_setmetatable},
    {"settable", do_settable},
    {"settop", do_settop},
    {"testudata", do_testudata},
    {"threadstatus", do_threadstatus},
    {"throw", do_throw},
    {"tobool", do_tobool},
    {"tocfunction", do_tocfunction},
    {"toclose", do_toclose},
    {"tointeger", do_tointeger},
    {"tonumber", do_tonumber},
    {"topointer", do_topointer},
    {"tostring", do_tostring},
    {"touserdata", do_touserdata},
    {"traceback", do_traceback},
    {"type", do_type},
    {"warning", do_warning},
    {"warningC", do_warning_part},
    {"xmove", do_xmove},
    {"yield", do_yield},
    {"yieldk", do_yieldk},
};

static int by_name(const void* name, const void* row) {
  return strcmp((const char*)name, ((const Instruction*)row)->name);
}

static int run_script(lua_State* host, lua_State* L, const char* script) {
  Machine m;
  if (!script) return luaL_error(host, "no script to run");
  m.host = host;
  m.L = L;
  m.at = script;
  m.status = LUA_OK;
  m.is_done = 0;
  m.results = 0;
  while (!m.is_done) {
    const char* name = text(&m);
    const Instruction* row;
    if (*name == '\0') break;
    row = (const Instruction*)bsearch(name, instructions,
                                      sizeof instructions / sizeof instructions[0],
                                      sizeof instructions[0], by_name);
    if (!row) return luaL_error(host, "unknown instruction %s", name);
    row->run(&m);
  }
  return m.results;
}

/* A continuation's script lies in the slot that the context names. */
static int continue_script(lua_State* L, int status, lua_KContext context) {
  lua_pushstring(L, status_names[status]);
  lua_setglobal(L, "status");
  lua_pushinteger(L, (lua_Integer)context);
  lua_setglobal(L, "ctx");
  return run_script(L, L, lua_tostring(L, (int)context));
}

/* T.testC([thread or state,] script, ...) */
static int test_c(lua_State* L) {
  if (lua_isuserdata(L, 1))
    return run_script(L, (lua_State*)lua_touserdata(L, 1), luaL_checkstring(L, 2));
  if (lua_isthread(L, 1)) return run_script(L, lua_tothread(L, 1), luaL_checkstring(L, 2));
  return run_script(L, L, luaL_checkstring(L, 1));
}

static int run_upvalue(lua_State* L) {
  return run_script(L, L, lua_tostring(L, lua_upvalueindex(1)));
}

/* T.makeCfunc(script, ...): a C function that runs it, with all the arguments as upvalues. */
static int make_c_function(lua_State* L) {
  luaL_checkstring(L, 1);
  lua_pushcclosure(L, run_upvalue, lua_gettop(L));
  return 1;
}

/* T.sethook([script, mask [, count]]) */
static int test_sethook(lua_State* L) {
  const char *script, *letters;
  int count, mask = 0;
  if (lua_isnoneornil(L, 1)) return lua_sethook(L, NULL, 0, 0), 0;
  script = luaL_checkstring(L, 1);
  letters = luaL_checkstring(L, 2);
  count = (int)luaL_optinteger(L, 3, 0);
  if (strchr(letters, 'c')) mask |= LUA_MASKCALL;
  if (strchr(letters, 'r')) mask |= LUA_MASKRET;
  if (strchr(letters, 'l')) mask |= LUA_MASKLINE;
  if (count > 0) mask |= LUA_MASKCOUNT;
  set_hook(L, mask, count, script);
  return 0;
}

/* ---- values that Lua cannot make */

static int new_userdata(lua_State* L) {
  const lua_Integer size = luaL_optinteger(L, 1, 0);
  const int user_values = (int)luaL_optinteger(L, 2, 0);
  memset(lua_newuserdatauv(L, (size_t)size, user_values), 0, (size_t)size);
  return 1;
}
static int push_userdata(lua_State* L) {
  lua_pushlightuserdata(L, (void*)(size_t)luaL_checkinteger(L, 1));
  return 1;
}
static int userdata_value(lua_State* L) {
  lua_pushinteger(L, (lua_Integer)(intptr_t)lua_touserdata(L, 1));
  return 1;
}
static int upvalue(lua_State* L) {
  const int n = (int)luaL_checkinteger(L, 2);
  luaL_checktype(L, 1, LUA_TFUNCTION);
  if (lua_isnone(L, 3)) {
    const char* name = lua_getupvalue(L, 1, n);
    if (!name) return 0;
    lua_pushstring(L, name);
    return 2;
  }
  lua_pushstring(L, lua_setupvalue(L, 1, n));
  return 1;
}
static int text_to_double(lua_State* L) {
  size_t length;
  const char* bytes = luaL_checklstring(L, 1, &length);
  double d;
  luaL_argcheck(L, length >= sizeof d, 1, "too short");
  memcpy(&d, bytes, sizeof d);
  lua_pushnumber(L, d);
  return 1;
}
static int double_to_text(lua_State* L) {
  const double d = luaL_checknumber(L, 1);
  lua_pushlstring(L, (const char*)&d, sizeof d);
  return 1;
}
static int reference(lua_State* L) {
  luaL_checkany(L, 1);
  lua_pushvalue(L, 1);
  lua_pushinteger(L, luaL_ref(L, LUA_REGISTRYINDEX));
  return 1;
}
static int get_reference(lua_State* L) {
  lua_rawgeti(L, LUA_REGISTRYINDEX, luaL_checkinteger(L, 1));
  return 1;
}
static int release_reference(lua_State* L) {
  luaL_unref(L, LUA_REGISTRYINDEX, (int)luaL_checkinteger(L, 1));
  return 0;
}

/* ---- threads and other states */

/* T.resume(coroutine): false and the error, or true */
static int resume(lua_State* L) {
  int results;
  lua_State* co = lua_tothread(L, 1);
  int status;
  luaL_argcheck(L, co, 1, "coroutine expected");
  status = lua_resume(co, L, 0, &results);
  if (status == LUA_OK || status == LUA_YIELD) return lua_pushboolean(L, 1), 1;
  lua_pushboolean(L, 0);
  lua_insert(L, -2);
  return 2;
}
static int do_on_new_stack(lua_State* L) {
  size_t length;
  const char* chunk = luaL_checklstring(L, 1, &length);
  lua_State* fresh = lua_newthread(L);
  int status = luaL_loadbuffer(fresh, chunk, length, chunk);
  if (status == LUA_OK) status = lua_pcall(fresh, 0, 0, 0);
  lua_pushinteger(L, status);
  return 1;
}

static lua_State* state_argument(lua_State* L) {
  lua_State* state = (lua_State*)lua_touserdata(L, 1);
  luaL_argcheck(L, state, 1, "state expected");
  return state;
}
static int panic(lua_State* L) {
  const char* message = lua_tostring(L, -1);
  fprintf(stderr, "unprotected error: %s\n", message ? message : "not a string");
  exit(1);
}
static int new_state(lua_State* L) {
  void* data;
  const lua_Alloc allocator = lua_getallocf(L, &data);
  lua_State* made = lua_newstate(allocator, data);
  if (!made) return lua_pushnil(L), 1;
  lua_atpanic(made, panic);
  lua_pushlightuserdata(L, made);
  return 1;
}
static int close_state(lua_State* L) { return lua_close(state_argument(L)), 0; }

/* T.loadlib(state): `package` is loaded, the other libraries can be required. */
static int load_libraries(lua_State* L) {
  static const luaL_Reg libraries[] = {{LUA_GNAME, luaopen_base},  {"coroutine", luaopen_coroutine},
                                       {"debug", luaopen_debug},   {"io", luaopen_io},
                                       {"os", luaopen_os},         {"math", luaopen_math},
                                       {"string", luaopen_string}, {"table", luaopen_table},
                                       {"T", luaopen_testc},       {NULL, NULL}};
  const luaL_Reg* library;
  lua_State* to = state_argument(L);
  luaL_requiref(to, "package", luaopen_package, 0);
  luaL_requiref(to, "package", NULL, 1); /* is loaded: nothing must be called */
  if (!lua_istable(to, -1) || !lua_rawequal(to, -1, -2))
    return luaL_error(L, "another package library");
  luaL_getsubtable(to, LUA_REGISTRYINDEX, LUA_PRELOAD_TABLE);
  for (library = libraries; library->name; library++) {
    lua_pushcfunction(to, library->func);
    lua_setfield(to, -2, library->name);
  }
  return 0;
}

/* T.doremote(state, code): its results as strings; or nil, message, status */
static int do_remote(lua_State* L) {
  lua_State* remote = state_argument(L);
  size_t length;
  const char* code = luaL_checklstring(L, 2, &length);
  int status, i, n;
  lua_settop(remote, 0);
  status = luaL_loadbuffer(remote, code, length, code);
  if (status == LUA_OK) status = lua_pcall(remote, 0, LUA_MULTRET, 0);
  if (status != LUA_OK) {
    lua_pushnil(L);
    lua_pushstring(L, lua_tostring(remote, -1));
    lua_pushinteger(L, status);
    return 3;
  }
  n = lua_gettop(remote);
  for (i = 1; i <= n; i++) lua_pushstring(L, lua_tostring(remote, i));
  lua_settop(remote, 0);
  return n;
}

/* ---- panics */

typedef struct Landing {
  jmp_buf place;
  const char* script; /* run by the panic function */
  lua_State* host;
} Landing;

static int jump_away(lua_State* L) {
  Landing* landing;
  lua_checkstack(L, 1);
  lua_getfield(L, LUA_REGISTRYINDEX, "testc.landing");
  landing = (Landing*)lua_touserdata(L, -1);
  lua_pop(L, 1);
  run_script(landing->host, L, landing->script);
  longjmp(landing->place, 1);
}

/* T.checkpanic(script [, script]): runs the first unprotected in a state of its own; gives its error, or "no errors". */
static int check_panic(lua_State* L) {
  Landing landing;
  void* data;
  const char* script = luaL_checkstring(L, 1);
  const lua_Alloc allocator = lua_getallocf(L, &data);
  lua_State* made = lua_newstate(allocator, data);
  if (!made) return lua_pushnil(L), 1;
  landing.script = luaL_optstring(L, 2, "");
  landing.host = L;
  lua_atpanic(made, jump_away);
  lua_pushlightuserdata(made, &landing);
  lua_setfield(made, LUA_REGISTRYINDEX, "testc.landing");
  if (setjmp(landing.place) == 0) {
    run_script(L, made, script);
    lua_pushliteral(L, "no errors");
  } else {
    lua_pushstring(L, lua_tostring(made, -1));
  }
  lua_close(made);
  return 1;
}

/* ---- memory: an allocator in front of the program's, which counts and can refuse. One for all states of the process. */

static struct {
  lua_Alloc next;
  void* data;
  size_t total, most, limit;
  long blocks;
  long left; /* requests that are still granted; negative: all */
  int fail_next;
} memory;

static void* guarded_allocator(void* data, void* block, size_t old_size, size_t new_size) {
  const size_t old = block ? old_size : 0;
  void* made;
  (void)data;
  if (new_size > old) {
    if (memory.fail_next) return memory.fail_next = 0, NULL;
    if (memory.left == 0) return NULL;
    if (memory.limit && memory.total + (new_size - old) > memory.limit) return NULL;
  }
  made = memory.next(memory.data, block, old_size, new_size);
  if (new_size != 0 && !made) return NULL;
  if (new_size > old && memory.left > 0) memory.left--;
  memory.total += new_size - old;
  memory.blocks += (new_size != 0) - (block != NULL);
  if (memory.total > memory.most) memory.most = memory.total;
  return made;
}

static void guard_memory(lua_State* L) {
  void* data;
  const lua_Alloc allocator = lua_getallocf(L, &data);
  if (allocator == guarded_allocator) return;
  memory.next = allocator;
  memory.data = data;
  memory.total = memory.most =
      (size_t)lua_gc(L, LUA_GCCOUNT) * 1024 + (size_t)lua_gc(L, LUA_GCCOUNTB);
  memory.left = -1;
  lua_setallocf(L, guarded_allocator, NULL);
}

/* T.totalmem(): bytes, blocks, most bytes. T.totalmem(limit): no more than so many bytes; 0: any number. */
static int total_memory(lua_State* L) {
  if (!lua_isnone(L, 1)) return memory.limit = (size_t)luaL_checkinteger(L, 1), 0;
  lua_pushinteger(L, (lua_Integer)memory.total);
  lua_pushinteger(L, memory.blocks);
  lua_pushinteger(L, (lua_Integer)memory.most);
  return 3;
}
/* T.alloccount(n): n requests more are granted; T.alloccount(): all are. */
static int allocation_count(lua_State* L) {
  memory.left = lua_isnone(L, 1) ? -1 : (long)luaL_checkinteger(L, 1);
  return 0;
}
static int fail_next_allocation(lua_State* L) {
  (void)L;
  memory.fail_next = 1;
  return 0;
}

/* ---- warnings: kept in the global _WARN, or printed ("@store", "@normal"), or expected not to come (the beginning) */

static void collect_warning(void* data, const char* message, int to_be_continued) {
  static char kept[1024];
  static int stores, goes_on;
  lua_State* L = (lua_State*)data;
  if (!goes_on && !to_be_continued && *message == '@') {
    if (strcmp(message, "@off") == 0 || strcmp(message, "@on") == 0 ||
        strcmp(message, "@normal") == 0)
      stores = 0;
    if (strcmp(message, "@store") == 0) stores = 1;
    return;
  }
  goes_on = to_be_continued;
  if (strlen(kept) + strlen(message) >= sizeof kept) {
    fprintf(stderr, "testc: warning too long: %s\n", message);
    abort();
  }
  strcat(kept, message);
  if (to_be_continued) return;
  if (stores) {
    lua_pushstring(L, kept);
    lua_setglobal(L, "_WARN");
  } else {
    fprintf(stderr, "Lua warning: %s\n", kept);
  }
  kept[0] = '\0';
}

static const luaL_Reg functions[] = {{"alloccount", allocation_count},
                                     {"allocfailnext", fail_next_allocation},
                                     {"checkpanic", check_panic},
                                     {"closestate", close_state},
                                     {"d2s", double_to_text},
                                     {"doonnewstack", do_on_new_stack},
                                     {"doremote", do_remote},
                                     {"getref", get_reference},
                                     {"loadlib", load_libraries},
                                     {"makeCfunc", make_c_function},
                                     {"newstate", new_state},
                                     {"newuserdata", new_userdata},
                                     {"pushuserdata", push_userdata},
                                     {"ref", reference},
                                     {"resume", resume},
                                     {"s2d", text_to_double},
                                     {"sethook", test_sethook},
                                     {"testC", test_c},
                                     {"totalmem", total_memory},
                                     {"udataval", userdata_value},
                                     {"unref", release_reference},
                                     {"upvalue", upvalue},
                                     {NULL, NULL}};

/* Keeps the names of statuses alive: pushing one needs no memory then. */
static void register_statuses(lua_State* L) {
  size_t i;
  for (i = 0; i < sizeof status_names / sizeof status_names[0]; i++) {
    lua_pushboolean(L, 1);
    lua_setfield(L, LUA_REGISTRYINDEX, status_names[i]);
  }
}

int luaopen_testc(lua_State* L) {
  guard_memory(L);
  lua_setwarnf(L, collect_warning, L);
  lua_pushboolean(L, 0);
  lua_setglobal(L, "_WARN");
  register_statuses(L);
  luaL_newlib(L, functions);
  return 1;
}
