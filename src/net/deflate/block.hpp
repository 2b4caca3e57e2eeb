// Block: a run of literals and matches, written as one DEFLATE block (RFC 1951, 3.2.3) with whichever code is shorter.
//
// Bits are gathered lowest first; a block may begin and end inside a byte, so one object writes all blocks of a message.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace tri::net::deflate {

inline constexpr uint32_t kMinMatch = 3, kMaxMatch = 258;

class Block {
 public:
  Block() : tokens_() {}

  bool full() const { return size_ == kCapacity; }
  void literal(uint8_t byte) {
    tokens_.items[size_++] = byte;
    ++letters_[byte];
  }
  // length 3 to 258, distance 1 to 32768
  void match(uint32_t length, uint32_t distance);

  // Writes what was gathered as a block that is not the last.
  void write(std::string& out);
  // Writes the rest, and the head of an empty stored block, padded to a byte.
  void finish(std::string& out);

 private:
  struct Code {
    std::array<uint8_t, 288> letter_lengths;
    std::array<uint16_t, 288> letters;
    std::array<uint8_t, 30> distance_lengths;
    std::array<uint16_t, 30> distances;
  };
  struct Header;

  static const Code& fixed_code();
  uint64_t body_bits(const Code& code) const;
  void write_body(const Code& code, char*& at);
  void put(uint64_t bits, unsigned count, char*& at);

  static constexpr uint32_t kCapacity = 8192, kIsMatch = 1u << 31;
  static constexpr size_t kEnd = 256, kLetters = 286, kDistances = 30;

  // Bytes, or kIsMatch | length - 3 << 16 | distance - 1. Not initialised: a small message pays for what it uses.
  union Tokens {
    Tokens() {}
    uint32_t items[kCapacity];
  } tokens_;
  uint32_t size_ = 0;
  uint64_t extra_bits_ = 0;
  std::array<uint32_t, kLetters> letters_{};  // how often each stands in the block
  std::array<uint32_t, kDistances> distances_{};
  uint64_t bits_ = 0;  // not yet written
  unsigned bit_count_ = 0;
};

}  // namespace tri::net::deflate
