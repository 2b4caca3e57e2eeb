// Confinement: what the process of the server gives up before it meets a stranger's byte, for good.
//
//   no_new_privs   no program it could start would gain rights
//   Landlock       of the file system it sees the system's libraries and settings, to read, and the folders it was given
//   seccomp        no other program, no process, no tracing, mounting, namespaces, kernel modules, keys, BPF: EPERM
//
// It holds for the calling thread and all threads that it starts, so it comes before them. What the kernel does not know (Landlock
// before 5.13) is left out and said.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"

namespace tri::server {

struct Confinement {
  std::vector<std::string> readable, writable;  // folders that exist
};

// Gives in words what could not be had; "" is the rule. Errors: a folder cannot be opened, the kernel refuses seccomp.
Result<std::string> confine(const Confinement& wanted);

}  // namespace tri::server
