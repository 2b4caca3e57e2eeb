// Source: the text being compiled, and how messages name it.
#pragma once

#include <string>
#include <string_view>

namespace tri::syntax {

struct Source {
  const char* begin;  // *end is zero, so that the lexer needs no test for the end at each character
  const char* end;
  std::string shown_name;  // as in "name:line: message"
  // The text may go on behind `end`: what depends on that is the error kMoreWantedError.
  bool open = false;
};

// The message of the error when an open source ends where the compiler needs to know what follows.
inline constexpr const char* kMoreWantedError = "more of the chunk is wanted";

}  // namespace tri::syntax
