// CSV (RFC 4180): rows of cells as slices of the input.
//
// Cells are separated by commas, rows by CRLF or LF; the last row needs neither. A cell in double quotes may hold
// anything, a quote of its own doubled. What RFC 4180 leaves out is refused: quotes inside an unquoted cell, text behind
// the closing quote, a bare CR.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "net/parse/message_parser.hpp"
#include "net/parse/slice.hpp"

namespace tri::net::csv {

using parse::ParseResult;

inline constexpr size_t kMaxCell = 1 << 20;

struct Cell {
  parse::Slice text;     // between the quotes, when there were any
  bool quoted = false;   // an empty cell and "" differ for some readers
  bool doubled = false;  // the text has doubled quotes; text_of() makes them single
  bool last = false;     // of its row
};

struct Rows {
  ParseResult result = ParseResult::Done;
  size_t cells = 0;  // of whole rows
  size_t used = 0;   // bytes that these rows take, with their line ends
};

class RowParser {
 public:
  explicit RowParser(parse::Isa isa = parse::best_isa());

  // Parses as many whole rows as `input` holds and `cells` has room for. Done: the rows end where the input ends.
  // NeedMore: a row continues behind the input. Full: the next row needs more room; if `used` is 0, a single row does.
  // Call again with what is behind `used`. `final` says that no input follows. Cost: linear; no allocation.
  Rows parse(std::string_view input, bool final, std::span<Cell> cells) const;
  // What is wrong with an input that was Malformed, and where.
  std::string explain(std::string_view input, bool final) const;

 private:
  Rows (*entry_)(std::string_view, bool, std::span<Cell>);
};

// The text of a cell; `room` is used when quotes must be made single.
std::string_view text_of(const Cell& cell, std::string_view input, std::string& room);

}  // namespace tri::net::csv
