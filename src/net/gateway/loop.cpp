#include "net/gateway/loop.hpp"

#include <boost/asio.hpp>

#include "net/gateway/http.hpp"
#include "net/gateway/rpc.hpp"
#include "net/gateway/websocket.hpp"

namespace tri::net::gateway {
namespace {

namespace asio = boost::asio;

class AsioLoop final : public Loop {
 public:
  explicit AsioLoop(Receiver& receiver)
      : receiver_(receiver), io_(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO), operations_(io_) {}
  ~AsioLoop() override {
    // Coroutines go before what they use.
    client_.forget();
    // Connections that wait for themselves would outlive it.
    for (auto& server : rpc_servers_) server->stop();
    io_.restart();
    io_.poll();
    for (auto& server : http_servers_) server->leave_loop();
    for (auto& server : rpc_servers_) server->leave_loop();
  }

  bool run(uint64_t max_wait_ms) override {
    io_.restart();
    // A second loop has no connection to this one, so a clock that is asked for each event is all there is to save.
    if (operations_.any_news() || max_wait_ms == 0)
      io_.poll();
    else if (io_.poll() == 0)
      io_.run_one_for(std::chrono::milliseconds(max_wait_ms));
    operations_.tell_all(receiver_);
    return operations_.any_news() || !io_.stopped();
  }
  uint64_t now_us() const override { return rpc::clock_us(); }
  void cancel(Ticket ticket) override { operations_.cancel(ticket); }

  void sleep(Ticket ticket, uint64_t us) override { operations_.start(ticket, wait(us)); }

  Made serve_http(uint64_t server, const HttpServerOptions& options) override {
    auto made = make_http_server(operations_, server, options);
    if (auto started = made->start_in(io_); !started) return failed(started.error().message);
    http_servers_.push_back(std::move(made));
    return {.object = new HttpServed(*http_servers_.back()), .error = {}};
  }
  Made serve_rpc(uint64_t server, const RpcServerOptions& options) override {
    auto made = make_rpc_server(operations_, server, options);
    if (auto started = made->start_in(io_); !started) return failed(started.error().message);
    rpc_servers_.push_back(std::move(made));
    return {.object = new RpcServed(*rpc_servers_.back()), .error = {}};
  }
  Made connect_rpc(const RpcClientOptions& options) override {
    return {.object = make_rpc_client(operations_, options).release(), .error = {}};
  }
  void connect_websocket(Ticket ticket, const HttpRequest& request,
                         const WebSocketOptions& options) override {
    operations_.start(ticket, gateway::connect_websocket(operations_, request_of(request), options),
                      request.timeout_ms);
  }
  void request(Ticket ticket, const HttpRequest& request) override {
    operations_.start(ticket, make_request(client_, request_of(request)), request.timeout_ms);
  }

 private:
  struct HttpServed final : Server {
    explicit HttpServed(http::Server& its_server) : server(its_server) {}
    uint16_t port() const override { return server.port(); }
    void stop(uint64_t drain_ms) override { server.stop(drain_ms); }
    http::Server& server;
  };
  struct RpcServed final : Server {
    explicit RpcServed(rpc::Server& its_server) : server(its_server) {}
    uint16_t port() const override { return server.port(); }
    void stop(uint64_t) override { server.stop(); }
    rpc::Server& server;
  };

  Made failed(std::string why) {
    error_ = std::move(why);
    return {.object = nullptr, .error = error_};
  }
  Task<Outcome> wait(uint64_t us) {
    asio::steady_timer timer(io_, std::chrono::microseconds(us));
    auto [error] = co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return error ? Outcome::failed(error.message()) : Outcome{};
  }

  Receiver& receiver_;
  std::string error_;
  http::Client client_;
  // Before the loop: connections refer to their server until the loop has destroyed them.
  std::vector<std::unique_ptr<http::Server>> http_servers_;
  std::vector<std::unique_ptr<rpc::Server>> rpc_servers_;
  asio::io_context io_;
  Operations operations_;
};

}  // namespace

Loop* make_loop(Receiver& receiver) { return new AsioLoop(receiver); }

}  // namespace tri::net::gateway
