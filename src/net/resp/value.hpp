// RESP2 and RESP3, the protocol of Redis: messages as flat runs of nodes.
//
//   *2 $3 GET $1 k   ──▶   {Array, count 2} {Blob, "GET"} {Blob, "k"}
//
// The parts of a container follow it; a Map of n pairs has 2n of them. Text is slices of the input. Streamed strings and
// aggregates (`$?`, `*?`), which no server is known to send, are refused.
#pragma once

#include <cstdint>
#include <string_view>

#include "net/parse/message_parser.hpp"
#include "net/parse/slice.hpp"

namespace tri::net::resp {

using parse::ParseResult;
using parse::Slice;

inline constexpr size_t kMaxBlob = 512u << 20;  // as Redis has it
inline constexpr size_t kMaxParts = 1u << 26;
inline constexpr size_t kMaxLine = 65536;  // of a simple string, an error, a big number

enum class Kind : uint8_t {
  Simple,     // +text
  Error,      // -text
  Integer,    // :number
  Blob,       // $size text
  Null,       // _  $-1  *-1
  Boolean,    // #t #f
  Double,     // ,text
  BigNumber,  // (text
  BlobError,  // !size text
  Verbatim,   // =size txt:text
  Array,      // *count
  Map,        // %pairs
  Set,        // ~count
  Push,       // >count
  Attribute,  // |pairs; the value it belongs to follows, as one more part of what is around it
};

struct Node {
  Kind kind = Kind::Null;
  union {
    Slice text{};
    int64_t integer;  // and 0 or 1 for Boolean
    uint64_t count;   // of parts (of pairs for Map and Attribute)
  };
};

// See message_parser.hpp.
struct Format {
  using Node = resp::Node;
  static parse::MessageEntry<Node> entry(parse::Isa isa);
  static void explain(std::string_view input, size_t nodes, parse::Explanation& why);
};
using ValueParser = parse::MessageParser<Format>;

}  // namespace tri::net::resp
