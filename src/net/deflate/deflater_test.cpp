// What the compressor writes, zlib reads; and what is said about its size and its window holds.
#include "net/deflate/deflater.hpp"

#include <doctest/doctest.h>
#define ZLIB_CONST
#include <zlib.h>

#include <random>
#include <string>
#include <vector>

using namespace tri::net::deflate;

namespace {

// zlib, as a peer whose window has so many bits.
class Reader {
 public:
  explicit Reader(int window_bits) { REQUIRE(inflateInit2(&stream_, -window_bits) == Z_OK); }
  ~Reader() { inflateEnd(&stream_); }

  std::string read(std::string payload) {
    payload.append("\x00\x00\xff\xff", 4);
    stream_.next_in = reinterpret_cast<Bytef*>(payload.data());
    stream_.avail_in = uInt(payload.size());
    std::string text;
    for (;;) {
      char room[5000];
      stream_.next_out = reinterpret_cast<Bytef*>(room);
      stream_.avail_out = sizeof room;
      const int result = inflate(&stream_, Z_SYNC_FLUSH);
      text.append(room, sizeof room - stream_.avail_out);
      if (result == Z_BUF_ERROR || (result == Z_OK && stream_.avail_out > 0)) break;
      if (result != Z_OK) return "zlib: " + std::string(stream_.msg ? stream_.msg : "error");
    }
    return stream_.avail_in == 0 ? text : "zlib left input";
  }

 private:
  z_stream stream_{};
};

// Text with repetitions near and far, of an alphabet of some size.
class Texts {
 public:
  explicit Texts(unsigned seed) : random_(seed) {}

  std::string next(size_t most) {
    const size_t size = 1 + random_() % most;
    const unsigned letters = 1u << (random_() % 9);
    std::string text;
    while (text.size() < size) {
      const size_t run = 1 + random_() % 40;
      if (random_() % 3 == 0 && !all_.empty()) {
        const size_t far = 1 + random_() % std::min<size_t>(all_.size(), 1 << (random_() % 17));
        text += all_.substr(all_.size() - far, run);
      } else if (random_() % 5 == 0) {
        text.append(run * (random_() % 20), char(random_() % letters));
      } else {
        for (size_t i = 0; i < run; ++i) text += char(random_() % letters);
      }
    }
    all_ += text;
    if (all_.size() > 1 << 17) all_.erase(0, 1 << 16);
    return text;
  }
  uint32_t operator()() { return uint32_t(random_()); }

 private:
  std::mt19937 random_;
  std::string all_;
};

constexpr size_t kNoLimit = SIZE_MAX;

}  // namespace

TEST_CASE("zlib reads what was compressed, for every window and level") {
  for (int bits = 9; bits <= 15; ++bits)
    for (const int level : {1, 4, 6, 9}) {
      CAPTURE(bits);
      CAPTURE(level);
      Texts texts(unsigned(bits * 10 + level));
      Deflater deflater(bits, level);
      Reader reader(bits);
      for (int i = 0; i < 60; ++i) {
        const std::string text = texts.next(i % 10 == 9 ? 60000 : 700);
        std::string wire = "before";
        REQUIRE(deflater.compress(text, kNoLimit, wire));
        REQUIRE(wire.starts_with("before"));
        REQUIRE(reader.read(wire.substr(6)) == text);
      }
    }
}

TEST_CASE("text that was taken back, learnt or forgotten does not confuse the window") {
  for (const int bits : {9, 11, 13, 15}) {
    CAPTURE(bits);
    Texts texts(unsigned(bits) + 100);
    Deflater deflater(bits, 6), elsewhere(bits, 3);
    Reader reader(bits);
    for (int i = 0; i < 400; ++i) {
      const std::string text = texts.next(i % 20 == 19 ? 40000 : 900);
      std::string wire;
      switch (texts() % 4) {
        case 0: {
          // Too large, so the peer never sees it.
          std::string none = "kept";
          REQUIRE(!deflater.compress(text, 1, none));
          REQUIRE(none == "kept");
          break;
        }
        case 1:
          elsewhere.forget();
          REQUIRE(elsewhere.compress(text, kNoLimit, wire));
          REQUIRE(reader.read(wire) == text);
          deflater.learn(text);
          break;
        default:
          REQUIRE(deflater.compress(text, kNoLimit, wire));
          REQUIRE(reader.read(wire) == text);
          REQUIRE(text.ends_with(deflater.recent().substr(
              deflater.recent().size() - std::min(deflater.recent().size(), text.size()))));
      }
    }
  }
}

TEST_CASE("another compressor goes on where one stopped") {
  Texts texts(7);
  Reader reader(13);
  std::string recent;
  for (int i = 0; i < 100; ++i) {
    Deflater deflater(13, 6);
    deflater.learn(recent);
    CHECK(deflater.recent() == recent);
    const std::string text = texts.next(3000);
    std::string wire;
    REQUIRE(deflater.compress(text, kNoLimit, wire));
    REQUIRE(reader.read(wire) == text);
    recent = deflater.recent();
    CHECK(recent.size() <= 8192);
  }
}

TEST_CASE("every size, and runs of one byte") {
  for (const int level : {1, 6}) {
    Deflater deflater(12, level);
    Reader reader(12);
    for (size_t size = 0; size < 600; ++size) {
      const std::string text(size, char('a' + size % 3));
      std::string wire;
      REQUIRE(deflater.compress(text, kNoLimit, wire));
      REQUIRE(reader.read(wire) == text);
      if (size > 100) CHECK(wire.size() < 20);
    }
    std::string noise(100000, ' '), wire;
    std::mt19937 random(1);
    for (char& c : noise) c = char(random());
    REQUIRE(deflater.compress(noise, kNoLimit, wire));
    REQUIRE(reader.read(wire) == noise);
    CHECK(wire.size() < noise.size() * 102 / 100);
  }
}

TEST_CASE("as small as zlib's level 6, about") {
  std::vector<std::string> messages;
  std::mt19937 random(4);
  for (int i = 0; i < 300; ++i) {
    std::string text = "{\"items\":[";
    for (int item = 0; item < int(random() % 12); ++item)
      text += "{\"sku\":\"SKU-" + std::to_string(random() % 100000) +
              "\",\"count\":" + std::to_string(random() % 9) +
              ",\"price\":" + std::to_string(random() % 900) + ".5,\"state\":\"open\"},";
    messages.push_back(text + "]}");
  }
  Deflater deflater(13, 6);
  z_stream zlib{};
  REQUIRE(deflateInit2(&zlib, 6, Z_DEFLATED, -13, 6, Z_DEFAULT_STRATEGY) == Z_OK);
  size_t ours = 0, theirs = 0;
  for (const std::string& message : messages) {
    std::string wire, room(message.size() + 1000, ' ');
    REQUIRE(deflater.compress(message, kNoLimit, wire));
    ours += wire.size();
    zlib.next_in = reinterpret_cast<const Bytef*>(message.data());
    zlib.avail_in = uInt(message.size());
    zlib.next_out = reinterpret_cast<Bytef*>(room.data());
    zlib.avail_out = uInt(room.size());
    REQUIRE(deflate(&zlib, Z_SYNC_FLUSH) == Z_OK);
    theirs += room.size() - zlib.avail_out - 4;
  }
  deflateEnd(&zlib);
  CHECK(double(ours) < double(theirs) * 1.03);
}
