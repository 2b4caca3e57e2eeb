// Workforce: the workers, one for each trust domain that has work, and the jobs that they run. A tenant is a domain.
//
//   submit(job) ──▶ WorkerLink of the tenant, started if need be ──ring──▶ worker
//   job.done()  ◀── a loop of the front door's, or a thread ◀────ring─────────┘
//
// Tenants share CPU by their weights: workers of those that weigh less are nicer (niceness_of), and the kernel does the rest, also while
// other programs want CPU. A process cannot become less nice again; so a tenant whose weight changes gets another worker, and the one
// before ends when it has been idle.
//
// A thread of its own hears of workers that have ended: their jobs are answered with internal.worker_lost, or run once more when that cannot
// be noticed - the function is pure, or had not begun. It ends workers that hang, that say what cannot be, or that had nothing to
// do for a minute. A worker that goes on dying is started later and later; meanwhile its tenant is busy.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "server/running/job_runner.hpp"
#include "server/running/log_book.hpp"
#include "server/workers/host_calls.hpp"
#include "server/workers/supervisor.hpp"
#include "server/workers/worker_link.hpp"

namespace tri::server {

class Workforce final : public JobRunner {
 public:
  struct Options {
    size_t max_queue = 1024;   // jobs of a worker that wait for a thread of its
    size_t max_workers = 256;  // at once
    int64_t idle_ms = 60'000;  // after which a worker ends
  };

  // `supervisor_ended` is called once, from the thread that reads, when no worker can be started any more.
  Workforce(Supervisor& supervisor, Host& host, LogBook& log, Options options,
            void (*supervisor_ended)());
  // Ends all workers; there are no jobs.
  ~Workforce() override;

  // From now on answers are handled in this loop, on whose thread this is called: where they are written out, so that no other thread
  // has to be woken for them. Of several loops the first.
  void attend_in(boost::asio::io_context& loop);
  // The loop is to end; from now on a thread does it.
  void leave_loop();

  bool start_here(Job&) override { return false; }
  Answer<void> submit(Job& job) override;
  void run(Job& job) override;
  void cancel(Job& job) override;
  Answer<void> check(std::shared_ptr<const Version> version, bool hardened,
                     CpuShare* share) override;
  void forget(uint64_t version_id) override;
  bool kill(std::string_view id) override;
  std::vector<LiveRow> list(int64_t least_ms, int64_t wait_ms) override;
  Counts counts() override;
  void clear() override {}

 private:
  using Link = std::shared_ptr<WorkerLink>;
  // Of a domain: its worker, and how long the one before lived.
  struct Domain {
    Link link;
    int niceness = 0;  // of that worker
    int64_t started_ns = 0, not_before_ns = 0;
    int deaths = 0;  // in a row
  };

  // The worker of a job, started if need be; a new one when the tenant's weight has changed. Errors: BusyTenant.
  Answer<Link> link_for(const Job& job);
  Answer<Link> start(const std::string& key, Domain& domain, bool hardened, int niceness);
  std::vector<Link> links();
  // Ends the worker that has had nothing to do for longest, for more than so long. False: there is none. With mutex_.
  bool dismiss_idlest(int64_t now, int64_t least_ns);
  void unwatch(const WorkerLink& link);

  struct Attendant;
  std::shared_ptr<Attendant> attendant_here();

  void read();
  // What has come from all workers that rang.
  void answer_bells();
  void hear_supervisor();
  // `is_sound`: what it still said may be believed as far as ever.
  void handle_end(uint64_t number, const std::string& how, bool is_sound);
  void settle(const WorkerLink::Left& left, const std::string& why);
  void end_broken(const Link& link, const std::string& why);
  void look_at_all();

  Supervisor& supervisor_;
  Host& host_;
  LogBook& log_;
  const Options options_;
  void (*const supervisor_ended_)();
  const WorkerLink::Options link_options_;

  std::mutex mutex_;
  std::unordered_map<std::string, Domain> domains_;
  std::unordered_map<uint64_t, Link>
      all_;  // by number, until the supervisor says that they have ended
  uint64_t numbers_ = 0;
  bool is_deserted_ = false;  // the supervisor has ended
  std::atomic<size_t> lost_{0};
  std::atomic<bool> ending_{false};
  const Descriptor bells_;  // epoll of all workers' bells
  const Descriptor poll_,
      wake_;                  // epoll of everything else, and of bells_ while no loop attends to it
  int64_t next_look_ns_ = 0;  // of the thread
  int64_t judges_from_ns_ = 0;  // before that no worker is ended for being late
  std::mutex attendant_mutex_;
  std::shared_ptr<Attendant> attendant_;
  bool has_left_ = false;  // with attendant_mutex_
  std::atomic<bool> is_attended_{false};
  HostCalls calls_;
  std::thread reader_;
};

}  // namespace tri::server
