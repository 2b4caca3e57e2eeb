// RateLimit: so many per second, and a second's worth at once after a pause.
//
// One number holds it all: the time at which what was granted would have been used up at an even pace (the "generic cell rate
// algorithm"). Any thread; a request costs one compare-and-swap.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstdint>

namespace tri::server {

class RateLimit {
 public:
  // Grants one at `now_ns`, of `per_second` (0: no limit). 0: granted; else the ns until one will be.
  int64_t take(int64_t per_second, int64_t now_ns) {
    if (per_second <= 0) return 0;
    constexpr int64_t kSecond = 1'000'000'000;
    const int64_t each = kSecond / per_second;
    int64_t used_until = used_until_ns_.load(std::memory_order_relaxed);
    for (;;) {
      const int64_t next = std::max(used_until, now_ns) + each;
      if (next - now_ns > std::max(kSecond, each)) return next - now_ns - std::max(kSecond, each);
      if (used_until_ns_.compare_exchange_weak(used_until, next, std::memory_order_relaxed))
        return 0;
    }
  }

 private:
  std::atomic<int64_t> used_until_ns_{0};
};

}  // namespace tri::server
