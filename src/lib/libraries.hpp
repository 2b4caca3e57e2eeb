// Libraries: the standard libraries of Lua, one file each, and opening them all.
//
// An opener makes its library's table, filled in; open_base fills the globals and open_package also adds `require`
// to them. Each opener returns nullptr when it raised.  [allocates]
#pragma once

#include "heap/state.hpp"

namespace tri::lib {

[[nodiscard]] Table* open_base(Thread* L);
[[nodiscard]] Table* open_package(Thread* L);
[[nodiscard]] Table* open_coroutine(Thread* L);
[[nodiscard]] Table* open_table(Thread* L);
[[nodiscard]] Table* open_io(Thread* L);
[[nodiscard]] Table* open_os(Thread* L);
[[nodiscard]] Table* open_string(Thread* L);
[[nodiscard]] Table* open_math(Thread* L);
[[nodiscard]] Table* open_utf8(Thread* L);
[[nodiscard]] Table* open_debug(Thread* L);

// All of them, in package.loaded and as globals, in the reference's order. False: raised.
[[nodiscard]] bool open_all(Thread* L);

// Those that reach nothing outside the state: without package, io, os, debug, dofile and loadfile. False: raised.
[[nodiscard]] bool open_pure(Thread* L);

// Warnings as stock Lua gives them: to standard error, off until warn("@on").
void install_warnings(State* S);

}  // namespace tri::lib
