// Compiled once per instruction set (net/parse/isa.hpp).
#include "net/csv/rows_kernel.hpp"

#include "net/csv/grammar.hpp"

namespace tri::net::csv {

TRI_ISA_BEGIN

static Rows parse_cells(std::string_view input, bool final, std::span<Cell> cells) {
  CellCursor in(input, 0, final);
  Rows rows;
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
