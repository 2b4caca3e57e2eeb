#include "server/text/toml_reader.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "base/nearest.hpp"

namespace tri::server {

struct TomlReader::Impl {
  std::string name;
  toml::table root;
  std::string error;
  const toml::table* table = nullptr;  // of the section; null: it is not there
  std::string section;
  std::map<std::string, std::vector<std::string>> known;  // keys by section

  void fail_at(const toml::source_region& where, std::string_view what) {
    if (!error.empty()) return;
    error = name + ":" + std::to_string(where.begin.line) + ": ";
    error += what;
  }
  std::string full(std::string_view key) const {
    return section.empty() ? std::string(key) : section + "." + std::string(key);
  }
  // The node of a key, which is known from now on.
  const toml::node* find(std::string_view key) {
    known[section].emplace_back(key);
    return table && error.empty() ? table->get(key) : nullptr;
  }
  void expected(const toml::node& node, std::string_view key, std::string_view what) {
    std::ostringstream type;
    type << node.type();
    fail_at(node.source(), "'" + full(key) + "' should be " + std::string(what) + ", found " +
                               (node.is_value() ? "a value of type " : "") + type.str());
  }
  void refuse_unknown(const toml::table& in, const std::string& where) {
    const std::vector<std::string>& keys = known[where];
    for (const auto& [key, node] : in) {
      const std::string word(key.str());
      if (std::find(keys.begin(), keys.end(), word) != keys.end()) continue;
      if (where.empty() && known.contains(word) && node.is_table()) {
        refuse_unknown(*node.as_table(), word);
        continue;
      }
      std::vector<std::string> candidates = keys;
      if (where.empty())
        for (const auto& [name, ignored] : known)
          if (!name.empty()) candidates.push_back(name);
      const std::string near = nearest(word, candidates);
      fail_at(key.source(), "unknown key '" + (where.empty() ? word : where + "." + word) + "'" +
                                (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
  }
};

TomlReader::TomlReader(std::string_view name, std::string_view text) : impl_(new Impl) {
  impl_->name = name;
  try {
    impl_->root = toml::parse(text, name);
    impl_->table = &impl_->root;
  } catch (const toml::parse_error& e) {
    impl_->fail_at(e.source(), e.description());
  }
}
TomlReader::~TomlReader() = default;

void TomlReader::section(std::string_view name) {
  Impl& in = *impl_;
  in.section = name;
  (void)in.known[in.section];
  in.table = nullptr;
  if (!in.error.empty()) return;
  if (name.empty()) {
    in.table = &in.root;
    return;
  }
  const toml::node* node = in.root.get(name);
  if (node && !node->is_table())
    in.fail_at(node->source(), "'" + in.section + "' should be a table");
  in.table = node ? node->as_table() : nullptr;
}

void TomlReader::text(std::string_view key, std::string* out) {
  if (const toml::node* node = impl_->find(key)) {
    if (const auto value = node->value<std::string>(); value && node->is_string())
      *out = *value;
    else
      impl_->expected(*node, key, "a string");
  }
}

void TomlReader::word(std::string_view key, const std::vector<std::string>& words,
                      std::string* out) {
  std::string given = *out;
  text(key, &given);
  const toml::node* node = impl_->table ? impl_->table->get(key) : nullptr;
  if (!node || !impl_->error.empty()) return;
  if (std::find(words.begin(), words.end(), given) == words.end()) {
    std::string list;
    for (const std::string& w : words) list += (list.empty() ? "'" : ", '") + w + "'";
    const std::string near = nearest(given, words);
    impl_->fail_at(node->source(), "'" + impl_->full(key) + "' should be one of " + list +
                                       ", found '" + given + "'" +
                                       (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }
  *out = given;
}

void TomlReader::boolean(std::string_view key, bool* out) {
  if (const toml::node* node = impl_->find(key)) {
    if (node->is_boolean())
      *out = **node->as_boolean();
    else
      impl_->expected(*node, key, "true or false");
  }
}

void TomlReader::integer(std::string_view key, int64_t least, int64_t most, int64_t* out) {
  const toml::node* node = impl_->find(key);
  if (!node) return;
  if (!node->is_integer()) return impl_->expected(*node, key, "an integer");
  const int64_t value = **node->as_integer();
  if (value < least || value > most)
    return impl_->fail_at(node->source(),
                          "'" + impl_->full(key) + "' should be from " + std::to_string(least) +
                              " to " + std::to_string(most) + ", found " + std::to_string(value));
  *out = value;
}

void TomlReader::texts(std::string_view key, std::vector<std::string>* out) {
  const toml::node* node = impl_->find(key);
  if (!node) return;
  if (!node->is_array()) return impl_->expected(*node, key, "an array of strings");
  out->clear();
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_string()) return impl_->expected(element, key, "an array of strings");
    out->push_back(**element.as_string());
  }
}

Result<void> TomlReader::finish() {
  if (impl_->error.empty()) impl_->refuse_unknown(impl_->root, "");
  if (!impl_->error.empty()) return fail(impl_->error);
  return {};
}

}  // namespace tri::server
