// Marker: finds what is reachable, in slices.
//
// An object is white (not marked), grey (marked, in the grey stack) or black (marked and scanned; only then its kBlackHint is
// set, so that barriers pass grey objects by). Besides the grey stack an object that still has to be looked at can be in
//
//   partial_   a large table that is scanned slice by slice
//   again_     scanned, but to be scanned again in the atomic phase: threads, whose stacks have no barrier, and what barrier()
//              put back. gc_bits::kRemembered says so
//   weak       a weak table, whose entries are looked at when nothing else is left: heap/weak_tables.hpp
//   pending    none of these could grow (heap/page.hpp)
//
// Large tables are never put back by the barrier, which marks the stored value instead, and before the atomic phase, which cannot
// be interrupted, all that is in again_ by then is scanned in slices ("closing"), while the barrier marks what is stored into
// any object. So in the atomic phase there is little but threads to look at.
//
// Between the cycles of the generational mode marked objects are old, and the barrier remembers old objects into which something
// is stored: small ones in again_, parts of large tables in cards_. A minor cycle begins with these, with all threads and all
// weak tables, instead of the roots alone. What it marks is old from then on.
#pragma once

#include "heap/dirty_cards.hpp"
#include "heap/grey_stack.hpp"
#include "heap/host_memory.hpp"
#include "heap/weak_tables.hpp"

namespace tri {

class Marker {
 public:
  explicit Marker(State* S) : state_(S), heap_(S->heap) {}
  void free();

  // Forgets all that is grey, for a new cycle.
  void begin(bool emergency);
  // For a cycle that keeps the marks: goes on from what was remembered. Only if remembers().
  void begin_minor();
  // Scans grey objects for about `*work` units (one per granule or slot), which are subtracted. True: nothing is grey.
  bool drain(size_t* work);
  void drain();
  // Visits what is coming.
  void settle();
  // Scans again_ and goes on until nothing is grey.
  void rescan();
  // Marking is done; `remember`: the barrier shall remember stores until the next cycle, which may be a minor one.
  void end(bool remember);
  // What a minor cycle needs to know has been remembered since the last cycle.
  bool remembers() const { return remembers_; }

  TRI_INLINE void mark(Tag tag, const void* object) {
    if (is_collectable(tag)) mark_object(tag, static_cast<Header*>(const_cast<void*>(object)));
  }
  TRI_INLINE void mark(const Value& v) { mark(v.tag, v.p); }
  TRI_INLINE void mark(Header* object) {
    if (object) mark_object(object->tag, object);
  }
  template <class T>
  TRI_INLINE void mark(T* object) {
    mark(reinterpret_cast<Header*>(object));
  }
  TRI_INLINE bool is_marked(Tag tag, const void* object) const;
  TRI_INLINE bool is_marked(Header* object) const { return is_marked(object->tag, object); }

  // See barrier.hpp; marking goes on.
  void barrier(Header* parent, Header* child);
  // The same between cycles, when remembers(). `place` as in barrier_at(), or null.
  void remember(Header* parent, Header* child, const uint64_t* place);
  // Elements of a table changed places behind the barrier's back.
  void values_moved(Table* t);

  bool is_emergency() const { return emergency_; }
  // No list could take an object in the middle of marking: the atomic phase has to follow at once.
  bool must_finish() const { return must_finish_; }
  State* state() const { return state_; }
  void each_unused(void (*f)(void* context, char* from, size_t bytes), void* context) const {
    grey_.each_unused(f, context);
  }
  WeakTables& weak() { return weak_; }

 private:
  friend class WeakTables;
  static constexpr uint32_t kComing = 8;  // a power of two

  // A large table in the middle of its scan. The dictionary is scanned from its end, because a rehash in place moves entries
  // towards the beginning; entries and elements that are stored meanwhile pass the barrier.
  struct Partial {
    Table* table;
    uint32_t next_element, end_element;
    uint32_t entries_left, first_entry;  // entries [first_entry, entries_left) are to be scanned
    bool slots;
  };

  // Objects whose marks have not been looked at yet, but are on their way to the cache.
  struct Coming {
    Header* object;
    Tag tag;
  };

  TRI_INLINE void mark_object(Tag tag, Header* object);
  TRI_INLINE void visit(Tag tag, Header* object);
  void push(Header* object);
  size_t scan(Header* object);
  size_t scan_table(Table* t);
  size_t scan_slice();
  size_t scan_remembered();
  bool take_card();
  bool close();
  size_t look_ahead(size_t work);
  void take_again();
  bool hit_card(Table* t, const Shape* s, const uint64_t* place);
  DirtyCards* cards_of(Table* t);
  size_t scan_thread(Thread* t);
  size_t scan_proto(Proto* p);
  void scan_elements(Table* t, uint32_t from, uint32_t to);
  void scan_entries(Dictionary* d, uint32_t from, uint32_t to);
  void scan_slots(Table* t, const Shape* s);
  void mark_storage_of(Table* t, const Shape* s);
  Table* metatable_of(Table* t, const Shape* s);
  const Shape* shape_of(const Table* t) const { return (*state_->engine->shape_array)[t->shape()]; }
  bool look_again(Header* object);

  State* state_;
  Heap* heap_;
  GreyStack grey_;
  Coming coming_[kComing] = {};
  uint32_t next_coming_ = 0;
  HostVector<Partial> partial_;
  HostVector<Header*> again_;
  HostVector<Header*>
      remembered_;  // taken from again_, to be scanned; gc_bits::kRemembered is still set
  HostVector<Header*> threads_;  // alive at the last atomic phase
  HostVector<DirtyCards> cards_;
  uint32_t last_cards_ = 0;  // record of cards_ used last
  WeakTables weak_;
  bool emergency_ = false;
  bool must_finish_ = false;
  bool closing_ = false;
  bool remembers_ = false;
  bool lost_ = false;  // something could not be remembered
};

// The header of other objects need not be read to find their marks.
constexpr bool may_be_large(Tag tag) {
  return tag == Tag::LongStr || tag == Tag::Userdata || tag == Tag::LuaClosure ||
         tag == Tag::NativeClosure;
}

TRI_INLINE bool Marker::is_marked(Tag tag, const void* object) const {
  auto* o = static_cast<Header*>(const_cast<void*>(object));
  if (may_be_large(tag) && (o->gc & gc_bits::kLarge))
    return heap_->is_large_marked(Heap::large_header(o));
  return heap_->is_cell_marked(tag == Tag::Thread ? block_of(o) : o);
}

// Most of the time of marking goes by in waiting for memory, so an object is asked for now and visited some objects later.
TRI_INLINE void Marker::mark_object(Tag tag, Header* object) {
  __builtin_prefetch(object);
  __builtin_prefetch(page_of(object), 1);
  const uint32_t at = next_coming_;
  next_coming_ = (at + 1) % kComing;
  const Coming due = coming_[at];
  coming_[at] = {object, tag};
  if (due.object) visit(due.tag, due.object);
}

TRI_INLINE void Marker::visit(Tag tag, Header* object) {
  TRI_ASSERT(object->tag == tag);
  if (tag == Tag::ShortStr) {  // its header need not be read
    heap_->mark_cell(object);
    return;
  }
  if (object->gc & gc_bits::kLarge) {
    if (!heap_->mark_large(Heap::large_header(object))) return;
  } else if (!heap_->mark_cell(tag == Tag::Thread ? block_of(object) : object)) {
    return;
  }
  push(object);
}

}  // namespace tri
