// ProcessFile: a file that tools outside find by the process's number, /tmp/NAME-PID.SUFFIX. A forked process opens one of its own.
//
// Nobody else's file is written, and nothing that a link leads to. Whoever owns it closes it. Thread: one at a time.
#pragma once

namespace tri::jit {

class ProcessFile {
 public:
  // `flags` as for open(2), which makes the file; with O_EXCL what an earlier process with this number left goes. -1: it cannot be had, and is
  // not tried again. *is_new becomes true when it was opened by this call.
  int open(const char* name, const char* suffix, int flags, bool* is_new);
  void close();

 private:
  int file_ = -1;
  int process_ = 0;  // whose file it is
};

}  // namespace tri::jit
