#include "jit/code/process_file.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cstdio>

namespace tri::jit {

int ProcessFile::open(const char* name, const char* suffix, int flags, bool* is_new) {
  const int process = getpid();
  if (process == process_) return file_;
  close();
  process_ = process;
  char path[48];
  snprintf(path, sizeof path, "/tmp/%s-%d.%s", name, process, suffix);
  if (flags & O_EXCL) unlink(path);
  file_ = ::open(path, flags | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  *is_new = file_ >= 0;
  return file_;
}

void ProcessFile::close() {
  if (file_ >= 0) ::close(file_);
  file_ = -1;
}

}  // namespace tri::jit
