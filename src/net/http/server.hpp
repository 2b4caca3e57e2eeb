// The HTTP/1.1 server core: accepts, frames, limits, and hands requests to a handler.
//
// One thread per worker, each with its own event loop and its own listening socket (SO_REUSEPORT), so that nothing is
// shared between them but the handler. A connection is one coroutine. Its states and their limits:
//
//   idle ──first byte──▶ head ──▶ body ──▶ handler ──▶ write ──▶ idle
//   idle_ms              head_ms  body_ms               write_ms
//
// A limit that is passed closes the connection, with 408, 413, 414, 431 or 503 where an answer can still be read.
#pragma once

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "net/http/exchange.hpp"

namespace tri::net::http {

struct Limits {
  uint64_t idle_ms = 60'000, head_ms = 10'000, body_ms = 30'000, write_ms = 30'000;
  size_t max_head = kMaxHead;
  size_t max_body = 8 << 20;
  size_t max_connections = 16'384;  // of one worker; further ones are answered 503
};

struct Options {
  std::string address = "127.0.0.1";
  uint16_t port = 0;  // 0: any that is free; Server::port() tells
  unsigned workers = 1;
  Limits limits;
  std::string certificate_file, key_file;  // PEM; both set: TLS
  // Sockets that listen already, one for each worker, instead of the address and the port: from another process, or from whoever
  // started this one. A Unix socket may be the only one, which all workers share then. The server closes them.
  std::vector<int> listeners = {};
};

// Runs on a worker's thread. It may throw: the answer is then 500.
using Handler = std::function<void(Exchange&)>;
// The same, and may wait. One that has answered already returns an empty Task, which costs no coroutine.
using AsyncHandler = std::function<Task<void>(Exchange&)>;

class Server {
 public:
  Server(Options options, Handler handler);
  Server(Options options, AsyncHandler handler);
  ~Server();  // drains for no time
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens and starts the workers. Errors: the address or the certificate is not usable.
  Result<void> start();
  // Listens, and serves in a loop that somebody else runs: one worker, no thread. stop() then only begins; the server must
  // not be destroyed before the loop is.
  Result<void> start_in(boost::asio::io_context& loop);
  // Reads the certificate and its key anew, for connections that come from now on. Errors: they are not usable; those before
  // stay then. Nothing happens to a server without TLS.
  Result<void> reload_certificate();
  uint16_t port() const;  // 0: it listens on a Unix socket
  // The sockets that it listens on, one for each worker. They stay the server's.
  std::vector<int> listeners() const;
  // Calls it soon, on the first worker's thread. What it starts in the loop must be over for stop() to end.
  void in_first_loop(std::function<void(boost::asio::io_context& loop)> call);
  // For a server in a loop of another's: the loop runs no more and will be destroyed before the server, whose connections
  // refer to it until then.
  void leave_loop();
  // Accepts no more, lets running requests finish for up to `drain_ms`, and ends the workers. A connection is told to close with its
  // next answer; one that asks nothing for a moment (a quarter of a second, or `drain_ms`) is closed: a client that is about to ask
  // is not cut off.
  void stop(uint64_t drain_ms = 0);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tri::net::http
