#include "ops/field_site.hpp"

#include <cstring>

#include "heap/watch.hpp"
#include "runtime/metatable.hpp"
#include "runtime/rehash.hpp"
#include "runtime/shapes.hpp"
#include "runtime/tables_inline.hpp"

namespace tri::ops {

namespace {

// Where slot n of tables of shape s lies, in bytes. True: in the overflow block.
template <class At, class TagAt>
bool locate(const Shape* s, uint32_t n, At* payload, TagAt* tag) {
  if (n < s->inline_slots) {
    *payload = At(sizeof(Table) + 8 * n);
    *tag = TagAt(sizeof(Table) + 8 * s->inline_slots + n);
    return false;
  }
  *payload = At(8 * (n - s->inline_slots));
  *tag = TagAt(8 * s->overflow_capacity + (n - s->inline_slots));
  return true;
}

// Notes how tables of shape s name their metatable.
void note_metatable(const Shape* s, FieldCache* c) {
  if (s->meta_kind == MetaKind::ById) {
    c->metatable = s->metatable_id;
    return;
  }
  if (locate(s, s->meta_slot, &c->carried, &c->carried_tag)) c->bits |= cache_bits::kMetaOverflow;
  c->bits |= cache_bits::kMetaInObject;
}

// Whether op bodies understand the record of a read.
bool is_simple(const FieldCache& c) {
  return c.bits != cache_bits::kAbsent && !(c.bits & (cache_bits::kHop | cache_bits::kProbe)) &&
         c.value_tag != kInEntry;
}

// Where a record shall be written; null: nowhere. *is_full: another shape's goes for it.
FieldCache* place_for(State* S, FieldCache* first, const FieldCache& fresh, bool simple,
                      bool* is_full) {
  *is_full = false;
  if (simple && (!first->shape || first->shape == fresh.shape)) return first;
  EngineArea* E = S->engine;
  if (!first->more) {
    if (E->cache_count + kMoreRecords > E->cache_limit) return nullptr;
    first->more = E->cache_count;
    E->cache_count += kMoreRecords;
  }
  if (first->shape == fresh.shape) first->shape = 0;  // an entry takes over
  Cache* block = E->caches + first->more;
  uint32_t n = entry_index(block->shapes, fresh.shape);
  if (n >= kMoreEntries) n = entry_index(block->shapes, 0);
  if (n >= kMoreEntries) {
    *is_full = true;
    n = first->misses / 16 % kMoreEntries;
  }
  block->shapes.shape[n] = fresh.shape;
  return &block[1 + n].field;
}

// The row for a shape and a key, emptied; null: there is no room for rows.
Cache* fresh_row(State* S, uint32_t shape, const Str* key, Site site) {
  EngineArea* E = S->engine;
  if (!S->field_rows) {
    constexpr uint32_t kRecords = kFieldRows * kRecordsOfRow;
    if (E->cache_count + kRecords > E->cache_limit) return nullptr;
    S->field_rows = E->cache_count;
    E->cache_count += kRecords;
  }
  Cache* row = row_for(S, shape, key);
  row->row.key = row_key(key, site);
  for (uint32_t n = 1; n < kRecordsOfRow; ++n) row[n].field = FieldCache{};
  return row;
}

// Writes the record that the site of `pc` shall have there, and tells of it.
void write(State* S, const Code* pc, FieldCache* to, FieldCache fresh) {
  fresh.misses = to->misses;
  fresh.more = to->more;
  *to = fresh;
  if (!S->watch) [[likely]]
    return;
  const FieldCache* first = &S->engine->caches[pc->side].field;
  const ptrdiff_t entry =
      to == first ? 0 : reinterpret_cast<Cache*>(to) - (S->engine->caches + first->more);
  tell(S, &Watch::learnt, S, pc, uint32_t(entry));
}

// Writes the record of a store.
void write_store(State* S, const Code* pc, const Str* key, const FieldCache& fresh) {
  bool is_full;
  FieldCache* to = place_for(S, &S->engine->caches[pc->side].field, fresh, true, &is_full);
  if (is_full)
    if (Cache* row = fresh_row(S, fresh.shape, key, Site::Store)) row[1].field = fresh;
  if (to) write(S, pc, to, fresh);
}

// A step from t to the table that its metatable's __index names, which is written to *next. False: there is none that a record
// could describe.
bool learn_step(State* S, Table* t, FieldCache* c, Table** next) {
  Table* meta = metatable_of(S, t);
  if (!meta) return false;
  if (meta->is_dictionary()) become_shaped(S, meta);
  const Shape* s = shape_of(S, t);
  const Shape* ms = shape_of(S, meta);
  const uint8_t slot = ms->event_slot[int(Event::Index)];
  if (ms->kind != ShapeKind::Shaped || slot == kNoSlot) return false;
  const Value index = slot_value(meta, ms, slot);
  if (!index.is_table()) return false;
  // A dictionary that carries its metatable has it where no record points to.
  if (s->kind == ShapeKind::Dictionary && s->meta_kind != MetaKind::ById) return false;
  note_metatable(s, c);
  if (locate(ms, slot, &c->index, &c->index_tag)) c->bits |= cache_bits::kIndexOverflow;
  c->meta_shape = ms->id;
  *next = index.table();
  if ((*next)->is_dictionary()) become_shaped(S, *next);
  c->holder_shape = (*next)->shape();
  return true;
}

// Notes the metatable of t, which has one, for as long as its shape says that no __newindex is asked. False: one is, or may be.
bool note_no_newindex(State* S, const Table* t, FieldCache* c) {
  const Table* meta = metatable_of(S, t);
  if (!meta) return false;  // others of this shape may have one
  const Shape* ms = shape_of(S, meta);
  if (ms->kind != ShapeKind::Shaped || ms->event_slot[int(Event::NewIndex)] != kNoSlot)
    return false;
  note_metatable(shape_of(S, t), c);
  c->meta_shape = ms->id;
  return true;
}

// Notes that an own field of tables of shape s was learnt.
void note_own(const Shape* s, FieldCache* c) {
  if (c->bits == cache_bits::kEntry) return;
  c->bits |= cache_bits::kOwn;
  c->is_bare = s->meta_kind == MetaKind::None;
}

// What lies in t itself.
enum class Here : uint8_t {
  Found,   // the field, where the record says
  Nil,     // the field's own slot, where the record says, but nothing in it
  Absent,  // no such field
  Unsaid,  // what no record can say
};
Here learn_here(State* S, Table* t, const Str* key, FieldCache* c, bool is_receiver) {
  const Shape* s = shape_of(S, t);
  if (s->kind == ShapeKind::Dictionary) {  // its shape knows no keys
    const uint32_t n = entry_number(t, key);
    if (n == kNoEntry || t->dictionary()->entries()[n].value_tag == Tag::Nil) {
      c->bits = cache_bits::kProbe;
      return is_receiver ? Here::Absent : Here::Unsaid;
    }
    c->value = n;
    if (is_receiver)
      c->bits = cache_bits::kEntry;
    else
      c->value_tag = kInEntry;
    return Here::Found;
  }
  const int slot = S->engine->shapes->find(s, key);
  if (slot < 0) return Here::Absent;
  if (locate(s, uint32_t(slot), &c->value, &c->value_tag)) c->bits |= cache_bits::kOverflow;
  const bool is_bare_receiver = is_receiver && s->meta_kind == MetaKind::None;
  return slot_value(t, s, uint32_t(slot)).is_nil() && !is_bare_receiver ? Here::Nil : Here::Found;
}

// The lookup as records, of which the first is an entry and the others follow where kHop says so. Gives how many; 0: records cannot
// describe it.
uint32_t describe(State* S, Table* receiver, const Str* key, FieldCache* steps) {
  FieldCache own{};
  const Here here = learn_here(S, receiver, key, &own, true);
  const Shape* s = shape_of(S, receiver);
  own.shape = s->id;
  uint32_t n = 0;
  uint8_t first_bits = 0;
  switch (here) {
    case Here::Unsaid: return 0;
    case Here::Found:
      note_own(s, &own);
      steps[0] = own;
      return 1;
    case Here::Nil:
      own.bits |= cache_bits::kOwnFirst;
      steps[n++] = own;
      break;
    case Here::Absent:
      if (s->meta_kind == MetaKind::None) {
        if (own.bits) return 0;  // of a dictionary
        own.bits = cache_bits::kAbsent;
        steps[0] = own;
        return 1;
      }
      first_bits = own.bits;
  }
  for (Table* t = receiver; n <= kHopsOfEntry;) {
    FieldCache* c = &steps[n++];
    c->shape = t->shape();
    c->bits = t == receiver ? first_bits : 0;
    if (!learn_step(S, t, c, &t)) return 0;
    FieldCache there{};
    switch (learn_here(S, t, key, &there, false)) {
      case Here::Found:
        c->value = there.value;
        c->value_tag = there.value_tag;
        c->bits |= there.bits;
        return n;
      case Here::Nil:
      case Here::Unsaid: return 0;
      case Here::Absent: break;
    }
    c->bits |= cache_bits::kHop;
    if (shape_of(S, t)->meta_kind != MetaKind::None) continue;
    if (n > kHopsOfEntry) return 0;
    steps[n].shape = t->shape();
    steps[n].bits = cache_bits::kAbsent;
    return n + 1;
  }
  return 0;
}

// Writes the records behind the first, from record `hop` of the pool on, and lets them lead to each other.
void write_hops(State* S, FieldCache* steps, uint32_t n, uint32_t hop) {
  for (uint32_t i = 0; i + 1 < n; ++i)
    (steps[i].bits & cache_bits::kOwn ? steps[i].holder_shape : steps[i].value) = hop + i;
  for (uint32_t i = 1; i < n; ++i) S->engine->caches[hop + i - 1].field = steps[i];
}

// The records of an entry for steps, which it gets when it first needs some. 0: there is no room.
uint32_t hops_of(EngineArea* E, FieldCache* entry) {
  if (!entry->more && E->cache_count + kHopsOfEntry <= E->cache_limit) {
    entry->more = E->cache_count;
    E->cache_count += kHopsOfEntry;
  }
  return entry->more;
}

void write_row(State* S, const Str* key, FieldCache* steps, uint32_t n) {
  Cache* row = fresh_row(S, steps[0].shape, key, Site::Read);
  if (!row) return;
  write_hops(S, steps, n, uint32_t(row + 2 - S->engine->caches));
  row[1].field = steps[0];
}

}  // namespace

void learn_get(State* S, const Code* pc, Table* receiver, const Str* key) {
  FieldCache* first = &S->engine->caches[pc->side].field;
  FieldCache steps[1 + kHopsOfEntry] = {};
  name_carried_metatable(S, receiver);
  const uint32_t n = describe(S, receiver, key, steps);
  if (!n) return;
  bool is_full;
  FieldCache* to = place_for(S, first, steps[0], is_simple(steps[0]), &is_full);
  if (is_full) write_row(S, key, steps, n);
  if (!to) return;
  if (n > 1) {
    const uint32_t hops = hops_of(S->engine, to);
    if (!hops) {  // the place is nobody's
      Cache* block = S->engine->caches + first->more;
      block->shapes.shape[reinterpret_cast<Cache*>(to) - (block + 1)] = 0;
      return;
    }
    write_hops(S, steps, n, hops);
  }
  write(S, pc, to, steps[0]);
}

void learn_shared(State* S, Table* receiver, const Str* key) {
  FieldCache steps[1 + kHopsOfEntry] = {};
  name_carried_metatable(S, receiver);
  if (const uint32_t n = describe(S, receiver, key, steps)) write_row(S, key, steps, n);
}

void learn_own(State* S, const Code* pc, Table* receiver, const Str* key, Before before) {
  FieldCache fresh{};
  name_carried_metatable(S, receiver);
  if (learn_here(S, receiver, key, &fresh, true) != Here::Found) return;
  const Shape* s = shape_of(S, receiver);
  fresh.shape = s->id;
  note_own(s, &fresh);
  if (before == Before::Nil && (fresh.bits & cache_bits::kOwn) && !fresh.is_bare &&
      note_no_newindex(S, receiver, &fresh))
    fresh.bits |= cache_bits::kAdd;
  write_store(S, pc, key, fresh);
}

void learn_string_method(State* S, const Code* pc, const Str* key) {
  FieldCache* first = &S->engine->caches[pc->side].field;
  if (first->shape && first->shape != kStringReceiver) return;
  const Table* meta = S->type_metatables[int(Type::String)];
  const Shape* ms = shape_of(S, meta);
  const uint8_t slot = ms->event_slot[int(Event::Index)];
  if (ms->kind != ShapeKind::Shaped || slot == kNoSlot) return;
  const Value index = slot_value(meta, ms, slot);
  if (!index.is_table()) return;
  FieldCache fresh{};
  if (learn_here(S, index.table(), key, &fresh, false) != Here::Found) return;
  if (fresh.value_tag == kInEntry) return;  // op bodies look for it in a shaped table alone
  if (locate(ms, slot, &fresh.index, &fresh.index_tag)) fresh.bits |= cache_bits::kIndexOverflow;
  fresh.shape = kStringReceiver;
  fresh.meta_shape = ms->id;
  fresh.holder_shape = index.table()->shape();
  write(S, pc, first, fresh);
}

void learn_add(State* S, const Code* pc, const Shape* from, const Table* t) {
  const Shape* to = shape_of(S, t);
  if (to->kind != ShapeKind::Shaped || to->count != from->count + 1 ||
      to->overflow_capacity != from->overflow_capacity)
    return;
  FieldCache fresh{};
  fresh.bits = cache_bits::kAdd;
  if (from->meta_kind != MetaKind::None && !note_no_newindex(S, t, &fresh)) return;
  if (locate(to, from->count, &fresh.value, &fresh.value_tag)) fresh.bits |= cache_bits::kOverflow;
  fresh.shape = from->id;
  fresh.holder_shape = to->id;
  write_store(S, pc, S->engine->shapes->key_at(to, from->count), fresh);
}

bool takes_new_fields(State* S, const FieldCache& c, const Table* t) {
  if (!c.meta_shape) return true;
  const Table* meta = metatable_of(S, t);
  return meta && meta->shape() == c.meta_shape;
}

bool add_as_learnt(State* S, const FieldCache& c, Table* t, const Value& v) {
  if (v.is_nil() || !takes_new_fields(S, c, t)) return false;
  const Shape* to = S->engine->shapes->at(c.holder_shape);
  t->header.aux = to->id;
  set_slot(S, t, to, to->count - 1u, v);
  return true;
}

}  // namespace tri::ops
