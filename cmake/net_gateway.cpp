// net.so: the gateway of the room net as the one symbol of a shared object (src/net/gateway/gateway.hpp).
#include "net/gateway/table.hpp"

extern "C" [[gnu::visibility("default")]] const tri::net::gateway::Gateway* tri_net_gateway() {
  return &tri::net::gateway::table();
}
