// table.sort.
#pragma once

#include "runtime/builtin.hpp"

namespace tri::lib {

// Framed: comes back to itself after each call of an order function.
Returned table_sort(Thread* L, Value* at, uint32_t argc);

}  // namespace tri::lib
