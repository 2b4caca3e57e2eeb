// What the peers of bench/net/rpc.py share: taking times, and printing them as rpc_bench does.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <vector>

inline uint64_t clock_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return uint64_t(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

// Calls so often; prints nanoseconds p50 and p99. False when a call fails.
template <class Call>
bool time_calls(size_t calls, Call call) {
  std::vector<uint64_t> times(calls);
  for (uint64_t& time : times) {
    const uint64_t began = clock_ns();
    if (!call()) return false;
    time = clock_ns() - began;
  }
  std::sort(times.begin(), times.end());
  std::printf("%llu %llu\n", (unsigned long long)times[calls / 2],
              (unsigned long long)times[calls * 99 / 100]);
  return true;
}

inline void serve_until_input_ends(unsigned port) {
  std::printf("%u\n", port);
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
}
