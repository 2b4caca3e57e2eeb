#include "net/http/client.hpp"

#include <doctest/doctest.h>

#include <boost/asio.hpp>
#include <thread>

#include "net/http/server.hpp"
#include "net/tls/test_certificate.hpp"

using namespace tri;
using namespace tri::net::http;

namespace {

namespace asio = boost::asio;

Result<Response> ask(Client& client, ClientRequest request) {
  asio::io_context loop;
  Result<Response> result = fail("nothing came");
  asio::co_spawn(
      loop, [&]() -> Task<void> { result = co_await client.request(std::move(request)); },
      asio::detached);
  loop.run();
  client.forget();  // its connections belong to this loop
  return result;
}
Result<Response> ask(ClientRequest request) {
  Client client;
  return ask(client, std::move(request));
}

void echo(Exchange& exchange) {
  exchange.add_field("X-Method", exchange.method());
  exchange.set_body(std::string(exchange.target()) + "|" + std::string(exchange.body()));
}

std::string url_of(const Server& server, std::string_view scheme = "http") {
  return std::string(scheme) + "://127.0.0.1:" + std::to_string(server.port());
}

// A server that says the same to whoever connects, whatever is asked.
struct Scripted {
  explicit Scripted(std::string its_answer) : answer(std::move(its_answer)) {
    asio::co_spawn(loop, serve(), asio::detached);
    thread = std::thread([this] { loop.run(); });
  }
  ~Scripted() {
    loop.stop();
    thread.join();
  }
  Task<void> serve() {
    for (;;) {
      auto socket = co_await acceptor.async_accept(asio::use_awaitable);
      char room[4096];
      co_await socket.async_read_some(asio::buffer(room), asio::use_awaitable);
      boost::system::error_code ignored;
      asio::write(socket, asio::buffer(answer), ignored);
    }
  }
  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(acceptor.local_endpoint().port());
  }
  std::string answer;
  asio::io_context loop;
  asio::ip::tcp::acceptor acceptor{loop, {asio::ip::make_address("127.0.0.1"), 0}};
  std::thread thread;
};

}  // namespace

TEST_CASE("urls are taken apart") {
  const auto url = parse_url("HTTP://Example.org:8080/a?b#c");
  REQUIRE(url);
  CHECK(url->scheme == "http");
  CHECK(url->host == "Example.org");
  CHECK(url->port == 8080);
  CHECK(url->target == "/a?b");
  CHECK(url->authority() == "Example.org:8080");
  CHECK(parse_url("https://a")->target == "/");
  CHECK(parse_url("https://a")->port == 443);
  CHECK(parse_url("wss://a?x")->target == "/?x");
  CHECK(parse_url("http://[::1]:1/")->host == "::1");
  CHECK(parse_url("http://[::1]:1/")->authority() == "[::1]:1");
  for (const char* bad :
       {"", "a", "ftp://a/", "http://", "http://:80/", "http://a:0/", "http://a:65536/",
        "http://a:1x/", "http://u@a/", "http://a b/", "http://a/\r\nX: y", "http://[::1/",
        "http://[x]y/", "http://a_b\x80/", "http://a,b/"})
    CHECK_MESSAGE(!parse_url(bad), bad);
}

TEST_CASE("the client asks and is answered") {
  Server server({}, echo);
  REQUIRE(server.start());
  auto response = ask({.method = "POST", .url = url_of(server) + "/x?y", .body = "body"});
  REQUIRE(response);
  CHECK(response->status == 200);
  CHECK(response->body == "/x?y|body");
  response = ask({.method = "HEAD", .url = url_of(server)});
  REQUIRE(response);
  CHECK(response->body.empty());
  CHECK(!ask({.url = url_of(server), .fields = {{"A", "x\r\nB: y"}}}));
  CHECK(!ask({.url = url_of(server), .fields = {{"Host", "x"}}}));
  CHECK(!ask({.method = "G ET", .url = url_of(server)}));
  CHECK(!ask({.url = url_of(server), .body = std::string(100, 'x'), .max_body = 50}));
  CHECK(!ask({.url = "http://127.0.0.1:1/"}));
}

TEST_CASE("bodies end where their framing says") {
  const auto body = [](std::string answer) {
    Scripted server(std::move(answer));
    const auto response = ask({.url = server.url()});
    return response ? response->body : "no: " + response.error().message;
  };
  CHECK(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: "
             "chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n") == "abcde");
  CHECK(body("HTTP/1.1 200 OK\r\n\r\nuntil the end") == "until the end");
  CHECK(body("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nx") == "x");
  CHECK(body("HTTP/1.1 204 No Content\r\n\r\n") == "");
  CHECK(body("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc") ==
        "no: the connection ended after 3 of 5 bytes");
  CHECK(body("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nab").starts_with("no: "));
  CHECK(body("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nx")
            .starts_with("no: "));
  CHECK(body("SMTP hello\r\n").starts_with("no: the answer is no HTTP"));
  CHECK(body("").starts_with("no: the connection ended before an answer"));
}

TEST_CASE("over TLS, certificates are judged") {
  const net::tls::TestCertificate certificate;
  Options options;
  options.certificate_file = certificate.certificate_file;
  options.key_file = certificate.key_file;
  Server server(options, echo);
  REQUIRE(server.start());
  const std::string url = url_of(server, "https") + "/tls";
  auto response = ask({.url = url, .tls = {.authorities_file = certificate.certificate_file}});
  REQUIRE_MESSAGE(response, response.error().message);
  CHECK(response->body == "/tls|");
  response = ask(
      {.method = "POST", .url = url, .body = std::string(3 << 20, 'x'), .tls = {.verify = false}});
  REQUIRE(response);
  CHECK(response->body.size() == (3u << 20) + 5);
  response = ask({.url = url});
  REQUIRE(!response);
  CHECK(response.error().message.find("certificate") != std::string::npos);
  // Good for the address, not for a name of it.
  response = ask({.url = "https://localhost:" + std::to_string(server.port()),
                  .tls = {.authorities_file = certificate.certificate_file}});
  CHECK(!response);
  CHECK(!ask({.url = url, .tls = {.authorities_file = "/nonexistent"}}));
  CHECK(!ask({.url = url_of(server) + "/plain"}));
}
