#include "net/websocket/handshake.hpp"

#include <doctest/doctest.h>

#include "net/http/server.hpp"
#include "net/http/test_client.hpp"
#include "net/websocket/session.hpp"

using namespace tri::net;
using namespace tri::net::websocket;

namespace {

DeflateOptions plain_options() {
  DeflateOptions options;
  options.server_window_bits = 15;
  options.client_window_bits = 15;
  return options;
}

// The answer to offers, or "none".
std::string answered(std::string_view offers, DeflateOptions options = plain_options()) {
  const DeflateTerms terms = negotiate(offers, options);
  return terms.agreed ? terms_field(terms, offers) : "none";
}

}  // namespace

TEST_CASE("the key of RFC 6455 has the answer of RFC 6455") {
  CHECK(accept_of("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST_CASE("compression is agreed as RFC 7692 has it") {
  CHECK(answered("") == "none");
  CHECK(answered("permessage-deflate") == "permessage-deflate");
  CHECK(answered("permessage-bzip2, permessage-deflate") == "permessage-deflate");
  CHECK(answered("permessage-deflate; server_no_context_takeover") ==
        "permessage-deflate; server_no_context_takeover");
  CHECK(answered("permessage-deflate; client_no_context_takeover") ==
        "permessage-deflate; client_no_context_takeover");
  CHECK(answered("permessage-deflate;server_max_window_bits=10") ==
        "permessage-deflate; server_max_window_bits=10");
  CHECK(answered("permessage-deflate; client_max_window_bits") == "permessage-deflate");
  CHECK(answered("permessage-deflate; client_max_window_bits=\"11\"") ==
        "permessage-deflate; client_max_window_bits=11");
  CHECK(answered("permessage-deflate; client_max_window_bits=8") ==
        "permessage-deflate; client_max_window_bits=9");
  DeflateOptions small = plain_options();
  small.server_window_bits = 12;
  small.client_window_bits = 10;
  CHECK(answered("permessage-deflate", small) == "permessage-deflate; server_max_window_bits=12");
  CHECK(answered("permessage-deflate; client_max_window_bits", small) ==
        "permessage-deflate; server_max_window_bits=12; client_max_window_bits=10");
  CHECK(
      answered("permessage-deflate; client_max_window_bits=9; server_max_window_bits=14", small) ==
      "permessage-deflate; server_max_window_bits=12; client_max_window_bits=9");
  small.enabled = false;
  CHECK(answered("permessage-deflate", small) == "none");
}

TEST_CASE("offers that cannot be met are passed over") {
  for (const char* parameters :
       {"server_max_window_bits", "server_max_window_bits=7", "server_max_window_bits=8",
        "server_max_window_bits=16", "server_max_window_bits=010", "server_max_window_bits=x",
        "client_max_window_bits=7", "client_max_window_bits=16", "client_max_window_bits=015",
        "server_no_context_takeover=1", "client_no_context_takeover=true", "unknown", "unknown=1",
        "server_no_context_takeover; server_no_context_takeover",
        "server_max_window_bits=10; server_max_window_bits=10",
        "client_max_window_bits; client_max_window_bits"}) {
    CAPTURE(parameters);
    const std::string offer = "permessage-deflate; " + std::string(parameters);
    CHECK(answered(offer) == "none");
    CHECK(answered(offer + ", permessage-deflate") == "permessage-deflate");
  }
  for (const char* malformed :
       {"permessage-deflate;", "permessage-deflate; a=", "permessage-deflate; =1", ";", ",",
        "permessage-deflate,", "permessage-deflate; a=\"b", "permessage-deflate a"}) {
    CAPTURE(malformed);
    CHECK(answered(malformed) == "none");
  }
}

TEST_CASE("a handshake goes through the HTTP server, and frames follow it") {
  http::Options options;
  http::Server server(options, [](http::Exchange& exchange) {
    serve(exchange, {}, [](Protocol& protocol, Opcode opcode, std::string_view data) {
      protocol.send(opcode, data);
    });
  });
  REQUIRE(server.start());
  const std::string start = "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\n";
  const std::string upgrade = start + "Upgrade: WebSocket\r\n";
  const std::string key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";
  const std::string version = "Sec-WebSocket-Version: 13\r\n";
  http::TestClient client(server.port());
  // A frame may come right behind the request.
  client.send(upgrade + key + version + "\r\n" + std::string("\x81\x82\0\0\0\0hi", 8));
  const std::string head = client.read_until("\r\n\r\n");
  CHECK(head.starts_with("HTTP/1.1 101 Switching Protocols\r\n"));
  CHECK(head.find("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n") != std::string::npos);
  CHECK(head.find("Connection: Upgrade\r\n") != std::string::npos);
  CHECK(client.read_exactly(4) == "\x81\x02hi");
  client.send(std::string("\x88\x82\0\0\0\0\x03\xe8", 8));
  CHECK(client.read_to_end() == "\x88\x02\x03\xe8");

  const auto status = [&](const std::string& request) {
    http::TestClient other(server.port());
    other.send(request + "\r\n");
    return other.read_until("\r\n\r\n").substr(9, 3);
  };
  CHECK(status(start + key + version) == "400");
  CHECK(status(upgrade + version) == "400");
  CHECK(status(upgrade + version + "Sec-WebSocket-Key: short\r\n") == "400");
  CHECK(status(upgrade + key) == "426");
  CHECK(status(upgrade + key + "Sec-WebSocket-Version: 8\r\n") == "426");
}
