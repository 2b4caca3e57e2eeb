// The table of what the gateway makes.
#pragma once

#include "net/gateway/gateway.hpp"

namespace tri::net::gateway {

const Gateway& table();

}  // namespace tri::net::gateway
