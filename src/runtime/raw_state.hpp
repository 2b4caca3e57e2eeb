// RawState: for unit tests of this room, a state with a heap, strings, shapes and a thread, and neither libraries nor a
// run loop.
#pragma once

#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>

#include "heap/collector.hpp"
#include "runtime/call.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"

namespace tri {

inline constexpr long kNeverRefuse = -1, kRefused = -2;

class RawState {
 public:
  State state{};
  EngineArea engine{};
  ShapeTable shapes{{plain_allocate, nullptr}};  // not counted in refuse_after
  long refuse_after =
      kNeverRefuse;  // the allocator refuses, once, when this many more calls have been served

  RawState() {
    engine.shapes = &shapes;
    engine.shape_array = shapes.array();
    engine.hash_seed = 42;
    state.engine = &engine;
    state.heap_hooks = &kHooks;
    heap_ = std::make_unique<Heap>(&state, allocate, this);
    state.heap = heap_.get();
    collector_ = std::make_unique<Collector>(&state);
    state.collector = collector_.get();
    make_thread();
    if (!init_strings(&state) || !init_events(L())) std::abort();
  }
  ~RawState() { free_strings(&state); }
  RawState(const RawState&) = delete;
  RawState& operator=(const RawState&) = delete;

  State* S() { return &state; }
  Thread* L() { return state.main; }
  void collect() { state.collector->collect_full(false); }

  // Makers, with the objects kept alive.
  Str* str(std::string_view text) { return keep(new_string(L(), text)); }
  Table* table(uint32_t inline_slots = 0) { return keep(new_table(L(), inline_slots)); }
  template <class T>
  T* keep(T* object) {
    if (!object) std::abort();
    *L()->top++ = Value::of(object);  // first: making room for the next one may collect
    if (!ensure_stack(L(), 1)) std::abort();
    return object;
  }
  // Forgets what was kept since top was `mark`.
  ptrdiff_t mark() { return L()->top - L()->stack; }
  void release(ptrdiff_t mark) { L()->top = L()->stack + mark; }

 private:
  static void* plain_allocate(void*, void* block, size_t, size_t new_size) {
    if (new_size == 0) return std::free(block), nullptr;
    return std::realloc(block, new_size);
  }
  static void* allocate(void* self, void* block, size_t old_size, size_t new_size) {
    long& refuse_after = static_cast<RawState*>(self)->refuse_after;
    if (new_size == 0) return std::free(block), nullptr;
    if (new_size > old_size || !block) {
      if (refuse_after == 0) return refuse_after = kRefused, nullptr;
      if (refuse_after > 0) --refuse_after;
    }
    return std::realloc(block, new_size);
  }

  void make_thread() {
    constexpr size_t kBytes = kThreadPrefix + sizeof(Thread);
    auto* cell = static_cast<char*>(heap_->allocate(kBytes));
    std::memset(cell, 0, kBytes);
    auto* thread = reinterpret_cast<Thread*>(cell + kThreadPrefix);
    thread->header.tag = Tag::Thread;
    thread->state = &state;
    state.main = state.running = thread;
    if (!init_thread(nullptr, thread)) std::abort();
  }

  static constexpr HeapHooks kHooks{
      .forget_strings = forget_strings,
      .each_shape_key = [](State* S, void (*f)(void*, Str*),
                           void* context) { S->engine->shapes->each_key(f, context); },
      .event_of = [](State* S, const Table* mt, Event e) { return event_of(S, mt, e); },
      .before_sweep = [](State*, bool (*)(void*, Proto*), void*) {},
      .after_collection = [](State*) {},
  };

  std::unique_ptr<Heap> heap_;
  std::unique_ptr<Collector> collector_;
};

}  // namespace tri
