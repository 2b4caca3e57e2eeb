// ByteSet: a set of byte values, known at compile time.
//
// The alphabet of the combinators: `take_while` takes members of one, `alt` branches on the sets of first bytes. A
// plain struct with public members, so that it may be a template argument.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace tri::net::parse {

struct ByteSet {
  std::array<uint64_t, 4> words{};

  constexpr bool has(uint8_t byte) const { return words[byte >> 6] >> (byte & 63) & 1; }
  constexpr void add(uint8_t byte) { words[byte >> 6] |= uint64_t{1} << (byte & 63); }
  constexpr size_t size() const {
    size_t count = 0;
    for (const uint64_t word : words) count += size_t(__builtin_popcountll(word));
    return count;
  }
  constexpr bool empty() const { return size() == 0; }

  friend constexpr ByteSet operator|(ByteSet a, ByteSet b) {
    for (size_t i = 0; i < 4; ++i) a.words[i] |= b.words[i];
    return a;
  }
  friend constexpr ByteSet operator&(ByteSet a, ByteSet b) {
    for (size_t i = 0; i < 4; ++i) a.words[i] &= b.words[i];
    return a;
  }
  friend constexpr ByteSet operator~(ByteSet a) {
    for (uint64_t& word : a.words) word = ~word;
    return a;
  }
  friend constexpr ByteSet operator-(ByteSet a, ByteSet b) { return a & ~b; }
  friend constexpr bool operator==(const ByteSet&, const ByteSet&) = default;
};

constexpr ByteSet bytes_of(std::string_view members) {
  ByteSet set;
  for (const char c : members) set.add(uint8_t(c));
  return set;
}

// Both ends belong to the set.
constexpr ByteSet byte_range(uint8_t low, uint8_t high) {
  ByteSet set;
  for (unsigned byte = low; byte <= high; ++byte) set.add(uint8_t(byte));
  return set;
}

inline constexpr ByteSet kAnyByte = byte_range(0, 255);
inline constexpr ByteSet kNoByte = {};
inline constexpr ByteSet kDigit = byte_range('0', '9');
inline constexpr ByteSet kHexDigit = kDigit | byte_range('a', 'f') | byte_range('A', 'F');
inline constexpr ByteSet kAlpha = byte_range('a', 'z') | byte_range('A', 'Z');
inline constexpr ByteSet kBlank = bytes_of(" \t");

// A run of neighbouring bytes, both ends included.
struct ByteRun {
  uint8_t low = 0, high = 0;
};

// The runs that make up a set, lowest first. Vector code compares with a few runs rather than look each byte up.
struct ByteRuns {
  std::array<ByteRun, 128> runs{};
  size_t count = 0;
};

constexpr ByteRuns runs_of(ByteSet set) {
  ByteRuns found;
  for (unsigned byte = 0; byte < 256; ++byte) {
    if (!set.has(uint8_t(byte))) continue;
    const unsigned low = byte;
    while (byte < 255 && set.has(uint8_t(byte + 1))) ++byte;
    found.runs[found.count++] = {uint8_t(low), uint8_t(byte)};
  }
  return found;
}

}  // namespace tri::net::parse
