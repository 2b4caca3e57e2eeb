// Compiled once per instruction set (net/parse/isa.hpp).
#include "net/msgpack/value_kernel.hpp"

#include "net/msgpack/elements.hpp"

namespace tri::net::msgpack {

TRI_ISA_BEGIN

static Status parse_value(std::string_view input, std::span<Node> nodes,
                          MessageProgress& progress) {
  Cursor<false> in(input, progress.pos, /*final=*/false);
  const Status status = parse_elements(in, progress.open, nodes, progress.count);
  progress.pos = in.pos;
  if (status != Status::Done) [[unlikely]]
    progress.needed = in.needed;
  return status;
}

TRI_ISA_END

template <>
parse::MessageEntry<Node> value_kernel<parse::kThisIsa>() {
  return parse_value;
}

}  // namespace tri::net::msgpack
