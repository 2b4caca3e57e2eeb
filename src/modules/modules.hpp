// Modules: the libraries of Trinity's own, for Lua programs. They are in package.preload, so a
// program that does not `require` them sees stock Lua.
#pragma once

#include "heap/state.hpp"

namespace tri::modules {

// Adds all modules to package.preload; the standard libraries must be open. False: raised.
[[nodiscard]] bool preload_all(Thread* L);

}  // namespace tri::modules
