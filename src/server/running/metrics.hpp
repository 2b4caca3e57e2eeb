// Metrics: what is counted of requests, and the text that Prometheus reads (exposition format 0.0.4).
//
// Counters are atomics of the function they belong to; a request changes a handful of them. Names are those of
// docs/design/server.md. Versions and variants are no labels, so the number of rows is bounded by the functions.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <string>

#include "server/failure.hpp"

namespace tri::server {

// Durations in ns by powers of two of 10 us: up to 10 us, 20 us, ... 10 s, more.
class Histogram {
 public:
  static constexpr int kBuckets = 22;

  void add(int64_t ns);
  uint64_t count() const;
  // The upper bound of the bucket in which this share (0 to 1) of all durations lies, in us; 0: there are none.
  double quantile_us(double share) const;
  // Rows of a Prometheus histogram in seconds. `labels` are without braces.
  void write(std::string& out, const char* name, const std::string& labels) const;

 private:
  static int64_t bound_ns(int bucket) { return int64_t(10'000) << bucket; }
  std::array<std::atomic<uint64_t>, kBuckets> buckets_{};
  std::atomic<uint64_t> sum_ns_{0};
};

struct Job;

struct FunctionMetrics {
  std::atomic<uint64_t> requests{0}, errors{0}, kills{0}, fuel{0}, body_bytes{0};
  std::atomic<uint64_t> fresh{0};  // requests that had to wait for init
  std::atomic<uint64_t> cpu_ns{0};
  std::array<std::atomic<uint64_t>, 32> by_code{};  // failures by FailureCode
  Histogram seconds;                                // from the request's arrival to its answer
  Histogram init_seconds;                           // making a sandbox
  Histogram restore_seconds;                        // resetting one

  // A job that is done; elapsed_ns is from its arrival on.
  void count(const Job& job, int64_t elapsed_ns);
};

// A label's value, with what must be escaped escaped.
std::string label(const char* name, const std::string& value);

}  // namespace tri::server
