#include "arguments.hpp"

#include <charconv>
#include <cstdio>

#include "base/nearest.hpp"

namespace tri::serve {

int complain(const std::string& what, int status) {
  std::fprintf(stderr, "trinity: %s\n", what.c_str());
  return status;
}

Arguments::Arguments(int argc, char** argv) {
  for (int i = 2; i < argc; ++i) given_.emplace_back(argv[i]);
  used_.resize(given_.size());
}

std::string Arguments::option(std::string_view name, const char* value, const char* meaning,
                              std::string otherwise) {
  rows_.push_back({std::string(name), value, meaning});
  for (size_t i = 0; i < given_.size() && given_[i] != "--"; ++i) {
    const std::string& word = given_[i];
    if (used_[i]) continue;
    if (word == name) {
      used_[i] = true;
      if (i + 1 == given_.size()) {
        if (error_.empty()) error_ = "option " + word + " wants a value (" + value + ")";
        return otherwise;
      }
      used_[i + 1] = true;
      return given_[i + 1];
    }
    if (word.size() > name.size() && word.starts_with(name) && word[name.size()] == '=' &&
        name.starts_with("--")) {
      used_[i] = true;
      return word.substr(name.size() + 1);
    }
  }
  return otherwise;
}

std::optional<int64_t> Arguments::integer(std::string_view name, const char* value,
                                          const char* meaning, int64_t least, int64_t most) {
  const std::string text = option(name, value, meaning);
  if (text.empty()) return std::nullopt;
  int64_t found = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), found);
  if (code == std::errc{} && end == text.data() + text.size() && found >= least && found <= most)
    return found;
  if (error_.empty())
    error_ = std::string(name) + ": expected a number from " + std::to_string(least) + " to " +
             std::to_string(most) + ", found '" + text + "'";
  return std::nullopt;
}

bool Arguments::flag(std::string_view name, const char* meaning) {
  rows_.push_back({std::string(name), "", meaning});
  for (size_t i = 0; i < given_.size() && given_[i] != "--"; ++i) {
    if (used_[i] || given_[i] != name) continue;
    used_[i] = true;
    return true;
  }
  return false;
}

bool Arguments::finish(const char* command, const char* words, size_t least, size_t most) {
  if (describes_) return false;
  bool only_words = false;
  for (size_t i = 0; i < given_.size(); ++i) {
    const std::string& word = given_[i];
    if (used_[i]) continue;
    if (only_words || word == "-" || !word.starts_with('-')) {
      words_.push_back(word);
    } else if (word == "--") {
      only_words = true;
    } else if (word == "--help" || word == "-h") {
      std::printf("usage: trinity %s %s [OPTIONS]\n\n", command, words);
      for (const Row& row : rows_)
        std::printf("  %-12s %-8s %s\n", row.name.c_str(), row.value.c_str(), row.meaning.c_str());
      status_ = 0;
      return false;
    } else if (error_.empty()) {
      std::vector<std::string> names;
      for (const Row& row : rows_) names.push_back(row.name);
      const std::string near = nearest(word.substr(0, word.find('=')), names);
      error_ =
          "unknown option '" + word + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?");
    }
  }
  if (error_.empty() && words_.size() < least)
    error_ = std::string("expected ") + (*words ? words : "more");
  if (error_.empty() && words_.size() > most) error_ = "unexpected argument '" + words_[most] + "'";
  if (error_.empty()) return true;
  status_ = complain(error_ + " (trinity " + command + " --help)", kUsage);
  return false;
}

}  // namespace tri::serve
