// The array part of a table: its storage, its kind, its length. Used by the table code alone.
//
// Functions that allocate return false when they raised, and then have changed nothing.
#pragma once

#include "runtime/tables_inline.hpp"

namespace tri {

// Longer arrays are refused, so that positions of a traversal fit 32 bits.
inline constexpr uint32_t kMaxArray = 0x7FFFFFFF;

// The kind whose elements all are of v's type; nil asks for Mixed.
TRI_INLINE ArrayKind kind_for(const Value& v) {
  return v.is_int() ? ArrayKind::Ints : v.is_float() ? ArrayKind::Floats : ArrayKind::Mixed;
}
// The kind that suits what t has and v. An array without elements may change between packed kinds.
TRI_INLINE ArrayKind kind_with(const Table* t, const Value& v) {
  const ArrayKind has = t->array_kind(), wants = kind_for(v);
  if (has == wants) return has;
  return has == ArrayKind::Empty || (t->length == 0 && has != ArrayKind::Mixed) ? wants
                                                                                : ArrayKind::Mixed;
}

// Capacity to ask for when `needed` elements are to fit and more may follow: at least half as much again.
uint32_t grown_capacity(const Table* t, uint64_t needed);
// Makes the array of this kind, with room for `capacity` elements or somewhat more.
[[nodiscard]] bool reserve_array_kind(Thread* L, Table* t, ArrayKind kind, uint64_t capacity);
// Gives back the storage beyond `capacity` (>= length), as far as the heap can.
void shrink_array(State* S, Table* t, uint32_t capacity);

// Elements with a value.
uint32_t live_elements(const Table* t);
// Lowers the length of a Mixed array past trailing nils.
void trim_array(Table* t);
// Stores v (not nil) at `index` < capacity in an array of fitting kind; a gap before it is filled with nil (Mixed).
void put_element(State* S, Table* t, uint32_t index, const Value& v);
// t[index] = v for index < length, any v.
[[nodiscard]] bool set_element(Thread* L, Table* t, uint32_t index, const Value& v);

}  // namespace tri
