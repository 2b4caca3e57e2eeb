// The table `req` that a handler gets: method, path and body at once; headers, query and json() when they are asked for.
#pragma once

#include "server/sandbox/sandbox.hpp"

namespace tri::server {

// Makes the metatable of requests. Once for a state. False: raised.
[[nodiscard]] bool define_request(Thread* L);
// Makes the table, once for a state: a request gets it as the image has it. False: raised.
[[nodiscard]] bool make_request(Thread* L, Sandbox::Beginning* beginning);
// Pushes `req` for the request of the state's sandbox. False: raised.
[[nodiscard]] bool push_request(Thread* L);

}  // namespace tri::server
