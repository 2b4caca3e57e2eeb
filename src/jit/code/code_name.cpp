#include "jit/code/code_name.hpp"

#include <cstdio>

namespace tri::jit {

CodeName::CodeName(std::string_view source, int line) {
  constexpr size_t kMostSource = 160;
  if (!source.empty() && (source[0] == '@' || source[0] == '=')) source.remove_prefix(1);
  int n = snprintf(text, kMost, "lua:");
  for (const char c : source.substr(0, kMostSource)) text[n++] = c > ' ' && c != 0x7F ? c : '_';
  n += snprintf(text + n, kMost - size_t(n), ":%d", line);
  size = size_t(n);
}

}  // namespace tri::jit
