// What a worker gives up, in two steps: what a process can do before it has threads, and the system calls when it has them.
//
//   rlimits        no core file, 16 descriptors, a bounded address space; the kernel's first choice when memory runs out
//   no_new_privs   nothing it could start would gain rights
//   not dumpable   nobody but root looks into it
//   Landlock       of the file system it sees nothing
//   seccomp        a list of what it may call; opening a file fails, and all else ends the process
#pragma once

#include "base/result.hpp"

namespace tri::server {

// Errors: the kernel refuses a part of it. What an old kernel does not know (Landlock) is left out: seccomp holds without it.
Result<void> prepare_worker(bool hardened);

struct WorkerCalls {
  int worker_bell, front_bell;  // read() of the first, write() to the second and to standard error
  bool hardened;                // no memory ever becomes executable
};

// For all threads of the process. Errors: the kernel refuses seccomp.
Result<void> confine_worker(const WorkerCalls& may);

}  // namespace tri::server
