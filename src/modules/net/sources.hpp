// Modules written in Lua: their text is in the program (cmake/modules.cmake), and they are given the functions that they
// build upon.
#pragma once

#include "runtime/builtin.hpp"

namespace tri::modules {

// A framed loader: at[1] is the name of the module, as `require` gives it.
Returned load_source(Thread* L, Value* at, uint32_t argc);

}  // namespace tri::modules
