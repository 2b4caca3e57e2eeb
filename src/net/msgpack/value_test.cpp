#include "net/msgpack/value.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace tri::net;
using namespace tri::net::msgpack;
using namespace std::string_literals;

namespace {

std::string shown(std::span<const Node> nodes, std::string_view input) {
  std::string text;
  for (const Node& node : nodes) {
    if (!text.empty()) text += ' ';
    switch (node.kind) {
      case Kind::Nil: text += "nil"; break;
      case Kind::Boolean: text += node.integer ? "true" : "false"; break;
      case Kind::Integer: text += std::to_string(node.integer); break;
      case Kind::Unsigned: text += "u" + std::to_string(node.unsigned_integer); break;
      case Kind::Float32: text += "f" + std::to_string(node.float32); break;
      case Kind::Float64: text += "d" + std::to_string(node.float64); break;
      case Kind::String: text += "'" + std::string(node.bytes.in(input)) + "'"; break;
      case Kind::Binary: text += "b" + std::to_string(node.bytes.size); break;
      case Kind::Array: text += "[" + std::to_string(node.count); break;
      case Kind::Map: text += "{" + std::to_string(node.count); break;
      case Kind::Extension:
        text += "e" + std::to_string(node.type) + ":" + std::to_string(node.bytes.size);
        break;
    }
  }
  return text;
}

std::string parsed(const std::string& input) {
  std::string first;
  for (const auto isa : {parse::Isa::Portable, parse::Isa::Avx2, parse::Isa::Avx512}) {
    if (!parse::has_isa(isa)) continue;
    for (const size_t step : {size_t{1}, size_t{5}, input.size()}) {
      ValueParser parser(isa);
      std::vector<Node> nodes(64);
      ParseResult result = ParseResult::NeedMore;
      std::string piece;
      for (size_t size = step; result == ParseResult::NeedMore; size += step) {
        piece = input.substr(0, size);
        result = parser.parse(piece, nodes);
        if (size >= input.size()) break;
      }
      const std::string text =
          result == ParseResult::Done
              ? shown({nodes.data(), parser.count()}, input) + "!" + input.substr(parser.size())
          : result == ParseResult::NeedMore ? "more"
          : result == ParseResult::Full     ? "full"
                                            : parser.explain(piece);
      if (first.empty()) first = text;
      CHECK(text == first);
    }
  }
  return first;
}

}  // namespace

TEST_CASE("every family of first bytes") {
  CHECK(parsed("\x00"s) == "0!");
  CHECK(parsed("\x7f"s) == "127!");
  CHECK(parsed("\xe0"s) == "-32!");
  CHECK(parsed("\xff"s) == "-1!");
  CHECK(parsed("\xc0"s) == "nil!");
  CHECK(parsed("\xc2"s) == "false!");
  CHECK(parsed("\xc3"s) == "true!");
  CHECK(parsed("\xcc\xff"s) == "255!");
  CHECK(parsed("\xcd\xff\xfe"s) == "65534!");
  CHECK(parsed("\xce\xff\xff\xff\xff"s) == "4294967295!");
  CHECK(parsed("\xcf\x00\x00\x00\x01\x00\x00\x00\x00"s) == "4294967296!");
  CHECK(parsed("\xcf\xff\xff\xff\xff\xff\xff\xff\xff"s) == "u18446744073709551615!");
  CHECK(parsed("\xd0\x80"s) == "-128!");
  CHECK(parsed("\xd1\x80\x00"s) == "-32768!");
  CHECK(parsed("\xd2\x80\x00\x00\x00"s) == "-2147483648!");
  CHECK(parsed("\xd3\x80\x00\x00\x00\x00\x00\x00\x00"s) == "-9223372036854775808!");
  CHECK(parsed("\xca\x3f\xc0\x00\x00"s) == "f1.500000!");
  CHECK(parsed("\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00"s) == "d1.500000!");
  CHECK(parsed("\xa0"s) == "''!");
  CHECK(parsed("\xa3"s + "abcd") == "'abc'!d");
  CHECK(parsed("\xd9\x02"s + "ab") == "'ab'!");
  CHECK(parsed("\xda\x00\x02"s + "ab") == "'ab'!");
  CHECK(parsed("\xdb\x00\x00\x00\x02"s + "ab") == "'ab'!");
  CHECK(parsed("\xc4\x02"s + "ab") == "b2!");
  CHECK(parsed("\xc5\x00\x02"s + "ab") == "b2!");
  CHECK(parsed("\xc6\x00\x00\x00\x02"s + "ab") == "b2!");
  CHECK(parsed("\xd4\xff"s + "a") == "e-1:1!");
  CHECK(parsed("\xd5\x01"s + "ab") == "e1:2!");
  CHECK(parsed("\xd6\x01"s + "abcd") == "e1:4!");
  CHECK(parsed("\xd7\x01"s + "abcdefgh") == "e1:8!");
  CHECK(parsed("\xd8\x01"s + "0123456789abcdef") == "e1:16!");
  CHECK(parsed("\xc7\x03\x05"s + "abc") == "e5:3!");
  CHECK(parsed("\xc8\x00\x03\x05"s + "abc") == "e5:3!");
  CHECK(parsed("\xc9\x00\x00\x00\x03\x05"s + "abc") == "e5:3!");
}

TEST_CASE("containers are followed by their parts") {
  CHECK(parsed("\x90\x01"s) == "[0!\x01"s);
  CHECK(parsed("\x82\xa1"s + "a\x01\xa1" + "b\xc0") == "{2 'a' 1 'b' nil!");
  CHECK(parsed("\x92\x91\x01\x80"s) == "[2 [1 1 {0!");
  CHECK(parsed("\xdc\x00\x02\x01\x02"s) == "[2 1 2!");
  CHECK(parsed("\xdd\x00\x00\x00\x02\x01\x02"s) == "[2 1 2!");
  CHECK(parsed("\xde\x00\x01\x01\x02"s) == "{1 1 2!");
  CHECK(parsed("\xdf\x00\x00\x00\x01\x01\x02"s) == "{1 1 2!");
  CHECK(parsed("\x92\x01"s) == "more");
}

TEST_CASE("the one byte that is no type is refused, and claims are not believed") {
  CHECK(parsed("\x91\xc1"s) == "byte 1: expected a type byte, found 0xc1");
  std::string deep(129, '\x91');
  CHECK(parsed(deep + "\x01").ends_with("full"));
  ValueParser parser;
  std::vector<Node> nodes(512);
  CHECK(parser.parse(deep + "\x01", nodes) == ParseResult::Malformed);
  CHECK(parser.explain(deep + "\x01") == "byte 128: nested deeper than 128");
  ValueParser huge;
  CHECK(huge.parse("\xdd\xff\xff\xff\xff"s, nodes) == ParseResult::NeedMore);
  CHECK(huge.needed() >= 0xffffffff);
  ValueParser small(parse::best_isa(), 16);
  CHECK(small.parse("\xdb\x00\x00\x01\x00"s + "0123456789abcdef", nodes) == ParseResult::Malformed);
  CHECK(small.explain("\xdb\x00\x00\x01\x00"s + "0123456789abcdef") == "longer than 16 bytes");
}
