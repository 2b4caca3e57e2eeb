// AdminPlane: finds the route of a request, asks for its token, and calls the route's handler.
#pragma once

#include "net/http/exchange.hpp"
#include "server/routes/route.hpp"

namespace tri::server {

class AdminPlane {
 public:
  explicit AdminPlane(Administration& on) : on_(on) {}

  // A handler of the HTTP server.
  net::http::Task<void> handle(net::http::Exchange& exchange);

 private:
  // Server-sent events until the client or the server ends.
  net::http::Task<void> follow(net::http::Exchange& exchange, LogFilter filter);
  Answer<AdminReply> answer(net::http::Exchange& exchange);
  // Fills in who calls. Errors: Unauthorized, Forbidden.
  Answer<void> admit(net::http::Exchange& exchange, const Route& route, AdminCall& call);

  Administration& on_;
};

}  // namespace tri::server
