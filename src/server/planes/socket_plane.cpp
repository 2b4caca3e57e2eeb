#include "server/planes/socket_plane.hpp"

#include <boost/asio.hpp>
#include <deque>
#include <set>

#include "net/websocket/handshake.hpp"
#include "net/websocket/park_timer.hpp"
#include "net/websocket/read_room.hpp"
#include "server/planes/reply.hpp"

namespace tri::server {

namespace {

namespace asio = boost::asio;
namespace ws = net::websocket;
using net::http::ByteStream;
using net::http::Exchange;
using net::http::Task;

constexpr uint64_t kParkMs = 5'000;
constexpr size_t kMaxTopics = 64;              // of one connection
constexpr size_t kMaxUnsent = 4 << 20;         // bytes that a slow peer may leave behind
constexpr std::chrono::seconds kCloseTime{5};  // for the peer to answer a close frame
constexpr uint16_t kNoClose = 1006, kTryAgain = 1013;

ws::ProtocolOptions protocol_options(size_t max_message) {
  ws::ProtocolOptions options;
  options.max_message = max_message;
  options.max_out = kMaxUnsent;
  return options;
}

}  // namespace

// Owned by the coroutines that serve it, and by what is posted to its loop.
class SocketPlane::Connection final : public ws::Listener,
                                      public Subscriber,
                                      public std::enable_shared_from_this<Connection> {
 public:
  Connection(SocketPlane& plane, const asio::any_io_executor& executor,
             std::shared_ptr<Function> function, const ws::DeflateTerms& terms, Job& opened)
      : plane_(plane),
        executor_(executor),
        function_(std::move(function)),
        id_(opened.id),
        state_(std::move(opened.result->state)),
        wants_close_(opened.result->wants_close),
        actions_(std::move(opened.result->actions)),
        protocol_(ws::Role::Server, terms, protocol_options(plane.options_.max_message), *this),
        parking_(executor, protocol_, kParkMs),
        closing_(executor),
        news_(executor) {
    const FunctionRow row = function_->row();
    name_ = row.tenant + "/" + row.name;
    const std::lock_guard lock(plane_.mutex_);
    plane_.connections_.insert(this);
  }
  ~Connection() {
    for (const std::string& topic : topics_) plane_.topics_.remove(topic, *this);
    const std::lock_guard lock(plane_.mutex_);
    plane_.connections_.erase(this);
  }

  Task<void> run(ByteStream& stream, std::string early);

  void deliver(SharedMessage message) override {
    // Nothing: it ends just now, and waits for the lock to leave its topics.
    auto self = weak_from_this().lock();
    if (!self) return;
    // Moved: whoever drops the last reference must not hold the lock.
    asio::post(executor_, [self = std::move(self), message = std::move(message)] {
      if (self->is_over()) return;
      self->parking_.awake();
      self->protocol_.send_shared(*message);
      self->sent();
    });
  }
  // With the plane's lock held.
  void go_away() {
    if (auto self = weak_from_this().lock())
      asio::post(executor_, [self = std::move(self)] {
        self->close(ws::close_code::kGoingAway, "the server ends");
      });
  }

 private:
  struct Message {
    bool is_text;
    std::string data;
  };

  void message(ws::Opcode opcode, std::string_view data) override {
    queue_.push_back({opcode == ws::Opcode::Text, std::string(data)});
  }
  void closed(uint16_t code, std::string_view reason) override {
    close_code_ = code;
    close_reason_ = reason;
  }
  bool is_over() const { return over_ || protocol_.closed() || protocol_.closing(); }

  Task<void> handle(Message message);
  Task<void> tell_end();
  Task<void> call(Job& job);
  void perform(std::vector<SocketAction>& actions);
  void close(uint16_t code, std::string_view reason);
  void sent();
  void pump();
  Task<void> write();
  Task<void> written();

  SocketPlane& plane_;
  const asio::any_io_executor executor_;
  const std::shared_ptr<Function> function_;
  const std::string id_;
  std::string name_;   // "tenant/function", before topics
  std::string state_;  // conn.state
  bool wants_close_;
  std::vector<SocketAction> actions_;  // of the open handler, until there is a stream
  ws::Protocol protocol_;
  ws::ParkTimer parking_;
  asio::steady_timer closing_;
  asio::steady_timer news_;  // cancelled when writing has ended
  ByteStream* stream_ = nullptr;
  std::deque<Message> queue_;
  std::set<std::string> topics_;
  std::string sending_;
  bool writing_ = false, over_ = false;
  uint16_t close_code_ = kNoClose;  // the connection ended without a close frame
  std::string close_reason_;
};

Task<void> SocketPlane::Connection::run(ByteStream& stream, std::string early) {
  const auto self = shared_from_this();
  stream_ = &stream;
  stream.set_idle_timeout_ms(plane_.options_.idle_ms);
  ws::ReadRoom room(early);
  std::string().swap(early);
  perform(actions_);
  std::vector<SocketAction>().swap(actions_);
  for (;;) {
    parking_.awake();
    room.take(protocol_.consume(room.arrived()));
    // Pings are answered before messages are.
    pump();
    while (!queue_.empty() && !is_over()) {
      Message next = std::move(queue_.front());
      queue_.pop_front();
      co_await handle(std::move(next));
    }
    if (protocol_.closed()) break;
    const std::span<char> offered = room.offer();
    const size_t count = co_await stream.read(offered.data(), offered.size());
    if (count == 0) break;
    room.put(count);
  }
  // A close frame that we owe goes out before the stream does.
  if (!protocol_.closed()) stream.close();
  if (writing_) close(ws::close_code::kNormal, "");  // not for ever: the peer may not read it
  co_await written();
  closing_.cancel();
  over_ = true;
  stream_ = nullptr;
  for (const std::string& topic : topics_) plane_.topics_.remove(topic, *this);
  topics_.clear();
  if (protocol_.owes_reading()) co_await stream.linger();
  stream.close();
  if (wants_close_) co_await tell_end();
}

Task<void> SocketPlane::Connection::call(Job& job) {
  job.received_ns = monotonic_ns();
  job.id = new_request_id();
  job.incoming.id = job.id;
  job.incoming.connection = id_;
  job.incoming.state = state_;
  Dispatch dispatch(plane_.dispatcher_, *function_, job);
  if (!dispatch.start()) co_await dispatch.wait();
}

Task<void> SocketPlane::Connection::handle(Message message) {
  plane_.counters_.messages_in.fetch_add(1, std::memory_order_relaxed);
  Job job;
  job.incoming.event = Event::Message;
  job.incoming.method = "MESSAGE";
  job.incoming.body = message.data;
  job.incoming.is_text = message.is_text;
  co_await call(job);
  if (job.result) {
    state_ = std::move(job.result->state);
    perform(job.result->actions);
    co_return;
  }
  // The connection cannot go on as if the message had been handled. Whoever is only too fast may come again.
  const Failure& failure = job.result.error();
  const bool is_busy = row_of(failure.code).retryable;
  const std::string why = std::string(row_of(failure.code).code) +
                          (plane_.options_.show_errors ? ": " + failure.message : std::string());
  close(is_busy ? kTryAgain : ws::close_code::kInternal, std::string_view(why).substr(0, 123));
}

Task<void> SocketPlane::Connection::tell_end() {
  Job job;
  job.incoming.event = Event::Close;
  job.incoming.method = "CLOSE";
  job.incoming.close_code = close_code_;
  job.incoming.body = close_reason_;
  co_await call(job);
  if (job.result) plane_.publish(name_, job.result->actions);
}

void SocketPlane::Connection::perform(std::vector<SocketAction>& actions) {
  using Kind = SocketAction::Kind;
  for (SocketAction& action : actions) {
    if (is_over() && action.kind != Kind::Publish) continue;
    const std::string topic = name_ + "/" + action.topic;
    switch (action.kind) {
      case Kind::Send:
        protocol_.send(action.is_text ? ws::Opcode::Text : ws::Opcode::Binary, action.data);
        plane_.counters_.messages_out.fetch_add(1, std::memory_order_relaxed);
        break;
      case Kind::Close: close(action.code, action.data); break;
      case Kind::Subscribe:
        if (topics_.size() >= kMaxTopics && !topics_.contains(topic))
          close(ws::close_code::kPolicy, "more than 64 topics");
        else if (topics_.insert(topic).second)
          plane_.topics_.add(topic, *this);
        break;
      case Kind::Unsubscribe:
        if (topics_.erase(topic)) plane_.topics_.remove(topic, *this);
        break;
      case Kind::Publish: plane_.topics_.publish(topic, action.is_text, action.data); break;
    }
  }
  sent();
}

// Something was put into the protocol's output.
void SocketPlane::Connection::sent() {
  if (protocol_.out().size() + sending_.size() > kMaxUnsent && stream_) {
    // The peer does not read. What waits is of no use to it any more.
    protocol_.out().clear();
    close_code_ = ws::close_code::kPolicy;
    close_reason_ = "the peer is too slow";
    stream_->close();
    return;
  }
  pump();
}

void SocketPlane::Connection::close(uint16_t code, std::string_view reason) {
  if (!protocol_.closed() && !protocol_.closing()) protocol_.close(code, reason);
  pump();
  closing_.expires_after(kCloseTime);
  closing_.async_wait([weak = weak_from_this()](boost::system::error_code error) {
    const auto self = weak.lock();
    if (!error && self && self->stream_) self->stream_->close();
  });
}

void SocketPlane::Connection::pump() {
  if (writing_ || protocol_.out().empty() || !stream_) return;
  writing_ = true;
  asio::co_spawn(executor_, [self = shared_from_this()] { return self->write(); }, asio::detached);
}

Task<void> SocketPlane::Connection::write() {
  while (!protocol_.out().empty() && stream_) {
    sending_.swap(protocol_.out());
    const bool fine = co_await stream_->write(sending_);
    sending_.clear();
    if (sending_.capacity() > (64u << 10)) std::string().swap(sending_);
    if (fine) continue;
    protocol_.out().clear();
    if (stream_) stream_->close();
    break;
  }
  writing_ = false;
  news_.cancel();
}

// Waits until nothing is being written.
Task<void> SocketPlane::Connection::written() {
  while (writing_) {
    news_.expires_at(asio::steady_timer::time_point::max());
    (void)co_await news_.async_wait(asio::as_tuple(asio::use_awaitable));
  }
}

SocketPlane::~SocketPlane() = default;

bool SocketPlane::is_asked(const Exchange& exchange) {
  return exchange.method() == "GET" && net::http::same_word(exchange.field("upgrade"), "websocket");
}

int SocketPlane::open(Exchange& exchange, std::shared_ptr<Function> function, Job& job) {
  if (connections() >= options_.max_connections) {
    Failure failure;
    failure.code = FailureCode::BusyQueue;
    failure.request = job.id;
    write_failure(exchange, failure, false);
    return failure.status();
  }
  const auto terms = ws::accept_handshake(exchange, protocol_options(options_.max_message).deflate);
  if (!terms) return terms.error().status;
  counters_.opened.fetch_add(1, std::memory_order_relaxed);
  // What the job holds goes with the request; what the connection needs is taken from it now.
  auto opened = std::make_shared<Job>();
  opened->id = job.id;
  opened->result = std::move(job.result);
  job.result = Outgoing{};
  exchange.upgrade([this, function = std::move(function), terms = *terms, opened](
                       ByteStream& stream, std::string early) -> Task<void> {
    return [](SocketPlane& plane, std::shared_ptr<Function> its_function,
              ws::DeflateTerms its_terms, std::shared_ptr<Job> its_job, ByteStream& its_stream,
              std::string its_early) -> Task<void> {
      const auto executor = co_await asio::this_coro::executor;
      const auto connection = std::make_shared<Connection>(plane, executor, std::move(its_function),
                                                           its_terms, *its_job);
      its_job.reset();
      co_await connection->run(its_stream, std::move(its_early));
    }(*this, function, terms, opened, stream, std::move(early));
  });
  return 101;
}

void SocketPlane::publish(const std::string& function, const std::vector<SocketAction>& actions) {
  for (const SocketAction& action : actions)
    if (action.kind == SocketAction::Kind::Publish)
      topics_.publish(function + "/" + action.topic, action.is_text, action.data);
}

void SocketPlane::close_all() {
  const std::lock_guard lock(mutex_);
  for (Connection* const connection : connections_) connection->go_away();
}

size_t SocketPlane::connections() {
  const std::lock_guard lock(mutex_);
  return connections_.size();
}

}  // namespace tri::server
