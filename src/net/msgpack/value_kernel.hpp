// Where the MessagePack grammar was compiled, per instruction set.
#pragma once

#include "net/msgpack/value.hpp"

namespace tri::net::msgpack {

template <parse::Isa>
parse::MessageEntry<Node> value_kernel();

}  // namespace tri::net::msgpack
