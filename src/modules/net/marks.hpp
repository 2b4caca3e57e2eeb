// Marks: what JSON and MessagePack know and Lua does not - a null inside of a table, and that an empty table is an array.
//
//   null      a light userdata: the same value in both codecs, equal to itself alone
//   arrays    tables with the metatable registry["trinity.array"], which says nothing else
#pragma once

#include "runtime/args.hpp"

namespace tri::modules {

inline Value null_value() { return Value::light(nullptr); }
inline bool is_null(const Value& v) { return v.tag == Tag::LightUserdata && v.p == nullptr; }

// The metatable of arrays, made when there is none. nullptr: raised.
[[nodiscard]] Table* array_metatable(Thread* L);
// The same, or nullptr when no array has been marked yet.
Table* known_array_metatable(State* S);
// array(t): marks t as an array and gives it back; without an argument, a new table.
Returned mark_array(Thread* L, Value* at, uint32_t argc);

// What a table is in either format. Mixed: elements and other keys.
enum class TableForm : uint8_t { Array, Map, Mixed };
// Cost: O(1) for shaped tables, else up to the first key that is not an element.
TableForm form_of(State* S, const Table* t, const Table* array_mark);

}  // namespace tri::modules
