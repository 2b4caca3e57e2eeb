// WebSocket of the gateway: connections of either side, over any stream of bytes.
#pragma once

#include "net/gateway/operation.hpp"
#include "net/http/client.hpp"
#include "net/http/exchange.hpp"

namespace tri::net::gateway {

// Answers a handshake. True: the connection goes on as a WebSocket, which the ticket is answered with. False: the response
// says what was wrong, and so does the answer.
bool accept_websocket(Operations& operations, Ticket ticket, http::Exchange& exchange,
                      const WebSocketOptions& options);

// Connects and shakes hands. The Outcome's object is the WebSocket.
Task<Outcome> connect_websocket(Operations& operations, http::ClientRequest request,
                                WebSocketOptions options);

}  // namespace tri::net::gateway
