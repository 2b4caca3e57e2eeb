// Library: what the globals of a sandbox are, and what is not among them.
//
//   there      base (load takes text alone, collectgarbage counts alone), coroutine, math, string (without dump), table, utf8,
//              require within the bundle and of a few modules that only compute, os.time/date/difftime/clock as far as the
//              function has a clock
//   not there  io, debug, package, dofile, loadfile, string.dump, the rest of os
#pragma once

#include "heap/state.hpp"
#include "server/functions/manifest.hpp"

namespace tri::server {

// False: raised.
[[nodiscard]] bool open_sandbox_library(Thread* L, Clock clock);

}  // namespace tri::server
