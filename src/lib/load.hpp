// Loading: from source text or a binary chunk, in memory or in a file, to a function.
#pragma once

#include <string_view>

#include "heap/state.hpp"

namespace tri::lib {

enum class Load : uint8_t {
  Ok,
  Failed,  // a message for the program
  NoFile,  // the same: the file cannot be opened or read
  Raised,  // nothing was pushed: a limit was reached or an interrupt came, the error is in the thread
  More,    // nothing was pushed: what follows decides
  Limit,  // a message that the reference raises as a runtime error while it compiles: message handlers see it
};

// Pushes the main function of the chunk, or a message. Charged for by the size of the text.
//   bytes  text, or a binary chunk if it starts with its signature
//   name   of the chunk: "@file", "=name" or text
//   mode   which of both kinds are allowed: "t", "b", "bt"
// A binary chunk is verified; a malformed one is refused.
[[nodiscard]] Load push_chunk(Thread* L, std::string_view bytes, std::string_view name,
                              const char* mode);

// The same for the first pieces of a chunk: Load::More unless they decide the outcome, as an error does and the last byte of a
// binary chunk.
[[nodiscard]] Load push_open_chunk(Thread* L, std::string_view bytes, std::string_view name,
                                   const char* mode);

// When to try the pieces that a reader has given. Trying after each would take time quadratic in their number; so a try
// happens as long as all of them together have read no more than the pieces so far and kFree bytes. Up to there a reader is
// asked no more often than the reference asks it, beyond it at most until the pieces have grown to twice their size.
struct PieceTries {
  static constexpr size_t kFree = 65536;  // bytes
  size_t tried = 0;                       // bytes that tries have read

  // True if the pieces, `size` bytes by now, are to be tried.
  bool due(size_t size) {
    if (tried > size + kFree) return false;
    tried += size;
    return true;
  }
};

// The same from a file, standard input when `path` is null. A first line starting with '#' is skipped, a UTF-8 byte order
// mark before it too.
[[nodiscard]] Load push_file(Thread* L, const char* path, const char* mode);

}  // namespace tri::lib
