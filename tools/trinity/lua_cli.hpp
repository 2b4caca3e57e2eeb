// The stand-alone interpreter.
#pragma once

#include "heap/state.hpp"

namespace tri::cli {

enum class Style {
  Lua,      // options and messages of lua 5.4.8, nothing else
  Trinity,  // its options, --help, --version, and those of the engine
};

struct Invocation {
  int argc;
  char** argv;
  Style style;
  void (*at_end)(const State* S) = nullptr;  // looks at the state before it is closed
};

// Exit status of a program that a limit has ended, as timeout(1) has it.
inline constexpr int kExitStopped = 124;

// Runs what the command line says; returns the exit status.
int lua_main(const Invocation& invocation);

}  // namespace tri::cli
