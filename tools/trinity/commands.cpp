#include "commands.hpp"

#include <cstdio>
#include <span>
#include <vector>

#include "base/nearest.hpp"
#include "build_id.hpp"
#include "compile.hpp"
#include "explain.hpp"
#include "lua_cli.hpp"
#include "profile.hpp"
#include "server_commands.hpp"
#include "stats.hpp"

namespace tri::cli {

namespace {

int run_help(int, char**) {
  print_help();
  return 0;
}
int run_version(int, char**) {
  print_version();
  return 0;
}

// `trinity run FILE args...` is `trinity FILE args...`, for files that are called like a command.
int run_script(int argc, char** argv) {
  argv[1] = argv[0];
  return lua_main({argc - 1, argv + 1, Style::Trinity});
}

// Likewise for `trinity compile`: messages name the program, not the command.
int run_compile(int argc, char** argv) {
  argv[1] = argv[0];
  return compile_main(argc - 1, argv + 1);
}

constexpr Command kCommands[] = {
#define TRI_COMMAND(name, function, arguments, meaning) {name, arguments, meaning, function},
#include "commands.def"
#undef TRI_COMMAND
};

// Those of the function server: the same table that its own program reads.
constexpr Command kServerCommands[] = {
#define TRI_SERVER_COMMAND(name, function, arguments, meaning) \
  {name, arguments, meaning, run_server_command},
#include "../server/commands.def"
#undef TRI_SERVER_COMMAND
};

void print_rows(std::span<const Command> commands) {
  for (const Command& command : commands)
    std::printf("  %-10s %-18s %s\n", command.name, command.arguments, command.meaning);
}

}  // namespace

const Command* find_command(std::string_view name) {
  for (const Command& command : kCommands)
    if (name == command.name) return &command;
  for (const Command& command : kServerCommands)
    if (name == command.name) return &command;
  return nullptr;
}

std::string near_command(std::string_view word) {
  std::vector<std::string> names;
  for (const Command& command : kCommands) names.emplace_back(command.name);
  for (const Command& command : kServerCommands) names.emplace_back(command.name);
  return nearest(word, names);
}

void print_help() {
  std::puts(
      "usage: trinity [options] [script [args]]\n"
      "       trinity COMMAND ...\n"
      "\n"
      "Runs Lua 5.4. Without a script it reads one from standard input, on a terminal line by "
      "line.\n"
      "\n"
      "Options:\n"
      "  -e stat   execute string 'stat'\n"
      "  -i        enter interactive mode after executing 'script'\n"
      "  -l mod    require library 'mod' into global 'mod'\n"
      "  -l g=mod  require library 'mod' into global 'g'\n"
      "  -v        show version information\n"
      "  -E        ignore environment variables\n"
      "  -W        turn warnings on\n"
      "  --tier=N  use tiers up to N only (1 to 4); also TRINITY_TIER\n"
      "  --seed=N  make string hashes and randomness repeat; also TRINITY_SEED\n"
      "  --gc-stress[=N]\n"
      "            collect at every chance (1), at every allocation (2), in slices (3);\n"
      "            also TRINITY_GC_STRESS=N\n"
      "  --move-stack\n"
      "            move stacks at every chance; also TRINITY_MOVE_STACK=1\n"
      "  --dump=WHAT[:FUNCTION], --trace=WHAT[:FUNCTION]\n"
      "            show what there is (bytecode, words, native, asm, sites, shapes) and what "
      "happens\n"
      "            (caches, gc, tiers); also TRINITY_DUMP, TRINITY_TRACE\n"
      "  --no-ic, --no-quicken, --no-fuse, --dispatch=switch|table|threaded\n"
      "            leave out what the engine has to be quick, to measure it\n"
      "  --fuel N  end the program when it has done so much work: about N instructions (5M)\n"
      "  --deadline TIME\n"
      "            end it after TIME (250ms, 1.5s, 2m)\n"
      "  --memory SIZE\n"
      "            more than SIZE bytes (64M) of heap are \"not enough memory\"\n"
      "  --output SIZE\n"
      "            end it when it has written SIZE bytes to standard output and error\n"
      "  --help    print this page\n"
      "  --version print version and build id\n"
      "  --        stop handling options\n"
      "  -         stop handling options and execute stdin\n"
      "\n"
      "Commands:");
  print_rows(kCommands);
  std::puts("\nCommands of the function server:");
  print_rows(kServerCommands);
  std::puts("\nCalled as lua or lua5.4 it takes the options of lua, as luac5.4 those of luac.");
}

void print_version() {
  std::printf("Trinity %.*s (%.*s), Lua 5.4\n", int(kVersion.size()), kVersion.data(),
              int(kBuildId.size()), kBuildId.data());
}

void print_lua_version() {
  std::puts("Lua 5.4.8  Copyright (C) 1994-2025 Lua.org, PUC-Rio");
  std::fflush(stdout);
}

}  // namespace tri::cli
