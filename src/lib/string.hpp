// Functions of library string that live in files of their own; string.cpp has the table that lists them.
#pragma once

#include <span>

#include "runtime/builtin.hpp"

namespace tri::lib {

Returned string_find(Thread* L, Value* at, uint32_t argc);
Returned string_match(Thread* L, Value* at, uint32_t argc);
Returned string_gmatch(Thread* L, Value* at, uint32_t argc);
Returned string_gsub(Thread* L, Value* at, uint32_t argc);    // framed
Returned string_format(Thread* L, Value* at, uint32_t argc);  // framed
Returned string_pack(Thread* L, Value* at, uint32_t argc);
Returned string_packsize(Thread* L, Value* at, uint32_t argc);
Returned string_unpack(Thread* L, Value* at, uint32_t argc);
Returned string_dump(Thread* L, Value* at, uint32_t argc);

// Metamethods of strings: __add to __unm.
std::span<const Builtin> string_arithmetic();

}  // namespace tri::lib
