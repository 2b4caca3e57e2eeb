// ByteSet: a set of characters, one bit for each of the 256. A new one is not initialised: see none().
#pragma once

#include <cstdint>

#include "base/assert.hpp"

namespace tri::lib {

struct ByteSet {
  static constexpr int kWords = 4;
  uint64_t words[kWords];

  static constexpr ByteSet none() { return ByteSet{{}}; }
  static constexpr ByteSet all() { return none().inverted(); }
  static constexpr ByteSet of(uint8_t c) {
    ByteSet set = none();
    set.add(c);
    return set;
  }

  constexpr void add(uint8_t c) { words[c / 64] |= uint64_t(1) << (c % 64); }
  // Both ends included; nothing when they are the wrong way round.
  constexpr void add_range(uint8_t first, uint8_t last) {
    for (uint32_t c = first; c <= last; ++c) add(uint8_t(c));
  }
  constexpr void add(const ByteSet& other) {
    for (int i = 0; i < kWords; ++i) words[i] |= other.words[i];
  }
  constexpr ByteSet inverted() const {
    ByteSet set = none();
    for (int i = 0; i < kWords; ++i) set.words[i] = ~words[i];
    return set;
  }

  constexpr bool has(uint8_t c) const { return words[c / 64] >> (c % 64) & 1; }
  constexpr bool meets(const ByteSet& other) const {
    uint64_t common = 0;
    for (int i = 0; i < kWords; ++i) common |= words[i] & other.words[i];
    return common != 0;
  }
  constexpr int size() const {
    int n = 0;
    for (const uint64_t word : words) n += __builtin_popcountll(word);
    return n;
  }
  // The smallest member of a set that is not empty.
  constexpr uint8_t first() const {
    int i = 0;
    while (!words[i]) ++i;
    return uint8_t(i * 64 + __builtin_ctzll(words[i]));
  }
  // Calls f(c) for each member.
  template <class F>
  constexpr void each(F f) const {
    for (int i = 0; i < kWords; ++i)
      for (uint64_t word = words[i]; word; word &= word - 1)
        f(uint8_t(i * 64 + __builtin_ctzll(word)));
  }
  friend constexpr bool operator==(const ByteSet&, const ByteSet&) = default;
};

}  // namespace tri::lib
