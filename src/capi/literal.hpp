// Literals: C code names fields by text, mostly the same few literals. Their strings are found by address.
//
// Invariant: a row's text equals its string's at the time of the hit (the bytes are compared, since a buffer may change), and
// no row outlives the sweep that could free its string.
#pragma once

#include <cstring>

#include "heap/state.hpp"
#include "runtime/strings.hpp"

namespace tri::capi {

[[nodiscard]] Str* find_literal(Thread* L, const char* text);

// The string with this text.  nullptr: raised.  [allocates]
[[nodiscard]] TRI_INLINE Str* literal(Thread* L, const char* text) {
  State* S = L->state;
  const LiteralCache& cache = S->literals;
  const uintptr_t address = uintptr_t(text);
  const LiteralCache::Row& row = cache.rows[(address ^ (address >> 6)) % LiteralCache::kSize];
  if (row.address == text && cache.cycle == S->gc_cycle) [[likely]] {
    Str* s = row.string;
    if (std::strcmp(static_cast<const ShortStr*>(s)->text, text) == 0) [[likely]] {
      S->heap->revive(s);
      return s;
    }
  }
  return find_literal(L, text);
}

}  // namespace tri::capi
