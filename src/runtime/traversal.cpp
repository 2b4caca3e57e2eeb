// Traversal: positions in a table and the order of its keys. See runtime/tables.hpp for what a position is.
#include "runtime/dictionary.hpp"

namespace tri {

static uint32_t next_element(const Table* t, uint32_t index, Value* key, Value* value) {
  for (; index < t->length; ++index) {
    const Value v = array_element(t, index);
    if (v.is_nil()) continue;
    *key = Value::integer(int64_t(index) + 1);
    *value = v;
    return index;
  }
  return kNoPosition;
}

static uint32_t next_slot(State* S, const Table* t, uint32_t slot, Value* key, Value* value) {
  const Shape* s = shape_of(S, t);
  for (; slot < s->count; ++slot) {
    if (slot == s->meta_slot) continue;
    const Value v = slot_value(t, s, slot);
    if (v.is_nil()) continue;
    *key = Value::of(S->engine->shapes->key_at(s, slot));
    *value = v;
    return t->capacity + slot;
  }
  return kNoPosition;
}

static uint32_t next_entry(const Table* t, uint32_t number, Value* key, Value* value) {
  Dictionary* d = t->dictionary();
  for (; number < d->used; ++number) {
    const Entry& e = d->entries()[number];
    if (e.value_tag == Tag::Nil) continue;
    *key = Value::raw(e.key, e.key_tag);
    *value = Value::raw(e.value, e.value_tag);
    return t->capacity + number;
  }
  return kNoPosition;
}

uint32_t next_after(State* S, const Table* t, uint32_t position, Value* key, Value* value) {
  dead_keys_gone(S, const_cast<Table*>(t));
  uint32_t next = position + 1;  // kNoPosition wraps to the first
  if (next < t->length) {
    const uint32_t found = next_element(t, next, key, value);
    if (found != kNoPosition) return found;
  }
  next = next > t->capacity ? next - t->capacity : 0;
  return t->is_dictionary() ? next_entry(t, next, key, value) : next_slot(S, t, next, key, value);
}

static bool is_key_at(State* S, const Table* t, const Value& key, uint32_t position) {
  if (position < t->capacity) return key.is_int() && key.i == int64_t(position) + 1;
  const uint32_t place = position - t->capacity;
  if (!t->is_dictionary()) {
    const Shape* s = shape_of(S, t);
    return key.is_short_string() && place < s->count &&
           S->engine->shapes->key_at(s, place) == key.str();
  }
  Dictionary* d = t->dictionary();
  if (place >= d->used) return false;
  const Entry& e = d->entries()[place];
  // Not a dead key: the hint may be any place, and the key be in the table at another, in the cell that the dead one left.
  return e.key == (key.is_boolean() ? 0 : key.bits) && e.key_tag == key.tag;
}

// A float with an integer value is no key: traversal never hands one out, and neither does the reference know it.
uint32_t position_of(State* S, const Table* t, const Value& key, uint32_t hint, bool* found) {
  *found = true;
  if (key.is_nil()) return kNoPosition;
  if (hint != kNoPosition && is_key_at(S, t, key, hint)) return hint;
  const bool in_array = key.is_int() && uint64_t(key.i) - 1 < t->capacity;
  if (in_array && uint64_t(key.i) <= t->length) return uint32_t(key.i - 1);
  if (t->is_dictionary()) {
    if (const Entry* e = find_entry_or_dead(S, t->dictionary(), key))
      return t->capacity + uint32_t(e - t->dictionary()->entries());
  } else if (key.is_short_string()) {
    const int slot = S->engine->shapes->find(shape_of(S, t), key.str());
    if (slot >= 0) return t->capacity + uint32_t(slot);
  }
  if (in_array) return uint32_t(key.i - 1);  // an element that was there when the array was longer
  *found = false;
  return kNoPosition;
}

}  // namespace tri
