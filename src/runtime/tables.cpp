#include "runtime/tables.hpp"

#include <cstring>

#include "base/arithmetic.hpp"
#include "runtime/array.hpp"
#include "runtime/dictionary.hpp"
#include "runtime/error.hpp"
#include "runtime/hold.hpp"
#include "runtime/rehash.hpp"
#include "runtime/strings.hpp"
#include "runtime/table_check.hpp"

namespace tri {

// ---- making

TRI_INLINE static Table* allocate_table(Thread* L, const Shape* shape) {
  if (!shape) return raised_memory(L), nullptr;
  auto* t = static_cast<Table*>(L->state->heap->allocate(table_bytes(shape->inline_slots)));
  if (!t) return raised_memory(L), nullptr;
  t->header = {.tag = Tag::Table, .gc = 0, .kind = 0, .extra = 0, .aux = shape->id};
  t->array = nullptr;
  t->length = 0;
  t->capacity = 0;
  t->ext = nullptr;
  wrote(t);
  return t;
}

Table* new_table(Thread* L, uint32_t inline_slots) {
  return allocate_table(L, L->state->engine->shapes->root_for(inline_slots));
}

Table* new_table_sized(Thread* L, uint32_t array, uint32_t fields) {
  const bool many = fields > kMaxSlots;
  Table* t = new_table(L, many ? 0 : fields);
  if (!t) return nullptr;
  t->capacity = array < kMaxArray ? array : kMaxArray;
  if (!many) return t;
  const Root<Table> root(L, t);
  if (fields > kMaxEntries) return raised_memory(L), nullptr;
  return become_dictionary(L, t, fields, false) ? t : nullptr;
}

// ---- getting

Value normalize_key(const Value& key) {
  int64_t i;
  return key.is_float() && float_to_integer(key.d, &i) ? Value::integer(i) : key;
}

Value get_int(const Table* t, int64_t key) { return get_int_inline(t, key); }

Value get_short(State* S, const Table* t, const Str* key) { return get_short_inline(S, t, key); }

Value get_string(State* S, const Table* t, Str* key) {
  if (is_short(key)) return get_short_inline(S, t, key);
  return t->is_dictionary() ? entry_value(find_entry(S, t->dictionary(), Value::of(key)))
                            : Value::nil();
}

Value get(State* S, const Table* t, const Value& key) {
  switch (key.tag) {
    case Tag::ShortStr: return get_short_inline(S, t, key.str());
    case Tag::Int: return get_int_inline(t, key.i);
    case Tag::Nil: return Value::nil();
    case Tag::Float: {
      int64_t i;
      if (float_to_integer(key.d, &i)) return get_int_inline(t, i);
      [[fallthrough]];
    }
    default:
      return t->is_dictionary() ? entry_value(find_entry(S, t->dictionary(), key)) : Value::nil();
  }
}

static Value get_shaped_text(State* S, const Table* t, std::string_view key) {
  const Shape* s = shape_of(S, t);
  for (uint32_t i = 0; i < s->count; ++i) {
    const Str* k = S->engine->shapes->key_at(s, i);
    if (k && text_of(k) == key) return slot_value(t, s, i);
  }
  return Value::nil();
}

Value get_text(State* S, const Table* t, std::string_view key) {
  if (!t->is_dictionary()) return get_shaped_text(S, t, key);
  Dictionary* d = t->dictionary();
  const Entry* entries = d->entries();
  const uint32_t hash = hash_bytes(key, S->engine->hash_seed);
  for (uint32_t i = d->heads()[hash & d->mask]; i != kNoEntry; i = entries[i].next) {
    const Value k = Value::raw(entries[i].key, entries[i].key_tag);
    if (k.is_string() && text_of(k.str()) == key) return entry_value(&entries[i]);
  }
  return Value::nil();
}

uint32_t entry_number(const Table* t, const Str* key) {
  Dictionary* d = t->dictionary();
  const Entry* e = find_short_entry(d, key);
  return e ? uint32_t(e - d->entries()) : kNoEntry;
}

// ---- setting by integer

// How many keys behind length + 1 the dictionary has, and so follow an append; *kind becomes one that suits them too.
static uint32_t count_followers(Table* t, ArrayKind* kind) {
  if (!(t->header.kind & table_bits::kIntKeys)) return 0;
  uint32_t n = 0;
  for (;; ++n) {
    const Value v = entry_value(find_int_entry(t->dictionary(), int64_t(t->length) + 2 + n));
    if (v.is_nil()) return n;
    if (kind_for(v) != *kind) *kind = ArrayKind::Mixed;
  }
}

// The removed entry of the key that is about to be appended must not be found by a traversal any more.
static void forget_removed_entry(Table* t) {
  Entry* e = find_int_entry(t->dictionary(), int64_t(t->length) + 1);
  if (e) retire_entry(e);
}

static void take_followers(State* S, Table* t, uint32_t n) {
  for (; n; --n) {
    Entry* e = find_int_entry(t->dictionary(), int64_t(t->length) + 1);
    if (e->value_tag == Tag::Nil) return;  // cleared (weak) by a collection since they were counted
    put_element(S, t, t->length, Value::raw(e->value, e->value_tag));
    retire_entry(e);
    --t->dictionary()->live_hint;
  }
}

static bool is_sparse(const Table* t) {
  constexpr uint32_t kWorthMoving = 14;  // elements; fewer are not worth a dictionary
  return t->array_kind() == ArrayKind::Mixed && t->length >= kWorthMoving &&
         live_elements(t) < t->length / 2;
}

// t[length + 1] = v, not nil.
static bool append(Thread* L, Table* t, const Value& v) {
  ArrayKind kind = kind_with(t, v);
  const uint32_t followers = count_followers(t, &kind);
  const uint64_t needed = uint64_t(t->length) + 1 + followers;
  const bool grows = needed > t->capacity || t->array_kind() == ArrayKind::Empty;
  if (grows || kind != t->array_kind()) {
    if (grows && followers == 0 && is_sparse(t))
      return rehash_with(L, t, Value::integer(int64_t(needed)), v);
    const Hold held(L, v);
    if (!reserve_array_kind(L, t, kind, grows ? grown_capacity(t, needed) : t->capacity))
      return false;
  }
  if (t->header.kind & table_bits::kIntKeys) forget_removed_entry(t);
  put_element(L->state, t, t->length, v);
  if (followers) take_followers(L->state, t, followers);
  check_table(L->state, t);
  return true;
}

bool set_int(Thread* L, Table* t, int64_t key, const Value& v) {
  if (try_set_int(L->state, t, key, v)) return true;
  const uint64_t index = uint64_t(key) - 1;
  if (index < t->length) return set_element(L, t, uint32_t(index), v);
  if (t->header.kind & table_bits::kIntKeys) {
    Entry* e = find_int_entry(t->dictionary(), key);
    // A removed entry of the key behind the array is not revived: that key belongs there.
    if (e && !(index == t->length && e->value_tag == Tag::Nil))
      return set_entry(L->state, t, e, v), true;
  }
  if (v.is_nil()) return true;
  return index == t->length ? append(L, t, v) : add_key(L, t, Value::integer(key), v);
}

void move_elements(State* S, Table* t, uint32_t from, uint32_t to, uint32_t n) {
  uint64_t* const place = t->array + (to - 1);
  memmove(place, t->array + (from - 1), n * sizeof(uint64_t));
  if (t->array_kind() == ArrayKind::Mixed) {
    const Tag* tags = t->array_tags();
    memmove(t->array_tags() + (to - 1), tags + (from - 1), n);
    if (t->header.gc & gc_bits::kBlackHint)
      for (uint32_t i = 0; i < n; ++i)
        barrier_at(S, t, place + i, tags[to - 1 + i], reinterpret_cast<const void*>(place[i]));
  }
  wrote(t);
}

// ---- setting by other keys

static bool set_in_dictionary(Thread* L, Table* t, const Value& key, const Value& v) {
  if (Entry* e = find_entry(L->state, t->dictionary(), key)) {
    set_entry(L->state, t, e, v);
    return true;
  }
  return v.is_nil() || add_key(L, t, key, v);
}

static bool set_other(Thread* L, Table* t, const Value& key, const Value& v) {
  if (t->is_dictionary()) return set_in_dictionary(L, t, key, v);
  return v.is_nil() || add_key(L, t, key, v);
}

bool set(Thread* L, Table* t, const Value& key, const Value& v) {
  switch (key.tag) {
    case Tag::ShortStr:
      if (try_set_short(L->state, t, key.str(), v)) return true;
      return v.is_nil() || add_key(L, t, key, v);
    case Tag::Int: return set_int(L, t, key.i, v);
    case Tag::Nil: (void)raise_text(L, "table index is nil"); return false;
    case Tag::Float: {
      int64_t i;
      if (float_to_integer(key.d, &i)) return set_int(L, t, i, v);
      if (key.d != key.d) {
        (void)raise_text(L, "table index is NaN");
        return false;
      }
      [[fallthrough]];
    }
    default: return set_other(L, t, key, v);
  }
}

// Makes the overflow block of t, of shape `from`, one for shape `to`.
static bool resize_overflow(Thread* L, Table* t, const Shape* from, const Shape* to) {
  const uint32_t old_capacity = from->overflow_capacity, capacity = to->overflow_capacity;
  if (capacity == old_capacity) return true;
  Heap* heap = L->state->heap;
  void* block = old_capacity ? heap->resize_storage(t->ext, overflow_bytes(old_capacity),
                                                    overflow_bytes(capacity))
                             : heap->allocate_storage(overflow_bytes(capacity));
  if (!block) return raised_memory(L);
  auto* payloads = static_cast<uint64_t*>(block);
  std::memmove(payloads + capacity, payloads + old_capacity, old_capacity);
  t->ext = block;
  adopted(L->state, t, block, overflow_bytes(capacity));
  return true;
}

bool add_slot(Thread* L, Table* t, const Shape* to, const Value& v) {
  const Shape* from = shape_of(L->state, t);
  TRI_ASSERT(to->count == from->count + 1 && to->inline_slots == from->inline_slots);
  if (to->overflow_capacity != from->overflow_capacity) {
    const Hold held(L, v);
    if (!resize_overflow(L, t, from, to)) return false;
  }
  t->header.aux = to->id;
  set_slot(L->state, t, to, from->count, v);
  check_table(L->state, t);
  return true;
}

bool add_fields(Thread* L, Table* t, const Shape* to, const Value* values) {
  const Shape* from = shape_of(L->state, t);
  TRI_ASSERT(to->count > from->count && to->inline_slots == from->inline_slots);
  if (!resize_overflow(L, t, from, to)) return false;
  t->header.aux = to->id;
  for (uint32_t slot = from->count; slot < to->count; ++slot)
    set_slot(L->state, t, to, slot, *values++);
  check_table(L->state, t);
  return true;
}

bool set_field(Thread* L, Table* t, Str* key, const Value& v) {
  if (!is_short(key)) return set_other(L, t, Value::of(key), v);
  if (try_set_short(L->state, t, key, v) || v.is_nil()) return true;
  if (!t->is_dictionary()) {
    const Shape* to = L->state->engine->shapes->with_key(shape_of(L->state, t), key);
    if (to) return add_slot(L, t, to, v);
  }
  return add_key(L, t, Value::of(key), v);
}

bool set_field(Thread* L, Table* t, std::string_view key, const Value& v) {
  const Hold held(L, v);
  Str* name = new_string(L, key);
  if (!name) return false;
  const Root<Str> root(L, name);
  return set_field(L, t, name, v);
}

// ---- many at once

bool reserve_array(Thread* L, Table* t, uint32_t n) {
  if (n <= t->capacity) return true;
  if (n > kMaxArray) return raised_memory(L);
  if (t->array_kind() != ArrayKind::Empty) return reserve_array_kind(L, t, t->array_kind(), n);
  t->capacity = n;
  wrote(t);
  return true;
}

static ArrayKind kind_with_all(const Table* t, const Value* values, uint32_t n) {
  ArrayKind kind = kind_with(t, values[0]);
  for (uint32_t i = 1; i < n && kind != ArrayKind::Mixed; ++i)
    if (kind_for(values[i]) != kind) kind = ArrayKind::Mixed;
  return kind;
}

// Values (the last not nil) at `index` >= length, a gap before them filled with nil; storage has been made.
static void put_elements(State* S, Table* t, uint32_t index, const Value* values, uint32_t n) {
  const bool mixed = t->array_kind() == ArrayKind::Mixed;
  if (mixed) std::memset(t->array_tags() + t->length, int(Tag::Nil), index - t->length);
  for (uint32_t i = 0; i < n; ++i) t->array[index + i] = values[i].bits;
  if (mixed) {
    for (uint32_t i = 0; i < n; ++i) t->array_tags()[index + i] = values[i].tag;
    if (t->header.gc & gc_bits::kBlackHint)
      for (uint32_t i = 0; i < n; ++i) barrier_at(S, t, t->array + index + i, values[i]);
  }
  t->length = index + n;
  wrote(t);
}

bool set_list(Thread* L, Table* t, uint64_t first, const Value* values, uint32_t n) {
  const uint64_t index = first - 1;
  uint32_t count = n;
  while (count && values[count - 1].is_nil()) --count;
  // A gap is left when an earlier part of a long constructor ended in nils; its array has been sized for all.
  const bool in_order = index == t->length || (index > t->length && index + count <= t->capacity);
  if (count && in_order && !(t->header.kind & table_bits::kIntKeys)) {
    ArrayKind kind = kind_with_all(t, values, count);
    if (index > t->length) kind = ArrayKind::Mixed;
    const uint64_t needed = index + count;
    const bool fits = needed <= t->capacity;
    if (!reserve_array_kind(L, t, kind, fits ? t->capacity : needed)) return false;
    put_elements(L->state, t, uint32_t(index), values, count);
    check_table(L->state, t);
    return true;
  }
  for (uint32_t i = 0; i < n; ++i)
    if (!set_int(L, t, int64_t(first + i), values[i])) return false;
  return true;
}

size_t bytes_of(State* S, const Table* t) {
  const Shape* s = shape_of(S, t);
  size_t bytes = table_bytes(s->inline_slots);
  if (t->array) bytes += array_bytes(t->array_kind(), t->capacity);
  return bytes +
         (t->is_dictionary() ? bytes_of(t->dictionary()) : overflow_bytes(s->overflow_capacity));
}

}  // namespace tri
