#include "server_commands.hpp"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>

#include "base/program_path.hpp"

namespace tri::cli {

namespace {

constexpr int kUnavailable = 69;

}  // namespace

int run_server_command(int, char** argv) {
  std::string tried;
  for (const std::string& path : library_candidates("trinity-server")) {
    ::execv(path.c_str(), argv);
    tried += "\n\t" + path + ": " + std::strerror(errno);
  }
  std::fprintf(stderr, "trinity: the program of the function server cannot be run:%s\n",
               tried.c_str());
  return kUnavailable;
}

}  // namespace tri::cli
