// Wire: what the bytes of a connection go over: a TCP or Unix socket, with TLS or without.
//
// Plain sockets are used directly, because a call costs little more than its system calls; TLS has functions of its own.
//
// Thread: the loop's. One reader and one writer at a time.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/generic/stream_protocol.hpp>
#include <memory>
#include <string>

#include "net/tls/context.hpp"

namespace tri::net::rpc {

template <class T = void>
using Task = boost::asio::awaitable<T>;
using Socket = boost::asio::generic::stream_protocol::socket;

class Wire {
 public:
  explicit Wire(Socket socket);
  // Over TLS, to begin with one of the handshakes. The context must live as long.
  Wire(Socket socket, tls::Context& context);
  Wire(Wire&&) noexcept;
  ~Wire();

  bool is_plain() const { return tls_ == nullptr; }
  Socket& socket();
  void close();

  // Both give up, and close the wire, after so long. Errors say why there is no TLS.
  Task<Result<void>> handshake_as_server(uint64_t within_ms);
  Task<Result<void>> handshake_as_client(std::string host, bool verify, uint64_t within_ms);
  // Of TLS alone. A part of the bytes may be all that is read, never all that is written.
  Task<size_t> read_tls(char* room, size_t size, boost::system::error_code& error);
  Task<> write_tls(std::string_view bytes, boost::system::error_code& error);

 private:
  struct Tls;
  template <class Start>
  Task<boost::system::error_code> within(uint64_t ms, Start start);

  Socket plain_;  // unused with TLS
  std::unique_ptr<Tls> tls_;
};

}  // namespace tri::net::rpc
