// The command `explain`: a script's source, annotated with what the engine did with it.
#pragma once

namespace tri::cli {

// `trinity explain [OPTIONS] FILE args...`: runs a script with counting forms of the tiers, then prints a report. The exit
// status is the script's.
int run_explain(int argc, char** argv);

}  // namespace tri::cli
