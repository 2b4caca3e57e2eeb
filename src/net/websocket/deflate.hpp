// permessage-deflate (RFC 7692): compressing and decompressing the messages of one connection.
//
// With context takeover a message may refer to the text of those before it. That state is large, so a connection that
// falls silent is *parked*: only the end of the text that the peer has seen is kept, and the next message begins with a
// fresh compressor that is given this text to refer to. The peer notices nothing. A decompressor is parked the same way,
// with all of the window that the peer may refer to.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/deflate/deflater.hpp"

struct z_stream_s;

namespace tri::net::websocket {

// What the two sides agreed on.
struct DeflateTerms {
  bool agreed = false;
  bool server_takeover = true, client_takeover = true;
  int server_window_bits = 15, client_window_bits = 15;  // 9 to 15
};

struct DeflateOptions {
  bool enabled = true;
  // 1 (fast) to 9 (small). 3 saves 1.5 % less of JSON than 6 does, in half the time (docs/design/net.md).
  int level = 3;
  int server_window_bits = 13;  // 40 KiB for a compressor that is awake
  int client_window_bits =
      12;  // asked of clients that allow it: 4 KiB to keep per parked connection
  bool server_takeover = true;
  size_t smallest = 32;          // shorter messages are sent as they are
  size_t parked_history = 4096;  // text kept of what was sent
};

class Compressor {
 public:
  Compressor(int window_bits, bool takeover, const DeflateOptions& options);
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;

  // Appends `message` as a compressed payload, or returns false where that would not make it smaller.
  bool compress(std::string_view message, std::string& out);
  // A message went out that was compressed elsewhere; the peer's window has its text now.
  void note_sent(std::string_view message);
  void park();
  // How far back the peer can look.
  size_t window() const { return size_t{1} << window_bits_; }
  // Bytes held, the compressor's own included.
  size_t memory() const;

 private:
  deflate::Deflater& awake();
  void remember(std::string_view text);

  DeflateOptions options_;
  int window_bits_;
  bool takeover_;
  std::unique_ptr<deflate::Deflater> deflater_;
  std::string history_;  // while parked
};

class Decompressor {
 public:
  // Growth of a message beyond this is taken for a bomb, once it is larger than kFreeOutput.
  static constexpr size_t kMaxRatio = 1100;  // deflate itself ends at 1032
  static constexpr size_t kFreeOutput = 64 << 10;

  Decompressor(int window_bits, bool takeover);
  ~Decompressor();
  Decompressor(const Decompressor&) = delete;
  Decompressor& operator=(const Decompressor&) = delete;

  // Appends what `payload` decompresses to, up to `max_size` bytes in `out` altogether; `last` ends the message.
  // Errors: TooLarge, or the bytes are no deflate stream.
  enum class Outcome : uint8_t { Done, Corrupt, TooLarge };
  Outcome decompress(std::string_view payload, bool last, size_t max_size, std::string& out);
  void park();
  size_t memory() const;

 private:
  bool wake();
  Outcome inflate_some(std::string_view payload, size_t max_size, std::string& out);

  int window_bits_;
  bool takeover_;
  std::unique_ptr<z_stream_s> stream_;
  std::string history_;
};

// Compresses once for many peers: a payload that refers to nothing before it, but within it up to 32 KiB back, so peers with
// smaller windows can read messages of their size at most. False where it would not be smaller.
bool compress_alone(std::string_view message, int level, std::string& out);

// Whether text looks as if compressing were in vain (already compressed, encrypted, random).
bool looks_random(std::string_view message);

}  // namespace tri::net::websocket
