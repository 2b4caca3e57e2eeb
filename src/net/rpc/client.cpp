#include "net/rpc/client.hpp"

#include <boost/asio.hpp>
#include <random>
#include <set>

namespace tri::net::rpc {
namespace {

namespace asio = boost::asio;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

using OnAnswer = asio::any_completion_handler<void(Answer<std::string>)>;

std::string_view words_for(std::string_view code) {
  if (code == error_code::kDeadline) return "the deadline passed";
  if (code == error_code::kBusy) return "too many calls are open";
  if (code == error_code::kConnection) return "the connection was lost";
  if (code == error_code::kTooLarge) return "a payload is too large";
  return "the call failed";
}

// Details that are no text are not for people; the code says enough.
CallError error_of(std::string_view code, std::string_view details) {
  CallError error{std::string(code), std::string(words_for(code))};
  if (!details.empty())
    if (auto text = msgpack::decode<std::string>(details)) error.message = std::move(*text);
  return error;
}

CallError error_of(Protocol::Refusal refusal) {
  switch (refusal) {
    case Protocol::Refusal::TooLarge: return error_of(error_code::kTooLarge, {});
    case Protocol::Refusal::TooMany: return error_of(error_code::kBusy, {});
    case Protocol::Refusal::BadName:
      return {std::string(error_code::kUnknownMethod), "a name has 1 to 255 bytes"};
    case Protocol::Refusal::TooLate: return error_of(error_code::kDeadline, {});
    default: return error_of(error_code::kConnection, {});
  }
}

}  // namespace

struct ClientImpl final : Listener, std::enable_shared_from_this<ClientImpl> {
  ClientImpl(const asio::any_io_executor& its_executor, ClientOptions its_options)
      : executor(its_executor), options(std::move(its_options)), news(executor) {}

  // ── Of the protocol ──
  void called(const IncomingCall& call) override {
    connection->protocol().fail(call.id, error_code::kUnknownMethod, {});
  }
  void cancelled(uint64_t) override {}
  void may_send(uint64_t) override {}
  void item(uint64_t id, std::string_view payload) override {
    const auto found = streams.find(id);
    if (found == streams.end()) return;
    found->second->items.emplace_back(payload);
    found->second->news.notify();
  }
  void replied(uint64_t id, std::string_view payload) override {
    complete(id, std::string(payload));
  }
  void failed(uint64_t id, std::string_view code, std::string_view details) override {
    complete(id, std::unexpected(error_of(code, details)));
  }
  void closed(std::string_view) override {
    lost = true;
    news.notify();
  }

  void complete(uint64_t id, Answer<std::string> answer) {
    if (const auto found = streams.find(id); found != streams.end()) {
      found->second->end = std::move(answer);
      found->second->news.notify();
      streams.erase(found);
    } else if (const auto waiting = waiters.find(id); waiting != waiters.end()) {
      OnAnswer then = std::move(waiting->second);
      waiters.erase(waiting);
      asio::get_associated_cancellation_slot(then).clear();
      std::move(then)(std::move(answer));
    }
  }

  // ── The connection ──
  // What stop() ends while a connection is being made.
  struct Attempt {
    Attempt(ClientImpl& its_client, std::function<void()> give_up) : client(its_client) {
      client.give_up = std::move(give_up);
    }
    ~Attempt() { client.give_up = nullptr; }
    ClientImpl& client;
  };
  static void close_quietly(Socket& socket) {
    boost::system::error_code ignored;
    socket.close(ignored);
  }

  using Endpoint = asio::generic::stream_protocol::endpoint;

  // Where to connect to. Errors: a name that is not known, a path that is too long.
  Task<Result<std::vector<Endpoint>>> endpoints() {
    if (!options.unix_path.empty()) {
      if (options.unix_path.size() >= sizeof(sockaddr_un::sun_path))
        co_return fail("'" + options.unix_path + "' is longer than the path of a socket may be");
      co_return std::vector<Endpoint>{asio::local::stream_protocol::endpoint(options.unix_path)};
    }
    boost::system::error_code error;
    const auto address = asio::ip::make_address(options.host, error);
    if (!error) co_return std::vector<Endpoint>{asio::ip::tcp::endpoint(address, options.port)};
    asio::ip::tcp::resolver resolver(executor);
    auto [unknown, found] =
        co_await resolver.async_resolve(options.host, std::to_string(options.port), kTuple);
    if (unknown) co_return fail("no address of " + options.host + ": " + unknown.message());
    std::vector<Endpoint> all;
    for (const auto& entry : found) all.emplace_back(entry.endpoint());
    co_return all;
  }

  std::string peer_name() const {
    if (!options.unix_path.empty()) return options.unix_path;
    return options.host + ":" + std::to_string(options.port);
  }

  Task<Result<Wire>> connect() {
    const bool is_tls = options.tls && options.unix_path.empty();
    // Made once: reading the system's authorities takes milliseconds.
    if (is_tls && !tls_context) {
      auto made = tls::client_context(*options.tls);
      if (!made) co_return std::unexpected(std::move(made).error());
      tls_context = std::move(*made);
    }
    auto all = co_await endpoints();
    if (!all) co_return std::unexpected(std::move(all).error());
    Socket socket(executor);
    Attempt connecting(*this, [&] { close_quietly(socket); });
    boost::system::error_code error = asio::error::host_not_found, ignored;
    for (const Endpoint& endpoint : *all) {
      close_quietly(socket);
      auto [failure] = co_await socket.async_connect(endpoint, kTuple);
      error = failure;
      if (!error || stopped) break;
    }
    if (error) co_return fail("cannot connect to " + peer_name() + ": " + error.message());
    socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    if (!is_tls) co_return Wire(std::move(socket));
    Wire wire(std::move(socket), *tls_context);
    Attempt greeting(*this, [&] { wire.close(); });
    auto done = co_await wire.handshake_as_client(options.host, options.tls->verify,
                                                  options.connection.handshake_ms);
    if (!done) co_return std::unexpected(std::move(done).error());
    co_return wire;
  }

  Task<> keep_connected() {
    std::minstd_rand random{uint32_t(clock_us())};
    uint64_t backoff_ms = options.min_backoff_ms;
    while (!stopped) {
      Result<Wire> wire = co_await connect();
      if (stopped) co_return;
      if (!wire) {
        why_not = wire.error().message;
      } else {
        const uint64_t began_us = clock_us();
        lost = false;
        why_not.clear();
        connection = std::make_shared<Connection>(std::move(*wire), options.connection, *this);
        connection->start();
        for (asio::steady_timer* timer : waiting) timer->cancel();
        while (!lost && !stopped) co_await news.wait();
        connection.reset();
        if (stopped) co_return;
        // A server that takes connections only to drop them is not hurried.
        if (clock_us() - began_us > options.max_backoff_ms * 1000)
          backoff_ms = options.min_backoff_ms;
      }
      const uint64_t wait_ms = backoff_ms / 2 + random() % (backoff_ms / 2 + 1);
      backoff_ms = std::min(backoff_ms * 2, options.max_backoff_ms);
      co_await news.wait(clock_us() + wait_ms * 1000);
    }
  }

  // Asked of the protocol, because calls fail, and coroutines go on, before closed() is told.
  bool is_connected() const { return connection != nullptr && !connection->protocol().closed(); }

  // True when there is a connection, which may take until `deadline_us`.
  Task<bool> ready(uint64_t deadline_us) {
    if (is_connected()) co_return true;
    const uint64_t until_us = std::min(deadline_us, clock_us() + options.max_wait_ms * 1000);
    while (!is_connected()) {
      if (stopped || waiting.size() >= options.max_waiting || clock_us() >= until_us)
        co_return false;
      asio::steady_timer timer(
          executor, std::chrono::steady_clock::time_point(std::chrono::microseconds(until_us)));
      struct Entry {
        Entry(std::set<asio::steady_timer*>& its_set, asio::steady_timer& its_timer)
            : set(its_set), timer(its_timer) {
          set.insert(&timer);
        }
        ~Entry() { set.erase(&timer); }
        std::set<asio::steady_timer*>& set;
        asio::steady_timer& timer;
      } entry(waiting, timer);
      co_await timer.async_wait(kTuple);
    }
    co_return true;
  }

  void cancel(uint64_t id) {
    const auto waiting_for = waiters.find(id);
    if (waiting_for == waiters.end()) return;
    connection->protocol().cancel(id);
    connection->wake();
    // Later: what runs on may destroy the signal that is being emitted.
    asio::post(executor, [then = std::move(waiting_for->second)]() mutable {
      asio::get_associated_cancellation_slot(then).clear();
      std::move(then)(refuse("cancelled", "the call was cancelled"));
    });
    waiters.erase(waiting_for);
  }

  // Of a call that ready() said no to.
  CallError not_ready(uint64_t deadline_us) const {
    CallError error =
        error_of(clock_us() >= deadline_us ? error_code::kDeadline : error_code::kConnection, {});
    if (!why_not.empty()) error.message += ": " + why_not;
    return error;
  }

  void stop() {
    if (std::exchange(stopped, true)) return;
    if (give_up) give_up();
    if (connection) connection->stop("the client stops");
    for (asio::steady_timer* timer : waiting) timer->cancel();
    news.notify();
  }

  asio::any_io_executor executor;
  ClientOptions options;
  Signal news;
  std::shared_ptr<Connection> connection;
  std::unordered_map<uint64_t, OnAnswer> waiters;
  std::unordered_map<uint64_t, std::shared_ptr<StreamState>> streams;
  std::set<asio::steady_timer*> waiting;
  std::unique_ptr<tls::Context> tls_context;
  std::function<void()> give_up;
  std::string why_not;  // there is no connection, as far as known
  bool lost = false, stopped = false;
};

Client::Client(const asio::any_io_executor& executor, ClientOptions options)
    : impl_(std::make_shared<ClientImpl>(executor, std::move(options))) {
  asio::co_spawn(
      executor, [impl = impl_]() -> Task<> { co_await impl->keep_connected(); }, asio::detached);
}
Client::~Client() { stop(); }

void Client::stop() { impl_->stop(); }
bool Client::connected() const { return impl_->is_connected(); }

uint64_t Client::deadline_of(Timeout timeout) {
  if (timeout == kForever) return kNoDeadline;
  return clock_us() + uint64_t(std::max<Timeout::rep>(timeout.count(), 0));
}

Task<Answer<std::string>> Client::call_raw(std::string method, std::string payload,
                                           uint64_t deadline_us) {
  const std::shared_ptr<ClientImpl> impl = impl_;
  if (!co_await impl->ready(deadline_us)) co_return std::unexpected(impl->not_ready(deadline_us));
  const Protocol::Made made =
      impl->connection->protocol().call(method, payload, clock_us(), deadline_us);
  if (made.refusal != Protocol::Refusal::None) co_return std::unexpected(error_of(made.refusal));
  impl->connection->wake();
  co_return co_await asio::async_initiate<const asio::use_awaitable_t<>, void(Answer<std::string>)>(
      [&](auto handler) {
        OnAnswer& then = impl->waiters.emplace(made.id, std::move(handler)).first->second;
        // Asked of the erased handler: erasing takes the slot of the one that it holds.
        if (auto slot = asio::get_associated_cancellation_slot(then); slot.is_connected())
          slot.assign(
              [impl = impl.get(), id = made.id](asio::cancellation_type) { impl->cancel(id); });
      },
      asio::use_awaitable);
}

Task<Answer<std::shared_ptr<StreamState>>> Client::open_stream(std::string method,
                                                               std::string payload,
                                                               uint64_t deadline_us) {
  const std::shared_ptr<ClientImpl> impl = impl_;
  if (!co_await impl->ready(deadline_us)) co_return std::unexpected(impl->not_ready(deadline_us));
  const Protocol::Made made = impl->connection->protocol().call(
      method, payload, clock_us(), deadline_us, std::max(1u, impl->options.window));
  if (made.refusal != Protocol::Refusal::None) co_return std::unexpected(error_of(made.refusal));
  auto state = std::make_shared<StreamState>(impl->executor);
  state->id = made.id;
  state->window = std::max(1u, impl->options.window);
  impl->streams.emplace(made.id, state);
  impl->connection->wake();
  co_return state;
}

Task<Answer<std::optional<std::string>>> Client::next_item(std::shared_ptr<ClientImpl> impl,
                                                           std::shared_ptr<StreamState> state) {
  while (state->items.empty()) {
    if (state->end) {
      if (!*state->end) co_return std::unexpected(state->end->error());
      co_return std::optional<std::string>();
    }
    if (!co_await state->news.wait()) co_return refuse("cancelled", "the call was cancelled");
  }
  std::string item = std::move(state->items.front());
  state->items.pop_front();
  state->read_bytes += uint32_t(item.size() + kFrameHeadSize);
  // In halves of the window, so that credit is no frame per item.
  if (!state->end && state->read_bytes >= state->window / 2 && impl->connection) {
    impl->connection->protocol().grant(state->id, std::exchange(state->read_bytes, 0));
    impl->connection->wake();
  }
  co_return std::move(item);
}

void Client::abandon(ClientImpl& impl, StreamState& state) {
  if (state.end || impl.streams.erase(state.id) == 0 || !impl.connection) return;
  impl.connection->protocol().cancel(state.id);
  impl.connection->wake();
}

}  // namespace tri::net::rpc
