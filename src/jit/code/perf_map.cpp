#include "jit/code/perf_map.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

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
  constexpr size_t kMostName = 160;
  if (!source.empty() && (source[0] == '@' || source[0] == '=')) source.remove_prefix(1);
  char text[kMostName + 80];
  int n = snprintf(text, sizeof text, "%lx %zx lua:", reinterpret_cast<unsigned long>(at), bytes);
  for (const char c : source.substr(0, kMostName)) text[n++] = c > ' ' && c != 0x7F ? c : '_';
  n += snprintf(text + n, sizeof text - size_t(n), ":%d\n", line);
  [[maybe_unused]] const ssize_t written = write(file_, text, size_t(n));
}

}  // namespace tri::jit
