// Rehash: how a table's keys are divided anew between array and dictionary when a new key finds no room.
//
// Integer keys belong in the array when it is then more than half in use: the largest n, a power of two, such that more
// than n / 2 of the keys 1..n have values. So arrays filled backwards, or with few gaps, end up as arrays, and a window
// of keys that moves upwards (a queue) moves to the dictionary and stays in bounded memory.
#pragma once

#include "runtime/tables_inline.hpp"

namespace tri {

// Adds a key that t does not have (normalised, neither nil nor NaN) with a value that is not nil. An integer key is not
// the one behind the array. False: raised, and nothing has changed that anyone could see.
[[nodiscard]] bool add_key(Thread* L, Table* t, const Value& key, const Value& v);
// The same, after a rehash in any case; the key may be any.
[[nodiscard]] bool rehash_with(Thread* L, Table* t, const Value& key, const Value& v);
// Makes t, if it is Shaped, a Dictionary with room for `more` entries. `keep_removed`: slots without value become removed
// entries, so that positions stay what they are. False: raised.
[[nodiscard]] bool become_dictionary(Thread* L, Table* t, uint32_t more, bool keep_removed);
// Makes t, a Dictionary, Shaped if it is small, has nothing but short strings as keys, has lost none, and never was made so before. The order of
// its keys and their positions in a traversal stay what they are. Without memory it stays a Dictionary.
void become_shaped(State* S, Table* t);

}  // namespace tri
