#include "runtime/rehash.hpp"

#include <bit>
#include <cstring>

#include "runtime/array.hpp"
#include "runtime/dictionary.hpp"
#include "runtime/error.hpp"
#include "runtime/hold.hpp"
#include "runtime/metatable.hpp"
#include "runtime/table_check.hpp"

namespace tri {

// ---- counting

// Integer keys by magnitude: slice b counts those in (2^(b-1), 2^b], slice 0 the key 1.
struct IntKeys {
  static constexpr uint32_t kSlices = 31;
  uint32_t slice[kSlices] = {};
  uint32_t total = 0;

  void add(int64_t key) {
    if (uint64_t(key) - 1 >= uint64_t(1) << (kSlices - 1)) return;
    ++slice[std::bit_width(uint64_t(key) - 1)];
    ++total;
  }
  void add_range(uint32_t length) {  // 1..length
    for (uint32_t b = 0, low = 0; b < kSlices && low < length; ++b) {
      const uint32_t high = length < 1u << b ? length : 1u << b;
      slice[b] += high - low;
      total += high - low;
      low = high;
    }
  }
  // The largest power of two that is more than half in use, or 0.
  uint32_t best_size() const {
    uint32_t best = 0, below = 0;
    for (uint32_t b = 0; b < kSlices && total > (1u << b) / 2; ++b) {
      below += slice[b];
      if (below > (1u << b) / 2) best = 1u << b;
    }
    return best;
  }
};

static IntKeys count_int_keys(Table* t, const Value& key) {
  IntKeys keys;
  if (t->array_kind() == ArrayKind::Mixed) {
    const Tag* tags = t->array_tags();
    for (uint32_t i = 0; i < t->length; ++i)
      if (tags[i] != Tag::Nil) keys.add(int64_t(i) + 1);
  } else {
    keys.add_range(t->length);
  }
  if (t->header.kind & table_bits::kIntKeys) {
    const Entry* entries = t->dictionary()->entries();
    for (uint32_t i = 0; i < t->dictionary()->used; ++i)
      if (entries[i].key_tag == Tag::Int && entries[i].value_tag != Tag::Nil)
        keys.add(int64_t(entries[i].key));
  }
  if (key.is_int()) keys.add(key.i);
  return keys;
}

// Whether the table has, or is about to have, this integer key.
static bool has_int_key(const Table* t, const Value& key, int64_t k) {
  return (key.is_int() && key.i == k) || !get_int_inline(t, k).is_nil();
}

static bool in_array(const Value& key, uint32_t size) {
  return key.is_int() && uint64_t(key.i) - 1 < size;
}

// Whether an array longer than now, of `size` elements, would take in any key.
static bool has_keys_up_to(Table* t, uint32_t size, const Value& key) {
  if (in_array(key, size)) return true;
  if (!(t->header.kind & table_bits::kIntKeys)) return false;
  const Entry* e = t->dictionary()->entries();
  for (uint32_t i = 0; i < t->dictionary()->used; ++i)
    if (e[i].value_tag != Tag::Nil && in_array(Value::raw(e[i].key, e[i].key_tag), size))
      return true;
  return false;
}

// How many elements the array is to cover: its length unless integer keys suggest otherwise. The key behind it is
// absent from the whole table.
static uint32_t wanted_array(Table* t, const Value& key) {
  if (!key.is_int() && !(t->header.kind & table_bits::kIntKeys)) return t->length;
  uint32_t size = count_int_keys(t, key).best_size();
  if (size < t->length && t->array_kind() != ArrayKind::Mixed) return t->length;
  if (size > t->length && !has_keys_up_to(t, size, key)) return t->length;
  while (size < kMaxArray && has_int_key(t, key, int64_t(size) + 1)) ++size;
  return size;
}

// Entries the dictionary has to have when the array covers `array`, with the new key.
static uint32_t count_entries(Table* t, uint32_t array, const Value& key) {
  uint32_t entries = !in_array(key, array);
  for (uint32_t i = array; i < t->length; ++i) entries += !array_element(t, i).is_nil();
  if (!t->is_dictionary()) return entries;
  const Entry* e = t->dictionary()->entries();
  for (uint32_t i = 0; i < t->dictionary()->used; ++i)
    entries += e[i].value_tag != Tag::Nil && !in_array(Value::raw(e[i].key, e[i].key_tag), array);
  return entries;
}

// ---- moving. Nothing below allocates; storage has been made.

// Moves the live entries of `from` into the array, if it covers them, or to `to`.
static void move_entries(State* S, Table* t, Dictionary* from, Dictionary* to, uint32_t array) {
  const Entry* entries = from->entries();
  for (uint32_t i = 0; i < from->used; ++i) {
    const Value v = Value::raw(entries[i].value, entries[i].value_tag);
    if (v.is_nil()) continue;
    const Value key = Value::raw(entries[i].key, entries[i].key_tag);
    if (in_array(key, array)) {
      put_element(S, t, uint32_t(key.i - 1), v);
    } else {
      add_entry(S, t, to, key, v);
    }
  }
}

// Moves integer entries that the array covers into it.
static void move_int_entries(State* S, Table* t, uint32_t array) {
  Entry* entries = t->dictionary()->entries();
  for (uint32_t i = 0; i < t->dictionary()->used; ++i) {
    Entry* e = &entries[i];
    if (e->value_tag == Tag::Nil || !in_array(Value::raw(e->key, e->key_tag), array)) continue;
    put_element(S, t, uint32_t(int64_t(e->key) - 1), Value::raw(e->value, e->value_tag));
    retire_entry(e);
  }
}

static bool holds_int_keys(Dictionary* d) {
  const Entry* entries = d->entries();
  for (uint32_t i = 0; i < d->used; ++i)
    if (entries[i].key_tag == Tag::Int) return true;
  return false;
}

// Moves elements at `array` and beyond to the dictionary, which has room, and shortens the array.
static void move_elements(State* S, Table* t, uint32_t array) {
  if (array >= t->length) return;
  for (uint32_t i = array; i < t->length; ++i) {
    const Value v = array_element(t, i);
    if (!v.is_nil()) add_entry(S, t, t->dictionary(), Value::integer(int64_t(i) + 1), v);
  }
  t->length = array;
  trim_array(t);
  shrink_array(S, t, t->length);
}

static uint32_t overflow_slots(State* S, const Table* t) {
  return shape_of(S, t)->overflow_capacity;
}

static void free_overflow(State* S, Table* t) {
  if (t->ext) S->heap->free_storage(t->ext, overflow_bytes(overflow_slots(S, t)));
  t->ext = nullptr;
}

bool become_dictionary(Thread* L, Table* t, uint32_t more, bool keep_removed) {
  if (t->is_dictionary()) return true;
  State* S = L->state;
  const Shape* s = shape_of(S, t);
  const Shape* to = S->engine->shapes->as_dictionary(s);
  if (!to) return raised_memory(L);
  uint32_t slots = 0;
  for (uint32_t i = 0; i < s->count; ++i)
    slots += i != s->meta_slot && (keep_removed || !slot_value(t, s, i).is_nil());
  Dictionary* d = new_dictionary(L, dictionary_capacity(slots + more));
  if (!d) return false;
  if (s->meta_slot != kNoSlot) {
    const Value mt = slot_value(t, s, s->meta_slot);
    d->metatable = mt.is_nil() ? nullptr : mt.table();
  }
  t->header.extra = 0;
  for (uint32_t i = 0; i < s->count; ++i) {
    const Value v = slot_value(t, s, i);
    if (i == s->meta_slot || (v.is_nil() && !keep_removed)) continue;
    add_entry(S, t, d, Value::of(S->engine->shapes->key_at(s, i)), v);
  }
  free_overflow(S, t);
  t->ext = d;
  adopted(S, t, d, bytes_of(d));
  t->header.aux = to->id;
  t->header.kind |= table_bits::kDictionary;
  wrote(t);
  return true;
}

// Beyond this a class is rather a map.
static constexpr uint32_t kMostReshaped = 48;
static_assert(kMostReshaped < kMaxSlots);

// The shape of a table with d's keys, in their order, and what the shape `old` says besides. nullptr: there is none.
static const Shape* shape_like(ShapeTable& shapes, const Dictionary* d, const Shape* old) {
  const Entry* entries = const_cast<Dictionary*>(d)->entries();
  const Shape* s = shapes.root(0);
  for (uint32_t i = 0; s && i < d->used; ++i) {
    if (entries[i].key_tag != Tag::ShortStr || entries[i].value_tag == Tag::Nil) return nullptr;
    s = shapes.with_key(s, reinterpret_cast<Str*>(entries[i].key));
  }
  if (s && old->meta_kind == MetaKind::ById) s = shapes.with_metatable(s, old->metatable_id);
  if (s && old->meta_kind == MetaKind::InObject) s = shapes.with_metatable_in_object(s);
  if (s && old->self_metatable_id) s = shapes.as_metatable(s, old->self_metatable_id);
  return s;
}

void become_shaped(State* S, Table* t) {
  Dictionary* d = t->dictionary();
  if (d->used > kMostReshaped || (t->header.kind & table_bits::kReshaped)) return;
  t->header.kind |= table_bits::kReshaped;
  Table* mt = metatable_of(S, t);
  // A weak table's entries are looked at in a way of their own.
  if (mt && !event_of(S, mt, Event::Mode).is_nil()) return wrote(t);
  const Shape* to = shape_like(*S->engine->shapes, d, shape_of(S, t));
  if (!to || to->kind != ShapeKind::Shaped || to->inline_slots) return wrote(t);
  const size_t bytes = overflow_bytes(to->overflow_capacity);
  void* slots = bytes ? S->heap->allocate_storage(bytes) : nullptr;
  if (bytes && !slots) return wrote(t);
  t->ext = slots;
  adopted(S, t, slots, bytes);
  t->header.aux = to->id;
  t->header.kind &= uint8_t(~(table_bits::kDictionary | table_bits::kIntKeys));
  t->header.extra = 0;
  const Entry* entries = d->entries();
  for (uint32_t i = 0; i < d->used; ++i)
    set_slot(S, t, to, i, Value::raw(entries[i].value, entries[i].value_tag));
  if (to->meta_slot != kNoSlot)
    set_slot(S, t, to, to->meta_slot, mt ? Value::of(mt) : Value::nil());
  S->heap->free_storage(d, bytes_of(d));
  values_moved(S, t);
  check_table(S, t);
}

// Gives the dictionary room for `entries` live ones in all, those in the array's reach moved there.
static bool rebuild_dictionary(Thread* L, Table* t, uint32_t entries, uint32_t array) {
  State* S = L->state;
  Dictionary* old = t->dictionary();
  uint32_t capacity = dictionary_capacity(entries);
  // Where removed entries made the room run out, leave some, or the next rehash would follow soon.
  if (entries <= old->used && uint64_t(entries) * 4 > uint64_t(capacity) * 3)
    capacity = capacity * 2 + 1;
  Dictionary* d = old;
  if (capacity != old->capacity && !(d = new_dictionary(L, capacity))) return false;
  t->header.kind &= uint8_t(~table_bits::kIntKeys);
  if (d == old) {
    move_int_entries(S, t, array);
    compact_dictionary(S, d);
    values_moved(S, t);
    if (holds_int_keys(d)) t->header.kind |= table_bits::kIntKeys;
  } else {
    d->metatable = old->metatable;
    move_entries(S, t, old, d, array);
    t->ext = d;
    adopted(S, t, d, bytes_of(d));
    S->heap->free_storage(old, bytes_of(old));
  }
  wrote(t);
  return true;
}

// Divides keys anew with one more to come, which then has room: in the array of *size elements or as an entry.
static bool rehash(Thread* L, Table* t, const Value& key, uint32_t* size) {
  State* S = L->state;
  dead_keys_gone(S, t);
  const uint32_t array = wanted_array(t, key);
  const uint32_t entries = count_entries(t, array, key);
  if (entries > kMaxEntries) return raised_memory(L);
  if (array > t->length && !reserve_array_kind(L, t, ArrayKind::Mixed, array)) return false;
  if (t->is_dictionary()) {
    if (!rebuild_dictionary(L, t, entries, array)) return false;
  } else if (entries > 0) {
    if (!become_dictionary(L, t, entries, false)) return false;
  }
  move_elements(S, t, array);
  *size = array;
  return true;
}

bool rehash_with(Thread* L, Table* t, const Value& key, const Value& v) {
  const Hold held_key(L, key), held_value(L, v);
  uint32_t array;
  if (!rehash(L, t, key, &array)) return false;
  if (in_array(key, array)) {
    put_element(L->state, t, uint32_t(key.i - 1), v);
  } else {
    add_entry(L->state, t, t->dictionary(), key, v);
  }
  check_table(L->state, t);
  return true;
}

// A key right behind a hole of one element lengthens the array: at worst every other element is missing, and counting keys
// each time an array loses its last element would cost its length again and again.
static bool leaves_hole(const Table* t, const Value& key) {
  return key.is_int() && t->length > 0 && uint64_t(key.i) == uint64_t(t->length) + 2 &&
         t->length < kMaxArray - 2 && !(t->header.kind & table_bits::kIntKeys);
}

bool add_key(Thread* L, Table* t, const Value& key, const Value& v) {
  if (leaves_hole(t, key)) {
    const Hold held_value(L, v);
    const uint32_t index = t->length + 1;
    const uint64_t capacity = index < t->capacity ? t->capacity : grown_capacity(t, index + 1);
    if (!reserve_array_kind(L, t, ArrayKind::Mixed, capacity)) return false;
    put_element(L->state, t, index, v);
    check_table(L->state, t);
    return true;
  }
  if (!t->is_dictionary() || t->dictionary()->used == t->dictionary()->capacity)
    return rehash_with(L, t, key, v);
  add_entry(L->state, t, t->dictionary(), key, v);
  return true;
}

}  // namespace tri
