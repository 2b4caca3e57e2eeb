// HTTP of the gateway: requests of the server core as Exchanges, and the client.
#pragma once

#include "net/gateway/operation.hpp"
#include "net/http/client.hpp"
#include "net/http/server.hpp"

namespace tri::net::gateway {

// A handler that tells the receiver of each request and waits for its response. `operations` must outlive the loop's
// coroutines.
http::AsyncHandler handler_for(Operations& operations, uint64_t server);

std::unique_ptr<http::Server> make_http_server(Operations& operations, uint64_t server,
                                               const HttpServerOptions& options);

Task<Outcome> make_request(http::Client& client, http::ClientRequest request);

// A request in the client's own form.
http::ClientRequest request_of(const HttpRequest& request);

}  // namespace tri::net::gateway
