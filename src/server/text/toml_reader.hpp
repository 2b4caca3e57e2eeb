// TomlReader: a TOML file read against the keys it may have.
//
//   TomlReader in{"function.toml", text};
//   in.section("limits");
//   in.integer("deadline_ms", 1, 600'000, &limits.deadline_ms);
//   Result<void> ok = in.finish();             // function.toml:7: unknown key 'deadlin_ms'; did you mean 'deadline_ms'?
//
// The first error is kept and what follows reads nothing. finish() also refuses keys that nobody asked for.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tri::server {

class TomlReader {
 public:
  // `name` is what messages call the file.
  TomlReader(std::string_view name, std::string_view text);
  ~TomlReader();
  TomlReader(const TomlReader&) = delete;
  TomlReader& operator=(const TomlReader&) = delete;

  // The table that the following keys are of; "" is the file itself. A missing one is an empty one.
  void section(std::string_view name);
  // Each leaves *out alone when the key is not there.
  void text(std::string_view key, std::string* out);
  // One of a few words.
  void word(std::string_view key, const std::vector<std::string>& words, std::string* out);
  void boolean(std::string_view key, bool* out);
  void integer(std::string_view key, int64_t least, int64_t most, int64_t* out);
  // An array of strings.
  void texts(std::string_view key, std::vector<std::string>* out);

  // Errors: the first that was met.
  Result<void> finish();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tri::server
