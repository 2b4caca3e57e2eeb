#include "net/gateway/rpc.hpp"

#include <boost/asio.hpp>

namespace tri::net::gateway {
namespace {

namespace asio = boost::asio;

uint64_t deadline_of(uint64_t timeout_us) {
  const uint64_t now_us = rpc::clock_us();
  return timeout_us >= rpc::kNoDeadline - now_us ? rpc::kNoDeadline : now_us + timeout_us;
}

Outcome failure_of(const rpc::CallError& error) {
  return Outcome::failed(error.message, error.code);
}

// ── Server ──

// What the coroutine of a call and the Call share. Either may go first.
struct Pending {
  Pending(Operations& its_operations, std::string its_payload)
      : operations(its_operations),
        answered(its_operations.loop()),
        payload(std::move(its_payload)) {}

  Operations& operations;
  Gate answered;
  std::string method, payload;
  rpc::CallContext* context = nullptr;  // null: nobody waits for an answer any more
  uint64_t deadline_us = rpc::kNoDeadline;
  bool streams = false;
  rpc::Answer<std::string> answer =
      rpc::refuse(rpc::error_code::kInternal, "the handler gave no answer");
};

class ServedCall final : public Call {
 public:
  explicit ServedCall(std::shared_ptr<Pending> pending) : pending_(std::move(pending)) {}
  ~ServedCall() override {
    if (pending_->context) pending_->answered.open();
  }

  std::string_view method() const override { return pending_->method; }
  std::string_view payload() const override { return pending_->payload; }
  bool streams() const override { return pending_->streams; }
  uint64_t remaining_us() const override {
    if (pending_->deadline_us == rpc::kNoDeadline) return UINT64_MAX;
    const uint64_t now_us = rpc::clock_us();
    return pending_->deadline_us > now_us ? pending_->deadline_us - now_us : 0;
  }
  bool cancelled() const override {
    return pending_->context == nullptr || pending_->context->cancelled();
  }
  void reply(std::string_view payload) override { finish(std::string(payload)); }
  void fail(std::string_view code, std::string_view message) override {
    finish(rpc::refuse(code, std::string(message)));
  }
  void send(Ticket ticket, std::string_view item) override {
    pending_->operations.start(ticket, send_item(pending_, std::string(item)));
  }

 private:
  void finish(rpc::Answer<std::string> answer) {
    if (pending_->answered.is_open()) return;
    pending_->answer = std::move(answer);
    pending_->answered.open();
  }
  static Task<Outcome> send_item(std::shared_ptr<Pending> pending, std::string item) {
    if (pending->context && !pending->answered.is_open() &&
        co_await pending->context->send(std::move(item)))
      co_return Outcome{};
    co_return Outcome::failed("nobody waits for this call any more", "cancelled");
  }

  std::shared_ptr<Pending> pending_;
};

struct Delivery {
  std::unique_ptr<ServedCall> call;
};

rpc::Task<rpc::Answer<std::string>> serve(Operations& operations, uint64_t server, RpcMethod method,
                                          std::string name, rpc::CallContext& context,
                                          std::string payload) {
  const auto pending = std::make_shared<Pending>(operations, std::move(payload));
  // However this ends (cancelled, most likely), nobody uses the context behind it.
  struct Guard {
    Pending& pending;
    ~Guard() { pending.context = nullptr; }
  } guard{*pending};
  pending->context = &context;
  pending->method = std::move(name);
  pending->deadline_us = context.deadline_us();
  pending->streams = method.streams;
  const auto delivery = std::make_shared<Delivery>(std::make_unique<ServedCall>(pending));
  operations.tell([delivery, server](Receiver& receiver) {
    receiver.called(server, delivery->call.release());
  });
  co_await pending->answered.wait();
  co_return std::move(pending->answer);
}

// ── Client ──

class Items final : public ItemStream {
 public:
  Items(Operations& operations, rpc::Client::RawReader reader)
      : operations_(operations),
        reader_(std::make_shared<rpc::Client::RawReader>(std::move(reader))) {}
  void next(Ticket ticket) override { operations_.start(ticket, next_item(reader_)); }

 private:
  static Task<Outcome> next_item(std::shared_ptr<rpc::Client::RawReader> reader) {
    auto item = co_await reader->next();
    if (!item) co_return failure_of(item.error());
    Outcome outcome;
    outcome.number = item->has_value();
    if (*item) outcome.text = std::move(**item);
    co_return outcome;
  }

  Operations& operations_;
  std::shared_ptr<rpc::Client::RawReader> reader_;
};

class Client final : public RpcClient {
 public:
  Client(Operations& operations, rpc::ClientOptions options)
      : operations_(operations),
        client_(
            std::make_shared<rpc::Client>(operations.loop().get_executor(), std::move(options))) {}

  void call(Ticket ticket, std::string_view method, std::string_view payload,
            uint64_t timeout_us) override {
    if (!client_) return closed(ticket);
    operations_.start(ticket, make_call(client_, std::string(method), std::string(payload),
                                        deadline_of(timeout_us)));
  }
  void stream(Ticket ticket, std::string_view method, std::string_view payload,
              uint64_t timeout_us) override {
    if (!client_) return closed(ticket);
    operations_.start(ticket, make_stream(operations_, client_, std::string(method),
                                          std::string(payload), deadline_of(timeout_us)));
  }
  void close() override {
    if (client_) client_->stop();
    client_.reset();
  }

 private:
  void closed(Ticket ticket) {
    operations_.answer(ticket, Outcome::failed("the client is closed", "connection.lost"));
  }
  static Task<Outcome> make_call(std::shared_ptr<rpc::Client> client, std::string method,
                                 std::string payload, uint64_t deadline_us) {
    auto answer = co_await client->call_raw(std::move(method), std::move(payload), deadline_us);
    if (!answer) co_return failure_of(answer.error());
    Outcome outcome;
    outcome.text = std::move(*answer);
    co_return outcome;
  }
  static Task<Outcome> make_stream(Operations& operations, std::shared_ptr<rpc::Client> client,
                                   std::string method, std::string payload, uint64_t deadline_us) {
    auto reader = co_await client->stream_raw(std::move(method), std::move(payload), deadline_us);
    if (!reader) co_return failure_of(reader.error());
    Outcome outcome;
    outcome.object = std::make_unique<Items>(operations, std::move(*reader));
    co_return outcome;
  }

  Operations& operations_;
  std::shared_ptr<rpc::Client> client_;
};

}  // namespace

std::unique_ptr<rpc::Server> make_rpc_server(Operations& operations, uint64_t server,
                                             const RpcServerOptions& options) {
  rpc::Methods methods;
  for (const RpcMethod& method : options.methods)
    methods.add(
        std::string(method.name),
        {.waiting =
             [&operations, server, method = RpcMethod{{}, method.streams},
              name = std::string(method.name)](rpc::CallContext& context, std::string payload) {
               return serve(operations, server, method, name, context, std::move(payload));
             },
         .streams = method.streams});
  rpc::ServerOptions own;
  own.address = options.address;
  own.port = options.port;
  own.unix_path = options.unix_path;
  own.certificate_file = options.certificate_file;
  own.key_file = options.key_file;
  return std::make_unique<rpc::Server>(std::move(own), std::move(methods));
}

std::unique_ptr<RpcClient> make_rpc_client(Operations& operations,
                                           const RpcClientOptions& options) {
  rpc::ClientOptions own;
  own.host = options.host;
  own.port = options.port;
  own.unix_path = options.unix_path;
  if (options.tls)
    own.tls = {.verify = options.verify, .authorities_file = std::string(options.authorities_file)};
  return std::make_unique<Client>(operations, std::move(own));
}

}  // namespace tri::net::gateway
