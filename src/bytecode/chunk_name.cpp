#include "bytecode/chunk_name.hpp"

namespace tri::bytecode {

namespace {

constexpr std::string_view kDots = "...", kBefore = "[string \"", kAfter = "\"]";

std::string shown_text(std::string_view program) {
  const size_t room = kShownNameSize - 1 - kBefore.size() - kDots.size() - kAfter.size();
  const size_t line = program.find('\n');
  std::string shown(kBefore);
  if (line == std::string_view::npos && program.size() < room)
    shown += program;
  else
    shown.append(program.substr(0, line).substr(0, room)).append(kDots);
  return shown.append(kAfter);
}

std::string shown_file(std::string_view path) {
  const size_t room = kShownNameSize - 1;
  if (path.size() <= room) return std::string(path);
  return std::string(kDots).append(path.substr(path.size() - (room - kDots.size())));
}

}  // namespace

std::string shown_name(std::string_view chunk_name) {
  chunk_name =
      chunk_name.substr(0, chunk_name.find('\0'));  // it is a C string wherever it is shown
  if (chunk_name.starts_with('=')) return std::string(chunk_name.substr(1, kShownNameSize - 1));
  if (chunk_name.starts_with('@')) return shown_file(chunk_name.substr(1));
  return shown_text(chunk_name);
}

}  // namespace tri::bytecode
