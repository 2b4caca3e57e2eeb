#include "syntax/cursor.hpp"

#include <utility>

#include "syntax/lexer.hpp"

namespace tri::syntax {

TRI_COLD void Cursor::set_error(std::string error) {
  if (failed_) return;
  failed_ = true;
  error_ = std::move(error);
}

TRI_COLD void Cursor::stop() { set_error(parsed_.error); }

TRI_COLD void Cursor::fail_plain(std::string_view what) { set_error(std::string(what)); }

TRI_COLD void Cursor::fail_here(std::string_view what) {
  set_error(source_.shown_name + ":" + std::to_string(next_line()) + ": " + std::string(what));
}

// Tokens are not kept, so their text is read again.
TRI_COLD void Cursor::fail_near(std::string_view what) {
  bytecode::TextPool texts;
  Lexer lexer(source_, texts);
  Token token;
  for (uint32_t n = 0; n <= next_; ++n) lexer.next(token);
  set_error(lexer.message_near(what, token.kind));
}

TRI_COLD void Cursor::fail_limit(std::string_view things, int limit, int line_defined) {
  const std::string where =
      line_defined == 0 ? "main function" : "function at line " + std::to_string(line_defined);
  fail_near("too many " + std::string(things) + " (limit is " + std::to_string(limit) + ") in " +
            where);
}

}  // namespace tri::syntax
