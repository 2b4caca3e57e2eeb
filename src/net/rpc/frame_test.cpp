#include "net/rpc/frame.hpp"

#include <doctest/doctest.h>

using namespace tri::net::rpc;
using namespace std::string_literals;

namespace {

std::string head(uint32_t length, unsigned kind, unsigned flags, uint16_t header) {
  return std::string{char(length >> 24), char(length >> 16), char(length >> 8), char(length),
                     char(kind),         char(flags),        char(header >> 8), char(header)} +
         "\0\0\0\0\0\0\0\7"s;
}

std::string verdict(const std::string& bytes) {
  FrameHead found;
  switch (parse_frame_head(bytes, found)) {
    case ParseResult::Done: return "done";
    case ParseResult::NeedMore: return "more";
    default: return explain_frame_head(bytes);
  }
}

}  // namespace

TEST_CASE("rpc frames are read as they were written") {
  std::string bytes;
  write_call(bytes, 0x0102030405060708, {1'000'000, 77, "a/b"}, "pay");
  CHECK(bytes ==
        "\0\0\0\x12\x11\0\0\x0f\1\2\3\4\5\6\7\x08\0\0\0\0\0\x0f\x42\x40\0\0\0\x4d"
        "a/bpay"s);
  FrameHead call;
  REQUIRE(parse_frame_head(bytes, call) == ParseResult::Done);
  CHECK(call.kind == FrameKind::Call);
  CHECK(call.id == 0x0102030405060708);
  CHECK(call.payload_size() == 3);
  const CallHeader header =
      read_call_header(std::string_view(bytes).substr(kFrameHeadSize, call.header_size));
  CHECK(header.remaining_us == 1'000'000);
  CHECK(header.credit == 77);
  CHECK(header.method == "a/b");

  std::string others;
  write_error(others, 1, "limit.cpu", "x");
  CHECK(others == "\0\0\0\x0a\x13\0\0\x09\0\0\0\0\0\0\0\1limit.cpux"s);
  others.clear();
  write_credit(others, 2, 0x01020304);
  CHECK(others == "\0\0\0\4\x16\0\0\4\0\0\0\0\0\0\0\2\1\2\3\4"s);
  others.clear();
  write_plain(others, FrameKind::Ping, 3, {}, kPingAnswer);
  CHECK(others == "\0\0\0\0\x17\1\0\0\0\0\0\0\0\0\0\3"s);
}

TEST_CASE("rpc frame heads that do not agree with themselves are refused") {
  CHECK(verdict(head(0, 0x12, 0, 0)) == "done");
  CHECK(verdict(head(1u << 30, 0x12, 0, 0)) == "done");
  CHECK(verdict(head((1u << 30) + 1, 0x12, 0, 0))
            .starts_with("byte 0: expected a length of at most 2^30"));
  CHECK(verdict("GET / HTTP/1.1\r\n\r\n").starts_with("byte 0: expected a length"));
  for (const unsigned kind : {0x00, 0x01, 0x10, 0x18, 0x21, 0xff}) {
    CAPTURE(kind);
    CHECK(verdict(head(0, kind, 0, 0)).starts_with("byte 4: expected a kind of frame"));
  }
  CHECK(verdict(head(0, 0x12, 1, 0)).starts_with("byte 5: expected flags of this kind"));
  CHECK(verdict(head(0, 0x17, 1, 0)) == "done");
  CHECK(verdict(head(0, 0x17, 2, 0)).starts_with("byte 5: "));
  // Calls: twelve bytes and a name of 1 to 255.
  CHECK(verdict(head(500, 0x11, 0, 12)).starts_with("byte 6: expected a header's size"));
  CHECK(verdict(head(500, 0x11, 0, 13)) == "done");
  CHECK(verdict(head(500, 0x11, 0, 267)) == "done");
  CHECK(verdict(head(500, 0x11, 0, 268)).starts_with("byte 6: "));
  CHECK(verdict(head(12, 0x11, 0, 13)) ==
        "byte 0: expected a header that its frame's length holds, found a length of 12 with a "
        "header of 13");
  CHECK(verdict(head(1, 0x13, 0, 0)).starts_with("byte 6: "));
  CHECK(verdict(head(64, 0x13, 0, 64)) == "done");
  CHECK(verdict(head(65, 0x13, 0, 65)).starts_with("byte 6: "));
  CHECK(verdict(head(5, 0x16, 0, 4)).starts_with("byte 0: expected no payload for this kind"));
  CHECK(verdict(head(1, 0x14, 0, 0)).starts_with("byte 0: expected no payload for this kind"));
  CHECK(verdict(head(0, 0x16, 0, 0)).starts_with("byte 6: "));
}

TEST_CASE("a rpc frame head may arrive in pieces") {
  const std::string whole = head(5, 0x15, 0, 0);
  for (size_t size = 0; size < kFrameHeadSize; ++size) {
    CAPTURE(size);
    CHECK(verdict(whole.substr(0, size)) == "more");
  }
  CHECK(verdict(head(0, 0x99, 0, 0).substr(0, 5)).starts_with("byte 4: "));
}
