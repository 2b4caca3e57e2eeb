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

// Floats without libm, for code that can neither call it nor hold constants: those come from `sign`, the sign bit, which the caller has.
inline constexpr uint64_t kSignBit = uint64_t(1) << 63;
TRI_INLINE uint64_t as_bits(double x) { return __builtin_bit_cast(uint64_t, x); }
TRI_INLINE double as_double(uint64_t bits) { return __builtin_bit_cast(double, bits); }
TRI_INLINE double size_of(double x, uint64_t sign) { return as_double(as_bits(x) & ~sign); }
TRI_INLINE double power_of_two(int n, uint64_t sign) {
  return as_double((sign >> 1) + (uint64_t(int64_t(n - 1)) << 52));
}
// The nearest integer; |x| < 2^52, `last_place_is_one` is 2^52 with the sign of x.
TRI_INLINE double nearest_whole(double x, double last_place_is_one) {
  return (x + last_place_is_one) - last_place_is_one;
}

TRI_INLINE double floor_inline(double x, [[maybe_unused]] uint64_t sign) {
#if defined(__SSE4_1__) || defined(__aarch64__)
  return __builtin_floor(x);
#else
  const double large = power_of_two(52, sign);
  if (!(size_of(x, sign) < large)) return x;  // has no fraction, or is no finite number
  const uint64_t own_sign = as_bits(x) & sign;
  double whole = nearest_whole(x, as_double(as_bits(large) | own_sign));
  whole -= whole > x ? power_of_two(0, sign) : 0;
  return as_double(as_bits(whole) | own_sign);
#endif
}

// Whether floor_mod_inline may be asked for: y is finite and not 0, x less than 2^24 times as large.
TRI_INLINE bool has_small_quotient(double x, double y, uint64_t sign) {
  const double size = size_of(x, sign), divisor = size_of(y, sign);
  return size / divisor < power_of_two(24, sign) && divisor < power_of_two(1000, sign);
}
// The same bits as float_floor_mod. The quotient is rounded to the nearest integer, which may be one off where it lies half way: what is left then
// is at most about half of y, to either side. No step rounds: the integer has 24 bits, the upper part of y 29, the lower 24, and both
// differences are multiples of the last place of y that are no larger than y (where the integer is 1, Sterbenz's lemma holds).
TRI_INLINE double floor_mod_inline(double x, double y, uint64_t sign) {
  constexpr uint64_t kUpper = ~uint64_t(0) << 24;
  const double size = size_of(x, sign), divisor = size_of(y, sign);
  const double upper = as_double(as_bits(divisor) & kUpper);
  const double times = nearest_whole(size / divisor, power_of_two(52, sign));
  double rest = (size - times * upper) - times * (divisor - upper);
  if (rest < 0) rest += divisor;
  rest = as_double(as_bits(rest) | (as_bits(x) & sign));
  return rest != 0 && (rest < 0) != (y < 0) ? rest + y : rest;
}

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
