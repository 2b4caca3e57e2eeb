#include "net/msgpack/codec.hpp"

#include <algorithm>

namespace tri::net::msgpack {
namespace {

constexpr std::string_view kKindNames[] = {
    "nil",      "a boolean", "an integer",  "an integer of 64 bits without a sign",
    "a float",  "a float",   "a string",    "a binary",
    "an array", "a map",     "an extension"};

}  // namespace

std::unexpected<Error> NodeReader::wrong(const std::string& expected) const {
  const Node& node = nodes_[at_];
  std::string found(kKindNames[size_t(node.kind)]);
  if (node.kind == Kind::Integer) found = std::to_string(node.integer);
  return fail("expected " + expected + ", found " + found);
}

Result<std::vector<Node>> parse_whole(std::string_view payload) {
  ValueParser parser;
  // Most messages have few elements; none has more than bytes.
  std::vector<Node> nodes(std::min<size_t>(payload.size() + 1, 32));
  for (;;) {
    switch (parser.parse(payload, nodes)) {
      case ParseResult::Done:
        if (parser.size() != payload.size())
          return fail("byte " + std::to_string(parser.size()) + ": expected the end, found " +
                      std::to_string(payload.size() - parser.size()) + " more bytes");
        nodes.resize(parser.count());
        return nodes;
      case ParseResult::NeedMore:
        return fail("byte " + std::to_string(payload.size()) + ": expected " +
                    std::to_string(parser.needed()) + " more bytes, found the end");
      case ParseResult::Full: nodes.resize(nodes.size() * 2); break;
      case ParseResult::Malformed: return fail(parser.explain(payload));
    }
  }
}

}  // namespace tri::net::msgpack
