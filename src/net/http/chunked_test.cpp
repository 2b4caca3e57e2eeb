#include "net/http/chunked.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tri::net::http;

namespace {

// The body that arrives in pieces of `step` bytes, with "!" and what is left behind it; or "more" or "malformed".
std::string body_of(std::string_view wire, size_t step) {
  ChunkedReader reader;
  std::string buffer, body;
  for (size_t fed = 0;;) {
    const auto next = reader.next(buffer);
    if (next.kind == ChunkedReader::Kind::Data) body += next.data;
    if (next.kind == ChunkedReader::Kind::Malformed) return "malformed";
    buffer.erase(0, next.used);
    if (next.kind == ChunkedReader::Kind::End)
      return body + "!" + buffer + std::string(wire.substr(fed));
    if (next.kind == ChunkedReader::Kind::NeedMore) {
      if (fed == wire.size()) return "more";
      const std::string_view piece = wire.substr(fed, step);
      buffer += piece;
      fed += piece.size();
    }
  }
}

std::string body_of(std::string_view wire) {
  const std::string whole = body_of(wire, wire.size());
  for (size_t step = 1; step < 9; ++step) CHECK(body_of(wire, step) == whole);
  return whole;
}

}  // namespace

TEST_CASE("chunks make up a body, however the input is cut") {
  CHECK(body_of("5\r\nhello\r\n6\r\n world\r\n0\r\n\r\nnext") == "hello world!next");
  CHECK(body_of("0\r\n\r\n") == "!");
  CHECK(body_of("00A\r\n0123456789\r\n000\r\n\r\n") == "0123456789!");
  CHECK(body_of("2;a\r\nhi\r\n0;b=c;d=\"e \\\" f\"\r\n\r\n") == "hi!");
  CHECK(body_of("2 ; a = b\r\nhi\r\n0\r\n\r\n") == "hi!");
  CHECK(body_of("2\r\nhi\r\n0\r\nTrailer: x\r\nB: y\r\n\r\n!") == "hi!!");
  CHECK(body_of("5\r\nhel") == "more");
}

TEST_CASE("chunks that readers could disagree about are refused") {
  for (const char* wire : {"5\nhello\r\n0\r\n\r\n",
                           "5\r\nhello\n0\r\n\r\n",
                           "5\r\nhello0\r\n\r\n",
                           "5 \r\nhello\r\n0\r\n\r\n",
                           " 5\r\nhello\r\n0\r\n\r\n",
                           "0x5\r\nhello\r\n0\r\n\r\n",
                           "+5\r\nhello\r\n",
                           "-1\r\n",
                           "\r\n",
                           "g\r\n",
                           "5\r\nhelloX\r\n",
                           "5\r\nhello\r\r\n",
                           "FFFFFFFFFFFFFFFFF\r\n",
                           "10000000000000000\r\n",
                           "5;\r\nhello\r\n",
                           "5;a=\r\nhello\r\n",
                           "5;a\nhello\r\n",
                           "5;a=\"x\nhello\r\n",
                           "5;a=b\rc\r\nhello\r\n",
                           "5;a;\r\nhello\r\n",
                           "0\r\nA : b\r\n\r\n",
                           "0\r\n\n",
                           "0\r\nA: b\r\n c\r\n\r\n",
                           "0\r\n A: b\r\n\r\n"}) {
    CAPTURE(wire);
    CHECK(body_of(wire) == "malformed");
  }
}

TEST_CASE("the line of a chunk and its trailers are bounded") {
  CHECK(body_of("5;" + std::string(2000, 'a')) == "malformed");
  CHECK(body_of("5" + std::string(2000, ' ')) == "malformed");
  std::string trailers = "0\r\n";
  while (trailers.size() < ChunkedReader::kMaxTrailer + 16) trailers += "A: 0123456789\r\n";
  CHECK(body_of(trailers, 700) == "malformed");
}

TEST_CASE("a malformed chunk is explained") {
  ChunkedReader reader;
  const auto next = reader.next("5 x\r\n");
  CHECK(next.kind == ChunkedReader::Kind::Malformed);
  CHECK(reader.explain("5 x\r\n") == "byte 2: expected \";\", found 'x'");
}
