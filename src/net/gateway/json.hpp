// The JSON parser of the gateway: simdjson.
#pragma once

#include "net/gateway/gateway.hpp"

namespace tri::net::gateway {

JsonParser* make_json_parser();

}  // namespace tri::net::gateway
