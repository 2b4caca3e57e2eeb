// What trinity.net.parse (parse.lua) builds upon.
#pragma once

#include "runtime/builtin.hpp"

namespace tri::modules {

// Adds the functions to the table that Lua sources are given. False: raised.
[[nodiscard]] bool add_parse_natives(Thread* L, Table* into);

}  // namespace tri::modules
