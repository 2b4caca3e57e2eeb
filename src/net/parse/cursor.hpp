// Cursor: the input of a parse, the place reached, and what is known about the 64 bytes around it.
//
// A grammar names the sets whose ends it searches most (`Cursor<false, kTokenByte, kFieldByte>`). For each block of 64
// bytes the cursor classifies all of them at once and keeps one word per set; skipping to the end of a token is then a
// shift and a count of zeros, with no dependency on memory. Other sets are searched with vector code from where they
// are asked for; the portable form always does that.
//
//   data ──▶ ....GET /index.html HTTP/1.1....        block_ (64 bytes)
//                     ▲pos            ▲ ends_[i]: bit set where a byte is NOT in set i, or the input has ended
//
// Invariants: pos ≤ size. Bits of `ends_` at or behind `size` are set.
#pragma once

#include <string_view>

#include "net/parse/explanation.hpp"
#include "net/parse/scan.hpp"

namespace tri::net::parse {

TRI_ISA_BEGIN

template <bool kExplain, ByteSet... kIndexed>
class Cursor {
 public:
  static constexpr bool kExplains = kExplain;

  // `final`: nothing will follow, so the end of input is an end and not a reason to wait.
  TRI_INLINE Cursor(std::string_view input, size_t from, bool final, Explanation* why = nullptr)
      : data_(reinterpret_cast<const uint8_t*>(input.data())),
        size_(input.size()),
        final_(final),
        why_(why),
        pos(from) {}

  TRI_INLINE const uint8_t* at() const { return data_ + pos; }
  TRI_INLINE const uint8_t* data() const { return data_; }
  TRI_INLINE size_t size() const { return size_; }
  TRI_INLINE size_t left() const { return size_ - pos; }
  TRI_INLINE bool ended() const { return pos == size_; }
  TRI_INLINE uint8_t byte() const { return data_[pos]; }
  TRI_INLINE bool final() const { return final_; }

  // The input ends although `count` more bytes (≥ 1) belong here.
  TRI_INLINE Status more(size_t count) {
    if (final_) return Status::NoMatch;
    needed = count;
    return Status::NeedMore;
  }

  TRI_INLINE Status expected(size_t where, std::string_view what) {
    if constexpr (kExplain) why_->expect(where, what);
    return Status::NoMatch;
  }
  TRI_INLINE Status passed_limit(size_t where, Fault fault, std::string_view what) {
    if constexpr (kExplain) why_->limit(where, fault, what);
    return Status::Failed;
  }
  Explanation* explanation() const { return why_; }

  // The offset of the first byte at or after pos that is not in kSet, or size().
  template <ByteSet kSet>
  TRI_INLINE size_t end_of() {
    constexpr size_t kWhich = index_of<kSet>();
    if constexpr (kHasBlocks && kWhich < sizeof...(kIndexed)) {
      if (pos - block_ >= kBlockSize) [[unlikely]]
        classify(block_ + ((pos - block_) & ~(kBlockSize - 1)));
      const uint64_t ends = ends_[kWhich] >> (pos - block_);
      if (ends != 0) [[likely]]
        return pos + size_t(__builtin_ctzll(ends));
      do classify(block_ + kBlockSize);
      while (ends_[kWhich] == 0);
      return block_ + size_t(__builtin_ctzll(ends_[kWhich]));
    } else {
      return skip_members<kSet>(data_, pos, size_);
    }
  }

 private:
  template <ByteSet kSet>
  static consteval size_t index_of() {
    size_t which = 0, found = sizeof...(kIndexed);
    ((kIndexed == kSet ? void(found = which++) : void(++which)), ...);
    return found;
  }

  // Looks at the block that begins at `block` ≤ size.
  TRI_INLINE void classify(size_t block) {
#if defined(TRI_NET_ISA_AVX512) || defined(TRI_NET_ISA_AVX2)
    block_ = block;
    const size_t left = size_ - block;
    const Block bytes = load_block(data_ + block, left);
    const uint64_t outside = left < kBlockSize ? ~uint64_t{0} << left : 0;
    size_t which = 0;
    ((ends_[which++] = members_of<~kIndexed>(bytes) | outside), ...);
#endif
  }

  const uint8_t* data_;
  size_t size_;
  bool final_;
  Explanation* why_;
  size_t block_ = size_t{0} - kBlockSize;  // so that the first search classifies block 0
  uint64_t ends_[sizeof...(kIndexed) + 1];

 public:
  size_t pos;
  size_t needed = 0;  // after NeedMore: bytes wanted beyond size(), at least
  int depth = 0;      // of recursion by ref
};

TRI_ISA_END

}  // namespace tri::net::parse
