// string.format: reads a format and converts its arguments one by one. The texts themselves are made by format.cpp.
//
// Framed, because %s may call __tostring, which may move the stack; `at` is read anew after that.
#include <climits>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "lib/char_table.hpp"
#include "lib/fast_args.hpp"
#include "lib/format.hpp"
#include "lib/string.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"

namespace tri::lib {

namespace {

// One run of string.format. Methods return false when they raised.
class Formatter {
 public:
  Formatter(const Args& a) : args_(a), out_(a.L) {}
  [[nodiscard]] bool run(std::string_view format);
  Returned give() { return give_string(args_, out_.finish()); }

 private:
  [[nodiscard]] bool convert(FormatSpec& spec);
  [[nodiscard]] bool convert_char(FormatSpec& spec);
  [[nodiscard]] bool convert_int(FormatSpec& spec, std::string_view flags);
  [[nodiscard]] bool convert_float(FormatSpec& spec);
  [[nodiscard]] bool convert_pointer(FormatSpec& spec);
  [[nodiscard]] bool convert_string(FormatSpec& spec);
  [[nodiscard]] bool convert_literal(FormatSpec& spec);
  [[nodiscard]] bool check(FormatSpec& spec, std::string_view flags, bool takes_precision);
  [[nodiscard]] bool display(std::string_view* out);
  [[nodiscard]] bool add_display();
  [[nodiscard]] bool add_quoted(std::string_view s);
  [[nodiscard]] bool add_literal_float(double d);
  [[nodiscard]] bool fail_spec(const char* format, const FormatSpec& spec);

  Args args_;
  TextBuffer out_;
  uint32_t n_ = 1;  // the argument being converted
};

// Flags each group of conversions takes.
constexpr std::string_view kFloatFlags = "-+#0 ", kHexFlags = "-#0", kIntFlags = "-+0 ",
                           kUnsignedFlags = "-0", kTextFlags = "-";

// The address by which %p and tostring tell objects apart, nullptr for values without one.
const void* address_of(const Value& v) {
  if (v.is_userdata()) return v.userdata()->block();
  const bool has = v.is_object() || v.is_function() || v.type() == Type::LightUserdata;
  return has ? v.p : nullptr;
}

// True when tostring() of the value does not depend on a metatable.
bool is_plain(State* S, const Value& v) {
  const Table* mt = S->type_metatables[int(v.type())];
  return !mt || event_of(S, mt, Event::ToString).is_nil();
}

bool Formatter::fail_spec(const char* format, const FormatSpec& spec) {
  // As a C string: a zero byte in the place of a conversion ends it.
  char text[kMaxFormatSpec + 1];
  memcpy(text, spec.text.data(), spec.text.size());
  text[spec.text.size()] = '\0';
  (void)raise_lib(args_.L, args_.at, args_.count, format, text);
  return false;
}

bool Formatter::check(FormatSpec& spec, std::string_view flags, bool takes_precision) {
  return read_spec(flags, takes_precision, &spec) ||
         fail_spec("invalid conversion specification: '%s'", spec);
}

bool Formatter::convert_char(FormatSpec& spec) {
  int64_t code;
  if (!check(spec, kTextFlags, false) || !integer_at(args_, n_, &code)) return false;
  const char c = char(code);
  return add_padded(out_, spec, {&c, 1});
}

bool Formatter::convert_int(FormatSpec& spec, std::string_view flags) {
  int64_t value;
  if (!integer_at(args_, n_, &value)) return false;
  if (spec.plain() && (spec.conversion == 'd' || spec.conversion == 'i'))
    return out_.add_integer(value);
  return check(spec, flags, true) && add_formatted_int(out_, spec, value);
}

bool Formatter::convert_float(FormatSpec& spec) {
  // %a checks its specification first, the others their argument.
  const bool hex = spec.conversion == 'a' || spec.conversion == 'A';
  if (hex && !check(spec, kFloatFlags, true)) return false;
  double value;
  if (!args_.number(n_, &value)) return false;
  return (hex || check(spec, kFloatFlags, true)) && add_formatted_float(out_, spec, value);
}

bool Formatter::convert_pointer(FormatSpec& spec) {
  if (!check(spec, kTextFlags, false)) return false;
  char text[kNumberTextSize] = "(null)";
  if (const void* p = address_of(args_[n_])) snprintf(text, sizeof text, "%p", p);
  return add_padded(out_, spec, text);
}

// tostring() of the argument, which is left on top of the stack. May call, and move the stack.
bool Formatter::display(std::string_view* out) {
  const Str* s = to_display_string(args_.L, args_[n_]);
  if (!s) return false;
  args_.at = args_.L->frame->func;
  const Value v = Value::of(s);
  copy(args_.L->top++, &v);
  *out = text_of(s);
  return true;
}

bool Formatter::add_display() {
  std::string_view text;
  if (!display(&text) || !out_.add(text)) return false;
  --args_.L->top;
  return true;
}

bool Formatter::convert_string(FormatSpec& spec) {
  const Value& v = args_[n_];
  const bool plain_string = v.is_string() && is_plain(args_.L->state, v);
  if (spec.plain()) {
    if (plain_string) return out_.add(text_of(v.str()));
    if (v.is_number() && is_plain(args_.L->state, v))
      return v.is_int() ? out_.add_integer(v.i) : out_.add_float(v.d);
    return add_display();
  }
  Value* top = args_.L->top;
  const ptrdiff_t used = top - args_.L->stack;
  std::string_view text;
  if (plain_string)
    text = text_of(v.str());
  else if (!display(&text))
    return false;
  if (text.find('\0') != std::string_view::npos)
    return (void)args_.fail(n_, "string contains zeros"), false;
  // A text of any length is taken: without a precision one longer than the widest width is not padded anyway.
  if (!check(spec, kTextFlags, true) || !add_padded(out_, spec, text)) return false;
  args_.L->top = args_.L->stack + used;
  return true;
}

// ---- %q

bool Formatter::add_quoted(std::string_view s) {
  const CharTable chars;
  if (!out_.add('"')) return false;
  for (size_t i = 0; i < s.size(); ++i) {
    const char c = s[i];
    bool ok;
    if (i % 1024 == 1023 && !charge(args_.L, 1024)) return false;
    if (c == '"' || c == '\\' || c == '\n') {
      ok = out_.add('\\') && out_.add(c);
    } else if (chars.has(uint8_t(c), char_mask::kControl)) {
      // A digit behind it must not become part of the escape.
      const bool digit_follows = i + 1 < s.size() && s[i + 1] >= '0' && s[i + 1] <= '9';
      char escape[8];
      const int length =
          snprintf(escape, sizeof escape, digit_follows ? "\\%03d" : "\\%d", int(uint8_t(c)));
      ok = out_.add({escape, size_t(length)});
    } else {
      ok = out_.add(c);
    }
    if (!ok) return false;
  }
  return out_.add('"');
}

// A numeral that reads back as the same float: hexadecimal, with a '.' in every locale.
bool Formatter::add_literal_float(double d) {
  if (std::isnan(d)) return out_.add("(0/0)");
  if (std::isinf(d)) return out_.add(d > 0 ? "1e9999" : "-1e9999");
  char text[kNumberTextSize];
  const auto length = size_t(snprintf(text, sizeof text, "%a", d));
  for (char* c = text; c != text + length; ++c)
    if (!strchr("+-.0123456789abcdefpx", *c)) *c = '.';
  return out_.add({text, length});
}

bool Formatter::convert_literal(FormatSpec& spec) {
  Thread* L = args_.L;
  if (!spec.plain())
    return (void)raise_lib(L, args_.at, args_.count, "specifier '%%q' cannot have modifiers"),
           false;
  const Value& v = args_[n_];
  switch (v.type()) {
    case Type::String: return add_quoted(text_of(v.str()));
    case Type::Number:
      if (v.is_float()) return add_literal_float(v.d);
      // Its decimal numeral would read back as a float.
      return v.i == INT64_MIN ? out_.add("0x8000000000000000") : out_.add_integer(v.i);
    case Type::Nil:
    case Type::Boolean: return add_display();
    default: return (void)args_.fail(n_, "value has no literal form"), false;
  }
}

// ---- formats

bool Formatter::convert(FormatSpec& spec) {
  switch (spec.conversion) {
    case 'c': return convert_char(spec);
    case 'd':
    case 'i': return convert_int(spec, kIntFlags);
    case 'u': return convert_int(spec, kUnsignedFlags);
    case 'o':
    case 'x':
    case 'X': return convert_int(spec, kHexFlags);
    case 'a':
    case 'A':
    case 'e':
    case 'E':
    case 'f':
    case 'g':
    case 'G': return convert_float(spec);
    case 'p': return convert_pointer(spec);
    case 'q': return convert_literal(spec);
    case 's': return convert_string(spec);
    default: return fail_spec("invalid conversion '%s' to 'format'", spec);
  }
}

bool Formatter::run(std::string_view format) {
  for (;;) {
    const size_t percent = format.find('%');
    if (!out_.add(format.substr(0, percent))) return false;
    if (percent == std::string_view::npos) return true;
    format.remove_prefix(percent);
    if (format.starts_with("%%")) {
      if (!out_.add('%')) return false;
      format.remove_prefix(2);
      continue;
    }
    if (++n_ > args_.count) return (void)args_.fail(n_, "no value"), false;
    if (!charge(args_.L, 1)) return false;
    FormatSpec spec;
    if (!find_spec(format, &spec))
      return (void)raise_lib(args_.L, args_.at, args_.count, "invalid format (too long)"), false;
    if (!convert(spec)) return false;
    format.remove_prefix(spec.text.size());
  }
}

}  // namespace

Returned string_format(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view format;
  if (!text_at(a, 1, &format)) return Returned::Raised;
  Formatter formatter{a};
  if (!formatter.run(format)) return Returned::Raised;
  return formatter.give();
}

}  // namespace tri::lib
