// DataPlane: /<tenant>/<function>[/path], or what a host stands for -> the function's answer, or a connection of messages.
//
// A handler of the HTTP server; it waits while a thread of the runner has the request, and costs no coroutine when that was quick.
// Any number of server threads.
#pragma once

#include <atomic>
#include <memory>

#include "net/http/exchange.hpp"
#include "server/planes/socket_plane.hpp"
#include "server/running/access_log.hpp"
#include "server/running/dispatch.hpp"

namespace tri::server {

class DataPlane {
 public:
  struct Options {
    bool show_errors = false;
  };
  DataPlane(Dispatcher& dispatcher, SocketPlane& sockets, AccessLog& access, Options options)
      : dispatcher_(dispatcher), sockets_(sockets), access_(access), options_(options) {}
  DataPlane(const DataPlane&) = delete;
  DataPlane& operator=(const DataPlane&) = delete;

  net::http::Task<void> handle(net::http::Exchange& exchange);

  // Requests to functions that there are not.
  uint64_t unrouted() const { return unrouted_.load(std::memory_order_relaxed); }

 private:
  struct Turn;
  net::http::Task<void> wait(net::http::Exchange& exchange, std::unique_ptr<Turn> turn);
  net::http::Task<bool> send_pieces(net::http::Exchange& exchange, Turn& turn);
  void finish(net::http::Exchange& exchange, Turn& turn);
  void answer(net::http::Exchange& exchange, const Dispatch& dispatch, Job& job);
  void note(const net::http::Exchange& exchange, const Job& job, int status, size_t bytes,
            int64_t elapsed_ns);

  Dispatcher& dispatcher_;
  SocketPlane& sockets_;
  AccessLog& access_;
  const Options options_;
  std::atomic<uint64_t> unrouted_{0};
};

}  // namespace tri::server
