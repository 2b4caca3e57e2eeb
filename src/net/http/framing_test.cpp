#include "net/http/framing.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tri::net::http;

namespace {

// The framing of a request with these lines (without Host if `host` is empty), in a word.
std::string framed(std::string fields, std::string line = "POST /x HTTP/1.1",
                   std::string host = "Host: a\r\n") {
  const std::string text = line + "\r\n" + host + fields + "\r\n";
  RequestParser parser;
  RequestHead head;
  REQUIRE(parser.parse(text, head) == HeadResult::Done);
  const auto framing = framing_of(head, text);
  if (!framing) return std::to_string(framing.error().status);
  std::string word = framing->body == BodyKind::None      ? "none"
                     : framing->body == BodyKind::Chunked ? "chunked"
                                                          : std::to_string(framing->length);
  if (!framing->keep_alive) word += " close";
  if (framing->expects_continue) word += " continue";
  if (framing->upgrade) word += " upgrade";
  return word;
}

}  // namespace

TEST_CASE("what ends a request") {
  CHECK(framed("") == "none");
  CHECK(framed("Content-Length: 12\r\n") == "12");
  CHECK(framed("content-LENGTH: 0\r\n") == "none");
  CHECK(framed("Transfer-Encoding: chunked\r\n") == "chunked");
  CHECK(framed("Transfer-Encoding: Chunked \r\n") == "chunked");
  CHECK(framed("Connection: close\r\n") == "none close");
  CHECK(framed("Connection: foo, Close\r\n") == "none close");
  CHECK(framed("", "GET / HTTP/1.0") == "none close");
  CHECK(framed("Connection: keep-alive\r\n", "GET / HTTP/1.0") == "none");
  CHECK(framed("Content-Length: 3\r\nExpect: 100-Continue\r\n") == "3 continue");
  CHECK(framed("Expect: 100-continue\r\n", "POST / HTTP/1.0") == "none close");
  CHECK(framed("Connection: Upgrade\r\nUpgrade: websocket\r\n") == "none upgrade");
  CHECK(framed("Upgrade: websocket\r\n") == "none");
}

TEST_CASE("what two readers could frame differently is refused") {
  for (const char* fields : {
           "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n",
           "Content-Length: 3\r\nContent-Length: 3\r\n",
           "Content-Length: 3\r\nContent-Length: 4\r\n",
           "Content-Length: 3, 3\r\n",
           "Content-Length: +3\r\n",
           "Content-Length: -3\r\n",
           "Content-Length: 0x3\r\n",
           "Content-Length: 3 4\r\n",
           "Content-Length: 3.0\r\n",
           "Content-Length:\r\n",
           "Content-Length: 9223372036854775808\r\n",
           "Content-Length: 18446744073709551619\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n",
           "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n",
           "Transfer-Encoding: chunked, chunked\r\n",
           "Transfer-Encoding: chunked, identity\r\n",
           "Transfer-Encoding: chunked, gzip\r\n",
           "Transfer-Encoding: identity\r\n",
           "Transfer-Encoding: \r\n",
           "Transfer-Encoding: ,\r\n",
           "Host: b\r\n",
       }) {
    CAPTURE(fields);
    CHECK(framed(fields) == "400");
  }
  CHECK(framed("Transfer-Encoding: gzip, chunked\r\n") == "501");
  CHECK(framed("Transfer-Encoding: xchunked\r\n") == "501");
  CHECK(framed("Transfer-Encoding: \"chunked\"\r\n") == "501");
  CHECK(framed("Transfer-Encoding: chunked\r\n", "POST / HTTP/1.0") == "400");
  CHECK(framed("Expect: 200-ok\r\n") == "417");
}

TEST_CASE("host, target and version") {
  CHECK(framed("", "GET / HTTP/1.1", "") == "400");
  CHECK(framed("", "GET / HTTP/1.0", "") == "none close");
  CHECK(framed("", "GET / HTTP/1.1", "Host: a b\r\n") == "400");
  CHECK(framed("", "GET / HTTP/1.1", "Host: a/b\r\n") == "400");
  CHECK(framed("", "GET / HTTP/1.1", "Host: [::1]:80\r\n") == "none");
  CHECK(framed("", "GET http://a/b HTTP/1.1") == "none");
  CHECK(framed("", "GET x HTTP/1.1") == "400");
  CHECK(framed("", "GET 9http://a/b HTTP/1.1") == "400");
  CHECK(framed("", "GET http://a^/b HTTP/1.1") == "400");
  CHECK(framed("", "GET http://u@a/b HTTP/1.1") == "400");
  CHECK(framed("", "GET http:///b HTTP/1.1") == "400");
  CHECK(framed("", "GET http://a?b HTTP/1.1") == "none");
  CHECK(framed("", "GET * HTTP/1.1") == "400");
  CHECK(framed("", "OPTIONS * HTTP/1.1") == "none");
  CHECK(framed("", "CONNECT a:80 HTTP/1.1") == "none");
  CHECK(framed("", "CONNECT /a HTTP/1.1") == "400");
  CHECK(framed("", "GET / HTTP/2.0") == "505");
  CHECK(framed("", "GET / HTTP/0.9") == "505");
}

TEST_CASE("what ends a response depends on the request") {
  const auto framed_response = [](std::string text, std::string_view method) {
    text += "\r\n";
    ResponseParser parser;
    ResponseHead head;
    REQUIRE(parser.parse(text, head) == HeadResult::Done);
    const auto framing = framing_of(head, text, method);
    if (!framing) return std::string("refused");
    constexpr const char* kNames[] = {"none", "length", "chunked", "close"};
    return std::string(kNames[int(framing->body)]);
  };
  CHECK(framed_response("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "GET") == "length");
  CHECK(framed_response("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", "HEAD") == "none");
  CHECK(framed_response("HTTP/1.1 304 \r\nContent-Length: 5\r\n", "GET") == "none");
  CHECK(framed_response("HTTP/1.1 100 \r\n", "GET") == "none");
  CHECK(framed_response("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n", "GET") == "chunked");
  CHECK(framed_response("HTTP/1.1 200 OK\r\n", "GET") == "close");
  CHECK(framed_response("HTTP/1.1 200 OK\r\n", "CONNECT") == "none");
  CHECK(framed_response("HTTP/1.1 200 \r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n",
                        "GET") == "refused");
}
