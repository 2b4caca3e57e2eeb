// Operations: coroutines of the loop that somebody waits for by a ticket, and what came of them.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "net/gateway/gateway.hpp"

namespace tri::net::gateway {

template <class T = void>
using Task = boost::asio::awaitable<T>;

// An Answer that owns its text.
struct Outcome {
  bool ok = true;
  std::string error, code;
  int64_t number = 0;
  std::string text;
  std::vector<std::pair<std::string, std::string>> fields;
  std::unique_ptr<Object> object;

  static Outcome failed(std::string error, std::string code = {}) {
    Outcome outcome;
    outcome.ok = false;
    outcome.error = std::move(error);
    outcome.code = std::move(code);
    return outcome;
  }
};

// Lets one coroutine wait until it is opened. It goes on in a later turn of the loop.
class Gate {
 public:
  explicit Gate(boost::asio::io_context& loop) : loop_(loop) {}
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  void open();
  bool is_open() const { return open_; }
  // Closed again: for the next to wait.
  void shut() { open_ = false; }
  Task<> wait();

 private:
  boost::asio::io_context& loop_;
  std::function<void()> waiting_;
  bool open_ = false;
};

// What has happened and was not told yet, and the operations under way. Everything is told from Loop::run, so that no
// Lua code runs inside of a coroutine of the loop.
class Operations {
 public:
  explicit Operations(boost::asio::io_context& loop) : loop_(loop) {}

  // Runs `task`; after `timeout_ms` (0: never) it is cancelled, with code "timeout".
  void start(Ticket ticket, Task<Outcome> task, uint64_t timeout_ms = 0);
  void answer(Ticket ticket, Outcome outcome);
  // Something to be done with the receiver, in turn.
  void tell(std::function<void(Receiver&)> event) { events_.push_back(std::move(event)); }
  void cancel(Ticket ticket);

  bool any_news() const { return !events_.empty(); }
  // Tells what there was when it was called.
  void tell_all(Receiver& receiver);
  boost::asio::io_context& loop() { return loop_; }

 private:
  struct Running {
    boost::asio::cancellation_signal signal;
    std::unique_ptr<boost::asio::steady_timer> timer;
    bool timed_out = false, cancelled = false;
  };
  void finish(Ticket ticket, std::exception_ptr thrown, Outcome outcome);

  boost::asio::io_context& loop_;
  std::deque<std::function<void(Receiver&)>> events_;
  std::unordered_map<Ticket, std::shared_ptr<Running>> running_;
};

}  // namespace tri::net::gateway
