// require "trinity": what the engine tells about itself.
//
//   trinity.stats()  a table: name of each counter -> its value, see engine/counters.hpp
#pragma once

#include "runtime/builtin.hpp"

namespace tri::modules {

Returned load_trinity(Thread* L, Value* at, uint32_t argc);

}  // namespace tri::modules
