// One HTTP/1.1 connection, plain or over TLS. Used by the server alone.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <unordered_set>

#include "net/http/server.hpp"
#include "net/ready/ready_set.hpp"

namespace tri::net::http {

struct Handlers {
  Handler quick;  // either this
  AsyncHandler waiting;
};

// What a worker knows of a connection: when it is too late, and how to end it.
struct ConnectionState {
  uint64_t deadline_ms = UINT64_MAX;
  bool idle = true;  // between requests

  virtual void close() = 0;

 protected:
  ~ConnectionState() = default;
};

// What a connection knows of its worker.
struct ConnectionOwner {
  ConnectionOwner(const Limits& its_limits, const Handlers& its_handlers,
                  boost::asio::io_context& loop)
      : ready(loop), limits(its_limits), handlers(its_handlers) {}

  ReadySet ready;  // of the plain connections
  const Limits& limits;
  const Handlers& handlers;
  uint64_t now_ms = 0;
  bool draining = false;
  std::unordered_set<ConnectionState*> connections;
  // "Date: ...", renewed when the second changes.
  std::string_view date_field();

 private:
  int64_t date_second_ = -1;
  std::string date_field_;
};

// Both serve until the peer leaves, errs or is too slow. `descriptor` does not block, and is owned from here on.
Task<void> serve_plain(ConnectionOwner& owner, int descriptor);
Task<void> serve_tls(ConnectionOwner& owner, boost::asio::ip::tcp::socket socket,
                     boost::asio::ssl::context& tls);

}  // namespace tri::net::http
