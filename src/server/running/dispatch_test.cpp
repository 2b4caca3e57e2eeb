// Who waits for a job, told of it before, while and after, by whoever runs it.
#include "server/running/dispatch.hpp"

#include <doctest/doctest.h>

#include <boost/asio.hpp>

using namespace tri::server;

namespace {

// Takes a job and leaves it to the test.
class NoRunner final : public JobRunner {
 public:
  bool start_here(Job&) override { return false; }
  Answer<void> submit(Job& job) override {
    taken = &job;
    return {};
  }
  void run(Job&) override {}
  void cancel(Job&) override {}
  Answer<void> check(std::shared_ptr<const Version>, bool, CpuShare*) override { return {}; }
  void forget(uint64_t) override {}
  bool kill(std::string_view) override { return false; }
  std::vector<LiveRow> list(int64_t, int64_t) override { return {}; }
  Counts counts() override { return {}; }
  void clear() override {}

  Job* taken = nullptr;
};

class Nobody final : public CatalogListener {
  void version_retired(uint64_t) override {}
};

struct Waits {
  Store store;
  Nobody nobody;
  Catalog catalog{store, nobody};
  NoRunner runner;
  LogBook log{10};
  Dispatcher dispatcher{catalog, runner, log};
  Function function{FunctionRow{}, std::make_shared<Tenant>()};
  Job job;
  Dispatch dispatch{dispatcher, function, job};
  boost::asio::io_context loop;
  int woken = 0;
  bool is_done = false;

  void wait() {
    boost::asio::co_spawn(
        loop,
        [this]() -> tri::net::http::Task<void> {
          is_done = co_await dispatch.wait_or_told();
          ++woken;
        },
        boost::asio::detached);
    loop.restart();
    loop.poll();
  }
  void run() {
    loop.restart();
    loop.poll();
  }
  void end() {
    Failure failure;
    failure.code = FailureCode::BusyTenant;
    job.result = std::unexpected(std::move(failure));
    job.done(job);
  }
};

}  // namespace

TEST_CASE("who waits is woken by a word, and once only") {
  Waits w;
  w.wait();
  REQUIRE(w.runner.taken == &w.job);
  CHECK(w.woken == 0);
  w.dispatch.tell();
  w.run();
  CHECK(w.woken == 1);
  CHECK(!w.is_done);
  w.wait();
  CHECK(w.woken == 1);
  w.end();
  w.run();
  CHECK(w.woken == 2);
  CHECK(w.is_done);
}

TEST_CASE("a word that comes while nobody waits is there for who waits next") {
  Waits w;
  w.wait();
  w.dispatch.tell();
  w.run();
  w.dispatch.tell();
  w.dispatch.tell();
  w.wait();
  CHECK(w.woken == 2);
  CHECK(!w.is_done);
  w.wait();
  CHECK(w.woken == 2);
  w.dispatch.tell();
  w.run();
  CHECK(w.woken == 3);
  w.dispatch.tell();
  w.end();
  w.wait();
  CHECK(w.woken == 4);
  CHECK(w.is_done);
}
