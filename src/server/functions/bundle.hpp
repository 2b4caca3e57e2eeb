// Bundle: the files of one version of a function.
//
// Comes from a folder (the command line), from JSON {"files": {"main.lua": "text", "logo.png": {"base64": "..."}}} or from a
// tar archive (both over the wire). Paths are relative, with forward slashes, and never lead out of the bundle.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tri::server {

inline constexpr size_t kMaxBundleFiles = 1000;
inline constexpr size_t kMaxBundleBytes = 16 << 20;

struct Bundle {
  std::map<std::string, std::string> files;  // by path

  const std::string* find(std::string_view path) const {
    const auto found = files.find(std::string(path));
    return found == files.end() ? nullptr : &found->second;
  }
  size_t bytes() const;
  // Of all paths and contents; equal bundles have equal digests, whatever they came as.
  std::string digest() const;
};

// Errors: a path that is none, too many files or bytes, two files of one path.
Result<void> add_file(Bundle& bundle, std::string_view path, std::string bytes);

Result<Bundle> bundle_from_json(std::string_view json);
Result<Bundle> bundle_from_tar(std::string_view archive);
// Regular files below `folder`; what is hidden (a name that begins with a dot) is left out. Symbolic links are
// refused: what they lead to is not in the folder.
Result<Bundle> bundle_from_folder(const std::string& folder);

std::string json_of(const Bundle& bundle);

}  // namespace tri::server
