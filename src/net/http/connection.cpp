#include "net/http/connection.hpp"

#include <time.h>

#include <charconv>
#include <optional>

#include "net/http/chunked.hpp"
#include "net/http/connection_stream.hpp"

namespace tri::net::http {
namespace {

namespace asio = boost::asio;
using Io = ReadySocket::Io;

constexpr size_t kFirstRead = 8192;    // room offered for a head
constexpr size_t kFlushAt = 64 << 10;  // pipelined responses gather up to here
constexpr size_t kMaxKept =
    256 << 10;  // bytes of buffers that a connection keeps for its next request
constexpr size_t kMostLeft = 16 << 10;  // of answers until the end of a turn
constexpr size_t kMaxPipelined = 256;   // responses between two looks at other connections
// How long, and for how much input, a peer is waited for that goes on sending what nobody will read.
constexpr uint64_t kLingerMs = 2000;
constexpr size_t kLingerBytes = 16 << 20;

template <size_t kBase = 10>
void append_number(std::string& text, size_t number) {
  char digits[24];
  text.append(digits, std::to_chars(digits, digits + sizeof digits, number, kBase).ptr);
}

// Requests that are there as a whole, with handlers that do not wait, are served by serve_ready() in one loop without
// coroutines; run() does what has to wait for something.
template <class Stream>
class Connection final : public ConnectionState, public ByteStream {
 public:
  template <class... Args>
  explicit Connection(ConnectionOwner& owner, Args&&... args)
      : owner_(owner),
        stream_(std::forward<Args>(args)...),
        parser_(parse::best_isa(), owner.limits.max_head),
        exchange_(*this) {
    owner_.connections.insert(this);
  }
  ~Connection() { owner_.connections.erase(this); }

  Task<void> run();
  void close() override { stream_.close(); }

  // As the stream of what comes after an upgrade.
  Task<size_t> read(char* room, size_t size) override {
    set_deadline(idle_timeout_ms_);
    reading_ = true;
    const size_t count = co_await stream_.read(room, size);
    reading_ = false;
    co_return count;
  }
  Task<bool> write(std::string_view bytes) override {
    const bool fine = send_now(bytes) || co_await send_rest(bytes);
    // Somebody may be reading meanwhile, who has time again.
    set_deadline(reading_ ? idle_timeout_ms_ : UINT64_MAX);
    co_return fine;
  }
  void set_idle_timeout_ms(uint64_t timeout) override { idle_timeout_ms_ = timeout; }
  Task<void> linger() override;

 private:
  class Served;

  std::string_view input() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void set_deadline(uint64_t in_ms) {
    deadline_ms = in_ms == UINT64_MAX ? UINT64_MAX : owner_.now_ms + in_ms;
  }
  // Makes room for at least `least` more bytes behind the input, moving it to the front.
  void make_room(size_t least);
  Task<bool> read_more(size_t least);
  // Sends what can be sent without waiting. True: that was all; otherwise `bytes` becomes what is left.
  bool send_now(std::string_view& bytes);
  Task<bool> send_rest(std::string_view bytes);
  // Leaves the output to be sent at the end of the loop's turn, if it is short and nothing more is there to be answered. False: it is
  // for the caller to send.
  bool send_soon();
  Task<bool> flush();
  void clear_output();

  // What run() has to do before serve_ready() can go on.
  enum class Need : uint8_t { Input, Body, Handler, Room, Turn, Refusal, Upgrade, End };
  Need serve_ready();
  bool take_body();
  Need answer();
  void finish();
  void expect_head();
  Task<bool> read_body();
  Task<bool> read_chunks();
  // Answers a request that cannot be served, and stops listening.
  Task<void> refuse(int status, std::string_view why);
  Task<void> upgrade();

  ConnectionOwner& owner_;
  std::string out_;
  Stream stream_;  // which may have some of out_ to send until it is closed
  RequestParser parser_;
  RequestHead head_;
  Framing framing_;
  HeadError refusal_;
  std::vector<char> buffer_;
  size_t begin_ = 0, end_ = 0;
  std::string chunked_body_;
  Served exchange_;
  Task<void> handler_;  // of a request whose handler waits
  uint64_t idle_timeout_ms_ = UINT64_MAX;
  bool head_is_timed_ = true;  // since the connection began, or this head did
  bool reading_ = false;       // through read()
  bool keep_ = true;
};

// The exchange of a connection: one for all its requests, so that its buffers are kept.
template <class Stream>
class Connection<Stream>::Served final : public Exchange {
 public:
  explicit Served(Connection& connection)
      : Exchange(connection.head_, {}, connection.framing_), connection_(connection) {}

  void begin(std::string_view input) {
    input_ = input;
    body_ = {};
    status_ = 200;
    response_fields_.clear();
    response_body_.clear();
    upgraded_ = nullptr;
    streams_ = chunked_ = false;
  }
  Task<bool> begin_stream() override {
    if (streams_) co_return true;
    streams_ = true;
    // HTTP/1.0 knows no chunks: the end of the connection ends the body.
    chunked_ = head_.minor >= 1 && !is_bodiless();
    if (!chunked_ && !is_bodiless()) connection_.keep_ = false;
    begin_head();
    if (chunked_) connection_.out_ += "Transfer-Encoding: chunked\r\n";
    end_head();
    co_return co_await connection_.flush();
  }
  Task<bool> send(std::string_view piece) override {
    if (!streams_ && !co_await begin_stream()) co_return false;
    if (piece.empty() || is_head() || is_bodiless()) co_return true;
    std::string& out = connection_.out_;
    if (chunked_) {
      append_number<16>(out, piece.size());
      ((out += "\r\n") += piece) += "\r\n";
    } else {
      out += piece;
    }
    const bool fine = co_await connection_.flush();
    connection_.set_deadline(UINT64_MAX);  // the next piece may take its time
    co_return fine;
  }

  // Writes what the handler left to write. The buffer of the connection is sent by the caller.
  void finish() {
    std::string& out = connection_.out_;
    if (streams_) {
      if (chunked_ && !is_head()) out += "0\r\n\r\n";
      return;
    }
    begin_head();
    if (status_ == 101) {
      out += "Connection: Upgrade\r\n";
      return end_head();
    }
    if (!(status_ == 204 || status_ < 200)) {
      out += "Content-Length: ";
      append_number(out, response_body_.size());
      out += "\r\n";
    }
    end_head();
    if (!is_head() && !is_bodiless()) out += response_body_;
    if (response_body_.capacity() > kMaxKept) release();
  }
  void set_input(std::string_view input, std::string_view body) {
    input_ = input;
    body_ = body;
  }
  void release() {
    std::string().swap(response_fields_);
    std::string().swap(response_body_);
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
    upgraded_ = nullptr;
  }
  bool is_upgraded() const { return upgraded_ != nullptr; }
  Upgraded take_upgraded() { return std::exchange(upgraded_, nullptr); }

 private:
  bool is_head() const { return method() == "HEAD"; }
  // Of such a status there is none, whatever the handler says.
  bool is_bodiless() const { return status_ == 204 || status_ == 304 || status_ < 200; }
  void begin_head() {
    std::string& out = connection_.out_;
    if (status_ == 200) {
      out += "HTTP/1.1 200 OK\r\n";
    } else {
      out += "HTTP/1.1 ";
      append_number(out, size_t(status_));
      ((out += ' ') += reason_of(status_)) += "\r\n";
    }
    out += connection_.owner_.date_field();
  }
  void end_head() {
    std::string& out = connection_.out_;
    if (!connection_.keep_ && status_ != 101)
      out += "Connection: close\r\n";
    else if (head_.minor == 0)
      out += "Connection: keep-alive\r\n";
    (out += response_fields_) += "\r\n";
  }

  Connection& connection_;
  bool streams_ = false, chunked_ = false;
};

// ── Bytes in and out ─────────────────────────────────────────────────────────────────────────────────────────────────

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
  const size_t count = co_await stream_.read(buffer_.data() + end_, buffer_.size() - end_);
  end_ += count;
  co_return count > 0;
}

template <class Stream>
bool Connection<Stream>::send_now(std::string_view& bytes) {
  if constexpr (Stream::kTries) {
    size_t count;
    // When the peer is gone, whoever waits is told.
    const bool all = stream_.socket().write_now(bytes, count) == Io::Done;
    bytes.remove_prefix(count);
    return all;
  }
  return bytes.empty();
}

template <class Stream>
bool Connection<Stream>::send_soon() {
  if constexpr (Stream::kTries) {
    if (out_.empty() || out_.size() > kMostLeft || !stream_.socket().may_write_soon()) return false;
    stream_.socket().write_soon(out_);
    return true;
  }
  return false;
}

template <class Stream>
void Connection<Stream>::clear_output() {
  out_.clear();
  if (out_.capacity() > kMaxKept) out_.shrink_to_fit();
}

// False when the peer is gone, or too slow.
template <class Stream>
Task<bool> Connection<Stream>::send_rest(std::string_view bytes) {
  set_deadline(owner_.limits.write_ms);
  return stream_.write(bytes);
}

template <class Stream>
Task<bool> Connection<Stream>::flush() {
  std::string_view rest = out_;
  const bool fine = send_now(rest) || co_await send_rest(rest);
  clear_output();
  co_return fine;
}

// ── One request ──────────────────────────────────────────────────────────────────────────────────────────────────────

template <class Stream>
Connection<Stream>::Need Connection<Stream>::serve_ready() {
  for (size_t served = 0; keep_; ++served) {
    if (served == kMaxPipelined) return Need::Turn;
    if (out_.size() >= kFlushAt) return Need::Room;
    if (begin_ == end_) return Need::Input;
    switch (parser_.parse(input(), head_)) {
      case HeadResult::Done: break;
      case HeadResult::NeedMore: return Need::Input;
      case HeadResult::Malformed: refusal_ = parser_.explain(input()); return Need::Refusal;
    }
    idle = false;
    const auto framing = framing_of(head_, input());
    if (!framing) {
      refusal_ = {framing.error().status, framing.error().why};
      return Need::Refusal;
    }
    framing_ = *framing;
    keep_ = framing_.keep_alive && !owner_.draining;
    exchange_.begin(input());
    if (framing_.body != BodyKind::None && !take_body()) return Need::Body;
    if (const Need need = answer(); need != Need::Input) return need;
  }
  return Need::End;
}

// A body of known length that has arrived already.
template <class Stream>
bool Connection<Stream>::take_body() {
  const size_t arrived = end_ - begin_ - head_.size;
  if (framing_.body != BodyKind::Length || framing_.length > arrived ||
      framing_.length > owner_.limits.max_body)
    return false;
  exchange_.set_input(input(), input().substr(head_.size, size_t(framing_.length)));
  head_.size += uint32_t(framing_.length);
  return true;
}

// Calls the handler. Need::Input: the request is done.
template <class Stream>
Connection<Stream>::Need Connection<Stream>::answer() {
  try {
    if (owner_.handlers.quick) {
      owner_.handlers.quick(exchange_);
    } else {
      handler_ = owner_.handlers.waiting(exchange_);
      if (handler_.valid()) return Need::Handler;
    }
  } catch (const std::exception&) {
    exchange_.fail();
  }
  finish();
  return exchange_.is_upgraded() ? Need::Upgrade : Need::Input;
}

template <class Stream>
void Connection<Stream>::finish() {
  exchange_.finish();
  begin_ += head_.size;
  if (begin_ == end_) begin_ = end_ = 0;
  head_is_timed_ = false;
  if (chunked_body_.capacity() > kMaxKept) std::string().swap(chunked_body_);
  if (begin_ == end_ && buffer_.size() > kMaxKept) std::vector<char>().swap(buffer_);
}

// ── What waits ───────────────────────────────────────────────────────────────────────────────────────────────────────

template <class Stream>
void Connection<Stream>::expect_head() {
  if (begin_ == end_) {
    idle = true;
    head_is_timed_ = false;
    set_deadline(owner_.limits.idle_ms);
  } else {
    idle = false;
    if (!std::exchange(head_is_timed_, true)) set_deadline(owner_.limits.head_ms);
  }
  make_room(kFirstRead);
}

template <class Stream>
Task<bool> Connection<Stream>::read_chunks() {
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
  exchange_.set_input(input(), chunked_body_);
  // The request is as long as what was decoded; finish() drops head_.size bytes.
  head_.size = uint32_t(at);
  co_return true;
}

template <class Stream>
Task<bool> Connection<Stream>::read_body() {
  if (framing_.body == BodyKind::Length && framing_.length > owner_.limits.max_body) {
    co_await refuse(413, "the body is larger than allowed");
    co_return false;
  }
  const bool waiting = framing_.body == BodyKind::Chunked
                           ? end_ - begin_ == head_.size
                           : end_ - begin_ - head_.size < framing_.length;
  if (framing_.expects_continue && waiting) out_ += "HTTP/1.1 100 Continue\r\n\r\n";
  // Answers to requests before this one are not kept waiting for its body.
  if (!out_.empty() && !co_await flush()) co_return false;
  set_deadline(owner_.limits.body_ms);
  if (framing_.body == BodyKind::Chunked) co_return co_await read_chunks();
  const size_t whole = head_.size + size_t(framing_.length);
  while (end_ - begin_ < whole)
    if (!co_await read_more(whole - (end_ - begin_))) co_return false;
  exchange_.set_input(input(), input().substr(head_.size, size_t(framing_.length)));
  head_.size = uint32_t(whole);
  co_return true;
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
  co_await linger();
}

template <class Stream>
Task<void> Connection<Stream>::linger() {
  set_deadline(kLingerMs);
  co_await stream_.end();
  begin_ = end_ = 0;
  make_room(kFirstRead);
  for (size_t taken = 0; taken < kLingerBytes;) {
    const size_t count = co_await stream_.discard(buffer_.data(), buffer_.size());
    if (count == 0) break;
    taken += count;
  }
}

template <class Stream>
Task<void> Connection<Stream>::upgrade() {
  if (!co_await flush()) co_return;
  const Upgraded then = exchange_.take_upgraded();
  std::string early(input());
  // What follows may be silent for hours.
  std::vector<char>().swap(buffer_);
  std::string().swap(out_);
  exchange_.release();
  begin_ = end_ = 0;
  co_await then(*this, std::move(early));
}

template <class Stream>
Task<void> Connection<Stream>::run() {
  set_deadline(owner_.limits.head_ms);
  if constexpr (!Stream::kTries)
    if (!co_await stream_.handshake()) co_return;
  for (;;) {
    switch (serve_ready()) {
      case Need::Input: {
        const bool is_sent = !send_soon();
        std::string_view rest = out_;
        if (is_sent && !send_now(rest) && !co_await send_rest(rest)) co_return;
        if (is_sent) clear_output();
        expect_head();
        if constexpr (Stream::kTries) {
          size_t count = 0;
          for (;;) {
            const Io io =
                stream_.socket().read_now(buffer_.data() + end_, buffer_.size() - end_, count);
            if (io == Io::Done) break;
            if (io == Io::Gone || !co_await stream_.socket().wait_to_read()) co_return;
            if (is_sent) continue;
            rest = stream_.socket().take_unsent();
            if (!rest.empty()) {
              if (!co_await send_rest(rest)) co_return;
              set_deadline(begin_ == end_ ? owner_.limits.idle_ms : owner_.limits.head_ms);
            }
            clear_output();
          }
          end_ += count;
        } else if (!co_await read_more(kFirstRead)) {
          co_return;
        }
        break;
      }
      case Need::Body:
        if (!co_await read_body()) co_return;
        if (answer() != Need::Handler) {
          if (exchange_.is_upgraded()) co_return co_await upgrade();
          break;
        }
        [[fallthrough]];
      case Need::Handler:
        // Answers to requests before this one are not kept waiting for its handler.
        if (!out_.empty() && !co_await flush()) co_return;
        deadline_ms = UINT64_MAX;  // how long a handler may take is for whoever wrote it
        try {
          co_await std::exchange(handler_, Task<void>());
        } catch (const std::exception&) {
          exchange_.fail();
        }
        finish();
        if (exchange_.is_upgraded()) co_return co_await upgrade();
        break;
      case Need::Room:
        if (!co_await flush()) co_return;
        break;
      case Need::Turn:
        if (!co_await flush()) co_return;
        co_await asio::post(co_await asio::this_coro::executor, asio::use_awaitable);
        break;
      case Need::Refusal: co_return co_await refuse(refusal_.status, refusal_.message);
      case Need::Upgrade: co_return co_await upgrade();
      case Need::End:
        if (co_await flush()) co_await stream_.end();
        co_return;
    }
  }
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

Task<void> serve_plain(ConnectionOwner& owner, int descriptor) {
  return run_to_end(std::make_unique<Connection<PlainStream>>(owner, owner.ready, descriptor));
}
Task<void> serve_tls(ConnectionOwner& owner, asio::ip::tcp::socket socket,
                     asio::ssl::context& tls) {
  return run_to_end(std::make_unique<Connection<TlsStream>>(owner, std::move(socket), tls));
}

}  // namespace tri::net::http
