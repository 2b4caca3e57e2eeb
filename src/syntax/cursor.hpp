// Cursor: how far in the tokens of a chunk emission has come, and the first error it met.
//
// Emission walks the tree and takes tokens exactly as the parser did. That gives each instruction its line (that of the
// last token taken) and each error its place and its rank: emission that comes to where the parser stopped fails with
// the parser's error, so an error of meaning before that place is reported first, one behind it never.
//
// After an error emission goes on, harmlessly, to its end; what it made is thrown away.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "syntax/parser.hpp"
#include "syntax/source.hpp"

namespace tri::syntax {

class Cursor {
 public:
  Cursor(const Source& source, const ParsedChunk& parsed, const Patience& patience)
      : source_(source), parsed_(parsed), patience_(patience), lines_(parsed.lines.data()) {}

  void take() {
    if (next_ == parsed_.stopped_at) [[unlikely]]
      return stop();
    ++next_;
    if (next_ % Patience::kTokens == 0 && !patience_.lasts()) [[unlikely]]
      fail_plain(kStoppedError);
  }
  void take(int count) {
    while (count-- > 0) take();
  }
  // Fails with the parser's error: here the tree ends.
  void stop();
  // The same, if the parser could not go on from here.
  void check() {
    if (next_ == parsed_.stopped_at) [[unlikely]]
      stop();
  }

  uint32_t next() const { return next_; }              // number of the next token
  int last_line() const { return lines_[next_]; }      // where the last token taken ends
  int next_line() const { return lines_[next_ + 1]; }  // where the next one ends

  bool failed() const { return failed_; }
  const std::string& error() const { return error_; }

  // "name:line: what near 'token'", of the next token.
  void fail_near(std::string_view what);
  // "name:line: what".
  void fail_here(std::string_view what);
  // Just the words: for limits of the implementation, which the reference raises as runtime errors.
  void fail_plain(std::string_view what);
  // "too many things (limit is n) in function at line m near 'token'", as limits per function are reported.
  void fail_limit(std::string_view things, int limit, int line_defined);

 private:
  void set_error(std::string error);

  const Source& source_;
  const ParsedChunk& parsed_;
  const Patience& patience_;
  const int* lines_;
  uint32_t next_ = 0;
  bool failed_ = false;
  std::string error_;
};

}  // namespace tri::syntax
