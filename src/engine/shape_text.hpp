// A shape as `--dump` and reports show it.
#pragma once

#include <string>

#include "heap/state.hpp"

namespace tri::engine {

// "shape 12 {x, y} | metatable 3"; "strings" for receivers that are strings.
std::string shape_text(const State* S, uint32_t id);

}  // namespace tri::engine
