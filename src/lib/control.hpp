// The builtins of the base library that direct control: errors, protected calls, loading and running chunks.
#pragma once

#include "runtime/builtin.hpp"

namespace tri::lib {

Returned base_assert(Thread* L, Value* at, uint32_t argc);
Returned base_error(Thread* L, Value* at, uint32_t argc);
// Framed:
Returned base_loadfile(Thread* L, Value* at, uint32_t argc);
Returned base_dofile(Thread* L, Value* at, uint32_t argc);
Returned base_load(Thread* L, Value* at, uint32_t argc);
Returned base_pairs(Thread* L, Value* at, uint32_t argc);
Returned base_pcall(Thread* L, Value* at, uint32_t argc);
Returned base_xpcall(Thread* L, Value* at, uint32_t argc);

}  // namespace tri::lib
