// luaL_Buffer: short text lies in the buffer itself, longer text in a box.
//
//   luaL_Buffer (the client's)          one stack slot
//   ┌───────────────────────┐           ┌──────────────┐
//   │ b, size, n, L         │  b ───┐   │ box userdata ├──▶ block from the allocator
//   │ init[1024]            │       └──▶└──────────────┘    (b points into it)
//   └───────────────────────┘
//
// The slot holds a placeholder until there is a box. The box frees its block when the buffer is done, or when an error closes the
// slot, or at the latest when it is collected.
#include <cstring>

#include "capi/stack.hpp"

namespace tri::capi {

namespace {

struct Box {
  void* block;
  size_t size;
};

void release(lua_State* l, Box* box) {
  if (!box->block) return;
  void* data;
  const lua_Alloc allocator = lua_getallocf(l, &data);
  allocator(data, box->block, box->size, 0);
  *box = {nullptr, 0};
}

int box_gc(lua_State* l) {
  release(l, static_cast<Box*>(lua_touserdata(l, 1)));
  return 0;
}

void push_box(lua_State* l) {
  auto* box = static_cast<Box*>(lua_newuserdatauv(l, sizeof(Box), 0));
  *box = {nullptr, 0};
  constexpr const char kName[] = "_UBOX*";
  if (luaL_getmetatable(l, kName) ==
      LUA_TNIL) {  // registered when complete: memory may end on the way
    static const luaL_Reg kMetamethods[] = {
        {"__gc", box_gc}, {"__close", box_gc}, {nullptr, nullptr}};
    lua_pop(l, 1);
    luaL_newlibtable(l, kMetamethods);
    luaL_setfuncs(l, kMetamethods, 0);
    lua_pushvalue(l, -1);
    lua_setfield(l, LUA_REGISTRYINDEX, kName);
  }
  lua_setmetatable(l, -2);
}

// Gives the box at `index` a block of `size` bytes, with what the old one had.
char* resize_box(lua_State* l, int index, size_t size) {
  auto* box = static_cast<Box*>(lua_touserdata(l, index));
  void* data;
  const lua_Alloc allocator = lua_getallocf(l, &data);
  void* block = allocator(data, box->block, box->size, size);
  if (!block) {
    lua_pushliteral(l, "not enough memory");
    lua_error(l);
  }
  *box = {block, size};
  return static_cast<char*>(block);
}

bool is_boxed(const luaL_Buffer* B) { return B->b != B->init.b; }

// Room for `size` bytes behind the text, with the buffer's slot at `slot`.
char* make_room(luaL_Buffer* B, size_t size, int slot) {
  if (B->size - B->n >= size) return B->b + B->n;
  lua_State* l = B->L;
  if (SIZE_MAX - size < B->n) {
    luaL_error(l, "buffer too large");
    return nullptr;
  }
  size_t wanted = B->size / 2 * 3;
  if (wanted < B->n + size) wanted = B->n + size;
  char* text;
  if (is_boxed(B)) {
    text = resize_box(l, slot, wanted);
  } else {
    lua_remove(l, slot);  // the placeholder
    push_box(l);
    lua_insert(l, slot);
    lua_toclose(l, slot);
    text = resize_box(l, slot, wanted);
    std::memcpy(text, B->b, B->n);
  }
  B->b = text;
  B->size = wanted;
  return text + B->n;
}

}  // namespace

}  // namespace tri::capi

using namespace tri::capi;

LUALIB_API void luaL_buffinit(lua_State* l, luaL_Buffer* B) {
  B->L = l;
  B->b = B->init.b;
  B->n = 0;
  B->size = LUAL_BUFFERSIZE;
  lua_pushlightuserdata(l, B);
}

LUALIB_API char* luaL_buffinitsize(lua_State* l, luaL_Buffer* B, size_t size) {
  luaL_buffinit(l, B);
  return make_room(B, size, -1);
}

LUALIB_API char* luaL_prepbuffsize(luaL_Buffer* B, size_t size) { return make_room(B, size, -1); }

LUALIB_API void luaL_addlstring(luaL_Buffer* B, const char* text, size_t length) {
  if (length == 0) return;
  std::memcpy(make_room(B, length, -1), text, length);
  B->n += length;
}

LUALIB_API void luaL_addstring(luaL_Buffer* B, const char* text) {
  luaL_addlstring(B, text, std::strlen(text));
}

// The value lies above the buffer's slot.
LUALIB_API void luaL_addvalue(luaL_Buffer* B) {
  size_t length;
  const char* text = lua_tolstring(B->L, -1, &length);
  char* room = make_room(B, length, -2);
  std::memcpy(room, text, length);
  B->n += length;
  lua_pop(B->L, 1);
}

LUALIB_API void luaL_pushresult(luaL_Buffer* B) {
  lua_State* l = B->L;
  lua_pushlstring(l, B->b, B->n);
  if (is_boxed(B)) lua_closeslot(l, -2);
  lua_replace(l, -2);
}

LUALIB_API void luaL_pushresultsize(luaL_Buffer* B, size_t size) {
  B->n += size;
  luaL_pushresult(B);
}

LUALIB_API void luaL_addgsub(luaL_Buffer* B, const char* text, const char* pattern,
                             const char* replacement) {
  const size_t length = std::strlen(pattern);
  while (const char* found = std::strstr(text, pattern)) {
    luaL_addlstring(B, text, size_t(found - text));
    luaL_addstring(B, replacement);
    text = found + length;
  }
  luaL_addstring(B, text);
}

LUALIB_API const char* luaL_gsub(lua_State* l, const char* text, const char* pattern,
                                 const char* replacement) {
  luaL_Buffer buffer;
  luaL_buffinit(l, &buffer);
  luaL_addgsub(&buffer, text, pattern, replacement);
  luaL_pushresult(&buffer);
  return lua_tostring(l, -1);
}
