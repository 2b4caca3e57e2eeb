#include "source_file.hpp"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

namespace tri::cli {

namespace {

struct CloseFile {
  void operator()(FILE* file) const {
    if (file != stdin) std::fclose(file);
  }
};

std::unexpected<Error> cannot(const char* what, const char* path) {
  const int code = errno;
  std::string message = std::string("cannot ") + what + ' ' + (path ? path : "stdin");
  if (code != 0) message = message + ": " + std::strerror(code);
  return fail(std::move(message));
}

}  // namespace

Result<std::string> read_source_file(const char* path) {
  errno = 0;
  const std::unique_ptr<FILE, CloseFile> file{path ? std::fopen(path, "r") : stdin};
  if (!file) return cannot("open", path);
  std::string bytes;
  char piece[16384];
  while (const size_t size = std::fread(piece, 1, sizeof piece, file.get()))
    bytes.append(piece, size);
  if (std::ferror(file.get())) return cannot("read", path);
  return bytes;
}

}  // namespace tri::cli
