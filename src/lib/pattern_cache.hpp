// Compiled patterns by the strings they were compiled from (PatternCache in heap/state.hpp).
//
// A pattern's code is a userdata that no program sees. The cache does not keep it alive, nor the string: a row is good until the
// next sweep begins, before which nothing is freed. A pattern in use is compiled again then, which takes about as long as
// matching it a few times. Classes depend on the locale, so a change of the locale empties the cache as well.
#pragma once

#include "heap/state.hpp"
#include "lib/pattern.hpp"

namespace tri::lib {

struct CompiledPattern {
  Userdata* code;  // its user value is the next piece, or nil; null: raised
  Str* text;
  const Pattern* operator->() const;
};

inline const Pattern* first_piece(const Userdata* code) {
  return static_cast<const Pattern*>(const_cast<Userdata*>(code)->block());
}
inline const Pattern* CompiledPattern::operator->() const { return first_piece(code); }

// [allocates]
[[nodiscard]] CompiledPattern compiled(Thread* L, Str* text, Caret caret);
// The piece behind this one, which ends with a More.  nullptr: raised.  [allocates]
[[nodiscard]] Userdata* piece_behind(Thread* L, Userdata* piece, const Str* text);
// After the locale has changed.
void forget_patterns(State* S);

}  // namespace tri::lib
