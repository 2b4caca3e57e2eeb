// Where masking was compiled, per instruction set.
#pragma once

#include "net/websocket/frame.hpp"

namespace tri::net::websocket {

using MaskEntry = void (*)(char* bytes, size_t size, MaskingKey key, uint64_t offset);

template <parse::Isa>
MaskEntry mask_kernel();

}  // namespace tri::net::websocket
