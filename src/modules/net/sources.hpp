// Modules written in Lua: their text is in the program (cmake/modules.cmake), and they are given the functions that they
// build upon.
#pragma once

#include <span>
#include <string_view>

#include "runtime/builtin.hpp"

namespace tri::modules {

struct LuaSource {
  std::string_view module, chunk_name, text;
};
// In a file that is made when the program is built.
std::span<const LuaSource> lua_sources();

// A framed loader: at[1] is the name of the module, as `require` gives it.
Returned load_source(Thread* L, Value* at, uint32_t argc);

}  // namespace tri::modules
