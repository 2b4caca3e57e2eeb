#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "runtime/args.hpp"
#include "runtime/operators.hpp"
#include "runtime/raw_state.hpp"

namespace tri {

namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
const double kInf = std::numeric_limits<double>::infinity();
const double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<Value> interesting_numbers() {
  std::vector<Value> numbers;
  for (int64_t base :
       {int64_t(0), int64_t(1) << 53, -(int64_t(1) << 53), kMin, kMax, int64_t(1) << 62})
    for (int64_t d = -2; d <= 2; ++d) {
      const int64_t i = wrap_add(base, d);
      numbers.push_back(Value::integer(i));
      numbers.push_back(Value::number(double(i)));
      numbers.push_back(Value::number(std::nextafter(double(i), kInf)));
      numbers.push_back(Value::number(std::nextafter(double(i), -kInf)));
    }
  for (double d : {0.5, -0.5, -0.0, 1e300, -1e300, 0x1p63, -0x1p63, 0x1p64, kInf, -kInf, kNaN})
    numbers.push_back(Value::number(d));
  return numbers;
}

// A long double has 64 bits of mantissa: both subtypes convert exactly.
long double exact(const Value& v) { return v.is_int() ? static_cast<long double>(v.i) : v.d; }
static_assert(std::numeric_limits<long double>::digits >= 64);

enum { Add, Sub, Mul, Mod, Pow, Div, IDiv, BAnd, BOr, BXor, Shl, Shr, Unm, BNot };

Value arith(int op, const Value& x, const Value& y) {
  Value v = Value::nil();
  return raw_arith(op, x, y, &v) ? v : Value::nil();
}
Value arith(int op, int64_t x, int64_t y) {
  return arith(op, Value::integer(x), Value::integer(y));
}
Value arith(int op, double x, double y) { return arith(op, Value::number(x), Value::number(y)); }
bool is(const Value& v, int64_t i) { return v.is_int() && v.i == i; }
bool is(const Value& v, double d) {
  return v.is_float() && (v.d == d || (d != d && v.d != v.d)) &&
         std::signbit(v.d) == std::signbit(d);
}

}  // namespace

TEST_CASE("integers and floats compare as the numbers they are") {
  for (const Value& x : interesting_numbers())
    for (const Value& y : interesting_numbers()) {
      CAPTURE(double(exact(x)));
      CAPTURE(double(exact(y)));
      CHECK(number_less(x, y) == (exact(x) < exact(y)));
      CHECK(number_less_equal(x, y) == (exact(x) <= exact(y)));
      CHECK(raw_equals(x, y) == (exact(x) == exact(y)));
    }
}

TEST_CASE("raw equality of other values") {
  RawState s;
  CHECK(raw_equals(Value::nil(), Value::nil()));
  CHECK_FALSE(raw_equals(Value::nil(), Value::boolean(false)));
  CHECK_FALSE(raw_equals(Value::boolean(true), Value::boolean(false)));
  CHECK(raw_equals(Value::boolean(true), Value::boolean(true)));
  const std::string longer(100, 'l');
  CHECK(raw_equals(Value::of(s.str(longer)), Value::of(s.str(longer))));
  CHECK_FALSE(raw_equals(Value::of(s.str(longer)), Value::of(s.str(longer + "x"))));
  CHECK(raw_equals(Value::of(s.str("short")), Value::of(s.str("short"))));
  CHECK_FALSE(raw_equals(Value::light(nullptr), Value::integer(0)));
  Table *t = s.table(), *u = s.table();
  CHECK(raw_equals(Value::of(t), Value::of(t)));
  CHECK_FALSE(raw_equals(Value::of(t), Value::of(u)));
}

TEST_CASE("integer arithmetic wraps, rounds down and refuses to divide by zero") {
  CHECK(is(arith(Add, kMax, int64_t(1)), kMin));
  CHECK(is(arith(Mul, kMin, int64_t(-1)), kMin));
  CHECK(is(arith(IDiv, kMin, int64_t(-1)), kMin));
  CHECK(is(arith(Mod, kMin, int64_t(-1)), int64_t(0)));
  CHECK(is(arith(IDiv, int64_t(-7), int64_t(2)), int64_t(-4)));
  CHECK(is(arith(Mod, int64_t(-7), int64_t(2)), int64_t(1)));
  CHECK(is(arith(Mod, int64_t(7), int64_t(-2)), int64_t(-1)));
  CHECK(arith(IDiv, int64_t(1), int64_t(0)).is_nil());
  CHECK(arith(Mod, int64_t(1), int64_t(0)).is_nil());
  CHECK(is(arith(Div, int64_t(7), int64_t(2)), 3.5));
  CHECK(is(arith(Pow, int64_t(2), int64_t(10)), 1024.0));
  CHECK(is(arith(Unm, kMin, kMin), kMin));
  CHECK(is(arith(BNot, int64_t(0), int64_t(0)), int64_t(-1)));
}

TEST_CASE("float arithmetic at the edges") {
  CHECK(is(arith(Mod, 5.5, kInf), 5.5));
  CHECK(is(arith(Mod, -5.5, kInf), kInf));
  CHECK(is(arith(Mod, 5.5, -kInf), -kInf));
  CHECK(is(arith(Mod, -5.5, -kInf), -5.5));
  CHECK(is(arith(Mod, -6.0, 2.0), -0.0));
  CHECK(arith(Mod, 1.0, 0.0).d != arith(Mod, 1.0, 0.0).d);
  CHECK(is(arith(IDiv, 1.0, 0.0), kInf));
  CHECK(is(arith(IDiv, -7.0, 2.0), -4.0));
  CHECK(is(arith(IDiv, -0.0, 1.0), -0.0));
  CHECK(is(arith(Pow, -3.0, 2.0), 9.0));
  CHECK(is(arith(Unm, 0.0, 0.0), -0.0));
}

TEST_CASE("shifts by any count, and bitwise operators on floats with integer value") {
  CHECK(is(arith(Shl, int64_t(1), int64_t(63)), kMin));
  CHECK(is(arith(Shl, int64_t(1), int64_t(64)), int64_t(0)));
  CHECK(is(arith(Shr, int64_t(-1), int64_t(63)), int64_t(1)));
  CHECK(is(arith(Shr, int64_t(-1), int64_t(-4)), int64_t(-16)));
  CHECK(is(arith(Shl, int64_t(-1), int64_t(-60)), int64_t(15)));
  CHECK(is(arith(Shl, int64_t(1), kMin), int64_t(0)));
  CHECK(is(arith(Shr, int64_t(1), kMin), int64_t(0)));
  CHECK(is(arith(BOr, 3.0, 4.0), int64_t(7)));
  CHECK(arith(BAnd, 3.5, 1.0).is_nil());
  CHECK(arith(BAnd, kNaN, 1.0).is_nil());
}

TEST_CASE("conversions of values to numbers") {
  RawState s;
  int64_t i = 0;
  double d = 0;
  CHECK((to_integer(Value::number(3.0), &i) && i == 3));
  CHECK_FALSE(to_integer(Value::number(3.5), &i));
  CHECK_FALSE(to_integer(Value::number(0x1p63), &i));
  CHECK((to_integer(Value::of(s.str(" 0x10 ")), &i) && i == 16));
  CHECK((to_integer(Value::of(s.str("2e1")), &i) && i == 20));
  CHECK_FALSE(to_integer(Value::of(s.str("2.5")), &i));
  CHECK_FALSE(to_integer(Value::of(s.str("ten")), &i));
  CHECK_FALSE(to_integer(Value::nil(), &i));
  CHECK((to_number(Value::integer(3), &d) && d == 3.0));
  CHECK((to_number(Value::of(s.str("0x.8")), &d) && d == 0.5));
  CHECK_FALSE(to_number(Value::of(s.str("")), &d));
  CHECK_FALSE(to_number(Value::boolean(true), &d));
}

}  // namespace tri
