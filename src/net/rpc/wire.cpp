#include "net/rpc/wire.hpp"

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

namespace tri::net::rpc {

namespace asio = boost::asio;
namespace {
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);
}

struct Wire::Tls {
  Tls(Socket socket, tls::Context& context) : stream(std::move(socket), context) {}
  asio::ssl::stream<Socket> stream;
};

Wire::Wire(Socket socket) : plain_(std::move(socket)) {}
Wire::Wire(Socket socket, tls::Context& context)
    : plain_(socket.get_executor()), tls_(std::make_unique<Tls>(std::move(socket), context)) {}
Wire::Wire(Wire&&) noexcept = default;
Wire::~Wire() = default;

Socket& Wire::socket() { return tls_ ? tls_->stream.next_layer() : plain_; }

void Wire::close() {
  boost::system::error_code ignored;
  socket().close(ignored);
}

// Runs a handshake; the timer closes the socket under it.
template <class Start>
Task<boost::system::error_code> Wire::within(uint64_t ms, Start start) {
  asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(ms));
  const auto late = std::make_shared<bool>(false);
  timer.async_wait([this, late](boost::system::error_code cancelled) {
    if (cancelled || *late) return;
    *late = true;
    close();
  });
  auto [error] = co_await start();
  // From here on the timer's handler, should it be under way, finds nothing left to close.
  const bool was_late = std::exchange(*late, true);
  co_return was_late ? asio::error::timed_out : error;
}

Task<Result<void>> Wire::handshake_as_server(uint64_t within_ms) {
  const auto error = co_await within(within_ms, [this] {
    return tls_->stream.async_handshake(asio::ssl::stream_base::server, kTuple);
  });
  if (error) co_return fail("no TLS: " + error.message());
  co_return Result<void>();
}

Task<Result<void>> Wire::handshake_as_client(std::string host, bool verify, uint64_t within_ms) {
  SSL* const ssl = tls_->stream.native_handle();
  boost::system::error_code no_address;
  (void)asio::ip::make_address(host, no_address);
  if (!tls::expect_host(ssl, host, !no_address, verify))
    co_return fail("cannot name the host to TLS");
  const auto error = co_await within(within_ms, [this] {
    return tls_->stream.async_handshake(asio::ssl::stream_base::client, kTuple);
  });
  if (error) co_return fail(tls::explain_handshake(ssl, host, verify, error));
  co_return Result<void>();
}

Task<size_t> Wire::read_tls(char* room, size_t size, boost::system::error_code& error) {
  auto [failure, count] = co_await tls_->stream.async_read_some(asio::buffer(room, size), kTuple);
  error = failure;
  co_return count;
}

Task<> Wire::write_tls(std::string_view bytes, boost::system::error_code& error) {
  auto [failure, count] = co_await asio::async_write(tls_->stream, asio::buffer(bytes), kTuple);
  error = failure;
}

}  // namespace tri::net::rpc
