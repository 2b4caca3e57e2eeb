// Reading from files by formats: "n", "l", "L", "a", and counts of bytes.
#pragma once

#include <cstdio>

#include "runtime/args.hpp"

namespace tri::lib {

// Reads what the formats in arguments first..count ask for (a line, when there are none), until one fails. Pushes the
// results: one per format tried, the last nil when it failed; or nil, message, errno after an input error.
// Returns how many (at least 1), -1: raised. The stack may move.
[[nodiscard]] int read_formats(Args a, FILE* file, uint32_t first);

}  // namespace tri::lib
