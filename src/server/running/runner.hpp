// Runner: threads that run functions, and the queue in front of them, which is fair to tenants by their weights.
//
// A request takes a sandbox that is ready, or waits for one to be made; afterwards the sandbox is reset.
// Functions that have shown themselves quick may be run by whoever has the request (run()); others get a thread of the
// runner's (submit()), so that what loops for ever keeps nobody waiting but itself.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

#include "server/running/job_runner.hpp"
#include "server/running/sandbox_pool.hpp"
#include "server/sandbox/host.hpp"

namespace tri::server {

class Runner final : public JobRunner {
 public:
  struct Options {
    unsigned threads = 2;
    size_t max_queue = 1024;
    size_t ready = 256;           // sandboxes kept ready
    size_t ready_of_version = 8;  // of each version
  };

  Runner(Host& host, LiveRequests& live, Options options);
  // Runs what is queued to its end.
  ~Runner() override;

  // A version that is quick runs here, as long as it is: what takes a few milliseconds after all, or finds no sandbox ready, is as if it
  // had not begun.
  bool start_here(Job& job) override;
  Answer<void> submit(Job& job) override;
  // On this thread.
  void run(Job& job) override;
  void cancel(Job& job) override;
  Answer<void> check(std::shared_ptr<const Version> version, bool hardened,
                     CpuShare* share) override;
  void forget(uint64_t version_id) override { pool_.forget(version_id); }
  bool kill(std::string_view id) override { return live_.kill(id); }
  std::vector<LiveRow> list(int64_t least_ms, int64_t wait_ms) override {
    return live_.list(least_ms, wait_ms);
  }
  Counts counts() override;
  // Sandboxes that are ready are needed no more.
  void clear() override { pool_.clear(); }

 private:
  // Whether the version's requests were all quick lately, so that running one here keeps nobody waiting.
  static bool is_quick(const Version& version);
  void work();

  Host& host_;
  LiveRequests& live_;
  const Options options_;
  SandboxPool pool_;
  std::mutex mutex_;
  std::condition_variable wake_;
  FairQueue queue_;
  bool ending_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tri::server
