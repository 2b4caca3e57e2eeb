#include "net/gateway/http.hpp"

#include <boost/asio.hpp>

#include "net/gateway/websocket.hpp"

namespace tri::net::gateway {
namespace {

// Fields that the server core writes: a second one could be read as another message.
bool is_own_field(std::string_view name) {
  for (const std::string_view own : {"content-length", "transfer-encoding", "connection", "date"})
    if (http::same_word(name, own)) return true;
  return false;
}

// What the connection's coroutine and the Exchange share. Either may go first.
struct Pending {
  explicit Pending(Operations& its_operations)
      : operations(its_operations), answered(its_operations.loop()) {}

  Operations& operations;
  http::Exchange* exchange = nullptr;  // null: the connection is gone
  Gate answered;
  bool responded = false;  // nothing more may be said
  bool streams = false;
  int sending = 0;      // pieces on their way
  bool ending = false;  // as soon as they are
};

class ServedExchange final : public Exchange {
 public:
  explicit ServedExchange(std::shared_ptr<Pending> pending) : pending_(std::move(pending)) {
    for (const http::HeaderField& field : http_exchange().fields())
      fields_.push_back(
          {http_exchange().text_of(field.name), http_exchange().text_of(field.value)});
  }
  ~ServedExchange() override {
    Pending& pending = *pending_;
    if (pending.responded || !pending.exchange) return;
    if (pending.streams) {
      end();
      return;
    }
    pending.exchange->set_status(500);
    pending.exchange->set_body("the handler gave no response\n");
    finish();
  }

  std::string_view method() const override { return http_exchange().method(); }
  std::string_view target() const override { return http_exchange().target(); }
  std::string_view body() const override { return http_exchange().body(); }
  std::span<const Field> fields() const override { return fields_; }

  bool respond(int status, std::span<const Field> fields, std::string_view body) override {
    if (!is_open() || pending_->streams) return true;
    const bool all_taken = set_head(status, fields);
    pending_->exchange->set_body(std::string(body));
    finish();
    return all_taken;
  }

  bool begin(int status, std::span<const Field> fields) override {
    if (!is_open() || pending_->streams) return true;
    pending_->streams = true;
    return set_head(status, fields);
  }
  void send(Ticket ticket, std::string_view piece) override {
    if (!is_open() || !pending_->streams) {
      pending_->operations.answer(ticket, Outcome::failed("the response has ended"));
      return;
    }
    ++pending_->sending;
    pending_->operations.start(ticket, send_piece(pending_, std::string(piece)));
  }
  void end() override {
    if (!is_open() || !pending_->streams) return;
    pending_->ending = true;
    if (pending_->sending == 0) finish();
  }

  void accept_websocket(Ticket ticket, const WebSocketOptions& options) override {
    if (!is_open() || pending_->streams) {
      pending_->operations.answer(ticket, Outcome::failed("the request has been answered"));
      return;
    }
    gateway::accept_websocket(pending_->operations, ticket, *pending_->exchange, options);
    finish();
  }

 private:
  http::Exchange& http_exchange() const { return *pending_->exchange; }
  bool is_open() const { return pending_->exchange && !pending_->responded; }
  bool set_head(int status, std::span<const Field> fields) {
    http::Exchange& exchange = *pending_->exchange;
    exchange.set_status(status);
    bool all_taken = true;
    for (const Field& field : fields)
      all_taken =
          !is_own_field(field.name) && exchange.add_field(field.name, field.value) && all_taken;
    return all_taken;
  }
  void finish() { finish(*pending_); }
  static void finish(Pending& pending) {
    pending.responded = true;
    pending.answered.open();
  }
  static Task<Outcome> send_piece(std::shared_ptr<Pending> pending, std::string piece) {
    const bool sent = pending->exchange && co_await pending->exchange->send(piece);
    --pending->sending;
    if (pending->ending && pending->sending == 0) finish(*pending);
    co_return sent ? Outcome{} : Outcome::failed("the peer is gone");
  }

  std::shared_ptr<Pending> pending_;
  std::vector<Field> fields_;
};

// Holds an Exchange until the receiver has it.
struct Delivery {
  std::unique_ptr<ServedExchange> exchange;
};

http::Task<void> serve(Operations& operations, uint64_t server, http::Exchange& exchange) {
  const auto pending = std::make_shared<Pending>(operations);
  // However this ends, nobody uses the exchange behind it.
  struct Guard {
    Pending& pending;
    ~Guard() { pending.exchange = nullptr; }
  } guard{*pending};
  pending->exchange = &exchange;
  const auto delivery = std::make_shared<Delivery>(std::make_unique<ServedExchange>(pending));
  operations.tell([delivery, server](Receiver& receiver) {
    receiver.requested(server, delivery->exchange.release());
  });
  co_await pending->answered.wait();
}

}  // namespace

http::AsyncHandler handler_for(Operations& operations, uint64_t server) {
  return [&operations, server](http::Exchange& exchange) {
    return serve(operations, server, exchange);
  };
}

std::unique_ptr<http::Server> make_http_server(Operations& operations, uint64_t server,
                                               const HttpServerOptions& options) {
  http::Options its;
  its.address = options.address;
  its.port = options.port;
  its.certificate_file = options.certificate_file;
  its.key_file = options.key_file;
  its.limits.max_body = options.max_body;
  its.limits.max_connections = options.max_connections;
  its.limits.idle_ms = options.idle_ms;
  its.limits.head_ms = options.head_ms;
  its.limits.body_ms = options.body_ms;
  its.limits.write_ms = options.write_ms;
  return std::make_unique<http::Server>(std::move(its), handler_for(operations, server));
}

http::ClientRequest request_of(const HttpRequest& request) {
  http::ClientRequest own;
  own.method = request.method;
  own.url = request.url;
  for (const Field& field : request.fields)
    own.fields.emplace_back(std::string(field.name), std::string(field.value));
  own.body = request.body;
  own.max_body = request.max_body;
  own.tls.verify = request.verify;
  own.tls.authorities_file = request.authorities_file;
  return own;
}

Task<Outcome> make_request(http::Client& client, http::ClientRequest request) {
  auto response = co_await client.request(std::move(request));
  if (!response) co_return Outcome::failed(response.error().message);
  Outcome outcome;
  outcome.number = response->status;
  outcome.text = std::move(response->body);
  outcome.fields = std::move(response->fields);
  co_return outcome;
}

}  // namespace tri::net::gateway
