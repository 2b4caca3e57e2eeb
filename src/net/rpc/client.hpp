// The RPC client: calls over one connection that is made again when it is lost.
//
//   Client client(executor, {.host = "127.0.0.1", .port = 7000});
//   Answer<int64_t> sum = co_await client.call<&Calculator::add>({1, 2}, 20ms);
//
// Calls of all coroutines share the connection and are answered in any order. Cancelling the awaiting coroutine cancels
// the call at the server. A call that was sent when the connection broke fails with connection.lost: whether it was done
// is not known, so it is not made again. One made while there is no connection waits for it until its deadline.
//
// Thread: the executor's, which must run one thread (or be a strand).
#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <optional>

#include "net/rpc/connection.hpp"
#include "net/rpc/service.hpp"

namespace tri::net::rpc {

struct ClientOptions {
  std::string host = "127.0.0.1";  // an IP address or a name
  uint16_t port = 0;
  std::string unix_path = {};                       // not empty: instead of TCP
  std::optional<net::tls::ClientOptions> tls = {};  // TLS over TCP; a Unix socket is always plain
  ConnectionOptions connection = {};
  // Waits between attempts to connect, doubled each time and varied by half.
  uint64_t min_backoff_ms = 10, max_backoff_ms = 2'000;
  uint64_t max_wait_ms = 5'000;  // for a connection, of calls without a deadline
  size_t max_waiting = 1024;     // calls that wait for a connection
  uint32_t window = 256 << 10;   // bytes of a stream's items that may be under way or unread
};

// What a stream has brought so far. Owner: its Reader, and the client while items come.
struct StreamState {
  explicit StreamState(const boost::asio::any_io_executor& executor) : news(executor) {}
  std::deque<std::string> items;
  std::optional<Answer<std::string>> end;
  Signal news;
  uint64_t id = 0;
  uint32_t window = 0, read_bytes = 0;  // since credit was last given
};

class Client {
 public:
  using Timeout = std::chrono::microseconds;
  static constexpr Timeout kForever = Timeout::max();

  Client(const boost::asio::any_io_executor& executor, ClientOptions options);
  ~Client();  // as stop()
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Fails what is open and connects no more.
  void stop();
  bool connected() const;

  // `deadline_us` is by clock_us(); a handler hands on that of its own call.
  Task<Answer<std::string>> call_raw(std::string method, std::string payload, uint64_t deadline_us);

  template <auto kMember>
  Task<Answer<typename MethodOf<kMember>::Result>> call(
      typename MethodOf<kMember>::Arguments arguments, Timeout timeout = kForever) {
    return call_until<kMember>(std::move(arguments), deadline_of(timeout));
  }
  template <auto kMember>
  Task<Answer<typename MethodOf<kMember>::Result>> call_until(
      typename MethodOf<kMember>::Arguments arguments, uint64_t deadline_us) {
    static_assert(!MethodOf<kMember>::kStreams, "a Stream is read with stream<>()");
    std::string payload;
    msgpack::encode(payload, arguments);
    Answer<std::string> reply =
        co_await call_raw(method_name<kMember>(), std::move(payload), deadline_us);
    if (!reply) co_return std::unexpected(std::move(reply).error());
    auto result = msgpack::decode<typename MethodOf<kMember>::Result>(*reply);
    if (!result) co_return refuse(error_code::kResult, result.error().message);
    co_return std::move(*result);
  }

  // The items of a call. Destroying it before the end cancels the call.
  template <class T>
  class Reader {
   public:
    Reader(Client& client, std::shared_ptr<StreamState> state)
        : impl_(client.impl_), state_(std::move(state)) {}
    Reader(Reader&&) = default;
    ~Reader() {
      if (state_) abandon(*impl_, *state_);
    }
    // The next item, or nothing behind the last one.
    Task<Answer<std::optional<T>>> next() {
      Answer<std::optional<std::string>> item = co_await next_item(impl_, state_);
      if (!item) co_return std::unexpected(std::move(item).error());
      if (!*item) co_return std::optional<T>();
      auto value = msgpack::decode<T>(**item);
      if (!value) co_return refuse(error_code::kResult, value.error().message);
      co_return std::optional<T>(std::move(*value));
    }

   private:
    std::shared_ptr<struct ClientImpl> impl_;
    std::shared_ptr<StreamState> state_;
  };

  // The items as they are on the wire.
  class RawReader {
   public:
    RawReader(Client& client, std::shared_ptr<StreamState> state)
        : impl_(client.impl_), state_(std::move(state)) {}
    RawReader(RawReader&&) = default;
    ~RawReader() {
      if (state_) abandon(*impl_, *state_);
    }
    Task<Answer<std::optional<std::string>>> next() { return next_item(impl_, state_); }

   private:
    std::shared_ptr<struct ClientImpl> impl_;
    std::shared_ptr<StreamState> state_;
  };
  Task<Answer<RawReader>> stream_raw(std::string method, std::string payload,
                                     uint64_t deadline_us) {
    auto state = co_await open_stream(std::move(method), std::move(payload), deadline_us);
    if (!state) co_return std::unexpected(std::move(state).error());
    co_return RawReader(*this, std::move(*state));
  }

  template <auto kMember>
  Task<Answer<Reader<typename MethodOf<kMember>::Result>>> stream(
      typename MethodOf<kMember>::Arguments arguments, Timeout timeout = kForever) {
    static_assert(MethodOf<kMember>::kStreams);
    std::string payload;
    msgpack::encode(payload, arguments);
    auto state =
        co_await open_stream(method_name<kMember>(), std::move(payload), deadline_of(timeout));
    if (!state) co_return std::unexpected(std::move(state).error());
    co_return Reader<typename MethodOf<kMember>::Result>(*this, std::move(*state));
  }

 private:
  static uint64_t deadline_of(Timeout timeout);
  Task<Answer<std::shared_ptr<StreamState>>> open_stream(std::string method, std::string payload,
                                                         uint64_t deadline_us);
  static Task<Answer<std::optional<std::string>>> next_item(std::shared_ptr<ClientImpl> impl,
                                                            std::shared_ptr<StreamState> state);
  static void abandon(ClientImpl& impl, StreamState& state);

  std::shared_ptr<ClientImpl> impl_;
};

}  // namespace tri::net::rpc
