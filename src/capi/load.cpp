// Loading and dumping chunks; results and messages in the form that the standard libraries give them.
#include <sys/wait.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "bytecode/dump.hpp"
#include "capi/stack.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/unlink.hpp"

namespace tri::capi {

namespace {

struct Pieces {
  lua_Reader reader;
  void* data;
  std::string bytes;
  bool ended;
};

void read_piece(Thread* L, void* request) {
  auto& r = *static_cast<Pieces*>(request);
  size_t size = 0;
  const char* piece = r.reader(public_state(L), r.data, &size);
  r.ended = !piece || size == 0;
  if (!r.ended) r.bytes.append(piece, size);
}

int status_of_load(Thread* L, lib::Load load) {
  if (load == lib::Load::Ok) return LUA_OK;
  if (load == lib::Load::NoFile) return LUA_ERRFILE;
  if (load == lib::Load::Raised) {
    push(L, L->error);
    const int status = code_of(L->error_status);
    forget_error(L);
    return status;
  }
  const Value& message = L->top[-1];
  if (message.is_string() && message.str() == L->state->memory_message) return LUA_ERRMEM;
  return load == lib::Load::Limit ? LUA_ERRRUN : LUA_ERRSYNTAX;
}

int load_pieces(Thread* L, lua_Reader reader, void* data, const char* name, const char* mode) {
  if (!name) name = "?";
  if (!mode) mode = "bt";
  Pieces pieces{reader, data, {}, false};
  lib::PieceTries tries;
  while (run_guarded(L, read_piece, &pieces)) {
    if (pieces.ended) return status_of_load(L, lib::push_chunk(L, pieces.bytes, name, mode));
    if (!tries.due(pieces.bytes.size())) continue;
    const lib::Load load = lib::push_open_chunk(L, pieces.bytes, name, mode);
    if (load != lib::Load::More) return status_of_load(L, load);
  }
  const auto status = code_of(L->error_status);
  push(L, L->error);
  forget_error(L);
  return status;
}

// The chunk of a function as a string; nullptr: raised.
Str* dumped(Thread* L, const Proto* p, bool strip) {
  return new_string(L, bytecode::dump(*unlink(p).main, strip));
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

LUA_API int lua_load(lua_State* l, lua_Reader reader, void* data, const char* chunk_name,
                     const char* mode) {
  Thread* L = thread(l);
  const int status = load_pieces(L, reader, data, chunk_name, mode);
  poll_collector(L);
  return status;
}

LUA_API int lua_dump(lua_State* l, lua_Writer writer, void* data, int strip) {
  Thread* L = thread(l);
  const Value& function = L->top[-1];
  if (!function.is_lua_closure()) return 1;
  Str* bytes = dumped(L, function.closure()->proto, strip != 0);
  check(L, bytes != nullptr);
  const Root<Str> root(L, bytes);
  return writer(l, data_of(bytes), length_of(bytes), data);
}

LUALIB_API int luaL_loadbufferx(lua_State* l, const char* bytes, size_t size, const char* name,
                                const char* mode) {
  Thread* L = thread(l);
  const std::string_view text{size ? bytes : "", size};
  const lib::Load load = lib::push_chunk(L, text, name ? name : "?", mode ? mode : "bt");
  const int status = status_of_load(L, load);
  poll_collector(L);
  return status;
}

LUALIB_API int luaL_loadstring(lua_State* l, const char* text) {
  return luaL_loadbufferx(l, text, std::strlen(text), text, nullptr);
}

LUALIB_API int luaL_loadfilex(lua_State* l, const char* path, const char* mode) {
  Thread* L = thread(l);
  const lib::Load load = lib::push_file(L, path, mode ? mode : "bt");
  const int status = status_of_load(L, load);
  poll_collector(L);
  return status;
}

LUALIB_API void luaL_traceback(lua_State* l, lua_State* of, const char* message, int level) {
  Thread* L = thread(l);
  const std::string_view text = message ? message : "";
  Str* s = traceback(L, thread(of), message ? &text : nullptr, level);
  check(L, s != nullptr);
  push(L, Value::of(s));
  poll_collector(L);
}

LUALIB_API int luaL_fileresult(lua_State* l, int ok, const char* name) {
  const int code = errno;  // pushing may change it
  if (ok) {
    lua_pushboolean(l, 1);
    return 1;
  }
  const char* reason = code != 0 ? std::strerror(code) : "(no extra info)";
  luaL_pushfail(l);
  if (name)
    lua_pushfstring(l, "%s: %s", name, reason);
  else
    lua_pushstring(l, reason);
  lua_pushinteger(l, code);
  return 3;
}

LUALIB_API int luaL_execresult(lua_State* l, int status) {
  if (status != 0 && errno != 0) return luaL_fileresult(l, 0, nullptr);
  const char* how = "exit";
  if (WIFEXITED(status)) {
    status = WEXITSTATUS(status);
  } else if (WIFSIGNALED(status)) {
    status = WTERMSIG(status);
    how = "signal";
  }
  if (*how == 'e' && status == 0)
    lua_pushboolean(l, 1);
  else
    luaL_pushfail(l);
  lua_pushstring(l, how);
  lua_pushinteger(l, status);
  return 3;
}
