// One binary, several programs: which one is decided by the name it was called by.
//
//   lua, lua5.4     the stand-alone interpreter, option for option
//   luac5.4, luac   the compiler
//   anything else   trinity: a command of commands.cpp, or options and a script as for lua
#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "commands.hpp"
#include "compile.hpp"
#include "lua_cli.hpp"

namespace {

std::string_view base_name(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash ? slash + 1 : path;
}

// A script that is not there may have been meant as a command.
void hint(const char* word) {
  if (*word == '-' || std::strpbrk(word, "./") || ::access(word, F_OK) == 0) return;
  const std::string near = tri::cli::near_command(word);
  if (!near.empty())
    std::fprintf(stderr, "trinity: there is no command '%s'; did you mean '%s'?\n", word,
                 near.c_str());
}

}  // namespace

int main(int argc, char** argv) {
  using namespace tri::cli;
  const std::string_view name = argc > 0 ? base_name(argv[0]) : "";
  if (name.starts_with("luac")) return compile_main(argc, argv);
  if (name.starts_with("lua")) return lua_main({argc, argv, Style::Lua});
  if (argc > 1)
    if (const Command* command = find_command(argv[1])) return command->run(argc, argv);
  const int status = lua_main({argc, argv, Style::Trinity});
  if (status != 0 && argc > 1) hint(argv[1]);
  return status;
}
