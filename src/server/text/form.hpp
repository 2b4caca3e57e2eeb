// The text of forms and query strings: name=value pairs joined by &, with %XX and + for a blank.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

namespace tri::server {

// Decodes into `out`, whose room is used again. What is no escape stays as it is.
void decode_form(std::string_view text, std::string& out);

// Calls take(name, value) for each pair, decoded; a pair without "=" has an empty value. False as soon as take() says false.
template <class Take>
bool each_form_pair(std::string_view text, Take take) {
  std::string name, value;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const size_t equals = pair.find('=');
    decode_form(pair.substr(0, equals), name);
    decode_form(equals == pair.npos ? std::string_view() : pair.substr(equals + 1), value);
    if (!take(name, value)) return false;
  }
  return true;
}

}  // namespace tri::server
