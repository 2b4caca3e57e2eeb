// Tokens: the words of the language.
#pragma once

#include <cstdint>
#include <string>

#include "bytecode/text.hpp"

namespace tri::syntax {

using bytecode::Text;

// A token of one character is its own code, whether or not the language knows it.
enum class TokenKind : uint16_t {
  BeforeFirst = 255,
#define TRI_KEYWORD(name, spelling) name,
#define TRI_SYMBOL(name, spelling) name,
#define TRI_CLASS(name, description) name,
#include "syntax/tokens.def"
#undef TRI_KEYWORD
#undef TRI_SYMBOL
#undef TRI_CLASS
};

constexpr TokenKind character(char c) { return TokenKind(static_cast<unsigned char>(c)); }
constexpr bool operator==(TokenKind kind, char c) { return kind == character(c); }

struct Token {
  TokenKind kind = TokenKind::End;
  union {
    int64_t integer = 0;  // Integer
    double number;        // Float
    const Text* text;     // Name, String
  };
};

// How messages write a token of this kind: 'while', '+', '<\1>', <eof>, <name>.
std::string spelling(TokenKind kind);

// True for the tokens whose spelling in a message is their text in the source.
constexpr bool has_text(TokenKind kind) { return kind > TokenKind::End; }

}  // namespace tri::syntax
