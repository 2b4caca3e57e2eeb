#include "net/deflate/huffman.hpp"

#include <algorithm>
#include <array>

#include "base/assert.hpp"

namespace tri::net::deflate {
namespace {

constexpr int kMaxLength = 15;

// Leaves of a tree by their depth. Weights of 32 bits in all make no tree deeper than 46, which would be Fibonacci's.
using Leaves = std::array<int, 64>;

using Codes = std::array<uint32_t, kMaxLength + 1>;

// How many leaves lie at each depth of the Huffman tree over ascending weights. Two queues, leaves and inner nodes, are both
// ascending, so the lightest two are always at their fronts.
Leaves leaves_by_depth(std::span<const uint32_t> weights) {
  const size_t inner = weights.size() - 1;
  std::array<uint32_t, kMaxSymbols> sums, depth;
  std::array<uint16_t, kMaxSymbols> leaf_parent, inner_parent;
  size_t leaf = 0, made = 0;
  for (size_t node = 0; node < inner; ++node) {
    sums[node] = 0;
    for (int child = 0; child < 2; ++child) {
      if (leaf < weights.size() && (made == node || weights[leaf] <= sums[made])) {
        leaf_parent[leaf] = uint16_t(node);
        sums[node] += weights[leaf++];
      } else {
        inner_parent[made] = uint16_t(node);
        sums[node] += sums[made++];
      }
    }
  }
  depth[inner - 1] = 0;
  for (size_t node = inner - 1; node-- > 0;) depth[node] = depth[inner_parent[node]] + 1;
  Leaves leaves{};
  for (size_t i = 0; i < weights.size(); ++i) ++leaves[depth[leaf_parent[i]] + 1];
  return leaves;
}

// Moves leaves that lie too deep up to `limit`, and others down until the code is a code again.
void limit_depth(Leaves& leaves, int limit) {
  for (size_t deep = size_t(limit) + 1; deep < leaves.size(); ++deep) {
    leaves[size_t(limit)] += leaves[deep];
    leaves[deep] = 0;
  }
  // In units of a leaf at the limit; a full tree holds 2^limit.
  int64_t used = 0;
  for (int length = 1; length <= limit; ++length)
    used += int64_t(leaves[size_t(length)]) << (limit - length);
  for (; used > int64_t{1} << limit; --used) {
    // One leaf of the limit goes below another leaf, which moves one down to make room for both.
    int length = limit - 1;
    while (leaves[size_t(length)] == 0) --length;
    --leaves[size_t(limit)];
    --leaves[size_t(length)];
    leaves[size_t(length) + 1] += 2;
  }
}

// The first code of each length, from how many there are.
Codes first_codes(const Leaves& with) {
  Codes first{};
  for (size_t length = 2; length <= kMaxLength; ++length)
    first[length] = (first[length - 1] + uint32_t(with[length - 1])) << 1;
  return first;
}

uint16_t turned(uint32_t code, unsigned length) {
  return uint16_t(__builtin_bitreverse16(uint16_t(code)) >> (16 - length));
}

// A symbol and how often it occurs; by the second they are sorted, eight bits at a time.
uint32_t key_of(uint32_t count, size_t symbol) { return count << 9 | uint32_t(symbol); }
uint32_t count_of(uint32_t key) { return key >> 9; }
size_t symbol_of(uint32_t key) { return key & 511; }

void sort_by_count(std::span<uint32_t> keys, uint32_t largest) {
  std::array<uint32_t, kMaxSymbols> sorted;
  for (unsigned shift = 9; shift < 25 && largest >> (shift - 9) != 0; shift += 8) {
    std::array<uint16_t, 257> begins{};
    for (const uint32_t key : keys) ++begins[(key >> shift & 255) + 1];
    for (size_t i = 1; i < 256; ++i) begins[i] = uint16_t(begins[i] + begins[i - 1]);
    for (const uint32_t key : keys) sorted[begins[key >> shift & 255]++] = key;
    std::copy_n(sorted.begin(), keys.size(), keys.begin());
  }
}

}  // namespace

void make_code(std::span<const uint32_t> counts, int limit, std::span<uint8_t> lengths,
               std::span<uint16_t> codes) {
  TRI_ASSERT(counts.size() <= kMaxSymbols && lengths.size() == counts.size());
  std::array<uint32_t, kMaxSymbols + 1> order, weights;
  std::array<uint16_t, kMaxSymbols + 1> used;
  size_t size = 0;
  uint32_t largest = 0;
  for (size_t symbol = 0; symbol < counts.size(); ++symbol) {
    // Written always and counted when it occurs: no branch, which would be anyone's guess.
    order[size] = key_of(counts[symbol], symbol);
    used[size] = uint16_t(symbol);
    size += counts[symbol] != 0;
    largest |= counts[symbol];
  }
  std::fill(lengths.begin(), lengths.end(), uint8_t{0});
  if (size == 0) return;
  Leaves leaves{};
  if (size == 1) {
    leaves[1] = 1;
  } else {
    sort_by_count({order.data(), size}, largest);
    for (size_t i = 0; i < size; ++i) weights[i] = count_of(order[i]);
    leaves = leaves_by_depth({weights.data(), size});
    limit_depth(leaves, limit);
  }
  for (size_t length = size_t(limit), next = 0; length > 0; --length)
    for (int i = 0; i < leaves[length]; ++i) lengths[symbol_of(order[next++])] = uint8_t(length);
  Codes next = first_codes(leaves);
  for (size_t i = 0; i < size; ++i) {
    const uint8_t length = lengths[used[i]];
    codes[used[i]] = turned(next[length]++, length);
  }
}

void assign_codes(std::span<const uint8_t> lengths, std::span<uint16_t> codes) {
  Leaves with{};
  for (const uint8_t length : lengths) ++with[length];
  with[0] = 0;  // symbols without a code
  Codes next = first_codes(with);
  for (size_t symbol = 0; symbol < lengths.size(); ++symbol)
    if (lengths[symbol] != 0) codes[symbol] = turned(next[lengths[symbol]]++, lengths[symbol]);
}

}  // namespace tri::net::deflate
