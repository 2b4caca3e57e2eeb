// Tables: raw access. No metamethods here; those are runtime/index.hpp.
//
// Getters return a copy (nil when absent). Setters return false when they raised: no memory, or a nil or NaN key.
#pragma once

#include "heap/barrier.hpp"
#include "heap/state.hpp"

namespace tri {

// New empty table with room for `inline_slots` fields inside the object.  nullptr: raised.  [allocates]
[[nodiscard]] Table* new_table(Thread* L, uint32_t inline_slots = 0);
// The same, expecting `array` elements 1..array and `fields` other keys (lua_createtable, NEWTABLE).
[[nodiscard]] Table* new_table_sized(Thread* L, uint32_t array, uint32_t fields);

Value get(State* S, const Table* t, const Value& key);
Value get_int(const Table* t, int64_t key);
Value get_string(State* S, const Table* t, Str* key);
Value get_short(State* S, const Table* t, const Str* key);  // key is a short string
// By text; the string need not exist.
Value get_text(State* S, const Table* t, std::string_view key);

// A dynamic store t[key] = v: a new string key makes the table a dictionary.
[[nodiscard]] bool set(Thread* L, Table* t, const Value& key, const Value& v);
[[nodiscard]] bool set_int(Thread* L, Table* t, int64_t key, const Value& v);
// Elements from..from+n-1 to the places to.., all in the array (1 to t->length); what they were is lost.
void move_elements(State* S, Table* t, uint32_t from, uint32_t to, uint32_t n);
// A store by a constant-key site (t.x = v, constructors, lua_setfield): a new key is a shape transition.
[[nodiscard]] bool set_field(Thread* L, Table* t, Str* key, const Value& v);
// The new key of a known transition: t gets shape `to`, which has one slot more, and v there.
[[nodiscard]] bool add_slot(Thread* L, Table* t, const Shape* to, const Value& v);
// The same for a shape with several more slots. The values must be no collectable ones: nothing keeps them.
[[nodiscard]] bool add_fields(Thread* L, Table* t, const Shape* to, const Value* values);
// Convenience for libraries that fill their tables.
[[nodiscard]] bool set_field(Thread* L, Table* t, std::string_view key, const Value& v);

// `#t` without metamethods: a border, O(1).
TRI_INLINE uint64_t length_of(const Table* t) { return t->length; }

// Traversal order: array ascending, then fields or entries in insertion order. `position` numbers places: 0.. array elements, then, from the
// array's capacity on, slots or entries; kNoPosition means before the first. Fields may be cleared and changed on the way.
inline constexpr uint32_t kNoPosition = 0xFFFFFFFF;
// Finds the first non-nil element behind `position`. Returns its position with *key and *value set, or kNoPosition at the end.
uint32_t next_after(State* S, const Table* t, uint32_t position, Value* key, Value* value);
// Position of a key (also one whose value has been removed or whose object has died since); `hint` is tried first. *found tells.
uint32_t position_of(State* S, const Table* t, const Value& key, uint32_t hint, bool* found);

// Number of a short string's entry in a dictionary table, or kNoEntry.
uint32_t entry_number(const Table* t, const Str* key);

// Makes room so that elements 1..n can be stored without growing step by step. False: raised.
[[nodiscard]] bool reserve_array(Thread* L, Table* t, uint32_t n);
// Stores n values at first..first+n-1 (SETLIST, table.pack). False: raised.
[[nodiscard]] bool set_list(Thread* L, Table* t, uint64_t first, const Value* values, uint32_t n);
// Bytes the table owns, itself included.
size_t bytes_of(State* S, const Table* t);

// Float keys with an integer value become integers; other keys are returned as they are.
Value normalize_key(const Value& key);

}  // namespace tri
