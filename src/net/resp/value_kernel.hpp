// Where the RESP grammar was compiled, per instruction set.
#pragma once

#include "net/resp/value.hpp"

namespace tri::net::resp {

template <parse::Isa>
parse::MessageEntry<Node> value_kernel();

}  // namespace tri::net::resp
