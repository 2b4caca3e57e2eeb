// Generated traffic for the benchmarks of the wire: messages that differ, in the sizes that are common.
//
// Everything comes from a seed, so a run can be repeated.
#pragma once

#include <random>
#include <string>
#include <vector>

namespace tri::bench {

class Traffic {
 public:
  explicit Traffic(uint32_t seed) : random_(seed) {}

  // The 703-byte request of a browser that parsers are usually timed with.
  static std::string browser_request();
  // Requests of browsers, scripts and services: 0 to 22 fields, about 60 to 1500 bytes each.
  std::string requests(size_t bytes);
  // Commands and replies; values of 16-64 bytes (40 %), 64-512 (40 %), 512-4096 (15 %) and 16 KiB (5 %).
  std::string resp(size_t bytes);
  // Orders and events as maps: short keys, integers, floats, strings of 4-60 bytes, 0-20 items; one in ten carries
  // 256-2048 bytes of binary.
  std::string msgpack(size_t bytes);
  // Eight columns of numbers, words, dates and sentences; one cell in ten is quoted, one in a hundred has quotes.
  std::string csv(size_t bytes);
  // Masked frames: payloads of 16-125 bytes (30 %), 126-1000 (40 %), 1-4 KB (25 %), 64 KiB (5 %).
  std::string websocket(size_t bytes);

  // Cuts `size` bytes into pieces of 1 to 64 KiB; the ends of the pieces.
  std::vector<size_t> pieces(size_t size);

  size_t between(size_t low, size_t high) { return low + random_() % (high - low + 1); }

 private:
  bool chance(unsigned percent) { return random_() % 100 < percent; }
  std::string word(size_t low, size_t high);
  std::string value();

  std::mt19937 random_;
};

}  // namespace tri::bench
