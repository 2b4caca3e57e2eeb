#include "net/http/client_stream.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

namespace tri::net::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

// What the socket itself has to say: nothing is expected of an idle connection, so anything there means its end.
template <class Socket>
bool has_input(Socket& socket) {
  char byte;
  const ssize_t size = ::recv(socket.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return size >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

template <class Socket>
class PlainClientStream final : public ClientStream {
 public:
  explicit PlainClientStream(Socket socket) : socket_(std::move(socket)) {}

  Task<size_t> read(char* room, size_t size) override {
    auto [error, count] = co_await socket_.async_read_some(asio::buffer(room, size), kTuple);
    co_return error ? 0 : count;
  }
  Task<bool> write(std::string_view bytes) override {
    auto [error, count] = co_await asio::async_write(socket_, asio::buffer(bytes), kTuple);
    co_return !error;
  }
  void set_idle_timeout_ms(uint64_t) override {}
  void close() override {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
  bool is_stale() override { return has_input(socket_); }

 private:
  Socket socket_;
};

Task<Result<std::unique_ptr<ClientStream>>> connect_local(const std::string& path) {
  using asio::local::stream_protocol;
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    co_return fail("'" + path + "' is longer than the path of a socket may be");
  stream_protocol::socket socket(co_await asio::this_coro::executor);
  auto [error] = co_await socket.async_connect(stream_protocol::endpoint(path), kTuple);
  if (error) co_return fail("cannot connect to '" + path + "': " + error.message());
  co_return std::make_unique<PlainClientStream<stream_protocol::socket>>(std::move(socket));
}

class TlsClientStream final : public ClientStream {
 public:
  TlsClientStream(tcp::socket socket, std::unique_ptr<tls::Context> context)
      : context_(std::move(context)), stream_(std::move(socket), *context_) {}

  Task<Result<void>> handshake(const Url& url, bool is_address, bool verify) {
    if (!tls::expect_host(stream_.native_handle(), url.host, is_address, verify))
      co_return fail("cannot name the host to TLS");
    auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::client, kTuple);
    if (!error) co_return Result<void>();
    co_return fail(tls::explain_handshake(stream_.native_handle(), url.host, verify, error));
  }

  Task<size_t> read(char* room, size_t size) override {
    auto [error, count] = co_await stream_.async_read_some(asio::buffer(room, size), kTuple);
    co_return error ? 0 : count;
  }
  Task<bool> write(std::string_view bytes) override {
    auto [error, count] = co_await asio::async_write(stream_, asio::buffer(bytes), kTuple);
    co_return !error;
  }
  void set_idle_timeout_ms(uint64_t) override {}
  void close() override {
    boost::system::error_code ignored;
    stream_.next_layer().close(ignored);
  }
  bool is_stale() override { return has_input(stream_.next_layer()); }

 private:
  std::unique_ptr<tls::Context> context_;
  asio::ssl::stream<tcp::socket> stream_;
};

}  // namespace

Task<Result<std::unique_ptr<ClientStream>>> connect(Url url, TlsOptions options,
                                                    std::string unix_path) {
  if (!unix_path.empty()) {
    if (url.tls()) co_return fail("TLS is not spoken on a Unix socket");
    co_return co_await connect_local(unix_path);
  }
  const auto executor = co_await asio::this_coro::executor;
  std::unique_ptr<tls::Context> context;
  if (url.tls()) {
    auto made = tls::client_context(options);
    if (!made) co_return std::unexpected(made.error());
    context = std::move(*made);
  }
  tcp::socket socket(executor);
  boost::system::error_code error;
  const auto address = asio::ip::make_address(url.host, error);
  const bool is_address = !error;
  if (is_address) {
    auto [failure] = co_await socket.async_connect({address, url.port}, kTuple);
    error = failure;
  } else {
    tcp::resolver resolver(executor);
    auto [unknown, found] =
        co_await resolver.async_resolve(url.host, std::to_string(url.port), kTuple);
    if (unknown) co_return fail("no address of " + url.host + ": " + unknown.message());
    auto [failure, endpoint] = co_await asio::async_connect(socket, found, kTuple);
    error = failure;
  }
  if (error) co_return fail("cannot connect to " + url.authority() + ": " + error.message());
  boost::system::error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (!context) co_return std::make_unique<PlainClientStream<tcp::socket>>(std::move(socket));
  auto stream = std::make_unique<TlsClientStream>(std::move(socket), std::move(context));
  if (auto done = co_await stream->handshake(url, is_address, options.verify); !done)
    co_return std::unexpected(done.error());
  co_return stream;
}

}  // namespace tri::net::http
