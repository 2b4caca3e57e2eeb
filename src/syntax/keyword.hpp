// Keywords: which names are reserved.
#pragma once

#include <cstddef>

#include "syntax/token.hpp"

namespace tri::syntax {

// The keyword that the `size` bytes at `word` spell, or Name. `size` is at least 1. Cost: one table access, and a
// comparison if the table holds a word of that shape.
TokenKind keyword_or_name(const char* word, size_t size);

}  // namespace tri::syntax
