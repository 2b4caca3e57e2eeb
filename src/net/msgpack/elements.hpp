// How elements make up a MessagePack message: the loop that kernels and explanations share.
#pragma once

#include "net/msgpack/grammar.hpp"

namespace tri::net::msgpack {

TRI_ISA_BEGIN

// Parses elements until the message is complete. in.pos and `open` are then behind the last whole element.
template <class In>
TRI_INLINE Status parse_elements(In& in, Nesting& open, std::span<Node> nodes, size_t& count) {
  for (;;) {
    if (count == nodes.size()) [[unlikely]]
      return in.passed_limit(in.pos, Fault::TooMany, "more nodes than there is room for");
    const size_t begin = in.pos;
    Node& node = nodes[count];
    const Status status = run<decltype(kElement)>(in, node);
    if (status != Status::Done) [[unlikely]] {
      if (status == Status::NeedMore) in.pos = begin;
      return status;
    }
    ++count;
    if (node.kind == Kind::Array || node.kind == Kind::Map) {
      const uint64_t parts = node.kind == Kind::Map ? node.count * 2 : node.count;
      if (parts > 0) {
        if (!open.open(parts)) [[unlikely]]
          return in.passed_limit(begin, Fault::TooDeep, "nested deeper than 128");
        continue;
      }
    } else if (node.kind == Kind::Unsigned && node.integer >= 0) {
      node.kind = Kind::Integer;
    }
    if (open.element()) return Status::Done;
  }
}

TRI_ISA_END

}  // namespace tri::net::msgpack
