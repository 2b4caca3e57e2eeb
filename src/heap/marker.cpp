#include "heap/marker.hpp"

#include <bit>

#include "heap/closure.hpp"

namespace tri {

namespace {
// Elements or entries scanned in one go; tables with more are scanned in slices.
constexpr uint32_t kSlice = 1024;

bool is_big(Table* t, const Shape* s) {
  return (t->array_kind() == ArrayKind::Mixed && t->capacity > kSlice) ||
         (s->kind == ShapeKind::Dictionary && t->dictionary()->capacity > kSlice);
}
}  // namespace

void Marker::free() {
  grey_.free(state_);
  partial_.free(state_);
  again_.free(state_);
  remembered_.free(state_);
  threads_.free(state_);
  cards_.free(state_);
  weak_.free(state_);
}

void Marker::begin(bool emergency) {
  grey_.clear(state_);
  for (Coming& c : coming_) c.object = nullptr;
  partial_.clear();
  threads_.clear();
  cards_.clear();
  // What was remembered stays so: what of it is alive is scanned twice, the rest passed over. Not in the atomic phase: there may
  // be large tables among it.
  if (remembered_.empty()) take_again();
  weak_.begin(state_);
  emergency_ = emergency;
  must_finish_ = closing_ = remembers_ = lost_ = false;
}

// What waits for the atomic phase is to be scanned now. remembered_ is empty.
void Marker::take_again() {
  const HostVector<Header*> empty = remembered_;
  remembered_ = again_;
  again_ = empty;
}

void Marker::begin_minor() {
  TRI_ASSERT(remembers_ && !emergency_);
  // What could not be remembered is scanned already if memory ran out: remembers_ would be false.
  take_again();
  for (Header* thread : threads_)
    if (!grey_.push(state_, thread)) heap_->set_pending(thread);
  threads_.clear();
  weak_.begin_minor(state_);
  must_finish_ = closing_ = remembers_ = lost_ = false;
}

void Marker::end(bool remember) {
  cards_.clear();
  last_cards_ = 0;
  remembers_ = remember && !lost_ && !emergency_;
}

// Makes a newly marked object grey, or black if that is done at once.
void Marker::push(Header* object) {
  object->gc &= uint8_t(~gc_bits::kBlackHint);
  switch (object->tag) {
    case Tag::LongStr: {
      AppendBuffer* buffer = reinterpret_cast<LongStr*>(object)->buffer;
      if (buffer) heap_->mark_storage(buffer, append_buffer_bytes(buffer->capacity));
      return;
    }
    case Tag::UpVal: {
      // Of an open one too: its thread may be dead. If it is not, its stack is scanned again anyway.
      object->gc |= gc_bits::kBlackHint;
      return mark(*reinterpret_cast<UpVal*>(object)->v);
    }
    case Tag::Table: {
      const uint64_t* array = reinterpret_cast<Table*>(object)->array;
      __builtin_prefetch(array);
      __builtin_prefetch(page_of(array), 1);
      break;
    }
    default: break;
  }
  if (grey_.push(state_, object)) [[likely]]
    return;
  // Closures without upvalues have no room for the pending bit, and need none.
  const bool leaf =
      object->aux == 0 && (object->tag == Tag::LuaClosure || object->tag == Tag::NativeClosure);
  if (!leaf) return heap_->set_pending(object);
  weak_.give_up_waiting();
  if (object->tag == Tag::LuaClosure) mark(reinterpret_cast<LuaClosure*>(object)->proto);
}

void Marker::drain() {
  do {
    size_t work = SIZE_MAX;
    (void)drain(&work);
  } while (heap_->has_pending());
}

bool Marker::drain(size_t* work) {
  for (;;) {
    if (*work == 0) return false;
    size_t done = 0;
    if (Header* object = grey_.pop(state_)) {
      done = scan(object);
    } else if (settle(); !grey_.empty()) {
      continue;
    } else if (!partial_.empty()) {
      done = scan_slice();
    } else if (!remembered_.empty()) {
      done = scan_remembered();
    } else if (take_card()) {
      continue;
    } else if (heap_->has_pending() && !must_finish_) {
      heap_->take_pending(
          [](void* marker, Header* object) { (void)static_cast<Marker*>(marker)->scan(object); },
          this);
    } else if (close()) {
      continue;
    } else if ((done = look_ahead(*work)) == 0) {
      return true;
    }
    *work -= done < *work ? done : *work;
  }
}

void Marker::settle() {
  // A visit may have others come, so this goes round until none has for a whole turn.
  for (uint32_t idle = 0; idle < kComing;) {
    Coming& c = coming_[next_coming_];
    next_coming_ = (next_coming_ + 1) % kComing;
    const Coming due = c;
    c.object = nullptr;
    ++idle;
    if (!due.object) continue;
    visit(due.tag, due.object);
    idle = 0;
  }
}

// Objects in again_ that are left to the atomic phase.
constexpr uint32_t kLeftForAtomic = 64;

// Before the atomic phase, once in a cycle: has again_ scanned in slices.
bool Marker::close() {
  if (closing_ || heap_->phase() != GcPhase::Mark || again_.size() <= kLeftForAtomic) return false;
  closing_ = true;
  take_again();
  return true;
}

// Before the atomic phase, when nothing is grey: looks at entries of weak tables, by which more may become grey. Returns the work
// done; 0: there are none left.
size_t Marker::look_ahead(size_t work) {
  if (heap_->phase() != GcPhase::Mark || emergency_ || must_finish_ || weak_.empty()) return 0;
  closing_ = true;
  return weak_.look_ahead(*this, work);
}

// An object that was remembered but not reached (from the cycle before) is dead, or will be reached.
size_t Marker::scan_remembered() {
  Header* object = remembered_.pop();
  object->gc &= uint8_t(~gc_bits::kRemembered);
  return is_marked(object) ? scan(object) : 1;
}

void Marker::rescan() {
  must_finish_ = false;
  drain();
  for (uint32_t i = 0; i < again_.size(); ++i) {
    Header* object = again_[i];
    object->gc &= uint8_t(~gc_bits::kRemembered);
    if (is_marked(object)) (void)scan(object);
    drain();
  }
  again_.clear();
}

// Scans one object, which becomes black. Returns the work done.
size_t Marker::scan(Header* object) {
  if (weak_.is_waiting()) [[unlikely]]
    weak_.key_marked(*this, object);
  switch (object->tag) {
    case Tag::Table: return scan_table(reinterpret_cast<Table*>(object));
    case Tag::LuaClosure: {
      auto* f = reinterpret_cast<LuaClosure*>(object);
      object->gc |= gc_bits::kBlackHint;
      mark(f->proto);
      for (uint32_t i = 0; i < object->aux; ++i) mark(f->upvalues[i]);  // null while it is made
      return 2 + object->aux * 2;
    }
    case Tag::NativeClosure: {
      auto* f = reinterpret_cast<NativeClosure*>(object);
      object->gc |= gc_bits::kBlackHint;
      for (uint32_t i = 0; i < object->aux; ++i) mark(f->upvalues[i]);
      return 1 + object->aux;
    }
    case Tag::Userdata: {
      auto* u = reinterpret_cast<Userdata*>(object);
      object->gc |= gc_bits::kBlackHint;
      mark(u->metatable);
      for (uint32_t i = 0; i < object->aux; ++i) mark(u->user_values[i]);
      return 2 + object->aux;
    }
    case Tag::Proto: return scan_proto(reinterpret_cast<Proto*>(object));
    case Tag::UpVal:  // one that was remembered
      object->gc |= gc_bits::kBlackHint;
      mark(*reinterpret_cast<UpVal*>(object)->v);
      return 2;
    case Tag::Thread: return scan_thread(reinterpret_cast<Thread*>(object));
    default: TRI_UNREACHABLE();
  }
}

// ---- tables

Table* Marker::metatable_of(Table* t, const Shape* s) {
  switch (s->meta_kind) {
    case MetaKind::None: return nullptr;
    case MetaKind::ById: return state_->metatables[s->metatable_id];
    case MetaKind::InObject: break;
  }
  if (s->kind == ShapeKind::Dictionary) return t->dictionary()->metatable;
  uint64_t* payloads = t->inline_payloads();
  uint32_t slot = s->meta_slot, slots = s->inline_slots;
  if (slot >= slots) {
    slot -= slots;
    payloads = static_cast<uint64_t*>(t->ext);
    slots = s->overflow_capacity;
  }
  return reinterpret_cast<Tag*>(payloads + slots)[slot] == Tag::Table
             ? reinterpret_cast<Table*>(payloads[slot])
             : nullptr;
}

void Marker::mark_storage_of(Table* t, const Shape* s) {
  if (t->array) heap_->mark_storage(t->array, array_bytes(t->array_kind(), t->capacity));
  if (!t->ext) return;
  if (s->kind == ShapeKind::Dictionary) {
    const Dictionary* d = t->dictionary();
    heap_->mark_storage(d, dictionary_bytes(d->capacity, d->mask + 1));
  } else {
    heap_->mark_storage(t->ext, overflow_bytes(s->overflow_capacity));
  }
}

size_t Marker::scan_table(Table* t) {
  const Shape* s = shape_of(t);
  mark_storage_of(t, s);
  Table* metatable = metatable_of(t, s);
  if (metatable) {
    mark(metatable);
    // A weak table does not become black by this, so it needs no barrier until its entries are looked at.
    if (WeakTables::mode_of(state_, metatable) && weak_.add(state_, t)) {
      if (weak_.is_atomic()) weak_.mark_table(*this, t);
      return 4;
    }
  }
  t->header.gc |= gc_bits::kBlackHint;
  if (is_big(t, s) && partial_.push(state_, {t, 0, UINT32_MAX, UINT32_MAX, 0, true})) return 4;
  size_t work = 2 + s->count;
  if (t->array_kind() == ArrayKind::Mixed) {
    scan_elements(t, 0, t->length);
    work += t->length;
  }
  if (s->kind == ShapeKind::Dictionary) {
    scan_entries(t->dictionary(), 0, t->dictionary()->used);
    work += 2 * t->dictionary()->used;
  } else {
    scan_slots(t, s);
  }
  return work;
}

void Marker::scan_slots(Table* t, const Shape* s) {
  const uint32_t in_object = s->count < s->inline_slots ? s->count : s->inline_slots;
  uint64_t* payloads = t->inline_payloads();
  Tag* tags = reinterpret_cast<Tag*>(payloads + s->inline_slots);
  for (uint32_t i = 0; i < in_object; ++i) mark(tags[i], reinterpret_cast<void*>(payloads[i]));
  if (in_object == s->count) return;
  payloads = static_cast<uint64_t*>(t->ext);
  tags = reinterpret_cast<Tag*>(payloads + s->overflow_capacity);
  for (uint32_t i = 0; i + in_object < s->count; ++i)
    mark(tags[i], reinterpret_cast<void*>(payloads[i]));
}

void Marker::scan_elements(Table* t, uint32_t from, uint32_t to) {
  const Tag* tags = t->array_tags();
  for (uint32_t i = from; i < to; ++i) mark(tags[i], reinterpret_cast<void*>(t->array[i]));
}

void Marker::scan_entries(Dictionary* d, uint32_t from, uint32_t to) {
  if (d->metatable) mark(d->metatable);
  for (Entry* e = d->entries() + from; e != d->entries() + to; ++e) {
    if (e->value_tag == Tag::Nil) {
      // A removed entry does not keep its key. Nor can the key bring the entry back: it would come back as another one.
      if (is_collectable(e->key_tag)) e->key_tag = Tag::DeadKey;
      continue;
    }
    mark(e->key_tag, reinterpret_cast<void*>(e->key));
    mark(e->value_tag, reinterpret_cast<void*>(e->value));
  }
}

// The next slice of the table last begun.
size_t Marker::scan_slice() {
  Partial& at = partial_.back();
  Table* t = at.table;
  const uint32_t length = at.end_element < t->length ? at.end_element : t->length;
  if (t->array_kind() == ArrayKind::Mixed && at.next_element < length) {
    const uint32_t from = at.next_element;
    const uint32_t to = length - from > kSlice ? from + kSlice : length;
    at.next_element = to;
    scan_elements(t, from, to);
    return to - from;
  }
  const Shape* s = shape_of(t);
  if (s->kind == ShapeKind::Dictionary) {
    Dictionary* d = t->dictionary();
    const uint32_t to = at.entries_left < d->used ? at.entries_left : d->used;
    const uint32_t first = at.first_entry < to ? at.first_entry : to;
    const uint32_t from = to - first > kSlice ? to - kSlice : first;
    if (from == first) {
      (void)partial_.pop();
    } else {
      at.entries_left = from;
    }
    scan_entries(d, from, to);
    return 2 * (to - from) + 1;
  }
  const bool slots = at.slots;
  (void)partial_.pop();
  if (slots) scan_slots(t, s);
  return s->count + 1;
}

void Marker::values_moved(Table* t) {
  weak_.entries_moved(t);
  for (Partial& p : partial_)
    if (p.table == t) {
      p.entries_left = UINT32_MAX;
      p.first_entry = 0;
    }
  for (DirtyCards& c : cards_)
    if (c.table == t) c.entries.cards = UINT64_MAX;
}

// ---- other objects

size_t Marker::scan_proto(Proto* p) {
  p->header.gc |= gc_bits::kBlackHint;
  heap_->mark_storage(p->storage, p->storage_bytes);
  if (p->words) heap_->mark_storage(p->words, words_bytes(p));
  mark(p->source);
  for (uint32_t i = 0; i < p->constant_count; ++i) mark(p->constants[i]);
  for (uint32_t i = 0; i < p->function_count; ++i) mark(p->functions[i]);  // null while it is made
  for (uint32_t i = 0; i < p->upvalue_count; ++i) mark(p->upvalues[i].name);
  for (uint32_t i = 0; i < p->local_count; ++i) mark(p->locals[i].name);
  return 8 + p->constant_count + p->function_count + p->upvalue_count + p->local_count;
}

// Stores into a stack have no barrier: a thread is scanned once more in the atomic phase, and never becomes black.
size_t Marker::scan_thread(Thread* t) {
  const bool atomic = heap_->phase() == GcPhase::Atomic;
  if (atomic && !threads_.push(state_, &t->header)) lost_ = true;
  if (!atomic && !look_again(&t->header)) {
    heap_->set_pending(&t->header);
    must_finish_ = true;
  }
  mark(t->error);
  mark(t->resumer);
  if (t->frames) heap_->mark_storage(t->frames, size_t(t->frames_end - t->frames) * sizeof(Frame));
  if (!t->stack) return 8;
  heap_->mark_storage(t->stack, size_t(t->stack_end - t->stack) * sizeof(Value));
  // In an emergency the running function may be using slots above top. All slots hold values that were alive at the last
  // collection, so keeping what lies there is safe.
  const Value* end = emergency_ ? t->stack_end : t->top;
  for (const Value* v = t->stack; v < end; ++v) mark(*v);
  // What lies above top is forgotten, so that the next cycle does not find it when top has grown over it.
  if (atomic && !emergency_)
    for (Value* v = t->top; v < t->stack_end; ++v) set_nil(v);
  for (UpVal* u = t->open_upvalues; u; u = u->next_open) mark(u);
  return 8 + size_t(t->top - t->stack);
}

// ---- the mutator's side

// Has a marked object scanned once more in the atomic phase. False: no memory.
bool Marker::look_again(Header* object) {
  if (object->gc & gc_bits::kRemembered) return true;
  if (!again_.push(state_, object)) return false;
  object->gc |= gc_bits::kRemembered;
  return true;
}

void Marker::barrier(Header* parent, Header* child) {
  if (!is_marked(parent)) {  // the hint is from another cycle
    parent->gc &= uint8_t(~gc_bits::kBlackHint);
    return;
  }
  if (is_marked(child)) return;
  // The barrier pays per store when it marks the child, per object when the parent is scanned again. Strings and what belongs to
  // one parent for long are marked; so are the values of large tables.
  const bool back =
      parent->tag == Tag::Userdata || parent->tag == Tag::NativeClosure ||
      (parent->tag == Tag::Table &&
       !is_big(reinterpret_cast<Table*>(parent), shape_of(reinterpret_cast<Table*>(parent))));
  const bool string = child->tag == Tag::ShortStr || child->tag == Tag::LongStr;
  if (back && !string && !closing_ && look_again(parent)) {
    parent->gc &= uint8_t(~gc_bits::kBlackHint);
    return;
  }
  mark(child);
}

// ---- between cycles

DirtyCards* Marker::cards_of(Table* t) {
  // Few tables are as large; those that are, are written to many times in a row.
  constexpr uint32_t kMostRecords = 64;
  if (last_cards_ < cards_.size() && cards_[last_cards_].table == t) return &cards_[last_cards_];
  for (uint32_t i = 0; i < cards_.size(); ++i)
    if (cards_[i].table == t) return last_cards_ = i, &cards_[i];
  const DirtyCards fresh{.table = t,
                         .elements = {0, DirtyCards::kFirstShift},
                         .entries = {0, DirtyCards::kFirstShift},
                         .hits = 0,
                         .slots = false,
                         .given_up = false};
  if (cards_.size() == kMostRecords || !cards_.push(state_, fresh)) return nullptr;
  last_cards_ = cards_.size() - 1;
  return &cards_.back();
}

// Makes the card dirty in which a payload of a large table lies. False: the table is to be remembered as a whole.
bool Marker::hit_card(Table* t, const Shape* s, const uint64_t* place) {
  DirtyCards* c = cards_of(t);
  if (!c || !place) return false;
  const uint32_t size =
      t->capacity + (s->kind == ShapeKind::Dictionary ? t->dictionary()->capacity : 0);
  if (++c->hits > size / DirtyCards::kElementsPerHit) {
    c->given_up = true;
    return false;
  }
  const auto at = uintptr_t(place);
  if (t->array_kind() == ArrayKind::Mixed && at - uintptr_t(t->array) < size_t(t->capacity) * 8) {
    c->elements.hit(uint32_t((at - uintptr_t(t->array)) / 8));
    return true;
  }
  if (s->kind == ShapeKind::Shaped) {
    c->slots = true;
    return true;
  }
  const auto entries = uintptr_t(t->dictionary()->entries());
  if (at - entries >= size_t(t->dictionary()->capacity) * sizeof(Entry))
    return false;  // of a dictionary that it is about to get
  c->entries.hit(uint32_t((at - entries) / sizeof(Entry)));
  return true;
}

void Marker::remember(Header* parent, Header* child, const uint64_t* place) {
  if (is_marked(parent)) {
    if (parent->tag == Tag::Table) {
      auto* t = reinterpret_cast<Table*>(parent);
      const Shape* s = shape_of(t);
      if (is_big(t, s) && hit_card(t, s, place)) return;
    }
    if (!look_again(parent)) {
      mark(child);
      remembers_ = false;
    }
  }
  parent->gc &= uint8_t(~gc_bits::kBlackHint);
}

// Has the next dirty card scanned. False: there is none.
bool Marker::take_card() {
  while (!cards_.empty()) {
    DirtyCards& c = cards_.back();
    if (c.given_up || (!c.elements.cards && !c.entries.cards && !c.slots)) {
      (void)cards_.pop();
      continue;
    }
    Partial part{c.table, 0, 0, 0, 0, c.slots};
    c.slots = false;
    const auto take = [](DirtyCards::Part& p, uint32_t* from, uint32_t* to) {
      if (!p.cards) return;
      const auto card = uint32_t(std::countr_zero(p.cards));
      p.cards &= p.cards - 1;
      *from = card << p.shift;
      *to = (card + 1) << p.shift;
    };
    take(c.elements, &part.next_element, &part.end_element);
    take(c.entries, &part.first_entry, &part.entries_left);
    if (partial_.push(state_, part)) return true;
    // No memory: at once.
    const Table* t = part.table;
    if (t->array_kind() == ArrayKind::Mixed)
      scan_elements(part.table, part.next_element < t->length ? part.next_element : t->length,
                    part.end_element < t->length ? part.end_element : t->length);
    const Shape* s = shape_of(t);
    if (s->kind == ShapeKind::Dictionary) {
      const uint32_t used = t->dictionary()->used;
      scan_entries(t->dictionary(), part.first_entry < used ? part.first_entry : used,
                   part.entries_left < used ? part.entries_left : used);
    } else if (part.slots) {
      scan_slots(part.table, s);
    }
    return true;
  }
  return false;
}

}  // namespace tri
