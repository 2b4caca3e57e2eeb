// WebSocket frames (RFC 6455, 5.2): reading and writing their headers, masking their payloads.
//
//   0               1               2      0, 2 or 8 bytes      0 or 4
//  ┌─┬─┬─┬─┬───────┬─┬─────────────┬──────────────────────┬─────────────┐
//  │F│1│2│3│opcode │M│ length      │ longer length        │ masking key │ payload
//  └─┴─┴─┴─┴───────┴─┴─────────────┴──────────────────────┴─────────────┘
//
// The grammar (frame.cpp) refuses what no extension could allow: unknown opcodes, control frames that are long or
// fragmented, lengths in a longer form than they need, or of more than 63 bits.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "net/parse/isa.hpp"
#include "net/parse/message_parser.hpp"

namespace tri::net::websocket {

using parse::ParseResult;

enum class Opcode : uint8_t {
  Continuation = 0,
  Text = 1,
  Binary = 2,
  Close = 8,
  Ping = 9,
  Pong = 10,
};

constexpr bool is_control(Opcode opcode) { return uint8_t(opcode) >= 8; }

inline constexpr size_t kMaxFrameHeader = 14;
inline constexpr size_t kMaxControlPayload = 125;

using MaskingKey = std::array<uint8_t, 4>;

struct FrameHeader {
  uint8_t first = 0;   // FIN, RSV1-3, opcode, as on the wire
  uint8_t second = 0;  // MASK and the short length
  uint64_t length = 0;
  MaskingKey key{};  // meaningful when masked

  bool fin() const { return first & 0x80; }
  bool rsv1() const { return first & 0x40; }
  Opcode opcode() const { return Opcode(first & 15); }
  bool masked() const { return second & 0x80; }
};

struct FrameStart {
  ParseResult result;
  size_t size;  // of the header, after Done
};

// Reads one header from the front of `input`. Cost: a few ns; looks at no more than kMaxFrameHeader bytes.
FrameStart parse_frame(std::string_view input, FrameHeader& header);
// What is wrong with a header that was Malformed.
std::string explain_frame(std::string_view input);

// Writes a header at `out` (kMaxFrameHeader bytes) and returns its size. `key` null: not masked.
size_t write_frame_header(char* out, uint8_t first, uint64_t length, const MaskingKey* key);

// Applies `key` to `bytes`, the first of which is number `offset` of its payload: masks and unmasks.
class Masker {
 public:
  explicit Masker(parse::Isa isa = parse::best_isa());
  void apply(std::span<char> bytes, MaskingKey key, uint64_t offset = 0) const {
    entry_(bytes.data(), bytes.size(), key, offset);
  }

 private:
  void (*entry_)(char*, size_t, MaskingKey, uint64_t);
};

}  // namespace tri::net::websocket
