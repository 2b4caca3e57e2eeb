#include "net/http/head.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>
#include <vector>

#include "net/http/field_name.hpp"

using namespace tri::net;
using namespace tri::net::http;

namespace {

std::vector<parse::Isa> isas() {
  std::vector<parse::Isa> all;
  for (const auto isa : {parse::Isa::Portable, parse::Isa::Avx2, parse::Isa::Avx512})
    if (parse::has_isa(isa)) all.push_back(isa);
  return all;
}

// A head as text, to compare what differently cut inputs and instruction sets make of it.
std::string shown(const RequestHead& head, std::string_view input) {
  std::string text = std::string(head.method.in(input)) + "|" + std::string(head.target.in(input)) +
                     "|" + std::to_string(head.major) + "." + std::to_string(head.minor);
  for (const HeaderField& field : head.fields)
    text += "|" + std::string(field.name.in(input)) + "=" + std::string(field.value.in(input));
  return text + "|" + std::to_string(head.size);
}

std::string parsed(std::string_view input) {
  RequestParser parser;
  RequestHead head;
  switch (parser.parse(input, head)) {
    case HeadResult::Done: return shown(head, input);
    case HeadResult::NeedMore: return "more";
    case HeadResult::Malformed: break;
  }
  const HeadError error = parser.explain(input);
  return std::to_string(error.status) + " " + error.message;
}

const std::string kBrowser =
    "GET /wp-content/uploads/2010/03/pink.jpg?size=large&x=%20 HTTP/1.1\r\n"
    "Host: www.example.com\r\n"
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language:en-US,en;q=0.5\r\n"
    "Cookie: a=1; b=\"two\"; long=0123456789012345678901234567890123456789012345678901234567890\r\n"
    "X-Blank: \t  \r\n"
    "X-Empty:\r\n"
    "X-Trailing: v \t \r\n"
    "X-High: caf\xc3\xa9\r\n"
    "\r\n";

}  // namespace

TEST_CASE("a request comes apart into slices") {
  CHECK(parsed("GET / HTTP/1.1\r\nHost: a\r\n\r\nrest") == "GET|/|1.1|Host=a|27");
  CHECK(parsed("M-SEARCH * HTTP/1.0\r\n\r\n") == "M-SEARCH|*|1.0|23");
  CHECK(parsed("\r\nGET / HTTP/1.1\r\nA:\t b c \t\r\n\r\n") == "GET|/|1.1|A=b c|31");
  CHECK(parsed(kBrowser).find("|X-Blank=|X-Empty=|X-Trailing=v|X-High=caf\xc3\xa9|") !=
        std::string::npos);
}

TEST_CASE("a request is the same however its input is cut, on every instruction set") {
  const std::string whole = parsed(kBrowser);
  std::mt19937 random(11);
  for (const auto isa : isas()) {
    CAPTURE(parse::kIsaNames[int(isa)]);
    RequestParser parser(isa);
    for (size_t cut = 0; cut < kBrowser.size(); ++cut) {
      RequestHead head;
      REQUIRE(parser.parse(std::string_view(kBrowser).substr(0, cut), head) ==
              HeadResult::NeedMore);
      REQUIRE(parser.parse(kBrowser, head) == HeadResult::Done);
      if (shown(head, kBrowser) != whole) REQUIRE(shown(head, kBrowser) == whole);
    }
    for (int round = 0; round < 200; ++round) {
      RequestHead head;
      HeadResult result = HeadResult::NeedMore;
      // The buffer moves between calls: slices are offsets.
      for (size_t size = 0; result == HeadResult::NeedMore;) {
        size = std::min(kBrowser.size(), size + 1 + random() % 60);
        const std::string moved = kBrowser.substr(0, size);
        result = parser.parse(moved, head);
      }
      REQUIRE(result == HeadResult::Done);
      REQUIRE(shown(head, kBrowser) == whole);
    }
  }
}

TEST_CASE("values that end at any place of a block are found, on every instruction set") {
  for (const auto isa : isas()) {
    RequestParser parser(isa);
    for (size_t name = 1; name < 70; name += 3)
      for (size_t value = 0; value < 140; ++value) {
        const std::string text = "GET / HTTP/1.1\r\n" + std::string(name, 'n') + ": " +
                                 std::string(value, 'v') + "\r\nB: c\r\n\r\n";
        RequestHead head;
        REQUIRE(parser.parse(text, head) == HeadResult::Done);
        REQUIRE(head.fields.size() == 2);
        if (head.fields[0].name.size != name || head.fields[0].value.size != value)
          REQUIRE(head.fields[0].value.size == value);
      }
  }
}

TEST_CASE("what RFC 9112 does not allow is refused, with the place and what was expected") {
  CHECK(parsed("GET / HTTP/1.1\nHost: a\r\n\r\n") == "400 byte 14: expected CR LF, found LF");
  CHECK(parsed("GET / HTTP/1.1\r\nHost: a\n\r\n") == "400 byte 23: expected CR LF, found LF");
  CHECK(parsed("GET / HTTP/1.1\r\nHost : a\r\n\r\n") == "400 byte 20: expected \":\", found space");
  CHECK(parsed("GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n") ==
        "400 byte 25: expected field name or CR LF, found space");
  CHECK(parsed("GET / HTTP/1.1\r\nA: b\rc\r\n\r\n") == "400 byte 21: expected LF, found 'c'");
  CHECK(parsed(" GET / HTTP/1.1\r\n\r\n") == "400 byte 0: expected CR LF or method, found space");
}

// Each of these has been used, somewhere, to smuggle a request or to confuse a parser.
TEST_CASE("every malformed head of the corpus is refused, whole and byte by byte") {
  using namespace std::string_view_literals;
  const std::string_view corpus[] = {
      "GET  / HTTP/1.1\r\n\r\n"sv,
      "GET /  HTTP/1.1\r\n\r\n"sv,
      "GET / HTTP/1.1 \r\n\r\n"sv,
      "GET\t/ HTTP/1.1\r\n\r\n"sv,
      "GET /\tHTTP/1.1\r\n\r\n"sv,
      "GET / http/1.1\r\n\r\n"sv,
      "GET / HTTP/11\r\n\r\n"sv,
      "GET / HTTP/1.\r\n\r\n"sv,
      "GET / HTTP/1.1x\r\n\r\n"sv,
      "GET / HTTP/1.10\r\n\r\n"sv,
      "GET / HTTP /1.1\r\n\r\n"sv,
      "GET / \r\n\r\n"sv,
      "GET /\r\n\r\n"sv,
      "GET\r\n\r\n"sv,
      "\r\n\r\nGET / HTTP/1.1\r\n\r\n"sv,
      "\nGET / HTTP/1.1\r\n\r\n"sv,
      "G(T / HTTP/1.1\r\n\r\n"sv,
      "G\0T / HTTP/1.1\r\n\r\n"sv,
      "GET /\0 HTTP/1.1\r\n\r\n"sv,
      "GET /\x7f HTTP/1.1\r\n\r\n"sv,
      "GET /\xc3\xa9 HTTP/1.1\r\n\r\n"sv,
      "GET /#frag HTTP/1.1\r\n\r\n"sv,
      "GET /<x> HTTP/1.1\r\n\r\n"sv,
      "GET /\" HTTP/1.1\r\n\r\n"sv,
      "GET / HTTP/1.1\r\r\n\r\n"sv,
      "GET / HTTP/1.1\r\n\n"sv,
      "GET / HTTP/1.1\n\n"sv,
      "GET / HTTP/1.1\r\nA: b\r\n\n"sv,
      "GET / HTTP/1.1\r\n: empty name\r\n\r\n"sv,
      "GET / HTTP/1.1\r\n A: leading blank\r\n\r\n"sv,
      "GET / HTTP/1.1\r\n\tA: leading tab\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA : blank before colon\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA\t: tab before colon\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nno colon\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA: b\r\n continued\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA: b\r\n\tcontinued\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA:\r\n \r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA: b\rB: c\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA: b\nB: c\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA: \x01\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA: \x7f\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA\0: b\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA(b): c\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nCaf\xc3\xa9: c\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nTransfer-Encoding\x0b: chunked\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\x0b\r\n\r\n"sv,
      "GET / HTTP/1.1\r\nA: b\r\n\r \n"sv,
      "GET / HTTP/1.1\r\nA: b\r\r\n\r\n"sv,
  };
  for (const std::string_view text : corpus) {
    CAPTURE(text);
    CHECK(parsed(text).starts_with("400 "));
    for (const auto isa : isas()) {
      RequestParser parser(isa);
      RequestHead head;
      HeadResult result = HeadResult::NeedMore;
      for (size_t size = 1; size <= text.size() && result == HeadResult::NeedMore; ++size)
        result = parser.parse(text.substr(0, size), head);
      CHECK(result == HeadResult::Malformed);
    }
  }
}

TEST_CASE("limits answer 414 and 431, also before the end of what is too long") {
  CHECK(parsed("GET /" + std::string(kMaxTarget, 'x')).starts_with("414 "));
  CHECK(
      parsed("GET /" + std::string(kMaxTarget - 1, 'x') + " HTTP/1.1\r\n\r\n").starts_with("GET|"));
  CHECK(parsed(std::string(kMaxMethod + 1, 'G')).starts_with("414 "));
  const std::string start = "GET / HTTP/1.1\r\n";
  CHECK(parsed(start + std::string(kMaxFieldName + 1, 'n')).starts_with("431 "));
  CHECK(parsed(start + "A: " + std::string(kMaxFieldValue + 1, 'v')).starts_with("431 "));
  std::string fields;
  for (size_t i = 0; i < kMaxFields; ++i) fields += "A: b\r\n";
  CHECK(parsed(start + fields + "\r\n").starts_with("GET|"));
  CHECK(parsed(start + fields + "A: b\r\n\r\n").starts_with("431 "));
  std::string large;
  while (large.size() < kMaxHead) large += "A: " + std::string(8000, 'v') + "\r\n";
  CHECK(parsed(start + large) == "431 the head is longer than 65536 bytes");

  RequestParser small(parse::best_isa(), 64);
  RequestHead head;
  CHECK(small.parse("GET / HTTP/1.1\r\nA: " + std::string(60, 'v') + "\r\n\r\n", head) ==
        HeadResult::Malformed);
}

TEST_CASE("responses") {
  const auto parsed_response = [](std::string_view input) {
    ResponseParser parser;
    ResponseHead head;
    if (parser.parse(input, head) != HeadResult::Done) return std::string("no");
    return std::to_string(head.status) + "|" + std::string(head.reason.in(input)) + "|" +
           std::to_string(head.minor) + "|" + std::to_string(head.fields.size());
  };
  CHECK(parsed_response("HTTP/1.1 200 OK\r\nA: b\r\n\r\n") == "200|OK|1|1");
  CHECK(parsed_response("HTTP/1.0 404 Not Found at all\r\n\r\n") == "404|Not Found at all|0|0");
  CHECK(parsed_response("HTTP/1.1 204 \r\n\r\n") == "204||1|0");
  CHECK(parsed_response("HTTP/1.1 204\r\n\r\n") == "204||1|0");
  for (const char* text :
       {"HTTP/1.1 20 OK\r\n\r\n", "HTTP/1.1 2000 OK\r\n\r\n", "HTTP/1.1  200 OK\r\n\r\n",
        "HTTP/1.1 2x0 OK\r\n\r\n", "HTTP/1.1 099 OK\r\n\r\n", "ICY 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\n\n", "HTTP/1.1 200 O\x01K\r\n\r\n", "HTTP/1.1\t200 OK\r\n\r\n"})
    CHECK(parsed_response(text) == "no");
}

TEST_CASE("fields are found by name, whatever the case") {
  RequestParser parser;
  RequestHead head;
  REQUIRE(parser.parse(kBrowser, head) == HeadResult::Done);
  const HeaderField* field = find_field(head.fields, kBrowser, "user-agent");
  REQUIRE(field != nullptr);
  CHECK(field->value.in(kBrowser).starts_with("Mozilla"));
  CHECK(find_field(head.fields, kBrowser, "x-none") == nullptr);
}
