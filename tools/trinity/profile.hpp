// The command `profile`: where a script spends its time.
#pragma once

namespace tri::cli {

// `trinity profile [OPTIONS] FILE args...`: runs a script while a timer takes samples, then prints a table, stacks or a flame
// graph. The exit status is the script's.
int run_profile(int argc, char** argv);

}  // namespace tri::cli
