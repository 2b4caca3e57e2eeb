// LogBook: the last lines that functions and the server wrote, numbered, and a file that gets all of them as JSON.
//
// Readers ask for what came after a number they know; numbers rise by one, so a reader sees when lines were lost to it.
#pragma once

#include <atomic>
#include <cstdint>
#include <cstdio>
#include <deque>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tri::server {

struct LogLine {
  uint64_t number = 0;
  int64_t at_ms = 0;
  std::string kind;      // "log" of a function, "error" of a request, "event" of the server
  std::string function;  // "tenant/name", or empty
  std::string request, text;
};

// Lines behind a number, of a kind and a function ("": any); those of a tenant when `function` ends with a slash.
struct LogFilter {
  uint64_t after = 0;
  std::string kind, function;
};

class LogBook {
 public:
  explicit LogBook(size_t most) : most_(most) {}
  ~LogBook();
  LogBook(const LogBook&) = delete;
  LogBook& operator=(const LogBook&) = delete;

  // Lines go to this file too, appended, instead of the one before; "-" is standard error. Errors: it cannot be opened; the one
  // before goes on then.
  Result<void> open(const std::string& path);
  void add(std::string_view kind, std::string_view function, std::string_view request,
           std::string_view text);
  // At most `most` lines, the newest of those that the filter wants, oldest first. *last becomes the number of the newest there is.
  std::vector<LogLine> read(const LogFilter& filter, size_t most, uint64_t* last);
  // The number of the newest line. Costs no lock.
  uint64_t last() const { return newest_.load(std::memory_order_acquire); }

  static std::string json_of(const LogLine& line);

 private:
  const size_t most_;
  std::mutex mutex_;
  std::deque<LogLine> lines_;
  std::atomic<uint64_t> newest_{0};
  FILE* file_ = nullptr;
};

}  // namespace tri::server
