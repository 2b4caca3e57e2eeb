// One binary, several programs: which one is decided by the name it was called by.
//
//   lua, lua5.4     the stand-alone interpreter, option for option
//   luac5.4, luac   the compiler
//   anything else   trinity: a command of commands.cpp, or options and a script as for lua
#include <cstring>
#include <string_view>

#include "commands.hpp"
#include "compile.hpp"
#include "lua_cli.hpp"

namespace {

std::string_view base_name(const char* path) {
  const char* slash = std::strrchr(path, '/');
  return slash ? slash + 1 : path;
}

}  // namespace

int main(int argc, char** argv) {
  using namespace tri::cli;
  const std::string_view name = argc > 0 ? base_name(argv[0]) : "";
  if (name.starts_with("luac")) return compile_main(argc, argv);
  if (name.starts_with("lua")) return lua_main({argc, argv, Style::Lua});
  if (argc > 1)
    if (const Command* command = find_command(argv[1])) return command->run(argc, argv);
  return lua_main({argc, argv, Style::Trinity});
}
