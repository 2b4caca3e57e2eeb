// The command `stats`: what the engine did, as a table below a script's own output.
#pragma once

namespace tri::cli {

// `trinity stats FILE args...`: runs a script and prints counters of the engine to standard error.
int run_stats(int argc, char** argv);

}  // namespace tri::cli
