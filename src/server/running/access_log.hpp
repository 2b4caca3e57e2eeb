// AccessLog: a line for each request, in a file that does not grow for ever.
//
// A file that has reached its size is renamed to FILE.1, what was FILE.1 to FILE.2, and so on; of those files the newest `keep` stay,
// and none that is older than `keep_days`. Whoever rotates files himself renames them and calls reopen() (SIGHUP). Any thread.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tri::server {

class AccessLog {
 public:
  struct Options {
    std::string path;
    int64_t max_bytes = 64 << 20;  // of one file; 0: without end
    int64_t keep = 8;              // files beside the one that is written
    int64_t keep_days = 30;        // 0: as long as `keep` allows
  };

  AccessLog() = default;
  ~AccessLog();
  AccessLog(const AccessLog&) = delete;
  AccessLog& operator=(const AccessLog&) = delete;

  // Errors: the file cannot be opened.
  Result<void> open(Options options);
  // Under the name that it was opened with. Errors: likewise; the file before goes on then.
  Result<void> reopen();
  bool is_open() const { return is_open_.load(std::memory_order_acquire); }
  // A line with its end. What cannot be written (the disk is full) is lost and counted.
  void write(std::string_view line);
  uint64_t lost() const { return lost_.load(std::memory_order_relaxed); }

 private:
  Result<FILE*> open_file() const;
  void rotate();
  void remove_old();

  Options options_;
  std::mutex mutex_;
  FILE* file_ = nullptr;
  int64_t size_ = 0;
  std::atomic<bool> is_open_{false};
  std::atomic<uint64_t> lost_{0};
};

}  // namespace tri::server
