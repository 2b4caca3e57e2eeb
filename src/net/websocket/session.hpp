// Session: a WebSocket connection of the HTTP server, from the upgrade to the end.
#pragma once

#include <functional>

#include "net/http/exchange.hpp"
#include "net/websocket/protocol.hpp"

namespace tri::net::websocket {

struct SessionOptions {
  ProtocolOptions protocol;
  uint64_t idle_ms = 120'000;  // silence of the peer after which the connection is closed
  uint64_t park_ms = 5'000;    // silence after which compressors and buffers give back their memory
};

// Called for each message; it answers through the protocol it is given, whose output is sent when it returns.
using OnMessage = std::function<void(Protocol&, Opcode, std::string_view)>;

// Answers a handshake, and goes on as a session if it was one; otherwise the response says what was wrong.
void serve(http::Exchange& exchange, const SessionOptions& options, OnMessage on_message);

}  // namespace tri::net::websocket
