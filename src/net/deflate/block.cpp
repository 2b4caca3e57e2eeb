#include "net/deflate/block.hpp"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>

#include "base/assert.hpp"
#include "net/deflate/huffman.hpp"

namespace tri::net::deflate {
namespace {

// RFC 1951, 3.2.5: lengths and distances are a symbol that names a range, and some bits for the place in it.
struct Range {
  uint16_t base;
  uint8_t extra;
};
constexpr std::array<Range, 29> kLengthRanges = [] {
  std::array<Range, 29> ranges{};
  uint16_t base = kMinMatch;
  for (unsigned i = 0; i < 28; ++i) {
    const auto extra = uint8_t(i < 8 ? 0 : (i - 4) / 4);
    ranges[i] = {base, extra};
    base = uint16_t(base + (1 << extra));
  }
  ranges[28] = {kMaxMatch, 0};
  return ranges;
}();
constexpr std::array<Range, 30> kDistanceRanges = [] {
  std::array<Range, 30> ranges{};
  uint16_t base = 1;
  for (unsigned i = 0; i < 30; ++i) {
    const auto extra = uint8_t(i < 4 ? 0 : (i - 2) / 2);
    ranges[i] = {base, extra};
    base = uint16_t(base + (1 << extra));
  }
  return ranges;
}();
// By length - 3.
constexpr std::array<uint8_t, 256> kLengthSymbols = [] {
  std::array<uint8_t, 256> symbols{};
  for (unsigned length = kMinMatch, symbol = 0; length <= kMaxMatch; ++length) {
    while (symbol < 28 && length >= kLengthRanges[symbol + 1].base) ++symbol;
    symbols[length - kMinMatch] = uint8_t(symbol);
  }
  return symbols;
}();
// From 4 on, each power of two is cut in two ranges.
unsigned distance_symbol(uint32_t distance) {
  const uint32_t less = distance - 1;
  if (less < 4) return less;
  const auto top = unsigned(std::bit_width(less)) - 1;
  return 2 * top + (less >> (top - 1) & 1);
}

constexpr unsigned kFixedBlock = 1, kDynamicBlock = 2;
constexpr unsigned kBlockHead = 3;  // bits: last or not, and the kind

// Below this a block has too few symbols for a code of its own to pay for its header.
constexpr uint64_t kLeastDynamicBits = 700;

constexpr std::array<uint8_t, 19> kCodeLengthOrder = {16, 17, 18, 0, 8,  7, 9,  6, 10, 5,
                                                      11, 4,  12, 3, 13, 2, 14, 1, 15};
constexpr unsigned kRepeat = 16, kZeros = 17, kManyZeros = 18;

}  // namespace

// The two codes of a block as it is described in front of it: run-length coded lengths, in a code of their own.
struct Block::Header {
  struct Item {
    uint8_t symbol, extra, extra_bits;
  };

  explicit Header(const Code& code) {
    letters = kLetters;
    while (letters > 257 && code.letter_lengths[letters - 1] == 0) --letters;
    distances = kDistances;
    while (distances > 1 && code.distance_lengths[distances - 1] == 0) --distances;
    std::array<uint8_t, kLetters + kDistances> all;
    std::copy_n(code.letter_lengths.begin(), letters, all.begin());
    std::copy_n(code.distance_lengths.begin(), distances, all.begin() + ptrdiff_t(letters));
    run_lengths({all.data(), letters + distances});
    // Some readers refuse a code of a single symbol here.
    if (std::ranges::count(counts, 0u) == 18) counts[counts[0] == 0 ? 0 : 1] = 1;
    make_code(counts, 7, lengths, codes);
    written = 19;
    while (written > 4 && lengths[kCodeLengthOrder[written - 1]] == 0) --written;
  }

  uint64_t bits() const {
    uint64_t total = 5 + 5 + 4 + 3 * written;
    for (size_t i = 0; i < size; ++i) total += lengths[items[i].symbol] + items[i].extra_bits;
    return total;
  }

  void run_lengths(std::span<const uint8_t> all) {
    for (size_t i = 0; i < all.size();) {
      size_t run = 1;
      while (i + run < all.size() && all[i + run] == all[i]) ++run;
      i += run;
      const uint8_t length = all[i - 1];
      if (length == 0) {
        while (run >= 3) {
          const size_t part = std::min<size_t>(run, 138);
          if (part >= 11)
            add(kManyZeros, part - 11, 7);
          else
            add(kZeros, part - 3, 3);
          run -= part;
        }
      } else {
        add(length, 0, 0);
        --run;
        while (run >= 3) {
          const size_t part = std::min<size_t>(run, 6);
          add(kRepeat, part - 3, 2);
          run -= part;
        }
      }
      for (; run > 0; --run) add(length, 0, 0);
    }
  }
  void add(unsigned symbol, size_t extra, unsigned extra_bits) {
    items[size++] = {uint8_t(symbol), uint8_t(extra), uint8_t(extra_bits)};
    ++counts[symbol];
  }

  size_t letters, distances, written, size = 0;
  std::array<Item, kLetters + kDistances> items;
  std::array<uint32_t, 19> counts{};
  std::array<uint8_t, 19> lengths;
  std::array<uint16_t, 19> codes;
};

const Block::Code& Block::fixed_code() {
  static const Code kCode = [] {
    Code code;
    for (size_t i = 0; i < code.letter_lengths.size(); ++i)
      code.letter_lengths[i] = i < 144 ? 8 : i < 256 ? 9 : i < 280 ? 7 : 8;
    code.distance_lengths.fill(5);
    assign_codes(code.letter_lengths, code.letters);
    assign_codes(code.distance_lengths, code.distances);
    return code;
  }();
  return kCode;
}

void Block::match(uint32_t length, uint32_t distance) {
  TRI_ASSERT(length >= kMinMatch && length <= kMaxMatch && distance >= 1 && distance <= 32768);
  const unsigned symbol = kLengthSymbols[length - kMinMatch], far = distance_symbol(distance);
  ++letters_[kEnd + 1 + symbol];
  ++distances_[far];
  extra_bits_ += uint64_t(kLengthRanges[symbol].extra) + kDistanceRanges[far].extra;
  tokens_.items[size_++] = kIsMatch | (length - kMinMatch) << 16 | (distance - 1);
}

uint64_t Block::body_bits(const Code& code) const {
  uint64_t total = extra_bits_;
  for (size_t i = 0; i < kLetters; ++i) total += uint64_t(letters_[i]) * code.letter_lengths[i];
  for (size_t i = 0; i < kDistances; ++i)
    total += uint64_t(distances_[i]) * code.distance_lengths[i];
  return total;
}

// At most 48 bits; `at` has room for 8 bytes.
void Block::put(uint64_t bits, unsigned count, char*& at) {
  bits_ |= bits << bit_count_;
  bit_count_ += count;
  std::memcpy(at, &bits_, sizeof bits_);
  at += bit_count_ / 8;
  bits_ >>= bit_count_ & ~7u;
  bit_count_ &= 7;
}

void Block::write_body(const Code& code, char*& at) {
  for (uint32_t i = 0; i < size_; ++i) {
    const uint32_t token = tokens_.items[i];
    if ((token & kIsMatch) == 0) {
      put(code.letters[token], code.letter_lengths[token], at);
      continue;
    }
    const uint32_t length = (token >> 16 & 0xff) + kMinMatch, distance = (token & 0xffff) + 1;
    const unsigned symbol = kLengthSymbols[length - kMinMatch], far = distance_symbol(distance);
    const Range by_length = kLengthRanges[symbol], by_distance = kDistanceRanges[far];
    uint64_t bits = code.letters[kEnd + 1 + symbol];
    unsigned count = code.letter_lengths[kEnd + 1 + symbol];
    bits |= uint64_t(length - by_length.base) << count;
    count += by_length.extra;
    bits |= uint64_t(code.distances[far]) << count;
    count += code.distance_lengths[far];
    bits |= uint64_t(distance - by_distance.base) << count;
    put(bits, count + by_distance.extra, at);
  }
  put(code.letters[kEnd], code.letter_lengths[kEnd], at);
}

void Block::write(std::string& out) {
  if (size_ == 0) return;
  letters_[kEnd] = 1;
  const Code* code = &fixed_code();
  uint64_t bits = body_bits(*code);
  Code own;
  std::optional<Header> header;
  if (bits >= kLeastDynamicBits) {
    make_code(letters_, 15, {own.letter_lengths.data(), kLetters}, {own.letters.data(), kLetters});
    make_code(distances_, 15, own.distance_lengths, own.distances);
    // Without distances one is described all the same: a code of none is read by some only.
    if (std::ranges::count(distances_, 0u) == int(kDistances)) own.distance_lengths[0] = 1;
    header.emplace(own);
    const uint64_t own_bits = body_bits(own) + header->bits();
    if (own_bits < bits) {
      bits = own_bits;
      code = &own;
    }
  }
  const size_t start = out.size();
  out.resize(start + (bit_count_ + kBlockHead + bits) / 8 + 16);
  char* at = out.data() + start;
  if (code == &own) {
    put(kDynamicBlock << 1, kBlockHead, at);
    put((header->letters - 257) | (header->distances - 1) << 5 | (header->written - 4) << 10, 14,
        at);
    for (size_t i = 0; i < header->written; ++i) put(header->lengths[kCodeLengthOrder[i]], 3, at);
    for (size_t i = 0; i < header->size; ++i) {
      const Header::Item item = header->items[i];
      const unsigned length = header->lengths[item.symbol];
      put(header->codes[item.symbol] | uint64_t(item.extra) << length, length + item.extra_bits,
          at);
    }
  } else {
    put(kFixedBlock << 1, kBlockHead, at);
  }
  write_body(*code, at);
  out.resize(size_t(at - out.data()));
  letters_.fill(0);
  distances_.fill(0);
  size_ = 0;
  extra_bits_ = 0;
}

void Block::finish(std::string& out) {
  write(out);
  char room[16], *at = room;  // each of the two writes eight bytes
  put(0, kBlockHead, at);
  if (bit_count_ > 0) put(0, 8 - bit_count_, at);
  out.append(room, size_t(at - room));
}

}  // namespace tri::net::deflate
