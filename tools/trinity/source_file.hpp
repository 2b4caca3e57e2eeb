// Source files as the command line reads them itself: what `compile` takes, and lines to show below
// an error.
#pragma once

#include <string>

#include "base/result.hpp"

namespace tri::cli {

// Everything in a file; standard input when `path` is null.
// Errors: "cannot open path: reason", "cannot read path: reason".
Result<std::string> read_source_file(const char* path);

}  // namespace tri::cli
