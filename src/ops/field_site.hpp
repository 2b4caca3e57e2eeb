// What sites that read or write a field by a constant string key have learnt, for use by routines and by tiers that search.
//
// A site has one record, which every tier looks at. A second shape gives it a block of more: seven further entries, and before them the
// entries' shapes side by side. An entry that needs records for steps along __index (cache_bits::kHop) gets four.
//
//   site ──▶ first ── more ──▶ shapes · entry 0 · ... · entry 6
//                                          more ──▶ hop · hop · hop · hop
//
// The first record is of the simple kinds that op bodies understand: own fields, entries of dictionaries, one step along __index,
// added fields. Entries may also be absent fields, fields up to five steps away, own slots that are nil now and then, and fields behind or in dictionaries.
//
// What a site has no place for goes to rows that all sites of a state share, by shape and key: a key, an entry, and four records for
// steps. A megamorphic site is one whose lookups are mostly answered there. Keys are known by their addresses, which others may
// get when they have died: so the collector takes rows of such keys away.
//
//   State::field_rows ──▶ row 0: key · entry · hop · hop · hop · hop    row 1: ...
#pragma once

#include "heap/cache.hpp"
#include "heap/state.hpp"
#include "ops/vocabulary.hpp"
#include "runtime/tables_inline.hpp"

namespace tri::ops {

inline constexpr uint32_t kMoreEntries = 7;
inline constexpr uint32_t kMoreRecords = 1 + kMoreEntries;

// What a field that is known to be absent reads as.
struct NoField {
  uint64_t bits;
  Tag tag;
};
inline constexpr NoField kNoField{0, Tag::Nil};

// The entry with this number, if it is the key's.
TRI_INLINE Place hinted_entry(Table* t, uint32_t n, const Str* key) {
  Dictionary* d = t->dictionary();
  Entry* e = d->entries() + n;
  if (n < d->used && e->key == uint64_t(key) && e->key_tag == Tag::ShortStr)
    return {&e->value, &e->value_tag};
  return {};
}

// Where a record says that t's own slot is: one with kOwn, but not kEntry.
TRI_INLINE Place own_place(const FieldCache* c, Table* t) {
  return Concrete{}.field(t, c->value, c->value_tag, c->bits & cache_bits::kOverflow);
}
// Where a record says that the field of t is, whose shape is the record's. A null payload: it does not know.
TRI_INLINE Place reach(Thread* L, const FieldCache* c, Table* t, const Str* key) {
  Concrete t_verbs{nullptr, L, nullptr};
  for (;;) {
    const uint8_t bits = c->bits;
    if (bits == cache_bits::kOwn) return t_verbs.field(t, c->value, c->value_tag, false);
    if (bits == (cache_bits::kOwn | cache_bits::kOverflow))
      return t_verbs.field(t, c->value, c->value_tag, true);
    if (bits == cache_bits::kAbsent)
      return {const_cast<uint64_t*>(&kNoField.bits), const_cast<Tag*>(&kNoField.tag)};
    if (bits == cache_bits::kEntry) return hinted_entry(t, c->value, key);
    if ((bits & cache_bits::kOwnFirst) == cache_bits::kOwnFirst) {
      const Place own = own_place(c, t);
      if (*own.tag != Tag::Nil) return own;
      c = &L->caches[c->holder_shape].field;
      if (c->shape != t->shape()) return {};  // it is another site's now
      continue;
    }
    if (bits & cache_bits::kProbe) {
      Entry* e = find_short_entry(t->dictionary(), key);
      if (e && e->value_tag != Tag::Nil) return {&e->value, &e->value_tag};
    }
    const Table* meta;
    if (bits & cache_bits::kMetaInObject) {
      const Place at =
          t_verbs.field(t, c->carried, c->carried_tag, bits & cache_bits::kMetaOverflow);
      if (*at.tag != Tag::Table) return {};
      meta = reinterpret_cast<const Table*>(*at.payload);
    } else {
      meta = t_verbs.metatable(c->metatable);
    }
    if (meta->shape() != c->meta_shape) return {};
    const Place index = t_verbs.field(const_cast<Table*>(meta), c->index, c->index_tag,
                                      bits & cache_bits::kIndexOverflow);
    if (*index.tag != Tag::Table) return {};
    t = reinterpret_cast<Table*>(*index.payload);
    if (t->shape() != c->holder_shape) return {};
    if (c->value_tag == kInEntry) return hinted_entry(t, c->value, key);
    if (!(bits & cache_bits::kHop))
      return t_verbs.field(t, c->value, c->value_tag, bits & cache_bits::kOverflow);
    c = &L->caches[c->value].field;
    // The hop may have been taught anew for another class.
    if (c->shape != t->shape()) return {};
  }
}

// The number of the entry of a block for a shape; kMoreEntries and beyond: none.
TRI_INLINE uint32_t entry_index(const EntryShapes& all, uint32_t shape) {
  using Four [[gnu::vector_size(16)]] = uint32_t;
  using Lanes [[gnu::vector_size(16)]] = float;
  Four low, high;
  __builtin_memcpy(&low, all.shape, sizeof low);
  __builtin_memcpy(&high, all.shape + 4, sizeof high);
  uint32_t hits = 0;
#ifdef __SSE2__
  hits = uint32_t(__builtin_ia32_movmskps((Lanes)(low == shape))) |
         uint32_t(__builtin_ia32_movmskps((Lanes)(high == shape))) << 4;
#else
  for (uint32_t i = 0; i < 4; ++i)
    hits |= uint32_t(low[i] == shape) << i | uint32_t(high[i] == shape) << (i + 4);
#endif
  return uint32_t(__builtin_ctz(hits | 1u << kMoreEntries));
}
// The entry of a site for a shape, or null.
TRI_INLINE const FieldCache* entry_for(Thread* L, const FieldCache* first, uint32_t shape) {
  if (first->shape == shape) return first;
  if (!first->more) return nullptr;
  const Cache* block = &L->caches[first->more];
  const uint32_t n = entry_index(block->shapes, shape);
  return n < kMoreEntries ? &block[1 + n].field : nullptr;
}

// Whether a site reads or stores: rows of the same shape and key say different things.
enum class Site : uint8_t { Read, Store };

TRI_INLINE uintptr_t row_key(const Str* key, Site site) { return uintptr_t(key) + uint8_t(site); }
// The row for a shape and a key, whosever it is now. There are rows.
TRI_INLINE Cache* row_for(const State* S, uint32_t shape, const Str* key) {
  const uint32_t n = (key->header.aux ^ shape * 0x9E3779B9u >> 16) % kFieldRows;
  return S->engine->caches + S->field_rows + n * kRecordsOfRow;
}
// The entry that sites share for a shape and a key, or null.
TRI_INLINE const FieldCache* shared_entry(const State* S, uint32_t shape, const Str* key,
                                          Site site) {
  if (!S->field_rows) return nullptr;
  const Cache* row = row_for(S, shape, key);
  return row->row.key == row_key(key, site) && row[1].field.shape == shape ? &row[1].field
                                                                           : nullptr;
}

// Whether a missing value in the place that the record names is the end of it: there is no metatable.
TRI_INLINE bool is_bare(const FieldCache& c) {
  return (c.bits & ~cache_bits::kOverflow) == cache_bits::kOwn && c.is_bare;
}
// Where an entry, which may be null, says that t's field is, which is not nil unless it is known to be absent. A null payload: ask the table.
TRI_INLINE Place place_by(Thread* L, const FieldCache* c, Table* t, const Str* key) {
  if (!c) return {};
  const Place p = reach(L, c, t, key);
  if (p.payload && *p.tag == Tag::Nil && p.payload != &kNoField.bits && !is_bare(*c)) return {};
  return p;
}

// The same of what the site itself has learnt.
TRI_INLINE Place search(Thread* L, const FieldCache* first, Table* t, const Str* key) {
  return place_by(L, entry_for(L, first, t->shape()), t, key);
}

// A site that keeps missing learns less and less often: teaching costs as much as a few lookups.
TRI_INLINE bool shall_learn(State* S, const Code* pc) {
  if (!pc->side) return false;
  FieldCache& c = S->engine->caches[pc->side].field;
  if (++c.misses == 0) c.misses = 16;
  return c.misses < 16 || c.misses % 16 == 0;
}

// Teach a site that has a record: where the receiver's field comes from, which is there or absent and found without calls;
// where a store goes that found the field there or nil, and was made without a call; that one which added a field led from one
// shape to t's;
// which method of strings the key is. And without a site: learn_shared, for keys that are no constants.
void learn_get(State* S, const Code* pc, Table* receiver, const Str* key);
void learn_shared(State* S, Table* receiver, const Str* key);
enum class Before : uint8_t { Found, Nil };
void learn_own(State* S, const Code* pc, Table* receiver, const Str* key, Before before);
void learn_string_method(State* S, const Code* pc, const Str* key);  // strings have a metatable
void learn_add(State* S, const Code* pc, const Shape* from, const Table* t);

// Whether the metatable of t, whose shape is the record's, is such that no __newindex is asked.
bool takes_new_fields(State* S, const FieldCache& c, const Table* t);
// Adds the field as a record with cache_bits::kAdd says. False: not that way.
[[nodiscard]] bool add_as_learnt(State* S, const FieldCache& c, Table* t, const Value& v);

}  // namespace tri::ops
