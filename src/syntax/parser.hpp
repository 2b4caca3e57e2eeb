// Parser: tokens to syntax tree.
//
// Besides the tree it leaves the line of every token: which line an instruction belongs to, and which of two errors
// comes first, depend on how far in the tokens the compiler was when it happened. Tokens are numbered from 0.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/arena.hpp"
#include "syntax/ast.hpp"
#include "syntax/lexer.hpp"
#include "syntax/source.hpp"

namespace tri::syntax {

inline constexpr uint32_t kNoToken = std::numeric_limits<uint32_t>::max();

struct ParsedChunk {
  Block block;
  // lines[n] is the line reached when token n had been read and token n - 1 was the last one taken; lines[0] is 1.
  std::vector<int> lines;
  // Where an error stopped the parser: the first token that it did not take. kNoToken if all is well.
  uint32_t stopped_at = kNoToken;
  std::string error;
};

// Whether a long compilation may go on. A null function never says no.
struct Patience {
  bool (*may_go_on)(void* context) = nullptr;
  void* context = nullptr;

  static constexpr uint32_t kTokens = 1024;  // between two questions: some 50 us
  bool lasts() const { return !may_go_on || may_go_on(context); }
};
// The message of the error when it may not.
inline constexpr const char* kStoppedError = "compilation stopped";

// Parses a whole chunk. Nodes go to `nodes`, strings to `texts`.
//   levels   how deep statements and expressions may nest
// Cost: O(source).
//   patience asked now and then whether to go on; a no gives the error kStoppedError
ParsedChunk parse(const Source& source, bytecode::TextPool& texts, Arena& nodes, int levels,
                  const Patience& patience);

// The message of the error that nesting too deep gives. It has no position, as it is the native stack's limit.
inline constexpr const char* kNestingError = "C stack overflow";

}  // namespace tri::syntax
