// Frames of the RPC protocol: reading and writing what stands before their payloads. Numbers are big-endian.
//
//   0         4      5       6        8               16
//  ┌─────────┬──────┬───────┬────────┬───────────────┬──────────────┬───────────────────┐
//  │ length  │ kind │ flags │ header │ id            │ header bytes │ payload           │
//  └─────────┴──────┴───────┴────────┴───────────────┴──────────────┴───────────────────┘
//   u32: all   u8     u8      u16: of  u64: the call   by kind        MessagePack,
//   behind id                 header                                  length - header bytes
//
//  kind     from     header                                                          payload
//  Call     caller   u64 remaining us (all ones: none), u32 credit, method's name    arguments
//  Reply    callee                                                                   result; ends the call
//  Error    callee   code, 1-64 bytes                                                details; ends the call
//  Cancel   caller                                                                   none
//  Item     callee                                                                   one element of a stream
//  Credit   caller   u32 bytes                                                       none
//  Ping     either   flag 1: an answer                                               none
//
// The upper half of a kind is the version of the protocol (1), so that each frame shows what it is. Both sides may call;
// a kind says whose numbers its id belongs to.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "net/parse/message_parser.hpp"

namespace tri::net::rpc {

using parse::ParseResult;

enum class FrameKind : uint8_t {
  Call = 0x11,
  Reply = 0x12,
  Error = 0x13,
  Cancel = 0x14,
  Item = 0x15,
  Credit = 0x16,
  Ping = 0x17,
};

inline constexpr size_t kFrameHeadSize = 16;
inline constexpr size_t kCallHeaderSize = 12;  // before the name
inline constexpr size_t kMaxName = 255;
inline constexpr size_t kMaxErrorCode = 64;
inline constexpr uint32_t kMaxFrameLength = 1u << 30;
inline constexpr uint64_t kNoDeadline = UINT64_MAX;
inline constexpr uint8_t kPingAnswer = 1;

struct FrameHead {
  uint32_t length = 0;
  FrameKind kind = FrameKind::Ping;
  uint8_t flags = 0;
  uint16_t header_size = 0;
  uint64_t id = 0;

  size_t payload_size() const { return length - header_size; }
};

struct CallHeader {
  uint64_t remaining_us = kNoDeadline;
  uint32_t credit = 0;  // bytes of items that may come; 0: the call has a reply only
  std::string_view method;
};

// Reads one head from the front of `input`; looks at no more than kFrameHeadSize bytes. After Done the sizes fit each
// other and the kind. Cost: a few ns.
ParseResult parse_frame_head(std::string_view input, FrameHead& head);
// What is wrong with a head that was Malformed.
std::string explain_frame_head(std::string_view input);
// The parts of a header whose frame was parsed. `header` has the size that its head tells.
CallHeader read_call_header(std::string_view header);
uint32_t read_credit(std::string_view header);

// Append a whole frame. Names and codes must be as long as the table above says.
void write_call(std::string& out, uint64_t id, const CallHeader& call, std::string_view payload);
void write_error(std::string& out, uint64_t id, std::string_view code, std::string_view payload);
void write_credit(std::string& out, uint64_t id, uint32_t bytes);
// Reply, Cancel, Item, Ping.
void write_plain(std::string& out, FrameKind kind, uint64_t id, std::string_view payload,
                 uint8_t flags = 0);

}  // namespace tri::net::rpc
