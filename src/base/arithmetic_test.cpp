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

TEST_CASE("arithmetic: floors and remainders without libm are those of libm, to the last bit") {
  uint64_t seed = 88172645463325252;
  const auto random = [&] {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    return seed ^= seed << 17;
  };
  const auto check = [](double x, double y) {
    if (const double q = x / y; as_bits(floor_inline(q, kSignBit)) != as_bits(std::floor(q)))
      FAIL("floor of " << x << " / " << y);
    if (!has_small_quotient(x, y, kSignBit)) return false;
    if (as_bits(floor_mod_inline(x, y, kSignBit)) != as_bits(float_floor_mod(x, y)))
      FAIL(x << " % " << y);
    return true;
  };
  int small = 0;
  for (int n = 0; n < 300000; ++n) {
    const double y = as_double(n % 3 ? random() : random() & ~(uint64_t(0x7FE) << 52));
    // Multiples of y and of its half, some of them a last place beside.
    const double multiple = double(random() >> (42 + n % 16)) / 2 * y;
    small += check(as_double(as_bits(multiple) + random() % 3 - 1), y);
    check(as_double(random()), y);
  }
  CHECK(small > 100000);
  const double edges[] = {0,
                          1,
                          0.5,
                          0x1p24,
                          0x1p24 - 1,
                          0x1p51 + 0.5,
                          0x1p52,
                          0x1p63,
                          0x1p999,
                          0x1p1000,
                          0x1p-1022,
                          0x1p-1074,
                          0x1.fffffffffffffp1023,
                          HUGE_VAL,
                          0x1.fffffffffffffp-1};
  for (double x : edges)
    for (double y : edges)
      for (const int signs : {0, 1, 2, 3}) check(signs & 1 ? -x : x, signs & 2 ? -y : y);
  CHECK(!has_small_quotient(1, 0, kSignBit));
  CHECK(!has_small_quotient(1, HUGE_VAL, kSignBit));
  CHECK(!has_small_quotient(HUGE_VAL, 1, kSignBit));
  CHECK(!has_small_quotient(NAN, 1, kSignBit));
  CHECK(!has_small_quotient(1, NAN, kSignBit));
}
