// Where masking, and looking for the end of ASCII, were compiled, per instruction set.
#pragma once

#include "net/websocket/frame.hpp"

namespace tri::net::websocket {

using MaskEntry = void (*)(char* bytes, size_t size, MaskingKey key, uint64_t offset);

template <parse::Isa>
MaskEntry mask_kernel();

// The offset of the first byte at or after `from` above 127, or `size`.
using AsciiEntry = size_t (*)(const uint8_t* bytes, size_t from, size_t size);

template <parse::Isa>
AsciiEntry ascii_kernel();

}  // namespace tri::net::websocket
