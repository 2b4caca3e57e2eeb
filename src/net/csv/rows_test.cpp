#include "net/csv/rows.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tri::net;
using namespace tri::net::csv;

namespace {

// Rows as text: cells in brackets, quoted ones in braces; a slash behind each row.
std::string shown(std::span<const Cell> cells, std::string_view input) {
  std::string text, room;
  for (const Cell& cell : cells) {
    text += cell.quoted ? '{' : '[';
    text += text_of(cell, input, room);
    text += cell.quoted ? '}' : ']';
    if (cell.last) text += '/';
  }
  return text;
}

std::string parsed(const std::string& input, bool final = true) {
  std::string first;
  for (const auto isa : {parse::Isa::Portable, parse::Isa::Avx2, parse::Isa::Avx512}) {
    if (!parse::has_isa(isa)) continue;
    const RowParser parser(isa);
    std::vector<Cell> cells(64);
    const Rows rows = parser.parse(input, final, cells);
    std::string text = shown({cells.data(), rows.cells}, input);
    if (rows.result == ParseResult::NeedMore) text += "more";
    if (rows.result == ParseResult::Full) text += "full";
    if (rows.result == ParseResult::Malformed) text += parser.explain(input, final);
    if (first.empty()) first = text;
    CHECK(text == first);
  }
  return first;
}

}  // namespace

TEST_CASE("rows and cells") {
  CHECK(parsed("a,b\r\nc,d\r\n") == "[a][b]/[c][d]/");
  CHECK(parsed("a,b\nc,d") == "[a][b]/[c][d]/");
  CHECK(parsed(",\n,") == "[][]/[][]/");
  CHECK(parsed("\n\n") == "[]/[]/");
  CHECK(parsed("") == "");
  CHECK(parsed("a b, c\n") == "[a b][ c]/");
  const std::string wide(150, 'x');
  CHECK(parsed(wide + "," + wide + "\n") == "[" + wide + "][" + wide + "]/");
}

TEST_CASE("quoted cells") {
  CHECK(parsed("\"a\",\"\"\r\n") == "{a}{}/");
  CHECK(parsed("\"a,\r\nb\n\",c") == "{a,\r\nb\n}[c]/");
  CHECK(parsed("\"say \"\"hi\"\"\"\n") == "{say \"hi\"}/");
  CHECK(parsed("\"\"\"\"") == "{\"}/");
  CHECK(parsed("x,\"y\"") == "[x]{y}/");
  CHECK(parsed("x,\"y\n\"") == "[x]{y\n}/");
  CHECK(parsed("\"y\r\n\"\r\n") == "{y\r\n}/");
}

TEST_CASE("a row that continues is waited for") {
  CHECK(parsed("a,b\nc,d", false) == "[a][b]/more");
  CHECK(parsed("a,b\n\"c", false) == "[a][b]/more");
  CHECK(parsed("a,b\n\"c\"", false) == "[a][b]/more");
  CHECK(parsed("a,b\r", false) == "more");
  CHECK(parsed("a,b\n", false) == "[a][b]/");
}

TEST_CASE("what RFC 4180 leaves out is refused") {
  CHECK(parsed("a\"b\n") == "byte 1: expected \",\" or the end of the row, found '\"'");
  CHECK(parsed("\"a\"b\n") == "byte 3: expected \",\" or the end of the row, found 'b'");
  CHECK(parsed("x\ny\rz\n").ends_with("byte 4: expected the end of the row, found 'z'"));
  CHECK(parsed("\"abc").find("found the end of input") != std::string::npos);
  CHECK(parsed("a\r").find("found the end of input") != std::string::npos);
}

TEST_CASE("rows come in batches of what there is room for") {
  const RowParser parser;
  std::vector<Cell> cells(5);
  const Rows rows = parser.parse("a,b\nc,d\ne,f\n", true, cells);
  CHECK(rows.result == ParseResult::Full);
  CHECK(rows.cells == 4);
  CHECK(rows.used == 8);
  const Rows none = parser.parse("1,2,3,4,5,6\n", true, cells);
  CHECK(none.result == ParseResult::Full);
  CHECK(none.used == 0);
}
