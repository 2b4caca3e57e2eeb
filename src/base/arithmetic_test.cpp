#include "base/arithmetic.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

using namespace tri;

namespace {
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
}  // namespace

TEST_CASE("arithmetic: integers wrap around") {
  CHECK(wrap_add(kMax, 1) == kMin);
  CHECK(wrap_sub(kMin, 1) == kMax);
  CHECK(wrap_mul(kMax, 2) == -2);
  CHECK(wrap_neg(kMin) == kMin);
}

TEST_CASE("arithmetic: division rounds down, the remainder has the divisor's sign") {
  CHECK(int_floor_div(7, 2) == 3);
  CHECK(int_floor_div(-7, 2) == -4);
  CHECK(int_floor_div(7, -2) == -4);
  CHECK(int_floor_div(-7, -2) == 3);
  CHECK(int_floor_div(-8, 2) == -4);
  CHECK(int_floor_div(kMin, -1) == kMin);
  CHECK(int_floor_mod(kMin, -1) == 0);
  for (int64_t x : {int64_t{-7}, int64_t{-6}, int64_t{0}, int64_t{7}, kMin, kMax})
    for (int64_t y : {int64_t{-3}, int64_t{-1}, int64_t{1}, int64_t{2}, kMin, kMax}) {
      const int64_t rest = int_floor_mod(x, y);
      CHECK((rest == 0 || (rest < 0) == (y < 0)));
      CHECK(wrap_add(wrap_mul(int_floor_div(x, y), y), rest) == x);
    }
  CHECK(float_floor_div(-7, 2) == -4);
  CHECK(float_floor_mod(-7, 2) == 1);
  CHECK(float_floor_mod(7, -2) == -1);
  CHECK(float_floor_mod(5, HUGE_VAL) == 5);
  CHECK(float_floor_mod(-5, HUGE_VAL) == HUGE_VAL);
  CHECK(std::signbit(float_floor_mod(-0.0, 3)));
  CHECK(std::isnan(float_floor_mod(1, 0)));
}

TEST_CASE("arithmetic: shifts are logical, any count is meant") {
  CHECK(shift_left(1, 63) == kMin);
  CHECK(shift_left(1, 64) == 0);
  CHECK(shift_left(-1, -60) == 15);
  CHECK(shift_right(-1, 60) == 15);
  CHECK(shift_right(1, -3) == 8);
  CHECK(shift_right(-1, 64) == 0);
  CHECK(shift_left(-1, kMin) == 0);
  CHECK(shift_right(-1, kMin) == 0);
  CHECK(shift_right(-1, -64) == 0);
}

TEST_CASE("arithmetic: floats that are integers") {
  int64_t i = 0;
  CHECK(float_to_integer(-3.0, &i));
  CHECK(i == -3);
  CHECK(float_to_integer(-9223372036854775808.0, &i));
  CHECK(i == kMin);
  CHECK(float_to_integer(-0.0, &i));
  CHECK(i == 0);
  CHECK_FALSE(float_to_integer(9223372036854775808.0, &i));
  CHECK_FALSE(float_to_integer(0.5, &i));
  CHECK_FALSE(float_to_integer(HUGE_VAL, &i));
  CHECK_FALSE(float_to_integer(NAN, &i));
}
