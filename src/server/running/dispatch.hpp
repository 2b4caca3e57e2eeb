// Dispatch: one request of a function, from the limits of its tenant to its answer, whichever plane it came by.
//
//   tenant's turn, rates, size ──▶ Catalog: version ──▶ quick? run here ──────────▶ result, counted and logged
//                    │                                  └─no─▶ Runner's queue ──────┘
//                    └── refused: a result too
//
//   Dispatch dispatch(dispatcher, function, job);
//   if (!dispatch.start()) co_await dispatch.wait();
//   ... job.result ...
#pragma once

#include <atomic>
#include <memory>

#include "net/http/exchange.hpp"
#include "server/functions/catalog.hpp"
#include "server/running/job_runner.hpp"
#include "server/running/log_book.hpp"

namespace tri::server {

// A name for a request: unique while the process lives, and most likely beyond.
std::string new_request_id();

// What requests need of the server. Any thread.
struct Dispatcher {
  Catalog& catalog;
  JobRunner& runner;
  LogBook& log;
};

class Dispatch {
 public:
  // The job has an id and what came in; both must outlive this.
  Dispatch(Dispatcher& on, Function& function, Job& job)
      : on_(on), function_(function), job_(job) {}
  ~Dispatch();
  Dispatch(const Dispatch&) = delete;
  Dispatch& operator=(const Dispatch&) = delete;

  // True: the job has its result. False: wait() for it.
  [[nodiscard]] bool start();
  // Until a thread of the runner is done with the job. Whoever cancels this ends the request, and waits nevertheless: the job is
  // in use until then.
  net::http::Task<void> wait();
  // The same, but tell() ends it too. True: the job is done. Else: wait again.
  net::http::Task<bool> wait_or_told();
  // Any thread, until the job is done and that was heard of. Who does not wait at that moment finds it when they do.
  void tell();
  // Nobody wants the answer any more: it comes the sooner.
  void cancel() { on_.runner.cancel(job_); }

  // ns from the request's arrival to its result.
  int64_t elapsed_ns() const { return elapsed_ns_; }

 private:
  struct Waiter;
  bool refuse_job(FailureCode code, std::string message, int64_t limit = 0, int64_t used = 0);
  bool finish();

  Dispatcher& on_;
  Function& function_;
  Job& job_;
  void submit(std::unique_ptr<Waiter> waiter);

  // Who waits: a Waiter, or one of these.
  static constexpr uintptr_t kNobody = 0, kDone = 1, kTold = 2;
  static bool is_waiter(uintptr_t state) { return state > kTold; }
  std::atomic<uintptr_t> waiter_{kNobody};
  bool is_submitted_ = false;
  bool has_turn_ = false;  // counted among the requests that its tenant runs
  int64_t elapsed_ns_ = 0;
};

}  // namespace tri::server
