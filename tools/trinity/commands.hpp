// The commands of `trinity COMMAND ...`. A first argument that is no row here is an option or a
// script.
#pragma once

#include <string>
#include <string_view>

namespace tri::cli {

struct Command {
  const char* name;
  const char* arguments;
  const char* meaning;
  int (*run)(int argc, char** argv);  // argv[1] is the command's name
};

// nullptr: no such command.
const Command* find_command(std::string_view name);

// The command that `word` may have been meant to be; "" when none is near.
std::string near_command(std::string_view word);

// What `trinity --help` and `trinity --version` print, to standard output.
void print_help();
void print_version();
// What `lua -v` and `luac -v` print.
void print_lua_version();

}  // namespace tri::cli
