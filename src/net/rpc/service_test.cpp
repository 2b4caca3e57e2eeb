// Clients and servers on real sockets, of both kinds.
#include <doctest/doctest.h>
#include <unistd.h>

#include <atomic>
#include <boost/asio.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>

#include "net/http/test_client.hpp"
#include "net/rpc/client.hpp"
#include "net/rpc/server.hpp"
#include "net/tls/test_certificate.hpp"

using namespace tri::net::rpc;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace rpc_test {

struct Pair {
  int64_t a = 0, b = 0;
};
struct Range {
  int64_t first = 0, last = 0;
};
struct Calculator {
  Method<Pair, int64_t> add;
  Method<Pair, int64_t> divide;
  Method<int64_t, int64_t> sleep_ms;
  Method<std::string, std::string> echo;
  Method<int64_t, int64_t> pass_on;  // sleep_ms, asked of another server
  Stream<Range, int64_t> count;
};

}  // namespace rpc_test
using namespace rpc_test;

namespace {

struct Counts {
  std::atomic<int> cancelled = 0, sent = 0;
};

Methods calculator(Counts& counts) {
  Methods methods;
  methods.on<&Calculator::add>([](Pair pair) { return pair.a + pair.b; });
  methods.on<&Calculator::divide>([](Pair pair) -> Answer<int64_t> {
    if (pair.b == 0) return refuse("math.zero", "division by zero");
    if (pair.b == -1) throw std::runtime_error("thrown");
    return pair.a / pair.b;
  });
  methods.on<&Calculator::echo>([](std::string text) { return text; });
  methods.on<&Calculator::sleep_ms>(
      [&counts](CallContext& call, int64_t ms) -> Task<Answer<int64_t>> {
        asio::steady_timer timer(co_await asio::this_coro::executor, std::chrono::milliseconds(ms));
        co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
        if (call.cancelled()) ++counts.cancelled;
        co_return ms;
      });
  methods.on<&Calculator::count>(
      [&counts](Items<int64_t>& items, Range range) -> Task<Answer<std::monostate>> {
        for (int64_t i = range.first; i <= range.last; ++i) {
          if (!co_await items.send(i)) {
            ++counts.cancelled;
            break;
          }
          ++counts.sent;
        }
        co_return std::monostate();
      });
  methods.describe<Calculator>();
  return methods;
}

std::string socket_path(int number) {
  return "/tmp/trinity_rpc_" + std::to_string(::getpid()) + "_" + std::to_string(number);
}

// Runs a coroutine with a client to its end, or for twenty seconds.
template <class Body>
void with_client(ClientOptions options, Body body) {
  asio::io_context loop(1);
  bool ended = false;
  asio::co_spawn(
      loop,
      [&]() -> Task<> {
        Client client(loop.get_executor(), options);
        co_await body(client);
        client.stop();
        ended = true;
      },
      [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
      });
  loop.run_for(20s);
  CHECK(ended);
}

template <class Condition>
bool soon(Condition condition) {
  for (int i = 0; i < 500; ++i) {
    if (condition()) return true;
    ::usleep(10'000);
  }
  return condition();
}

// The same for a coroutine, whose loop runs on meanwhile.
template <class Condition>
Task<bool> soon_here(Condition condition) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (int i = 0; i < 500 && !condition(); ++i) {
    timer.expires_after(10ms);
    co_await timer.async_wait(asio::use_awaitable);
  }
  co_return condition();
}

}  // namespace

TEST_CASE("rpc: methods are called over TCP and over Unix sockets") {
  Counts counts;
  const std::string path = socket_path(1);
  Server server({.unix_path = path}, calculator(counts));
  REQUIRE(server.start());
  for (const bool by_path : {false, true}) {
    ClientOptions options{.port = server.port()};
    if (by_path) options.unix_path = path;
    with_client(options, [](Client& client) -> Task<> {
      CHECK((co_await client.call<&Calculator::add>({40, 2}, 5s)).value() == 42);
      CHECK((co_await client.call<&Calculator::divide>({7, 2})).value() == 3);
      const auto zero = co_await client.call<&Calculator::divide>({7, 0}, 5s);
      REQUIRE(!zero);
      CHECK(zero.error().code == "math.zero");
      CHECK(zero.error().message == "division by zero");
      const auto thrown = co_await client.call<&Calculator::divide>({7, -1}, 5s);
      REQUIRE(!thrown);
      CHECK(thrown.error().code == "internal");
      const std::string large(3'000'000, 'x');
      CHECK((co_await client.call<&Calculator::echo>(large, 10s)).value() == large);
      const auto unknown =
          co_await client.call_raw("Calculator/none", "\xc0", clock_us() + 5'000'000);
      REQUIRE(!unknown);
      CHECK(unknown.error().code == "call.method");
      const auto wrong = co_await client.call_raw("Calculator/add", "\x01", clock_us() + 5'000'000);
      REQUIRE(!wrong);
      CHECK(wrong.error().message == "expected a map of Pair, found 1");
    });
  }
  server.stop();
  CHECK(::access(path.c_str(), F_OK) != 0);
}

TEST_CASE("rpc: over TLS, certificates are judged, and a Unix socket stays plain") {
  const tri::net::tls::TestCertificate certificate;
  Counts counts;
  const std::string path = socket_path(3);
  ServerOptions offered{.unix_path = path};
  offered.certificate_file = certificate.certificate_file;
  offered.key_file = certificate.key_file;
  offered.connection.handshake_ms = 500;
  Server server(offered, calculator(counts));
  REQUIRE(server.start());

  ClientOptions good{.port = server.port()};
  good.tls = {.authorities_file = certificate.certificate_file};
  ClientOptions careless = good;
  careless.tls = {.verify = false};
  ClientOptions local = good;
  local.unix_path = path;
  for (const ClientOptions& options : {good, careless, local})
    with_client(options, [&](Client& client) -> Task<> {
      const auto sum = co_await client.call<&Calculator::add>({40, 2}, 10s);
      REQUIRE_MESSAGE(sum, sum.error().message);
      CHECK(*sum == 42);
      const std::string large(3'000'000, 'x');
      CHECK((co_await client.call<&Calculator::echo>(large, 10s)).value() == large);
      auto items = co_await client.stream<&Calculator::count>({1, 20'000}, 20s);
      REQUIRE(items);
      int64_t seen = 0;
      while (const auto item = (co_await items->next()).value()) CHECK(*item == ++seen);
      CHECK(seen == 20'000);
      const auto late = co_await client.call<&Calculator::sleep_ms>(15'000, 20ms);
      CHECK(late.error().code == "limit.deadline");
      CHECK(co_await soon_here([&] { return counts.cancelled == 1; }));
      counts.cancelled = 0;
    });

  // Whether calls fail, and say so sooner or later: what is wrong may be known only behind the first deadline.
  const auto refused = [](ClientOptions options, std::string_view expected) {
    bool told = false;
    with_client(options, [&](Client& client) -> Task<> {
      for (int i = 0; i < 50 && !told; ++i) {
        const auto sum = co_await client.call<&Calculator::add>({40, 2}, 200ms);
        REQUIRE(!sum);
        told = sum.error().message.find(expected) != std::string::npos;
      }
    });
    return told;
  };
  ClientOptions stranger = good;
  stranger.tls = tri::net::tls::ClientOptions();
  CHECK(refused(stranger, "the certificate of 127.0.0.1 is not good"));
  ClientOptions other_name = good;  // the certificate is for the address alone
  other_name.host = "localhost";
  CHECK(refused(other_name, "the certificate of localhost is not good"));
  ClientOptions nothing = good;
  nothing.tls = {.authorities_file = "/no/such.pem"};
  CHECK(refused(nothing, "/no/such.pem"));
  CHECK(refused({.port = server.port()}, ""));  // speaks no TLS

  // One who says nothing, and one who speaks something else, are not waited for.
  tri::net::http::TestClient silent(server.port());
  CHECK(silent.read_to_end() == "");
  tri::net::http::TestClient plain(server.port());
  plain.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(!plain.read_to_end().starts_with("HTTP"));
  tri::net::http::TestClient waiting(server.port());  // its handshake ends with the server
  server.stop();
  Server wrong({.certificate_file = "/no/such.pem", .key_file = "/no/such.pem"},
               calculator(counts));
  const auto started = wrong.start();
  REQUIRE(!started);
  CHECK(started.error().message.starts_with("cannot use /no/such.pem"));
}

TEST_CASE("rpc: a host may be a name") {
  Counts counts;
  Server server({}, calculator(counts));
  REQUIRE(server.start());
  with_client({.host = "localhost", .port = server.port()}, [](Client& client) -> Task<> {
    CHECK((co_await client.call<&Calculator::add>({40, 2}, 10s)).value() == 42);
  });
}

TEST_CASE("rpc: calls of many coroutines share a connection and overtake each other") {
  Counts counts;
  Server server({}, calculator(counts));
  REQUIRE(server.start());
  with_client({.port = server.port()}, [](Client& client) -> Task<> {
    const auto executor = co_await asio::this_coro::executor;
    int open = 0, wrong = 0;
    std::vector<int64_t> order;
    for (int i = 0; i < 200; ++i) {
      ++open;
      asio::co_spawn(
          executor,
          [&, i]() -> Task<> {
            if (i % 50 == 0) {
              const auto slept = co_await client.call<&Calculator::sleep_ms>(100 - i / 4, 10s);
              if (slept) order.push_back(*slept);
            } else {
              const auto sum = co_await client.call<&Calculator::add>({i, i}, 10s);
              wrong += !sum || *sum != 2 * i;
            }
            --open;
          },
          asio::detached);
    }
    asio::steady_timer timer(executor);
    while (open > 0) {
      timer.expires_after(5ms);
      co_await timer.async_wait(asio::use_awaitable);
    }
    CHECK(wrong == 0);
    CHECK(order.size() == 4);
    CHECK(std::is_sorted(order.begin(), order.end()));
  });
}

TEST_CASE("rpc: a handler may answer at once or later, or throw") {
  const auto slowly = [](std::string text) -> Task<Answer<std::string>> {
    asio::steady_timer timer(co_await asio::this_coro::executor, 5ms);
    co_await timer.async_wait(asio::as_tuple(asio::use_awaitable));
    co_return text;
  };
  Methods methods;
  methods.add("Calculator/echo", {.begin = [slowly](const IncomingCall& call) -> Methods::Begun {
                std::string text(call.payload);
                if (text.ends_with("throw")) throw std::runtime_error("thrown");
                if (text.ends_with("refuse")) return Answer<std::string>(refuse("no", "refused"));
                if (!text.ends_with("later")) return Answer<std::string>(std::move(text));
                return [slowly, text](CallContext& later) {
                  CHECK(later.method() == "Calculator/echo");
                  return slowly(text);
                };
              }});
  Server server({}, std::move(methods));
  REQUIRE(server.start());
  with_client({.port = server.port()}, [](Client& client) -> Task<> {
    for (const std::string text : {"now", "later", "now", "later"}) {
      const auto answer = co_await client.call<&Calculator::echo>(text, 5s);
      REQUIRE(answer);
      CHECK(*answer == text);
    }
    for (const auto& [text, code] : {std::pair{"refuse", "no"}, std::pair{"throw", "internal"}}) {
      const auto answer = co_await client.call<&Calculator::echo>(std::string(text), 5s);
      REQUIRE(!answer);
      CHECK(answer.error().code == code);
    }
  });
}

TEST_CASE("rpc: a deadline ends a call here and its handler there") {
  Counts counts;
  Server server({}, calculator(counts));
  REQUIRE(server.start());
  with_client({.port = server.port()}, [](Client& client) -> Task<> {
    const uint64_t began = clock_us();
    const auto slept = co_await client.call<&Calculator::sleep_ms>(15'000, 20ms);
    REQUIRE(!slept);
    CHECK(slept.error().code == "limit.deadline");
    CHECK(clock_us() - began >= 20'000);
    CHECK(clock_us() - began < 5'000'000);
  });
  CHECK(soon([&] { return counts.cancelled == 1; }));
}

TEST_CASE("rpc: dropping a call, and its deadline, pass through three hops") {
  Counts counts;
  Server last({}, calculator(counts));
  REQUIRE(last.start());
  std::atomic<int> dropped = 0;
  // Handlers run on their server's loop, and so must the client with which they pass a call on: one per call here.
  const auto passes_on_to = [&dropped](uint16_t port, bool to_last) {
    Methods methods;
    methods.on<&Calculator::pass_on>(
        [&dropped, port, to_last](CallContext& call, int64_t ms) -> Task<Answer<int64_t>> {
          const auto executor = co_await asio::this_coro::executor;
          Client next(executor, {.port = port});
          const uint64_t until = call.deadline_us();
          auto answer = to_last ? co_await next.call_until<&Calculator::sleep_ms>(ms, until)
                                : co_await next.call_until<&Calculator::pass_on>(ms, until);
          dropped += call.cancelled();
          co_return answer;
        });
    return methods;
  };
  Server second({}, passes_on_to(last.port(), true));
  REQUIRE(second.start());
  Server first({}, passes_on_to(second.port(), false));
  REQUIRE(first.start());
  with_client({.port = first.port()}, [&](Client& client) -> Task<> {
    CHECK((co_await client.call<&Calculator::pass_on>(1, 10s)).value() == 1);
    using namespace asio::experimental::awaitable_operators;
    asio::steady_timer timer(co_await asio::this_coro::executor, 100ms);
    const auto given_up = co_await (client.call<&Calculator::pass_on>(15'000) ||
                                    timer.async_wait(asio::use_awaitable));
    CHECK(given_up.index() == 1);
    CHECK(co_await soon_here([&] { return counts.cancelled == 1 && dropped == 2; }));
    // Nobody cancels: what remains of the time has travelled along, and each hop gives up by itself.
    const auto late = co_await client.call<&Calculator::pass_on>(15'000, 200ms);
    REQUIRE(!late);
    CHECK(late.error().code == "limit.deadline");
    CHECK(co_await soon_here([&] { return counts.cancelled == 2; }));
    // The connection is as good as before.
    CHECK((co_await client.call<&Calculator::pass_on>(1, 10s)).value() == 1);
  });
}

TEST_CASE("rpc: a stream is read in order, sent no faster than it is read, and may be left") {
  Counts counts;
  Server server({}, calculator(counts));
  REQUIRE(server.start());
  ClientOptions options{.port = server.port()};
  options.window = 1000;
  with_client(options, [&](Client& client) -> Task<> {
    {
      auto items = co_await client.stream<&Calculator::count>({1, 5'000}, 20s);
      REQUIRE(items);
      int64_t expected = 1;
      for (;;) {
        auto item = co_await items->next();
        REQUIRE(item);
        if (!*item) break;
        CHECK(**item == expected++);
      }
      CHECK(expected == 5'001);
      CHECK(counts.sent == 5'000);
    }
    auto endless = co_await client.stream<&Calculator::count>({1, INT64_MAX});
    REQUIRE(endless);
    CHECK((co_await endless->next()).value() == 1);
    asio::steady_timer timer(co_await asio::this_coro::executor, 100ms);
    co_await timer.async_wait(asio::use_awaitable);
    // 1000 bytes of window hold 58 items of 17 bytes and more, and one that passes it.
    CHECK(counts.sent <= 5'060);
    CHECK(counts.cancelled == 0);
  });
  CHECK(soon([&] { return counts.cancelled == 1; }));
}

TEST_CASE("rpc: a lost connection fails its calls, and is made again") {
  Counts counts;
  const std::string path = socket_path(2);
  auto server =
      std::make_unique<Server>(ServerOptions{.address = "", .unix_path = path}, calculator(counts));
  REQUIRE(server->start());
  with_client({.unix_path = path}, [&](Client& client) -> Task<> {
    CHECK((co_await client.call<&Calculator::add>({1, 2}, 5s)).value() == 3);
    const auto executor = co_await asio::this_coro::executor;
    asio::co_spawn(
        executor,
        [&]() -> Task<> {
          asio::steady_timer timer(executor, 30ms);
          co_await timer.async_wait(asio::use_awaitable);
          server.reset();
        },
        asio::detached);
    const auto slept = co_await client.call<&Calculator::sleep_ms>(15'000, 15s);
    REQUIRE(!slept);
    CHECK(slept.error().code == "connection.lost");
    const auto late = co_await client.call<&Calculator::add>({1, 2}, 30ms);
    REQUIRE(!late);
    CHECK(late.error().code == "limit.deadline");
    server = std::make_unique<Server>(ServerOptions{.address = "", .unix_path = path},
                                      calculator(counts));
    REQUIRE(server->start());
    CHECK((co_await client.call<&Calculator::add>({3, 4}, 10s)).value() == 7);
  });
}

TEST_CASE("rpc: who speaks another protocol, or none, does not keep a server busy") {
  Counts counts;
  ServerOptions options;
  options.connection.silence_ms = 50;
  Server server(options, calculator(counts));
  REQUIRE(server.start());
  tri::net::http::TestClient stranger(server.port());
  stranger.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(stranger.read_to_end() == "");
  tri::net::http::TestClient silent(server.port());
  std::string ping;
  write_plain(ping, FrameKind::Ping, 0, {});
  CHECK(silent.read_to_end() == ping);
}

TEST_CASE("rpc: a service shows its schema") {
  const schema::Service service = schema_of<Calculator>();
  CHECK(service.name == "Calculator");
  REQUIRE(service.methods.size() == 6);
  CHECK(service.methods[0].name == "add");
  CHECK(service.methods[0].arguments == "Pair");
  CHECK(service.methods[0].result == "integer");
  CHECK(!service.methods[0].streams);
  CHECK(service.methods[5].name == "count");
  CHECK(service.methods[5].streams);
  REQUIRE(service.types.size() == 2);
  CHECK(service.types[1].name == "Range");
  CHECK(service.types[1].fields[1].name == "last");
  CHECK(service.types[1].fields[1].type == "integer");
  CHECK(method_name<&Calculator::add>() == "Calculator/add");
  Counts counts;
  Server server({}, calculator(counts));
  REQUIRE(server.start());
  with_client({.port = server.port()}, [](Client& client) -> Task<> {
    const auto bytes = co_await client.call_raw("Calculator/schema", "\xc0", kNoDeadline);
    REQUIRE(bytes);
    const auto told = tri::net::msgpack::decode<schema::Service>(*bytes);
    REQUIRE(told);
    CHECK(told->methods.at(3).name == "echo");
  });
}
