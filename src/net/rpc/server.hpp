// The RPC server: methods by name, served on TCP, a Unix socket, or both.
//
// A handler that does not wait is called where its frame is read. One that waits is a coroutine; it is cancelled, through
// Asio's cancellation, when its caller cancels, its deadline passes or the connection ends, and so are the calls that it
// awaits. One thread per worker, each with its own loop; a connection stays with one.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <variant>

#include "base/result.hpp"
#include "net/rpc/connection.hpp"
#include "net/rpc/service.hpp"

namespace tri::net::rpc {

// One call while its handler runs. Thread: the worker's.
class CallContext {
 public:
  virtual ~CallContext() = default;
  // The name that was called.
  virtual const std::string& method() const = 0;
  // By clock_us(), or kNoDeadline: to be handed to calls that this one makes.
  virtual uint64_t deadline_us() const = 0;
  virtual bool cancelled() const = 0;
  // Sends an item of a stream, when the caller has room for it. False: nobody waits for it any more.
  virtual Task<bool> send(std::string payload) = 0;
};

// The same for a stream of T.
template <class T>
class Items {
 public:
  explicit Items(CallContext& call) : call_(call) {}
  CallContext& call() { return call_; }
  Task<bool> send(const T& item) {
    std::string payload;
    msgpack::encode(payload, item);
    return call_.send(std::move(payload));
  }

 private:
  CallContext& call_;
};

// What a server offers. Handlers may be called on all workers at once, and may throw: the call then fails as "internal".
class Methods {
 public:
  // Appends the result to `reply`, which is empty.
  using Quick = std::function<Answer<void>(std::string_view payload, std::string& reply)>;
  using Waiting = std::function<Task<Answer<std::string>>(CallContext&, std::string payload)>;
  // Answers at once, or gives the coroutine that will, made for the call that it is handed. The payload is gone when this returns.
  using Begun =
      std::variant<Answer<std::string>, std::function<Task<Answer<std::string>>(CallContext&)>>;
  using Begin = std::function<Begun(const IncomingCall& call)>;
  struct Entry {
    Quick quick = {};  // one of these
    Waiting waiting = {};
    Begin begin = {};
    bool streams = false;
  };

  void add(std::string name, Entry entry) { entries_[std::move(name)] = std::move(entry); }
  // For names that were not added; its handler asks the call for its method().
  void add_otherwise(Entry entry) { otherwise_ = std::move(entry); }
  const Entry* find(std::string_view name) const {
    const auto found = entries_.find(name);
    if (found != entries_.end()) return &found->second;
    return otherwise_ ? &*otherwise_ : nullptr;
  }

  // Answers a method of a service. The handler is one of
  //   Result or Answer<Result>                (Arguments)                  does not wait
  //   Task<Answer<Result>>                    (CallContext&, Arguments)
  //   Task<Answer<std::monostate>>            (Items<Item>&, Arguments)    of a Stream
  template <auto kMember, class Handler>
  void on(Handler handler);

  // Lets callers ask for the schema of a service, as method "<name>/schema".
  template <class Service>
  void describe() {
    std::string schema;
    msgpack::encode(schema, schema_of<Service>());
    add(std::string(msgpack::type_name<Service>()) + "/schema",
        {.quick = [schema](std::string_view, std::string& reply) -> Answer<void> {
          reply = schema;
          return {};
        }});
  }

 private:
  struct Hash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, Entry, Hash, std::equal_to<>> entries_;
  std::optional<Entry> otherwise_;
};

template <auto kMember, class Handler>
void Methods::on(Handler handler) {
  using M = MethodOf<kMember>;
  using Arguments = typename M::Arguments;
  using Result = typename M::Result;
  if constexpr (M::kStreams) {
    add(method_name<kMember>(),
        {.waiting = [handler](CallContext& call, std::string payload) -> Task<Answer<std::string>> {
           auto arguments = msgpack::decode<Arguments>(payload);
           if (!arguments) co_return refuse(error_code::kArguments, arguments.error().message);
           Items<Result> items(call);
           Answer<std::monostate> end = co_await handler(items, std::move(*arguments));
           if (!end) co_return std::unexpected(end.error());
           co_return std::string("\xc0");
         },
         .streams = true});
  } else if constexpr (std::is_invocable_v<Handler&, CallContext&, Arguments>) {
    add(method_name<kMember>(),
        {.waiting = [handler](CallContext& call, std::string payload) -> Task<Answer<std::string>> {
          auto arguments = msgpack::decode<Arguments>(payload);
          if (!arguments) co_return refuse(error_code::kArguments, arguments.error().message);
          Answer<Result> result = co_await handler(call, std::move(*arguments));
          if (!result) co_return std::unexpected(result.error());
          std::string reply;
          msgpack::encode(reply, *result);
          co_return reply;
        }});
  } else {
    add(method_name<kMember>(),
        {.quick = [handler](std::string_view payload, std::string& reply) -> Answer<void> {
          auto arguments = msgpack::decode<Arguments>(payload);
          if (!arguments) return refuse(error_code::kArguments, arguments.error().message);
          Answer<Result> result = handler(std::move(*arguments));
          if (!result) return std::unexpected(result.error());
          msgpack::encode(reply, *result);
          return {};
        }});
  }
}

struct ServerOptions {
  std::string address = "127.0.0.1";  // empty: no TCP
  uint16_t port = 0;                  // 0: any that is free; Server::port() tells
  int listener = -1;           // a TCP socket that listens already, instead; the server closes it
  std::string unix_path = {};  // empty: no Unix socket. An existing socket there is replaced.
  std::string certificate_file = {}, key_file = {};  // PEM; both set: TLS, over TCP alone
  unsigned workers = 1;
  size_t max_connections = 16'384;  // of one worker; further ones are closed at once
  ConnectionOptions connection = {};
};

class Server {
 public:
  Server(ServerOptions options, Methods methods);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Listens and starts the workers. Errors: the address, the path or the certificate is not usable.
  Result<void> start();
  // The same in a loop that somebody else runs, on its thread: one worker, no thread. stop() then only begins, and the loop has nothing
  // of the server's to do when it is over; the server must not be destroyed before the loop is.
  Result<void> start_in(boost::asio::io_context& loop);
  uint16_t port() const;
  // For a server in a loop of another's: the loop runs no more and will be destroyed before the server, whose connections
  // refer to it until then.
  void leave_loop();
  // The TCP socket that it listens on; -1: none. It stays the server's.
  int listener() const;
  // Accepts no more, lets calls that run finish for up to `drain_ms`, and ends all connections and the workers.
  void stop(uint64_t drain_ms = 0);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace tri::net::rpc
