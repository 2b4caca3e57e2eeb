// Numbers as text, both ways, exactly as Lua 5.4 reads and writes them, whatever the locale.
//
// Used by the lexer, tonumber and arithmetic on strings; by tostring, concatenation and io.write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tri {

struct ParsedNumber {
  enum class Kind : uint8_t { None, Integer, Float };

  Kind kind = Kind::None;
  union {
    int64_t integer = 0;
    double number;
  };

  explicit operator bool() const { return kind != Kind::None; }
};

// The number that `text` as a whole is, white space around it allowed, or None.
//
//   digits only            an integer, or the nearest float if it does not fit
//   0x and hex digits      an integer, modulo 2^64
//   with . or exponent     a float: decimal with e, hexadecimal with p; rounded to nearest even
//
// Either may have a sign. "inf" and "nan" are not numbers. Cost: O(length).
ParsedNumber parse_number(std::string_view text);

// True for the characters Lua calls space, in every locale.
constexpr bool is_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// Enough for what any of the functions below writes.
inline constexpr size_t kNumberTextSize = 32;

// These write at `out` (kNumberTextSize bytes), without a final zero, and return the end of what they wrote.

// As "%d".
char* format_integer(char* out, int64_t value);
// As "%.14g" in the C locale; inf, -inf, nan, -nan.
char* format_float_plain(char* out, double value);
// As tostring: the same, but with ".0" where that looks like an integer.
char* format_float(char* out, double value);

}  // namespace tri
