// Comparing field names and the words in field values, which HTTP does without regard to case.
#pragma once

#include <string_view>

#include "net/http/head.hpp"

namespace tri::net::http {

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c | 0x20) : c; }

// `word` in small letters.
constexpr bool same_word(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) return false;
  for (size_t i = 0; i < text.size(); ++i)
    if (lower(text[i]) != word[i]) return false;
  return true;
}

// Calls `item` with each non-empty element of a comma-separated list, blanks around it removed. Commas in quoted strings
// are not looked for: the lists of framing fields have none.
template <class Item>
constexpr void for_each_in_list(std::string_view list, Item item) {
  while (!list.empty()) {
    const size_t comma = list.find(',');
    std::string_view element = list.substr(0, comma);
    while (!element.empty() && (element.front() == ' ' || element.front() == '\t'))
      element.remove_prefix(1);
    while (!element.empty() && (element.back() == ' ' || element.back() == '\t'))
      element.remove_suffix(1);
    if (!element.empty()) item(element);
    if (comma == std::string_view::npos) break;
    list.remove_prefix(comma + 1);
  }
}

// The first field called `name` (small letters), or null.
inline const HeaderField* find_field(const Fields& fields, std::string_view input,
                                     std::string_view name) {
  for (const HeaderField& field : fields)
    if (field.name.size == name.size() && same_word(field.name.in(input), name)) return &field;
  return nullptr;
}

}  // namespace tri::net::http
