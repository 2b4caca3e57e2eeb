// Characters as the lexer classes them: ASCII only, in every locale.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>

namespace tri::syntax {

enum class CharacterClass : uint8_t {
  Letter = 1,
  Digit = 2,
  HexDigit = 4,
  Space = 8,
  QuotedStop = 16,  // what ends or interrupts the plain part of a quoted string
  LongStop = 32,    // the same in a long bracket
};

namespace detail {
constexpr std::array<uint8_t, 256> character_table() {
  std::array<uint8_t, 256> table{};
  const auto add = [&](int first, int last, CharacterClass c) {
    for (int i = first; i <= last; ++i) table[size_t(i)] |= uint8_t(c);
  };
  add('a', 'z', CharacterClass::Letter);
  add('A', 'Z', CharacterClass::Letter);
  add('_', '_', CharacterClass::Letter);
  add('0', '9', CharacterClass::Digit);
  add('0', '9', CharacterClass::HexDigit);
  add('a', 'f', CharacterClass::HexDigit);
  add('A', 'F', CharacterClass::HexDigit);
  add(' ', ' ', CharacterClass::Space);
  add('\t', '\r', CharacterClass::Space);
  for (const unsigned char c : {'\0', '\n', '\r', '\\', '"', '\''})
    add(c, c, CharacterClass::QuotedStop);
  for (const unsigned char c : {'\0', '\n', '\r', ']'}) add(c, c, CharacterClass::LongStop);
  return table;
}
inline constexpr auto kCharacters = character_table();
inline bool is(char c, int classes) {
  return (kCharacters[static_cast<unsigned char>(c)] & classes) != 0;
}
}  // namespace detail

inline bool is_letter(char c) { return detail::is(c, int(CharacterClass::Letter)); }  // or _
inline bool is_digit(char c) { return detail::is(c, int(CharacterClass::Digit)); }
inline bool is_letter_or_digit(char c) {
  return detail::is(c, int(CharacterClass::Letter) | int(CharacterClass::Digit));
}
inline bool is_hex_digit(char c) { return detail::is(c, int(CharacterClass::HexDigit)); }
inline bool is_space_character(char c) { return detail::is(c, int(CharacterClass::Space)); }
inline bool stops_quoted(char c) { return detail::is(c, int(CharacterClass::QuotedStop)); }
inline bool stops_long(char c) { return detail::is(c, int(CharacterClass::LongStop)); }

// The value of a hexadecimal digit.
inline int hex_value(char c) { return is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10; }

}  // namespace tri::syntax
