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

// Where a record for `shape` shall be written; null: nowhere.
FieldCache* place_for(State* S, FieldCache* first, const FieldCache& fresh, bool simple) {
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
  if (n >= kMoreEntries) n = first->misses / 16 % kMoreEntries;
  block->shapes.shape[n] = fresh.shape;
  return &block[1 + n].field;
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

// Notes that an own field of tables of shape s was learnt.
void note_own(const Shape* s, FieldCache* c) {
  if (c->bits == cache_bits::kEntry) return;
  c->bits |= cache_bits::kOwn;
  c->is_bare = s->meta_kind == MetaKind::None;
}

// What lies in t itself: 1 found, 0 not there, -1 a record cannot say.
int learn_here(State* S, Table* t, const Str* key, FieldCache* c, bool is_receiver) {
  const Shape* s = shape_of(S, t);
  if (s->kind == ShapeKind::Dictionary) {  // its shape knows no keys
    const uint32_t n = entry_number(t, key);
    if (n == kNoEntry || t->dictionary()->entries()[n].value_tag == Tag::Nil) {
      c->bits = cache_bits::kProbe;
      return is_receiver ? 0 : -1;
    }
    c->value = n;
    if (is_receiver)
      c->bits = cache_bits::kEntry;
    else
      c->value_tag = kInEntry;
    return 1;
  }
  const int slot = S->engine->shapes->find(s, key);
  if (slot < 0) return 0;
  const bool is_bare_receiver = is_receiver && s->meta_kind == MetaKind::None;
  if (slot_value(t, s, uint32_t(slot)).is_nil() && !is_bare_receiver)
    return -1;  // in this table only
  if (locate(s, uint32_t(slot), &c->value, &c->value_tag)) c->bits |= cache_bits::kOverflow;
  return 1;
}

}  // namespace

void learn_own(State* S, const Code* pc, Table* receiver, const Str* key) {
  FieldCache* first = &S->engine->caches[pc->side].field;
  FieldCache fresh{};
  fresh.shape = receiver->shape();
  if (learn_here(S, receiver, key, &fresh, true) != 1) return;
  note_own(shape_of(S, receiver), &fresh);
  if (FieldCache* to = place_for(S, first, fresh, true)) write(S, pc, to, fresh);
}

void learn_get(State* S, const Code* pc, Table* receiver, const Str* key) {
  FieldCache* first = &S->engine->caches[pc->side].field;
  FieldCache steps[1 + kHopsOfEntry] = {};
  uint32_t n = 0;  // steps along __index
  Table* t = receiver;
  for (;;) {
    FieldCache* c = &steps[n];
    // The value lies where the last step leads; of the receiver itself the record is its own.
    FieldCache here{};
    const int found = learn_here(S, t, key, &here, n == 0);
    if (found < 0) return;
    if (found == 0 && n == 0) c->bits |= here.bits;  // kProbe
    const bool absent = found == 0 && shape_of(S, t)->meta_kind == MetaKind::None;
    if (found == 1 || absent) {
      if (n == 0) {
        if (absent && here.bits) return;
        *c = here;
        if (absent)
          c->bits = cache_bits::kAbsent;
        else
          note_own(shape_of(S, t), c);
        c->shape = t->shape();
        break;
      }
      if (absent) {
        if (n > kHopsOfEntry) return;
        steps[n - 1].bits |= cache_bits::kHop;
        c->shape = t->shape();
        c->bits = cache_bits::kAbsent;
        ++n;
      } else {
        FieldCache* last = &steps[n - 1];
        last->value = here.value;
        last->value_tag = here.value_tag;
        last->bits |= here.bits;
      }
      break;
    }
    if (n > kHopsOfEntry) return;
    if (n > 0) steps[n - 1].bits |= cache_bits::kHop;
    c->shape = t->shape();
    if (!learn_step(S, t, c, &t)) return;
    ++n;
  }
  FieldCache* to = place_for(S, first, steps[0], is_simple(steps[0]));
  if (!to) return;
  if (steps[0].bits & cache_bits::kHop) {
    const uint32_t entries = first->more + 1;
    const auto entry = uint32_t(reinterpret_cast<Cache*>(to) - (S->engine->caches + entries));
    uint32_t hop = entries + kMoreEntries + entry * kHopsOfEntry;
    for (uint32_t i = 0; i + 1 < n; ++i, ++hop) {
      steps[i].value = hop;
      S->engine->caches[hop].field = FieldCache{};
    }
    hop = steps[0].value;
    for (uint32_t i = 1; i < n; ++i, ++hop) S->engine->caches[hop].field = steps[i];
  }
  write(S, pc, to, steps[0]);
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
  if (learn_here(S, index.table(), key, &fresh, false) != 1) return;
  if (fresh.value_tag == kInEntry) return;  // op bodies look for it in a shaped table alone
  if (locate(ms, slot, &fresh.index, &fresh.index_tag)) fresh.bits |= cache_bits::kIndexOverflow;
  fresh.shape = kStringReceiver;
  fresh.meta_shape = ms->id;
  fresh.holder_shape = index.table()->shape();
  write(S, pc, first, fresh);
}

void learn_add(State* S, const Code* pc, const Shape* from, const Table* t) {
  FieldCache* first = &S->engine->caches[pc->side].field;
  const Shape* to = shape_of(S, t);
  if (to->kind != ShapeKind::Shaped || to->count != from->count + 1 ||
      to->overflow_capacity != from->overflow_capacity)
    return;
  FieldCache fresh{};
  fresh.bits = cache_bits::kAdd;
  if (from->meta_kind != MetaKind::None) {
    const Table* meta = metatable_of(S, t);
    if (!meta) return;  // others of this shape may have one
    const Shape* ms = shape_of(S, meta);
    if (ms->kind != ShapeKind::Shaped || ms->event_slot[int(Event::NewIndex)] != kNoSlot) return;
    note_metatable(from, &fresh);
    fresh.meta_shape = ms->id;
  }
  if (locate(to, from->count, &fresh.value, &fresh.value_tag)) fresh.bits |= cache_bits::kOverflow;
  fresh.shape = from->id;
  fresh.holder_shape = to->id;
  if (FieldCache* at = place_for(S, first, fresh, true)) write(S, pc, at, fresh);
}

bool add_as_learnt(State* S, const FieldCache& c, Table* t, const Value& v) {
  if (v.is_nil()) return false;
  if (c.meta_shape) {
    const Table* meta = metatable_of(S, t);
    if (!meta || meta->shape() != c.meta_shape) return false;
  }
  const Shape* to = S->engine->shapes->at(c.holder_shape);
  t->header.aux = to->id;
  set_slot(S, t, to, to->count - 1u, v);
  return true;
}

}  // namespace tri::ops
