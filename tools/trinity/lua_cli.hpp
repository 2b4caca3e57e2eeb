// The stand-alone interpreter.
#pragma once

#include "session.hpp"

namespace tri::cli {

enum class Style {
  Lua,      // options and messages of lua 5.4.8, nothing else
  Trinity,  // its options, --help, --version, and those of the engine
};

struct Invocation {
  int argc;
  char** argv;
  Style style;
  Session::Options session = {};  // where the command line says nothing else
};

// How many arguments from argv[i] on are an option of the engine that only `trinity` has: --tier=N, --fuel N. 0: it is none.
int engine_option_length(int argc, char** argv, int i);

// Exit status of a program that a limit has ended, as timeout(1) has it.
inline constexpr int kExitStopped = 124;

// Runs what the command line says; returns the exit status.
int lua_main(const Invocation& invocation);

}  // namespace tri::cli
