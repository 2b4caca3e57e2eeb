#include "heap/marker.hpp"

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
  weak_.free(state_);
}

void Marker::begin(bool emergency) {
  grey_.clear(state_);
  for (Coming& c : coming_) c.object = nullptr;
  partial_.clear();
  for (Header* object : again_) object->gc &= uint8_t(~gc_bits::kRemembered);
  again_.clear();
  weak_.begin(state_);
  emergency_ = emergency;
  must_finish_ = false;
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
    } else if (heap_->has_pending() && !must_finish_) {
      heap_->take_pending(
          [](void* marker, Header* object) { (void)static_cast<Marker*>(marker)->scan(object); },
          this);
    } else {
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

void Marker::rescan() {
  must_finish_ = false;
  drain();
  for (uint32_t i = 0; i < again_.size(); ++i) {
    Header* object = again_[i];
    object->gc &= uint8_t(~gc_bits::kRemembered);
    (void)scan(object);
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
    // A weak table does not become black, so it needs no barrier.
    if (WeakTables::mode_of(state_, metatable) && weak_.add(state_, t)) {
      if (weak_.is_waiting()) weak_.mark_table(*this, t);
      return 4;
    }
  }
  t->header.gc |= gc_bits::kBlackHint;
  if (is_big(t, s) && partial_.push(state_, {t, 0, UINT32_MAX})) return 4;
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
  if (t->array_kind() == ArrayKind::Mixed && at.next_element < t->length) {
    const uint32_t from = at.next_element;
    const uint32_t to = t->length - from > kSlice ? from + kSlice : t->length;
    at.next_element = to;
    scan_elements(t, from, to);
    return to - from;
  }
  const Shape* s = shape_of(t);
  if (s->kind == ShapeKind::Dictionary) {
    Dictionary* d = t->dictionary();
    const uint32_t to = at.entries_left < d->used ? at.entries_left : d->used;
    const uint32_t from = to > kSlice ? to - kSlice : 0;
    if (from == 0) {
      (void)partial_.pop();
    } else {
      at.entries_left = from;
    }
    scan_entries(d, from, to);
    return 2 * (to - from) + 1;
  }
  (void)partial_.pop();
  scan_slots(t, s);
  return s->count + 1;
}

void Marker::values_moved(Table* t) {
  for (Partial& p : partial_)
    if (p.table == t) {
      p.next_element = 0;
      p.entries_left = UINT32_MAX;
    }
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
  if (back && !string && look_again(parent)) {
    parent->gc &= uint8_t(~gc_bits::kBlackHint);
    return;
  }
  mark(child);
}

}  // namespace tri
