#include "net/http/server.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <cerrno>
#include <cstring>
#include <list>
#include <optional>
#include <thread>

#include "net/http/connection.hpp"
#include "net/tls/context.hpp"

namespace tri::net::http {

namespace asio = boost::asio;
using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<asio::generic::stream_protocol>;

namespace {

// How long a connection may be silent when the server ends. A client that is busy asks again sooner.
constexpr uint64_t kIdleDrainMs = 250;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr int kMostAccepted = 64;  // connections between two looks at those that there are

uint64_t clock_ms() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(now).count());
}

}  // namespace

// The loop of a worker, made before what lies in it.
struct WorkerLoop {
  // `loop` null: one of its own.
  explicit WorkerLoop(asio::io_context* loop)
      : own_loop_(loop ? nullptr : new asio::io_context(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO)),
        loop_(loop ? *loop : *own_loop_) {}
  std::unique_ptr<asio::io_context> own_loop_;
  asio::io_context& loop_;
};

// One thread, its loop, its socket and its connections. Nothing of it is touched from elsewhere while it runs, except
// through post().
class Worker final : private WorkerLoop, public ConnectionOwner {
 public:
  // `loop` null: one of its own, run by a thread of its own.
  Worker(const Options& options, const Handlers& handlers, std::shared_ptr<asio::ssl::context> tls,
         asio::io_context* loop)
      : WorkerLoop(loop),
        ConnectionOwner(options.limits, handlers, loop_),
        acceptor_(loop_),
        tick_(loop_),
        tls_(std::move(tls)) {
    now_ms = clock_ms();
  }

  Result<void> listen(const tcp::endpoint& endpoint) {
    boost::system::error_code error;
    protocol_ = endpoint.protocol();
    acceptor_->open(asio::generic::stream_protocol(protocol_), error);
    const int yes = 1;
    if (!error) {
      acceptor_->set_option(Acceptor::reuse_address(true), error);
      setsockopt(acceptor_->native_handle(), SOL_SOCKET, SO_REUSEPORT, &yes, sizeof yes);
      acceptor_->bind(endpoint, error);
    }
    if (!error) acceptor_->native_non_blocking(true, error);
    if (!error) acceptor_->listen(4096, error);
    TRI_TRY_VOID(ready.open());
    if (error)
      return fail("cannot listen on " + endpoint.address().to_string() + ":" +
                  std::to_string(endpoint.port()) + ": " + error.message());
    return {};
  }
  Result<void> adopt(int listener) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    int listens = 0;
    socklen_t flag_size = sizeof listens;
    const bool is_good =
        ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) == 0 &&
        (address.ss_family == AF_INET || address.ss_family == AF_INET6 ||
         address.ss_family == AF_UNIX) &&
        ::getsockopt(listener, SOL_SOCKET, SO_ACCEPTCONN, &listens, &flag_size) == 0 &&
        listens != 0;
    if (!is_good)
      return fail("descriptor " + std::to_string(listener) +
                  " is no socket of a stream that listens");
    if (address.ss_family == AF_UNIX && tls_)
      return fail("descriptor " + std::to_string(listener) +
                  " is a Unix socket, which TLS is not spoken on");
    boost::system::error_code error;
    const asio::generic::stream_protocol protocol(address.ss_family, 0);
    acceptor_->assign(protocol, listener, error);
    is_local_ = address.ss_family == AF_UNIX;
    if (address.ss_family == AF_INET6) protocol_ = tcp::v6();
    if (!error) acceptor_->native_non_blocking(true, error);
    TRI_TRY_VOID(ready.open());
    if (error)
      return fail("cannot use descriptor " + std::to_string(listener) + ": " + error.message());
    return {};
  }
  uint16_t port() const {
    if (is_local_) return 0;
    tcp::endpoint bound;
    const auto local = acceptor_->local_endpoint();
    std::memcpy(bound.data(), local.data(), std::min(local.size(), bound.capacity()));
    return bound.port();
  }
  int listener() { return acceptor_->native_handle(); }

  void start() {
    asio::co_spawn(loop_, accept(), asio::detached);
    asio::co_spawn(loop_, watch(), asio::detached);
    asio::co_spawn(loop_, ready.run(), asio::detached);
    if (own_loop_) thread_ = std::thread([this] { loop_.run(); });
  }
  void set_certificate(std::shared_ptr<asio::ssl::context> tls) {
    asio::post(loop_, [this, tls = std::move(tls)]() mutable { tls_ = std::move(tls); });
  }
  void in_loop(std::function<void(asio::io_context&)> call) {
    asio::post(loop_, [this, call = std::move(call)] { call(loop_); });
  }
  void begin_drain(uint64_t drain_ms) {
    asio::post(loop_, [this, drain_ms] {
      draining = true;
      now_ms = clock_ms();
      drain_until_ms_ = now_ms + drain_ms;
      idle_until_ms_ = now_ms + std::min(drain_ms, kIdleDrainMs);
      boost::system::error_code ignored;
      acceptor_->close(ignored);
      tick_->cancel();
    });
  }
  // The loop runs no more and will be destroyed before this.
  void leave_loop() {
    ready.leave_loop();
    acceptor_.reset();
    tick_.reset();
  }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  Task<void> accept() {
    for (;;) {
      (void)co_await acceptor_->async_wait(Acceptor::wait_read, kTuple);
      if (!acceptor_->is_open()) co_return;
      bool any_left = true;
      for (int i = 0; i < kMostAccepted && any_left; ++i) {
        const int descriptor =
            ::accept4(acceptor_->native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        any_left = descriptor >= 0 || errno == ECONNABORTED || errno == EINTR;
        if (descriptor >= 0) begin(descriptor);
      }
      if (any_left || errno == EAGAIN || errno == EWOULDBLOCK) continue;
      // Out of descriptors, mostly: wait for some to be free rather than spin.
      asio::steady_timer pause(loop_, std::chrono::milliseconds(50));
      co_await pause.async_wait(kTuple);
    }
  }

  void begin(int descriptor) {
    const int yes = 1;
    if (!is_local_) ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connections.size() >= limits.max_connections)
      refuse(descriptor);
    else if (tls_ == nullptr)
      asio::co_spawn(loop_, serve_plain(*this, descriptor), asio::detached);
    else
      begin_tls(descriptor);
  }

  void begin_tls(int descriptor) {
    tcp::socket socket(loop_);
    boost::system::error_code error;
    socket.assign(protocol_, descriptor, error);
    if (error) {  // the kernel watches no more sockets for us
      ::close(descriptor);
      return;
    }
    asio::co_spawn(loop_, serve_tls(*this, std::move(socket), *tls_), asio::detached);
  }

  static void refuse(int descriptor) {
    constexpr std::string_view kBusy =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nConnection: close\r\n"
        "Content-Length: 0\r\n\r\n";
    (void)!::send(descriptor, kBusy.data(), kBusy.size(), MSG_NOSIGNAL);
    ::close(descriptor);
  }

  // The clock that deadlines are compared with. Ticks are coarse, so that a request costs no timer.
  Task<void> watch() {
    while (!draining || !connections.empty()) {
      tick_->expires_after(std::chrono::milliseconds(draining ? 5 : 100));
      co_await tick_->async_wait(kTuple);
      now_ms = clock_ms();
      const bool over = draining && now_ms >= drain_until_ms_;
      for (ConnectionState* connection : connections)
        if (over || now_ms >= connection->deadline_ms ||
            (draining && connection->idle && now_ms >= idle_until_ms_))
          connection->close();
    }
    ready.stop();
  }

  std::optional<Acceptor> acceptor_;
  std::optional<asio::steady_timer> tick_;
  // A connection takes what it needs of it when it is made.
  std::shared_ptr<asio::ssl::context> tls_;
  tcp protocol_ = tcp::v4();
  bool is_local_ = false;  // a Unix socket
  uint64_t drain_until_ms_ = 0, idle_until_ms_ = 0;
  std::thread thread_;
};

struct Server::Impl {
  Options options;
  Handlers handlers;
  std::shared_ptr<asio::ssl::context> tls;  // null: plain
  std::list<Worker> workers;
  uint16_t port = 0;
  bool shares_loop = false;

  Result<void> start(unsigned count, asio::io_context* loop) {
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options.address, error);
    if (error) return fail("'" + options.address + "' is not an IP address");
    if (!options.certificate_file.empty()) tls = TRI_TRY(load_certificate());
    port = options.port;
    shares_loop = loop != nullptr;
    TRI_TRY_VOID(share_listener(count));
    if (!options.listeners.empty() && options.listeners.size() != count)
      return fail("expected " + std::to_string(count) + " sockets, one for each thread; found " +
                  std::to_string(options.listeners.size()));
    for (unsigned i = 0; i < count; ++i) {
      Worker& worker = workers.emplace_back(options, handlers, tls, loop);
      if (options.listeners.empty())
        TRI_TRY_VOID(worker.listen({address, port}));
      else
        TRI_TRY_VOID(worker.adopt(options.listeners[i]));
      port = worker.port();
    }
    for (Worker& worker : workers) worker.start();
    return {};
  }

  // Of a path there can be one socket alone: all workers accept from it.
  Result<void> share_listener(unsigned count) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    if (options.listeners.size() != 1 ||
        ::getsockname(options.listeners[0], reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
        address.ss_family != AF_UNIX)
      return {};
    while (options.listeners.size() < count) {
      const int copy = ::fcntl(options.listeners[0], F_DUPFD_CLOEXEC, 0);
      if (copy < 0) return fail(std::string("cannot share a socket: ") + std::strerror(errno));
      options.listeners.push_back(copy);
    }
    return {};
  }

  Result<std::shared_ptr<asio::ssl::context>> load_certificate() const {
    return net::tls::server_context(options.certificate_file, options.key_file);
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

std::vector<int> Server::listeners() const {
  std::vector<int> all;
  for (Worker& worker : impl_->workers) all.push_back(worker.listener());
  return all;
}

Result<void> Server::start() { return impl_->start(std::max(1u, impl_->options.workers), nullptr); }
Result<void> Server::start_in(asio::io_context& loop) { return impl_->start(1, &loop); }

void Server::in_first_loop(std::function<void(asio::io_context&)> call) {
  impl_->workers.front().in_loop(std::move(call));
}

Result<void> Server::reload_certificate() {
  if (!impl_->tls) return {};
  impl_->tls = TRI_TRY(impl_->load_certificate());
  for (Worker& worker : impl_->workers) worker.set_certificate(impl_->tls);
  return {};
}

void Server::leave_loop() {
  for (Worker& worker : impl_->workers) worker.leave_loop();
}

void Server::stop(uint64_t drain_ms) {
  for (Worker& worker : impl_->workers) worker.begin_drain(drain_ms);
  if (impl_->shares_loop) return;
  for (Worker& worker : impl_->workers) worker.join();
  impl_->workers.clear();
}

}  // namespace tri::net::http
