/* Loading and dumping: pieces of every size, modes, names, precompiled chunks, files. */
#include "client.h"

struct Source {
  const char* text;
  size_t left, piece;
};
static const char* read_piece(lua_State* L, void* data, size_t* size) {
  struct Source* s = (struct Source*)data;
  const char* at = s->text;
  (void)L;
  *size = s->left < s->piece ? s->left : s->piece;
  s->text += *size, s->left -= *size;
  return *size ? at : NULL;
}
static int load_pieces(lua_State* L, const char* text, size_t size, size_t piece, const char* name,
                       const char* mode) {
  struct Source s;
  s.text = text, s.left = size, s.piece = piece;
  return lua_load(L, read_piece, &s, name, mode);
}
struct Bytes {
  char* data;
  size_t size;
};
static int keep(lua_State* L, const void* p, size_t n, void* data) {
  struct Bytes* b = (struct Bytes*)data;
  (void)L;
  b->data = (char*)realloc(b->data, b->size + n);
  memcpy(b->data + b->size, p, n);
  b->size += n;
  return 0;
}

int main(void) {
  lua_State* L = open_state();
  static const char text[] =
      "local a, b = ... ; local function f(x) return x + (b or 0) end return f(a), 'done'";
  struct Bytes bytes = {NULL, 0}, stripped = {NULL, 0};
  size_t piece;
  int status;
  for (piece = 1; piece < 200; piece *= 3) {
    status = load_pieces(L, text, strlen(text), piece, "=pieces", NULL);
    lua_pushinteger(L, 40), lua_pushinteger(L, 2), lua_call(L, 2, 2);
    printf("%d ", status), show_stack(L, "text in pieces");
  }
  luaL_loadstring(L, text);
  printf("dump %d\n", lua_dump(L, keep, &bytes, 0));
  printf("dump %d\n", lua_dump(L, keep, &stripped, 1));
  printf("header %02x %.3s %02x, stripped is smaller: %d\n", bytes.data[0], bytes.data + 1,
         bytes.data[4], stripped.size < bytes.size);
  lua_settop(L, 0);
  for (piece = 1; piece < 5000; piece *= 7) {
    status = load_pieces(L, bytes.data, bytes.size, piece, "=binary", "b");
    lua_pushinteger(L, 1), lua_call(L, 1, 2);
    printf("%d ", status), show_stack(L, "binary in pieces");
  }
  status = load_pieces(L, stripped.data, stripped.size, 100, "=binary", NULL);
  lua_pushinteger(L, 1), lua_call(L, 1, 2), printf("%d ", status), show_stack(L, "stripped");
  status = load_pieces(L, bytes.data, bytes.size, 1000, "name", "t");
  printf("%d ", status), show_stack(L, "binary, mode t");
  status = load_pieces(L, text, strlen(text), 1000, "name", "b");
  printf("%d ", status), show_stack(L, "text, mode b");
  status = load_pieces(L, bytes.data, bytes.size / 2, 1000, "=half", NULL);
  printf("%d %d\n", status, strstr(lua_tostring(L, -1), "truncated") != NULL), lua_settop(L, 0);
  status = load_pieces(L, "", 0, 1, "=empty", NULL);
  printf("%d ", status), lua_call(L, 0, LUA_MULTRET), show_stack(L, "empty");
  {
    static const char* const names[] = {
        "=name",
        "@file.lua",
        "text of it",
        "two\nlines",
        "@a/very/long/path/that/does/not/fit/in/the/short/source/at/all.lua",
        ""};
    size_t i;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
      status = luaL_loadbuffer(L, "x = = 1", 7, names[i]);
      printf("%d ", status), show_stack(L, "syntax error");
      luaL_loadbuffer(L, "error('where')", 14, names[i]);
      status = lua_pcall(L, 0, 0, 0), printf("%d ", status), show_stack(L, "runtime error");
    }
  }
  status = load_pieces(L, "return x = 1", 12, 5, NULL, NULL), printf("%d ", status),
  show_stack(L, "no name");
  {
    lua_Debug ar;
    luaL_loadstring(L, "\n\nreturn ...");
    lua_getinfo(L, ">S", &ar);
    printf("source %s, short %s, %d..%d, what %s\n", ar.source, ar.short_src, ar.linedefined,
           ar.lastlinedefined, ar.what);
  }
  luaL_loadstring(L, "return _ENV");
  printf("first upvalue %s, ", lua_getupvalue(L, 1, 1));
  lua_pushglobaltable(L);
  printf("is globals %d\n", lua_rawequal(L, -1, -2));
  lua_settop(L, 0);
  {
    const char* path = "loading_client.tmp.lua";
    FILE* f = fopen(path, "wb");
    fputs("#!/usr/bin/env lua\nreturn 'from a file', ...", f), fclose(f);
    status = luaL_loadfile(L, path), lua_pushinteger(L, 1), lua_call(L, 1, 2);
    printf("%d ", status), show_stack(L, "loadfile");
    f = fopen(path, "wb"), fputs("\xEF\xBB\xBFreturn 'after a mark'", f), fclose(f);
    printf("%d ", luaL_dofile(L, path)), show_stack(L, "byte order mark");
    f = fopen(path, "wb"), fwrite(bytes.data, 1, bytes.size, f), fclose(f);
    printf("%d ", luaL_dofile(L, path)), lua_settop(L, 0), printf("\n");
    f = fopen(path, "wb"), fputs("syntax error here", f), fclose(f);
    status = luaL_loadfile(L, path), printf("%d ", status), show_stack(L, "loadfile");
    status = luaL_loadfilex(L, path, "b"), printf("%d ", status), show_stack(L, "loadfile b");
    remove(path);
    status = luaL_loadfile(L, path), printf("%d ", status), show_stack(L, "no file");
  }
  printf("%d ", luaL_dostring(L, "return 1, 2")), show_stack(L, "dostring");
  printf("%d ", luaL_dostring(L, "error{}")), show_stack(L, "dostring error");
  free(bytes.data), free(stripped.data);
  lua_close(L);
  return 0;
}
