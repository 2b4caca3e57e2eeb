#include "lib/search_path.hpp"

#include <cstdio>
#include <cstdlib>

namespace tri::lib {

namespace {

bool is_readable(const std::string& file) {
  FILE* f = std::fopen(file.c_str(), "r");
  if (f) std::fclose(f);
  return f != nullptr;
}

}  // namespace

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (size_t at; (at = text.find(from)) != text.npos; text.remove_prefix(at + from.size()))
    out.append(text.substr(0, at)).append(to);
  return out.append(text);
}

std::string path_from_environment(const char* variable, const char* otherwise, bool ignore) {
  const char* given = std::getenv((std::string(variable) + "_5_4").c_str());
  if (!given) given = std::getenv(variable);
  if (!given || ignore) return otherwise;
  const std::string_view path = given;
  const size_t mark = path.find(";;");
  if (mark == path.npos) return given;
  std::string out;
  if (mark > 0) out.append(path.substr(0, mark)).append(";");
  out.append(otherwise);
  if (mark + 2 < path.size()) out.append(";").append(path.substr(mark + 2));
  return out;
}

Found search_path(std::string_view name, std::string_view path, std::string_view separator,
                  std::string_view replacement) {
  const std::string in_path =
      separator.empty() ? std::string(name) : replace_all(name, separator, replacement);
  const std::string files = replace_all(path, "?", in_path);
  std::string_view left = files;
  while (!left.empty()) {
    const std::string file(left.substr(0, left.find(';')));
    if (is_readable(file)) return {true, file};
    left.remove_prefix(file.size());
    // An empty last template is none; other empty ones are files without a name.
    if (!left.empty()) left.remove_prefix(1);
  }
  return {false, "no file '" + replace_all(files, ";", "'\n\tno file '") + "'"};
}

}  // namespace tri::lib
