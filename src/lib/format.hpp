// Conversions of string.format: a specification like %-8.3f, and writing numbers and texts by one.
//
// The texts are those of C's printf. They are made here and not by printf because that is several times slower; only what is
// rare (%a, %p, the # flag of floats, a locale with another decimal point) goes there.
#pragma once

#include <cstdint>
#include <string_view>

#include "runtime/text_buffer.hpp"

namespace tri::lib {

struct FormatSpec {
  // From '%' to the conversion character; its length is at most kMaxFormatSpec.
  std::string_view text;
  char conversion = '\0';  // '\0' at the end of a format
  bool left = false, plus = false, space = false, alternate = false, zero = false;
  int width = 0;
  int precision = -1;  // -1: none given
  bool plain() const { return text.size() == 2; }
};
inline constexpr size_t kMaxFormatSpec = 22;

// The specification at the start of `format`, a '%' that has at least one character behind it or ends the text. Only its extent
// and conversion are set. False: too long.
bool find_spec(std::string_view format, FormatSpec* out);
// Reads flags, width (two digits) and precision (two digits). False: something else is in it, or one of these that the conversion
// does not take: a flag not in `flags`, a precision.
bool read_spec(std::string_view flags, bool takes_precision, FormatSpec* spec);

// Write at the end of `out`. False: raised, no memory.
[[nodiscard]] bool add_padded(TextBuffer& out, const FormatSpec& spec, std::string_view text);
// d i u o x X
[[nodiscard]] bool add_formatted_int(TextBuffer& out, const FormatSpec& spec, int64_t value);
// a A e E f g G
[[nodiscard]] bool add_formatted_float(TextBuffer& out, const FormatSpec& spec, double value);

}  // namespace tri::lib
