// Arithmetic: what Lua's operators do with two integers or two floats.
//
// The one definition behind the interpreter's operators, the compiler's constant folding and the evaluators of other
// forms. Integers wrap around; division and remainder round towards minus infinity.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "base/assert.hpp"

namespace tri {

constexpr int64_t wrap_add(int64_t x, int64_t y) { return int64_t(uint64_t(x) + uint64_t(y)); }
constexpr int64_t wrap_sub(int64_t x, int64_t y) { return int64_t(uint64_t(x) - uint64_t(y)); }
constexpr int64_t wrap_mul(int64_t x, int64_t y) { return int64_t(uint64_t(x) * uint64_t(y)); }
constexpr int64_t wrap_neg(int64_t x) { return int64_t(0 - uint64_t(x)); }

// Quotient towards minus infinity; y is not 0. The smallest integer divided by -1 wraps.
constexpr int64_t int_floor_div(int64_t x, int64_t y) {
  TRI_ASSERT(y != 0);
  if (y == -1) return wrap_neg(x);  // the one quotient that overflows
  const int64_t quotient = x / y;
  return (x % y != 0 && (x ^ y) < 0) ? quotient - 1 : quotient;
}

// What int_floor_div leaves, with the sign of y; y is not 0.
constexpr int64_t int_floor_mod(int64_t x, int64_t y) {
  TRI_ASSERT(y != 0);
  if (y == -1) return 0;
  const int64_t rest = x % y;
  return (rest != 0 && (rest ^ y) < 0) ? rest + y : rest;
}

// Logical shifts: bits that leave are lost, zeros come in; a negative count shifts the other way.
constexpr int64_t shift_right(int64_t x, int64_t by);
constexpr int64_t shift_left(int64_t x, int64_t by) {
  if (by < 0) return shift_right(x, wrap_neg(by));
  return by < 64 ? int64_t(uint64_t(x) << by) : 0;
}
constexpr int64_t shift_right(int64_t x, int64_t by) {
  if (by < 0) return by > -64 ? int64_t(uint64_t(x) << -by) : 0;
  return by < 64 ? int64_t(uint64_t(x) >> by) : 0;
}

inline double float_floor_div(double x, double y) { return std::floor(x / y); }

// Remainder with the sign of y; x itself when y is infinite of the same sign.
inline double float_floor_mod(double x, double y) {
  const double rest = std::fmod(x, y);
  return (rest != 0 && (rest < 0) != (y < 0)) ? rest + y : rest;
}

inline double float_pow(double x, double y) { return y == 2 ? x * x : std::pow(x, y); }

// True if `x` is integral and fits; then `*out` is that integer.
inline bool float_to_integer(double x, int64_t* out) {
  constexpr double kTwoTo63 = 9223372036854775808.0;
  if (!(x >= -kTwoTo63 && x < kTwoTo63)) return false;
  const auto truncated = int64_t(x);
  if (double(truncated) != x) return false;
  *out = truncated;
  return true;
}

}  // namespace tri
