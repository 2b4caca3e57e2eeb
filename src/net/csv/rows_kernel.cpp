// Compiled once per instruction set (net/parse/isa.hpp).
#include "net/csv/rows_kernel.hpp"

#include "net/csv/block_scan.hpp"
#include "net/csv/grammar.hpp"

namespace tri::net::csv {

TRI_ISA_BEGIN

static Rows parse_cells(std::string_view input, bool final, std::span<Cell> cells) {
  Rows rows;
  scan_blocks(input, cells, rows);
  if (rows.result == ParseResult::Full) return rows;
  CellCursor in(input, rows.used, final);
  switch (parse_rows(in, cells, rows)) {
    case Status::Done: break;
    case Status::NeedMore: rows.result = ParseResult::NeedMore; break;
    case Status::NoMatch:
    case Status::Failed:
      if (rows.result != ParseResult::Full) rows.result = ParseResult::Malformed;
      break;
  }
  return rows;
}

TRI_ISA_END

template <>
RowsEntry rows_kernel<parse::kThisIsa>() {
  return parse_cells;
}

}  // namespace tri::net::csv
