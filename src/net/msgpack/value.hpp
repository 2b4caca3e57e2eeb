// MessagePack: messages as flat runs of nodes.
//
//   82 a1 61 01 a1 62 c0   ──▶   {Map, count 2} {String "a"} {Integer 1} {String "b"} {Nil}
//
// The parts of a container follow it; a Map of n pairs has 2n of them. Strings and binaries are slices of the input;
// whether strings are UTF-8 is for the reader to ask.
#pragma once

#include <cstdint>
#include <string_view>

#include "net/parse/message_parser.hpp"
#include "net/parse/slice.hpp"

namespace tri::net::msgpack {

using parse::ParseResult;
using parse::Slice;

enum class Kind : uint8_t {
  Nil,
  Boolean,
  Integer,   // fits int64_t
  Unsigned,  // does not
  Float32,
  Float64,
  String,
  Binary,
  Array,
  Map,
  Extension,
};

struct Node {
  Kind kind = Kind::Nil;
  int8_t type = 0;  // of an Extension; -1 is a timestamp
  union {
    int64_t integer = 0;  // and 0 or 1 for Boolean
    uint64_t unsigned_integer;
    float float32;
    double float64;
    Slice bytes;
    uint64_t count;  // of parts (of pairs for Map)
  };
};

// See message_parser.hpp.
struct Format {
  using Node = msgpack::Node;
  static parse::MessageEntry<Node> entry(parse::Isa isa);
  static void explain(std::string_view input, size_t nodes, parse::Explanation& why);
};
using ValueParser = parse::MessageParser<Format>;

}  // namespace tri::net::msgpack
