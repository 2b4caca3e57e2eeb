#include "net/http/server.hpp"

#include <doctest/doctest.h>
#include <openssl/ssl.h>
#include <sys/epoll.h>
#include <sys/syscall.h>

#include <atomic>
#include <boost/asio.hpp>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "net/http/test_client.hpp"
#include "net/tls/test_certificate.hpp"

using namespace tri::net::http;

#if !defined(__has_feature) || \
    !__has_feature(thread_sanitizer)  // which has an epoll_ctl of its own
#define TRI_EPOLL_CAN_REFUSE 1

// Connections that epoll is still to refuse to watch, as it does when the user watches as many as the kernel allows.
static std::atomic<int> refusals = 0;

extern "C" int epoll_ctl(int set, int change, int descriptor, epoll_event* event) noexcept {
  sockaddr_storage peer;
  socklen_t size = sizeof peer;
  if (refusals > 0 && change == EPOLL_CTL_ADD &&
      ::getpeername(descriptor, reinterpret_cast<sockaddr*>(&peer), &size) == 0) {
    --refusals;
    errno = ENOSPC;
    return -1;
  }
  return int(::syscall(SYS_epoll_ctl, set, change, descriptor, event));
}
#endif

namespace {

// Answers what it was asked: method, target, body.
void echo(Exchange& exchange) {
  if (exchange.target() == "/throw") throw std::runtime_error("no");
  if (exchange.target() == "/empty") return exchange.set_status(204);
  exchange.add_field("Content-Type", "text/plain");
  exchange.add_field("X-Split", "a\r\nSet-Cookie: stolen");
  exchange.set_body(std::string(exchange.method()) + " " + std::string(exchange.target()) + " " +
                    std::string(exchange.body()));
}

Options quick(Limits limits = {}) {
  Options options;
  options.limits = limits;
  return options;
}

std::string without_date(std::string text) {
  for (size_t at; (at = text.find("Date: ")) != std::string::npos;)
    text.erase(at, text.find("\r\n", at) + 2 - at);
  return text;
}

// The whole conversation of one connection whose sending side is closed after `request`.
std::string talk(Server& server, std::string_view request) {
  TestClient client(server.port());
  client.send(request);
  client.end_sending();
  return without_date(client.read_to_end());
}

const std::string kHost = "Host: a\r\n";

// The beginning of the answer to a request over TLS; nothing when there is none within ten seconds.
std::string talk_tls(TestClient& client) {
  const std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> context(SSL_CTX_new(TLS_client_method()),
                                                             SSL_CTX_free);
  const std::unique_ptr<SSL, void (*)(SSL*)> tls(SSL_new(context.get()), SSL_free);
  constexpr std::string_view kRequest = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n";
  char answer[12];
  if (SSL_set_fd(tls.get(), client.descriptor()) != 1 || SSL_connect(tls.get()) != 1 ||
      SSL_write(tls.get(), kRequest.data(), int(kRequest.size())) <= 0)
    return {};
  const int size = SSL_read(tls.get(), answer, sizeof answer);
  return {answer, size_t(size > 0 ? size : 0)};
}

}  // namespace

TEST_CASE("a request is answered, and the connection stays for more") {
  Server server(quick(), echo);
  REQUIRE(server.start());
  TestClient client(server.port());
  for (int i = 0; i < 3; ++i) {
    client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(without_date(client.read_until("GET /x ")) ==
          "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nContent-Type: text/plain\r\n\r\nGET /x ");
  }
}

TEST_CASE("pipelined requests are answered in order, with one byte at a time as with all at once") {
  Server server(quick(), echo);
  REQUIRE(server.start());
  const std::string requests =
      "GET /1 HTTP/1.1\r\n" + kHost + "\r\nPOST /2 HTTP/1.1\r\n" + kHost +
      "Content-Length: 5\r\n\r\nhello" + "POST /3 HTTP/1.1\r\n" + kHost +
      "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" +
      "HEAD /4 HTTP/1.1\r\n" + kHost + "\r\nGET /empty HTTP/1.1\r\n" + kHost +
      "Connection: close\r\n\r\n";
  const std::string all = talk(server, requests);
  CHECK(all.find("GET /1 HTTP/1.1 200 OK") != std::string::npos);
  CHECK(all.find("POST /2 hello") < all.find("POST /3 abcde"));
  CHECK(all.find("POST /3 abcde") != std::string::npos);
  CHECK(all.find("HEAD /4 ") == std::string::npos);
  CHECK(all.ends_with("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"));
  TestClient slow(server.port());
  for (const char c : requests) slow.send({&c, 1});
  CHECK(without_date(slow.read_to_end()) == all);
}

TEST_CASE("HTTP/1.0 closes unless asked not to") {
  Server server(quick(), echo);
  REQUIRE(server.start());
  TestClient client(server.port());
  client.send("GET / HTTP/1.0\r\n\r\n");
  CHECK(client.read_to_end().find("Connection: close\r\n") != std::string::npos);
  TestClient keeping(server.port());
  keeping.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(keeping.read_until("GET / ").find("Connection: keep-alive\r\n") != std::string::npos);
  keeping.send("GET /again HTTP/1.0\r\n\r\n");
  CHECK(keeping.read_to_end().ends_with("GET /again "));
}

TEST_CASE("100-continue is sent when the body is still to come") {
  Server server(quick(), echo);
  REQUIRE(server.start());
  TestClient client(server.port());
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  CHECK(client.read_until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ok");
  CHECK(client.read_until("PUT / ok").ends_with("PUT / ok"));
  client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nok");
  CHECK(client.read_until("PUT / ok").starts_with("HTTP/1.1 200 OK"));
}

TEST_CASE("what cannot be served is answered and ends the connection") {
  Server server(quick({.max_head = 1024, .max_body = 16}), echo);
  REQUIRE(server.start());
  const auto status = [&](const std::string& request) {
    const std::string answer = talk(server, request);
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    // Nothing behind the bad request is taken for a request.
    CHECK(answer.find("GET /smuggled") == std::string::npos);
    return answer.substr(9, 3);
  };
  const std::string next = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
  CHECK(status("GET / HTTP/1.1\r\n\r\n" + next) == "400");
  CHECK(status("GET  / HTTP/1.1\r\n" + kHost + "\r\n" + next) == "400");
  CHECK(status("POST / HTTP/1.1\r\n" + kHost +
               "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" + next) == "400");
  CHECK(status("POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n" +
               next) == "400");
  CHECK(status("POST / HTTP/1.1\r\n" + kHost + "Transfer-Encoding: gzip, chunked\r\n\r\n" + next) ==
        "501");
  CHECK(status("POST / HTTP/1.1\r\n" + kHost + "Content-Length: 17\r\n\r\n" + next) == "413");
  CHECK(status("POST / HTTP/1.1\r\n" + kHost +
               "Transfer-Encoding: chunked\r\n\r\n12\r\n0123456789abcdefgh\r\n") == "413");
  CHECK(status("GET / HTTP/1.1\r\n" + kHost + "A: " + std::string(1024, 'v') + "\r\n\r\n" + next) ==
        "431");
  CHECK(status("GET /" + std::string(9000, 'x') + " HTTP/1.1\r\n" + kHost + "\r\n") == "431");
  CHECK(status("GET / HTTP/2.0\r\n" + kHost + "\r\n" + next) == "505");
  CHECK(status("PUT / HTTP/1.1\r\n" + kHost + "Expect: miracles\r\n\r\n" + next) == "417");
}

TEST_CASE("a handler that throws is a 500, and the connection goes on") {
  Server server(quick(), echo);
  REQUIRE(server.start());
  TestClient client(server.port());
  client.send("GET /throw HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_until("the handler failed\n").starts_with("HTTP/1.1 500 "));
  client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.read_until("GET /x ").starts_with("HTTP/1.1 200 OK"));
}

TEST_CASE("fields that would break out of their line are dropped") {
  Server server(quick(), echo);
  REQUIRE(server.start());
  CHECK(talk(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n").find("Cookie") == std::string::npos);
}

TEST_CASE("connections that are too slow are closed") {
  Server server(quick({.idle_ms = 300, .head_ms = 300, .body_ms = 300}), echo);
  REQUIRE(server.start());
  const auto start = std::chrono::steady_clock::now();
  TestClient idle(server.port());
  TestClient head(server.port());
  head.send("GET / HTTP/1.1\r\nHo");
  TestClient body(server.port());
  body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
  CHECK(idle.read_to_end() == "");
  CHECK(head.read_to_end() == "");
  CHECK(body.read_to_end() == "");
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(8));
}

TEST_CASE("a head that trickles does not renew its deadline") {
  Server server(quick({.head_ms = 400}), echo);
  REQUIRE(server.start());
  TestClient client(server.port());
  for (int i = 0; i < 120; ++i) {
    client.send("x");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  CHECK(client.read_to_end().find("200 OK") == std::string::npos);
}

TEST_CASE("a handler may wait, and streams its body in chunks") {
  const AsyncHandler handler = [](Exchange& exchange) -> Task<void> {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    std::chrono::milliseconds(5));
    co_await timer.async_wait(boost::asio::use_awaitable);
    for (const char* piece : {"one ", "two ", "three"}) co_await exchange.send(piece);
    if (exchange.target() == "/fail") throw std::runtime_error("half way");
  };
  Server server(quick(), handler);
  REQUIRE(server.start());
  CHECK(talk(server, "GET / HTTP/1.1\r\nHost: a\r\n\r\n") ==
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
        "4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n");
  CHECK(talk(server, "GET / HTTP/1.0\r\n\r\n") ==
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\none two three");
  CHECK(talk(server, "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n") ==
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
  // A body that was cut short must not look whole.
  CHECK(!talk(server, "GET /fail HTTP/1.1\r\nHost: a\r\n\r\n").ends_with("0\r\n\r\n"));
}

TEST_CASE("large bodies pass both ways") {
  Server server(quick(),
                [](Exchange& exchange) { exchange.set_body(std::string(exchange.body())); });
  REQUIRE(server.start());
  std::string body(3 << 20, 'x');
  for (size_t i = 0; i < body.size(); i += 37) body[i] = char('a' + i % 26);
  TestClient client(server.port());
  std::thread sender([&] {
    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
                "\r\n\r\n" + body);
  });
  client.read_until("\r\n\r\n");
  CHECK(client.read_exactly(body.size()) == body);
  sender.join();
}

TEST_CASE("draining finishes what runs and refuses what is new") {
  const AsyncHandler handler = [](Exchange& exchange) -> Task<void> {
    boost::asio::steady_timer timer(co_await boost::asio::this_coro::executor,
                                    std::chrono::milliseconds(300));
    co_await timer.async_wait(boost::asio::use_awaitable);
    exchange.set_body("done");
  };
  Server server(quick(), handler);
  REQUIRE(server.start());
  TestClient busy(server.port()), idle(server.port());
  busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(100));
  std::thread stopper([&] { server.stop(5000); });
  CHECK(busy.read_to_end().ends_with("done"));
  CHECK(idle.read_to_end() == "");
  stopper.join();
}

TEST_CASE("workers share a port, and connections beyond the limit are turned away") {
  Options options = quick({.max_connections = 1});
  options.workers = 2;
  Server server(options, echo);
  REQUIRE(server.start());
  int busy = 0, fine = 0;
  std::vector<std::unique_ptr<TestClient>> clients;
  for (int i = 0; i < 6; ++i) {
    TestClient& client = *clients.emplace_back(std::make_unique<TestClient>(server.port()));
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    const std::string answer = client.read_until("\r\n\r\n");
    busy += answer.starts_with("HTTP/1.1 503 ");
    fine += answer.starts_with("HTTP/1.1 200 ");
  }
  CHECK(fine >= 1);
  CHECK(fine <= 2);
  CHECK(busy >= 1);
}

TEST_CASE("an address that cannot be used is an error that says so") {
  Options options;
  options.address = "nowhere";
  Server server(options, echo);
  const auto started = server.start();
  REQUIRE(!started);
  CHECK(started.error().message == "'nowhere' is not an IP address");
  Options secure;
  secure.certificate_file = secure.key_file = "/no/such.pem";
  Server tls(secure, echo);
  CHECK(tls.start().error().message.starts_with("cannot use /no/such.pem: "));
}

#ifdef TRI_EPOLL_CAN_REFUSE
TEST_CASE("a connection that epoll does not watch is closed, and those that follow are served") {
  const tri::net::tls::TestCertificate certificate;
  Options secure = quick();
  secure.certificate_file = certificate.certificate_file;
  secure.key_file = certificate.key_file;
  for (const bool over_tls : {true, false}) {
    CAPTURE(over_tls);
    Server server(over_tls ? secure : quick(), echo);
    REQUIRE(server.start());
    refusals = 1;
    TestClient refused(server.port());
    CHECK(refused.read_to_end().empty());
    CHECK(refusals == 0);
    TestClient client(server.port());
    CHECK((over_tls ? talk_tls(client)
                    : client.send("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").read_exactly(12)) ==
          "HTTP/1.1 200");
  }
}
#endif
