// Literals: C code names fields by text, mostly the same few literals. Their strings are found by address.
//
// A row also remembers where tables of the shape last seen with that name keep it: shapes do not change, and their ids are not
// used again.
//
// Invariant: a row's text equals its string's at the time of the hit (the bytes are compared, since a buffer may change), and
// no row outlives the sweep that could free its string.
#pragma once

#include <cstring>

#include "heap/state.hpp"
#include "runtime/strings.hpp"

namespace tri::capi {

[[nodiscard]] Str* find_literal(Thread* L, const char* text);

// The row for text at this address, whatever it holds.
TRI_INLINE LiteralCache::Row* row_of(State* S, const char* text) {
  const uintptr_t address = uintptr_t(text);
  return &S->literals.rows[(address ^ (address >> 6)) % LiteralCache::kSize];
}
// Whether the row holds the string with this text.
TRI_INLINE bool is_known(const State* S, const LiteralCache::Row* row, const char* text) {
  return row->address == text && S->literals.cycle == S->gc_cycle &&
         std::strcmp(static_cast<const ShortStr*>(row->string)->text, text) == 0;
}

// The string with this text.  nullptr: raised.  [allocates]
[[nodiscard]] TRI_INLINE Str* literal(Thread* L, const char* text) {
  State* S = L->state;
  const LiteralCache::Row* row = row_of(S, text);
  if (!is_known(S, row, text)) return find_literal(L, text);
  S->heap->revive(row->string);
  return row->string;
}

}  // namespace tri::capi
