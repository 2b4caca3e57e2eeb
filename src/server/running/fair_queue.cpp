#include "server/running/fair_queue.hpp"

#include <algorithm>

#include "server/running/job_runner.hpp"

namespace tri::server {

namespace {

// What a job costs at least, also one that is over before the clock has moved: nobody is served for nothing.
constexpr int64_t kLeastNs = 1000;

}  // namespace

CpuShare& FairQueue::share_of(const Job& job) { return job.share ? *job.share : everyone_; }

void FairQueue::advance(CpuShare& share, int64_t cpu_ns) {
  const bool is_waiting = share.first != nullptr;
  if (is_waiting) waiting_.erase({share.clock, &share});
  share.clock += cpu_ns * kFullWeight / std::clamp<int64_t>(share.weight, 1, kFullWeight);
  if (is_waiting) waiting_.emplace(share.clock, &share);
}

void FairQueue::push(Job& job) {
  CpuShare& share = share_of(job);
  job.next_waiting = nullptr;
  ++size_;
  if (share.first) {
    share.last->next_waiting = &job;
    share.last = &job;
    return;
  }
  share.first = share.last = &job;
  share.clock = std::max(share.clock, now_);
  waiting_.emplace(share.clock, &share);
}

Job* FairQueue::pop() {
  if (waiting_.empty()) return nullptr;
  CpuShare& share = *waiting_.begin()->second;
  waiting_.erase(waiting_.begin());
  Job& job = *share.first;
  share.first = job.next_waiting;
  --size_;
  now_ = std::max(now_, share.clock);
  if (share.first) waiting_.emplace(share.clock, &share);
  job.charged_ns = std::max(share.mean_ns, kLeastNs);
  advance(share, job.charged_ns);
  return &job;
}

void FairQueue::finished(Job& job, int64_t cpu_ns) {
  CpuShare& share = share_of(job);
  cpu_ns = std::max(cpu_ns, kLeastNs);
  advance(share, cpu_ns - job.charged_ns);
  share.mean_ns += (cpu_ns - share.mean_ns) / 4;
}

}  // namespace tri::server
