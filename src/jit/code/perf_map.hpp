// PerfMap: tells Linux's perf where native code lies and which function it is of.
//
// perf reads /tmp/perf-PID.map, a line "address size name" for each block; where addresses are used again the later line counts.
// A forked process writes a file of its own from its first block on. Thread: the engine's; engines of a process share the
// file, to which each appends whole lines.
#pragma once

#include <cstddef>
#include <string_view>

#include "jit/code/process_file.hpp"

namespace tri::jit {

class PerfMap {
 public:
  PerfMap() = default;
  ~PerfMap() { file_.close(); }
  PerfMap(const PerfMap&) = delete;
  PerfMap& operator=(const PerfMap&) = delete;

  // Adds a block by its CodeName. Where the file cannot be written nothing happens.
  void add(const void* at, size_t bytes, std::string_view source, int line);

 private:
  ProcessFile file_;
};

}  // namespace tri::jit
