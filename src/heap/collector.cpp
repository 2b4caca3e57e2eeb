#include "heap/collector.hpp"

#include <time.h>

#include "heap/barrier.hpp"
#include "heap/cache.hpp"
#include "heap/watch.hpp"

namespace tri {

namespace {
// How many times faster than the program allocates a cycle goes on, at a step multiplier of 100 percent: a heap of n bytes is
// marked while the program allocates n / 8.
constexpr int64_t kWorkPerByte = 8;
// The pause is that of a heap of so many bytes at least: the cost of a cycle in a fresh state, some 20 us, would otherwise be
// a third of the time of a program that makes small tables and drops them.
constexpr int64_t kSmallestHeap = 128 << 10;
// GcStress::Slices: steps take turns from none to so much work, so that they end in different places. A prime.
constexpr uint32_t kStressWork = 61;
// What is allocated between two minor cycles at least: their cost beside that of the young objects, some 20 us, is little then,
// and most of what a program makes and drops stays in the cache.
constexpr int64_t kSmallestNursery = 256 << 10;
// So many bytes are allocated between two minor cycles for each weak table, element or entry of one: a cycle looks at them all.
constexpr int64_t kBytesPerWeakEntry = 32;
// GcStress: every so many cycles of the generational mode is a major one.
constexpr uint32_t kStressMajor = 3;
// A step does at most the work for so many bytes, whatever has been allocated: some 0.3 ms where every object is a cache miss. A
// large block does not bring its work with it at once: what is owed is done in steps that follow after kStepBytes each.
constexpr int64_t kStepBytes = 8 << 10;
constexpr int64_t kMaxStepBytes = 2 * kStepBytes;
// Unless that much is owed that the heap would grow out of all proportion: then a part of what is above.
constexpr size_t kMuchOwed = 8 << 20;
constexpr size_t kPartOwed = 32;
// Idle steps: work between two looks at the clock, some 50 us, and what has to be allocated to make a new cycle worth while.
constexpr size_t kIdleWork = 4 << 10;
constexpr int64_t kWorthACycle = 32 << 10;
// Work that nobody could interrupt: about a millisecond.
constexpr size_t kSliceWork = 200'000;
constexpr int64_t kBytesPerWork = int64_t(kGranule);  // the unit of Marker::drain and Heap::sweep
}  // namespace

static uint64_t now_ns() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return uint64_t(t.tv_sec) * 1'000'000'000 + uint64_t(t.tv_nsec);
}

Collector::Collector(State* S) : state_(S), heap_(S->heap), marker_(S) { plan(); }

Collector::~Collector() {
  marker_.free();
  finalizers_.free(state_);
}

// ---- phases

void Collector::begin_major(bool emergency) {
  size_t no_limit = SIZE_MAX;
  if (heap_->phase() == GcPhase::Sweep) (void)clear_keys(&no_limit);
  emergency_ = emergency;
  minor_ = false;
  marker_.begin(emergency);
  heap_->begin_mark();
  tell(state_, &Watch::collecting, state_);
  mark_roots();
}

void Collector::begin_minor() {
  emergency_ = false;
  minor_ = true;
  heap_->begin_minor();
  marker_.begin_minor();
  tell(state_, &Watch::collecting, state_);
  mark_roots();
}

void Collector::begin_cycle() { may_be_minor() ? begin_minor() : begin_major(false); }

bool Collector::may_be_minor() {
  if (mode_ != GcMode::Generational || wants_major_ || !marker_.remembers()) return false;
  return state_->gc_stress == GcStress::None || ++stress_cycles_ % kStressMajor != 0;
}

void Collector::mark_roots() {
  State* S = state_;
  marker_.mark(S->registry);
  marker_.mark(S->main);
  marker_.mark(S->running);
  for (Table* metatable : S->type_metatables) marker_.mark(metatable);
  for (Str* name : S->event_names) marker_.mark(name);
  for (Str* name : S->type_names) marker_.mark(name);
  marker_.mark(S->memory_message);
  marker_.mark(S->empty_string);
  for (RootLink* root = S->roots; root; root = root->below) marker_.mark(root->object);
  finalizers_.mark_due(marker_);
}

// What has to happen without the program running in between. Roots and stacks have changed without barriers since the cycle
// began, so they are marked again.
// `put_off`: what need not happen now may come in the steps that follow.
void Collector::atomic(bool put_off) {
  State* S = state_;
  heap_->begin_atomic();
  mark_roots();
  mark_string_table();
  if (S->metatables)
    heap_->mark_storage(S->metatables, size_t(S->metatable_capacity) * sizeof(Table*));
  for (Heap::HeldLink* held = heap_->held; held; held = held->below)
    heap_->mark_storage(held->block, held->bytes);
  S->heap_hooks->each_shape_key(
      S, [](void* marker, Str* key) { static_cast<Marker*>(marker)->mark(key); }, &marker_);
  marker_.rescan();
  mark_dead_threads_upvalues();
  marker_.drain();

  WeakTables& weak = marker_.weak();
  weak.mark_through(marker_);
  weak.clear_values(marker_);
  finalizers_.separate(marker_, minor_);
  finalizers_.mark_due(marker_);
  weak.converge(marker_);
  weak.clear_rest(marker_, put_off);
  marker_.settle();  // strings in weak tables
  marker_.end(mode_ == GcMode::Generational);

  close_dead_threads_upvalues();
  forget_dead_metatables();
  forget_rows_of_dead_keys();
  ask_for_finalizers();
  S->heap_hooks->before_sweep(
      S, [](void* marker, Proto* p) { return static_cast<Marker*>(marker)->is_marked(&p->header); },
      &marker_);
  S->strings.most = S->strings.count;
  ++S->gc_cycle;
  heap_->begin_sweep(minor_, weak.has_dead_keys());
  tell(S, &Watch::collecting, S);
}

void Collector::forget_rows_of_dead_keys() {
  State* S = state_;
  if (!S->field_rows) return;
  for (uint32_t n = 0; n < kFieldRows; ++n) {
    RowKey& row = S->engine->caches[S->field_rows + n * kRecordsOfRow].row;
    auto* key = reinterpret_cast<Header*>(row.key & ~uintptr_t(1));
    if (key && !marker_.is_marked(key)) row.key = 0;
  }
}

void Collector::mark_string_table() {
  const StringTable& t = state_->strings;
  if (!t.segments) return;
  if (t.depth > 0) heap_->mark_storage(t.segments, sizeof(StringSegment*) << t.depth);
  for (uint32_t i = 0; i < 1u << t.depth;) {
    const StringSegment* g = t.segments[i];
    if (!g) return;  // the state is being made
    heap_->mark_storage(g, string_segment_bytes(g->mask + 1));
    i += 1u << (t.depth - g->depth);
  }
}

// A closure may hold a variable that still lies on the stack of a thread nobody holds.
void Collector::mark_dead_threads_upvalues() {
  for (Thread* t = state_->threads_with_open_upvalues; t; t = t->next_with_open_upvalues) {
    if (marker_.is_marked(&t->header)) continue;
    for (UpVal* u = t->open_upvalues; u; u = u->next_open)
      if (marker_.is_marked(&u->header)) marker_.mark(*u->v);
  }
}

// The stacks of dead threads are about to go, so variables on them move into their boxes. Threads without open upvalues leave
// the list.
void Collector::close_dead_threads_upvalues() {
  Thread** link = &state_->threads_with_open_upvalues;
  while (Thread* t = *link) {
    const bool dead = !marker_.is_marked(&t->header);
    if (!dead && t->open_upvalues) {
      link = &t->next_with_open_upvalues;
      continue;
    }
    *link = t->next_with_open_upvalues;
    t->in_open_list = false;
    while (UpVal* u = t->open_upvalues) {
      t->open_upvalues = u->next_open;
      const Value v = *u->v;
      u->closed = v;
      u->v = &u->closed;
      u->header.kind = 0;
    }
  }
}

void Collector::forget_dead_metatables() {
  for (uint32_t id = 0; id < state_->metatable_capacity; ++id) {
    Table*& metatable = state_->metatables[id];
    if (metatable && !marker_.is_marked(&metatable->header)) metatable = nullptr;
  }
}

void Collector::end_cycle(bool in_steps) {
  if (!emergency_) {
    heap_->trim(!in_steps);
    state_->heap_hooks->after_collection(state_);
  }
  owed_ = 0;
  // The table of strings is left out: it follows their number, which follows the room there is for them.
  const int64_t in_use = int64_t(heap_->bytes_in_use() - state_->strings.bytes);
  if (mode_ == GcMode::Generational) return plan_generation(in_use);
  const int64_t live = in_use > kSmallestHeap ? in_use : kSmallestHeap;
  const int64_t room = live / 100 * (int64_t(pause_) * 4) - live;
  set_pause_room(room > 0 ? room : 0);
}

void Collector::set_pause_room(int64_t bytes) {
  room_ = bytes;
  heap_->set_debt(-bytes);
  tell(state_, &Watch::collecting, state_);
}

// A major cycle follows when the heap has grown by major_percent_ since the last one.
void Collector::plan_generation(int64_t in_use) {
  if (!minor_) major_base_ = in_use > kSmallestNursery ? in_use : kSmallestNursery;
  wants_major_ = in_use > major_base_ + major_base_ / 100 * (int64_t(major_percent_) * 4);
  int64_t room = in_use / 100 * int64_t(minor_percent_);
  if (room < kSmallestNursery) room = kSmallestNursery;
  const int64_t weak = int64_t(marker_.weak().size()) * kBytesPerWeakEntry;
  set_pause_room(room > weak ? room : weak);
}

// Does about `work` units; ends with the cycle, should that come first. In Pause a cycle begins.
void Collector::advance(size_t work) {
  collecting_ = true;
  if (heap_->phase() == GcPhase::Pause) begin_cycle();
  if (heap_->phase() == GcPhase::Mark && (marker_.drain(&work) || marker_.must_finish()))
    atomic(true);
  if (heap_->phase() == GcPhase::Sweep && work && clear_keys(&work) && heap_->sweep(work))
    end_cycle(true);
  collecting_ = false;
}

// Removes entries of weak tables that the atomic phase has left, for about `*work` units. True: there are none.
bool Collector::clear_keys(size_t* work) {
  if (!marker_.weak().clear_keys(marker_, work)) return false;
  heap_->release_sweep();
  return true;
}

// ---- pace

int64_t Collector::step_bytes() const {
  return step_size_log2_ < 62 ? int64_t(1) << step_size_log2_ : INT64_MAX / 4;
}

size_t Collector::work_for(int64_t bytes) const {
  // Divided first, and never 0: a multiplier of 0 percent counts as one.
  const double units = double(bytes) / double(kBytesPerWork) * double(kWorkPerByte) *
                       double(step_multiplier_ * 4 | 1) / 100;
  return units < 1 ? 1 : units < 1e15 ? size_t(units) : size_t(1e15);
}

// When the next step is due; end_cycle has said so for a pause.
void Collector::plan() {
  if (heap_->phase() == GcPhase::Pause) return;
  heap_->set_debt(-(owed_ && step_bytes() > kStepBytes ? kStepBytes : step_bytes()));
}

void Collector::step() {
  State* S = state_;
  S->interrupt.clear(poll_bits::kCollect);
  if (collecting_ || finalizing_ || S->closing) return;
  if (S->gc_stress == GcStress::Slices) return advance(++stress_steps_ % kStressWork);
  if (S->gc_stress != GcStress::None)
    return mode_ == GcMode::Generational ? collect_young() : collect_full(false);
  if (stopped_ || heap_->debt() <= 0) return;
  owed_ += work_for(heap_->debt() + step_bytes());
  size_t work = work_for(kMaxStepBytes);
  if (owed_ > kMuchOwed && (owed_ - kMuchOwed) / kPartOwed > work)
    work = (owed_ - kMuchOwed) / kPartOwed;
  if (work > owed_) work = owed_;
  owed_ -= work;
  advance(work);
  plan();
}

bool Collector::step_explicit(int work_kib) {
  if (collecting_) return false;
  int64_t bytes = step_bytes();
  if (work_kib != 0) {
    bytes = heap_->debt() + int64_t(work_kib) * 1024;
    heap_->set_debt(bytes);
    if (bytes <= 0) return false;
  }
  if (mode_ == GcMode::Generational) {  // a whole cycle, and never told that it ended
    collect_young();
    return false;
  }
  advance(work_for(bytes));
  plan();
  return heap_->phase() == GcPhase::Pause;
}

bool Collector::step_for(uint64_t microseconds) {
  if (collecting_ || finalizing_ || state_->closing) return true;
  const uint64_t end = now_ns() + microseconds * 1000;
  if (heap_->phase() == GcPhase::Pause && heap_->debt() + room_ < kWorthACycle) return true;
  do {
    advance(kIdleWork);
    if (heap_->phase() == GcPhase::Pause) return true;
  } while (now_ns() < end);
  plan();
  return false;
}

// Ends the cycle that goes on, if any, and has another one, minor if that is possible.
void Collector::collect_young() {
  if (collecting_) return;
  if (heap_->phase() != GcPhase::Pause) advance(SIZE_MAX);
  if (may_be_minor()) {
    collecting_ = true;
    begin_minor();
    finish(false);
    return;
  }
  collect_full(false);
}

void Collector::collect_full(bool emergency) {
  if (collecting_) return;
  collecting_ = true;
  begin_major(emergency);
  finish(true);
}

// Does all that is left of a cycle in one go.
void Collector::finish(bool trim) {
  size_t no_limit = SIZE_MAX;
  (void)marker_.drain(&no_limit);
  atomic(false);
  (void)heap_->sweep(SIZE_MAX);
  end_cycle(!trim);
  state_->interrupt.clear(poll_bits::kCollect);
  collecting_ = false;
}

void Collector::begin_full() {
  if (collecting_) return;
  collecting_ = true;
  begin_major(false);
  collecting_ = false;
}

bool Collector::advance_full() {
  if (!collecting_) advance(kSliceWork);
  if (heap_->phase() != GcPhase::Pause && !collecting_) return false;
  state_->interrupt.clear(poll_bits::kCollect);
  return true;
}

// ---- settings

void Collector::stop() { stopped_ = true; }

void Collector::restart() {
  stopped_ = false;
  heap_->set_debt(0);
}

int Collector::set_pause(int percent) {
  const int old = pause_ * 4;
  pause_ = uint8_t(percent / 4);
  return old;
}

int Collector::set_step_multiplier(int percent) {
  const int old = step_multiplier_ * 4;
  step_multiplier_ = uint8_t(percent / 4);
  return old;
}

GcMode Collector::set_incremental(int pause, int step_multiplier, int step_size_log2) {
  if (pause) set_pause(pause);
  if (step_multiplier) set_step_multiplier(step_multiplier);
  if (step_size_log2) step_size_log2_ = uint8_t(step_size_log2);
  const GcMode old = mode_;
  mode_ = GcMode::Incremental;
  return old;
}

GcMode Collector::set_generational(int minor_percent, int major_percent) {
  if (minor_percent) minor_percent_ = uint8_t(minor_percent);
  if (major_percent) major_percent_ = uint8_t(major_percent / 4);
  const GcMode old = mode_;
  mode_ = GcMode::Generational;
  if (old != mode_) collect_full(false);  // what lives now is old
  return old;
}

// ---- finalizers

bool Collector::add_finalizer(Header* object) {
  return state_->closing || finalizers_.add(state_, object);
}

Header* Collector::next_finalizer() {
  Header* object = finalizers_.next();
  if (!finalizers_.due()) state_->interrupt.clear(poll_bits::kFinalizers);
  return object;
}

void Collector::finalize_all() {
  finalizers_.separate_all();
  ask_for_finalizers();
}

void Collector::set_finalizing(bool on) {
  finalizing_ = on;
  state_->interrupt.clear(poll_bits::kFinalizers);
  ask_for_finalizers();
}

void Collector::ask_for_finalizers() {
  if (finalizers_.due() && !finalizing_) state_->interrupt.set(poll_bits::kFinalizers);
}

// ---- barriers

void Collector::barrier(Header* parent, Header* child, const uint64_t* place) {
  if (heap_->phase() == GcPhase::Mark) {
    marker_.barrier(parent, child);
  } else if (marker_.remembers()) {
    marker_.remember(parent, child, place);
  } else {
    parent->gc &= uint8_t(~gc_bits::kBlackHint);
  }
}

void Collector::values_moved(Table* t) {
  if (heap_->phase() == GcPhase::Mark || marker_.remembers()) marker_.values_moved(t);
}

void Collector::adopted(Header* parent, const void* block, size_t bytes) {
  if (marker_.is_marked(parent)) heap_->mark_storage(block, bytes);
}

void barrier_slow(State* S, Header* parent, Header* child) {
  S->collector->barrier(parent, child, nullptr);
}

void barrier_at_slow(State* S, Table* t, const uint64_t* place, Header* child) {
  S->collector->barrier(&t->header, child, place);
}

void adopted_slow(State* S, Header* parent, const void* block, size_t bytes) {
  S->collector->adopted(parent, block, bytes);
}

void values_moved_slow(State* S, Table* t) { S->collector->values_moved(t); }

void dead_keys_gone_slow(State* S, Table* t) { S->collector->dead_keys_gone(t); }

}  // namespace tri
