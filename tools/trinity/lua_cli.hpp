// The stand-alone interpreter.
#pragma once

namespace tri::cli {

enum class Style {
  Lua,      // options and messages of lua 5.4.8, nothing else
  Trinity,  // its options, and --help, --version, --tier=N
};

struct Invocation {
  int argc;
  char** argv;
  Style style;
};

// Runs what the command line says; returns the exit status.
int lua_main(const Invocation& invocation);

}  // namespace tri::cli
