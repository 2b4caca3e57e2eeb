// Watchdog: a thread that tells running programs when their time is over.
//
// It sleeps until the first deadline of the states it watches, and then sets their poll_bits::kDeadline; the program that runs
// there sees it at its next poll. It touches nothing else of a state. One per engine, made with the first deadline.
//
// Cost: a deadline that is no earlier than the one the thread sleeps for wakes nobody, so one per request costs two uncontended
// locks. Thread: all functions belong to the engine's thread.
#pragma once

#include <pthread.h>

#include <cstdint>

#include "heap/state.hpp"

namespace tri {

class Watchdog {
 public:
  // nullptr: the system gives no thread or no memory.
  static Watchdog* create();
  ~Watchdog();  // the thread ends first
  Watchdog(const Watchdog&) = delete;
  Watchdog& operator=(const Watchdog&) = delete;

  // `due_ns` as now_ns() counts. Replaces an earlier deadline of the state.
  void watch(State* S, int64_t due_ns);
  // Afterwards S is not touched any more.
  void forget(State* S);

  // CLOCK_MONOTONIC.
  static int64_t now_ns();

 private:
  Watchdog() = default;
  static void* main(void* self);
  void run();
  void unlink(State* S);

  pthread_t thread_;
  pthread_mutex_t mutex_;
  pthread_cond_t wake_;
  State* first_ = nullptr;  // list by next_watched
  int64_t asleep_until_;    // what the thread waits for
  bool ending_ = false;
};

}  // namespace tri

namespace tri::engine {

// The program that runs in S, or runs next, is ended (Stop::Deadline) when `ns` more have passed. False: no thread could be made;
// there is no deadline then.
[[nodiscard]] bool set_deadline(State* S, int64_t ns);
void clear_deadline(State* S);

}  // namespace tri::engine
