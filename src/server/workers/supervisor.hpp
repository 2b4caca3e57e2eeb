// Supervisor: the process that forks workers, tells when one has ended, and ends them all when the front door is gone.
//
//   front door ──spawn, kill──▶ supervisor ──fork──▶ worker, worker, ...
//        ▲──────── ended ───────────┘
//
// The front door has threads and may start no process any more; this one has neither threads nor sockets but the one to the front
// door, and reads nothing that came from a stranger. Forked by start(), before the front door has threads.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "server/workers/worker.hpp"

namespace tri::server {

class Supervisor {
 public:
  // What the supervisor tells.
  struct Event {
    uint64_t worker = 0;
    bool has_started = false;  // else it has ended, or could not be started
    pid_t pid = 0;
    int status = 0;  // of waitpid(); -1: it could not be started
  };

  // Errors: the system gives no process or no socket.
  static Result<std::unique_ptr<Supervisor>> start(const WorkerOptions& options);
  // Ends it, and with it all workers; waits for that.
  ~Supervisor();
  Supervisor(const Supervisor&) = delete;
  Supervisor& operator=(const Supervisor&) = delete;

  // Any thread. Nothing waits; what becomes of it is an Event. `worker` is a number that was not used before. False: the supervisor is
  // gone.
  bool spawn(uint64_t worker, bool hardened, int niceness, const WorkerEnds& ends);
  bool kill(uint64_t worker);

  // Readable when there is an event, or the supervisor is gone.
  int socket() const { return channel_.number(); }
  // Does not wait. Errors: the supervisor is gone.
  Result<std::optional<Event>> next();

  // Whether it has, unasked.
  bool has_ended() const;

  const WorkerOptions& options() const { return options_; }

 private:
  Supervisor(const WorkerOptions& options, Descriptor channel, pid_t pid)
      : options_(options), channel_(std::move(channel)), pid_(pid) {}

  const WorkerOptions options_;
  Descriptor channel_;
  const pid_t pid_;
};

// What a status of waitpid() means, for people: "ended by signal 9 (Killed)".
std::string told_end(int status);

}  // namespace tri::server
