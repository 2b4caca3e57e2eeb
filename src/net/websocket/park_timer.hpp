// ParkTimer: parks a Protocol when its connection has been silent for a while.
//
// A busy connection sets one timer per period, not one per message.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <memory>

#include "net/websocket/protocol.hpp"

namespace tri::net::websocket {

class ParkTimer {
 public:
  // `protocol` must outlive this. park_ms 0: never.
  ParkTimer(const boost::asio::any_io_executor& executor, Protocol& protocol, uint64_t park_ms)
      : timer_(executor), protocol_(protocol), period_(park_ms) {}

  // Something was received or is being sent.
  void awake() {
    active_ = true;
    if (!armed_ && period_.count() > 0) arm();
  }

 private:
  void arm() {
    armed_ = true;
    active_ = false;
    timer_.expires_after(period_);
    // It may come when this is gone: without an error too, when it was due already.
    timer_.async_wait([this, alive = std::weak_ptr<char>(alive_)](boost::system::error_code error) {
      if (error || alive.expired()) return;
      armed_ = false;
      if (active_)
        arm();
      else
        protocol_.park();
    });
  }

  boost::asio::steady_timer timer_;
  Protocol& protocol_;
  std::chrono::milliseconds period_;
  bool armed_ = false, active_ = false;
  std::shared_ptr<char> alive_ = std::make_shared<char>();
};

}  // namespace tri::net::websocket
