#include "server/workers/workforce.hpp"
#include "server/running/body_stream.hpp"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <iterator>

#include "server/running/body_stream.hpp"

namespace tri::server {

namespace {

constexpr int64_t kMs = 1'000'000;
// How often workers are looked at while there are any.
constexpr int kLookMs = 100;
// Whoever looked so late has not been running itself: the machine stood still, or did other things. What happened in that time says nothing
// about workers, which get kPatienceNs to catch up.
constexpr int64_t kAwayNs = 500 * kMs, kPatienceNs = 2000 * kMs;
// What lived so long was well; its next death is a first one.
constexpr int64_t kWellNs = 10'000 * kMs;
constexpr int64_t kFirstDelayNs = 100 * kMs, kMaxDelayNs = 10'000 * kMs;
// In epoll's data; workers have their numbers.
constexpr uint64_t kOfSupervisor = 0, kOfWake = UINT64_MAX, kOfBells = UINT64_MAX - 1;

namespace asio = boost::asio;

bool watch(const Descriptor& poll, int descriptor, uint64_t data, uint32_t how = 0) {
  epoll_event event{};
  event.events = EPOLLIN | how;
  event.data.u64 = data;
  return ::epoll_ctl(poll.number(), EPOLL_CTL_ADD, descriptor, &event) == 0;
}

std::unexpected<Failure> busy(std::string why, int64_t wait_ns) {
  auto refused = refuse(FailureCode::BusyTenant, std::move(why));
  refused.error().retry_after_s = wait_ns / (1000 * kMs) + 1;
  return refused;
}

// Each step of niceness is a fifth less CPU, to 1/68 at 19 (sched(7)).
constexpr double kStep = 1.25;
constexpr int kMostNice = 19;

int niceness_of(const Job& job) {
  const int64_t weight =
      job.share ? job.share->weight.load(std::memory_order_relaxed) : kFullWeight;
  if (weight == kFullWeight) return 0;
  const double part = double(weight) / double(kFullWeight);
  return std::clamp(int(std::lround(-std::log(part) / std::log(kStep))), 0, kMostNice);
}

std::string key_of(const Job& job) {
  return job.version->tenant() + (job.hardened ? " hardened" : "");
}

}  // namespace

// In a loop of the front door's.
struct Workforce::Attendant : std::enable_shared_from_this<Attendant> {
  Attendant(Workforce& of, asio::io_context& in)
      : workforce(of), loop(in), bells(in, ::dup(of.bells_.number())) {}

  void wait() {
    bells.async_wait(asio::posix::descriptor_base::wait_read,
                     [self = shared_from_this()](const boost::system::error_code& error) {
                       if (error) return;
                       self->workforce.answer_bells();
                       self->wait();
                     });
  }
  // On the loop's thread.
  void owe(Link link) {
    owed.push_back(std::move(link));
    if (owed.size() > 1) return;
    asio::post(loop, [self = shared_from_this()] {
      for (const Link& one : std::exchange(self->owed, {})) one->ring();
    });
  }

  Workforce& workforce;
  asio::io_context& loop;
  asio::posix::stream_descriptor bells;
  std::vector<Link> owed;  // that sleep, and have something to do
};

Workforce::Workforce(Supervisor& supervisor, Host& host, LogBook& log, Options options,
                     void (*supervisor_ended)())
    : supervisor_(supervisor),
      host_(host),
      log_(log),
      options_(options),
      supervisor_ended_(supervisor_ended),
      link_options_{
          .max_calls = std::min(kMaxCalls, options.max_queue + supervisor.options().threads),
          .max_asks = 2 * supervisor.options().threads + 2},
      bells_(::epoll_create1(EPOLL_CLOEXEC)),
      poll_(::epoll_create1(EPOLL_CLOEXEC)),
      wake_(::eventfd(0, EFD_CLOEXEC)),
      calls_(host) {
  (void)watch(poll_, supervisor_.socket(), kOfSupervisor);
  (void)watch(poll_, wake_.number(), kOfWake);
  (void)watch(poll_, bells_.number(), kOfBells);
  reader_ = std::thread([this] { read(); });
}

Workforce::~Workforce() {
  ending_ = true;
  ring_bell(wake_.number());
  reader_.join();
}

// ── workers ──

Answer<Workforce::Link> Workforce::start(const std::string& key, Domain& domain, bool hardened,
                                         int niceness) {
  const auto refused = [&](const std::string& why) {
    log_.add("event", "", "", "a worker for " + key + ": " + why);
    return busy("no worker can be started", 0);
  };
  Descriptor complaints;
  auto ends = new_ends(&complaints);
  if (!ends) return refused(ends.error().message);
  auto area = SharedArea::map(ends->memory.number());
  if (!area) return refused(area.error().message);
  const uint64_t number = ++numbers_;
  auto link = std::make_shared<WorkerLink>(number, key, std::move(*ends), std::move(complaints),
                                           std::move(*area), link_options_);
  // Each ring is told of once, so that nobody has to read how many there were.
  if (!watch(bells_, link->ends().front_bell.number(), number, EPOLLET) ||
      !supervisor_.spawn(number, hardened, niceness, link->ends()))
    return refused("the system gives none");
  all_.emplace(number, link);
  domain.link = link;
  domain.niceness = niceness;
  domain.started_ns = monotonic_ns();
  return link;
}

Answer<Workforce::Link> Workforce::link_for(const Job& job) {
  const std::string key = key_of(job);
  const int niceness = niceness_of(job);
  const std::lock_guard lock(mutex_);
  int64_t now;
  {
    const Domain& domain = domains_[key];
    if (domain.link && domain.niceness == niceness) return domain.link;
    now = monotonic_ns();
    if (is_deserted_) return busy("the server is about to end", 0);
    if (now < domain.not_before_ns)
      return busy("its worker has ended " + std::to_string(domain.deaths) + " times in a row",
                  domain.not_before_ns - now);
  }
  // Whom it takes the room from may be the tenant's own worker, of another weight.
  const bool has_room = all_.size() < options_.max_workers || dismiss_idlest(now, 0);
  Domain& domain = domains_[key];
  auto started =
      has_room ? start(key, domain, job.hardened, niceness)
               : Answer<Link>(busy(
                     "all " + std::to_string(options_.max_workers) + " workers are at work", 0));
  // Rather one of another weight than none.
  if (!started && domain.link) return domain.link;
  return started;
}

std::vector<Workforce::Link> Workforce::links() {
  std::vector<Link> found;
  const std::lock_guard lock(mutex_);
  found.reserve(all_.size());
  for (const auto& [number, link] : all_) found.push_back(link);
  return found;
}

// The worker has the bell too, so closing it here does not end the watch.
void Workforce::unwatch(const WorkerLink& link) {
  (void)::epoll_ctl(bells_.number(), EPOLL_CTL_DEL, link.ends().front_bell.number(), nullptr);
}

bool Workforce::dismiss_idlest(int64_t now, int64_t least_ns) {
  Link idlest;
  int64_t most = least_ns;
  for (const auto& [number, link] : all_)
    if (const int64_t idle = link->idle_ns(now); idle > most) {
      most = idle;
      idlest = link;
    }
  // It may have got a job just now; then it stays.
  if (!idlest || !idlest->end_if_idle()) return false;
  const auto domain = domains_.find(idlest->key());
  if (domain != domains_.end() && domain->second.link == idlest) domains_.erase(domain);
  unwatch(*idlest);
  (void)supervisor_.kill(idlest->number());
  // The supervisor's word that it has ended finds no link then, and nothing is lost.
  all_.erase(idlest->number());
  return true;
}

// ── jobs ──

Answer<void> Workforce::submit(Job& job) {
  // Twice: a worker may end between being found and being given the job.
  for (int attempt = 0; attempt < 2; ++attempt) {
    const Link link = TRI_TRY(link_for(job));
    // In the loop others' jobs may come in the same round: the worker is woken once, at its end.
    const std::shared_ptr<Attendant> attendant = attendant_here();
    bool owes_bell = false;
    if (link->run(job, attendant ? &owes_bell : nullptr)) {
      if (owes_bell) attendant->owe(link);
      return {};
    }
    const std::lock_guard lock(mutex_);
    const auto domain = domains_.find(link->key());
    if (domain != domains_.end() && domain->second.link == link) break;  // it is full
  }
  return refuse(FailureCode::BusyQueue, "");
}

void Workforce::run(Job& job) {
  struct Wait {
    std::mutex mutex;
    std::condition_variable came;
    bool is_done = false;
  } wait;
  job.done_data = &wait;
  job.done = [](Job& done) {
    Wait& w = *static_cast<Wait*>(done.done_data);
    const std::lock_guard lock(w.mutex);
    w.is_done = true;
    w.came.notify_one();
  };
  if (auto taken = submit(job); !taken) {
    job.result = std::unexpected(std::move(taken.error()));
    return;
  }
  std::unique_lock lock(wait.mutex);
  wait.came.wait(lock, [&] { return wait.is_done; });
}

void Workforce::cancel(Job& job) {
  job.is_unwanted.store(true);
  for (const Link& link : links())
    if (link->cancel(job)) return;
}

Answer<void> Workforce::check(std::shared_ptr<const Version> version, bool hardened,
                              CpuShare* share) {
  Job job;
  job.share = share;
  job.version = std::move(version);
  job.hardened = hardened;
  job.is_check = true;
  job.received_ns = monotonic_ns();
  run(job);
  if (!job.result) return std::unexpected(std::move(job.result.error()));
  return {};
}

void Workforce::forget(uint64_t version_id) {
  for (const Link& link : links()) link->forget(version_id);
}

bool Workforce::kill(std::string_view id) {
  for (const Link& link : links())
    if (link->kill(id)) return true;
  return false;
}

std::vector<LiveRow> Workforce::list(int64_t least_ms, int64_t wait_ms) {
  const int64_t now = monotonic_ns();
  const std::vector<Link> all = links();
  std::vector<std::pair<Link, uint64_t>> asked;
  if (wait_ms > 0)
    for (const Link& link : all)
      if (const uint64_t round = link->ask_stacks(least_ms, wait_ms))
        asked.emplace_back(link, round);
  // The worker waits so long for its programs; what it says has still to come here.
  const int64_t until = now + 2 * wait_ms * kMs;
  for (const auto& [link, round] : asked)
    while (!link->has_told(round) && monotonic_ns() < until)
      std::this_thread::sleep_for(std::chrono::microseconds(200));
  std::vector<LiveRow> rows;
  for (const Link& link : all)
    for (WorkerLink::Begun& begun : link->begun()) {
      LiveRow row;
      row.elapsed_us = (now - begun.received_ns) / 1000;
      if (row.elapsed_us < least_ms * 1000) continue;
      row.remaining_us = (begun.due_ns - now) / 1000;
      row.stack = link->stack_of(begun.id);
      row.id = std::move(begun.id);
      row.function = std::move(begun.function);
      row.version = std::move(begun.version);
      rows.push_back(std::move(row));
    }
  std::sort(rows.begin(), rows.end(),
            [](const LiveRow& a, const LiveRow& b) { return a.elapsed_us > b.elapsed_us; });
  return rows;
}

JobRunner::Counts Workforce::counts() {
  Counts all;
  for (const Link& link : links()) {
    link->count(&all.running, &all.queued);
    ++all.workers;
  }
  all.workers_lost = lost_;
  return all;
}

// ── the thread that reads ──

void Workforce::read() {
  while (!ending_) {
    epoll_event events[4];
    bool any_workers;
    {
      const std::lock_guard lock(mutex_);
      any_workers = !all_.empty();
    }
    const int count =
        ::epoll_wait(poll_.number(), events, int(std::size(events)), any_workers ? kLookMs : -1);
    if (ending_) return;
    bool hears_supervisor = false;
    for (int i = 0; i < count; ++i) {
      hears_supervisor |= events[i].data.u64 == kOfSupervisor;
      if (events[i].data.u64 == kOfBells) answer_bells();
    }
    // After what they have said while they lived.
    if (hears_supervisor) hear_supervisor();
    look_at_all();
  }
}

void Workforce::answer_bells() {
  epoll_event events[64];
  // Those that ring meanwhile are for the next turn: others wait for this thread.
  const int count = ::epoll_wait(bells_.number(), events, int(std::size(events)), 0);
  for (int i = 0; i < count; ++i) {
    const uint64_t number = events[i].data.u64;  // a copy: the kernel packs events
    Link link;
    {
      const std::lock_guard lock(mutex_);
      const auto found = all_.find(number);
      if (found == all_.end()) continue;
      link = found->second;
    }
    if (const auto did = link->receive(host_, calls_); !did)
      end_broken(link, did.error().message);
    else if (!link->may_sleep())
      ring_bell(link->ends().front_bell.number());
  }
}

// ── in a loop of the front door's ──

// Null on other threads than the loop's.
std::shared_ptr<Workforce::Attendant> Workforce::attendant_here() {
  if (!is_attended_.load(std::memory_order_relaxed)) return nullptr;
  const std::lock_guard lock(attendant_mutex_);
  const bool is_here = attendant_ && attendant_->loop.get_executor().running_in_this_thread();
  return is_here ? attendant_ : nullptr;
}

void Workforce::attend_in(asio::io_context& loop) {
  const std::lock_guard lock(attendant_mutex_);
  if (attendant_ || has_left_) return;
  attendant_ = std::make_shared<Attendant>(*this, loop);
  is_attended_ = true;
  (void)::epoll_ctl(poll_.number(), EPOLL_CTL_DEL, bells_.number(), nullptr);
  attendant_->wait();
}

void Workforce::leave_loop() {
  const std::lock_guard lock(attendant_mutex_);
  has_left_ = true;  // also a loop that has not begun yet
  if (!attendant_) return;
  is_attended_ = false;
  (void)watch(poll_, bells_.number(), kOfBells);
  asio::post(attendant_->loop, [attendant = std::move(attendant_)] {
    boost::system::error_code ignored;
    attendant->bells.close(ignored);
  });
}

void Workforce::look_at_all() {
  const int64_t now = monotonic_ns();
  if (now < next_look_ns_) return;
  if (now - next_look_ns_ > kAwayNs) judges_from_ns_ = now + kPatienceNs;
  next_look_ns_ = now + kLookMs * kMs;
  for (const Link& link : links())
    if (const auto fine = link->look(now); !fine && now >= judges_from_ns_)
      end_broken(link, fine.error().message);
  const std::lock_guard lock(mutex_);
  while (dismiss_idlest(now, options_.idle_ms * kMs)) {
  }
}

void Workforce::end_broken(const Link& link, const std::string& why) {
  (void)supervisor_.kill(link->number());
  handle_end(link->number(), "was ended: " + why, false);
}

void Workforce::hear_supervisor() {
  for (;;) {
    const auto event = supervisor_.next();
    if (!event) {
      {
        const std::lock_guard lock(mutex_);
        if (is_deserted_) return;
        is_deserted_ = true;
      }
      (void)::epoll_ctl(poll_.number(), EPOLL_CTL_DEL, supervisor_.socket(), nullptr);
      log_.add("event", "", "", event.error().message);
      // It took all workers with it.
      for (const Link& link : links()) handle_end(link->number(), "ended with it", true);
      return supervisor_ended_();
    }
    if (!*event) return;
    if ((*event)->has_started) continue;
    handle_end((*event)->worker, told_end((*event)->status), true);
  }
}

void Workforce::handle_end(uint64_t number, const std::string& how, bool is_sound) {
  Link link;
  {
    const std::lock_guard lock(mutex_);
    const auto found = all_.find(number);
    if (found == all_.end()) return;  // it was dismissed, or ended here
    link = found->second;
    all_.erase(found);
    const auto at = domains_.find(link->key());
    if (at != domains_.end() && at->second.link == link) {
      Domain& domain = at->second;
      const int64_t now = monotonic_ns();
      domain.link = nullptr;
      domain.deaths = now - domain.started_ns > kWellNs ? 1 : domain.deaths + 1;
      domain.not_before_ns =
          domain.deaths == 1
              ? now
              : now + std::min(kFirstDelayNs << std::min(domain.deaths - 2, 10), kMaxDelayNs);
    }
  }
  ++lost_;
  // What it answered before it ended counts.
  for (bool any = is_sound; any;) {
    const auto did = link->receive(host_, calls_);
    any = did && *did;
  }
  unwatch(*link);
  const std::vector<WorkerLink::Left> left = link->end();
  const std::string words = link->last_words();
  log_.add("event", "", "",
           "worker of " + link->key() + " " + how + ", with " + std::to_string(left.size()) +
               " requests" + (words.empty() ? "" : ": " + words));
  for (const WorkerLink::Left& one : left) settle(one, how);
}

void Workforce::settle(const WorkerLink::Left& left, const std::string& why) {
  Job& job = *left.job;
  const bool may_again =
      !job.was_retried && !job.is_unwanted && !(job.stream && job.stream->has_begun()) &&
      (!left.had_begun || job.is_check || job.version->manifest().purity == "pure");
  job.was_retried = true;
  if (may_again && submit(job)) return;
  job.result = refuse(FailureCode::WorkerLost, "the process that ran the request " + why);
  job.result.error().function = job.version->full_name();
  job.result.error().version = job.version->label();
  job.done(job);
}

}  // namespace tri::server
