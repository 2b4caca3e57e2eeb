// The two kinds of streams that a connection of the server is read from and written to.
//
// A plain one tries at once and waits only when it must: a request costs a read, a write and no trip through Asio. TLS is
// Asio's, and always waits. Connection<Stream> asks kTries which of the two it has.
#pragma once

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>

#include "net/http/exchange.hpp"
#include "net/ready/ready_set.hpp"

namespace tri::net::http {

class PlainStream {
 public:
  static constexpr bool kTries = true;

  PlainStream(ReadySet& set, int descriptor) : socket_(set, descriptor) {}

  ReadySocket& socket() { return socket_; }
  // 0: the peer is gone.
  Task<size_t> read(char* room, size_t size) {
    size_t count = 0;
    for (;;) {
      const ReadySocket::Io io = socket_.read_now(room, size, count);
      if (io == ReadySocket::Io::Done) co_return count;
      if (io == ReadySocket::Io::Gone || !co_await socket_.wait_to_read()) co_return 0;
    }
  }
  // False: the peer is gone.
  Task<bool> write(std::string_view bytes) {
    for (;;) {
      size_t count;
      const ReadySocket::Io io = socket_.write_now(bytes, count);
      if (io == ReadySocket::Io::Done) co_return true;
      bytes.remove_prefix(count);
      if (io == ReadySocket::Io::Gone || !co_await socket_.wait_to_write()) co_return false;
    }
  }
  // The same, when nobody will look at the bytes.
  Task<size_t> discard(char* room, size_t size) { return read(room, size); }
  void close() { socket_.close(); }
  // Says that nothing more comes.
  Task<void> end() {
    socket_.end();
    co_return;
  }

 private:
  ReadySocket socket_;
};

class TlsStream {
 public:
  static constexpr bool kTries = false;

  TlsStream(boost::asio::ip::tcp::socket socket, boost::asio::ssl::context& context)
      : stream_(std::move(socket), context) {}

  Task<bool> handshake() {
    auto [error] = co_await stream_.async_handshake(boost::asio::ssl::stream_base::server, kTuple);
    co_return !error;
  }
  Task<size_t> read(char* room, size_t size) {
    auto [error, count] = co_await stream_.async_read_some(boost::asio::buffer(room, size), kTuple);
    co_return error ? 0 : count;
  }
  Task<bool> write(std::string_view bytes) {
    auto [error, count] =
        co_await boost::asio::async_write(stream_, boost::asio::buffer(bytes), kTuple);
    co_return !error;
  }
  // What comes behind the end of TLS as well.
  Task<size_t> discard(char* room, size_t size) {
    auto [error, count] =
        co_await stream_.next_layer().async_read_some(boost::asio::buffer(room, size), kTuple);
    co_return error ? 0 : count;
  }
  void close() {
    boost::system::error_code ignored;
    stream_.lowest_layer().close(ignored);
  }
  Task<void> end() {
    co_await stream_.async_shutdown(kTuple);
    boost::system::error_code ignored;
    stream_.lowest_layer().shutdown(boost::asio::ip::tcp::socket::shutdown_send, ignored);
  }

 private:
  static constexpr auto kTuple = boost::asio::as_tuple(boost::asio::use_awaitable);

  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
};

}  // namespace tri::net::http
