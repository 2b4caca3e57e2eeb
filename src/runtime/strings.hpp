// Strings: making, interning, hashing, comparing, converting.
//
// Functions that make a string return nullptr when there is no memory, with the error recorded in L (return Raised then).
#pragma once

#include <string_view>

#include "heap/state.hpp"

namespace tri {

// A string with this text; interned when it is short.  [allocates]
[[nodiscard]] Str* new_string(Thread* L, std::string_view text);
// A long string of `length` bytes for the caller to fill (length > kShortMax); NUL-terminated.  [allocates]
[[nodiscard]] LongStr* new_long_string(Thread* L, size_t length);
// left .. right, in time proportional to `right` when `left` is the tip of an append buffer.  [allocates]
[[nodiscard]] Str* concat(Thread* L, Str* left, std::string_view right);
// Seeded hash over all bytes.
uint32_t hash_bytes(std::string_view text, uint64_t seed);
// Hash of any string; computed once for long ones.
uint32_t hash_of(State* S, Str* s);
// Raw equality.
bool equal_strings(const Str* a, const Str* b);
// <0, 0, >0 by the current locale's collation, embedded zeros included (as the reference's l_strcmp).
int compare_strings(const Str* a, const Str* b);
// Pointer to NUL-terminated text that stays valid while s lives. Seals an append buffer; may allocate a copy, then nullptr: no memory.
[[nodiscard]] const char* c_string(Thread* L, Str* s);

// tostring() of a number: "%d" or "%.14g" with ".0" added where it would look like an integer.  [allocates]
[[nodiscard]] Str* number_to_string(Thread* L, const Value& number);
// Number a string spells, as lua_stringtonumber; nil Value when none.
Value string_to_number(std::string_view text);

// Called by the collector (HeapHooks): when it frees short strings, and after a collection.
void forget_strings(State* S, Str* const* strings, uint32_t count);
void shrink_strings(State* S);
// String table life. False: no memory.
[[nodiscard]] bool init_strings(State* S);
void free_strings(State* S);

}  // namespace tri
