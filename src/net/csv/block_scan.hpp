// BlockScan: CSV rows found 64 bytes at a time, for machines with vector instructions.
//
// Quotes toggle between inside and outside of a quoted cell, so the prefix xor of their bits says for every byte where it
// lies; the commas and line feeds outside are where cells end. What is allowed around quotes and CRs is checked for the whole
// block by shifts of the same words. A row costs no branch that its contents could mislead.
//
//   bytes    a , " b , c " " d " , e ⏎
//   quotes   . . 1 . . . 1 1 . 1 . . .
//   inside   . . 1 1 1 1 . 1 1 . . . .      prefix xor of quotes: from an opening quote to before the closing one
//   ends     . 1 . . . . . . . . 1 . 1      (comma | line feed) & ~inside
//
// The grammar (grammar.hpp) stays the definition: a block in which anything is not as it should be, and the end of the input,
// are left to it, from the beginning of the row. So this file has neither errors nor waiting.
#pragma once

#include "net/csv/rows.hpp"
#include "net/parse/scan.hpp"

namespace tri::net::csv {

TRI_ISA_BEGIN

#if defined(TRI_NET_ISA_AVX512) || defined(TRI_NET_ISA_AVX2)

// Bit i is the xor of bits 0 to i.
TRI_INLINE uint64_t prefix_xor(uint64_t bits) {
  for (int by = 1; by < 64; by *= 2) bits ^= bits << by;
  return bits;
}

class BlockScan {
 public:
  BlockScan(std::string_view input, std::span<Cell> cells, Rows& rows)
      : data_(reinterpret_cast<const uint8_t*>(input.data())),
        size_(input.size()),
        cells_(cells),
        rows_(rows) {}

  // Takes whole blocks as long as all is well. Afterwards rows.used and rows.cells tell what is done; rows.result is
  // Full when a cell found no room.
  TRI_INLINE void run() {
    for (size_t block = 0; size_ - block >= parse::kBlockSize; block += parse::kBlockSize)
      if (!classify(block) || !take_cells(block)) return;
  }

 private:
  template <char kByte>
  TRI_INLINE static uint64_t all(parse::Block bytes) {
    return parse::members_of<parse::byte_range(uint8_t(kByte), uint8_t(kByte))>(bytes);
  }

  // A bit per byte, moved to the byte behind it; `carry` is the last one of the block before, and becomes that of this one.
  TRI_INLINE static uint64_t behind(uint64_t bits, uint64_t& carry) {
    const uint64_t moved = bits << 1 | carry;
    carry = bits >> 63;
    return moved;
  }

  TRI_INLINE bool classify(size_t block) {
    const parse::Block bytes = parse::load_block(data_ + block, parse::kBlockSize);
    const uint64_t quotes = all<'"'>(bytes), returns = all<'\r'>(bytes);
    const uint64_t inside = prefix_xor(quotes) ^ inside_;
    inside_ = uint64_t(int64_t(inside) >> 63);
    feeds_ = all<'\n'>(bytes) & ~inside;
    ends_ = feeds_ | (all<','>(bytes) & ~inside);
    const uint64_t opening = quotes & inside, closing = quotes & ~inside;
    const uint64_t begins = behind(ends_, after_end_);
    const uint64_t after_closing = behind(closing, after_closing_);
    const uint64_t after_return = behind(returns & ~inside, after_return_);
    after_return_here_ = after_return;
    doubled_ = opening & after_closing;
    const uint64_t bad = (opening & ~(begins | after_closing)) |
                         (after_closing & ~(ends_ | opening | returns)) | (after_return & ~feeds_);
    return bad == 0;
  }

  TRI_INLINE bool take_cells(size_t block) {
    for (uint64_t ends = ends_; ends != 0; ends &= ends - 1) {
      const auto bit = unsigned(__builtin_ctzll(ends));
      const size_t at = block + bit;
      if (at - begin_ >= kMaxCell) [[unlikely]]
        return false;
      if (count_ == cells_.size()) [[unlikely]] {
        rows_.result = ParseResult::Full;
        return false;
      }
      const bool last = feeds_ >> bit & 1, quoted = data_[begin_] == '"';
      const size_t end = at - (last & after_return_here_ >> bit);
      const uint64_t before = (uint64_t{1} << bit) - 1;
      Cell& cell = cells_[count_++];
      cell.text = {uint32_t(begin_ + quoted), uint32_t(end - begin_ - 2 * quoted)};
      cell.quoted = quoted;
      cell.doubled = ((doubled_ & before) | doubled_before_) != 0;
      cell.last = last;
      doubled_ &= ~before;
      doubled_before_ = 0;
      begin_ = at + 1;
      rows_.used = last ? begin_ : rows_.used;
      rows_.cells = last ? count_ : rows_.cells;
    }
    doubled_before_ |= doubled_;
    return true;
  }

  const uint8_t* data_;
  size_t size_;
  std::span<Cell> cells_;
  Rows& rows_;
  size_t count_ = 0, begin_ = 0;  // of the cell that is open
  // Of the block before, for the first byte of this one.
  uint64_t inside_ = 0, after_end_ = 1, after_closing_ = 0, after_return_ = 0, doubled_before_ = 0;
  // Of this block.
  uint64_t ends_ = 0, feeds_ = 0, doubled_ = 0, after_return_here_ = 0;
};

TRI_INLINE void scan_blocks(std::string_view input, std::span<Cell> cells, Rows& rows) {
  BlockScan(input, cells, rows).run();
}

#else

TRI_INLINE void scan_blocks(std::string_view, std::span<Cell>, Rows&) {}

#endif

TRI_ISA_END

}  // namespace tri::net::csv
