#include "lib/format.hpp"

#include <langinfo.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>

namespace tri::lib {

namespace {

// Digits of the largest double before its decimal point, a precision of two digits, a sign and a point, and more than any
// width; %f needs the most.
constexpr size_t kMaxItem = 309 + 99 + 2 + 10;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

// At most two digits at *p; `otherwise` when there is none.
int read_two_digits(const char** p, const char* end, int otherwise) {
  if (*p == end || !is_digit(**p)) return otherwise;
  int n = *(*p)++ - '0';
  if (*p != end && is_digit(**p)) n = n * 10 + (*(*p)++ - '0');
  return n;
}

char sign_of(const FormatSpec& spec, bool negative) {
  return negative ? '-' : spec.plus ? '+' : spec.space ? ' ' : '\0';
}

// A number's text: sign and prefix, then zeros, then digits, all padded to the width.
bool add_number(TextBuffer& out, const FormatSpec& spec, std::string_view before, size_t zeros,
                std::string_view digits, bool pad_with_zeros) {
  const size_t length = before.size() + zeros + digits.size();
  size_t padding = size_t(spec.width) > length ? size_t(spec.width) - length : 0;
  if (padding > 0 && pad_with_zeros && !spec.left) {
    zeros += padding;
    padding = 0;
  }
  char* to = out.room(length + zeros + padding);
  if (!to) return false;
  char* const start = to;
  const auto put = [&to](char c, size_t times) {
    memset(to, c, times);
    to += times;
  };
  const auto put_text = [&to](std::string_view text) {
    if (text.empty()) return;  // its data may be null
    memcpy(to, text.data(), text.size());
    to += text.size();
  };
  if (!spec.left) put(' ', padding);
  put_text(before);
  put('0', zeros);
  put_text(digits);
  if (spec.left) put(' ', padding);
  out.take(size_t(to - start));
  return true;
}

// Digits of n in a base that is a power of two, ending at `end`; returns where they start. None for 0.
char* write_binary_base(char* end, uint64_t n, int shift, const char* digits) {
  for (; n != 0; n >>= shift) *--end = digits[n & ((1u << shift) - 1)];
  return end;
}

bool uses_point() { return strcmp(nl_langinfo(RADIXCHAR), ".") == 0; }

// By printf, with the specification as it is.
bool add_by_printf(TextBuffer& out, const FormatSpec& spec, double value) {
  char format[kMaxFormatSpec + 1];
  memcpy(format, spec.text.data(), spec.text.size());
  format[spec.text.size()] = '\0';
  char* to = out.room(kMaxItem);
  if (!to) return false;
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wformat-nonliteral"
  const int length = snprintf(to, kMaxItem, format, value);
#pragma clang diagnostic pop
  TRI_CHECK(length >= 0 && size_t(length) < kMaxItem);
  out.take(size_t(length));
  return true;
}

}  // namespace

bool find_spec(std::string_view format, FormatSpec* out) {
  size_t length = format.find_first_not_of("-+#0 123456789.", 1);
  if (length == std::string_view::npos) length = format.size();
  if (length >= kMaxFormatSpec) return false;
  out->conversion = length < format.size() ? format[length] : '\0';
  out->text = format.substr(0, length + 1);
  return true;
}

bool read_spec(std::string_view flags, bool takes_precision, FormatSpec* spec) {
  const char* p = spec->text.data() + 1;
  const char* last = spec->text.data() + spec->text.size() - 1;  // the conversion
  for (; p != last && flags.find(*p) != std::string_view::npos; ++p) {
    switch (*p) {
      case '-': spec->left = true; break;
      case '+': spec->plus = true; break;
      case ' ': spec->space = true; break;
      case '#': spec->alternate = true; break;
      default: spec->zero = true;
    }
  }
  if (*p == '0') return false;  // a flag that is not taken, and no width
  spec->width = read_two_digits(&p, last, 0);
  if (p != last && *p == '.' && takes_precision) {
    ++p;
    spec->precision = read_two_digits(&p, last, 0);
  }
  return p == last;
}

bool add_padded(TextBuffer& out, const FormatSpec& spec, std::string_view text) {
  if (spec.precision >= 0) text = text.substr(0, size_t(spec.precision));
  const size_t width = size_t(spec.width);
  const size_t padding = width > text.size() ? width - text.size() : 0;
  if (!spec.left && !out.add(' ', padding)) return false;
  return out.add(text) && (!spec.left || out.add(' ', padding));
}

bool add_formatted_int(TextBuffer& out, const FormatSpec& spec, int64_t value) {
  char text[kNumberTextSize];
  char* const end = text + sizeof text;
  std::string_view before;
  char sign = '\0';
  char* digits = end;
  auto n = uint64_t(value);
  switch (spec.conversion) {
    case 'd':
    case 'i':
      sign = sign_of(spec, value < 0);
      if (sign) before = {&sign, 1};
      if (value < 0) n = 0 - n;
      [[fallthrough]];
    case 'u':
      for (; n != 0; n /= 10) *--digits = char('0' + n % 10);
      break;
    case 'o': digits = write_binary_base(end, n, 3, "01234567"); break;
    case 'x':
      digits = write_binary_base(end, n, 4, "0123456789abcdef");
      if (spec.alternate && n != 0) before = "0x";
      break;
    case 'X':
      digits = write_binary_base(end, n, 4, "0123456789ABCDEF");
      if (spec.alternate && n != 0) before = "0X";
      break;
    default: TRI_UNREACHABLE();
  }
  const auto count = size_t(end - digits);
  const size_t least = spec.precision < 0 ? 1 : size_t(spec.precision);
  size_t zeros = least > count ? least - count : 0;
  if (spec.conversion == 'o' && spec.alternate && zeros == 0) zeros = 1;
  return add_number(out, spec, before, zeros, {digits, count}, spec.zero && spec.precision < 0);
}

bool add_formatted_float(TextBuffer& out, const FormatSpec& spec, double value) {
  const char conversion = spec.conversion;
  const bool upper = conversion == 'E' || conversion == 'G';
  if (conversion == 'a' || conversion == 'A' || spec.alternate || !uses_point())
    return add_by_printf(out, spec, value);
  const char sign = sign_of(spec, std::signbit(value));
  const std::string_view before{&sign, sign ? size_t{1} : 0};
  if (!std::isfinite(value)) {
    const char* name = std::isnan(value) ? (upper ? "NAN" : "nan") : (upper ? "INF" : "inf");
    return add_number(out, spec, before, 0, name, false);
  }
  const auto style = conversion == 'f'                        ? std::chars_format::fixed
                     : conversion == 'e' || conversion == 'E' ? std::chars_format::scientific
                                                              : std::chars_format::general;
  char digits[kMaxItem];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, std::fabs(value), style,
                                          spec.precision < 0 ? 6 : spec.precision);
  TRI_CHECK(error == std::errc{});
  if (upper)
    for (char* c = digits; c != end; ++c)
      if (*c == 'e') *c = 'E';
  return add_number(out, spec, before, 0, {digits, size_t(end - digits)}, spec.zero);
}

}  // namespace tri::lib
