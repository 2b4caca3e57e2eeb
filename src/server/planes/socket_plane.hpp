// SocketPlane: WebSocket connections of functions.
//
// A connection belongs to a function, not to a version or a sandbox: each of its messages is a request of its own, with the limits of
// one, to whichever version is active when it comes. Messages of a connection are handled one after another; what comes meanwhile
// waits, and when enough waits, in the peer's socket.
//
//   upgrade ──open──▶ connection ◀─message─▶ sandbox, sandbox, ...    conn.state is all that they share
//                          ▲
//                          └── published on its topics, by any thread
#pragma once

#include <memory>
#include <mutex>
#include <unordered_set>

#include "net/http/exchange.hpp"
#include "server/planes/topics.hpp"
#include "server/running/dispatch.hpp"

namespace tri::server {

class SocketPlane {
 public:
  struct Options {
    size_t max_message = 1 << 20;
    size_t max_connections = 16'384;  // of all functions
    uint64_t idle_ms = 120'000;       // silence after which a connection ends
    bool show_errors = false;         // peers see what functions say in their errors
  };
  struct Counters {
    std::atomic<uint64_t> opened{0}, messages_in{0}, messages_out{0};
  };

  SocketPlane(Dispatcher& dispatcher, Options options)
      : dispatcher_(dispatcher), options_(options) {}
  ~SocketPlane();
  SocketPlane(const SocketPlane&) = delete;
  SocketPlane& operator=(const SocketPlane&) = delete;

  // Whether the request is a handshake, good or not.
  static bool is_asked(const net::http::Exchange& exchange);

  // The function has accepted the connection: answers the handshake and goes on. Gives the status.
  int open(net::http::Exchange& exchange, std::shared_ptr<Function> function, Job& job);
  // What a handler of a function that has no connection wants published.
  void publish(const std::string& function, const std::vector<SocketAction>& actions);
  // Tells all peers that the server goes away.
  void close_all();

  size_t connections();
  const Counters& counters() const { return counters_; }

 private:
  class Connection;
  Dispatcher& dispatcher_;
  const Options options_;
  Topics topics_;
  Counters counters_;
  std::mutex mutex_;
  std::unordered_set<Connection*> connections_;
};

}  // namespace tri::server
