#include "server/running/metrics.hpp"

#include <cstdio>

#include "server/running/job_runner.hpp"

namespace tri::server {

void Histogram::add(int64_t ns) {
  int bucket = 0;
  while (bucket < kBuckets - 1 && ns > bound_ns(bucket)) ++bucket;
  buckets_[size_t(bucket)].fetch_add(1, std::memory_order_relaxed);
  sum_ns_.fetch_add(uint64_t(ns), std::memory_order_relaxed);
}

uint64_t Histogram::count() const {
  uint64_t sum = 0;
  for (const auto& bucket : buckets_) sum += bucket.load(std::memory_order_relaxed);
  return sum;
}

double Histogram::quantile_us(double share) const {
  const uint64_t all = count();
  if (all == 0) return 0;
  const double wanted = share * double(all);
  uint64_t sum = 0;
  for (int i = 0; i < kBuckets; ++i) {
    sum += buckets_[size_t(i)].load(std::memory_order_relaxed);
    if (double(sum) >= wanted) return double(bound_ns(i)) / 1e3;
  }
  return double(bound_ns(kBuckets - 1)) / 1e3;
}

void Histogram::write(std::string& out, const char* name, const std::string& labels) const {
  char line[512];
  uint64_t sum = 0;
  for (int i = 0; i < kBuckets; ++i) {
    sum += buckets_[size_t(i)].load(std::memory_order_relaxed);
    char bound[32];
    if (i < kBuckets - 1)
      std::snprintf(bound, sizeof bound, "%g", double(bound_ns(i)) / 1e9);
    else
      std::snprintf(bound, sizeof bound, "+Inf");
    std::snprintf(line, sizeof line, "%s_bucket{%s%sle=\"%s\"} %llu\n", name, labels.c_str(),
                  labels.empty() ? "" : ",", bound, static_cast<unsigned long long>(sum));
    out += line;
  }
  std::snprintf(line, sizeof line, "%s_sum{%s} %.9g\n%s_count{%s} %llu\n", name, labels.c_str(),
                double(sum_ns_.load(std::memory_order_relaxed)) / 1e9, name, labels.c_str(),
                static_cast<unsigned long long>(sum));
  out += line;
}

void FunctionMetrics::count(const Job& job, int64_t elapsed_ns) {
  constexpr auto kRelaxed = std::memory_order_relaxed;
  requests.fetch_add(1, kRelaxed);
  seconds.add(elapsed_ns);
  fuel.fetch_add(uint64_t(job.fuel), kRelaxed);
  if (job.was_fresh) {
    fresh.fetch_add(1, kRelaxed);
    init_seconds.add(job.prepare_ns);
  }
  if (job.has_reset) restore_seconds.add(job.reset_ns);
  if (job.result) {
    body_bytes.fetch_add(job.result->body.size(), kRelaxed);
    return;
  }
  errors.fetch_add(1, kRelaxed);
  by_code[size_t(job.result.error().code)].fetch_add(1, kRelaxed);
}

std::string label(const char* name, const std::string& value) {
  std::string text = std::string(name) + "=\"";
  for (const char c : value) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
  return text + "\"";
}

}  // namespace tri::server
