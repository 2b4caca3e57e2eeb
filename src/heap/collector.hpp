// Collector: incremental mark and sweep over one state's heap.
//
//   Pause ─▶ Mark (grey objects, in slices) ─▶ Atomic (stacks, weak tables, finalizers) ─▶ Sweep (pages, lazily) ─▶ Pause
//
// Where many keys of weak tables died, their entries are removed in slices before the first page is swept (Heap::hold_sweep).
//
// In generational mode most cycles are minor: marks of the cycle before stay, which makes what it found alive old, and only what
// has been made since is marked and swept. A minor cycle goes the same way in slices. What is marked once stays until a major
// cycle, which comes when the heap has grown by `major_percent` since the last.
//
// A collection never runs Lua code: objects whose finalizer is due are queued and poll_bits::kFinalizers is set; the run loop
// calls them between two instructions. The allocation slow path only collects in an emergency (allocator or cap refuses), then
// without finalizers and without shrinking or moving anything.
//
// Pace: a cycle begins when the heap has grown to `pause` percent of what the last one left. From then on there is a step
// for each 2^step_size bytes allocated, which does work for kWorkPerByte times as many bytes (times the step multiplier), but
// never much more than that at once. In generational mode a cycle begins when the heap has grown by `minor_percent`.
#pragma once

#include "heap/finalizers.hpp"
#include "heap/marker.hpp"
#include "heap/state.hpp"

namespace tri {

enum class GcMode : uint8_t { Incremental, Generational };

class Collector {
 public:
  // S->heap must exist; roots that are still null are passed over.
  explicit Collector(State* S);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // One slice of work, called at a poll when kCollect is set; clears the bit and plans the next slice.
  void step();
  // `work_kib`: as lua_gc(LUA_GCSTEP): 0 a basic step, else that much debt. Returns true when a cycle ended in incremental mode.
  bool step_explicit(int work_kib);
  // Steps for at most about so many microseconds (the atomic phase is not interrupted), for hosts that have nothing else to do.
  // True: there is nothing left that would be worth it now. Finalizers that are due run at the next poll.
  bool step_for(uint64_t microseconds);
  // A whole cycle from a fresh start; everything unreachable is swept on return.
  void collect_full(bool emergency);
  // The same in parts, for a program that may be told to stop: a part takes about a millisecond, and what is left when nobody goes on
  // becomes part of the usual steps.
  void begin_full();
  bool advance_full();  // true: it is done

  void stop();  // no automatic collection until restart
  void restart();
  bool is_running() const { return !stopped_; }
  bool is_collecting() const { return collecting_; }  // inside the collector right now
  // Setters return the old value. Units as lua_gc: percents; step size is a log2 of bytes. Percents are kept as the
  // reference keeps them: in a byte, divided by four.
  int set_pause(int percent);
  int set_step_multiplier(int percent);
  GcMode set_incremental(int pause, int step_multiplier, int step_size_log2);  // 0: leave as is
  // Collects when the mode changes, so that what lives is old.
  GcMode set_generational(int minor_percent, int major_percent);

  // Registers an object whose metatable has a __gc field at setmetatable time. False: no memory.
  [[nodiscard]] bool add_finalizer(Header* object);
  // Next object whose finalizer is due, in the order they must run; null when none. The caller calls __gc.
  Header* next_finalizer();
  bool finalizers_due() const { return finalizers_.due(); }
  // While a finalizer runs there are no steps and no other finalizers, so that they never nest; only emergencies collect.
  void set_finalizing(bool on);
  bool is_finalizing() const { return finalizing_; }
  // lua_close: makes all registered objects due, in reverse order of registration.
  void finalize_all();

  // Calls f for memory of the collector that holds nothing.
  void each_unused(void (*f)(void* context, char* from, size_t bytes), void* context) const {
    marker_.each_unused(f, context);
  }

  // For barrier.hpp.
  void barrier(Header* parent, Header* child, const uint64_t* place);
  void values_moved(Table* t);
  void dead_keys_gone(Table* t) { marker_.weak().clear_keys_of(marker_, t); }
  void adopted(Header* parent, const void* block, size_t bytes);

 private:
  void begin_cycle();
  void begin_major(bool emergency);
  void begin_minor();
  bool may_be_minor();
  void collect_young();
  void finish(bool trim);
  void mark_roots();
  void mark_string_table();
  void atomic(bool put_off);
  bool clear_keys(size_t* work);
  void mark_dead_threads_upvalues();
  void close_dead_threads_upvalues();
  void forget_dead_metatables();
  void forget_rows_of_dead_keys();
  void advance(size_t work);
  void end_cycle(bool in_steps);
  void ask_for_finalizers();
  void plan();
  void plan_generation(int64_t in_use);
  void set_pause_room(int64_t bytes);
  size_t work_for(int64_t bytes) const;
  int64_t step_bytes() const;

  State* state_;
  Heap* heap_;
  Marker marker_;
  Finalizers finalizers_;
  bool stopped_ = false;
  bool collecting_ = false;
  bool emergency_ = false;
  bool finalizing_ = false;
  bool minor_ = false;        // this cycle, or the last one
  bool wants_major_ = false;  // the next cycle shall be major
  uint32_t stress_steps_ = 0;
  uint32_t stress_cycles_ = 0;
  int64_t major_base_ = 0;  // bytes in use after the last major cycle
  size_t owed_ = 0;         // work that steps have put off
  int64_t room_ = 0;        // bytes planned for the pause that goes on, or the last one
  GcMode mode_ = GcMode::Incremental;
  uint8_t pause_ = 200 / 4;
  uint8_t step_multiplier_ = 100 / 4;
  uint8_t step_size_log2_ = 13;
  uint8_t minor_percent_ = 20;
  uint8_t major_percent_ = 100 / 4;
};

}  // namespace tri
