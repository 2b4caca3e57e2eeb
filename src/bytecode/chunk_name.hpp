// Chunk names: how the name a chunk was given is shown in messages and tracebacks.
//
//   "=stdin"          stdin                        as it is, cut at the end
//   "@dir/file.lua"   dir/file.lua                 a file; cut at the start: ...file.lua
//   "return 1"        [string "return 1"]          program text: its first line, cut at the end
//
// What is shown is at most kShownNameSize - 1 bytes, as debug.getinfo's short_src and error positions promise.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tri::bytecode {

inline constexpr size_t kShownNameSize = 60;  // LUA_IDSIZE of luaconf.h, the final zero included

std::string shown_name(std::string_view chunk_name);

}  // namespace tri::bytecode
