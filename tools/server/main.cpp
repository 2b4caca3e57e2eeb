// trinity-server: the commands of the function server. bin/trinity hands them over to this program.
#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "base/nearest.hpp"
#include "commands.hpp"

namespace tri::serve {
std::span<const Command> commands() {
  static constexpr Command kCommands[] = {
#define TRI_SERVER_COMMAND(name, function, arguments, meaning) {name, arguments, meaning, function},
#include "commands.def"
#undef TRI_SERVER_COMMAND
  };
  return kCommands;
}

namespace {

int help() {
  std::puts("usage: trinity COMMAND ...        trinity COMMAND --help tells more\n");
  for (const Command& command : commands())
    std::printf("  %-10s %-16s %s\n", command.name, command.arguments, command.meaning);
  return 0;
}

int run(int argc, char** argv) {
  const std::string name = argc > 1 ? argv[1] : "--help";
  if (name == "--help" || name == "help") return help();
  std::vector<std::string> names;
  for (const Command& command : commands()) {
    names.emplace_back(command.name);
    if (name != command.name) continue;
    Arguments arguments{argc, argv};
    return command.run(arguments);
  }
  const std::string near = nearest(name, names);
  return complain(
      "no command '" + name + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?"), kUsage);
}

}  // namespace
}  // namespace tri::serve

int main(int argc, char** argv) {
  // A peer that is gone is an error of the write, not the end of the process.
  std::signal(SIGPIPE, SIG_IGN);
  // Likewise a file that may not grow any more.
  std::signal(SIGXFSZ, SIG_IGN);
  try {
    return tri::serve::run(argc, argv);
  } catch (const std::exception& e) {
    return tri::serve::complain(e.what(), 70);
  }
}
