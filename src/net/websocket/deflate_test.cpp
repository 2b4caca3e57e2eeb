#include "net/websocket/deflate.hpp"

#include <doctest/doctest.h>

#include <random>
#include <string>

using namespace tri::net::websocket;
using namespace std::string_literals;

namespace {

std::string tick(int i) {
  return "{\"type\":\"tick\",\"symbol\":\"" + "ABCDEFGH"s.substr(size_t(i) % 5, 3) +
         "\",\"price\":" + std::to_string(100 + i * 37 % 900) +
         ",\"size\":" + std::to_string(i * 7) + ",\"time\":" + std::to_string(1700000000 + i) + "}";
}

}  // namespace

TEST_CASE("messages come back whole, parked or not, for every window and with either takeover") {
  for (int bits = 9; bits <= 15; ++bits)
    for (const bool takeover : {false, true}) {
      Compressor compressor(bits, takeover, {});
      Decompressor decompressor(bits, takeover);
      for (int i = 0; i < 40; ++i) {
        if (i % 7 == 3) compressor.park();
        if (i % 5 == 2) decompressor.park();
        const std::string message = i % 9 == 8 ? tick(i) + std::string(70000, 'x') : tick(i);
        std::string wire, back;
        REQUIRE(compressor.compress(message, wire));
        REQUIRE(decompressor.decompress(wire, true, 1 << 20, back) == Decompressor::Outcome::Done);
        REQUIRE(back == message);
      }
    }
}

TEST_CASE("takeover makes small messages small") {
  Compressor with(15, true, {}), without(15, false, {});
  std::string a, b;
  for (int i = 0; i < 50; ++i) {
    with.compress(tick(i), a);
    without.compress(tick(i), b);
  }
  CHECK(a.size() * 2 < b.size());
}

TEST_CASE("a parked compressor holds little and still knows what it sent") {
  DeflateOptions options;
  Compressor compressor(13, true, options);
  Decompressor decompressor(12, true);
  std::string wire, back;
  for (int i = 0; i < 200; ++i) {
    wire.clear();
    compressor.compress(tick(i), wire);
  }
  const size_t awake = wire.size();
  CHECK(compressor.memory() > 32768);
  compressor.park();
  CHECK(compressor.memory() < 4096 + 512);
  wire.clear();
  compressor.compress(tick(201), wire);
  CHECK(wire.size() < awake + 24);
}

TEST_CASE("a message that was compressed elsewhere does not confuse the windows") {
  Compressor compressor(15, true, {});
  Decompressor decompressor(15, true);
  std::string wire, back;
  const auto receive = [&](const std::string& expected) {
    back.clear();
    REQUIRE(decompressor.decompress(wire, true, 1 << 20, back) == Decompressor::Outcome::Done);
    CHECK(back == expected);
  };
  for (int i = 0; i < 10; ++i) {
    wire.clear();
    compressor.compress(tick(i), wire);
    receive(tick(i));
    const std::string news = "news " + std::string(200, char('a' + i)) + tick(i);
    wire.clear();
    REQUIRE(compress_alone(news, 6, wire));
    compressor.note_sent(news);
    receive(news);
  }
}

TEST_CASE("what does not compress is left alone, and the windows stay the same") {
  std::mt19937 random(3);
  std::string noise(2000, ' ');
  for (char& c : noise) c = char(random());
  CHECK(looks_random(noise));
  CHECK(!looks_random(tick(1) + tick(2)));
  Compressor compressor(15, true, {});
  Decompressor decompressor(15, true);
  std::string hidden = tick(1) + noise;  // its noise comes too late for the sample
  for (int i = 0; i < 5; ++i) {
    std::string wire, back;
    CHECK(!compressor.compress(noise, wire));
    CHECK(wire.empty());
    const std::string message = i % 2 ? hidden : tick(i);
    if (!compressor.compress(message, wire)) continue;
    REQUIRE(decompressor.decompress(wire, true, 1 << 20, back) == Decompressor::Outcome::Done);
    CHECK(back == message);
  }
}

TEST_CASE("payloads may come in pieces, and end with a final block") {
  Compressor compressor(15, true, {});
  Decompressor decompressor(15, true);
  std::string wire, back;
  compressor.compress(tick(1) + tick(2), wire);
  for (size_t i = 0; i < wire.size(); ++i)
    REQUIRE(decompressor.decompress({&wire[i], 1}, i + 1 == wire.size(), 1 << 20, back) ==
            Decompressor::Outcome::Done);
  CHECK(back == tick(1) + tick(2));
}

TEST_CASE("bombs and rubbish are stopped") {
  const std::string zeros(50 << 20, '\0');
  std::string wire, back;
  REQUIRE(compress_alone(zeros, 6, wire));
  Decompressor decompressor(15, true);
  CHECK(decompressor.decompress(wire, true, 1 << 20, back) == Decompressor::Outcome::TooLarge);
  CHECK(back.size() <= 1 << 20);
  Decompressor other(15, true);
  CHECK(other.decompress("\xff\xff\xff\xff", true, 1 << 20, back) ==
        Decompressor::Outcome::Corrupt);
}
