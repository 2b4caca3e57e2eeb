// The stand-alone interpreter.
#pragma once

#include "session.hpp"

namespace tri::cli {

enum class Style {
  Lua,      // options and messages of lua 5.4.8, nothing else
  Trinity,  // its options, and --help, --version, --tier=N
};

struct Invocation {
  int argc;
  char** argv;
  Style style;
  Session::Options session = {};  // where the command line says nothing else
};

// Whether `argument` is an option of the engine that only `trinity` has: --tier=N and the like.
bool is_engine_option(const char* argument);

// Runs what the command line says; returns the exit status.
int lua_main(const Invocation& invocation);

}  // namespace tri::cli
