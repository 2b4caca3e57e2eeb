#include "heap/collector.hpp"

#include "heap/barrier.hpp"
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
// A heap that takes no longer to collect than a young generation does elsewhere.
constexpr size_t kSmallHeap = 1 << 20;
// Work that nobody could interrupt: about a millisecond.
constexpr size_t kSliceWork = 200'000;
constexpr int64_t kBytesPerWork = int64_t(kGranule);  // the unit of Marker::drain and Heap::sweep
}  // namespace

Collector::Collector(State* S) : state_(S), heap_(S->heap), marker_(S) { plan(); }

Collector::~Collector() {
  marker_.free();
  finalizers_.free(state_);
}

// ---- phases

void Collector::begin_cycle(bool emergency) {
  emergency_ = emergency;
  marker_.begin(emergency);
  heap_->begin_mark();
  tell(state_, &Watch::collecting, state_);
  mark_roots();
}

void Collector::mark_roots() {
  State* S = state_;
  marker_.mark(S->registry);
  marker_.mark(S->main);
  marker_.mark(S->running);
  for (Table* metatable : S->type_metatables) marker_.mark(metatable);
  for (Str* name : S->event_names) marker_.mark(name);
  marker_.mark(S->memory_message);
  marker_.mark(S->empty_string);
  for (RootLink* root = S->roots; root; root = root->below) marker_.mark(root->object);
  finalizers_.mark_due(marker_);
}

// What has to happen without the program running in between. Roots and stacks have changed without barriers since the cycle
// began, so they are marked again.
void Collector::atomic() {
  State* S = state_;
  heap_->begin_atomic();
  mark_roots();
  if (S->strings.slots) heap_->mark_storage(S->strings.slots, string_table_bytes(S->strings.mask));
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
  finalizers_.separate(marker_);
  finalizers_.mark_due(marker_);
  weak.converge(marker_);
  weak.clear_rest(marker_);
  marker_.settle();  // strings in weak tables

  close_dead_threads_upvalues();
  forget_dead_metatables();
  ask_for_finalizers();
  S->heap_hooks->before_sweep(
      S, [](void* marker, Proto* p) { return static_cast<Marker*>(marker)->is_marked(&p->header); },
      &marker_);
  S->strings.most = S->strings.count;
  ++S->gc_cycle;
  heap_->begin_sweep();
  tell(S, &Watch::collecting, S);
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

void Collector::end_cycle() {
  if (!emergency_) {
    heap_->trim();
    state_->heap_hooks->after_collection(state_);
  }
  // The table of strings is left out: it follows their number, which follows the room there is for them.
  const StringTable& strings = state_->strings;
  const int64_t in_use =
      int64_t(heap_->bytes_in_use() - (strings.slots ? string_table_bytes(strings.mask) : 0));
  const int64_t live = in_use > kSmallestHeap ? in_use : kSmallestHeap;
  const int64_t room = live / 100 * (int64_t(pause_) * 4) - live;
  heap_->set_debt(room > 0 ? -room : 0);
  tell(state_, &Watch::collecting, state_);
}

// Does about `work` units; ends with the cycle, should that come first. In Pause a cycle begins.
void Collector::advance(size_t work) {
  collecting_ = true;
  if (heap_->phase() == GcPhase::Pause) begin_cycle(false);
  if (heap_->phase() == GcPhase::Mark && (marker_.drain(&work) || marker_.must_finish())) atomic();
  if (heap_->phase() == GcPhase::Sweep && work && heap_->sweep(work)) end_cycle();
  collecting_ = false;
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
  if (heap_->phase() != GcPhase::Pause) heap_->set_debt(-step_bytes());
}

void Collector::step() {
  State* S = state_;
  S->interrupt.clear(poll_bits::kCollect);
  if (collecting_ || finalizing_ || S->closing) return;
  if (S->gc_stress == GcStress::Slices) return advance(++stress_steps_ % kStressWork);
  if (S->gc_stress != GcStress::None) return collect_full(false);
  if (stopped_ || heap_->debt() <= 0) return;
  const int64_t debt = heap_->debt();
  for (size_t work = work_for(debt + step_bytes()); work;) {
    const size_t part = work < kSliceWork ? work : kSliceWork;
    advance(part);
    work -= part;
    if (heap_->phase() == GcPhase::Pause) return;  // end_cycle has said when the next one begins
    if (S->interrupt & (poll_bits::kStop | poll_bits::kDeadline)) break;
  }
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
  // A program in generational mode means to have what it just dropped collected, and is never told that a cycle ended.
  if (mode_ == GcMode::Generational && heap_->bytes_in_use() <= kSmallHeap) {
    collect_full(false);
  } else {
    advance(work_for(bytes));
    plan();
  }
  return mode_ == GcMode::Incremental && heap_->phase() == GcPhase::Pause;
}

void Collector::collect_full(bool emergency) {
  if (collecting_) return;
  collecting_ = true;
  begin_cycle(emergency);
  size_t no_limit = SIZE_MAX;
  (void)marker_.drain(&no_limit);
  atomic();
  (void)heap_->sweep(SIZE_MAX);
  end_cycle();
  state_->interrupt.clear(poll_bits::kCollect);
  collecting_ = false;
}

void Collector::begin_full() {
  if (collecting_) return;
  collecting_ = true;
  begin_cycle(false);
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

void Collector::barrier(Header* parent, Header* child) {
  if (heap_->phase() == GcPhase::Mark) {
    marker_.barrier(parent, child);
  } else {
    parent->gc &= uint8_t(~gc_bits::kBlackHint);
  }
}

void Collector::values_moved(Table* t) {
  if (heap_->phase() == GcPhase::Mark) marker_.values_moved(t);
}

void barrier_slow(State* S, Header* parent, Header* child) { S->collector->barrier(parent, child); }

void values_moved_slow(State* S, Table* t) { S->collector->values_moved(t); }

}  // namespace tri
