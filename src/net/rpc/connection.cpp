#include "net/rpc/connection.hpp"

#include <boost/asio.hpp>
#include <cstring>

namespace tri::net::rpc {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// Room for reading while little comes; what comes at once says how much to offer next time.
constexpr size_t kIdleRoom = 4096, kBusyRoom = 64 << 10;
// Written to TLS at once, so that a peer that takes some of much output is not taken for one that takes none.
constexpr size_t kTlsPiece = 64 << 10;

std::chrono::steady_clock::time_point time_of(uint64_t us) {
  return std::chrono::steady_clock::time_point(std::chrono::microseconds(us));
}

}  // namespace

uint64_t clock_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return uint64_t(std::chrono::duration_cast<std::chrono::microseconds>(now).count());
}

Task<bool> Signal::wait(uint64_t until_us) {
  while (!set_) {
    if (until_us == kNoDeadline)
      timer_.expires_at(asio::steady_timer::time_point::max());
    else
      timer_.expires_at(time_of(until_us));
    auto [error] = co_await timer_.async_wait(kTuple);
    if (set_) break;
    // Cancelled without having been notified: the coroutine itself was.
    if (error || clock_us() >= until_us) co_return false;
  }
  set_ = false;
  co_return true;
}

Connection::Connection(Wire wire, const ConnectionOptions& options, Listener& listener)
    : executor_(wire.socket().get_executor()),
      wire_(std::move(wire)),
      options_(options),
      protocol_(options.protocol, listener),
      timer_(executor_),
      drained_(executor_) {
  boost::system::error_code ignored;
  wire_.socket().non_blocking(true, ignored);
}

void Connection::start() {
  heard_us_ = clock_us();
  // Each coroutine holds the connection until it ends, and all end when the socket does.
  asio::co_spawn(
      executor_, [self = shared_from_this()]() -> Task<> { co_await self->read(); },
      asio::detached);
  asio::co_spawn(
      executor_, [self = shared_from_this()]() -> Task<> { co_await self->watch(); },
      asio::detached);
}

void Connection::stop(std::string_view reason) {
  if (std::exchange(ended_, true)) return;
  // What was answered before the end still leaves, if the peer has room for it and there is no TLS to wait for.
  boost::system::error_code ignored;
  if (wire_.is_plain() && !writing_ && !protocol_.out().empty())
    wire_.socket().write_some(asio::buffer(protocol_.out()), ignored);
  wire_.close();
  timer_.cancel();
  drained_.notify();
  protocol_.close(reason);
}

void Connection::wake() {
  if (protocol_.closed()) return stop("");
  rearm();
  // While input is taken, what comes of it is sent behind it.
  if (in_input_ || flush_posted_ || protocol_.out().empty()) return;
  flush_posted_ = true;
  asio::post(executor_, [self = shared_from_this()] {
    self->flush_posted_ = false;
    self->flush();
  });
}

void Connection::flush() {
  if (ended_ || writing_ || protocol_.out().empty()) return;
  std::string& out = protocol_.out();
  sent_ = 0;
  if (wire_.is_plain()) {
    boost::system::error_code error;
    const size_t sent = wire_.socket().write_some(asio::buffer(out), error);
    if (error && error != asio::error::would_block && error != asio::error::try_again)
      return stop("cannot send: " + error.message());
    if (sent == out.size()) return out.clear();
    sent_ = error ? 0 : sent;
  }
  sending_.swap(out);
  writing_ = true;
  asio::co_spawn(
      executor_, [self = shared_from_this()]() -> Task<> { co_await self->write_rest(); },
      asio::detached);
}

// Writes some of what is left to send.
Task<boost::system::error_code> Connection::write_some() {
  const std::string_view rest = std::string_view(sending_).substr(sent_);
  boost::system::error_code error;
  if (wire_.is_plain()) {
    auto [failure, count] = co_await wire_.socket().async_write_some(asio::buffer(rest), kTuple);
    sent_ += count;
    error = failure;
  } else {
    const std::string_view piece = rest.substr(0, kTlsPiece);
    co_await wire_.write_tls(piece, error);
    sent_ += piece.size();
  }
  co_return error;
}

Task<> Connection::write_rest() {
  while (!ended_) {
    write_began_us_ = clock_us();
    rearm();
    if (const auto error = co_await write_some()) {
      stop("cannot send: " + error.message());
      break;
    }
    if (sent_ < sending_.size()) continue;
    sending_.clear();
    sent_ = 0;
    if (protocol_.out().empty()) break;
    sending_.swap(protocol_.out());
    drained_.notify();
  }
  writing_ = false;
  drained_.notify();
}

void Connection::take_input() {
  in_input_ = true;
  const size_t used = protocol_.consume({room_.data(), filled_}, heard_us_);
  in_input_ = false;
  filled_ -= used;
  if (filled_ > 0 && used > 0) std::memmove(room_.data(), room_.data() + used, filled_);
  if (protocol_.closed()) return stop("");
  flush();
  rearm();
}

Task<> Connection::read() {
  size_t wanted = kIdleRoom;
  while (!ended_) {
    if (room_.size() < filled_ + wanted) room_.resize(filled_ + wanted);
    char* const room = room_.data() + filled_;
    const size_t size = room_.size() - filled_;
    boost::system::error_code error;
    size_t count;
    if (wire_.is_plain()) {
      auto [failure, taken] =
          co_await wire_.socket().async_read_some(asio::buffer(room, size), kTuple);
      error = failure;
      count = taken;
    } else {
      count = co_await wire_.read_tls(room, size, error);
    }
    if (ended_) co_return;
    if (error) co_return stop(error == asio::error::eof ? "the peer left" : error.message());
    wanted = count == size ? kBusyRoom : kIdleRoom;
    filled_ += count;
    heard_us_ = clock_us();
    pinged_ = false;
    take_input();
    while (!ended_ && (writing_ || protocol_.stalled()) && protocol_.stalled()) {
      co_await drained_.wait();
      if (!ended_) take_input();
    }
  }
}

void Connection::rearm() {
  if (ended_) return;
  uint64_t next = std::min(protocol_.next_deadline_us(), heard_us_ + options_.silence_ms * 1000);
  if (writing_) next = std::min(next, write_began_us_ + options_.write_ms * 1000);
  if (next >= armed_us_) return;
  armed_us_ = next;
  timer_.cancel();
}

Task<> Connection::watch() {
  while (!ended_) {
    const uint64_t now = clock_us();
    protocol_.expire(now);
    if (protocol_.closed()) co_return stop("");
    const uint64_t silence_us = options_.silence_ms * 1000, silent_us = now - heard_us_;
    if (silent_us >= 2 * silence_us) co_return stop("the peer is silent");
    if (silent_us >= silence_us && !std::exchange(pinged_, true)) protocol_.ping(0);
    if (writing_ && now >= write_began_us_ + options_.write_ms * 1000)
      co_return stop("the peer does not read");
    flush();
    if (ended_) co_return;
    armed_us_ =
        std::min(protocol_.next_deadline_us(), heard_us_ + (pinged_ ? 2 * silence_us : silence_us));
    if (writing_) armed_us_ = std::min(armed_us_, write_began_us_ + options_.write_ms * 1000);
    timer_.expires_at(time_of(armed_us_));
    co_await timer_.async_wait(kTuple);
  }
}

}  // namespace tri::net::rpc
