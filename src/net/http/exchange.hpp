// Exchange: one request and the response that is being made for it, as a handler sees them.
//
// Text of the request is slices of the connection's buffer and lives until the handler returns. A handler sets a status,
// adds fields and a body; or it begins a stream and sends chunks, each of which waits until the peer has room.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "net/http/field_name.hpp"
#include "net/http/framing.hpp"

namespace tri::net::http {

template <class T = void>
using Task = boost::asio::awaitable<T>;

// The bytes of a connection that has left HTTP behind (WebSocket), and those that had already arrived.
class ByteStream {
 public:
  virtual ~ByteStream() = default;
  // Bytes read into `room`; 0 when the peer has closed, failed, or was too slow.
  virtual Task<size_t> read(char* room, size_t size) = 0;
  // False when the peer is gone.
  virtual Task<bool> write(std::string_view bytes) = 0;
  // How long a read() waits that begins from now on.
  virtual void set_idle_timeout_ms(uint64_t timeout) = 0;
  // Ends what waits to read or write.
  virtual void close() = 0;
  // Says that nothing more comes, and takes what the peer still sends for a while, so that it reads what was written last: closing a
  // socket with unread input resets the connection. Of a client's stream: nothing, its server closes first.
  virtual Task<void> linger() { co_return; }
};

// What goes on after a 101 response. `early` is input that came behind the request.
using Upgraded = std::function<Task<void>(ByteStream&, std::string early)>;

class Exchange {
 public:
  Exchange(const RequestHead& head, std::string_view input, const Framing& framing)
      : head_(head), input_(input), framing_(framing) {}
  virtual ~Exchange() = default;
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  // The request.
  std::string_view method() const { return head_.method.in(input_); }
  std::string_view target() const { return head_.target.in(input_); }
  const Framing& framing() const { return framing_; }
  const Fields& fields() const { return head_.fields; }
  // The value of the first field called `name` (small letters), or nothing.
  std::string_view field(std::string_view name) const {
    const HeaderField* found = find_field(head_.fields, input_, name);
    return found != nullptr ? found->value.in(input_) : std::string_view();
  }
  std::string_view text_of(parse::Slice slice) const { return slice.in(input_); }
  std::string_view body() const { return body_; }

  // The response. A field whose name or value could break out of its line is dropped: false.
  void set_status(int status) { status_ = status; }
  bool add_field(std::string_view name, std::string_view value);
  void set_body(std::string body) { response_body_ = std::move(body); }
  // Sends the head and then a body in pieces; send() is false when the peer is gone.
  virtual Task<bool> begin_stream() = 0;
  virtual Task<bool> send(std::string_view piece) = 0;
  // Ends HTTP on this connection with a 101 response.
  void upgrade(Upgraded then) {
    status_ = 101;
    upgraded_ = std::move(then);
  }

 protected:
  const RequestHead& head_;
  std::string_view input_;
  const Framing& framing_;
  std::string_view body_;
  int status_ = 200;
  std::string response_fields_;  // lines, with their ends
  std::string response_body_;
  Upgraded upgraded_;
};

// The reason phrase of a status, or "Status".
std::string_view reason_of(int status);

}  // namespace tri::net::http
