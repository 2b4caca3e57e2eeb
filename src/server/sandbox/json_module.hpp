// require "trinity.net.json" in a sandbox: the same functions as everywhere (docs/design/net-lua.md), with the thread's parser instead
// of one that the state owns: a state that is copied must own nothing outside itself.
#pragma once

#include "net/gateway/gateway.hpp"
#include "runtime/builtin.hpp"

namespace tri::server {

Returned load_sandbox_json(Thread* L, Value* at, uint32_t argc);

// One for each thread that runs functions: its buffers are warm from the last request.
net::gateway::JsonParser& parser_of_thread();

}  // namespace tri::server
