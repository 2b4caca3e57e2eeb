// compile: Lua source text to a chunk.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "bytecode/chunk.hpp"
#include "syntax/parser.hpp"

namespace tri::syntax {

struct CompileOptions {
  // How deep statements and expressions may nest. The language gives them what is left of 200 nested native calls;
  // 198 is what a main program sees. Deeper gives kNestingError.
  int levels = 198;
  // A no of it ends the compilation with kStoppedError.
  Patience patience;
  // The source is the first part of a chunk. If that decides what comes of it, which is so where there is an error, this is
  // the result; else the error is kMoreWantedError.
  bool open = false;
};

// Compiles `source`; the result is byte for byte what Lua 5.4.8 makes of it.
//   chunk_name   what the chunk is called in messages and debug information: "@file", "=name", or its text; up to the
//                first zero byte
// Errors: the message load() gives, "name:line: what near 'token'". Those about limits of the implementation have no
// position (is_limit_error); the reference raises them as runtime errors, so a message handler sees them.
// Cost: O(source) time; memory about ten times the source until it returns.
Result<bytecode::Chunk> compile(std::string_view source, std::string_view chunk_name,
                                const CompileOptions& options = {});

// True for the errors of compile() that the reference raises as runtime errors.
bool is_limit_error(const Error& error);

// What is left of a file when a byte order mark at its start, and a first line that begins with '#', are taken away. The
// break of that line stays, so that lines keep their numbers, unless a binary chunk follows.
std::string_view skip_file_prefix(std::string_view text);

}  // namespace tri::syntax
