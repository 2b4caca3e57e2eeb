// FairQueue: jobs that wait for a thread, in an order that gives their tenants CPU by their weights.
//
// Each tenant has a clock of its own, which goes on by the CPU that its jobs take, faster the less it weighs; the next job is of the
// tenant whose clock is behind (start-time fair queueing). A job is charged what its tenant's jobs take on average when it begins,
// and the difference when it is over, so several threads do not all run to the same tenant. Who had nothing to do for a while comes in
// at the clock of those that had: what it did not use is not saved up. Jobs of one tenant stay in their order.
//
//   weight 100  ├─A1─┼─A2─┼─A3─┼─A4─┤             A gets four times the CPU of B: while both wait,
//   weight  25  ├────────B1─────────┤             A1 (or B1), A2, A3, A4, B2 ...
//
// Thread: whoever uses it sees to that.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <set>
#include <utility>

namespace tri::server {

struct Job;

inline constexpr int64_t kFullWeight = 100;

// A tenant's, as long as it has jobs.
struct CpuShare {
  std::atomic<int64_t> weight{kFullWeight};  // 1 to kFullWeight

 private:
  friend class FairQueue;
  Job* first = nullptr;  // that wait
  Job* last = nullptr;
  int64_t clock = 0;    // ns of CPU, times kFullWeight / weight
  int64_t mean_ns = 0;  // of its jobs lately
};

class FairQueue {
 public:
  void push(Job& job);
  // Null: there is none. Afterwards finished() is due.
  Job* pop();
  void finished(Job& job, int64_t cpu_ns);
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }

 private:
  CpuShare& share_of(const Job& job);
  void advance(CpuShare& share, int64_t cpu_ns);

  CpuShare everyone_;                                // of jobs without a tenant: in a worker, all
  std::set<std::pair<int64_t, CpuShare*>> waiting_;  // by their clocks
  int64_t now_ = 0;                                  // the clock of who began last
  size_t size_ = 0;
};

}  // namespace tri::server
