// LiveRequests: what runs now. Tells programs when their time is over, ends them when an operator asks, and gets their stacks.
//
// One thread for the whole process sleeps until the first deadline, and for kTickNs while requests come; so a request that does not
// reach its own deadline costs two short locks and wakes nobody. A state is touched through its poll word alone (heap/poll_word.hpp), under the lock, and only
// between begin() and end() of its request.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "heap/state.hpp"

namespace tri::server {

// CLOCK_MONOTONIC.
int64_t monotonic_ns();

// Lives on the stack of the thread that runs the request.
struct LiveRequest {
  std::string_view id, function, version;  // of who runs it, who outlives this
  State* state = nullptr;
  int64_t began_ns = 0, due_ns = 0;
  // Where lines go that it writes, until it is known that it will not be run again; null: out.
  std::vector<std::string>* held_lines = nullptr;

  class LiveRequests* owner() const { return owner_; }
  // For the thread that runs it: its stack is wanted.
  bool asks_stack() const { return __atomic_load_n(&wants_stack, __ATOMIC_RELAXED); }

 private:
  friend class LiveRequests;
  class LiveRequests* owner_ = nullptr;
  LiveRequest* next = nullptr;
  LiveRequest* previous = nullptr;
  bool is_late = false;  // has been told
  bool wants_stack = false;
  std::string stack;
  bool has_stack = false;
};

struct LiveRow {
  std::string id, function, version, stack;
  int64_t elapsed_us = 0, remaining_us = 0;
};

class LiveRequests {
 public:
  LiveRequests();
  ~LiveRequests();
  LiveRequests(const LiveRequests&) = delete;
  LiveRequests& operator=(const LiveRequests&) = delete;

  // Whoever asks for less time than this wakes the thread, which costs more than a quick request does.
  static constexpr int64_t kTickNs = 5'000'000;

  void begin(LiveRequest& request);
  // Afterwards neither the request nor its state is touched.
  void end(LiveRequest& request);

  // Ends the request with Stop::Interrupt. False: it does not run (any more).
  bool kill(std::string_view id);
  // All that run, the longest first; those that ran for at least `least_ms` with their Lua stacks, which each is given
  // `wait_ms` to tell.
  std::vector<LiveRow> list(int64_t least_ms, int64_t wait_ms);
  size_t count();

  // From the thread that runs the request, when it finds poll_bits::kSample.
  void tell_stack(LiveRequest& request, std::string stack);

  // Begins and ends in a scope.
  class Scope {
   public:
    Scope(LiveRequests& all, LiveRequest& request) : all_(all), request_(request) {
      all_.begin(request_);
    }
    ~Scope() { all_.end(request_); }
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    LiveRequests& all_;
    LiveRequest& request_;
  };

 private:
  void watch();

  std::mutex mutex_;
  std::condition_variable wake_;
  LiveRequest* first_ = nullptr;
  size_t count_ = 0;
  int64_t asleep_until_ = 0;
  uint64_t begun_ = 0;  // requests
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace tri::server
