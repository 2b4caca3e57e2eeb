#include "server/functions/life.hpp"

#include <algorithm>
#include <bit>

namespace tri::server {

void Life::add(int64_t run_ns, int tier) {
  const uint64_t number = count_.fetch_add(1, std::memory_order_relaxed) + 1;
  Sums& sums = sums_[size_t(std::min(int(std::bit_width(number)), kStages) - 1)];
  sums.ns.fetch_add(uint64_t(std::max(run_ns, int64_t(0))), std::memory_order_relaxed);
  sums.requests[size_t(std::clamp(tier, 1, kTiers) - 1)].fetch_add(1, std::memory_order_relaxed);
}

std::vector<Life::Stage> Life::stages() const {
  std::vector<Stage> all;
  for (int i = 0; i < kStages; ++i) {
    Stage stage{.first = uint64_t(1) << i};
    uint64_t count = 0;
    for (size_t tier = 0; tier < kTiers; ++tier) {
      stage.requests[tier] = sums_[size_t(i)].requests[tier].load(std::memory_order_relaxed);
      count += stage.requests[tier];
    }
    if (count == 0) break;
    stage.mean_us =
        double(sums_[size_t(i)].ns.load(std::memory_order_relaxed)) / 1e3 / double(count);
    all.push_back(stage);
  }
  return all;
}

}  // namespace tri::server
