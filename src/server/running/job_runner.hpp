// Job: one call of a function, from what came in to what came of it. JobRunner: who runs jobs - threads of this process (runner.hpp), or
// other processes (workers/workforce.hpp).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "server/failure.hpp"
#include "server/functions/version.hpp"
#include "server/running/fair_queue.hpp"
#include "server/running/live_requests.hpp"
#include "server/sandbox/exchange.hpp"

namespace tri::server {

class BodyStream;

// How far a job is: nobody has begun it, its sandbox is being made, it runs.
enum class Phase : uint8_t { Waits, Prepares, Runs };

struct Job {
  std::shared_ptr<const Version> version;
  CpuShare* share = nullptr;  // of its tenant; null where there is but one
  bool hardened = false;
  Incoming incoming;
  std::string id;
  int64_t received_ns = 0;
  int64_t due_ns =
      0;  // its client waits no longer than this (monotonic_ns); 0: as long as it takes
  std::atomic<bool> is_unwanted{false};  // nobody waits for it any more
  bool is_check = false;     // only its version's init is to run; there is nothing that came in
  bool was_retried = false;  // what ran it has ended, and it is run once more
  bool is_trial = false;     // while it runs on a thread that others wait for
  // Where the answer's body goes that comes in pieces, by whom it is run: on a thread here, or in another process. Null: it is gathered.
  BodyWriter* writer = nullptr;
  std::shared_ptr<BodyStream> stream;
  struct Trace* trace = nullptr;        // where what it does is noted; null: nobody asks
  std::atomic<Phase>* phase = nullptr;  // told how far it is; null: nobody asks

  // While it waits, and what it was charged when it began (fair_queue.hpp).
  Job* next_waiting = nullptr;
  int64_t charged_ns = 0;

  // What came of it.
  Answer<Outgoing> result;
  int64_t queued_ns = 0, prepare_ns = 0, run_ns = 0, reset_ns = 0, fuel = 0;
  bool was_fresh = false;  // no sandbox was ready
  bool has_reset = false;  // its sandbox was put back, in reset_ns
  size_t heap_bytes = 0;
  int tier = 1;  // that its handler was in at its end

  // Called when it is done, from the thread that ran it or heard of it; the job may be gone when this returns.
  void (*done)(Job& job) = nullptr;
  void* done_data = nullptr;
};

// Any thread.
class JobRunner {
 public:
  struct Counts {
    size_t running = 0, queued = 0, ready = 0;  // requests, and sandboxes that are ready
    size_t workers = 0, workers_lost = 0;  // processes that run functions, and that ended unasked
  };

  JobRunner() = default;
  virtual ~JobRunner() = default;
  JobRunner(const JobRunner&) = delete;
  JobRunner& operator=(const JobRunner&) = delete;

  // True: it is run, on this thread, because that took no time worth speaking of; `done` is not called. False: submit() it.
  [[nodiscard]] virtual bool start_here(Job& job) = 0;
  // Errors: BusyQueue, BusyTenant; `done` is not called then.
  [[nodiscard]] virtual Answer<void> submit(Job& job) = 0;
  // Waits for it. `done` is not called.
  virtual void run(Job& job) = 0;
  // Of a job that was submitted: its client does not want it any more. It is still done.
  virtual void cancel(Job& job) = 0;
  // That the version's init runs. Errors: why not.
  virtual Answer<void> check(std::shared_ptr<const Version> version, bool hardened,
                             CpuShare* share) = 0;
  // No job will be of this version, but for those that are under way.
  virtual void forget(uint64_t version_id) = 0;

  // As those of LiveRequests.
  virtual bool kill(std::string_view id) = 0;
  virtual std::vector<LiveRow> list(int64_t least_ms, int64_t wait_ms) = 0;
  virtual Counts counts() = 0;
  // No job will come.
  virtual void clear() = 0;
};

}  // namespace tri::server
