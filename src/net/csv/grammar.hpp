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

inline constexpr auto kQuotedRun = take_while<kQuotedByte, 0, kMaxCell>;
inline constexpr auto kQuoted =
    seq(lit<"\"">, commit, put<&Cell::quoted, true>, field<&Cell::text>(kQuotedRun),
        field<&Cell::doubled>(map<[](uint32_t count) { return count > 0; }>(
            count_of<kMaxCell>(seq(lit<"\"\"">, kQuotedRun)))),
        lit<"\"">);

inline constexpr auto kRowEnd =
    seq(put<&Cell::last, true>, named<"the end of the row">(alt(lit<"\n">, lit<"\r\n">, at_end)));

inline constexpr auto kCell = record<Cell>(alt(kQuoted, kPlain), alt(lit<",">, kRowEnd));

using CellCursor = Cursor<false, kPlainByte, kQuotedByte>;

template <class In>
TRI_INLINE Status no_room(In& in, Rows& rows) {
  rows.result = ParseResult::Full;
  return in.passed_limit(in.pos, Fault::TooMany, "more cells than there is room for");
}

// Parses rows until the input ends, `cells` is full, or something is wrong.
template <class In>
TRI_INLINE Status parse_rows(In& in, std::span<Cell> cells, Rows& rows) {
  size_t count = 0;
  while (!in.ended()) {
    if (count == cells.size()) [[unlikely]]
      return no_room(in, rows);
    const size_t begin = in.pos;
    Cell& cell = cells[count];
    cell.quoted = cell.doubled = cell.last = false;
    const Status status = run<decltype(kCell)>(in, cell);
    if (status != Status::Done) [[unlikely]]
      return status;
    if (cell.quoted) {
      // The text runs on over the doubled quotes: it ends with the quote before what ended the cell.
      const uint8_t* end = in.at();
      end -= !cell.last ? 2 : end[-1] != '\n' ? 1 : end[-2] == '\r' ? 3 : 2;
      cell.text = {uint32_t(begin + 1), uint32_t(end - in.data() - (begin + 1))};
    }
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
