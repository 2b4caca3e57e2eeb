// JitDump: native code for Linux's perf, with its bytes, so that `perf annotate` shows instructions and call graphs come through it.
//
//   TRINITY_PERF_DUMP=1 perf record -k mono --call-graph dwarf PROGRAM
//   perf inject --jit -i perf.data -o told.data && perf report -i told.data
//
// A file /tmp/jit-PID.dump (format: jitdump-specification.txt of perf): a header, and for each block the unwind information, then
// its name and bytes. The process maps the file's first page executable, which is how perf learns of it.
// One for the process, as its file is: engines add to it in turn. A forked process writes a file of its own from its first block on. Thread: any.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "jit/code/process_file.hpp"

namespace tri::jit {

class JitDump {
 public:
  // Where the file cannot be written nothing happens.
  static void add(const void* at, size_t bytes, std::string_view source, int line);

 private:
  int open();
  void put(int file, const void* at, size_t bytes, std::string_view source, int line);

  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  ProcessFile file_;
  uint64_t blocks_ = 0;
  static JitDump own_;
};

}  // namespace tri::jit
