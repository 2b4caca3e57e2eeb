#include "net/rpc/server.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <list>
#include <thread>
#include <unordered_set>

namespace tri::net::rpc {
namespace {

namespace asio = boost::asio;
using Protocols = asio::generic::stream_protocol;
using Acceptor = asio::basic_socket_acceptor<Protocols>;
constexpr auto kTuple = asio::as_tuple(asio::use_awaitable);

std::string details_of(const std::string& message) {
  std::string details;
  msgpack::write_string(details, message);
  return details;
}

// The server's side of one connection: finds handlers, and runs those that wait.
class Served final : public Listener, public std::enable_shared_from_this<Served> {
 public:
  Served(Wire wire, const ConnectionOptions& options, const Methods& methods,
         std::unordered_set<Served*>& all)
      : methods_(methods),
        all_(all),
        connection_(std::make_shared<Connection>(std::move(wire), options, *this)) {
    all_.insert(this);
  }
  ~Served() override { all_.erase(this); }

  void start() {
    self_ = shared_from_this();
    connection_->start();
  }
  void stop() { connection_->stop("the server stops"); }
  bool is_busy() const { return !running_.empty(); }

  void called(const IncomingCall& call) override;
  void cancelled(uint64_t id) override {
    if (const auto found = running_.find(id); found != running_.end()) found->second->cancel();
  }
  void may_send(uint64_t id) override {
    if (const auto found = running_.find(id); found != running_.end()) found->second->room.notify();
  }
  // This side makes no calls.
  void item(uint64_t, std::string_view) override {}
  void replied(uint64_t, std::string_view) override {}
  void failed(uint64_t, std::string_view, std::string_view) override {}
  void closed(std::string_view) override {
    // Behind what is running now, which may be inside of this object.
    asio::post(connection_->executor(), [self = std::move(self_)] {});
  }

 private:
  struct Running final : CallContext {
    Running(Served& its_owner, const IncomingCall& call)
        : owner(its_owner),
          id(call.id),
          until_us(call.deadline_us),
          name(call.method),
          room(its_owner.connection_->executor()) {}

    const std::string& method() const override { return name; }
    uint64_t deadline_us() const override { return until_us; }
    bool cancelled() const override { return was_cancelled; }
    Task<bool> send(std::string payload) override {
      Protocol& protocol = owner.connection_->protocol();
      while (!was_cancelled && !protocol.item(id, payload))
        if (!co_await room.wait()) co_return false;
      owner.connection_->wake();
      co_return !was_cancelled;
    }
    void cancel() {
      was_cancelled = true;
      // Later: the handler would run on inside of the protocol.
      asio::post(owner.connection_->executor(), [self = owner.shared_from_this(), id = id] {
        if (const auto found = self->running_.find(id); found != self->running_.end())
          found->second->cancellation.emit(asio::cancellation_type::all);
      });
    }

    Served& owner;
    uint64_t id, until_us;
    std::string name;
    Signal room;
    asio::cancellation_signal cancellation;
    bool was_cancelled = false;
  };

  void answer(uint64_t id, const Answer<std::string>& answer);
  void begin(const Methods::Entry& entry, const IncomingCall& call);
  // `start(running)` makes the coroutine.
  template <class Start>
  void run(const IncomingCall& call, Start start);
  void finish(uint64_t id, const Answer<std::string>& result);

  const Methods& methods_;
  std::unordered_set<Served*>& all_;
  std::shared_ptr<Connection> connection_;
  std::shared_ptr<Served> self_;
  std::unordered_map<uint64_t, std::unique_ptr<Running>> running_;
  std::string reply_;
};

void Served::called(const IncomingCall& call) {
  Protocol& protocol = connection_->protocol();
  const Methods::Entry* const entry = methods_.find(call.method);
  if (entry == nullptr)
    return protocol.fail(call.id, error_code::kUnknownMethod,
                         details_of("no method '" + std::string(call.method) + "'"));
  if (entry->streams && !call.streams)
    return protocol.fail(call.id, error_code::kArguments,
                         details_of("'" + std::string(call.method) + "' streams: give it credit"));
  if (entry->begin) return begin(*entry, call);
  if (!entry->quick)
    return run(
        call, [&](Running& running) { return entry->waiting(running, std::string(call.payload)); });
  reply_.clear();
  Answer<void> answer;
  try {
    answer = entry->quick(call.payload, reply_);
  } catch (const std::exception& error) {
    answer = refuse(error_code::kInternal, error.what());
  }
  if (answer)
    protocol.reply(call.id, reply_);
  else
    protocol.fail(call.id, answer.error().code, details_of(answer.error().message));
}

void Served::begin(const Methods::Entry& entry, const IncomingCall& call) {
  Methods::Begun begun;
  try {
    begun = entry.begin(call);
  } catch (const std::exception& error) {
    begun = Answer<std::string>(refuse(error_code::kInternal, error.what()));
  }
  if (begun.index() == 0) return answer(call.id, std::get<0>(begun));
  run(call, std::get<1>(begun));
}

template <class Start>
void Served::run(const IncomingCall& call, Start start) {
  Running& running =
      *running_.emplace(call.id, std::make_unique<Running>(*this, call)).first->second;
  asio::co_spawn(
      connection_->executor(), start(running),
      asio::bind_cancellation_slot(running.cancellation.slot(),
                                   [self = shared_from_this(), id = call.id](
                                       std::exception_ptr thrown, Answer<std::string> answer) {
                                     if (thrown) {
                                       try {
                                         std::rethrow_exception(thrown);
                                       } catch (const std::exception& error) {
                                         answer = refuse(error_code::kInternal, error.what());
                                       }
                                     }
                                     self->finish(id, answer);
                                   }));
}

void Served::answer(uint64_t id, const Answer<std::string>& answer) {
  Protocol& protocol = connection_->protocol();
  if (answer)
    protocol.reply(id, *answer);
  else
    protocol.fail(id, answer.error().code, details_of(answer.error().message));
}

void Served::finish(uint64_t id, const Answer<std::string>& result) {
  answer(id, result);
  connection_->wake();
  // Behind this: its cancellation slot is still in use.
  asio::post(connection_->executor(),
             [self = shared_from_this(), id] { self->running_.erase(id); });
}

class Worker {
 public:
  // `loop` null: one of its own, run by a thread of its own.
  Worker(const ServerOptions& options, const Methods& methods, tls::Context* tls,
         asio::io_context* loop)
      : options_(options),
        methods_(methods),
        tls_(tls),
        own_loop_(loop ? nullptr : new asio::io_context(1)),
        loop_(loop ? *loop : *own_loop_) {}

  void listen(int descriptor, const Protocols& protocol) {
    acceptors_.emplace_back(loop_, protocol, descriptor);
  }
  void start() {
    for (Acceptor& acceptor : acceptors_) asio::co_spawn(loop_, accept(acceptor), asio::detached);
    if (own_loop_) thread_ = std::thread([this] { loop_.run(); });
  }
  void begin_stop(uint64_t drain_ms) {
    asio::post(loop_, [this, drain_ms] {
      boost::system::error_code ignored;
      for (Acceptor& acceptor : acceptors_) acceptor.close(ignored);
      for (Wire* wire : beginning_) wire->close();
      if (drain_ms == 0) return end_all_and_listeners();
      asio::co_spawn(loop_, drain(std::chrono::milliseconds(drain_ms)), asio::detached);
    });
  }
  // The loop runs no more and will be destroyed before this.
  void leave_loop() { acceptors_.clear(); }
  void join() {
    if (thread_.joinable()) thread_.join();
  }

 private:
  void end_all() {
    for (Served* served : std::vector<Served*>(all_.begin(), all_.end())) served->stop();
  }
  void end_all_and_listeners() {
    end_all();
    // A loop of another's may be gone before this is. Behind those who have just heard that they accept no more.
    asio::post(loop_, [this] { acceptors_.clear(); });
  }
  // Ends each connection when nothing of it runs, and all of them when the time is over.
  Task<> drain(std::chrono::milliseconds time) {
    const auto until = std::chrono::steady_clock::now() + time;
    while (!all_.empty() && std::chrono::steady_clock::now() < until) {
      for (Served* served : std::vector<Served*>(all_.begin(), all_.end()))
        if (!served->is_busy()) served->stop();
      asio::steady_timer pause(loop_, std::chrono::milliseconds(5));
      co_await pause.async_wait(kTuple);
    }
    end_all_and_listeners();
  }

  Task<> accept(Acceptor& acceptor) {
    for (;;) {
      auto [error, socket] = co_await acceptor.async_accept(kTuple);
      if (!acceptor.is_open()) co_return;
      if (error) {
        // Out of descriptors, mostly: wait for some to be free rather than spin.
        asio::steady_timer pause(loop_, std::chrono::milliseconds(50));
        co_await pause.async_wait(kTuple);
        continue;
      }
      if (all_.size() + beginning_.size() >= options_.max_connections) continue;
      if (acceptor.local_endpoint(error).protocol().family() == AF_UNIX) {
        serve(Wire(std::move(socket)));
        continue;
      }
      socket.set_option(asio::ip::tcp::no_delay(true), error);
      if (tls_)
        asio::co_spawn(loop_, begin(Wire(std::move(socket), *tls_)), asio::detached);
      else
        serve(Wire(std::move(socket)));
    }
  }

  void serve(Wire wire) {
    std::make_shared<Served>(std::move(wire), options_.connection, methods_, all_)->start();
  }
  // A peer that has no TLS to offer is not told why: it would not understand.
  Task<> begin(Wire wire) {
    beginning_.insert(&wire);
    const auto done = co_await wire.handshake_as_server(options_.connection.handshake_ms);
    beginning_.erase(&wire);
    if (done) serve(std::move(wire));
  }

  const ServerOptions& options_;
  const Methods& methods_;
  tls::Context* const tls_;              // null: plain
  std::unordered_set<Wire*> beginning_;  // their handshakes
  std::unordered_set<Served*> all_;      // before the loop, whose end may destroy connections
  std::unique_ptr<asio::io_context> own_loop_;
  asio::io_context& loop_;
  std::list<Acceptor> acceptors_;
  std::thread thread_;
};

// A path is freed for a new socket only from an old socket.
void remove_old_socket(const std::string& path) {
  struct stat status;
  if (::lstat(path.c_str(), &status) == 0 && S_ISSOCK(status.st_mode)) ::unlink(path.c_str());
}

// Ours, unless another server has put its own there meanwhile.
void remove_socket(const std::string& path, const struct stat& ours) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) == 0 && found.st_ino == ours.st_ino &&
      found.st_dev == ours.st_dev)
    ::unlink(path.c_str());
}

}  // namespace

struct Server::Impl {
  ServerOptions options;
  Methods methods;
  std::shared_ptr<net::tls::Context> tls;
  std::list<Worker> workers;
  uint16_t port = 0;
  int listener = -1;  // of the first worker
  bool shares_loop = false;
  struct stat made{};  // the Unix socket, as it was made

  // One listening socket, which all workers accept from.
  Result<void> listen(const Protocols::endpoint& endpoint, const std::string& name) {
    asio::io_context loop;
    boost::system::error_code error;
    Acceptor acceptor(loop);
    const bool is_tcp = endpoint.protocol().family() != AF_UNIX;
    if (is_tcp && options.listener >= 0) {
      acceptor.assign(endpoint.protocol(), options.listener, error);
    } else {
      acceptor.open(endpoint.protocol(), error);
      if (!error) acceptor.set_option(Acceptor::reuse_address(true), error);
      if (!error) acceptor.bind(endpoint, error);
      if (!error) acceptor.listen(4096, error);
    }
    if (error) return fail("cannot listen on " + name + ": " + error.message());
    if (!is_tcp) ::lstat(name.c_str(), &made);
    if (is_tcp) {
      asio::ip::tcp::endpoint bound;
      const auto local = acceptor.local_endpoint();
      std::memcpy(bound.data(), local.data(), std::min(local.size(), bound.capacity()));
      port = bound.port();
    }
    for (Worker& worker : workers) {
      const int descriptor = ::fcntl(acceptor.native_handle(), F_DUPFD_CLOEXEC, 0);
      if (is_tcp && listener < 0) listener = descriptor;
      worker.listen(descriptor, endpoint.protocol());
    }
    return {};
  }

  Result<void> start(unsigned count, asio::io_context* loop) {
    shares_loop = loop != nullptr;
    if (!options.certificate_file.empty())
      tls = TRI_TRY(net::tls::server_context(options.certificate_file, options.key_file));
    for (unsigned i = 0; i < count; ++i) workers.emplace_back(options, methods, tls.get(), loop);
    if (!options.address.empty()) {
      boost::system::error_code error;
      const auto address = asio::ip::make_address(options.address, error);
      if (error) return fail("'" + options.address + "' is not an IP address");
      TRI_TRY_VOID(listen(asio::ip::tcp::endpoint(address, options.port),
                          options.address + ":" + std::to_string(options.port)));
    }
    if (!options.unix_path.empty()) {
      if (options.unix_path.size() >= sizeof(sockaddr_un::sun_path))
        return fail("'" + options.unix_path + "' is longer than the path of a socket may be");
      remove_old_socket(options.unix_path);
      TRI_TRY_VOID(
          listen(asio::local::stream_protocol::endpoint(options.unix_path), options.unix_path));
    }
    for (Worker& worker : workers) worker.start();
    return {};
  }
};

Server::Server(ServerOptions options, Methods methods) : impl_(new Impl) {
  impl_->options = std::move(options);
  impl_->methods = std::move(methods);
}
Server::~Server() {
  if (!impl_->shares_loop) stop();
}

int Server::listener() const { return impl_->listener; }

uint16_t Server::port() const { return impl_->port; }

Result<void> Server::start() { return impl_->start(std::max(1u, impl_->options.workers), nullptr); }
Result<void> Server::start_in(asio::io_context& loop) { return impl_->start(1, &loop); }

void Server::leave_loop() {
  for (Worker& worker : impl_->workers) worker.leave_loop();
}

void Server::stop(uint64_t drain_ms) {
  for (Worker& worker : impl_->workers) worker.begin_stop(drain_ms);
  if (impl_->shares_loop) {
    if (!impl_->options.unix_path.empty()) remove_socket(impl_->options.unix_path, impl_->made);
    return;
  }
  for (Worker& worker : impl_->workers) worker.join();
  if (!impl_->workers.empty() && !impl_->options.unix_path.empty())
    remove_socket(impl_->options.unix_path, impl_->made);
  impl_->workers.clear();
}

}  // namespace tri::net::rpc
