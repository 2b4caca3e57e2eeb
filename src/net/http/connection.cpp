#include "net/http/connection.hpp"

#include <time.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <charconv>

#include "net/http/chunked.hpp"

namespace tri::net::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

constexpr size_t kFirstRead = 8192;    // room offered for a head
constexpr size_t kFlushAt = 64 << 10;  // pipelined responses gather up to here
constexpr size_t kMaxPipelined = 256;  // responses between two looks at other connections

// A plain socket. Writing tries at once and waits only when the peer is slow: one system call, no trip through the loop.
class PlainStream {
 public:
  explicit PlainStream(tcp::socket socket) : socket_(std::move(socket)) {}

  Task<bool> handshake() { co_return true; }
  auto read_some(char* room, size_t size) {
    return socket_.async_read_some(asio::buffer(room, size), kTuple);
  }
  // True: all was sent. False: `sent` bytes were, and the rest has to wait, unless `error` is set.
  bool write_now(std::string_view bytes, size_t& sent, bool& error) {
    boost::system::error_code code;
    sent = socket_.write_some(asio::buffer(bytes), code);
    error = code && code != asio::error::would_block && code != asio::error::try_again;
    return !error && sent == bytes.size();
  }
  Task<bool> write_rest(std::string_view bytes) {
    auto [error, size] = co_await asio::async_write(socket_, asio::buffer(bytes), kTuple);
    co_return !error;
  }
  void close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
  }
  // Says that nothing more comes, and takes what the peer still sends, so that it reads our last words.
  Task<void> end() {
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    co_return;
  }

 private:
  tcp::socket socket_;
};

class TlsStream {
 public:
  TlsStream(tcp::socket socket, asio::ssl::context& context)
      : stream_(std::move(socket), context) {}

  Task<bool> handshake() {
    auto [error] = co_await stream_.async_handshake(asio::ssl::stream_base::server, kTuple);
    co_return !error;
  }
  auto read_some(char* room, size_t size) {
    return stream_.async_read_some(asio::buffer(room, size), kTuple);
  }
  bool write_now(std::string_view, size_t& sent, bool& error) {
    sent = 0;
    error = false;
    return false;
  }
  Task<bool> write_rest(std::string_view bytes) {
    auto [error, size] = co_await asio::async_write(stream_, asio::buffer(bytes), kTuple);
    co_return !error;
  }
  void close() {
    boost::system::error_code ignored;
    stream_.lowest_layer().close(ignored);
  }
  Task<void> end() {
    co_await stream_.async_shutdown(kTuple);
    boost::system::error_code ignored;
    stream_.lowest_layer().shutdown(tcp::socket::shutdown_send, ignored);
  }

 private:
  asio::ssl::stream<tcp::socket> stream_;
};

void append_number(std::string& text, size_t number) {
  char digits[24];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

template <class Stream>
class Connection final : public ConnectionState, public ByteStream {
 public:
  template <class... Args>
  explicit Connection(ConnectionOwner& owner, Args&&... args)
      : owner_(owner),
        stream_(std::forward<Args>(args)...),
        parser_(parse::best_isa(), owner.limits.max_head) {
    owner_.connections.insert(this);
  }
  ~Connection() { owner_.connections.erase(this); }

  Task<void> run();
  void close() override { stream_.close(); }

  // As the stream of what comes after an upgrade.
  Task<size_t> read(char* room, size_t size) override {
    set_deadline(idle_timeout_ms_);
    reading_ = true;
    auto [error, count] = co_await stream_.read_some(room, size);
    reading_ = false;
    co_return error ? 0 : count;
  }
  Task<bool> write(std::string_view bytes) override {
    set_deadline(owner_.limits.write_ms);
    size_t sent = 0;
    bool error = false;
    bool fine = stream_.write_now(bytes, sent, error);
    if (!fine && !error) fine = co_await stream_.write_rest(bytes.substr(sent));
    // Somebody may be reading meanwhile, who has time again.
    set_deadline(reading_ ? idle_timeout_ms_ : UINT64_MAX);
    co_return fine;
  }
  void set_idle_timeout_ms(uint64_t timeout) override { idle_timeout_ms_ = timeout; }

 private:
  class Served;

  std::string_view input() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void set_deadline(uint64_t in_ms) {
    deadline_ms = in_ms == UINT64_MAX ? UINT64_MAX : owner_.now_ms + in_ms;
  }
  void drop(size_t count) {
    begin_ += count;
    if (begin_ == end_) begin_ = end_ = 0;
  }
  // Makes room for at least `least` more bytes behind the input, moving it to the front.
  void make_room(size_t least);
  Task<bool> read_more(size_t least);
  Task<bool> flush();
  // What to do about a request that cannot be served: answer, and stop listening.
  Task<void> refuse(int status, std::string_view why);
  enum class Next : uint8_t { Request, Gone, Bad };
  Task<Next> read_head();
  Task<bool> read_body(Served& exchange);
  Task<bool> read_chunks(Served& exchange);
  Task<void> answer(Served& exchange);

  ConnectionOwner& owner_;
  Stream stream_;
  RequestParser parser_;
  RequestHead head_;
  std::vector<char> buffer_;
  size_t begin_ = 0, end_ = 0;
  std::string out_;
  std::string chunked_body_;
  uint64_t idle_timeout_ms_ = UINT64_MAX;
  bool reading_ = false;  // through read()
  bool keep_ = true;
};

// The exchange of a connection.
template <class Stream>
class Connection<Stream>::Served final : public Exchange {
 public:
  Served(Connection& connection, std::string_view input, const Framing& framing)
      : Exchange(connection.head_, input, framing), connection_(connection) {}

  Task<bool> begin_stream() override {
    if (streams_) co_return true;
    streams_ = true;
    // HTTP/1.0 knows no chunks: the end of the connection ends the body.
    chunked_ = head_.minor >= 1;
    if (!chunked_) connection_.keep_ = false;
    write_head(chunked_ ? "Transfer-Encoding: chunked\r\n" : "");
    co_return co_await connection_.flush();
  }
  Task<bool> send(std::string_view piece) override {
    if (!streams_ && !co_await begin_stream()) co_return false;
    if (piece.empty() || is_head()) co_return true;
    std::string& out = connection_.out_;
    if (chunked_) {
      char digits[24];
      out.append(digits, std::to_chars(digits, digits + sizeof digits, piece.size(), 16).ptr);
      ((out += "\r\n") += piece) += "\r\n";
    } else {
      out += piece;
    }
    co_return co_await connection_.flush();
  }

  // Writes what the handler left to write. The buffer of the connection is sent by the caller.
  void finish() {
    if (streams_) {
      if (chunked_ && !is_head()) connection_.out_ += "0\r\n\r\n";
      return;
    }
    if (status_ == 101) {
      write_head("Connection: Upgrade\r\n");
      return;
    }
    std::string length;
    const bool no_length = status_ == 204 || status_ < 200;
    if (!no_length) {
      length = "Content-Length: ";
      append_number(length, response_body_.size());
      length += "\r\n";
    }
    write_head(length);
    if (!is_head() && !no_length && status_ != 304) connection_.out_ += response_body_;
  }
  void set_input(std::string_view input, std::string_view body) {
    input_ = input;
    body_ = body;
  }
  void fail() {
    if (streams_) {
      // The head is out; all that is left is to show that the body is not whole.
      connection_.keep_ = false;
      chunked_ = false;
      return;
    }
    status_ = 500;
    response_fields_.clear();
    response_body_ = "the handler failed\n";
    upgraded_ = {};
  }
  Upgraded take_upgraded() { return std::move(upgraded_); }

 private:
  bool is_head() const { return method() == "HEAD"; }
  void write_head(std::string_view framing_field) {
    std::string& out = connection_.out_;
    if (status_ == 200) {
      out += "HTTP/1.1 200 OK\r\n";
    } else {
      out += "HTTP/1.1 ";
      append_number(out, size_t(status_));
      ((out += ' ') += reason_of(status_)) += "\r\n";
    }
    out += connection_.owner_.date_field();
    out += framing_field;
    if (!connection_.keep_ && status_ != 101)
      out += "Connection: close\r\n";
    else if (head_.minor == 0)
      out += "Connection: keep-alive\r\n";
    (out += response_fields_) += "\r\n";
  }

  Connection& connection_;
  bool streams_ = false, chunked_ = false;
};

template <class Stream>
void Connection<Stream>::make_room(size_t least) {
  if (buffer_.size() - end_ >= least) return;
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() - end_ < least) buffer_.resize(std::max(buffer_.size() * 2, end_ + least));
}

// False when the peer is gone.
template <class Stream>
Task<bool> Connection<Stream>::read_more(size_t least) {
  make_room(least);
  auto [error, count] = co_await stream_.read_some(buffer_.data() + end_, buffer_.size() - end_);
  end_ += error ? 0 : count;
  co_return !error && count > 0;
}

template <class Stream>
Task<bool> Connection<Stream>::flush() {
  if (out_.empty()) co_return true;
  set_deadline(owner_.limits.write_ms);
  size_t sent = 0;
  bool error = false;
  bool fine = stream_.write_now(out_, sent, error);
  if (!fine && !error) fine = co_await stream_.write_rest(std::string_view(out_).substr(sent));
  out_.clear();
  if (out_.capacity() > 4 * kFlushAt) out_.shrink_to_fit();
  co_return fine;
}

template <class Stream>
Task<void> Connection<Stream>::refuse(int status, std::string_view why) {
  keep_ = false;
  out_ += "HTTP/1.1 ";
  append_number(out_, size_t(status));
  ((out_ += ' ') += reason_of(status)) += "\r\n";
  out_ += owner_.date_field();
  out_ += "Content-Type: text/plain\r\nConnection: close\r\nContent-Length: ";
  append_number(out_, why.size() + 1);
  ((out_ += "\r\n\r\n") += why) += '\n';
  if (!co_await flush()) co_return;
  // Closing with unread input would reset the connection and could take the answer with it.
  co_await stream_.end();
  set_deadline(1000);
  for (size_t taken = 0; taken < (256u << 10);) {
    begin_ = end_ = 0;
    if (!co_await read_more(kFirstRead)) break;
    taken += end_;
  }
}

template <class Stream>
Task<typename Connection<Stream>::Next> Connection<Stream>::read_head() {
  for (;;) {
    if (begin_ < end_) {
      switch (parser_.parse(input(), head_)) {
        case HeadResult::Done: co_return Next::Request;
        case HeadResult::Malformed: co_return Next::Bad;
        case HeadResult::NeedMore: break;
      }
    }
    // Nothing more to parse: send what was answered, then wait.
    if (!out_.empty() && !co_await flush()) co_return Next::Gone;
    if (begin_ == end_) {
      if (owner_.draining) co_return Next::Gone;
      idle = true;
      set_deadline(owner_.limits.idle_ms);
    } else if (idle) {
      idle = false;
      set_deadline(owner_.limits.head_ms);
    }
    if (!co_await read_more(kFirstRead)) co_return Next::Gone;
  }
}

template <class Stream>
Task<bool> Connection<Stream>::read_chunks(Served& exchange) {
  ChunkedReader reader;
  chunked_body_.clear();
  size_t at = head_.size;
  for (;;) {
    const std::string_view rest = input().substr(at);
    const auto step = reader.next(rest);
    if (step.kind == ChunkedReader::Kind::Data) {
      if (step.data.size() > owner_.limits.max_body - chunked_body_.size()) {
        co_await refuse(413, "the body is larger than allowed");
        co_return false;
      }
      chunked_body_ += step.data;
    }
    if (step.kind == ChunkedReader::Kind::Malformed) {
      co_await refuse(400, reader.explain(rest.substr(step.used)));
      co_return false;
    }
    at += step.used;
    if (step.kind == ChunkedReader::Kind::End) break;
    if (step.kind == ChunkedReader::Kind::NeedMore) {
      // What is decoded makes room; the head stays, because the exchange refers to it.
      const size_t undecoded = end_ - begin_ - at;
      std::memmove(buffer_.data() + begin_ + head_.size, buffer_.data() + begin_ + at, undecoded);
      end_ = begin_ + head_.size + undecoded;
      at = head_.size;
      if (!co_await read_more(kFirstRead)) co_return false;
    }
  }
  exchange.set_input(input(), chunked_body_);
  // The request is as long as what was decoded; read() drops head_.size bytes.
  head_.size = uint32_t(at);
  co_return true;
}

template <class Stream>
Task<bool> Connection<Stream>::read_body(Served& exchange) {
  const Framing& framing = exchange.framing();
  if (framing.body == BodyKind::Length && framing.length > owner_.limits.max_body) {
    co_await refuse(413, "the body is larger than allowed");
    co_return false;
  }
  set_deadline(owner_.limits.body_ms);
  const bool waiting = framing.body == BodyKind::Chunked
                           ? end_ - begin_ == head_.size
                           : end_ - begin_ - head_.size < framing.length;
  if (framing.expects_continue && waiting) {
    out_ += "HTTP/1.1 100 Continue\r\n\r\n";
    if (!co_await flush()) co_return false;
  }
  if (framing.body == BodyKind::Chunked) co_return co_await read_chunks(exchange);
  const size_t whole = head_.size + size_t(framing.length);
  while (end_ - begin_ < whole)
    if (!co_await read_more(whole - (end_ - begin_))) co_return false;
  exchange.set_input(input(), input().substr(head_.size, size_t(framing.length)));
  head_.size = uint32_t(whole);
  co_return true;
}

template <class Stream>
Task<void> Connection<Stream>::answer(Served& exchange) {
  deadline_ms = UINT64_MAX;  // how long a handler may take is for whoever wrote it
  bool failed = false;
  try {
    if (owner_.handlers.quick)
      owner_.handlers.quick(exchange);
    else
      co_await owner_.handlers.waiting(exchange);
  } catch (const std::exception&) {
    failed = true;
  }
  if (failed) exchange.fail();
  exchange.finish();
}

template <class Stream>
Task<void> Connection<Stream>::run() {
  set_deadline(owner_.limits.head_ms);
  if (!co_await stream_.handshake()) co_return;
  for (size_t served = 0; keep_; ++served) {
    const Next next = co_await read_head();
    if (next == Next::Gone) co_return;
    idle = false;
    if (next == Next::Bad) {
      const HeadError error = parser_.explain(input());
      co_return co_await refuse(error.status, error.message);
    }
    const auto framing = framing_of(head_, input());
    if (!framing) co_return co_await refuse(framing.error().status, framing.error().why);
    keep_ = framing->keep_alive && !owner_.draining;
    Served exchange(*this, input(), *framing);
    if (framing->body != BodyKind::None && !co_await read_body(exchange)) co_return;
    // A handler that does not wait is called from here: one coroutine less per request.
    if (owner_.handlers.quick) {
      try {
        owner_.handlers.quick(exchange);
      } catch (const std::exception&) {
        exchange.fail();
      }
      exchange.finish();
    } else {
      co_await answer(exchange);
    }
    drop(head_.size);
    if (Upgraded then = exchange.take_upgraded()) {
      if (!co_await flush()) co_return;
      std::string early(input());
      co_return co_await then(*this, std::move(early));
    }
    if (out_.size() >= kFlushAt && !co_await flush()) co_return;
    if (served % kMaxPipelined == kMaxPipelined - 1)
      co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
  }
  if (co_await flush()) co_await stream_.end();
}

template <class Connection>
Task<void> run_to_end(std::unique_ptr<Connection> connection) {
  co_await connection->run();
}

}  // namespace

std::string_view ConnectionOwner::date_field() {
  const time_t now = time(nullptr);
  if (now != date_second_) {
    date_second_ = now;
    tm parts;
    gmtime_r(&now, &parts);
    constexpr const char* kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    char text[64];
    std::snprintf(text, sizeof text, "Date: %s, %02d %s %04d %02d:%02d:%02d GMT\r\n",
                  kDays[parts.tm_wday], parts.tm_mday, kMonths[parts.tm_mon], parts.tm_year + 1900,
                  parts.tm_hour, parts.tm_min, parts.tm_sec);
    date_field_ = text;
  }
  return date_field_;
}

Task<void> serve(ConnectionOwner& owner, tcp::socket socket, asio::ssl::context* tls) {
  if (tls != nullptr)
    return run_to_end(std::make_unique<Connection<TlsStream>>(owner, std::move(socket), *tls));
  return run_to_end(std::make_unique<Connection<PlainStream>>(owner, std::move(socket)));
}

}  // namespace tri::net::http
