#include "server/routes/route.hpp"

#include <charconv>

namespace tri::server {

bool fits(std::string_view pattern, std::string_view path,
          std::map<std::string, std::string, std::less<>>* words) {
  words->clear();
  for (;;) {
    const size_t brace = pattern.find('{');
    if (brace == pattern.npos) return pattern == path;
    if (!path.starts_with(pattern.substr(0, brace))) return false;
    path.remove_prefix(brace);
    const size_t close = pattern.find('}', brace);
    const std::string_view word = pattern.substr(brace + 1, close - brace - 1);
    pattern.remove_prefix(close + 1);
    const size_t end = std::min(path.find_first_of("/:"), path.size());
    if (end == 0) return false;
    words->emplace(word, path.substr(0, end));
    path.remove_prefix(end);
  }
}

Answer<int64_t> number_from(std::string_view text, std::string_view what, int64_t least,
                            int64_t most) {
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < least || value > most)
    return refuse(FailureCode::BadRequest,
                  std::string(what) + " should be a number from " + std::to_string(least) + " to " +
                      std::to_string(most) + ", found '" + std::string(text.substr(0, 40)) + "'");
  return value;
}

Answer<int64_t> version_from(std::string_view text) {
  if (text.starts_with('v')) text.remove_prefix(1);
  return number_from(text, "version", 1, INT64_MAX);
}

Answer<std::shared_ptr<Function>> function_of(AdminCall& call) {
  auto function = call.on.catalog.find(call.at("tenant"), call.at("name"));
  if (function) return function;
  return refuse(FailureCode::NotFound,
                "there is no function " + call.at("tenant") + "/" + call.at("name"));
}

}  // namespace tri::server
