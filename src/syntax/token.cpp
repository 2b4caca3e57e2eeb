#include "syntax/token.hpp"

namespace tri::syntax {

namespace {

constexpr const char* kSpellings[] = {
#define TRI_KEYWORD(name, spelling) spelling,
#define TRI_SYMBOL(name, spelling) spelling,
#define TRI_CLASS(name, description) description,
#include "syntax/tokens.def"
#undef TRI_KEYWORD
#undef TRI_SYMBOL
#undef TRI_CLASS
};

}  // namespace

std::string spelling(TokenKind kind) {
  if (kind > TokenKind::BeforeFirst) {
    const std::string written = kSpellings[int(kind) - int(TokenKind::BeforeFirst) - 1];
    return kind >= TokenKind::End ? written : "'" + written + "'";
  }
  const int code = int(kind);
  const bool printable = code >= 0x20 && code < 0x7f;
  return printable ? std::string{'\'', char(code), '\''} : "'<\\" + std::to_string(code) + ">'";
}

}  // namespace tri::syntax
