// Life: how a version's requests got faster over its life - time and tier by powers of two of their number.
//
//   request      1   2-3   4-7   8-15  ...
//   stage        0    1     2     3
//
// Thread: any; a stage that is read while requests end may be one of them behind.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <vector>

namespace tri::server {

class Life {
 public:
  static constexpr int kTiers = 3, kStages = 32;

  struct Stage {
    uint64_t first = 0;  // number of its first request
    double mean_us = 0;
    std::array<uint64_t, kTiers> requests{};  // by the tier that their handler was in at their end
  };

  // A request that ended well: how long its function ran, and its handler's tier, 1 to kTiers.
  void add(int64_t run_ns, int tier);
  // Those that have requests.
  std::vector<Stage> stages() const;

 private:
  struct Sums {
    std::atomic<uint64_t> ns{0};
    std::array<std::atomic<uint64_t>, kTiers> requests{};
  };
  std::atomic<uint64_t> count_{0};
  std::array<Sums, kStages> sums_{};
};

}  // namespace tri::server
