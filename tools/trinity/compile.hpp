// The compiler's command line: luac.
#pragma once

namespace tri::cli {

// argv[0] is what messages call the program. Returns the exit status.
int compile_main(int argc, char** argv);

}  // namespace tri::cli
