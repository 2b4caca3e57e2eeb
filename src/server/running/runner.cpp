#include "server/running/runner.hpp"

#include <time.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/engine.hpp"
#include "runtime/limits.hpp"
#include "server/running/trace.hpp"

namespace tri::server {

namespace {

// A request that takes longer than this is not quick: others that wait for the same thread would notice. A busy machine makes
// such a one of any from time to time, though not a long one.
constexpr int64_t kQuickNs = 500'000, kLongNs = 10'000'000;
// A version's temper rises by one with each quick request, to kBest, and falls with each other one: a trusted version stays trusted when two of
// some hundred were not quick, and is not for the next hundred and more when one was long.
constexpr int kTrusted = 32, kBest = 128, kPenalty = 48, kLongPenalty = 100, kWorst = -1000;

int temper_after(int before, int64_t run_ns) {
  if (run_ns <= kQuickNs) return std::min(before + 1, kBest);
  if (run_ns <= kLongNs) return std::max(before - kPenalty, kWorst);
  return std::max(std::min(before, kTrusted) - kLongPenalty, kWorst);
}

// What a request may take of a thread that others wait for. Much more than kQuickNs: another program that runs in between costs a
// second try else.
constexpr int64_t kTrialNs = LiveRequests::kTickNs;

int64_t thread_cpu_ns() {
  timespec used;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
  return int64_t(used.tv_sec) * 1'000'000'000 + used.tv_nsec;
}

// Hardened tenants have no machine code of their own.
uint32_t wanted_tier(bool hardened) { return hardened ? kWordsTier : engine::kHighestTier; }

}  // namespace

Runner::Runner(Host& host, LiveRequests& live, Options options)
    : host_(host), live_(live), options_(options), pool_(options.ready, options.ready_of_version) {
  for (unsigned i = 0; i < options.threads; ++i) threads_.emplace_back([this] { work(); });
}

Runner::~Runner() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Answer<void> Runner::submit(Job& job) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= options_.max_queue) return refuse(FailureCode::BusyQueue, "");
    queue_.push(job);
  }
  wake_.notify_one();
  return {};
}

JobRunner::Counts Runner::counts() {
  Counts all{.running = live_.count(), .ready = pool_.size()};
  const std::lock_guard lock(mutex_);
  all.queued = queue_.size();
  return all;
}

bool Runner::is_quick(const Version& version) {
  const Capabilities& can = version.manifest().capabilities;
  return can.fetch.empty() && can.stores.empty() && can.secrets.empty() &&
         version.temper().load(std::memory_order_relaxed) >= kTrusted;
}

bool Runner::start_here(Job& job) {
  if (job.trace || !is_quick(*job.version)) return false;
  job.is_trial = true;
  run(job);
  return !std::exchange(job.is_trial, false);
}

void Runner::cancel(Job& job) {
  job.is_unwanted.store(true);
  (void)live_.kill(job.id);
}

Answer<void> Runner::check(std::shared_ptr<const Version> version, bool hardened, CpuShare*) {
  auto made = Sandbox::prepare(std::move(version), host_, live_, wanted_tier(hardened));
  if (!made) return std::unexpected(std::move(made.error()));
  pool_.put(std::move(*made));
  return {};
}

// Of a trial that is no answer, is_trial stays true.
void Runner::run(Job& job) {
  const int64_t began = monotonic_ns();
  job.queued_ns = began - job.received_ns;
  const Version& version = *job.version;
  LiveRequest live;
  live.id = job.id;
  live.function = version.full_name();
  live.version = version.label();
  live.began_ns = job.received_ns;
  live.due_ns = job.received_ns + version.manifest().limits.deadline_ms * 1'000'000;
  const uint32_t tier = wanted_tier(job.hardened);
  std::unique_ptr<Sandbox> sandbox = pool_.take(version.id(), tier);
  if (!sandbox && job.is_trial) return;
  std::optional<TracingHost> traced;
  if (job.trace) traced.emplace(host_, *job.trace, job.received_ns);
  Host& host = traced ? *traced : host_;
  const auto tell = [&job](Phase phase) {
    if (job.phase) job.phase->store(phase, std::memory_order_relaxed);
  };
  if (!sandbox) {
    tell(Phase::Prepares);
    job.was_fresh = true;
    auto made = Sandbox::prepare(job.version, host, live_, tier);
    job.prepare_ns = monotonic_ns() - began;
    if (!made) {
      job.result = std::unexpected(std::move(made.error()));
      job.result.error().request = job.id;
      return;
    }
    sandbox = std::move(*made);
    // The time of init is the server's, which had none ready.
    live.due_ns += job.prepare_ns;
  }
  if (job.is_check) {
    job.result = Outgoing{};
    return pool_.put(std::move(sandbox));
  }
  if (job.due_ns != 0) live.due_ns = std::min(live.due_ns, job.due_ns);
  const int64_t due_ns = live.due_ns;
  std::vector<std::string> lines;
  if (job.is_trial) {
    live.due_ns = std::min(due_ns, began + kTrialNs);
    live.held_lines = &lines;
  }
  live.state = sandbox->state();
  // What has been sent cannot be done again.
  job.incoming.writer = job.is_trial ? nullptr : job.writer;
  tell(Phase::Runs);
  const int64_t ready = began + job.prepare_ns;
  {
    const LiveRequests::Scope scope(live_, live);
    // Whoever sets this kills the request next: either finds it live, or is seen here.
    if (job.is_unwanted) request_stop(live.state);
    sandbox->set_host(host);
    job.result = sandbox->run(job.incoming, live, job.trace);
    sandbox->set_host(host_);
  }
  const int64_t ended = monotonic_ns();
  job.run_ns = ended - ready;
  job.fuel = sandbox->fuel_used();
  job.heap_bytes = sandbox->heap_bytes();
  job.tier = sandbox->tier_of(job.incoming.event);
  auto& temper = version.temper();
  temper.store(temper_after(temper.load(std::memory_order_relaxed), job.run_ns),
               std::memory_order_relaxed);
  if (job.is_trial) {
    const bool was_cut =
        !job.result && job.result.error().code == FailureCode::LimitDeadline && ended < due_ns;
    job.is_trial = was_cut;
    if (was_cut)
      tell(Phase::Waits);
    else
      for (const std::string& line : lines) host_.log(version, job.id, line);
  }
  if (sandbox->reset()) {
    job.reset_ns = monotonic_ns() - ended;
    job.has_reset = true;
    pool_.put(std::move(sandbox));
  }
}

void Runner::work() {
  for (;;) {
    Job* job;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
      job = queue_.pop();
      if (!job) return;
    }
    const int64_t began_ns = thread_cpu_ns();
    run(*job);
    {
      const std::lock_guard lock(mutex_);
      queue_.finished(*job, thread_cpu_ns() - began_ns);
    }
    job->done(*job);
  }
}

}  // namespace tri::server
