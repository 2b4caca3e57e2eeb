// The grammar of one CSV cell with what ends it.
#pragma once

#include "net/csv/rows.hpp"
#include "net/parse/combinators.hpp"

namespace tri::net::csv {

TRI_ISA_BEGIN

using namespace tri::net::parse;

inline constexpr ByteSet kPlainByte = ~bytes_of(",\"\r\n");
inline constexpr ByteSet kQuotedByte = ~bytes_of("\"");

inline constexpr auto kPlain = field<&Cell::text>(take_while<kPlainByte, 0, kMaxCell>);

// Behind the opening quote: everything up to a quote that is not doubled, which is passed over.
struct QuotedText {
  using Value = Nothing;
  static constexpr bool kBinds = true, kMayBeEmpty = false;
  static constexpr ByteSet kFirst = kAnyByte;

  template <class In>
  TRI_INLINE static Status parse(In& in, Cell& cell) {
    const size_t begin = in.pos;
    for (;;) {
      in.pos = in.template end_of<kQuotedByte>();
      if (in.pos - begin > kMaxCell) [[unlikely]]
        return in.passed_limit(begin, Fault::TooLong, "the cell is longer than allowed");
      if (in.ended()) [[unlikely]] {
        in.expected(in.pos, "a closing quote");
        return in.more(1);
      }
      cell.text = {uint32_t(begin), uint32_t(in.pos - begin)};
      ++in.pos;
      if (in.ended()) [[unlikely]]
        return in.final() ? Status::Done : in.more(1);
      if (in.byte() != '"') return Status::Done;
      cell.doubled = true;
      ++in.pos;
    }
  }
};

inline constexpr auto kQuoted = seq(lit<"\"">, commit, put<&Cell::quoted, true>, QuotedText{});

inline constexpr auto kLast = put<&Cell::last, true>;
inline constexpr auto kCellEnd = alt(lit<",">, seq(named<"the end of the row">(lit<"\n">), kLast),
                                     seq(named<"the end of the row">(lit<"\r\n">), kLast),
                                     seq(named<"the end of the row">(at_end), kLast));

inline constexpr auto kCell =
    record<Cell>(alt(kQuoted, starting<~bytes_of("\"")>(kPlain)), kCellEnd);

using CellCursor = Cursor<false, kPlainByte, kQuotedByte>;

template <class In>
TRI_INLINE Status no_room(In& in, Rows& rows) {
  rows.result = ParseResult::Full;
  return in.passed_limit(in.pos, Fault::TooMany, "more cells than there is room for");
}

// Parses rows behind those that `rows` has already, until the input ends, `cells` is full, or something is wrong.
template <class In>
TRI_INLINE Status parse_rows(In& in, std::span<Cell> cells, Rows& rows) {
  size_t count = rows.cells;
  while (!in.ended()) {
    if (count == cells.size()) [[unlikely]]
      return no_room(in, rows);
    Cell& cell = cells[count];
    cell.quoted = cell.doubled = cell.last = false;
    const Status status = run<decltype(kCell)>(in, cell);
    if (status != Status::Done) [[unlikely]]
      return status;
    ++count;
    if (cell.last) {
      rows.cells = count;
      rows.used = in.pos;
    } else if (in.ended() && in.final()) {
      // A comma at the very end: one more cell, an empty one, which the loop would not reach.
      if (count == cells.size()) return no_room(in, rows);
      cells[count++] = {.text = {uint32_t(in.pos), 0}, .last = true};
      rows.cells = count;
      rows.used = in.pos;
    }
  }
  return rows.used == in.size() ? Status::Done : Status::NeedMore;
}

TRI_ISA_END

}  // namespace tri::net::csv
