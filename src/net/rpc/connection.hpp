// Connection: a Protocol on a wire, in one Asio loop. Clients and servers share it.
//
// Reading is one coroutine. Writing tries at once, and goes on in a coroutine of its own when the peer is slow; frames that
// are made in one turn of the loop leave in one system call. One timer serves all deadlines of the connection.
//
//   socket ──▶ read ──▶ Protocol::consume ──▶ Listener        calls, answers ──▶ out() ──flush, once per turn──▶ socket
//
// Thread: the loop's. Owner: shared by whoever needs it; ended by stop(), the peer, silence, or a peer that does not read.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/steady_timer.hpp>
#include <functional>
#include <memory>
#include <vector>

#include "net/rpc/protocol.hpp"
#include "net/rpc/wire.hpp"

namespace tri::net::rpc {

// Microseconds of the clock that all deadlines of this process are by.
uint64_t clock_us();

struct ConnectionOptions {
  ProtocolOptions protocol;
  uint64_t silence_ms = 30'000;    // then a ping; after as much again the connection ends
  uint64_t write_ms = 10'000;      // a peer that takes no byte for so long is gone
  uint64_t handshake_ms = 10'000;  // of TLS
};

// Wakes one coroutine that waits. Notifying when none waits is remembered once.
class Signal {
 public:
  explicit Signal(const boost::asio::any_io_executor& executor) : timer_(executor) {}
  void notify() {
    set_ = true;
    timer_.cancel();
  }
  // False when `until_us` came first, or the coroutine was cancelled.
  Task<bool> wait(uint64_t until_us = kNoDeadline);

 private:
  boost::asio::steady_timer timer_;
  bool set_ = false;
};

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  // `listener` must live until its closed() was called.
  Connection(Wire wire, const ConnectionOptions& options, Listener& listener);

  // Begins to read. The connection keeps itself alive until it has ended.
  void start();
  void stop(std::string_view reason);
  Protocol& protocol() { return protocol_; }
  // To be called after anything was asked of the protocol: sends what came of it, and watches its deadlines.
  void wake();
  const boost::asio::any_io_executor& executor() const { return executor_; }

 private:
  Task<> read();
  Task<> write_rest();
  Task<boost::system::error_code> write_some();
  Task<> watch();
  void flush();
  void rearm();
  void take_input();

  boost::asio::any_io_executor executor_;
  Wire wire_;
  ConnectionOptions options_;
  Protocol protocol_;
  boost::asio::steady_timer timer_;
  Signal drained_;
  uint64_t armed_us_ = kNoDeadline;
  uint64_t heard_us_ = 0, write_began_us_ = 0;
  bool pinged_ = false;
  std::vector<char> room_;
  size_t filled_ = 0;
  std::string sending_;
  size_t sent_ = 0;
  bool writing_ = false, flush_posted_ = false, in_input_ = false, ended_ = false;
};

}  // namespace tri::net::rpc
