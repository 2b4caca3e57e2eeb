#include "base/number_text.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

using namespace tri;

namespace {

using Kind = ParsedNumber::Kind;

std::string as_text(double value) {
  char buffer[kNumberTextSize];
  return {buffer, format_float(buffer, value)};
}
std::string as_plain_text(double value) {
  char buffer[kNumberTextSize];
  return {buffer, format_float_plain(buffer, value)};
}
std::string as_text(int64_t value) {
  char buffer[kNumberTextSize];
  return {buffer, format_integer(buffer, value)};
}

void check_integer(std::string_view text, int64_t expected) {
  CAPTURE(text);
  const ParsedNumber parsed = parse_number(text);
  CHECK(parsed.kind == Kind::Integer);
  CHECK(parsed.integer == expected);
}
void check_float(std::string_view text, double expected) {
  CAPTURE(text);
  const ParsedNumber parsed = parse_number(text);
  CHECK(parsed.kind == Kind::Float);
  CHECK(std::bit_cast<uint64_t>(parsed.number) == std::bit_cast<uint64_t>(expected));
}
void check_none(std::string_view text) {
  CAPTURE(text);
  CHECK_FALSE(parse_number(text));
}

// Doubles of every magnitude, half of them with few decimal digits.
double some_double(std::mt19937_64& random) {
  if (random() & 1) {
    const auto digits = int64_t(random() >> (random() % 60 + 4));
    return double(digits) * std::pow(10.0, int(random() % 40) - 20);
  }
  const double value = std::bit_cast<double>(random());
  return std::isfinite(value) ? value : 0.1;
}

}  // namespace

TEST_CASE("number_text: integers") {
  check_integer("0", 0);
  check_integer("-0", 0);
  check_integer(" \t\n\v\f\r12 ", 12);
  check_integer("+7", 7);
  check_integer("9223372036854775807", std::numeric_limits<int64_t>::max());
  check_integer("-9223372036854775808", std::numeric_limits<int64_t>::min());
  check_integer("0000000000000000000000000000012", 12);
  check_float("9223372036854775808", 9223372036854775808.0);
  check_float("-9223372036854775809", -9223372036854775808.0);
  check_integer("0x10", 16);
  check_integer("-0XfF", -255);
  check_integer("0xffffffffffffffff", -1);
  check_integer("0x1ffffffffffffffff", -1);
}

TEST_CASE("number_text: floats") {
  check_float("1.", 1);
  check_float(".5", 0.5);
  check_float("-.5e1", -5);
  check_float("1e+2", 100);
  check_float("1E-2", 0.01);
  check_float("-0.0", -0.0);
  check_float("1e999", HUGE_VAL);
  check_float("-1e99999999999999999999999", -HUGE_VAL);
  check_float("1e-999", 0);
  check_float("0e99999999999999999999", 0);
  check_float("-0.00000001e-99999999999999999999", -0.0);
  check_float("1" + std::string(400, '0'), HUGE_VAL);
  check_float("0." + std::string(400, '0') + "1", 0);
  check_float("0." + std::string(400, '0') + "1e401", 1);
  check_float("4.9406564584124654e-324", std::numeric_limits<double>::denorm_min());
  check_float("1.7976931348623157e308", std::numeric_limits<double>::max());
  check_float("0x1p4", 16);
  check_float("0x.8", 0.5);
  check_float("0xA.", 10);
  check_float("0xA.8p-1", 5.25);
  check_float("-0x0p9", -0.0);
  check_float("0x1p99999999999999999999", HUGE_VAL);
  check_float("0x1p-99999999999999999999", 0);
  check_float("0x1p-1074", std::numeric_limits<double>::denorm_min());
  check_float("0x1p-1075", 0);  // half: to even
  check_float("0x1.8p-1075", std::numeric_limits<double>::denorm_min());
  check_float("0x1.fffffffffffff8p1023", HUGE_VAL);
  check_float("0x1.00000000000008p0", 1);                                           // half: to even
  check_float("0x1.00000000000008000000000000000000000001p0", 1.0000000000000002);  // just above
  check_float("0x" + std::string(300, '0') + "1" + std::string(300, '0') + ".8p-1200", 1);
}

TEST_CASE("number_text: what is not a number") {
  for (const char* text :
       {"",    " ",        "-",    "+",    ".",       "-.",    "e1",    ".e1",     "1e",
        "1e+", "0x",       "0x.",  "0xp1", "0x1p",    "0x1p+", "0xg",   "1 2",     "- 1",
        "--1", "+-1",      "-+1",  "1..2", "0x1.2.3", "1.2.3", "inf",   "-inf",    "nan",
        "NaN", "infinity", "0x1n", "1f",   "1_000",   "0b1",   "1e1.5", "0x1p1.5", "0x1px"})
    check_none(text);
  check_none(std::string_view("1\0", 2));
  check_none(std::string_view("\0", 1));
}

TEST_CASE("number_text: reads as strtod does, decimal and hexadecimal") {
  std::mt19937_64 random(54);
  int wrong = 0;
  for (int i = 0; i < 20000; ++i) {
    const double value = some_double(random);
    char text[512];
    const char* formats[] = {"%.17g", "%a", "%.3e", "%.20f", "%.1a"};
    std::snprintf(text, sizeof text, formats[i % 5], value);
    const ParsedNumber parsed = parse_number(text);
    const double got = parsed.kind == Kind::Integer ? double(parsed.integer) : parsed.number;
    const double expected = std::strtod(text, nullptr);
    if (!parsed || (parsed.kind == Kind::Float &&
                    std::bit_cast<uint64_t>(got) != std::bit_cast<uint64_t>(expected)))
      wrong += 1;
  }
  // Hexadecimal numerals with more digits than fit.
  for (int i = 0; i < 20000; ++i) {
    std::string text = "0x";
    const int length = int(random() % 30) + 1;
    const int dot = int(random() % unsigned(length));
    for (int k = 0; k < length; ++k) {
      if (k == dot) text += '.';
      text += random() % 3 ? "0123456789abcdef"[random() % 16] : '0';
    }
    text += "p" + std::to_string(int64_t(random() % 2300) - 1150);
    const ParsedNumber parsed = parse_number(text);
    wrong += parsed.kind != Kind::Float ||
             std::bit_cast<uint64_t>(parsed.number) !=
                 std::bit_cast<uint64_t>(std::strtod(text.c_str(), nullptr));
  }
  CHECK(wrong == 0);
}

TEST_CASE("number_text: writes") {
  CHECK(as_text(int64_t{0}) == "0");
  CHECK(as_text(std::numeric_limits<int64_t>::min()) == "-9223372036854775808");
  CHECK(as_text(1.0) == "1.0");
  CHECK(as_text(-0.0) == "-0.0");
  CHECK(as_plain_text(-0.0) == "-0");
  CHECK(as_plain_text(3.0) == "3");
  CHECK(as_text(0.1) == "0.1");
  CHECK(as_text(1e14) == "1e+14");
  CHECK(as_text(99999999999999.0) == "99999999999999.0");
  CHECK(as_text(1e100) == "1e+100");
  CHECK(as_text(-1e-5) == "-1e-05");
  CHECK(as_text(0.0001) == "0.0001");
  CHECK(as_text(9007199254740993.0) == "9.007199254741e+15");
  CHECK(as_text(3.14159265358979) == "3.1415926535898");
  CHECK(as_text(0.99999999999999999) == "1.0");
  CHECK(as_text(999999999999999.9) == "1e+15");
  CHECK(as_text(HUGE_VAL) == "inf");
  CHECK(as_text(-HUGE_VAL) == "-inf");
  CHECK(as_text(std::copysign(NAN, 1.0)) == "nan");
  CHECK(as_text(std::copysign(NAN, -1.0)) == "-nan");
  CHECK(as_text(5e-324) == "4.9406564584125e-324");
}

TEST_CASE("number_text: writes as printf does") {
  std::mt19937_64 random(14);
  int wrong = 0;
  const auto compare = [&](double value) {
    char expected[64];
    std::snprintf(expected, sizeof expected, "%.14g", value);
    if (as_plain_text(value) != expected) {
      ++wrong;
      MESSAGE(as_plain_text(value), " for ", expected);
    }
  };
  for (int i = 0; i < 60000; ++i) {
    const double value = some_double(random);
    compare(value);
    compare(std::nextafter(value, HUGE_VAL));
    compare(double(random() % 100000000) / 1000);
  }
  // Around the halves that rounding to 14 digits must decide.
  for (int i = 0; i < 20000; ++i) {
    const std::string text = std::to_string(random() % 90000000000000 + 10000000000000) + "5e" +
                             std::to_string(int(random() % 60) - 40);
    const double half = std::strtod(text.c_str(), nullptr);
    compare(half);
    compare(std::nextafter(half, 0));
    compare(std::nextafter(half, HUGE_VAL));
  }
  CHECK(wrong == 0);
}
