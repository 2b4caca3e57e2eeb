#include "base/number_text.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include "base/assert.hpp"

namespace tri {

namespace {

ParsedNumber none() { return {}; }
ParsedNumber integer(uint64_t magnitude, bool negative) {
  ParsedNumber result;
  result.kind = ParsedNumber::Kind::Integer;
  result.integer = int64_t(negative ? 0 - magnitude : magnitude);
  return result;
}
ParsedNumber number(double magnitude, bool negative) {
  ParsedNumber result;
  result.kind = ParsedNumber::Kind::Float;
  result.number = negative ? -magnitude : magnitude;
  return result;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// The value of a hexadecimal digit, or -1.
int hex_digit(char c) {
  if (is_digit(c)) return c - '0';
  const char lower = char(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

// Reads `[sign] digits` of an exponent from `at`, advancing it. Far beyond what a double can hold, more digits no
// longer matter, so it stops growing there. False if there is no digit.
bool read_exponent(const char*& at, const char* end, int64_t* exponent) {
  const char* p = at;
  bool negative = false;
  if (p != end && (*p == '-' || *p == '+')) negative = *p++ == '-';
  if (p == end || !is_digit(*p)) return false;
  int64_t value = 0;
  for (; p != end && is_digit(*p); ++p)
    if (value < (int64_t{1} << 55)) value = value * 10 + (*p - '0');
  *exponent = negative ? -value : value;
  at = p;
  return true;
}

// mantissa · 2^exponent rounded to nearest even, where bit 0 of the mantissa also stands for any bits lost below it.
double scale(uint64_t mantissa, int64_t exponent) {
  if (mantissa == 0) return 0;
  const int shift = std::countl_zero(mantissa);
  mantissa <<= shift;
  exponent += 63 - shift;  // of the leading bit
  if (exponent > 1023) return std::numeric_limits<double>::infinity();
  // Bits to drop from the 64: all but 53 of a normal number, more of a subnormal one.
  int64_t drop = 11;
  if (exponent < -1022) drop += -1022 - exponent;
  if (drop > 64) return 0;
  uint64_t kept = drop == 64 ? 0 : mantissa >> drop;
  const uint64_t lost = drop == 64 ? mantissa : mantissa << (64 - drop);
  const uint64_t half = uint64_t{1} << 63;
  if (lost > half || (lost == half && (kept & 1))) ++kept;
  // As the leading bit of a normal number is implied, adding it to the exponent field carries correctly, also from
  // the largest subnormal to the smallest normal and from the largest number to infinity.
  const uint64_t field = exponent < -1022 ? 0 : uint64_t(exponent + 1022);
  return std::bit_cast<double>((field << 52) + kept);
}

// After "0x".
ParsedNumber parse_hexadecimal(const char* at, const char* end, bool negative) {
  uint64_t wrapped = 0;   // all digits, modulo 2^64
  uint64_t mantissa = 0;  // the first significant ones
  int64_t exponent = 0;
  bool any = false, dot = false;
  for (; at != end; ++at) {
    if (*at == '.') {
      if (dot) return none();
      dot = true;
      continue;
    }
    const int digit = hex_digit(*at);
    if (digit < 0) break;
    any = true;
    wrapped = wrapped << 4 | uint64_t(digit);
    if (mantissa >> 60 == 0) {
      mantissa = mantissa << 4 | uint64_t(digit);
    } else {
      mantissa |= digit != 0;
      exponent += 4;
    }
    if (dot) exponent -= 4;
  }
  if (!any) return none();
  if (at == end && !dot) return integer(wrapped, negative);
  if (at != end && (*at | 0x20) == 'p') {
    ++at;
    int64_t power = 0;
    if (!read_exponent(at, end, &power)) return none();
    exponent += power;
  }
  return at == end ? number(scale(mantissa, exponent), negative) : none();
}

// A decimal numeral whose value from_chars() found to be out of range: 0 or infinity.
double out_of_range(const char* at, const char* end) {
  int64_t before_dot = 0,
          zeros_after_dot = 0;  // digits before the dot, from the first significant one
  bool dot = false, significant = false;
  for (; at != end && (is_digit(*at) || *at == '.'); ++at) {
    if (*at == '.') {
      dot = true;
      continue;
    }
    significant |= *at != '0';
    if (significant && !dot) ++before_dot;
    if (!significant && dot) ++zeros_after_dot;
  }
  int64_t exponent = 0;
  if (at != end) read_exponent(++at, end, &exponent);
  const bool large = exponent + before_dot - zeros_after_dot > 0;
  return large ? std::numeric_limits<double>::infinity() : 0;
}

ParsedNumber parse_decimal(const char* at, const char* end, bool negative) {
  // An integer, if it is digits to the end and fits.
  uint64_t value = 0;
  const uint64_t limit = uint64_t(std::numeric_limits<int64_t>::max()) + (negative ? 1 : 0);
  const char* p = at;
  for (; p != end && is_digit(*p); ++p) {
    const auto digit = uint64_t(*p - '0');
    if (value > (limit - digit) / 10) break;
    value = value * 10 + digit;
  }
  if (p == end && p != at) return integer(value, negative);

  if (!is_digit(*at) && *at != '.')
    return none();  // from_chars() would take "inf", "nan" and a second sign
  double result = 0;
  const auto [stop, error] = std::from_chars(at, end, result);
  if (error == std::errc::invalid_argument || stop != end) return none();
  if (error == std::errc::result_out_of_range) result = out_of_range(at, end);
  return number(result, negative);
}

}  // namespace

ParsedNumber parse_number(std::string_view text) {
  const char* at = text.data();
  const char* end = at + text.size();
  while (at != end && is_space(*at)) ++at;
  while (at != end && is_space(end[-1])) --end;
  bool negative = false;
  if (at != end && (*at == '-' || *at == '+')) negative = *at++ == '-';
  if (at == end) return none();
  if (*at == '0' && end - at > 1 && (at[1] | 0x20) == 'x')
    return parse_hexadecimal(at + 2, end, negative);
  return parse_decimal(at, end, negative);
}

char* format_integer(char* out, int64_t value) {
  return std::to_chars(out, out + kNumberTextSize, value).ptr;
}

namespace {

constexpr int kPrecision = 14;  // of "%.14g"

char* put(char* out, std::string_view text) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// Writes 0.d1d2d3... · 10^point as "%g" does.
char* lay_out(char* out, const char* digits, int count, int point) {
  const int exponent = point - 1;
  if (exponent < -4 || exponent >= kPrecision) {
    *out++ = digits[0];
    if (count > 1) {
      *out++ = '.';
      out = put(out, {digits + 1, size_t(count - 1)});
    }
    *out++ = 'e';
    *out++ = exponent < 0 ? '-' : '+';
    const int magnitude = exponent < 0 ? -exponent : exponent;
    if (magnitude < 10) *out++ = '0';
    return format_integer(out, magnitude);
  }
  if (point <= 0) {
    out = put(out, "0.");
    while (point++ < 0) *out++ = '0';
    return put(out, {digits, size_t(count)});
  }
  if (count <= point) {
    out = put(out, {digits, size_t(count)});
    for (; count < point; ++count) *out++ = '0';
    return out;
  }
  out = put(out, {digits, size_t(point)});
  *out++ = '.';
  return put(out, {digits + point, size_t(count - point)});
}

}  // namespace

// The shortest digits that read back as the same number come from Ryu, fast. Rounding those to 14 digits rounds the
// number itself, unless what is cut off is exactly one half: were the half between the shortest digits and the number,
// it would be as short and nearer. Subnormal numbers have fewer digits than 14 to be rounded; they and the exact halves
// take the slow way.
char* format_float_plain(char* out, double value) {
  if (!std::isfinite(value)) {
    if (std::signbit(value)) *out++ = '-';
    return put(out, std::isnan(value) ? "nan" : "inf");
  }
  if (std::fabs(value) < 1e14 && double(int64_t(value)) == value) {
    if (value == 0 && std::signbit(value)) *out++ = '-';
    return format_integer(out, int64_t(value));
  }
  const auto exactly = [&] {
    return std::to_chars(out, out + kNumberTextSize, value, std::chars_format::general, kPrecision)
        .ptr;
  };
  if (std::fabs(value) < std::numeric_limits<double>::min()) return exactly();

  char text[kNumberTextSize];
  const char* end =
      std::to_chars(text, text + sizeof text, std::fabs(value), std::chars_format::scientific).ptr;
  // d[.ddd]e±dd[d]: gather the digits.
  char digits[20];
  int count = 0;
  const char* at = text;
  for (; *at != 'e'; ++at)
    if (*at != '.') digits[count++] = *at;
  const bool down = *++at == '-';
  int exponent = 0;
  for (++at; at != end; ++at) exponent = exponent * 10 + (*at - '0');
  if (down) exponent = -exponent;

  if (count > kPrecision) {
    if (count == kPrecision + 1 && digits[kPrecision] == '5') return exactly();
    const bool up = digits[kPrecision] >= '5';
    count = kPrecision;
    if (up) {
      while (count > 0 && digits[count - 1] == '9') --count;
      if (count == 0) {
        digits[count++] = '1';
        ++exponent;
      } else {
        ++digits[count - 1];
      }
    }
    while (digits[count - 1] == '0') --count;
  }
  if (value < 0) *out++ = '-';
  return lay_out(out, digits, count, exponent + 1);
}

char* format_float(char* out, double value) {
  char* end = format_float_plain(out, value);
  for (const char* at = out; at != end; ++at)
    if (!is_digit(*at) && *at != '-') return end;
  return put(end, ".0");
}

}  // namespace tri
