// Completion: the names that may go on what is being typed at the prompt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "heap/state.hpp"

namespace tri::cli {

// `word` is a path such as "str", "string.re" or "text:up"; the result holds each whole path that
// it could become, sorted. Globals, then fields of tables and of what their metatables' __index
// tables hold; keywords too. Runs no Lua code.
std::vector<std::string> completions(State* S, std::string_view word);

}  // namespace tri::cli
