#include "base/program_path.hpp"

#include <unistd.h>

// Set by the build to where it installs libraries; elsewhere both candidates are one.
#ifndef TRINITY_LIBRARY_FOLDER
#define TRINITY_LIBRARY_FOLDER "lib/trinity"
#endif

namespace tri {

namespace {

constexpr const char* kFolders[] = {"lib/trinity", TRINITY_LIBRARY_FOLDER};

}  // namespace

std::string program_prefix() {
  char path[4096];
  const ssize_t size = ::readlink("/proc/self/exe", path, sizeof path);
  if (size <= 0) return {};
  std::string prefix(path, size_t(size));
  for (int i = 0; i < 2; ++i) {
    const size_t slash = prefix.rfind('/');
    if (slash == std::string::npos) return {};
    prefix.erase(slash);
  }
  return prefix;
}

std::vector<std::string> library_candidates(const std::string& name) {
  const std::string prefix = program_prefix();
  std::vector<std::string> paths;
  for (const char* folder : kFolders) {
    std::string path = prefix + "/" + folder + "/" + name;
    if (paths.empty() || paths.back() != path) paths.push_back(std::move(path));
  }
  return paths;
}

}  // namespace tri
