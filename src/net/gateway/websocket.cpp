#include "net/gateway/websocket.hpp"

#include <boost/asio.hpp>
#include <cstring>

#include "net/websocket/handshake.hpp"
#include "net/websocket/park_timer.hpp"
#include "net/websocket/read_room.hpp"

namespace tri::net::gateway {
namespace {

namespace asio = boost::asio;
namespace ws = net::websocket;

constexpr size_t kMaxQueued =
    1 << 20;  // bytes of messages that nobody has received; then reading stops
constexpr size_t kEnoughOutput = 256 << 10;    // bytes that wait to be sent; senders wait above it
constexpr std::chrono::seconds kCloseTime{5};  // for the peer to answer a close frame

ws::ProtocolOptions protocol_options(const WebSocketOptions& options) {
  ws::ProtocolOptions own;
  own.max_message = size_t(options.max_message);
  own.deflate.enabled = options.compress;
  return own;
}

// A connection, from the handshake to the end of its stream. Shared by the coroutines that read and write it, and the
// object that the program has.
class Channel final : public ws::Listener, public std::enable_shared_from_this<Channel> {
 public:
  Channel(Operations& operations, ws::Role role, const ws::DeflateTerms& terms,
          const WebSocketOptions& options)
      : operations_(operations),
        options_(options),
        protocol_(role, terms, protocol_options(options), *this),
        parking_(operations.loop().get_executor(), protocol_, options.park_ms),
        closing_(operations.loop()),
        news_(operations.loop()) {}

  // Reads until the end. `stream` must live until then.
  Task<> run(http::ByteStream& stream, std::string early);

  // ── Of the program ──
  void receive(Ticket ticket);
  void send(Ticket ticket, ws::Opcode opcode, std::string_view data);
  void ping(Ticket ticket, std::string_view data);
  void close(Ticket ticket, uint16_t code, std::string_view reason);
  // The program has dropped its object.
  void abandon();

 private:
  struct Message {
    bool binary;
    std::string data;
  };

  void message(ws::Opcode opcode, std::string_view data) override;
  void closed(uint16_t code, std::string_view reason) override {
    close_code_ = code;
    close_reason_ = reason;
  }

  bool is_over() const { return over_ || protocol_.closed(); }
  Outcome how_it_ended() const;
  Outcome outcome_of(Message message);
  void finish_senders(bool fine);
  void begin_closing();
  // Sends what the protocol has to send, unless that is being done.
  void pump();
  Task<> write();

  Operations& operations_;
  WebSocketOptions options_;
  ws::Protocol protocol_;
  ws::ParkTimer parking_;
  asio::steady_timer closing_;
  Gate news_;  // for run(): something was received, or writing has ended
  http::ByteStream* stream_ = nullptr;
  std::deque<Message> queue_;
  size_t queued_ = 0;
  Ticket receiver_ = 0;
  std::vector<Ticket> senders_;
  std::string sending_;
  bool writing_ = false, over_ = false, abandoned_ = false;
  uint16_t close_code_ = 1006;  // the connection ended without a close frame
  std::string close_reason_;
};

Task<> Channel::run(http::ByteStream& stream, std::string early) {
  const auto self = shared_from_this();
  stream_ = &stream;
  stream.set_idle_timeout_ms(options_.idle_ms);
  ws::ReadRoom room(early);
  std::string().swap(early);
  pump();
  for (;;) {
    parking_.awake();
    room.take(protocol_.consume(room.arrived()));
    pump();
    if (protocol_.closed()) break;
    while (queued_ > kMaxQueued && !protocol_.closed() && !abandoned_) {
      news_.shut();
      co_await news_.wait();
    }
    const std::span<char> offered = room.offer();
    const size_t count = co_await stream.read(offered.data(), offered.size());
    if (count == 0) break;
    room.put(count);
  }
  // A close frame that we owe goes out before the stream does.
  if (!protocol_.closed()) stream.close();
  if (writing_) begin_closing();  // not for ever: the peer may not read it
  while (writing_) {
    news_.shut();
    co_await news_.wait();
  }
  closing_.cancel();
  over_ = true;
  stream_ = nullptr;
  finish_senders(false);
  if (receiver_ != 0) operations_.answer(std::exchange(receiver_, 0), how_it_ended());
  if (protocol_.owes_reading()) co_await stream.linger();
  stream.close();
}

void Channel::message(ws::Opcode opcode, std::string_view data) {
  if (abandoned_) return;
  Message one{opcode == ws::Opcode::Binary, std::string(data)};
  if (receiver_ != 0)
    return operations_.answer(std::exchange(receiver_, 0), outcome_of(std::move(one)));
  queued_ += one.data.size() + sizeof one;
  queue_.push_back(std::move(one));
}

Outcome Channel::outcome_of(Message message) {
  Outcome outcome;
  outcome.text = std::move(message.data);
  outcome.number = message.binary ? 2 : 1;
  return outcome;
}

Outcome Channel::how_it_ended() const {
  Outcome outcome = Outcome::failed(close_reason_.empty() ? "closed" : close_reason_);
  outcome.number = close_code_;
  return outcome;
}

void Channel::receive(Ticket ticket) {
  if (!queue_.empty()) {
    Message one = std::move(queue_.front());
    queue_.pop_front();
    queued_ -= one.data.size() + sizeof one;
    news_.open();
    return operations_.answer(ticket, outcome_of(std::move(one)));
  }
  if (is_over()) return operations_.answer(ticket, how_it_ended());
  if (receiver_ != 0)
    return operations_.answer(ticket, Outcome::failed("another task receives already"));
  receiver_ = ticket;
}

void Channel::send(Ticket ticket, ws::Opcode opcode, std::string_view data) {
  if (is_over() || protocol_.closing())
    return operations_.answer(ticket, Outcome::failed("the connection is closed"));
  if (opcode == ws::Opcode::Text) {
    ws::Utf8Check check;
    if (!check.feed(data) || !check.complete())
      return operations_.answer(ticket, Outcome::failed("the text is not UTF-8"));
  }
  parking_.awake();
  protocol_.send(opcode, data);
  pump();
  if (protocol_.out().size() + sending_.size() > kEnoughOutput)
    senders_.push_back(ticket);
  else
    operations_.answer(ticket, {});
}

void Channel::ping(Ticket ticket, std::string_view data) {
  if (is_over()) return operations_.answer(ticket, Outcome::failed("the connection is closed"));
  protocol_.ping(data);
  pump();
  operations_.answer(ticket, {});
}

void Channel::begin_closing() {
  pump();
  closing_.expires_after(kCloseTime);
  closing_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!error && self && self->stream_) self->stream_->close();
  });
}

void Channel::close(Ticket ticket, uint16_t code, std::string_view reason) {
  if (!is_over() && !protocol_.closing()) {
    protocol_.close(code, reason);
    begin_closing();
  }
  operations_.answer(ticket, {});
}

void Channel::abandon() {
  abandoned_ = true;
  queue_.clear();
  queued_ = 0;
  news_.open();
  if (is_over() || protocol_.closing()) return;
  protocol_.close(ws::close_code::kGoingAway);
  begin_closing();
}

void Channel::finish_senders(bool fine) {
  for (const Ticket ticket : std::exchange(senders_, {}))
    operations_.answer(ticket, fine ? Outcome{} : Outcome::failed("the connection is closed"));
}

void Channel::pump() {
  if (writing_ || protocol_.out().empty() || stream_ == nullptr) return;
  writing_ = true;
  asio::co_spawn(
      operations_.loop(), [self = shared_from_this()] { return self->write(); }, asio::detached);
}

Task<> Channel::write() {
  while (!protocol_.out().empty() && stream_ != nullptr) {
    sending_.swap(protocol_.out());
    const bool sent = co_await stream_->write(sending_);
    sending_.clear();
    if (sending_.capacity() > kEnoughOutput) std::string().swap(sending_);
    if (!sent) {
      protocol_.out().clear();
      if (stream_) stream_->close();
      break;
    }
    if (protocol_.out().size() <= kEnoughOutput) finish_senders(true);
  }
  writing_ = false;
  news_.open();
}

class Socket final : public WebSocket {
 public:
  explicit Socket(std::shared_ptr<Channel> channel) : channel_(std::move(channel)) {}
  ~Socket() override { channel_->abandon(); }
  void receive(Ticket ticket) override { channel_->receive(ticket); }
  void send(Ticket ticket, bool binary, std::string_view message) override {
    channel_->send(ticket, binary ? ws::Opcode::Binary : ws::Opcode::Text, message);
  }
  void ping(Ticket ticket, std::string_view data) override { channel_->ping(ticket, data); }
  void close(Ticket ticket, uint16_t code, std::string_view reason) override {
    channel_->close(ticket, code, reason);
  }

 private:
  std::shared_ptr<Channel> channel_;
};

// The client's channel with the stream that it reads: they end together.
Task<> run_client(std::shared_ptr<Channel> channel, std::unique_ptr<http::ClientStream> stream,
                  std::string early) {
  co_await channel->run(*stream, std::move(early));
}

std::string field_of(const http::Response& response, std::string_view name) {
  for (const auto& [its_name, value] : response.fields)
    if (its_name == name) return value;
  return {};
}

}  // namespace

bool accept_websocket(Operations& operations, Ticket ticket, http::Exchange& exchange,
                      const WebSocketOptions& options) {
  const auto terms = ws::accept_handshake(exchange, protocol_options(options).deflate);
  if (!terms) {
    operations.answer(ticket, Outcome::failed(terms.error().why));
    return false;
  }
  exchange.upgrade([&operations, ticket, options, terms = *terms](http::ByteStream& stream,
                                                                  std::string early) -> Task<> {
    const auto channel = std::make_shared<Channel>(operations, ws::Role::Server, terms, options);
    Outcome outcome;
    outcome.object = std::make_unique<Socket>(channel);
    operations.answer(ticket, std::move(outcome));
    return [](std::shared_ptr<Channel> its, http::ByteStream& its_stream,
              std::string its_early) -> Task<> {
      co_await its->run(its_stream, std::move(its_early));
    }(channel, stream, std::move(early));
  });
  return true;
}

Task<Outcome> connect_websocket(Operations& operations, http::ClientRequest request,
                                WebSocketOptions options) {
  const auto url = http::parse_url(request.url);
  if (!url) co_return Outcome::failed(url.error().message);
  if (url->scheme != "ws" && url->scheme != "wss")
    co_return Outcome::failed("a WebSocket has a ws: or wss: URL, not " + url->scheme + ":");
  const ws::DeflateOptions deflate = protocol_options(options).deflate;
  const std::string key = ws::random_key(), offer = ws::offered_terms(deflate);
  std::string fields =
      "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: " +
      key + "\r\n";
  if (!offer.empty()) fields += "Sec-WebSocket-Extensions: " + offer + "\r\n";
  const auto head = http::request_head(*url, request, fields);
  if (!head) co_return Outcome::failed(head.error().message);
  auto stream = co_await http::connect(*url, request.tls);
  if (!stream) co_return Outcome::failed(stream.error().message);
  (void)co_await (*stream)->write(*head);
  http::ResponseReader reader(**stream);
  const auto response = co_await reader.read("GET", 64 << 10);
  if (!response) co_return Outcome::failed(response.error().message);
  if (response->status != 101)
    co_return Outcome::failed("the server answered " + std::to_string(response->status) +
                              " to the handshake");
  if (!http::same_word(field_of(*response, "upgrade"), "websocket") ||
      field_of(*response, "sec-websocket-accept") != ws::accept_of(key))
    co_return Outcome::failed("the server's answer is to no handshake of ours");
  const auto terms = ws::accepted_terms(field_of(*response, "sec-websocket-extensions"), deflate);
  if (!terms)
    co_return Outcome::failed("the server answered with extensions that were not offered");
  const auto channel = std::make_shared<Channel>(operations, ws::Role::Client, *terms, options);
  asio::co_spawn(operations.loop(), run_client(channel, std::move(*stream), reader.take_rest()),
                 asio::detached);
  Outcome outcome;
  outcome.object = std::make_unique<Socket>(channel);
  co_return outcome;
}

}  // namespace tri::net::gateway
