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
  Limit,  // a message that the reference raises as a runtime error while it compiles: message handlers see it
};

// Pushes the main function of the chunk, or a message. Charged for by the size of the text.
//   bytes  text, or a binary chunk if it starts with its signature
//   name   of the chunk: "@file", "=name" or text
//   mode   which of both kinds are allowed: "t", "b", "bt"
// A binary chunk is verified; a malformed one is refused.
[[nodiscard]] Load push_chunk(Thread* L, std::string_view bytes, std::string_view name,
                              const char* mode);

// The same from a file, standard input when `path` is null. A first line starting with '#' is skipped, a UTF-8 byte order
// mark before it too.
[[nodiscard]] Load push_file(Thread* L, const char* path, const char* mode);

}  // namespace tri::lib
