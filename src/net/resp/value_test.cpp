#include "net/resp/value.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tri::net;
using namespace tri::net::resp;

namespace {

// Nodes as text: one word each.
std::string shown(std::span<const Node> nodes, std::string_view input) {
  std::string text;
  for (const Node& node : nodes) {
    if (!text.empty()) text += ' ';
    switch (node.kind) {
      case Kind::Null: text += "null"; break;
      case Kind::Boolean: text += node.integer ? "true" : "false"; break;
      case Kind::Integer: text += std::to_string(node.integer); break;
      case Kind::Array:
      case Kind::Map:
      case Kind::Set:
      case Kind::Push:
      case Kind::Attribute:
        text += "*%~>|"[int(node.kind) - int(Kind::Array)] + std::to_string(node.count);
        break;
      default: text += "'" + std::string(node.text.in(input)) + "'"; break;
    }
  }
  return text;
}

std::string parsed(std::string_view input) {
  std::string first;
  for (const auto isa : {parse::Isa::Portable, parse::Isa::Avx2, parse::Isa::Avx512}) {
    if (!parse::has_isa(isa)) continue;
    for (const size_t step : {size_t{1}, size_t{3}, input.size()}) {
      ValueParser parser(isa);
      std::vector<Node> nodes(64);
      ParseResult result = ParseResult::NeedMore;
      std::string piece;
      for (size_t size = step; result == ParseResult::NeedMore; size += step) {
        piece = input.substr(0, size);
        result = parser.parse(piece, nodes);
        if (size >= input.size()) break;
      }
      std::string text = result == ParseResult::Done
                             ? shown({nodes.data(), parser.count()}, input) + "!" +
                                   std::string(input.substr(parser.size()))
                         : result == ParseResult::NeedMore ? "more"
                         : result == ParseResult::Full     ? "full"
                                                           : parser.explain(piece);
      if (result == ParseResult::Malformed && step != input.size()) continue;
      if (first.empty()) first = text;
      CHECK(text == first);
    }
  }
  return first;
}

}  // namespace

TEST_CASE("the types of RESP2") {
  CHECK(parsed("+OK\r\n") == "'OK'!");
  CHECK(parsed("-ERR no\r\n") == "'ERR no'!");
  CHECK(parsed(":-12\r\nx") == "-12!x");
  CHECK(parsed("$5\r\nhe\r\no\r\n") == "'he\r\no'!");
  CHECK(parsed("$0\r\n\r\n") == "''!");
  CHECK(parsed("$-1\r\n") == "null!");
  CHECK(parsed("*-1\r\n") == "null!");
  CHECK(parsed("*0\r\n+x\r\n") == "*0!+x\r\n");
  CHECK(parsed("*2\r\n$3\r\nGET\r\n$1\r\nk\r\n") == "*2 'GET' 'k'!");
  CHECK(parsed("*2\r\n*1\r\n:1\r\n*2\r\n*0\r\n:2\r\nnext") == "*2 *1 1 *2 *0 2!next");
}

TEST_CASE("the types of RESP3") {
  CHECK(parsed("_\r\n") == "null!");
  CHECK(parsed("#t\r\n") == "true!");
  CHECK(parsed(",-1.5e3\r\n") == "'-1.5e3'!");
  CHECK(parsed(",inf\r\n") == "'inf'!");
  CHECK(parsed(",-inf\r\n") == "'-inf'!");
  CHECK(parsed(",nan\r\n") == "'nan'!");
  CHECK(parsed(",10\r\n") == "'10'!");
  CHECK(parsed("(-3492890328409238509324850943850943825024385\r\n") ==
        "'-3492890328409238509324850943850943825024385'!");
  CHECK(parsed("!3\r\nERR\r\n") == "'ERR'!");
  CHECK(parsed("=7\r\ntxt:abc\r\n") == "'txt:abc'!");
  CHECK(parsed("%1\r\n+a\r\n:1\r\n") == "%1 'a' 1!");
  CHECK(parsed("~2\r\n:1\r\n:2\r\n") == "~2 1 2!");
  CHECK(parsed(">1\r\n+m\r\n") == ">1 'm'!");
  CHECK(parsed("|1\r\n+ttl\r\n:5\r\n*1\r\n:7\r\n") == "|1 'ttl' 5 *1 7!");
  CHECK(parsed("*1\r\n|1\r\n+a\r\n:1\r\n:2\r\n:3\r\n") == "*1 |1 'a' 1 2!:3\r\n");
}

TEST_CASE("what is not RESP is refused, with the place") {
  CHECK(parsed("$5\r\nhelloX\r\n") == "byte 9: expected CR LF, found 'X'");
  CHECK(parsed("$x\r\n") == "byte 1: expected \"-\" or a digit, found 'x'");
  CHECK(parsed("$-2\r\n") == "byte 2: expected 1 CR LF, found '2'");
  CHECK(parsed("$5\nhello") == "byte 2: expected CR LF, found LF");
  CHECK(parsed(":12a\r\n") == "byte 3: expected CR LF, found 'a'");
  CHECK(parsed(":\r\n") == "byte 1: expected a digit, found CR");
  CHECK(parsed(":9223372036854775808\r\n") == "byte 1: the number is greater than allowed");
  CHECK(parsed("#x\r\n") == "byte 1: expected t or f, found 'x'");
  CHECK(parsed(",1.\r\n") == "byte 3: expected number, found CR");
  CHECK(parsed("=3\r\nabc\r\n") == "byte 4: expected three letters and a colon, found 'a'");
  CHECK(parsed("+a\rb\r\n") == "byte 3: expected LF, found 'b'");
  CHECK(parsed("$536870913\r\n") == "byte 1: the number is greater than allowed");
  CHECK(parsed("*99999999999\r\n") == "byte 1: the number is greater than allowed");
  CHECK(parsed("GET k\r\n").starts_with("byte 0: expected "));
  CHECK(parsed("$?\r\n") == "byte 1: expected \"-\" or a digit, found '?'");
}

TEST_CASE("depth and the number of nodes are bounded") {
  std::string deep;
  for (int i = 0; i < 128; ++i) deep += "*1\r\n";
  ValueParser parser;
  std::vector<Node> nodes(512);
  CHECK(parser.parse(deep + ":1\r\n", nodes) == ParseResult::Done);
  CHECK(parser.parse("*1\r\n" + deep + ":1\r\n", nodes) == ParseResult::Malformed);
  CHECK(parser.explain("*1\r\n" + deep) == "byte 512: nested deeper than 128");
  ValueParser other;
  std::vector<Node> few(2);
  CHECK(other.parse("*2\r\n:1\r\n:2\r\n", few) == ParseResult::Full);
}

TEST_CASE("what is missing is counted, so that a caller knows how much to wait for") {
  ValueParser parser;
  std::vector<Node> nodes(8);
  CHECK(parser.parse("$100\r\nabc", nodes) == ParseResult::NeedMore);
  CHECK(parser.needed() == 97);
  ValueParser array;
  CHECK(array.parse("*1000\r\n", nodes) == ParseResult::NeedMore);
  CHECK(array.needed() >= 1000);
}
