// Tables, the fast paths: what the interpreter and the libraries do without a call.
//
// Each answers for the common form of a table and hands everything else to its out-of-line twin in runtime/tables.hpp.
// Nothing here allocates; a `try_` store that gives false has changed nothing.
#pragma once

#include "runtime/shapes.hpp"
#include "runtime/tables.hpp"

namespace tri {

TRI_INLINE const Shape* shape_of(const State* S, const Table* t) {
  return S->engine->shapes->at(t->shape());
}

// ---- array part. `index` counts from 0 and is < length.

TRI_INLINE Value array_element(const Table* t, uint64_t index) {
  const ArrayKind kind = t->array_kind();
  const Tag tag = kind == ArrayKind::Mixed  ? t->array_tags()[index]
                  : kind == ArrayKind::Ints ? Tag::Int
                                            : Tag::Float;
  return Value::raw(t->array[index], tag);
}

// ---- dictionary. Entries are found live or removed; null when there is none.

// The upper half is folded in first: floats that have few digits differ there alone.
TRI_INLINE uint32_t hash_word(uint64_t bits) {
  return uint32_t(((bits ^ bits >> 32) * 0x9E3779B97F4A7C15) >> 32);
}

TRI_INLINE Entry* find_word_entry(Dictionary* d, uint64_t bits, Tag tag, uint32_t hash) {
  Entry* entries = d->entries();
  for (uint32_t i = d->heads()[hash & d->mask]; i != kNoEntry; i = entries[i].next)
    if (entries[i].key == bits && entries[i].key_tag == tag) return &entries[i];
  return nullptr;
}
TRI_INLINE Entry* find_short_entry(Dictionary* d, const Str* key) {
  return find_word_entry(d, uint64_t(key), Tag::ShortStr, key->header.aux);
}
TRI_INLINE Entry* find_int_entry(Dictionary* d, int64_t key) {
  return find_word_entry(d, uint64_t(key), Tag::Int, hash_word(uint64_t(key)));
}
TRI_INLINE Value entry_value(const Entry* e) {
  return e ? Value::raw(e->value, e->value_tag) : Value::nil();
}

// ---- gets

TRI_INLINE Value get_int_inline(const Table* t, int64_t key) {
  const uint64_t index = uint64_t(key) - 1;
  if (index < t->length) [[likely]]
    return array_element(t, index);
  if (!(t->header.kind & table_bits::kIntKeys)) return Value::nil();
  return entry_value(find_int_entry(t->dictionary(), key));
}

TRI_INLINE Value slot_value(const Table* t, const Shape* s, uint32_t slot) {
  const SlotPlace place = slot_place(t, s, slot);
  return Value::raw(*place.payload, *place.tag);
}

TRI_INLINE Value get_short_inline(State* S, const Table* t, const Str* key) {
  if (t->is_dictionary()) return entry_value(find_short_entry(t->dictionary(), key));
  const Shape* s = shape_of(S, t);
  const int slot = S->engine->shapes->find(s, key);
  return slot >= 0 ? slot_value(t, s, uint32_t(slot)) : Value::nil();
}

// ---- stores

// t[key] = v for an element that is there or comes next, when its kind suits the array. False: nothing done.
TRI_INLINE bool try_set_int(State* S, Table* t, int64_t key, const Value& v) {
  const uint64_t index = uint64_t(key) - 1;
  if (index >= t->length) [[unlikely]] {
    if (index != t->length || index >= t->capacity) return false;
    if (t->header.kind & table_bits::kIntKeys) return false;  // keys behind it may have to move
    if (v.is_nil()) return true;
    switch (t->array_kind()) {
      case ArrayKind::Ints:
        if (!v.is_int()) return false;
        break;
      case ArrayKind::Floats:
        if (!v.is_float()) return false;
        break;
      case ArrayKind::Mixed: t->array_tags()[index] = v.tag; break;
      case ArrayKind::Empty: return false;
    }
    t->array[index] = v.bits;
    t->length = uint32_t(index) + 1;
  } else {
    switch (t->array_kind()) {
      case ArrayKind::Ints:
        if (!v.is_int()) return false;
        break;
      case ArrayKind::Floats:
        if (!v.is_float()) return false;
        break;
      default:
        if (v.is_nil()) return false;  // may be the last one
        t->array_tags()[index] = v.tag;
    }
    t->array[index] = v.bits;
  }
  barrier_at(S, t, t->array + index, v);
  wrote(t);
  return true;
}

TRI_INLINE void set_slot(State* S, Table* t, const Shape* s, uint32_t slot, const Value& v) {
  const SlotPlace place = slot_place(t, s, slot);
  *place.payload = v.bits;
  *place.tag = v.tag;
  barrier_at(S, t, place.payload, v);
  wrote(t);
}

// Gives an entry another value. Reviving an event's key ends what is known to be absent.
TRI_INLINE void set_entry(State* S, Table* t, Entry* e, const Value& v) {
  if (e->value_tag == Tag::Nil) {
    if (v.is_nil()) return;
    ++t->dictionary()->live_hint;
    if (e->key_tag == Tag::ShortStr && reinterpret_cast<Str*>(e->key)->header.extra)
      t->header.extra = 0;
  } else if (v.is_nil()) {
    --t->dictionary()->live_hint;
  }
  e->value = v.bits;
  e->value_tag = v.tag;
  barrier_at(S, t, &e->value, v);
  wrote(t);
}

// t[key] = v for a short string key that t has. False: nothing done.
TRI_INLINE bool try_set_short(State* S, Table* t, const Str* key, const Value& v) {
  if (t->is_dictionary()) {
    Entry* e = find_short_entry(t->dictionary(), key);
    if (!e) return false;
    set_entry(S, t, e, v);
    return true;
  }
  const Shape* s = shape_of(S, t);
  const int slot = S->engine->shapes->find(s, key);
  if (slot < 0) return false;
  set_slot(S, t, s, uint32_t(slot), v);
  return true;
}

}  // namespace tri
