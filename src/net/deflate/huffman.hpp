// Huffman codes as DEFLATE has them (RFC 1951, 3.2.2).
#pragma once

#include <cstdint>
#include <span>

namespace tri::net::deflate {

inline constexpr size_t kMaxSymbols = 288;

// A code for symbols that occur so often: lengths (0 for those that do not occur) and codes, each with its first bit lowest,
// as it is written; codes without a length are left as they are. No length is above `limit`, for which the code may be a
// little longer than the shortest. A symbol that occurs alone gets one bit. Cost: O(n); no allocation.
// counts.size() ≤ kMaxSymbols, their sum < 2^16, and at most 2^limit of them are not 0.
void make_code(std::span<const uint32_t> counts, int limit, std::span<uint8_t> lengths,
               std::span<uint16_t> codes);

// The canonical code of these lengths.
void assign_codes(std::span<const uint8_t> lengths, std::span<uint16_t> codes);

}  // namespace tri::net::deflate
