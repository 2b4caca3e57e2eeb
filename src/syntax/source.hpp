// Source: the text being compiled, and how messages name it.
#pragma once

#include <string>
#include <string_view>

namespace tri::syntax {

struct Source {
  const char* begin;  // *end is zero, so that the lexer needs no test for the end at each character
  const char* end;
  std::string shown_name;  // as in "name:line: message"
};

}  // namespace tri::syntax
