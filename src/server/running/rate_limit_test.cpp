#include "server/running/rate_limit.hpp"

#include <doctest/doctest.h>

using tri::server::RateLimit;

namespace {

constexpr int64_t kMs = 1'000'000, kSecond = 1000 * kMs;

int granted(RateLimit& limit, int64_t per_second, int64_t from_ns, int64_t step_ns, int tries) {
  int count = 0;
  for (int i = 0; i < tries; ++i) count += limit.take(per_second, from_ns + i * step_ns) == 0;
  return count;
}

}  // namespace

TEST_CASE("no limit grants all") {
  RateLimit limit;
  CHECK(granted(limit, 0, kSecond, 0, 1000) == 1000);
}

TEST_CASE("a second's worth at once, then the pace") {
  RateLimit limit;
  CHECK(granted(limit, 10, 5 * kSecond, 0, 100) == 10);
  // A tenth of a second is one more.
  CHECK(granted(limit, 10, 5 * kSecond + 100 * kMs, 0, 5) == 1);
  CHECK(granted(limit, 10, 5 * kSecond + 150 * kMs, 0, 5) == 0);
  // In ten seconds of asking every millisecond, a hundred and what a pause leaves.
  const int count = granted(limit, 10, 7 * kSecond, kMs, 10'000);
  CHECK(count >= 100);
  CHECK(count <= 110);
}

TEST_CASE("who is refused is told how long to wait, and that is enough") {
  RateLimit limit;
  int64_t now = kSecond;
  while (limit.take(3, now) == 0) {
  }
  const int64_t wait = limit.take(3, now);
  CHECK(wait > 0);
  CHECK(wait <= kSecond / 3 + 1);
  CHECK(limit.take(3, now + wait) == 0);
}
