// Dump and undump: chunks as bytes, in the format of Lua 5.4 (5.4.0 to 5.4.8 share it, on this kind of machine: 64-bit,
// little-endian, 8-byte integers and floats).
//
// All numbers are written 7 bits a byte, most significant first, the last byte marked by its top bit:
//
//   header    ESC "Lua" 0x54 0x00 19 93 0D 0A 1A 0A, sizes 4 8 8, the integer 0x5678, the float 370.5
//   chunk     header, number of upvalues (a byte), function
//   function  source, line defined, last line, parameters, vararg, registers (bytes), code, constants, upvalues,
//             functions, debug information: line deltas, anchors, locals, names of upvalues
//   string    length + 1 and the bytes; 0 for none. A function without source has that of the one around it.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "bytecode/chunk.hpp"

namespace tri::bytecode {

// The first byte of a chunk, which no source text begins with.
inline constexpr char kChunkMark = '\x1b';

// `strip` leaves out names and lines, and with them where errors happened.
std::string dump(const Function& main, bool strip);

// Reads and verifies a chunk, trusting nothing: it cannot crash or allocate more than a small multiple of the bytes
// given, and code that could do what the compiler's never does is refused (verifier.hpp). Bytes after it are ignored.
//   name   the chunk's name, for messages
// Errors: "name: bad binary format (why)", as load() gives them: truncated chunk, version mismatch, ...
Result<Chunk> undump(std::string_view bytes, std::string_view name);

// True for the error that more bytes behind those given could change.
bool is_truncated(const Error& error);

}  // namespace tri::bytecode
