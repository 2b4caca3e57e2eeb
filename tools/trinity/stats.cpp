#include "stats.hpp"

#include <cinttypes>
#include <cstdio>
#include <cstdlib>

#include "engine/counters.hpp"
#include "lua_cli.hpp"
#include "report.hpp"

namespace tri::cli {

namespace {

void print_counters(const State* S) {
  for (const engine::Counter& counter : engine::counters())
    std::fprintf(stderr, "%-20s %14" PRIu64 "  %s\n", counter.name, counter.read(S),
                 counter.meaning);
}

}  // namespace

int run_stats(int argc, char** argv) {
  if (argc < 3) {
    print_message(argv[0], "expected a script: stats FILE [ARGS]");
    return EXIT_FAILURE;
  }
  argv[1] = argv[0];
  return lua_main({argc - 1, argv + 1, Style::Trinity, print_counters});
}

}  // namespace tri::cli
