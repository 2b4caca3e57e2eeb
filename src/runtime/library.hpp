// Library tables: how rooms lib and modules register builtins.
#pragma once

#include <span>

#include "runtime/builtin.hpp"

namespace tri {

// Sets table[name] = builtin for every row. The rows must have static storage. False: raised.
[[nodiscard]] bool register_builtins(Thread* L, Table* into, std::span<const Builtin> rows);
// A closure of a builtin with upvalues (nil at first). nullptr: raised.
[[nodiscard]] NativeClosure* new_builtin_closure(Thread* L, const Builtin* b, uint32_t upvalues);
// Full userdata. nullptr: raised.
[[nodiscard]] Userdata* new_userdata(Thread* L, size_t size, uint32_t user_values);
// The registry's table _LOADED, and the globals.
Table* loaded_table(Thread* L);
Table* globals(Thread* L);

}  // namespace tri
