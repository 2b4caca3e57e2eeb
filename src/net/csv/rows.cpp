#include "net/csv/rows.hpp"

#include <algorithm>
#include <vector>

#include "net/csv/grammar.hpp"
#include "net/csv/rows_kernel.hpp"

namespace tri::net::csv {

RowParser::RowParser(parse::Isa isa) : entry_(TRI_KERNEL_FOR(rows_kernel, isa)) {
  TRI_CHECK(parse::has_isa(isa));
}

Rows RowParser::parse(std::string_view input, bool final, std::span<Cell> cells) const {
  // Slices hold 32 bits, so a call looks at 1 GiB.
  const bool whole = input.size() <= parse::kMaxMessage;
  return entry_(input.substr(0, parse::kMaxMessage), final && whole, cells);
}

std::string RowParser::explain(std::string_view input, bool final) const {
  parse::Explanation why;
  parse::Cursor<true> in(input.substr(0, parse::kMaxMessage), 0, final, &why);
  std::vector<Cell> cells(size_t(std::count(input.begin(), input.end(), ',') +
                                 std::count(input.begin(), input.end(), '\n')) +
                          2);
  Rows rows;
  (void)parse_rows(in, cells, rows);
  return why.message(input);
}

std::string_view text_of(const Cell& cell, std::string_view input, std::string& room) {
  const std::string_view text = cell.text.in(input);
  if (!cell.doubled) return text;
  room.clear();
  for (size_t i = 0; i < text.size(); ++i) {
    room += text[i];
    if (text[i] == '"') ++i;
  }
  return room;
}

}  // namespace tri::net::csv
