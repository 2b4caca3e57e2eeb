// Scan: which of 64 bytes belong to a set, as the bits of a word.
//
//   members_of<kSet>(Block)   bit i is set when byte i belongs to kSet
//
// The set is known at compile time and decides how: one or two runs of neighbouring bytes are found by comparing, any
// other set by two lookups of 16 entries (a row per low nibble, a bit per high nibble). The portable form looks bytes
// up in a table one by one.
#pragma once

#include <cstring>

#include "base/assert.hpp"
#include "net/parse/byte_set.hpp"
#include "net/parse/isa.hpp"

namespace tri::net::parse {

inline constexpr size_t kBlockSize = 64;

// One byte per value: 1 for members. 256 bytes per set that portable code looks through.
template <ByteSet kSet>
inline constexpr std::array<uint8_t, 256> kMemberTable = [] {
  std::array<uint8_t, 256> table{};
  for (unsigned byte = 0; byte < 256; ++byte) table[byte] = kSet.has(uint8_t(byte));
  return table;
}();

// For bytes below 128: byte b is a member when rows[b & 15] has bit b >> 4. Repeated for the lanes of a vector.
template <ByteSet kSet>
alignas(64) inline constexpr std::array<uint8_t, 64> kNibbleRows = [] {
  std::array<uint8_t, 64> rows{};
  for (unsigned byte = 0; byte < 128; ++byte)
    if (kSet.has(uint8_t(byte)))
      for (unsigned lane = 0; lane < 64; lane += 16)
        rows[lane + (byte & 15)] = uint8_t(rows[lane + (byte & 15)] | 1 << (byte >> 4));
  return rows;
}();
alignas(64) inline constexpr std::array<uint8_t, 64> kNibbleBits = [] {
  std::array<uint8_t, 64> bits{};
  for (unsigned i = 0; i < 64; ++i) bits[i] = uint8_t((i & 15) < 8 ? 1 << (i & 7) : 0);
  return bits;
}();

inline constexpr ByteSet kAscii = byte_range(0, 127);
constexpr ByteSet upper_half_moved_down(ByteSet set) {
  return {{set.words[2], set.words[3], 0, 0}};
}

TRI_ISA_BEGIN

#if defined(TRI_NET_ISA_AVX512)

using Block = __m512i;

// `size` bytes, at most 64 of which are looked at; the others of the block are 0.
TRI_INLINE Block load_block(const uint8_t* bytes, size_t size) {
  if (size >= kBlockSize) [[likely]]
    return _mm512_loadu_si512(bytes);
  return _mm512_maskz_loadu_epi8(_bzhi_u64(~uint64_t{0}, unsigned(size)), bytes);
}

template <ByteRun kRun>
TRI_INLINE uint64_t in_run(Block block) {
  if constexpr (kRun.low == kRun.high)
    return _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(char(kRun.low)));
  else if constexpr (kRun.low == 0)
    return _mm512_cmple_epu8_mask(block, _mm512_set1_epi8(char(kRun.high)));
  else if constexpr (kRun.high == 255)
    return _mm512_cmpge_epu8_mask(block, _mm512_set1_epi8(char(kRun.low)));
  else
    return _mm512_cmple_epu8_mask(_mm512_sub_epi8(block, _mm512_set1_epi8(char(kRun.low))),
                                  _mm512_set1_epi8(char(kRun.high - kRun.low)));
}

template <ByteSet kSet>  // of bytes below 128
TRI_INLINE uint64_t in_nibble_table(Block block) {
  const Block rows = _mm512_load_si512(kNibbleRows<kSet>.data());
  const Block bits = _mm512_load_si512(kNibbleBits.data());
  const Block high = _mm512_and_si512(_mm512_srli_epi16(block, 4), _mm512_set1_epi8(15));
  // A shuffle gives 0 for indices above 127, so bytes of the upper half find no row.
  return _mm512_test_epi8_mask(_mm512_shuffle_epi8(rows, block), _mm512_shuffle_epi8(bits, high));
}

TRI_INLINE Block flip_upper_bit(Block block) {
  return _mm512_xor_si512(block, _mm512_set1_epi8(char(0x80)));
}

#elif defined(TRI_NET_ISA_AVX2)

struct Block {
  __m256i low, high;
};

TRI_INLINE Block load_block(const uint8_t* bytes, size_t size) {
  alignas(32) uint8_t copy[kBlockSize];
  if (size < kBlockSize) [[unlikely]] {
    std::memset(copy, 0, sizeof copy);
    if (size != 0) std::memcpy(copy, bytes, size);
    bytes = copy;
  }
  return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes)),
          _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes + 32))};
}

TRI_INLINE uint64_t signs_of(__m256i low, __m256i high) {
  return uint64_t(uint32_t(_mm256_movemask_epi8(low))) |
         uint64_t(uint32_t(_mm256_movemask_epi8(high))) << 32;
}

template <ByteRun kRun>
TRI_INLINE __m256i in_run_half(__m256i half) {
  if constexpr (kRun.low == kRun.high)
    return _mm256_cmpeq_epi8(half, _mm256_set1_epi8(char(kRun.low)));
  const __m256i moved = _mm256_sub_epi8(half, _mm256_set1_epi8(char(kRun.low)));
  const __m256i width = _mm256_set1_epi8(char(kRun.high - kRun.low));
  return _mm256_cmpeq_epi8(_mm256_min_epu8(moved, width), moved);
}

template <ByteRun kRun>
TRI_INLINE uint64_t in_run(Block block) {
  return signs_of(in_run_half<kRun>(block.low), in_run_half<kRun>(block.high));
}

template <ByteSet kSet>
TRI_INLINE __m256i in_nibble_table_half(__m256i half) {
  const __m256i rows =
      _mm256_load_si256(reinterpret_cast<const __m256i*>(kNibbleRows<kSet>.data()));
  const __m256i bits = _mm256_load_si256(reinterpret_cast<const __m256i*>(kNibbleBits.data()));
  const __m256i upper = _mm256_and_si256(_mm256_srli_epi16(half, 4), _mm256_set1_epi8(15));
  const __m256i bit = _mm256_shuffle_epi8(bits, upper);
  const __m256i row = _mm256_shuffle_epi8(rows, half);
  // bit is 0 for the upper half of the bytes, where "row has it" would hold by itself; row is 0 there too.
  return _mm256_andnot_si256(_mm256_cmpeq_epi8(_mm256_and_si256(row, bit), _mm256_setzero_si256()),
                             _mm256_set1_epi8(-1));
}

template <ByteSet kSet>
TRI_INLINE uint64_t in_nibble_table(Block block) {
  return signs_of(in_nibble_table_half<kSet>(block.low), in_nibble_table_half<kSet>(block.high));
}

TRI_INLINE Block flip_upper_bit(Block block) {
  const __m256i bit = _mm256_set1_epi8(char(0x80));
  return {_mm256_xor_si256(block.low, bit), _mm256_xor_si256(block.high, bit)};
}

#endif

#if defined(TRI_NET_ISA_AVX512) || defined(TRI_NET_ISA_AVX2)

inline constexpr bool kHasBlocks = true;

template <ByteSet kSet>
TRI_INLINE uint64_t members_of(Block block) {
  constexpr ByteRuns kRuns = runs_of(kSet);
  constexpr ByteRuns kGaps = runs_of(~kSet);
  if constexpr (kRuns.count == 0)
    return 0;
  else if constexpr (kRuns.count == 1)
    return in_run<kRuns.runs[0]>(block);
  else if constexpr (kGaps.count == 1)
    return ~in_run<kGaps.runs[0]>(block);
  else if constexpr (kRuns.count == 2)
    return in_run<kRuns.runs[0]>(block) | in_run<kRuns.runs[1]>(block);
  else if constexpr ((kSet - kAscii).empty())
    return in_nibble_table<kSet>(block);
  else if constexpr ((~kSet - kAscii).empty())
    return ~in_nibble_table<~kSet>(block);
  else
    return in_nibble_table < kSet & kAscii > (block) |
           in_nibble_table<upper_half_moved_down(kSet)>(flip_upper_bit(block));
}

// The offset of the first byte at or after `from` that is not in kSet, or `size`.
template <ByteSet kSet>
TRI_INLINE size_t skip_members(const uint8_t* bytes, size_t from, size_t size) {
  while (from < size) {
    const size_t left = size - from;
    const uint64_t others = members_of<~kSet>(load_block(bytes + from, left));
    // The bytes that load_block made up may look like members or not, so both cases end at `size`.
    if (others != 0) {
      const size_t offset = size_t(__builtin_ctzll(others));
      return offset < left ? from + offset : size;
    }
    from += kBlockSize;
  }
  return size;
}

#else

inline constexpr bool kHasBlocks = false;

template <ByteSet kSet>
TRI_INLINE size_t skip_members(const uint8_t* bytes, size_t from, size_t size) {
  const auto& members = kMemberTable<kSet>;
  while (size - from >= 4) {
    if (!members[bytes[from]]) return from;
    if (!members[bytes[from + 1]]) return from + 1;
    if (!members[bytes[from + 2]]) return from + 2;
    if (!members[bytes[from + 3]]) return from + 3;
    from += 4;
  }
  while (from < size && members[bytes[from]]) ++from;
  return from;
}

#endif

TRI_ISA_END

}  // namespace tri::net::parse
