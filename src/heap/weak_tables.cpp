#include "heap/weak_tables.hpp"

#include <bit>
#include <string_view>

#include "heap/marker.hpp"

namespace tri {

namespace {

// Elements or entries looked at in one go.
constexpr uint32_t kSlice = 1024;
// Marks the place of an element. There are fewer elements and entries.
constexpr uint32_t kElement = 0x80000000;
// A table whose entries move so often is walked through in the atomic phase rather than begun again.
constexpr uint8_t kMostMoves = 8;
// Suspects between one whose object is asked for and the one that is looked at; its entry is asked for as long before.
constexpr uint32_t kAhead = 12;
// So few dead keys are removed in the atomic phase.
constexpr uint32_t kFewKeys = 256;
// Work units of removing an entry.
constexpr size_t kClearWork = 3;
// Heads of the map of waiters at first. A power of two.
constexpr uint32_t kFirstHeads = 64;

void* pointer(uint64_t payload) { return reinterpret_cast<void*>(payload); }

bool is_string(Tag tag) { return tag == Tag::ShortStr || tag == Tag::LongStr; }

// Whether a key or value has died. Strings never do: they are marked instead.
bool is_dead(Marker& m, Tag tag, uint64_t payload) {
  if (!is_collectable(tag)) return false;
  if (!is_string(tag)) return !m.is_marked(tag, pointer(payload));
  m.mark(tag, pointer(payload));
  return false;
}

// Calls f(slot, payload, tag) for the fields of a table that has its fields in slots.
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
    if (i != s->meta_slot) f(i, payloads[i], tags[i]);
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

void clear_value(Marker& m, Entry& e) {
  if (is_dead(m, e.value_tag, e.value)) e.value_tag = Tag::Nil;
  if (e.value_tag == Tag::Nil) forget_key(e);
}

void clear_key(Marker& m, Entry& e) {
  if (is_dead(m, e.key_tag, e.key)) e.value_tag = Tag::Nil;
  if (e.value_tag == Tag::Nil) forget_key(e);
}

// The last element has a value.
void trim_elements(Marker& m, Table* t) {
  if (t->array_kind() != ArrayKind::Mixed || m.is_emergency()) return;
  while (t->length && t->array_tags()[t->length - 1] == Tag::Nil) --t->length;
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
  free_notes(S);
  records_.free(S);
}

void WeakTables::begin(State* S) {
  free_notes(S);
  forget(S);
  forget_keys(S);
  records_.clear();
  records_.trim(S);
}

void WeakTables::begin_minor(State* S) {
  forget(S);
  forget_keys(S);
  for (Record& r : records_) r = {.table = r.table};
}

void WeakTables::free_notes(State* S) {
  suspects_.free(S);
  keys_.free(S);
  waiters_.free(S);
  heads_.free(S);
}

// What a cycle, ended or not, has noted about entries. Giving back much room at once takes time, so it goes by and by.
void WeakTables::forget(State* S) {
  suspects_.clear();
  suspects_.trim(S);
  waiters_.clear();
  waiters_.trim(S);
  heads_.clear();
  heads_.trim(S);
  atomic_ = waiting_ = waiting_failed_ = false;
  ahead_ = cleared_ = 0;
}

void WeakTables::forget_keys(State* S) {
  keys_.clear();
  keys_.trim(S);
  next_key_ = 0;
}

bool WeakTables::add(State* S, Table* t) { return records_.push(S, {.table = t}); }

// ---- looking ahead

size_t WeakTables::look_ahead(Marker& m, size_t work) {
  const auto most = uint32_t(work / 2 < kSlice ? work / 2 + 1 : kSlice);
  for (; ahead_ < records_.size(); ++ahead_) {
    Record& r = records_[ahead_];
    if (r.stage == Stage::Seen || r.stage == Stage::Whole) continue;
    Table* t = r.table;
    const Shape* s = m.shape_of(t);
    const WeakMode mode = mode_of(m.state_, m.metatable_of(t, s));
    if (r.stage == Stage::Unseen) {
      waiting_ |= mode.keys && !mode.values;
      t->header.gc |= gc_bits::kBlackHint;
      r = {.table = t,
           .mode = mode,
           .stage = Stage::Going,
           .moves = r.moves,
           .dead_keys = r.dead_keys};
    }
    if (mode != r.mode) {
      r.stage = Stage::Whole;
      continue;
    }
    if (t->array_kind() == ArrayKind::Mixed && r.next_element < t->length)
      return look_at_elements(m, r, most);
    if (s->kind == ShapeKind::Shaped) return look_at_slots(m, r, s);
    return look_at_entries(m, r, most);
  }
  return 0;
}

void WeakTables::entries_moved(const Table* t) {
  for (uint32_t i = 0; i < records_.size(); ++i) {
    Record& r = records_[i];
    if (r.table != t) continue;
    if (r.stage == Stage::Unseen || r.stage == Stage::Whole) return;
    r.stage = ++r.moves > kMostMoves ? Stage::Whole : Stage::Unseen;
    if (i < ahead_) ahead_ = i;
    return;
  }
}

void WeakTables::suspect(Marker& m, Record& r, uint32_t place) {
  HostVector<Suspect>& suspects = r.mode.values ? suspects_ : keys_;
  if (!suspects.push(m.state_, {uint32_t(&r - records_.begin()), place}))
    r.stage = Stage::Whole;
  else if (!r.mode.values)
    ++r.dead_keys;
}

// A value whose key is no object.
void WeakTables::look_at_value(Marker& m, Record& r, uint32_t place, uint64_t payload, Tag tag) {
  if (!r.mode.values)
    m.mark(tag, pointer(payload));
  else if (is_dead(m, tag, payload))
    suspect(m, r, place);
}

size_t WeakTables::look_at_elements(Marker& m, Record& r, uint32_t most) {
  Table* t = r.table;
  const uint32_t from = r.next_element;
  const uint32_t to = t->length - from > most ? from + most : t->length;
  for (uint32_t i = from; i < to; ++i)
    look_at_value(m, r, i | kElement, t->array[i], t->array_tags()[i]);
  r.next_element = to;
  return to - from;
}

size_t WeakTables::look_at_slots(Marker& m, Record& r, const Shape* s) {
  each_slot(r.table, s, [&](uint32_t slot, uint64_t payload, Tag tag) {
    look_at_value(m, r, slot, payload, tag);
  });
  if (r.stage == Stage::Going) r.stage = Stage::Seen;
  return s->count + 1;
}

size_t WeakTables::look_at_entries(Marker& m, Record& r, uint32_t most) {
  Dictionary* d = r.table->dictionary();
  const uint32_t from = r.next_entry < d->used ? r.next_entry : d->used;
  const uint32_t to = d->used - from > most ? from + most : d->used;
  for (uint32_t i = from; i < to; ++i) {
    Entry& e = d->entries()[i];
    if (e.value_tag == Tag::Nil) {
      forget_key(e);
      continue;
    }
    bool dead = r.mode.values && is_dead(m, e.value_tag, e.value);
    if (!r.mode.keys)
      m.mark(e.key_tag, pointer(e.key));
    else if (!dead)  // a string is not marked as the key of a value that has died
      dead = is_dead(m, e.key_tag, e.key);
    if (!r.mode.values && r.mode.keys)
      (void)mark_ephemeron(m, e, dead, true);
    else if (!r.mode.values)
      m.mark(e.value_tag, pointer(e.value));
    if (dead) suspect(m, r, i);
  }
  r.next_entry = to;
  if (to == d->used && r.stage == Stage::Going) r.stage = Stage::Seen;
  return 2 * (to - from) + 1;
}

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
    if (s->kind == ShapeKind::Shaped)
      each_slot(t, s, [&](uint32_t, uint64_t payload, Tag tag) { mark(payload, tag); });
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

// Marks the value of an entry whose key is marked; of another it waits for the key, if `wait`. True if it was marked now.
bool WeakTables::mark_ephemeron(Marker& m, const Entry& e, bool key_dead, bool wait) {
  if (!is_collectable(e.value_tag) || m.is_marked(e.value_tag, pointer(e.value))) return false;
  if (!key_dead) {
    m.mark(e.value_tag, pointer(e.value));
    return true;
  }
  if (wait && !waiting_failed_ &&
      !wait_for(m, static_cast<Header*>(pointer(e.key)), Value::raw(e.value, e.value_tag)))
    waiting_failed_ = true;
  return false;
}

bool WeakTables::mark_ephemerons(Marker& m, Table* t, bool wait, bool backwards) {
  bool marked = false;
  Dictionary* d = t->dictionary();
  for (uint32_t i = 0; i < d->used; ++i) {
    Entry& e = d->entries()[backwards ? d->used - 1 - i : i];
    if (e.value_tag == Tag::Nil) {
      forget_key(e);
      continue;
    }
    const bool key_dead = is_dead(m, e.key_tag, e.key);
    marked |= mark_ephemeron(m, e, key_dead, wait);
  }
  return marked;
}

void WeakTables::mark_through(Marker& m) {
  atomic_ = waiting_ = true;
  for (uint32_t i = 0; i < records_.size(); ++i) {
    Record& r = records_[i];
    const Shape* s = m.shape_of(r.table);
    Table* metatable = m.metatable_of(r.table, s);
    if (r.stage == Stage::Seen && mode_of(m.state_, metatable) == r.mode) {
      m.mark_storage_of(r.table, s);
      m.mark(metatable);
    } else {
      r.stage = Stage::Whole;
      mark_table(m, r.table);
    }
  }
  converge(m);
}

void WeakTables::converge(Marker& m) {
  m.drain();
  // There and back, so that a chain in either order takes one turn.
  for (bool backwards = false; waiting_failed_; backwards = !backwards) {
    bool changed = false;
    for (uint32_t i = 0; i < records_.size(); ++i) {
      Table* t = records_[i].table;
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

namespace {
uint32_t hash_pointer(const void* p) {
  return uint32_t((uintptr_t(p) >> 4) * 0x9E3779B97F4A7C15u >> 32);
}
}  // namespace

// With n heads, more than half of the power of two 2m: chain h mod 2m, or h mod m where there is no such head yet.
uint32_t WeakTables::head_of(const Header* key) const {
  const uint32_t low = std::bit_floor(heads_.size());
  const uint32_t hash = hash_pointer(key), at = hash & (2 * low - 1);
  return at < heads_.size() ? at : hash & (low - 1);
}

// One head more, which takes its part of the chain that has been in its place.
bool WeakTables::add_head(State* S) {
  const uint32_t added = heads_.size();
  if (!heads_.push(S, kNoEntry)) return false;
  if (added < kFirstHeads) return true;
  const uint32_t low = std::bit_floor(added);
  uint32_t* link = &heads_[added - low];
  while (*link != kNoEntry) {
    Waiter& w = waiters_[*link];
    if ((hash_pointer(w.key) & (2 * low - 1)) != added) {
      link = &w.next;
      continue;
    }
    const uint32_t moved = *link;
    *link = w.next;
    w.next = heads_[added];
    heads_[added] = moved;
  }
  return true;
}

bool WeakTables::wait_for(Marker& m, Header* key, const Value& v) {
  State* S = m.state_;
  while (heads_.size() < kFirstHeads || heads_.size() < waiters_.size())
    if (!add_head(S)) return false;
  uint32_t& head = heads_[head_of(key)];
  if (!waiters_.push(S, {key, v, head})) return false;
  head = waiters_.size() - 1;
  return true;
}

void WeakTables::key_marked(Marker& m, Header* key) {
  if (waiters_.size() == 0) return;
  uint32_t* link = &heads_[head_of(key)];
  while (*link != kNoEntry) {
    Waiter& w = waiters_[*link];
    if (w.key == key) {
      m.mark(w.value);
      *link = w.next;
    } else {
      link = &w.next;
    }
  }
}

// ---- clearing

// Where the key or the value lies that made this a suspect; null where there is no such place any more.
const uint64_t* WeakTables::payload_at(const Suspect& suspect, bool key) {
  const Table* t = records_[suspect.record].table;
  const uint32_t place = suspect.place & ~kElement;
  if (suspect.place & kElement)
    return t->array_kind() == ArrayKind::Mixed && place < t->length ? t->array + place : nullptr;
  if (!t->is_dictionary() || place >= t->dictionary()->used) return nullptr;
  const Entry& e = t->dictionary()->entries()[place];
  return key ? &e.key : &e.value;
}

// Has entries that are to be looked at after the i-th come to the cache, and the marks of their objects, which are found through
// them: waiting for either is most of the work.
void WeakTables::fetch_after(HostVector<Suspect>& suspects, uint32_t i, bool key) {
  if (i + 2 * kAhead >= suspects.size()) return;
  __builtin_prefetch(payload_at(suspects[i + 2 * kAhead], key), 1);
  if (const uint64_t* payload = payload_at(suspects[i + kAhead], key)) {
    const void* object = pointer(*payload);  // or a number: nothing comes of that
    __builtin_prefetch(object);
    __builtin_prefetch(page_of(object));
  }
}

// Removes suspects whose value, or key, is dead indeed. An entry has been stored into since, or others have taken its place, if
// they passed the barrier: then nothing of it is dead.
void WeakTables::look_at_suspects(Marker& m, bool keys) {
  for (uint32_t i = 0; i < suspects_.size(); ++i) {
    fetch_after(suspects_, i, keys);
    const Suspect& suspect = suspects_[i];
    const Record& r = records_[suspect.record];
    if (r.stage != Stage::Seen || !(keys ? r.mode.keys : r.mode.values)) continue;
    Table* t = r.table;
    const uint32_t place = suspect.place & ~kElement;
    const Shape* s = m.shape_of(t);
    if (suspect.place & kElement) {
      if (keys || t->array_kind() != ArrayKind::Mixed || place >= t->length) continue;
      Tag& tag = t->array_tags()[place];
      if (is_dead(m, tag, t->array[place])) tag = Tag::Nil;
    } else if (s->kind == ShapeKind::Shaped) {
      if (keys || place >= s->count || place == s->meta_slot) continue;
      const SlotPlace slot = slot_place(t, s, place);
      if (is_dead(m, *slot.tag, *slot.payload)) *slot.tag = Tag::Nil;
    } else if (place < t->dictionary()->used) {
      Entry& e = t->dictionary()->entries()[place];
      keys ? clear_key(m, e) : clear_value(m, e);
    }
  }
}

void WeakTables::clear_values(Marker& m) {
  look_at_suspects(m, false);
  clear_new_values(m);
}

void WeakTables::clear_new_values(Marker& m) {
  for (; cleared_ < records_.size(); ++cleared_) {
    const Record& r = records_[cleared_];
    Table* t = r.table;
    const Shape* s = m.shape_of(t);
    if (!mode_of(m.state_, m.metatable_of(t, s)).values) continue;
    if (r.stage != Stage::Seen) {
      const auto clear = [&](uint64_t payload, Tag& tag) {
        if (is_dead(m, tag, payload)) tag = Tag::Nil;
      };
      each_element(t, clear);
      if (s->kind == ShapeKind::Shaped) {
        each_slot(t, s, [&](uint32_t, uint64_t payload, Tag& tag) { clear(payload, tag); });
      } else {
        Dictionary* d = t->dictionary();
        for (uint32_t i = 0; i < d->used; ++i) clear_value(m, d->entries()[i]);
      }
    }
    trim_elements(m, t);
  }
}

void WeakTables::clear_rest(Marker& m, bool put_off) {
  clear_new_values(m);
  look_at_suspects(m, true);
  size_ = records_.size();
  for (Record& r : records_) {
    Table* t = r.table;
    const Shape* s = m.shape_of(t);
    t->header.gc &= uint8_t(~gc_bits::kBlackHint);
    if (r.stage != Stage::Seen) r.dead_keys = 0;
    if (r.dead_keys) t->header.gc |= gc_bits::kDeadKeys;
    size_ += t->length + (s->kind == ShapeKind::Dictionary ? t->dictionary()->used : s->count);
    if (r.stage == Stage::Seen || s->kind != ShapeKind::Dictionary ||
        !mode_of(m.state_, m.metatable_of(t, s)).keys)
      continue;
    Dictionary* d = t->dictionary();
    for (uint32_t i = 0; i < d->used; ++i) clear_key(m, d->entries()[i]);
  }
  size_t no_limit = SIZE_MAX;
  if (!put_off || keys_.size() <= kFewKeys) (void)clear_keys(m, &no_limit);
  forget(m.state_);
}

// ---- keys that have died, when the program runs again. Objects made since are not marked either, but lie behind the entries
// that were looked at: places are not used again before entries move.

void WeakTables::clear_next_key(Marker& m) {
  fetch_after(keys_, next_key_, true);
  const Suspect& suspect = keys_[next_key_++];
  Record& r = records_[suspect.record];
  if (r.dead_keys == 0) return;  // walked through in the atomic phase
  Table* t = r.table;
  if (--r.dead_keys == 0) t->header.gc &= uint8_t(~gc_bits::kDeadKeys);
  if (m.shape_of(t)->kind != ShapeKind::Dictionary) return;
  Dictionary* d = t->dictionary();
  if (suspect.place < r.next_entry && suspect.place < d->used)
    clear_key(m, d->entries()[suspect.place]);
}

bool WeakTables::clear_keys(Marker& m, size_t* work) {
  while (has_dead_keys()) {
    if (*work == 0) return false;
    clear_next_key(m);
    *work -= kClearWork < *work ? kClearWork : *work;
  }
  forget_keys(m.state_);
  return true;
}

void WeakTables::clear_keys_of(Marker& m, const Table* t) {
  while (has_dead_keys() && (t->header.gc & gc_bits::kDeadKeys)) clear_next_key(m);
}

}  // namespace tri
