// What trinity.net.websocket (websocket.lua) builds upon.
#pragma once

#include "runtime/builtin.hpp"

namespace tri::modules {

// Adds the functions to the table that Lua sources are given. False: raised.
[[nodiscard]] bool add_websocket_natives(Thread* L, Table* into);

}  // namespace tri::modules
