// The dictionary part of a table: entries in insertion order behind a bucket index. Used by the table code alone.
#pragma once

#include "runtime/tables_inline.hpp"

namespace tri {

inline constexpr uint32_t kMaxEntries = 0x7FFFFFFF;

// Capacities are 1 less than a power of two: one bucket and its entry fill 28 bytes.
uint32_t dictionary_capacity(uint32_t entries);
TRI_INLINE size_t bytes_of(const Dictionary* d) {
  return dictionary_bytes(d->capacity, d->mask + 1);
}
// Storage for `capacity` entries, without any. nullptr: raised.
[[nodiscard]] Dictionary* new_dictionary(Thread* L, uint32_t capacity);

// The entry of a key (neither a float with integer value nor NaN), live or removed; null when there is none.
Entry* find_entry(State* S, Dictionary* d, const Value& key);
// The same, or else the entry of that very object whose key has died.
Entry* find_entry_or_dead(State* S, Dictionary* d, const Value& key);
// Appends an entry; there is room, and the key is not there.
void add_entry(State* S, Table* t, Dictionary* d, const Value& key, const Value& v);
// Makes a removed entry one of no key: the key it had lives elsewhere now.
TRI_INLINE void retire_entry(Entry* e) {
  e->key = 0;
  e->key_tag = Tag::DeadKey;
  e->value_tag = Tag::Nil;
}
// Drops removed entries, keeping the order, in place.
void compact_dictionary(State* S, Dictionary* d);

}  // namespace tri
