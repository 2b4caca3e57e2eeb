#include "net/websocket/frame.hpp"

#include <doctest/doctest.h>

#include <string>

using namespace tri::net;
using namespace tri::net::websocket;
using namespace std::string_literals;

TEST_CASE("what is written is read back, for every length form, masked or not") {
  for (const uint64_t length :
       {0ull, 1ull, 125ull, 126ull, 127ull, 65535ull, 65536ull, 1ull << 40, (1ull << 63) - 1})
    for (const bool masked : {false, true}) {
      const MaskingKey key = {1, 2, 3, 4};
      char bytes[kMaxFrameHeader];
      const size_t size = write_frame_header(bytes, 0x82, length, masked ? &key : nullptr);
      for (size_t cut = 0; cut < size; ++cut) {
        FrameHeader header;
        CHECK(parse_frame({bytes, cut}, header).result == ParseResult::NeedMore);
      }
      FrameHeader header;
      const FrameStart start = parse_frame({bytes, size}, header);
      REQUIRE(start.result == ParseResult::Done);
      CHECK(start.size == size);
      CHECK(header.length == length);
      CHECK(header.masked() == masked);
      if (masked) CHECK(header.key == key);
      CHECK(header.opcode() == Opcode::Binary);
      CHECK(header.fin());
      CHECK(!header.rsv1());
    }
}

TEST_CASE("every pair of first bytes is judged as RFC 6455 does") {
  for (unsigned first = 0; first < 256; ++first)
    for (unsigned second = 0; second < 256; ++second) {
      const unsigned opcode = first & 15, length = second & 127;
      const bool control = opcode >= 8;
      const bool known = opcode <= 2 || (opcode >= 8 && opcode <= 10);
      const bool fine = known && (!control || (first >= 0x80 && length <= 125));
      // Long forms need lengths that call for them.
      std::string bytes = {char(first), char(second)};
      bytes += length == 127 ? "\0\0\0\0\0\1\0\0"s : "\1\0\0\0\0\0\0\0"s;
      bytes += "key.";
      FrameHeader header;
      const bool accepted = parse_frame(bytes, header).result == ParseResult::Done;
      if (accepted != fine) {
        CAPTURE(first);
        CAPTURE(second);
        REQUIRE(accepted == fine);
      }
    }
}

TEST_CASE("lengths in a longer form than they need, or of 64 bits, are refused") {
  FrameHeader header;
  CHECK(parse_frame("\x82\x7e\x00\x7d"s, header).result == ParseResult::Malformed);
  CHECK(parse_frame("\x82\x7e\x00\x7e"s, header).result == ParseResult::Done);
  CHECK(parse_frame("\x82\x7f\0\0\0\0\0\0\xff\xff"s, header).result == ParseResult::Malformed);
  CHECK(parse_frame("\x82\x7f\x80\0\0\0\0\0\0\0"s, header).result == ParseResult::Malformed);
  CHECK(explain_frame("\x82\x7e\x00\x7d"s).find("shortest form") != std::string::npos);
}

TEST_CASE("masking twice gives the bytes back, from every offset, on every instruction set") {
  const MaskingKey key = {0x12, 0x34, 0x56, 0x78};
  std::string text;
  for (int i = 0; i < 300; ++i) text += char(i * 7);
  for (const auto isa : {parse::Isa::Portable, parse::Isa::Avx2, parse::Isa::Avx512}) {
    if (!parse::has_isa(isa)) continue;
    const Masker masker(isa);
    for (size_t offset = 0; offset < 9; ++offset)
      for (const size_t size :
           {size_t{0}, size_t{1}, size_t{7}, size_t{8}, size_t{63}, size_t{300}}) {
        std::string bytes = text.substr(0, size);
        masker.apply(bytes, key, offset);
        for (size_t i = 0; i < size; ++i)
          if (uint8_t(bytes[i]) != (uint8_t(text[i]) ^ key[(offset + i) & 3]))
            REQUIRE(uint8_t(bytes[i]) == (uint8_t(text[i]) ^ key[(offset + i) & 3]));
        masker.apply(bytes, key, offset);
        CHECK(bytes == text.substr(0, size));
      }
  }
}
