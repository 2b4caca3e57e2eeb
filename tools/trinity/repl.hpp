// Interactive mode: reads lines, runs them, prints what expressions give.
#pragma once

#include "session.hpp"

namespace tri::cli {

// Until the end of input.
void run_repl(Session& session);

}  // namespace tri::cli
