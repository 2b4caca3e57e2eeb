// The commands of the function server: one row each in commands.def, a function each in cmd_*.cpp.
#pragma once

#include <span>

#include "arguments.hpp"

namespace tri::serve {

struct Command {
  const char* name;
  const char* arguments;
  const char* meaning;
  int (*run)(Arguments& arguments);
};

// `trinity config show`: a trinity.toml with every setting as it is without one.
int print_settings();

// All of them, in the order of commands.def.
std::span<const Command> commands();

#define TRI_SERVER_COMMAND(name, function, ...) int function(Arguments& arguments);
#include "commands.def"
#undef TRI_SERVER_COMMAND

}  // namespace tri::serve
