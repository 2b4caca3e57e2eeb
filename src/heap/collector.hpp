// Collector: incremental mark and sweep over one state's heap.
//
//   Pause ─▶ Mark (grey objects, in slices) ─▶ Atomic (stacks, weak tables, finalizers) ─▶ Sweep (pages, lazily) ─▶ Pause
//
// A collection never runs Lua code: objects whose finalizer is due are queued and poll_bits::kFinalizers is set; the run loop
// calls them between two instructions. The allocation slow path only collects in an emergency (allocator or cap refuses), then
// without finalizers and without shrinking or moving anything.
#pragma once

#include "heap/state.hpp"

namespace tri {

enum class GcMode : uint8_t { Incremental, Generational };

class Collector {
 public:
  explicit Collector(State* S);
  ~Collector();
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  // One slice of work, called at a poll when kCollect is set; clears the bit and plans the next slice.
  void step();
  // `work_kib`: as lua_gc(LUA_GCSTEP): 0 a basic step, else that much debt. Returns true when a cycle ended.
  bool step_explicit(int work_kib);
  // A whole cycle from a fresh start; everything unreachable is swept on return.
  void collect_full(bool emergency);

  void stop();  // no automatic collection until restart
  void restart();
  bool is_running() const;
  bool is_collecting() const;  // inside the collector right now
  // Setters return the old value. Units as lua_gc: percents; step size is a log2 of bytes.
  int set_pause(int percent);
  int set_step_multiplier(int percent);
  GcMode set_incremental(int pause, int step_multiplier, int step_size_log2);  // 0: leave as is
  GcMode set_generational(int minor_percent, int major_percent);

  // Registers an object whose metatable has a __gc field at setmetatable time. False: no memory.
  [[nodiscard]] bool add_finalizer(Header* object);
  // Next object whose finalizer is due, in the order they must run; null when none. The caller calls __gc.
  Header* next_finalizer();
  bool finalizers_due() const;
  // No steps while a finalizer runs.
  void stop_for_finalizer();
  void resume_after_finalizer();
  // lua_close: makes all registered objects due, in reverse order of registration.
  void finalize_all();

  struct Impl;
  Impl* impl;
};

}  // namespace tri
