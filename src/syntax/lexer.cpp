#include "syntax/lexer.hpp"

#include <limits>

#include "base/number_text.hpp"
#include "syntax/character.hpp"
#include "syntax/keyword.hpp"

namespace tri::syntax {

namespace {

// `code`, at most 2^31 - 1, in UTF-8 extended to six bytes.
void append_utf8(std::string& out, uint32_t code) {
  if (code < 0x80) {
    out += char(code);
    return;
  }
  char bytes[6];
  int count = 0;
  uint32_t first_byte_room = 0x3f;  // the largest value that still fits in the first byte
  do {
    bytes[count++] = char(0x80 | (code & 0x3f));
    code >>= 6;
    first_byte_room >>= 1;
  } while (code > first_byte_room);
  bytes[count++] = char((~first_byte_room << 1) | code);
  while (count > 0) out += bytes[--count];
}

}  // namespace

// ---------------------------------------------------------------------------------------------------- messages

std::string Lexer::message(std::string_view what) const {
  return source_.shown_name + ":" + std::to_string(line_) + ": " + std::string(what);
}

std::string Lexer::message_near(std::string_view what, TokenKind last) const {
  if (last == '\0')
    return message(what);  // a zero byte is not shown: to the reference it is "no token"
  std::string text = message(what) + " near ";
  if (!has_text(last)) return text + spelling(last);
  return text + "'" + std::string(written_.substr(0, written_.find('\0'))) + "'";
}

TRI_COLD TokenKind Lexer::fail(std::string_view what, TokenKind last) {
  failed_ = true;
  error_ = message_near(what, last);
  return TokenKind::End;
}

// ------------------------------------------------------------------------------------------------------ tokens

void Lexer::next(Token& token) {
  token.kind = failed_ ? TokenKind::End : read(token);
  // A token is known by the character behind it, which the reference has read by now.
  if (at_ == source_.end && source_.open) [[unlikely]]
    want_more(token);
}

TRI_COLD void Lexer::want_more(Token& token) {
  failed_ = true;
  error_ = kMoreWantedError;
  token.kind = TokenKind::End;
}

TokenKind Lexer::read(Token& token) {
  const auto one = [&](int size, auto kind) {
    at_ += size;
    return TokenKind(kind);
  };
  for (;;) {
    const char c = *at_;
    switch (c) {
      case '\n':
      case '\r':
        skip_line_break();
        if (failed_) return TokenKind::End;
        continue;
      case ' ':
      case '\f':
      case '\t':
      case '\v':
        while (*++at_ == ' ') {
        }
        continue;
      case '-':
        if (at_[1] != '-') return one(1, character('-'));
        at_ += 2;
        if (*at_ == '[') {
          if (const size_t level = bracket_level(at_); level >= 2) {
            if (!long_text(level, nullptr)) return TokenKind::End;
            continue;
          }
        }
        while (*at_ != '\n' && *at_ != '\r' && (*at_ != '\0' || !at_end())) ++at_;
        continue;
      case '[': return long_bracket(token);
      case '=': return at_[1] == '=' ? one(2, TokenKind::Equal) : one(1, character(c));
      case '<':
        if (at_[1] == '=') return one(2, TokenKind::LessEqual);
        return at_[1] == '<' ? one(2, TokenKind::ShiftLeft) : one(1, character(c));
      case '>':
        if (at_[1] == '=') return one(2, TokenKind::GreaterEqual);
        return at_[1] == '>' ? one(2, TokenKind::ShiftRight) : one(1, character(c));
      case '/': return at_[1] == '/' ? one(2, TokenKind::IDiv) : one(1, character(c));
      case '~': return at_[1] == '=' ? one(2, TokenKind::NotEqual) : one(1, character(c));
      case ':': return at_[1] == ':' ? one(2, TokenKind::DoubleColon) : one(1, character(c));
      case '"':
      case '\'': return quoted_string(token);
      case '.':
        if (at_[1] == '.')
          return at_[2] == '.' ? one(3, TokenKind::Dots) : one(2, TokenKind::Concat);
        if (!is_digit(at_[1])) return one(1, character(c));
        ++at_;
        return numeral(token, at_ - 1);
      case '\0':
        if (at_end()) return TokenKind::End;
        return one(1, character(c));
      default:
        if (is_letter(c)) return name_or_keyword(token);
        if (is_digit(c)) return numeral(token, at_);
        return one(1, character(c));
    }
  }
}

// At '\n' or '\r': skips it, and the other of the two when that follows.
void Lexer::skip_line_break() {
  const char first = *at_++;
  if ((*at_ == '\n' || *at_ == '\r') && *at_ != first) ++at_;
  if (++line_ == std::numeric_limits<int>::max()) {
    failed_ = true;
    error_ = message("chunk has too many lines");
  }
}

TokenKind Lexer::name_or_keyword(Token& token) {
  const char* start = at_;
  const char* p = at_ + 1;
  while (is_letter_or_digit(*p)) ++p;
  at_ = p;
  const auto size = size_t(p - start);
  const TokenKind kind = keyword_or_name(start, size);
  if (kind == TokenKind::Name) {
    written_ = {start, size};
    token.text = texts_.intern(written_);
  }
  return kind;
}

// Takes whatever looks like part of a numeral, so that "3x" and "0x1.p" are malformed rather than two tokens. `start`
// is its first character, a digit or, already passed by, a dot.
TokenKind Lexer::numeral(Token& token, const char* start) {
  const char* p = at_;
  char exponent = 'e';
  if (*p == '0' && (p[1] | 0x20) == 'x') {
    exponent = 'p';
    p += 2;
  }
  for (;;) {
    if ((*p | 0x20) == exponent) {
      ++p;
      if (*p == '-' || *p == '+') ++p;
    } else if (is_hex_digit(*p) || *p == '.') {
      ++p;
    } else {
      break;
    }
  }
  if (is_letter(*p)) ++p;
  at_ = p;
  written_ = {start, size_t(p - start)};
  const ParsedNumber parsed = parse_number(written_);
  switch (parsed.kind) {
    case ParsedNumber::Kind::None: return fail("malformed number", TokenKind::Float);
    case ParsedNumber::Kind::Integer: token.integer = parsed.integer; return TokenKind::Integer;
    case ParsedNumber::Kind::Float: token.number = parsed.number; return TokenKind::Float;
  }
  TRI_UNREACHABLE();
}

// ----------------------------------------------------------------------------------------------- quoted strings

TokenKind Lexer::quoted_string(Token& token) {
  const char* start = at_;
  const char quote = *start;
  const char* p = start + 1;
  while (!stops_quoted(*p) || ((*p == '"' || *p == '\'') && *p != quote)) ++p;
  if (*p != quote) return quoted_string_with_escapes(token, start);
  at_ = p + 1;
  written_ = {start, size_t(at_ - start)};
  token.text = texts_.intern({start + 1, size_t(p - start - 1)});
  return TokenKind::String;
}

// The general case, with the text put together in buffer_, quotes included: in an error message the string read so far
// is shown with its escapes replaced.
TokenKind Lexer::quoted_string_with_escapes(Token& token, const char* start) {
  const char quote = *start;
  buffer_.assign(1, quote);
  at_ = start + 1;
  for (;;) {
    const char* p = at_;
    while (!stops_quoted(*p)) ++p;
    buffer_.append(at_, p);
    at_ = p;
    const char c = *p;
    if (c == quote) break;
    if (c == '\\') {
      if (!escape(p)) return TokenKind::End;
    } else if (c == '\n' || c == '\r') {
      written_ = buffer_;
      return fail("unfinished string", TokenKind::String);
    } else if (c == '\0' && at_end()) {
      return fail("unfinished string", TokenKind::End);
    } else {
      buffer_ += c;
      ++at_;
    }
  }
  ++at_;
  buffer_ += quote;
  written_ = buffer_;
  token.text = texts_.intern({buffer_.data() + 1, buffer_.size() - 2});
  return TokenKind::String;
}

// At a backslash: appends what the escape stands for to buffer_ and passes it by.
bool Lexer::escape(const char* backslash) {
  const auto simple = [&](char meaning) {
    buffer_ += meaning;
    at_ = backslash + 2;
    return true;
  };
  at_ = backslash + 1;
  switch (*at_) {
    case 'a': return simple('\a');
    case 'b': return simple('\b');
    case 'f': return simple('\f');
    case 'n': return simple('\n');
    case 'r': return simple('\r');
    case 't': return simple('\t');
    case 'v': return simple('\v');
    case '\\':
    case '"':
    case '\'': return simple(*at_);
    case '\n':
    case '\r':
      skip_line_break();
      buffer_ += '\n';
      return !failed_;
    case 'x': return hexadecimal_escape(backslash);
    case 'u': return unicode_escape(backslash);
    case 'z':
      ++at_;
      while (is_space_character(*at_)) {
        if (*at_ == '\n' || *at_ == '\r')
          skip_line_break();
        else
          ++at_;
      }
      return !failed_;
    case '\0':
      if (at_end()) return true;  // the string's own loop reports it
      break;
    default:
      if (is_digit(*at_)) return decimal_escape(backslash);
  }
  return bad_escape(backslash, at_, "invalid escape sequence");
}

// \xXX
bool Lexer::hexadecimal_escape(const char* backslash) {
  int value = 0;
  for (const char* p = backslash + 2; p != backslash + 4; ++p) {
    if (!is_hex_digit(*p)) return bad_escape(backslash, p, "hexadecimal digit expected");
    value = value * 16 + hex_value(*p);
  }
  buffer_ += char(value);
  at_ = backslash + 4;
  return true;
}

// \d, \dd, \ddd
bool Lexer::decimal_escape(const char* backslash) {
  int value = 0;
  const char* p = backslash + 1;
  for (int digits = 0; digits < 3 && is_digit(*p); ++digits) value = value * 10 + (*p++ - '0');
  if (value > 255) return bad_escape(backslash, p, "decimal escape too large");
  buffer_ += char(value);
  at_ = p;
  return true;
}

// \u{XXX}
bool Lexer::unicode_escape(const char* backslash) {
  const char* p = backslash + 2;
  if (*p != '{') return bad_escape(backslash, p, "missing '{'");
  ++p;
  if (!is_hex_digit(*p)) return bad_escape(backslash, p, "hexadecimal digit expected");
  uint32_t code = 0;
  for (; is_hex_digit(*p); ++p) {
    if (code > 0x7fffffffu >> 4) return bad_escape(backslash, p, "UTF-8 value too large");
    code = code * 16 + uint32_t(hex_value(*p));
  }
  if (*p != '}') return bad_escape(backslash, p, "missing '}'");
  append_utf8(buffer_, code);
  at_ = p + 1;
  return true;
}

// Shows the string so far and the escape up to the character that is wrong in it.
TRI_COLD bool Lexer::bad_escape(const char* backslash, const char* stopped_at,
                                std::string_view what) {
  const char* shown_end = stopped_at == source_.end ? stopped_at : stopped_at + 1;
  at_ = shown_end;
  buffer_.append(backslash, shown_end);
  written_ = buffer_;
  fail(what, TokenKind::String);
  return false;
}

// ------------------------------------------------------------------------------------------------ long brackets

// Of "[==[", at its first bracket: the number of '=' and 2; of a lone bracket 1; of brackets that do not match 0. The
// same for closing ones.
size_t Lexer::bracket_level(const char* bracket) const {
  const char* p = bracket + 1;
  while (*p == '=') ++p;
  const auto count = size_t(p - bracket - 1);
  if (*p == *bracket) return count + 2;
  return count == 0 ? 1 : 0;
}

TokenKind Lexer::long_bracket(Token& token) {
  const size_t level = bracket_level(at_);
  if (level >= 2) return long_text(level, &token) ? TokenKind::String : TokenKind::End;
  const char* start = at_++;
  if (level == 1) return character('[');
  while (*at_ == '=') ++at_;
  written_ = {start, size_t(at_ - start)};
  return fail("invalid long string delimiter", TokenKind::String);
}

// At an opening long bracket: reads through the closing one. A line break just after the opening is not part of the
// text, and others become '\n'. Without a token, it is a comment.
bool Lexer::long_text(size_t level, Token* token) {
  const char* opening = at_;
  const int first_line = line_;
  at_ += level;
  buffer_.assign(opening, level);
  if (*at_ == '\n' || *at_ == '\r') skip_line_break();
  const char* kept = at_;  // from here on not yet in buffer_
  for (;;) {
    while (!stops_long(*at_)) ++at_;
    if (failed_) return false;
    if (*at_ == ']') {
      const size_t closing = bracket_level(at_);
      if (closing == level) break;
      ++at_;
    } else if (*at_ == '\0') {
      if (at_end()) {
        fail(std::string("unfinished long ") + (token != nullptr ? "string" : "comment") +
                 " (starting at line " + std::to_string(first_line) + ")",
             TokenKind::End);
        return false;
      }
      ++at_;
    } else {
      const char* line_break = at_;
      skip_line_break();
      if (token != nullptr && (at_ - line_break != 1 || *line_break != '\n')) {
        buffer_.append(kept, line_break) += '\n';
        kept = at_;
      }
    }
  }
  at_ += level;
  if (token == nullptr) return true;
  buffer_.append(kept, at_);
  written_ = buffer_;
  token->text = texts_.intern(written_.substr(level, buffer_.size() - 2 * level));
  return true;
}

}  // namespace tri::syntax
