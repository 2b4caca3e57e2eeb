// Lexer: source text to tokens, one at a time.
//
// Names and strings become texts of the chunk at once. After an error every further token is End, and error() says what
// went wrong, as load() would: "name:line: message near 'token'".
#pragma once

#include <string>
#include <string_view>

#include "syntax/source.hpp"
#include "syntax/token.hpp"

namespace tri::syntax {

class Lexer {
 public:
  Lexer(const Source& source, bytecode::TextPool& texts)
      : source_(source), texts_(texts), at_(source.begin) {}

  // Reads the next token. Cost: O(its length).
  void next(Token& token);

  // The line the lexer has reached: where the last token ends.
  int line() const { return line_; }

  bool failed() const { return failed_; }
  const std::string& error() const { return error_; }

  // "name:line: what near 'token'", where the token is the last one read.
  std::string message_near(std::string_view what, TokenKind last) const;
  // "name:line: what".
  std::string message(std::string_view what) const;

 private:
  TokenKind read(Token& token);
  void want_more(Token& token);
  TokenKind name_or_keyword(Token& token);
  TokenKind numeral(Token& token, const char* start);
  TokenKind quoted_string(Token& token);
  TokenKind quoted_string_with_escapes(Token& token, const char* start);
  bool escape(const char* backslash);
  bool hexadecimal_escape(const char* backslash);
  bool decimal_escape(const char* backslash);
  bool unicode_escape(const char* backslash);
  bool bad_escape(const char* backslash, const char* stopped_at, std::string_view what);
  TokenKind long_bracket(Token& token);
  size_t bracket_level(const char* bracket) const;
  bool long_text(size_t level, Token* token);
  void skip_line_break();
  bool at_end() const { return at_ == source_.end; }
  TokenKind fail(std::string_view what, TokenKind last);

  const Source& source_;
  bytecode::TextPool& texts_;
  const char* at_;
  int line_ = 1;
  bool failed_ = false;
  // What the last token with a text looks like in a message: a part of the source, or buffer_ when escapes or line
  // breaks in it were replaced.
  std::string_view written_;
  std::string buffer_;
  std::string error_;
};

}  // namespace tri::syntax
