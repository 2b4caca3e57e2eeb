#include "server/workers/worker.hpp"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

#include "server/running/runner.hpp"
#include "server/workers/worker_filter.hpp"
#include "server/workers/worker_host.hpp"

namespace tri::server {

namespace {

// A message from the front door, which this believes.
constexpr size_t kMostMessage = size_t(3) << 30;
constexpr int64_t kRoomWaitNs = 100'000;
// Answers that wait for the front door to be woken, while there is more to run: a waking costs as much as a quick request.
constexpr int kMostUntold = 16;
constexpr int64_t kUntoldNs = 100'000;

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "trinity worker: %s\n", why.c_str());
  ::_exit(1);
}

class Worker final : public FrontDoor {
 public:
  Worker(const WorkerOptions& options, const WorkerEnds& ends, SharedArea area)
      : options_(options),
        area_(std::move(area)),
        worker_bell_(ends.worker_bell.number()),
        front_bell_(ends.front_bell.number()),
        reader_(area_.to_worker()),
        writer_(area_.to_front()),
        host_(*this),
        runner_(host_, live_,
                {.threads = options.threads,
                 .max_queue = kMaxCalls,
                 .ready = options.ready,
                 .ready_of_version = options.ready_of_version}),
        looker_([this] { look(); }) {}

  [[noreturn]] void run();
  void send(std::string_view message) override;

 private:
  // A job from its record until it is done. `bytes` is what the views of the job point into.
  struct Call final : BodyWriter {
    explicit Call(Worker* of) : worker(of) {}
    Result<void> write(const Outgoing& head, std::string_view piece, bool (*stop)(void* data),
                       void* data) override {
      return worker->host_.write(number, *job->version, head, piece, stop, data);
    }
    Worker* const worker;
    uint64_t number = 0;
    std::string bytes;
    std::vector<Field> fields;
    std::optional<Job> job;
    std::optional<Trace> trace;  // of the job, if it is to have one
  };

  void handle(std::string& message);
  void load(std::string_view message);
  void start(std::string& message);
  void check(const CheckRecord& record);
  void kill(uint64_t number);
  // A new job of the call, of a version that was loaded.
  Job& begin(Call& call, uint64_t number, uint64_t version_id);
  void submit(std::unique_ptr<Call> call);
  void finish(Call& call);
  void look();
  void put(std::string_view message);
  void tell_front();

  template <class Record>
  static Record read(std::string_view message) {
    Record record;
    if (const auto done = read_record(message, &record); !done)
      give_up("message " + std::to_string(int(message[0])) + " of " +
              std::to_string(message.size()) + " bytes: " + done.error().message);
    return record;
  }

  const WorkerOptions options_;
  const SharedArea area_;
  const int worker_bell_, front_bell_;
  RingReader reader_;
  std::mutex writing_;
  RingWriter writer_;
  WorkerHost host_;
  LiveRequests live_;
  std::unordered_map<uint64_t, std::shared_ptr<Version>> versions_;  // of this thread
  std::mutex calls_mutex_;
  std::unordered_map<uint64_t, Call*> calls_;  // that the runner has
  std::unique_ptr<Call> spare_;                // its room is used again
  int untold_ = 0;
  int64_t untold_since_ = 0;
  Runner runner_;

  // Stacks are looked for by a thread of their own: programs take a while to tell.
  std::mutex looking_;
  std::condition_variable wanted_;
  std::vector<StacksRecord> looks_;
  std::thread looker_;
};

void Worker::put(std::string_view message) {
  const std::lock_guard lock(writing_);
  for (size_t at = 0;;) {
    const auto stopped = writer_.put(message, at);
    if (!stopped) give_up(stopped.error().message);
    at = *stopped;
    if (at == message.size()) return;
    // The front door empties the ring as fast as it can; it is awake.
    if (writer_.take_sleeper()) ring_bell(front_bell_);
    const timespec moment{0, kRoomWaitNs};
    ::clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, nullptr);
  }
}

void Worker::tell_front() {
  bool asleep;
  {
    const std::lock_guard lock(writing_);
    asleep = writer_.take_sleeper();
  }
  if (asleep) ring_bell(front_bell_);
}

void Worker::send(std::string_view message) {
  put(message);
  tell_front();
}

void Worker::run() {
  send(std::string(1, char(MessageKind::Ready)));
  std::string message;
  for (;;) {
    const auto got = reader_.next(&message, kMostMessage);
    if (!got) give_up(got.error().message);
    if (*got) {
      handle(message);
      if (untold_ >= kMostUntold || (untold_ > 0 && monotonic_ns() - untold_since_ > kUntoldNs)) {
        untold_ = 0;
        tell_front();
      }
      continue;
    }
    if (reader_.take_waiter()) ring_bell(front_bell_);
    if (untold_ > 0) {
      untold_ = 0;
      tell_front();
    }
    if (reader_.may_sleep()) await_bell(worker_bell_);
  }
}

void Worker::handle(std::string& message) {
  const auto kind = kind_of(message);
  if (!kind) give_up(kind.error().message);
  switch (*kind) {
    case MessageKind::Load: return load(message);
    case MessageKind::Name: {
      const auto record = read<NameRecord>(message);
      versions_.at(record.version)->set_number(record.number);
      return;
    }
    case MessageKind::Forget: {
      const auto record = read<ForgetRecord>(message);
      versions_.erase(record.version);
      runner_.forget(record.version);
      return;
    }
    case MessageKind::Run: return start(message);
    case MessageKind::Check: return check(read<CheckRecord>(message));
    case MessageKind::Kill: return kill(read<CallRecord>(message).call);
    case MessageKind::Stacks: {
      {
        const std::lock_guard lock(looking_);
        looks_.push_back(read<StacksRecord>(message));
      }
      wanted_.notify_one();
      return;
    }
    case MessageKind::Reply: return host_.take(read<ReplyRecord>(message));
    default: give_up("a message that is not for a worker");
  }
}

void Worker::load(std::string_view message) {
  auto version = version_of(read<LoadRecord>(message));
  if (!version) give_up(version.error().message);
  const uint64_t id = (*version)->id();
  versions_[id] = std::move(*version);
}

void Worker::start(std::string& message) {
  if (!spare_) spare_ = std::make_unique<Call>(this);
  Call& call = *spare_;
  call.bytes.swap(message);
  const auto record = read<RunRecord>(call.bytes);
  Job& job = begin(call, record.call, record.version);
  job.hardened = record.hardened;
  job.incoming = incoming_of(record, &call.fields);
  job.id = record.id;
  job.received_ns = record.received_ns;
  job.due_ns = record.due_ns;
  if (record.is_traced) job.trace = &call.trace.emplace();
  if (record.may_stream) job.writer = &call;
  if (runner_.start_here(job)) {
    finish(call);
    // What it has come to is told together with others'.
    if (untold_++ == 0) untold_since_ = monotonic_ns();
    return;
  }
  submit(std::move(spare_));
}

Job& Worker::begin(Call& call, uint64_t number, uint64_t version_id) {
  const auto version = versions_.find(version_id);
  if (version == versions_.end()) give_up("a call of a version that was not loaded");
  call.number = number;
  Job& job = call.job.emplace();
  call.trace.reset();
  job.version = version->second;
  job.phase = &area_.marks()[number % kMaxCalls];
  return job;
}

void Worker::submit(std::unique_ptr<Call> call) {
  Job& job = *call->job;
  job.done = [](Job& done) {
    const std::unique_ptr<Call> own(static_cast<Call*>(done.done_data));
    Worker& worker = *own->worker;
    {
      const std::lock_guard lock(worker.calls_mutex_);
      worker.calls_.erase(own->number);
    }
    worker.finish(*own);
    worker.tell_front();
  };
  {
    const std::lock_guard lock(calls_mutex_);
    calls_.emplace(call->number, call.get());
  }
  job.done_data = call.release();
  // The front door counts what it sends.
  if (!runner_.submit(job)) give_up("more calls than a worker may have");
}

void Worker::check(const CheckRecord& record) {
  auto call = std::make_unique<Call>(this);
  Job& job = begin(*call, record.call, record.version);
  job.is_check = true;
  job.hardened = options_.hardened;
  job.received_ns = monotonic_ns();
  submit(std::move(call));
}

void Worker::kill(uint64_t number) {
  const std::lock_guard lock(calls_mutex_);
  const auto found = calls_.find(number);
  if (found != calls_.end()) runner_.cancel(*found->second->job);
}

void Worker::finish(Call& call) {
  Job& job = *call.job;
  DoneRecord done;
  done.call = call.number;
  done.queued_ns = job.queued_ns;
  done.prepare_ns = job.prepare_ns;
  done.run_ns = job.run_ns;
  done.reset_ns = job.reset_ns;
  done.fuel = job.fuel;
  done.heap_bytes = job.heap_bytes;
  done.tier = uint8_t(job.tier);
  done.was_fresh = job.was_fresh;
  done.has_reset = job.has_reset;
  done.is_traced = call.trace.has_value();
  if (call.trace) done.trace = std::move(*call.trace);
  put_result(std::move(job.result), &done);
  put(message_of(MessageKind::Done, done));
}

void Worker::look() {
  for (;;) {
    StacksRecord wanted;
    {
      std::unique_lock lock(looking_);
      wanted_.wait(lock, [this] { return !looks_.empty(); });
      wanted = looks_.back();
      looks_.pop_back();
    }
    StacksAreRecord found;
    found.round = wanted.round;
    for (LiveRow& row : live_.list(wanted.least_ms, wanted.wait_ms))
      found.rows.push_back({std::move(row.id), std::move(row.stack)});
    send(message_of(MessageKind::StacksAre, found));
  }
}

}  // namespace

void run_worker(const WorkerOptions& options, const WorkerEnds& ends) {
  // Before there are other threads, which inherit it.
  if (options.niceness > 0)
    (void)::setpriority(PRIO_PROCESS, 0, ::getpriority(PRIO_PROCESS, 0) + options.niceness);
  if (const auto done = prepare_worker(options.hardened); !done && options.confine)
    give_up(done.error().message);
  auto area = SharedArea::map(ends.memory.number());
  if (!area) give_up(area.error().message);
  Worker worker(options, ends, std::move(*area));
  if (options.confine)
    if (const auto done =
            confine_worker({ends.worker_bell.number(), ends.front_bell.number(), options.hardened});
        !done)
      give_up(done.error().message);
  worker.run();
}

}  // namespace tri::server
