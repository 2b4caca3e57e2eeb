// Protocol: one side of a WebSocket connection (RFC 6455, RFC 7692), without any input or output of its own.
//
// Bytes from the peer go in, messages come out through the listener; what must be sent gathers in out(). Payloads are
// judged as they arrive: wrong UTF-8, too large a message, a decompression bomb end the connection at the first byte
// that shows it.
//
//   open ──close frame sent──▶ closing ──close frame received──▶ closed
//    └────────close frame received (answered), or a violation (close frame with its code sent)──────▶ closed
//
// Invariant: nothing is sent behind a close frame, and nothing is delivered after closed().
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "net/websocket/deflate.hpp"
#include "net/websocket/frame.hpp"
#include "net/websocket/utf8.hpp"

namespace tri::net::websocket {

enum class Role : uint8_t { Server, Client };

namespace close_code {
inline constexpr uint16_t kNormal = 1000, kGoingAway = 1001, kProtocolError = 1002,
                          kNoStatus = 1005, kInvalidData = 1007, kPolicy = 1008, kTooLarge = 1009,
                          kInternal = 1011;
}
// Whether a code may stand in a close frame.
bool is_sendable(uint16_t code);

class Listener {
 public:
  virtual ~Listener() = default;
  // `data` lives until the call returns.
  virtual void message(Opcode opcode, std::string_view data) = 0;
  virtual void pong(std::string_view) {}
  // The last call: the close code that ended the connection (kNoStatus when the peer gave none), and why.
  virtual void closed(uint16_t code, std::string_view reason) = 0;
};

struct ProtocolOptions {
  size_t max_message = 16 << 20;
  size_t max_out = 16 << 20;  // of pongs that the peer does not read
  DeflateOptions deflate;
};

class Protocol {
 public:
  Protocol(Role role, const DeflateTerms& terms, const ProtocolOptions& options,
           Listener& listener);

  // Takes input, which it may change (unmasking happens in place), and returns how much of it; the caller keeps the rest
  // (less than a frame header) and brings it back with more behind it.
  size_t consume(std::span<char> input);

  void send(Opcode opcode, std::string_view data);  // Text (must be UTF-8) or Binary
  void ping(std::string_view data);                 // at most 125 bytes
  void close(uint16_t code, std::string_view reason = {});
  // A message that was encoded once for many connections (Broadcast).
  void send_shared(const class Broadcast& broadcast);

  // What has to be sent; the caller empties it.
  std::string& out() { return out_; }
  bool closed() const { return closed_; }
  bool closing() const { return close_sent_; }
  // Whether the peer was told why the connection ends while it may still be sending, and so has to be read to be heard.
  bool owes_reading() const { return closed_ && !close_received_; }

  // Gives back the memory of compressors until the next message.
  void park();
  size_t memory() const;

 private:
  bool begin_frame(const FrameHeader& header);
  bool payload(std::span<char> bytes, bool frame_ends);
  bool data_payload(std::string_view bytes, bool message_ends);
  bool finish_message();
  bool control_frame();
  bool close_frame();
  bool violation(uint16_t code, std::string_view why);
  void write_frame(uint8_t first, std::string_view data);
  void finish(uint16_t code, std::string_view reason);
  MaskingKey next_key();

  Role role_;
  DeflateTerms terms_;
  ProtocolOptions options_;
  Listener& listener_;
  Masker masker_;
  Utf8Check utf8_;
  std::optional<Compressor> compressor_;
  std::optional<Decompressor> decompressor_;

  bool in_frame_ = false;
  FrameHeader frame_;
  uint64_t frame_done_ = 0;  // payload bytes of the frame that were taken

  bool in_message_ = false, compressed_ = false;
  Opcode opcode_ = Opcode::Text;
  std::string message_, control_;
  size_t wire_size_ = 0;  // compressed bytes of the message

  std::string out_, scratch_;
  bool close_sent_ = false, close_received_ = false, closed_ = false;
  // Of a client: keys from the system's random numbers, some at a time.
  struct Keys {
    MaskingKey keys[64];
    size_t used = 64;
  };
  std::unique_ptr<Keys> keys_;
};

// A message in the form in which it goes to every connection of a server; compressed at most once.
class Broadcast {
 public:
  Broadcast(Opcode opcode, std::string_view data, int level = 6);

 private:
  friend class Protocol;
  Opcode opcode_;
  std::string text_, plain_frame_, deflated_frame_;  // the last empty when compressing was in vain
};

}  // namespace tri::net::websocket
