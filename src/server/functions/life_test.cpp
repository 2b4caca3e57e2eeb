#include "server/functions/life.hpp"

#include <doctest/doctest.h>

namespace tri::server {

TEST_CASE("a life has stages by powers of two of the number of requests") {
  Life life;
  CHECK(life.stages().empty());
  life.add(8000, 1);
  life.add(6000, 1);
  life.add(4000, 2);
  life.add(1000, 3);
  const auto stages = life.stages();
  REQUIRE(stages.size() == 3);
  CHECK(stages[0].first == 1);
  CHECK(stages[0].mean_us == doctest::Approx(8));
  CHECK(stages[1].first == 2);
  CHECK(stages[1].mean_us == doctest::Approx(5));
  CHECK(stages[1].requests == std::array<uint64_t, 3>{1, 1, 0});
  CHECK(stages[2].first == 4);
  CHECK(stages[2].requests == std::array<uint64_t, 3>{0, 0, 1});
}

TEST_CASE("what cannot be is taken for the nearest that can") {
  Life life;
  life.add(-5, 0);
  life.add(1000, 99);
  const auto stages = life.stages();
  REQUIRE(stages.size() == 2);
  CHECK(stages[0].mean_us == 0);
  CHECK(stages[0].requests[0] == 1);
  CHECK(stages[1].requests[2] == 1);
}

}  // namespace tri::server
