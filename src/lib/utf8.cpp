// Library utf8. Sequences may be up to six bytes long, for values below 2^31; unless a function is told to be lax, only
// code points of Unicode that are no surrogates are taken.
#include <climits>

#include "lib/fast_args.hpp"
#include "lib/libraries.hpp"
#include "lib/result_list.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"
#include "runtime/text_buffer.hpp"

namespace tri::lib {

namespace {

constexpr uint32_t kMaxCode = 0x7FFFFFFF;
constexpr uint32_t kMaxUnicode = 0x10FFFF;
constexpr const char* kInvalid = "invalid UTF-8 code";
constexpr size_t kMaxSequence = 6;

// One sequence, or anything that might be one.
constexpr std::string_view kCharPattern{"[\0-\x7F\xC2-\xFD][\x80-\xBF]*", 14};

enum class Mode : bool { Strict, Lax };

constexpr bool is_continuation(char c) { return (uint8_t(c) & 0xC0) == 0x80; }
// The byte at an offset, or 0 behind the end.
constexpr char byte_at(std::string_view s, size_t i) { return i < s.size() ? s[i] : '\0'; }

// Decodes the sequence at offset i < s.size(). Returns its length, or 0 when there is no valid one.
TRI_INLINE size_t decode(std::string_view s, size_t i, Mode mode, uint32_t* code) {
  const auto first = uint8_t(s[i]);
  if (first < 0x80) {
    *code = first;
    return 1;
  }
  // Smallest value that needs n bytes: a shorter one is an overlong sequence. None may start with a continuation byte.
  static constexpr uint32_t kSmallest[] = {0, ~0u, 0x80, 0x800, 0x10000, 0x200000, 0x4000000};
  const auto length = size_t(__builtin_clz(~(uint32_t(first) << 24)));
  if (length > kMaxSequence) return 0;
  uint32_t value = first & (0x7Fu >> length);
  for (size_t k = 1; k < length; ++k) {
    const char c = byte_at(s, i + k);
    if (!is_continuation(c)) return 0;
    value = value << 6 | (uint8_t(c) & 0x3F);
  }
  if (value < kSmallest[length]) return 0;
  if (mode == Mode::Strict && (value > kMaxUnicode || (value >= 0xD800 && value <= 0xDFFF)))
    return 0;
  *code = value;
  return length;
}

// Writes the sequence of a value <= kMaxCode and returns its length.
size_t encode(uint32_t code, char (&out)[kMaxSequence]) {
  if (code < 0x80) {
    out[0] = char(code);
    return 1;
  }
  size_t length = 2;
  while (length < kMaxSequence && code >> (5 * length + 1) != 0) ++length;
  for (size_t k = length - 1; k > 0; --k, code >>= 6) out[k] = char(0x80 | (code & 0x3F));
  out[0] = char(~(0x7Fu >> (length - 1)) | code);
  return length;
}

// Negative positions count from the end; 0 where that is before the first byte.
constexpr int64_t absolute(int64_t position, size_t length) {
  if (position >= 0) return position;
  return position < -int64_t(length) ? 0 : int64_t(length) + position + 1;
}

TRI_INLINE Mode mode_at(const Args& a, uint32_t n) {
  return truth_at(a, n) ? Mode::Lax : Mode::Strict;
}

// ---- len, codepoint, char, offset

Returned utf8_len(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  int64_t i, j;
  if (!text_at(a, 1, &s) || !integer_or_at(a, 2, 1, &i) || !integer_or_at(a, 3, -1, &j))
    return Returned::Raised;
  i = absolute(i, s.size());
  j = absolute(j, s.size());
  if (i < 1 || i - 1 > int64_t(s.size())) return a.fail(2, "initial position out of bounds");
  if (j > int64_t(s.size())) return a.fail(3, "final position out of bounds");
  const Mode mode = mode_at(a, 4);
  int64_t count = 0;
  Toll toll{L};
  for (int64_t at_byte = i - 1; at_byte < j; ++count) {
    uint32_t code;
    if (!toll.pay()) return Returned::Raised;
    const size_t length = decode(s, size_t(at_byte), mode, &code);
    if (length == 0) return a.give(Value::nil(), Value::integer(at_byte + 1));
    at_byte += int64_t(length);
  }
  if (!toll.settle()) return Returned::Raised;
  return give_integer(a, count);
}

Returned utf8_codepoint(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  int64_t i, j;
  if (!text_at(a, 1, &s) || !integer_or_at(a, 2, 1, &i)) return Returned::Raised;
  i = absolute(i, s.size());
  if (!integer_or_at(a, 3, i, &j)) return Returned::Raised;
  j = absolute(j, s.size());
  if (i < 1) return a.fail(2, "out of bounds");
  if (j > int64_t(s.size())) return a.fail(3, "out of bounds");
  if (i > j) return a.give();
  if (j - i >= INT_MAX) return raise_lib(L, at, argc, "string slice too long");
  const Mode mode = mode_at(a, 4);
  ResultList results{a, "string slice too long"};
  if (!results.reserve(size_t(j - i + 1)) || !charge(L, uint64_t(j - i))) return Returned::Raised;
  for (auto at_byte = size_t(i - 1); at_byte < size_t(j);) {
    uint32_t code;
    const size_t length = decode(s, at_byte, mode, &code);
    if (length == 0) return raise_lib(L, a.at, argc, kInvalid);
    if (!results.push_integer(code)) return Returned::Raised;
    at_byte += length;
  }
  return results.give();
}

Returned utf8_char(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  TextBuffer out{L};
  for (uint32_t n = 1; n <= argc; ++n) {
    int64_t code;
    if (!charge(L, 1) || !integer_at(a, n, &code)) return Returned::Raised;
    if (uint64_t(code) > kMaxCode) return a.fail(n, "value out of range");
    char sequence[kMaxSequence];
    if (!out.add({sequence, encode(uint32_t(code), sequence)})) return Returned::Raised;
  }
  return give_string(a, out.finish());
}

// Moves *i by n characters, back or forth; true if there are as many, and nothing was raised.
bool move_back(Toll& toll, std::string_view s, int64_t n, int64_t* i) {
  for (; n < 0 && *i > 0; ++n) {
    if (!toll.pay()) return false;
    do --*i;
    while (*i > 0 && is_continuation(byte_at(s, size_t(*i))));
  }
  return n == 0;
}
bool move_forth(Toll& toll, std::string_view s, int64_t n, int64_t* i) {
  for (; n > 0 && *i < int64_t(s.size()); --n) {
    if (!toll.pay()) return false;
    do ++*i;
    while (is_continuation(byte_at(s, size_t(*i))));
  }
  return n == 0;
}

Returned utf8_offset(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  int64_t n, i;
  if (!text_at(a, 1, &s) || !integer_at(a, 2, &n) ||
      !integer_or_at(a, 3, n >= 0 ? 1 : int64_t(s.size()) + 1, &i))
    return Returned::Raised;
  i = absolute(i, s.size()) - 1;
  if (i < 0 || i > int64_t(s.size())) return a.fail(3, "position out of bounds");
  if (n == 0) {
    while (i > 0 && is_continuation(byte_at(s, size_t(i)))) --i;
    return give_integer(a, i + 1);
  }
  if (is_continuation(byte_at(s, size_t(i))))
    return raise_lib(L, at, argc, "initial position is a continuation byte");
  Toll toll{L};
  const bool found = n < 0 ? move_back(toll, s, n, &i) : move_forth(toll, s, n - 1, &i);
  if (toll.failed() || !toll.settle()) return Returned::Raised;
  return found ? give_integer(a, i + 1) : give_nil(a);
}

// ---- codes

// The iteration of codes: from the position of one sequence to the next.
template <Mode mode>
Returned next_code(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  if (!text_at(a, 1, &s)) return Returned::Raised;
  int64_t position = 0;  // what is no integer counts as 0
  if (argc >= 2 && !to_integer(at[2], &position)) position = 0;
  auto i = uint64_t(position);
  if (i < s.size())
    while (is_continuation(byte_at(s, i))) ++i;
  if (i >= s.size()) return a.give();
  uint32_t code;
  const size_t length = decode(s, i, mode, &code);
  if (length == 0 || is_continuation(byte_at(s, i + length)))
    return raise_lib(L, at, argc, kInvalid);
  return a.give(Value::integer(int64_t(i + 1)), Value::integer(code));
}

constexpr Builtin kNextStrict = {"for iterator", next_code<Mode::Strict>};
constexpr Builtin kNextLax = {"for iterator", next_code<Mode::Lax>};

Returned utf8_codes(Thread* L, Value* at, uint32_t argc) {
  Args a{L, at, argc};
  std::string_view s;
  if (!text_at(a, 1, &s)) return Returned::Raised;
  if (is_continuation(byte_at(s, 0))) return a.fail(1, kInvalid);
  const Builtin* next = mode_at(a, 2) == Mode::Lax ? &kNextLax : &kNextStrict;
  const Value subject = at[1];
  const Value function = Value::builtin(next);
  copy(at, &function);
  copy(at + 1, &subject);
  set_int(at + 2, 0);
  return returned(3);
}

constexpr Builtin kRows[] = {
    {"offset", utf8_offset}, {"codepoint", utf8_codepoint}, {"char", utf8_char},
    {"len", utf8_len},       {"codes", utf8_codes},
};

}  // namespace

Table* open_utf8(Thread* L) {
  Root<Table> library{L, new_table(L)};
  if (!library.get() || !register_builtins(L, library, kRows)) return nullptr;
  const Str* pattern = new_string(L, kCharPattern);
  if (!pattern || !set_field(L, library, "charpattern", Value::of(pattern))) return nullptr;
  return library;
}

}  // namespace tri::lib
