#include "completion.hpp"

#include <algorithm>

#include "runtime/library.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::cli {

namespace {

constexpr std::string_view kKeywords[] = {"and",   "break", "do",       "else", "elseif", "end",
                                          "false", "for",   "function", "goto", "if",     "in",
                                          "local", "nil",   "not",      "or",   "repeat", "return",
                                          "then",  "true",  "until",    "while"};

// Chains of __index may be loops.
constexpr int kMaxChain = 10;

// The table behind `__index`, or null.
Table* index_table(State* S, const Value& v) {
  const Value index = metamethod(S, v, Event::Index);
  return index.is_table() ? index.table() : nullptr;
}

// Raw field, or that of the tables on the __index chain.
Value field(State* S, Value v, std::string_view name) {
  for (int i = 0; i < kMaxChain; ++i) {
    if (v.is_table()) {
      const Value found = get_text(S, v.table(), name);
      if (!found.is_nil()) return found;
    }
    Table* next = index_table(S, v);
    if (!next) break;
    v = Value::of(next);
  }
  return Value::nil();
}

bool is_name(std::string_view text) {
  const auto is_letter = [](char c) { return (c | 32) >= 'a' && (c | 32) <= 'z'; };
  if (text.empty() || !(is_letter(text[0]) || text[0] == '_')) return false;
  return std::all_of(text.begin(), text.end(),
                     [&](char c) { return is_letter(c) || c == '_' || (c >= '0' && c <= '9'); });
}

class Collection {
 public:
  Collection(State* S, std::string_view path, std::string_view start, bool only_functions)
      : state_(S), path_(path), start_(start), only_functions_(only_functions) {}

  void add(std::string_view name) {
    if (name.starts_with(start_)) found_.push_back(std::string(path_).append(name));
  }
  void add_fields(Value v) {
    for (int i = 0; i < kMaxChain; ++i) {
      if (v.is_table()) add_keys(v.table());
      Table* next = index_table(state_, v);
      if (!next) return;
      v = Value::of(next);
    }
  }
  std::vector<std::string> sorted() && {
    std::sort(found_.begin(), found_.end());
    found_.erase(std::unique(found_.begin(), found_.end()), found_.end());
    return std::move(found_);
  }

 private:
  void add_keys(const Table* t) {
    Value key, value;
    for (uint32_t at = kNoPosition;
         (at = next_after(state_, t, at, &key, &value)) != kNoPosition;) {
      if (!key.is_string() || !is_name(text_of(key.str()))) continue;
      if (!only_functions_ || value.type() == Type::Function) add(text_of(key.str()));
    }
  }

  State* state_;
  std::string_view path_, start_;
  bool only_functions_;
  std::vector<std::string> found_;
};

}  // namespace

std::vector<std::string> completions(State* S, std::string_view word) {
  const size_t last = word.find_last_of(".:");
  const std::string_view path = last == word.npos ? "" : word.substr(0, last + 1);
  Collection found{S, path, word.substr(path.size()), path.ends_with(':')};
  Value owner = Value::of(globals(S->main));
  for (size_t at = 0; at < path.size();) {
    const size_t end = path.find_first_of(".:", at);
    owner = field(S, owner, path.substr(at, end - at));
    at = end + 1;
  }
  found.add_fields(owner);
  if (path.empty())
    for (std::string_view keyword : kKeywords) found.add(keyword);
  return std::move(found).sorted();
}

}  // namespace tri::cli
