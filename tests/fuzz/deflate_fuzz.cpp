// Fuzz target: messages of any bytes come back as they were through the compressor and zlib, for every window and level,
// parked or not; and bytes of a stranger decompress to no more than is allowed.
//
// The first byte says what is done, the second chooses window and level; each message begins with its size and habits.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "net/websocket/deflate.hpp"

namespace {

using namespace tri::net;
using namespace tri::net::websocket;

void read_strangers_bytes(std::string_view text, int window_bits, bool takeover) {
  constexpr size_t kMost = 100'000;
  Decompressor reader(window_bits, takeover);
  while (!text.empty()) {
    const size_t size = std::min<size_t>(text.size(), size_t(uint8_t(text[0])) + 1);
    std::string out;
    const auto outcome = reader.decompress(text.substr(0, size), size % 2 == 0, kMost, out);
    TRI_CHECK(out.size() <= kMost);
    if (outcome != Decompressor::Outcome::Done) return;
    if (size % 7 == 0) reader.park();
    text.remove_prefix(size);
  }
}

void send_messages(std::string_view text, int window_bits, int level, bool takeover) {
  DeflateOptions options;
  options.level = level;
  options.smallest = 1;
  Compressor writer(window_bits, takeover, options);
  Decompressor reader(window_bits, takeover);
  std::string all;
  while (text.size() >= 2) {
    const uint8_t habits = uint8_t(text[1]);
    std::string message(text.substr(2, uint8_t(text[0])));
    text.remove_prefix(2 + message.size());
    // Matches at every distance, and messages larger than the window.
    for (int i = 0; i < (habits & 7); ++i)
      message += message.substr(message.size() / 3) + all.substr(all.size() / 2);
    if (message.size() > 1 << 17) message.resize(1 << 17);
    all += message;
    if (all.size() > 1 << 16) all.erase(0, all.size() - (1 << 15));
    if (habits & 8) writer.park();
    if (habits & 16) reader.park();
    std::string wire, back;
    if (!writer.compress(message, wire)) {
      TRI_CHECK(wire.empty());
      continue;
    }
    TRI_CHECK(wire.size() < message.size());
    TRI_CHECK(reader.decompress(wire, true, message.size(), back) == Decompressor::Outcome::Done);
    TRI_CHECK(back == message);
    if ((habits & 32) != 0 && takeover && message.size() <= writer.window() &&
        compress_alone(message, 6, wire = {})) {
      writer.note_sent(message);
      back.clear();
      TRI_CHECK(reader.decompress(wire, true, message.size(), back) == Decompressor::Outcome::Done);
      TRI_CHECK(back == message);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  const int window_bits = 9 + data[1] % 7, level = 1 + (data[1] >> 4) % 9;
  const bool takeover = (data[0] & 2) != 0;
  if ((data[0] & 1) != 0)
    read_strangers_bytes(text, window_bits, takeover);
  else
    send_messages(text, window_bits, level, takeover);
  return 0;
}
