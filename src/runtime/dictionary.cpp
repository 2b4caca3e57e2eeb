#include "runtime/dictionary.hpp"

#include <bit>
#include <cstring>

#include "runtime/error.hpp"
#include "runtime/strings.hpp"

namespace tri {

uint32_t dictionary_capacity(uint32_t entries) { return std::bit_ceil(entries + 1) - 1; }

Dictionary* new_dictionary(Thread* L, uint32_t capacity) {
  TRI_ASSERT(std::has_single_bit(uint64_t(capacity) + 1));
  if (capacity > kMaxEntries) return raised_memory(L), nullptr;
  auto* d = static_cast<Dictionary*>(
      L->state->heap->allocate_storage(dictionary_bytes(capacity, capacity + 1)));
  if (!d) return raised_memory(L), nullptr;
  *d = {.used = 0, .capacity = capacity, .mask = capacity, .live_hint = 0, .metatable = nullptr};
  std::memset(d->heads(), 0xFF, (size_t(capacity) + 1) * sizeof(uint32_t));
  return d;
}

static uint32_t hash_key(State* S, const Value& key) {
  switch (key.tag) {
    case Tag::ShortStr: return key.str()->header.aux;
    case Tag::LongStr: return hash_of(S, key.str());
    case Tag::False: return 1;
    case Tag::True: return 2;
    default: return hash_word(key.bits);
  }
}

static Entry* find_long_entry(State* S, Dictionary* d, Str* key) {
  Entry* entries = d->entries();
  for (uint32_t i = d->heads()[hash_of(S, key) & d->mask]; i != kNoEntry; i = entries[i].next)
    if (entries[i].key_tag == Tag::LongStr &&
        equal_strings(reinterpret_cast<Str*>(entries[i].key), key))
      return &entries[i];
  return nullptr;
}

Entry* find_entry(State* S, Dictionary* d, const Value& key) {
  switch (key.tag) {
    case Tag::ShortStr: return find_short_entry(d, key.str());
    case Tag::LongStr: return find_long_entry(S, d, key.str());
    case Tag::False:
    case Tag::True: return find_word_entry(d, 0, key.tag, hash_key(S, key));
    default: return find_word_entry(d, key.bits, key.tag, hash_word(key.bits));
  }
}

Entry* find_entry_or_dead(State* S, Dictionary* d, const Value& key) {
  if (Entry* e = find_entry(S, d, key)) return e;
  return key.is_object() ? find_word_entry(d, key.bits, Tag::DeadKey, hash_key(S, key)) : nullptr;
}

void add_entry(State* S, Table* t, Dictionary* d, const Value& key, const Value& v) {
  TRI_ASSERT(d->used < d->capacity);
  const uint32_t number = d->used++;
  uint32_t* head = &d->heads()[hash_key(S, key) & d->mask];
  Entry* e = &d->entries()[number];
  e->key = key.is_boolean() ? 0 : key.bits;
  e->value = v.bits;
  e->key_tag = key.tag;
  e->value_tag = v.tag;
  e->unused = 0;
  e->next = *head;
  *head = number;
  if (!v.is_nil()) ++d->live_hint;
  if (key.is_int()) t->header.kind |= table_bits::kIntKeys;
  if (key.is_short_string() && key.str()->header.extra) t->header.extra = 0;
  barrier_at(S, t, &e->key, key);
  barrier_at(S, t, &e->value, v);
  wrote(t);
}

void compact_dictionary(State* S, Dictionary* d) {
  Entry* entries = d->entries();
  uint32_t* heads = d->heads();
  std::memset(heads, 0xFF, (size_t(d->mask) + 1) * sizeof(uint32_t));
  uint32_t used = 0;
  for (uint32_t i = 0; i < d->used; ++i) {
    if (entries[i].value_tag == Tag::Nil) continue;
    Entry* e = &entries[used];
    *e = entries[i];
    uint32_t* head = &heads[hash_key(S, Value::raw(e->key, e->key_tag)) & d->mask];
    e->next = *head;
    *head = used++;
  }
  d->used = d->live_hint = used;
}

}  // namespace tri
