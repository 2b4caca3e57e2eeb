#include "heap/weak_tables.hpp"

#include <string_view>

#include "heap/marker.hpp"

namespace tri {

namespace {

void* pointer(uint64_t payload) { return reinterpret_cast<void*>(payload); }

bool is_string(Tag tag) { return tag == Tag::ShortStr || tag == Tag::LongStr; }

// Whether a key or value has died. Strings never do: they are marked instead.
bool is_dead(Marker& m, Tag tag, uint64_t payload) {
  if (!is_collectable(tag)) return false;
  if (!is_string(tag)) return !m.is_marked(tag, pointer(payload));
  m.mark(tag, pointer(payload));
  return false;
}

// Calls f(payload, tag) for the fields of a table that has its fields in slots.
template <class F>
void each_slot(Table* t, const Shape* s, F f) {
  const uint32_t in_object = s->count < s->inline_slots ? s->count : s->inline_slots;
  uint64_t* payloads = t->inline_payloads();
  Tag* tags = reinterpret_cast<Tag*>(payloads + s->inline_slots);
  for (uint32_t i = 0; i < s->count; ++i) {
    if (i == in_object) {
      payloads = static_cast<uint64_t*>(t->ext) - in_object;
      tags = reinterpret_cast<Tag*>(payloads + in_object + s->overflow_capacity) - in_object;
    }
    if (i != s->meta_slot) f(payloads[i], tags[i]);
  }
}

template <class F>
void each_element(Table* t, F f) {
  if (t->array_kind() != ArrayKind::Mixed) return;
  Tag* tags = t->array_tags();
  for (uint32_t i = 0; i < t->length; ++i) f(t->array[i], tags[i]);
}

// An entry without a value does not keep its key.
void forget_key(Entry& e) {
  if (is_collectable(e.key_tag)) e.key_tag = Tag::DeadKey;
}

}  // namespace

WeakMode WeakTables::mode_of(State* S, const Table* metatable) {
  WeakMode mode;
  if (!metatable) return mode;
  const Shape* s = (*S->engine->shape_array)[metatable->shape()];
  if (s->kind == ShapeKind::Shaped && !(s->events >> int(Event::Mode) & 1)) return mode;
  const Value v = S->heap_hooks->event_of(S, metatable, Event::Mode);
  if (!v.is_string()) return mode;
  // As the reference reads it: up to a zero.
  for (char c : text_of(v.str())) {
    if (c == 0) break;
    mode.keys |= c == 'k';
    mode.values |= c == 'v';
  }
  return mode;
}

void WeakTables::free(State* S) {
  stop_waiting(S);
  tables_.free(S);
}

void WeakTables::begin(State* S) {
  stop_waiting(S);
  tables_.clear();
  tables_.trim(S);
  cleared_ = 0;
}

bool WeakTables::add(State* S, Table* t) { return tables_.push(S, t); }

// ---- marking

// Marks what a weak table holds strongly.
void WeakTables::mark_table(Marker& m, Table* t) {
  State* S = m.state_;
  const Shape* s = m.shape_of(t);
  m.mark_storage_of(t, s);
  Table* metatable = m.metatable_of(t, s);
  m.mark(metatable);
  const WeakMode mode = mode_of(S, metatable);
  const auto mark = [&](uint64_t payload, Tag tag) { m.mark(tag, pointer(payload)); };
  if (!mode.values) {  // keys of elements and of slots are no objects, so such values are held
    each_element(t, mark);
    if (s->kind == ShapeKind::Shaped) each_slot(t, s, mark);
  } else if (m.is_emergency() && t->array_kind() == ArrayKind::Mixed && t->length) {
    // An emergency may come in the middle of a store into this very table, so `length` must stay; the last element with it.
    mark(t->array[t->length - 1], t->array_tags()[t->length - 1]);
  }
  if (s->kind != ShapeKind::Dictionary) return;
  if (mode.keys && !mode.values) {
    (void)mark_ephemerons(m, t, true, false);
  } else {
    Dictionary* d = t->dictionary();
    for (Entry* e = d->entries(); e != d->entries() + d->used; ++e) {
      if (e->value_tag == Tag::Nil) {
        forget_key(*e);
        continue;
      }
      if (!mode.keys) m.mark(e->key_tag, pointer(e->key));
      if (!mode.values) m.mark(e->value_tag, pointer(e->value));
    }
  }
}

// Marks values whose key is marked; the others wait for their keys, if `wait`. True if any was marked.
bool WeakTables::mark_ephemerons(Marker& m, Table* t, bool wait, bool backwards) {
  bool marked = false;
  Dictionary* d = t->dictionary();
  for (uint32_t i = 0; i < d->used; ++i) {
    Entry* e = &d->entries()[backwards ? d->used - 1 - i : i];
    if (e->value_tag == Tag::Nil) {
      forget_key(*e);
      continue;
    }
    const bool key_dead = is_dead(m, e->key_tag, e->key);
    if (!is_collectable(e->value_tag) || m.is_marked(e->value_tag, pointer(e->value))) continue;
    if (!key_dead) {
      m.mark(e->value_tag, pointer(e->value));
      marked = true;
    } else if (wait && !waiting_failed_ &&
               !wait_for(m, static_cast<Header*>(pointer(e->key)),
                         Value::raw(e->value, e->value_tag))) {
      waiting_failed_ = true;
    }
  }
  return marked;
}

void WeakTables::mark_through(Marker& m) {
  waiting_ = true;
  for (uint32_t i = 0; i < tables_.size(); ++i) mark_table(m, tables_[i]);
  converge(m);
}

void WeakTables::converge(Marker& m) {
  m.drain();
  // There and back, so that a chain in either order takes one turn.
  for (bool backwards = false; waiting_failed_; backwards = !backwards) {
    bool changed = false;
    for (uint32_t i = 0; i < tables_.size(); ++i) {
      Table* t = tables_[i];
      const Shape* s = m.shape_of(t);
      const WeakMode mode = mode_of(m.state_, m.metatable_of(t, s));
      if (s->kind != ShapeKind::Dictionary || !mode.keys || mode.values) continue;
      changed |= mark_ephemerons(m, t, false, backwards);
      m.drain();
    }
    if (!changed) break;
  }
}

// ---- values that wait for a key

void WeakTables::stop_waiting(State* S) {
  host_free(S, buckets_, (size_t(bucket_mask_) + 1) * sizeof(Bucket));
  buckets_ = nullptr;
  bucket_mask_ = bucket_count_ = 0;
  waiters_.free(S);
  waiting_ = waiting_failed_ = false;
}

namespace {
uint32_t hash_pointer(const void* p) {
  return uint32_t((uintptr_t(p) >> 4) * 0x9E3779B97F4A7C15u >> 32);
}
}  // namespace

bool WeakTables::grow_buckets(State* S) {
  const uint32_t count = buckets_ ? (bucket_mask_ + 1) * 2 : 64;
  auto* grown = static_cast<Bucket*>(host_allocate(S, count * sizeof(Bucket)));
  if (!grown) return false;
  for (uint32_t i = 0; i < count; ++i) grown[i] = {nullptr, kNoEntry};
  for (uint32_t i = 0; buckets_ && i <= bucket_mask_; ++i) {
    if (!buckets_[i].key) continue;
    uint32_t at = hash_pointer(buckets_[i].key) & (count - 1);
    while (grown[at].key) at = (at + 1) & (count - 1);
    grown[at] = buckets_[i];
  }
  if (buckets_) host_free(S, buckets_, (size_t(bucket_mask_) + 1) * sizeof(Bucket));
  buckets_ = grown;
  bucket_mask_ = count - 1;
  return true;
}

bool WeakTables::wait_for(Marker& m, Header* key, const Value& v) {
  State* S = m.state_;
  if ((!buckets_ || bucket_count_ >= bucket_mask_ / 2) && !grow_buckets(S)) return false;
  if (!waiters_.push(S, {v, kNoEntry})) return false;
  uint32_t at = hash_pointer(key) & bucket_mask_;
  while (buckets_[at].key && buckets_[at].key != key) at = (at + 1) & bucket_mask_;
  Bucket& b = buckets_[at];
  if (!b.key) {
    b = {key, kNoEntry};
    ++bucket_count_;
  }
  waiters_.back().next = b.first;
  b.first = waiters_.size() - 1;
  return true;
}

void WeakTables::key_marked(Marker& m, Header* key) {
  if (!buckets_) return;
  uint32_t at = hash_pointer(key) & bucket_mask_;
  while (buckets_[at].key != key) {
    if (!buckets_[at].key) return;
    at = (at + 1) & bucket_mask_;
  }
  for (uint32_t i = buckets_[at].first; i != kNoEntry; i = waiters_[i].next)
    m.mark(waiters_[i].value);
  buckets_[at].first = kNoEntry;
}

// ---- clearing

namespace {

void clear_dead_values(Marker& m, Table* t, const Shape* s) {
  const auto clear = [&](uint64_t payload, Tag& tag) {
    if (is_dead(m, tag, payload)) tag = Tag::Nil;
  };
  each_element(t, clear);
  if (t->array_kind() == ArrayKind::Mixed && !m.is_emergency())
    while (t->length && t->array_tags()[t->length - 1] == Tag::Nil) --t->length;
  if (s->kind == ShapeKind::Shaped) return each_slot(t, s, clear);
  Dictionary* d = t->dictionary();
  for (Entry* e = d->entries(); e != d->entries() + d->used; ++e) {
    clear(e->value, e->value_tag);
    if (e->value_tag == Tag::Nil) forget_key(*e);
  }
}

void clear_dead_keys(Marker& m, Table* t) {
  Dictionary* d = t->dictionary();
  for (Entry* e = d->entries(); e != d->entries() + d->used; ++e) {
    if (is_dead(m, e->key_tag, e->key)) e->value_tag = Tag::Nil;
    if (e->value_tag == Tag::Nil) forget_key(*e);
  }
}

}  // namespace

void WeakTables::clear_values(Marker& m) {
  for (; cleared_ < tables_.size(); ++cleared_) {
    Table* t = tables_[cleared_];
    const Shape* s = m.shape_of(t);
    if (mode_of(m.state_, m.metatable_of(t, s)).values) clear_dead_values(m, t, s);
  }
}

void WeakTables::clear_rest(Marker& m) {
  clear_values(m);
  for (Table* t : tables_) {
    const Shape* s = m.shape_of(t);
    if (s->kind == ShapeKind::Dictionary && mode_of(m.state_, m.metatable_of(t, s)).keys)
      clear_dead_keys(m, t);
  }
  stop_waiting(m.state_);
}

}  // namespace tri
