#include "stats.hpp"

#include "lua_cli.hpp"

namespace tri::cli {

int run_stats(int argc, char** argv) {
  argv[1] = argv[0];
  return lua_main({argc - 1, argv + 1, Style::Trinity});
}

}  // namespace tri::cli
