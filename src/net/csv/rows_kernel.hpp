// Where the CSV grammar was compiled, per instruction set.
#pragma once

#include "net/csv/rows.hpp"

namespace tri::net::csv {

using RowsEntry = Rows (*)(std::string_view input, bool final, std::span<Cell> cells);

template <parse::Isa>
RowsEntry rows_kernel();

}  // namespace tri::net::csv
