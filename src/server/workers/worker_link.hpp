// WorkerLink: the front door's side of one worker - its ring, the jobs that it has, what it may still ask for.
//
// Nothing that the worker says is believed: each message is held against what the front door knows of its jobs and versions
// (receive()), and a worker that says what cannot be is ended.
//
// Any thread.
#pragma once

#include <atomic>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "server/running/job_runner.hpp"
#include "server/workers/host_calls.hpp"
#include "server/workers/messages.hpp"
#include "server/workers/shared_area.hpp"

namespace tri::server {

class WorkerLink final : public std::enable_shared_from_this<WorkerLink> {
 public:
  struct Options {
    size_t max_calls = kMaxCalls;  // kMaxCalls at most
    size_t max_asks = 4;           // calls to the outside at once
  };

  WorkerLink(uint64_t number, std::string key, WorkerEnds ends, Descriptor complaints,
             SharedArea area, Options options);

  uint64_t number() const { return number_; }
  const std::string& key() const { return key_; }
  const WorkerEnds& ends() const { return ends_; }

  // Sends a job. False: it has as many as it may have, or has ended. With `owes_bell` a worker that sleeps is not woken: *owes_bell
  // becomes true instead, and ring() is for whoever gave it to call.
  [[nodiscard]] bool run(Job& job, bool* owes_bell = nullptr);
  void ring() { ring_bell(ends_.worker_bell.number()); }
  void forget(uint64_t version_id);
  // Whether the job is here and has begun; if so it is told to end.
  bool kill(std::string_view id);
  // The same without having begun.
  bool cancel(const Job& job);

  // ── for threads that read, one at a time
  // Handles what has come, or as much as is one's turn, calling `done` of jobs. Gives whether it did anything. Errors: what the worker said that cannot be.
  Result<bool> receive(Host& host, HostCalls& calls);
  // Before sleeping on front_bell. False: receive() once more.
  bool may_sleep();
  // Errors: why the worker seems to hang.
  Result<void> look(int64_t now);
  // ns since it had a job or was asked for something; 0 while it has.
  int64_t idle_ns(int64_t now);

  // ── when it has ended
  struct Left {
    Job* job;
    bool had_begun;
  };
  // Nothing is sent any more. False: it has something to do.
  bool end_if_idle();
  // Its jobs; none is sent any more, and nothing that it said is handled.
  std::vector<Left> end();
  // What it wrote to standard error, as far as it can be shown.
  std::string last_words();

  // ── live requests
  struct Begun {
    std::string id, function, version, stack;
    int64_t received_ns, due_ns;
  };
  std::vector<Begun> begun();
  // Asks for stacks; 0: nothing runs so long. has_told() when the answer is there, take_stack() what it says.
  uint64_t ask_stacks(int64_t least_ms, int64_t wait_ms);
  bool has_told(uint64_t round);
  std::string stack_of(const std::string& id);
  // Jobs that have begun, and those that wait.
  void count(size_t* running, size_t* queued);

 private:
  struct Slot {
    Job* job = nullptr;
    uint32_t turn = 0;                                                 // tells its calls apart
    int64_t prepares_since_ns = 0, runs_since_ns = 0, prepare_ns = 0;  // as seen from here
    int64_t streamed = 0;                                              // bytes of pieces
  };
  struct Loaded {
    std::shared_ptr<const Version> version;
    int64_t number = 0;                 // as the worker knows it
    int64_t jobs = 0, subrequests = 0;  // that it has, that it may still make
  };

  static uint64_t call_of(size_t slot, uint32_t turn) { return uint64_t(turn) << 16 | slot; }
  Slot* slot_of(uint64_t call);
  void load(const Job& job);
  // Both with mutex_.
  void send(std::string_view message);
  void flush();
  void wake();

  Result<void> take(std::string_view message, Host& host, HostCalls& calls);
  Result<void> take_done(DoneRecord record);
  Result<void> take_ask(AskRecord record, HostCalls& calls);
  Result<void> take_piece(AskRecord record);
  Result<void> take_line(const LineRecord& record, Host& host);
  void take_stacks(StacksAreRecord record);
  void reply(const ReplyRecord& record);

  const uint64_t number_;
  const std::string key_;
  const WorkerEnds ends_;
  const Descriptor complaints_;
  const SharedArea area_;
  const Options options_;
  const int64_t started_ns_;
  std::mutex reading_;  // before mutex_
  std::string message_;
  RingReader reader_;

  std::mutex mutex_;
  RingWriter writer_;
  std::deque<std::string> lane_;  // what had no room in the ring
  size_t lane_at_ = 0;            // how much of the first is in
  std::string out_;
  std::vector<Slot> slots_;
  std::vector<uint16_t> free_;
  std::unordered_map<uint64_t, Loaded> versions_;
  std::unordered_map<uint64_t, std::shared_ptr<std::atomic<bool>>> asks_;
  int64_t log_bytes_ = 0;     // that it may still write
  int64_t max_log_ = 0;       // that one of its jobs may
  size_t max_message_ = 0;    // that it may send
  int64_t last_news_ns_ = 0;  // when something was sent to it while it had nothing, or came from it
  bool is_ready_ = false, has_ended_ = false;
  bool* owes_bell_ = nullptr;  // while run() sends
  uint64_t rounds_ = 0, told_round_ = 0;
  std::unordered_map<std::string, std::string> stacks_;
};

}  // namespace tri::server
