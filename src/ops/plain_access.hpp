// Elements and entries by keys that are no constants, where no metatable is asked, for routines and for tiers that try this before
// they call one.
#pragma once

#include "heap/state.hpp"
#include "runtime/tables_inline.hpp"

namespace tri::ops {

// Keys that are what they are by their address: tables, functions, userdata, threads.
TRI_INLINE bool is_by_address(const Value& key) { return key.is_object() && !key.is_string(); }
TRI_INLINE Entry* find_by_address(const Table* t, const Value& key) {
  return t->is_dictionary()
             ? find_word_entry(t->dictionary(), key.bits, key.tag, hash_word(key.bits))
             : nullptr;
}

// The value of a key that is a short string, an integer or an object, nil if it is absent. False: another key.
TRI_INLINE bool look_up_plain(State* S, const Table* t, const Value& key, Value* v) {
  if (key.is_short_string())
    *v = get_short_inline(S, t, key.str());
  else if (key.is_int())
    *v = get_int_inline(t, key.i);
  else if (is_by_address(key))
    *v = entry_value(find_by_address(t, key));
  else
    return false;
  return true;
}

// *to = object[key] for a short string, an integer or an object. False: not that way, and nothing was done.
TRI_INLINE bool get_plain(Thread* L, const Value* object, const Value& key, Value* to) {
  if (!object->is_table()) return false;
  State* S = L->state;
  const Table* t = object->table();
  Value v;
  if (!look_up_plain(S, t, key, &v)) return false;
  if (v.is_nil() && shape_of(S, t)->meta_kind != MetaKind::None) return false;
  copy(to, &v);
  return true;
}

// object[key] = v for a short string or an object that is there, or an element that is there or comes next.
TRI_INLINE bool set_plain(Thread* L, const Value* object, const Value& key, const Value& v) {
  if (!object->is_table()) return false;
  State* S = L->state;
  Table* t = object->table();
  if (shape_of(S, t)->meta_kind != MetaKind::None) return false;
  if (key.is_short_string()) return try_set_short(S, t, key.str(), v);
  if (key.is_int()) return try_set_int(S, t, key.i, v);
  Entry* const e = is_by_address(key) ? find_by_address(t, key) : nullptr;
  if (e) set_entry(S, t, e, v);
  return e;
}

}  // namespace tri::ops
