#include "server/running/fair_queue.hpp"

#include <doctest/doctest.h>

#include <deque>
#include <map>
#include <string>
#include <vector>

#include "server/running/job_runner.hpp"

using namespace tri::server;

namespace {

constexpr int64_t kMs = 1'000'000;

// Tenants that always have jobs waiting, each job of so many ns of CPU, and threads that take them.
struct Played {
  struct Tenant {
    explicit Tenant(int64_t ns) : job_ns(ns) {}
    CpuShare share;
    const int64_t job_ns;
    int64_t used_ns = 0;
    int done = 0;
  };

  void give(Tenant& tenant, int jobs = 1) {
    for (int i = 0; i < jobs; ++i) {
      Job& job = jobs_.emplace_back();
      job.share = &tenant.share;
      job.id = std::to_string(jobs_.size());
      owners[&job] = &tenant;
      queue.push(job);
    }
  }
  // One after another on `threads` threads, each of which takes a job when it is free. Those that are done come again.
  void run(int64_t until_ns, size_t threads) {
    struct Busy {
      Job* job = nullptr;
      int64_t until = 0;
    };
    std::vector<Busy> all(threads);
    for (int64_t now = 0; now < until_ns;) {
      Busy* next = &all[0];
      for (Busy& one : all)
        if (one.until < next->until) next = &one;
      now = next->until;
      if (next->job) {
        Tenant& tenant = *owners[next->job];
        queue.finished(*next->job, tenant.job_ns);
        tenant.used_ns += tenant.job_ns;
        ++tenant.done;
        give(tenant);
      }
      next->job = queue.pop();
      REQUIRE(next->job);
      next->until = now + owners[next->job]->job_ns;
    }
  }

  FairQueue queue;
  std::map<Job*, Tenant*> owners;

 private:
  std::deque<Job> jobs_;
};

}  // namespace

TEST_CASE("jobs of one tenant stay in their order") {
  FairQueue queue;
  Job jobs[5];
  CHECK(queue.pop() == nullptr);
  for (Job& job : jobs) queue.push(job);
  CHECK(queue.size() == 5);
  for (Job& job : jobs) CHECK(queue.pop() == &job);
  CHECK(queue.empty());
}

TEST_CASE(
    "tenants get CPU by their weights, however long their jobs are and on any number of threads") {
  for (const size_t threads : {1, 2, 7})
    for (const int64_t long_ns : {1 * kMs, 20 * kMs}) {
      Played p;
      Played::Tenant light{kMs}, heavy{long_ns};
      light.share.weight = 25;
      p.give(light, 16);
      p.give(heavy, 16);
      p.run(20'000 * kMs, threads);
      const double ratio = double(heavy.used_ns) / double(light.used_ns);
      CAPTURE(threads);
      CAPTURE(long_ns);
      CHECK(ratio > 3.6);
      CHECK(ratio < 4.4);
    }
}

TEST_CASE("equal weights share by CPU, not by jobs") {
  Played p;
  Played::Tenant quick{kMs}, slow{10 * kMs};
  p.give(quick, 8);
  p.give(slow, 8);
  p.run(10'000 * kMs, 2);
  CHECK(double(quick.done) / slow.done > 8);
  CHECK(double(quick.done) / slow.done < 12);
}

TEST_CASE("who had nothing to do has saved nothing up, and who was alone owes nothing") {
  Played p;
  Played::Tenant early{kMs}, late{kMs};
  p.give(early, 8);
  p.run(5'000 * kMs, 1);
  const int64_t alone = early.used_ns;
  CHECK(alone > 4'900 * kMs);
  p.give(late, 8);
  p.run(1'000 * kMs, 1);
  CHECK(late.used_ns > 450 * kMs);
  CHECK(late.used_ns < 550 * kMs);
}

TEST_CASE("a weight that changes holds from then on; one that cannot be is the nearest that can") {
  Played p;
  Played::Tenant a{kMs}, b{kMs};
  p.give(a, 8);
  p.give(b, 8);
  p.run(1'000 * kMs, 1);
  a.used_ns = b.used_ns = 0;
  a.share.weight = 0;
  p.run(20'000 * kMs, 1);
  CHECK(a.used_ns > 100 * kMs);
  CHECK(a.used_ns < 300 * kMs);
}
