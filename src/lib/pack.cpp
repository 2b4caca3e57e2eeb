// Library string: pack, packsize and unpack, conversions between values and the bytes of C structures.
//
// A format is read one option at a time by PackFormat, which works out the option's size and the padding before it and
// raises what is wrong. As in the reference a format ends at its first zero byte.
#include <algorithm>
#include <bit>
#include <climits>
#include <cstring>

#include "lib/fast_args.hpp"
#include "lib/positions.hpp"
#include "lib/result_list.hpp"
#include "lib/string.hpp"
#include "runtime/limits.hpp"
#include "runtime/strings.hpp"
#include "runtime/text_buffer.hpp"

namespace tri::lib {

namespace {

constexpr int kMaxIntBytes = 16;
constexpr int kIntBytes = sizeof(int64_t);
// Strictest alignment of a Lua value's parts.
constexpr int kNativeAlign = int(std::max({alignof(double), alignof(int64_t), alignof(void*)}));
constexpr size_t kMaxPacked = INT_MAX;  // what packsize may say
constexpr char kPadding = 0;
constexpr bool kNativeLittle = std::endian::native == std::endian::little;

enum class Option : uint8_t {
  Int,
  Unsigned,
  Float,
  Double,
  Chars,      // c: bytes of a fixed number
  String,     // s: a length, then the bytes
  ZeroEnded,  // z
  Padding,    // x: one byte
  AlignOnly,  // X: padding for the option behind it
  None,       // a setting, or a space
};

struct Field {
  Option option;
  int size;     // bytes it takes; of a String its length
  int padding;  // bytes before it
};

class PackFormat {
 public:
  PackFormat(const Args& a, std::string_view text)
      : args_(a), rest_(text.substr(0, text.find('\0'))) {}

  bool at_end() const { return rest_.empty(); }
  bool little_endian() const { return little_; }
  // Reads the next option, which is to go behind `before` bytes. False: raised.
  [[nodiscard]] bool next(size_t before, Field* out);

 private:
  static constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
  [[nodiscard]] bool option(Option* option, int* size);
  int number(int otherwise);
  [[nodiscard]] bool int_size(int otherwise, int* size);

  const Args& args_;
  std::string_view rest_;
  int max_align_ = 1;
  bool little_ = kNativeLittle;
};

// A decimal number in the format. It stops growing before it could overflow; the digits left over are then options.
int PackFormat::number(int otherwise) {
  if (rest_.empty() || !is_digit(rest_[0])) return otherwise;
  int n = 0;
  do {
    n = n * 10 + (rest_[0] - '0');
    rest_.remove_prefix(1);
  } while (!rest_.empty() && is_digit(rest_[0]) && n <= (INT_MAX - 9) / 10);
  return n;
}

bool PackFormat::int_size(int otherwise, int* size) {
  *size = number(otherwise);
  if (*size >= 1 && *size <= kMaxIntBytes) return true;
  (void)raise_lib(args_.L, args_.at, args_.count, "integral size (%d) out of limits [1,%d]", *size,
                  kMaxIntBytes);
  return false;
}

bool PackFormat::option(Option* option, int* size) {
  const char letter = rest_[0];
  rest_.remove_prefix(1);
  const auto is = [=](Option o, size_t bytes) {
    *option = o;
    *size = int(bytes);
    return true;
  };
  switch (letter) {
    case 'b': return is(Option::Int, sizeof(char));
    case 'B': return is(Option::Unsigned, sizeof(char));
    case 'h': return is(Option::Int, sizeof(short));
    case 'H': return is(Option::Unsigned, sizeof(short));
    case 'l': return is(Option::Int, sizeof(long));
    case 'L': return is(Option::Unsigned, sizeof(long));
    case 'j': return is(Option::Int, sizeof(int64_t));
    case 'J': return is(Option::Unsigned, sizeof(int64_t));
    case 'T': return is(Option::Unsigned, sizeof(size_t));
    case 'f': return is(Option::Float, sizeof(float));
    case 'n':
    case 'd': return is(Option::Double, sizeof(double));
    case 'i': *option = Option::Int; return int_size(sizeof(int), size);
    case 'I': *option = Option::Unsigned; return int_size(sizeof(int), size);
    case 's': *option = Option::String; return int_size(sizeof(size_t), size);
    case 'c':
      *option = Option::Chars;
      *size = number(-1);
      if (*size >= 0) return true;
      (void)raise_lib(args_.L, args_.at, args_.count, "missing size for format option 'c'");
      return false;
    case 'z': return is(Option::ZeroEnded, 0);
    case 'x': return is(Option::Padding, 1);
    case 'X': return is(Option::AlignOnly, 0);
    case ' ': break;
    case '<': little_ = true; break;
    case '>': little_ = false; break;
    case '=': little_ = kNativeLittle; break;
    case '!':
      if (!int_size(kNativeAlign, &max_align_)) return false;
      break;
    default:
      (void)raise_lib(args_.L, args_.at, args_.count, "invalid format option '%c'", letter);
      return false;
  }
  return is(Option::None, 0);
}

bool PackFormat::next(size_t before, Field* out) {
  if (!option(&out->option, &out->size)) return false;
  int align = out->size;
  if (out->option == Option::AlignOnly) {
    Option behind = Option::Chars;
    if (!at_end() && !option(&behind, &align)) return false;
    if (behind == Option::Chars || align == 0)
      return (void)args_.fail(1, "invalid next option for option 'X'"), false;
  }
  out->padding = 0;
  if (align <= 1 || out->option == Option::Chars) return true;
  if (align > max_align_) align = max_align_;
  if (!std::has_single_bit(unsigned(align)))
    return (void)args_.fail(1, "format asks for alignment not power of 2"), false;
  out->padding = int(-before & size_t(align - 1));
  return true;
}

// ---- bytes

// Bytes of an integer, its sign repeated (negative) or zeros behind the 64 bits there are.
void store_int(char* to, uint64_t n, bool little, int size, bool negative) {
  for (int i = 0; i < size; ++i) {
    const uint8_t byte = i < kIntBytes ? uint8_t(n >> (8 * i)) : negative ? 0xFF : 0;
    to[little ? i : size - 1 - i] = char(byte);
  }
}

// Reads an integer. False when it does not fit into 64 bits.
bool load_int(const char* from, bool little, int size, bool is_signed, int64_t* out) {
  uint64_t n = 0;
  const int low = size < kIntBytes ? size : kIntBytes;
  for (int i = 0; i < low; ++i) n |= uint64_t(uint8_t(from[little ? i : size - 1 - i])) << (8 * i);
  if (size < kIntBytes && is_signed) {
    const uint64_t sign = uint64_t{1} << (8 * size - 1);
    n = (n ^ sign) - sign;
  }
  *out = int64_t(n);
  const uint8_t beyond = is_signed && *out < 0 ? 0xFF : 0;
  for (int i = kIntBytes; i < size; ++i)
    if (uint8_t(from[little ? i : size - 1 - i]) != beyond) return false;
  return true;
}

template <class T>
void store_float(char* to, T value, bool little) {
  memcpy(to, &value, sizeof value);
  if (little != kNativeLittle)
    for (size_t i = 0; i < sizeof value / 2; ++i) std::swap(to[i], to[sizeof value - 1 - i]);
}
template <class T>
T load_float(const char* from, bool little) {
  char bytes[sizeof(T)];
  for (size_t i = 0; i < sizeof(T); ++i)
    bytes[i] = from[little == kNativeLittle ? i : sizeof(T) - 1 - i];
  T value;
  memcpy(&value, bytes, sizeof value);
  return value;
}

// ---- pack

// Writes one argument as a field of a format. Methods return false when they raised.
class Packer {
 public:
  Packer(const Args& a, const PackFormat& format) : args_(a), format_(format), out_(a.L) {}
  size_t total() const { return total_; }
  // `n` is the argument for it, if it takes one.
  [[nodiscard]] bool add(const Field& f, uint32_t n);
  Returned give() { return give_string(args_, out_.finish()); }

 private:
  bool add_int(const Field& f, uint32_t n);
  template <class T>
  bool add_float(uint32_t n);
  bool add_chars(const Field& f, uint32_t n);
  bool add_string(const Field& f, uint32_t n);
  bool add_zero_ended(uint32_t n);
  bool missing(const Field& f, uint32_t n);
  bool add_bytes(uint64_t value, int size, bool negative);

  const Args& args_;
  const PackFormat& format_;
  TextBuffer out_;
  size_t total_ = 0;  // position for alignment
};

bool Packer::add_bytes(uint64_t value, int size, bool negative) {
  char* to = out_.room(size_t(size));
  if (!to) return false;
  store_int(to, value, format_.little_endian(), size, negative);
  out_.take(size_t(size));
  return true;
}

bool Packer::add_int(const Field& f, uint32_t n) {
  int64_t i;
  if (!integer_at(args_, n, &i)) return false;
  if (f.size < kIntBytes) {
    const int bits = 8 * f.size;
    if (f.option == Option::Int) {
      const int64_t limit = int64_t{1} << (bits - 1);
      if (i < -limit || i >= limit) return (void)args_.fail(n, "integer overflow"), false;
    } else if (uint64_t(i) >> bits != 0) {
      return (void)args_.fail(n, "unsigned overflow"), false;
    }
  }
  return add_bytes(uint64_t(i), f.size, f.option == Option::Int && i < 0);
}

template <class T>
bool Packer::add_float(uint32_t n) {
  double d;
  if (!args_.number(n, &d)) return false;
  char* to = out_.room(sizeof(T));
  if (!to) return false;
  store_float(to, T(d), format_.little_endian());
  out_.take(sizeof(T));
  return true;
}

bool Packer::add_chars(const Field& f, uint32_t n) {
  std::string_view s;
  if (!text_at(args_, n, &s)) return false;
  if (s.size() > size_t(f.size)) return (void)args_.fail(n, "string longer than given size"), false;
  return out_.add(s) && out_.add(kPadding, size_t(f.size) - s.size());
}

bool Packer::add_string(const Field& f, uint32_t n) {
  std::string_view s;
  if (!text_at(args_, n, &s)) return false;
  if (f.size < int(sizeof(size_t)) && s.size() >> (8 * f.size) != 0)
    return (void)args_.fail(n, "string length does not fit in given size"), false;
  total_ += s.size();
  return add_bytes(s.size(), f.size, false) && out_.add(s);
}

bool Packer::add_zero_ended(uint32_t n) {
  std::string_view s;
  if (!text_at(args_, n, &s)) return false;
  if (s.find('\0') != std::string_view::npos)
    return (void)args_.fail(n, "string contains zeros"), false;
  total_ += s.size() + 1;
  return out_.add(s) && out_.add('\0');
}

constexpr bool takes_value(Option o) {
  return o != Option::Padding && o != Option::AlignOnly && o != Option::None;
}

// The reference keeps a nil behind its arguments while it packs, so that is what a missing one is called.
bool Packer::missing(const Field& f, uint32_t n) {
  const bool text =
      f.option == Option::Chars || f.option == Option::String || f.option == Option::ZeroEnded;
  return (void)args_.fail(n, text ? "string expected, got nil" : "number expected, got nil"), false;
}

bool Packer::add(const Field& f, uint32_t n) {
  if (n > args_.count && takes_value(f.option)) return missing(f, n);
  total_ += size_t(f.padding) + size_t(f.size);
  if (!out_.add(kPadding, size_t(f.padding))) return false;
  switch (f.option) {
    case Option::Int:
    case Option::Unsigned: return add_int(f, n);
    case Option::Float: return add_float<float>(n);
    case Option::Double: return add_float<double>(n);
    case Option::Chars: return add_chars(f, n);
    case Option::String: return add_string(f, n);
    case Option::ZeroEnded: return add_zero_ended(n);
    case Option::Padding: return out_.add(kPadding);
    case Option::AlignOnly:
    case Option::None: return true;
  }
  TRI_UNREACHABLE();
}

// ---- unpack

// Reads the fields of a format out of a text.
class Unpacker {
 public:
  Unpacker(Args& a, std::string_view data, size_t position)
      : args_(a), data_(data), position_(position), results_(a, "too many results") {}
  size_t position() const { return position_; }
  [[nodiscard]] bool read(const Field& f, bool little);
  Returned give() {
    if (!results_.push_integer(int64_t(position_ + 1))) return Returned::Raised;
    return results_.give();
  }

 private:
  bool read_int(const Field& f, bool little, bool is_signed, int64_t* out);
  bool read_string(const Field& f, bool little);
  bool read_zero_ended();
  bool push_text(std::string_view text) { return results_.push_string(new_string(args_.L, text)); }

  Args& args_;
  std::string_view data_;
  size_t position_;
  ResultList results_;
};

bool Unpacker::read_int(const Field& f, bool little, bool is_signed, int64_t* out) {
  if (load_int(data_.data() + position_, little, f.size, is_signed, out)) return true;
  (void)raise_lib(args_.L, args_.at, args_.count, "%d-byte integer does not fit into Lua Integer",
                  f.size);
  return false;
}

bool Unpacker::read_string(const Field& f, bool little) {
  int64_t length;
  if (!read_int(f, little, false, &length)) return false;
  const size_t start = position_ + size_t(f.size);
  if (uint64_t(length) > data_.size() - start)
    return (void)args_.fail(2, "data string too short"), false;
  position_ += size_t(length);
  return push_text(data_.substr(start, size_t(length)));
}

bool Unpacker::read_zero_ended() {
  const size_t end = data_.find('\0', position_);
  if (end == std::string_view::npos)
    return (void)args_.fail(2, "unfinished string for format 'z'"), false;
  const std::string_view text = data_.substr(position_, end - position_);
  position_ = end + 1;
  return push_text(text);
}

bool Unpacker::read(const Field& f, bool little) {
  if (size_t(f.padding) + size_t(f.size) > data_.size() - position_)
    return (void)args_.fail(2, "data string too short"), false;
  position_ += size_t(f.padding);
  const char* from = data_.data() + position_;
  bool ok = true;
  switch (f.option) {
    case Option::Int:
    case Option::Unsigned: {
      int64_t i;
      ok = read_int(f, little, f.option == Option::Int, &i) && results_.push_integer(i);
      break;
    }
    case Option::Float: ok = results_.push(Value::number(load_float<float>(from, little))); break;
    case Option::Double: ok = results_.push(Value::number(load_float<double>(from, little))); break;
    case Option::Chars: ok = push_text({from, size_t(f.size)}); break;
    case Option::String: ok = read_string(f, little); break;
    case Option::ZeroEnded: ok = read_zero_ended(); break;
    case Option::Padding:
    case Option::AlignOnly:
    case Option::None: break;
  }
  position_ += size_t(f.size);
  return ok;
}

}  // namespace

Returned string_pack(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view text;
  if (!text_at(a, 1, &text)) return Returned::Raised;
  PackFormat format{a, text};
  Packer packer{a, format};
  for (uint32_t n = 1; !format.at_end();) {
    if (!charge(L, 1)) return Returned::Raised;
    Field f;
    if (!format.next(packer.total(), &f)) return Returned::Raised;
    if (takes_value(f.option)) ++n;
    if (!packer.add(f, n)) return Returned::Raised;
  }
  return packer.give();
}

Returned string_packsize(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view text;
  if (!text_at(a, 1, &text)) return Returned::Raised;
  PackFormat format{a, text};
  size_t total = 0;
  while (!format.at_end()) {
    if (!charge(L, 1)) return Returned::Raised;
    Field f;
    if (!format.next(total, &f)) return Returned::Raised;
    if (f.option == Option::String || f.option == Option::ZeroEnded)
      return a.fail(1, "variable-length format");
    const size_t size = size_t(f.padding) + size_t(f.size);
    if (total > kMaxPacked - size) return a.fail(1, "format result too large");
    total += size;
  }
  return give_integer(a, int64_t(total));
}

Returned string_unpack(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view text, data;
  int64_t from;
  if (!text_at(a, 1, &text) || !text_at(a, 2, &data) || !integer_or_at(a, 3, 1, &from))
    return Returned::Raised;
  const size_t position = start_position(from, data.size()) - 1;
  if (position > data.size()) return a.fail(3, "initial position out of string");
  PackFormat format{a, text};
  Unpacker unpacker{a, data, position};
  while (!format.at_end()) {
    if (!charge(L, 1)) return Returned::Raised;
    Field f;
    if (!format.next(unpacker.position(), &f) || !unpacker.read(f, format.little_endian()))
      return Returned::Raised;
  }
  return unpacker.give();
}

}  // namespace tri::lib
