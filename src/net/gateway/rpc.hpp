// RPC of the gateway: calls that come to a server, and a client.
#pragma once

#include "net/gateway/operation.hpp"
#include "net/rpc/client.hpp"
#include "net/rpc/server.hpp"

namespace tri::net::gateway {

std::unique_ptr<rpc::Server> make_rpc_server(Operations& operations, uint64_t server,
                                             const RpcServerOptions& options);
std::unique_ptr<RpcClient> make_rpc_client(Operations& operations, const RpcClientOptions& options);

}  // namespace tri::net::gateway
