// The gateway's event loop.
#pragma once

#include "net/gateway/gateway.hpp"

namespace tri::net::gateway {

Loop* make_loop(Receiver& receiver);

}  // namespace tri::net::gateway
