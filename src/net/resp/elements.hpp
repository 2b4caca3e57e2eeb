// How elements make up a RESP message: the loop that kernels and explanations share.
#pragma once

#include "net/resp/grammar.hpp"

namespace tri::net::resp {

TRI_ISA_BEGIN

// Parts that follow a container, and whether the element is one.
TRI_INLINE bool opens(const Node& node, uint64_t& parts) {
  switch (node.kind) {
    case Kind::Map: parts = node.count * 2; return true;
    // The attribute's pairs, and then the value that it belongs to, count as one element of what is around.
    case Kind::Attribute: parts = node.count * 2 + 1; return true;
    case Kind::Array:
    case Kind::Set:
    case Kind::Push: parts = node.count; return true;
    default: return false;
  }
}

// Verbatim text begins with three letters of its format and a colon.
TRI_INLINE bool well_formed(const Node& node, const uint8_t* data) {
  return node.kind != Kind::Verbatim || (node.text.size >= 4 && data[node.text.begin + 3] == ':');
}

// Parses elements until the message is complete. in.pos and `open` are then behind the last whole element.
template <class In>
TRI_INLINE Status parse_elements(In& in, Nesting& open, std::span<Node> nodes, size_t& count) {
  Status status;
  for (;;) {
    if (count == nodes.size()) [[unlikely]]
      return in.passed_limit(in.pos, Fault::TooMany, "more nodes than there is room for");
    const size_t begin = in.pos;
    Node& node = nodes[count];
    status = run<decltype(kElement)>(in, node);
    if (status != Status::Done) [[unlikely]] {
      if (status == Status::NeedMore) in.pos = begin;
      return status;
    }
    ++count;
    uint64_t parts;
    if (opens(node, parts) && parts > 0) {
      if (!open.open(parts)) [[unlikely]]
        return in.passed_limit(begin, Fault::TooDeep, "nested deeper than 128");
    } else {
      if (!well_formed(node, in.data())) [[unlikely]]
        return in.expected(node.text.begin, "three letters and a colon");
      if (open.element()) return Status::Done;
    }
  }
}

TRI_ISA_END

}  // namespace tri::net::resp
