// Plain searches: a text in a text.
#pragma once

#include <cstddef>
#include <string_view>

#include "heap/state.hpp"

namespace tri::lib {

// First occurrence of `needle` at or behind offset `from` <= text.size(), or npos. Cost: O(text).
size_t find_plain(std::string_view text, std::string_view needle, size_t from);
// The same, charged for. False: raised.
[[nodiscard]] bool find_plain_charged(Thread* L, std::string_view text, std::string_view needle,
                                      size_t from, size_t* found);

}  // namespace tri::lib
