#include "net/http/server.hpp"

#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <list>
#include <thread>

#include "net/http/connection.hpp"

namespace tri::net::http {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

uint64_t clock_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

}  // namespace

// One thread, its loop, its socket and its connections. Nothing of it is touched from elsewhere while it runs, except
// through post().
class Worker final : public ConnectionOwner {
 public:
  // `loop` null: one of its own, run by a thread of its own.
  Worker(const Options& options, const Handlers& handlers, asio::ssl::context* tls,
         asio::io_context* loop)
      : ConnectionOwner(options.limits, handlers),
        own_loop_(loop ? nullptr : new asio::io_context(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO)),
        loop_(loop ? *loop : *own_loop_),
        acceptor_(loop_),
        tick_(loop_),
        tls_(tls) {
    now_ms = clock_ms();
  }

  Result<void> listen(const tcp::endpoint& endpoint) {
    boost::system::error_code error;
    acceptor_.open(endpoint.protocol(), error);
    const int yes = 1;
    if (!error) {
      acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
      setsockopt(acceptor_.native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
      acceptor_.bind(endpoint, error);
    }
    if (!error) acceptor_.listen(4096, error);
    if (error)
      return fail("cannot listen on " + endpoint.address().to_string() + ":" +
                  std::to_string(endpoint.port()) + ": " + error.message());
    return {};
  }
  uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void start() {
    asio::co_spawn(loop_, accept(), asio::detached);
    asio::co_spawn(loop_, watch(), asio::detached);
    if (own_loop_) thread_ = std::thread([this] { loop_.run(); });
  }
  void begin_drain(uint64_t drain_ms) {
    asio::post(loop_, [this, drain_ms] {
      draining = true;
      drain_until_ms_ = now_ms + drain_ms;
      boost::system::error_code ignored;
      acceptor_.close(ignored);
      tick_.cancel();
    });
  }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  Task<void> accept() {
    for (;;) {
      auto [error, socket] = co_await acceptor_.async_accept(kTuple);
      if (!acceptor_.is_open()) co_return;
      if (error) {
        // Out of descriptors, mostly: wait for some to be free rather than spin.
        asio::steady_timer pause(loop_, std::chrono::milliseconds(50));
        co_await pause.async_wait(kTuple);
        continue;
      }
      boost::system::error_code ignored;
      socket.set_option(tcp::no_delay(true), ignored);
      socket.non_blocking(true, ignored);
      if (connections.size() >= limits.max_connections)
        refuse(std::move(socket));
      else
        asio::co_spawn(loop_, serve(*this, std::move(socket), tls_), asio::detached);
    }
  }

  static void refuse(tcp::socket socket) {
    constexpr std::string_view kBusy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
        "Content-Length: 0\r\n\r\n";
    boost::system::error_code ignored;
    socket.write_some(asio::buffer(kBusy), ignored);
  }

  // The clock that deadlines are compared with. Ticks are coarse, so that a request costs no timer.
  Task<void> watch() {
    while (!draining || !connections.empty()) {
      tick_.expires_after(std::chrono::milliseconds(draining ? 5 : 100));
      co_await tick_.async_wait(kTuple);
      now_ms = clock_ms();
      const bool over = draining && now_ms >= drain_until_ms_;
      for (ConnectionState* connection : connections)
        if (over || now_ms >= connection->deadline_ms || (draining && connection->idle))
          connection->close();
    }
  }

  std::unique_ptr<asio::io_context> own_loop_;
  asio::io_context& loop_;
  tcp::acceptor acceptor_;
  asio::steady_timer tick_;
  asio::ssl::context* tls_;
  uint64_t drain_until_ms_ = 0;
  std::thread thread_;
};

struct Server::Impl {
  Options options;
  Handlers handlers;
  std::unique_ptr<asio::ssl::context> tls;
  std::list<Worker> workers;
  uint16_t port = 0;
  bool shares_loop = false;

  Result<void> start(unsigned count, asio::io_context* loop) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return fail("'" + options.address + "' is not an IP address");
    if (!options.certificate_file.empty()) TRI_TRY_VOID(load_certificate());
    port = options.port;
    shares_loop = loop != nullptr;
    for (unsigned i = 0; i < count; ++i) {
      Worker& worker = workers.emplace_back(options, handlers, tls.get(), loop);
      TRI_TRY_VOID(worker.listen({address, port}));
      port = worker.port();
    }
    for (Worker& worker : workers) worker.start();
    return {};
  }

  Result<void> load_certificate() {
    tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
    boost::system::error_code error;
    tls->set_options(asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1 |
                         asio::ssl::context::single_dh_use,
                     error);
    tls->use_certificate_chain_file(options.certificate_file, error);
    if (error) return fail("cannot use " + options.certificate_file + ": " + error.message());
    tls->use_private_key_file(options.key_file, asio::ssl::context::pem, error);
    if (error) return fail("cannot use " + options.key_file + ": " + error.message());
    return {};
  }
};

Server::Server(Options options, Handler handler) : impl_(new Impl) {
  impl_->options = std::move(options);
  impl_->handlers.quick = std::move(handler);
}
Server::Server(Options options, AsyncHandler handler) : impl_(new Impl) {
  impl_->options = std::move(options);
  impl_->handlers.waiting = std::move(handler);
}
Server::~Server() {
  if (!impl_->shares_loop) stop(0);
}

uint16_t Server::port() const { return impl_->port; }

Result<void> Server::start() { return impl_->start(std::max(1u, impl_->options.workers), nullptr); }
Result<void> Server::start_in(asio::io_context& loop) { return impl_->start(1, &loop); }

void Server::stop(uint64_t drain_ms) {
  for (Worker& worker : impl_->workers) worker.begin_drain(drain_ms);
  if (impl_->shares_loop) return;
  for (Worker& worker : impl_->workers) worker.join();
  impl_->workers.clear();
}

}  // namespace tri::net::http
