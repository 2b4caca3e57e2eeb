// Compiled once per instruction set (net/parse/isa.hpp): the compiler makes vectors of the loop over words.
#include "net/websocket/mask_kernel.hpp"

#include <bit>
#include <cstring>

#include "net/parse/scan.hpp"

namespace tri::net::websocket {

TRI_ISA_BEGIN

static void apply_mask(char* bytes, size_t size, MaskingKey key, uint64_t offset) {
  // The key as it applies to bytes[0], repeated to a word.
  const uint32_t turned = std::rotr(std::bit_cast<uint32_t>(key),
                                    int(8 * (offset & 3)));  // little endian: byte 0 is the low one
  static_assert(std::endian::native == std::endian::little);
  const uint64_t word_key = turned | uint64_t(turned) << 32;
  size_t i = 0;
  for (; i + 8 <= size; i += 8) {
    uint64_t word;
    std::memcpy(&word, bytes + i, sizeof word);
    word ^= word_key;
    std::memcpy(bytes + i, &word, sizeof word);
  }
  for (; i < size; ++i) bytes[i] = char(bytes[i] ^ char(word_key >> (8 * (i & 7))));
}

static size_t end_of_ascii(const uint8_t* bytes, size_t from, size_t size) {
  return parse::skip_members<parse::kAscii>(bytes, from, size);
}

TRI_ISA_END

template <>
MaskEntry mask_kernel<parse::kThisIsa>() {
  return apply_mask;
}

template <>
AsciiEntry ascii_kernel<parse::kThisIsa>() {
  return end_of_ascii;
}

}  // namespace tri::net::websocket
