// Worker: the process that runs the functions of one trust domain, and nothing else.
//
//   ring ─▶ this thread ── quick? run here ──────────────▶ ring
//             │  ▲             └─no─▶ Runner's threads ──────▲
//             │  └── replies ── WorkerHost ── asks ──────────┘
//             └── kills, stacks ──▶ LiveRequests
//
// It has no file, no socket and no name: what it gets comes through a ring, what it gives goes through one. It is forked from a
// process without threads, makes its own, and then gives up all but the system calls that it needs (worker_filter.hpp).
#pragma once

#include "server/workers/shared_area.hpp"

namespace tri::server {

struct WorkerOptions {
  unsigned threads = 2;  // that run functions
  size_t ready = 256, ready_of_version = 8;
  bool confine = true;
  bool hardened = false;  // no executable memory of its own
  int niceness = 0;       // more than the supervisor's
};

// Does not return: the process ends when whoever forked it does, or kills it. Errors end it too, with a line to standard error.
[[noreturn]] void run_worker(const WorkerOptions& options, const WorkerEnds& ends);

}  // namespace tri::server
