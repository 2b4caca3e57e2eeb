#include "jit/code/perf_map.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "jit/code/code_name.hpp"

namespace tri::jit {

PerfMap::~PerfMap() {
  if (file_ >= 0) close(file_);
}

bool PerfMap::open() {
  const int process = getpid();
  if (process == process_) return file_ >= 0;
  if (file_ >= 0) close(file_);
  process_ = process;
  char path[40];
  snprintf(path, sizeof path, "/tmp/perf-%d.map", process);
  // Nobody else's file, and nothing that a link leads to.
  file_ = ::open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);
  return file_ >= 0;
}

void PerfMap::add(const void* at, size_t bytes, std::string_view source, int line) {
  if (!open()) return;
  const CodeName name(source, line);
  char text[CodeName::kMost + 48];
  const int n = snprintf(text, sizeof text, "%lx %zx %s\n", reinterpret_cast<unsigned long>(at),
                         bytes, name.text);
  [[maybe_unused]] const ssize_t written = write(file_, text, size_t(n));
}

}  // namespace tri::jit
