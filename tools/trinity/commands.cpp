#include "commands.hpp"

#include <cstdio>

#include "build_id.hpp"
#include "compile.hpp"
#include "explain.hpp"
#include "lua_cli.hpp"
#include "profile.hpp"
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
    {"run", "FILE [ARGS]", "run a script, whatever its name", run_script},
    {"compile", "[OPTIONS] FILES", "compile to bytecode, or list it (-l -l); as luac", run_compile},
    {"explain", "FILE [ARGS]", "run a script, then print its source with what the engine did",
     run_explain},
    {"profile", "FILE [ARGS]", "run a script, then tell where its time went", run_profile},
    {"stats", "FILE [ARGS]", "run a script, then print counters of the engine", run_stats},
    {"help", "", "print this page", run_help},
    {"version", "", "print version and build id", run_version},
};

}  // namespace

const Command* find_command(std::string_view name) {
  for (const Command& command : kCommands)
    if (name == command.name) return &command;
  return nullptr;
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
  for (const Command& command : kCommands)
    std::printf("  %-8s %-16s %s\n", command.name, command.arguments, command.meaning);
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
