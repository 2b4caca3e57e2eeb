#include "jit/code/perf_map.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

#include "jit/code/code_name.hpp"

namespace tri::jit {

void PerfMap::add(const void* at, size_t bytes, std::string_view source, int line) {
  bool is_new;
  const int file = file_.open("perf", "map", O_WRONLY | O_APPEND, &is_new);
  if (file < 0) return;
  const CodeName name(source, line);
  char text[CodeName::kMost + 48];
  const int n = snprintf(text, sizeof text, "%lx %zx %s\n", reinterpret_cast<unsigned long>(at),
                         bytes, name.text);
  [[maybe_unused]] const ssize_t written = write(file, text, size_t(n));
}

}  // namespace tri::jit
