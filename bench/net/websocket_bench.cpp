// WebSocket: bytes saved on a mix of messages, CPU per message, memory of a silent connection.
//
// usage: websocket_bench [--messages N]        the figures
//        websocket_bench --serve               an echo server: prints its port, serves until its input ends
//        websocket_bench --drive PORT KIND MESSAGES CONNECTIONS
//                                              orders to an echo server and back, one at a time on each connection, KIND
//                                              deflate or plain; prints messages, their bytes, and the bytes that came back
//        websocket_bench --hold PORT KIND MESSAGES CONNECTIONS
//                                              the same, then holds the connections, silent, until its input ends
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "net/http/server.hpp"
#include "net/websocket/handshake.hpp"
#include "net/websocket/session.hpp"
#include "serve_here.hpp"

namespace {

using namespace tri::net;
using namespace tri::net::websocket;

// Messages as applications send them; ids, prices, times and texts differ from message to message.
class Messages {
 public:
  std::string tick() {
    return R"({"type":"tick","symbol":")" + symbol() + R"(","bid":)" + price() + R"(,"ask":)" +
           price() + R"(,"size":)" + number(1, 5000) + R"(,"time":)" +
           std::to_string(now_ += below(900)) + "}";
  }
  std::string chat() {
    return R"({"room":"general","from":")" + name() + R"(","text":")" + words(3 + below(12)) +
           R"(","time":)" + std::to_string(now_ += below(9000)) + "}";
  }
  std::string json_rpc() {
    constexpr const char* kMethods[] = {"account.balance", "order.status", "session.ping",
                                        "quote.get"};
    return R"({"jsonrpc":"2.0","id":)" + std::to_string(++id_) + R"(,"method":")" +
           kMethods[below(4)] + R"(","params":{"account":)" + number(100000, 999999) +
           R"(,"ref":")" + hex(12) + "\"}}";
  }
  std::string order() {
    std::string text = R"({"order":)" + number(1000000, 9999999) + R"(,"customer":{"id":)" +
                       number(1000, 99999) + R"(,"name":")" + name() + " " + name() +
                       R"(","email":")" + name() + R"(@example.com"},"items":[)";
    for (int i = 0; i < 20; ++i)
      text += std::string(i ? "," : "") + R"({"sku":"SKU-)" + number(10000, 99999) +
              R"(","name":")" + words(3) + R"(","count":)" + number(1, 9) + R"(,"price":)" +
              price() + "}";
    return text + R"(],"note":")" + words(8) + "\"}";
  }

 private:
  uint32_t below(uint32_t limit) { return random_() % limit; }
  std::string number(uint32_t low, uint32_t high) {
    return std::to_string(low + below(high - low));
  }
  std::string price() { return number(1, 900) + "." + number(10, 99); }
  std::string symbol() {
    constexpr const char* kSymbols[] = {"AAPL", "MSFT", "GOOG",   "AMZN",   "NVDA",   "TSLA",
                                        "SAP",  "ASML", "EURUSD", "BTCUSD", "XAUUSD", "DAX"};
    return kSymbols[below(12)];
  }
  std::string name() {
    constexpr const char* kNames[] = {"anna",  "bela", "carlos", "dmitri", "elena", "farid",
                                      "grace", "hiro", "ines",   "jonas",  "kofi",  "lena"};
    return kNames[below(12)];
  }
  std::string words(uint32_t count) {
    constexpr const char* kWords[] = {"the",   "and",     "order", "please",   "today", "when",
                                      "price", "we",      "ship",  "tomorrow", "blue",  "large",
                                      "small", "thanks",  "can",   "you",      "send",  "again",
                                      "about", "meeting", "green", "steel",    "chair", "lamp",
                                      "table", "phone",   "fixed", "late",     "early", "maybe"};
    std::string text;
    for (uint32_t i = 0; i < count; ++i) text += std::string(i ? " " : "") + kWords[below(30)];
    return text;
  }
  std::string hex(int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += "0123456789abcdef"[below(16)];
    return text;
  }

  std::mt19937 random_{5};
  uint64_t now_ = 1'790'000'000'000;
  uint32_t id_ = 0;
};

double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) * 1e-9;
}

struct Sink final : Listener {
  void message(Opcode, std::string_view data) override { received += data.size(); }
  void closed(uint16_t, std::string_view) override { std::abort(); }
  size_t received = 0;
};

struct Figures {
  size_t plain = 0, wire = 0;
  double send_us = 0, receive_us = 0;
  size_t awake = 0, parked = 0;
};

// Sends messages from a client to a server, with frame headers counted on both sides.
Figures measure(const std::vector<std::string>& messages, int level, bool takeover) {
  DeflateTerms terms;
  terms.agreed = true;
  terms.client_window_bits = terms.server_window_bits = 13;
  terms.client_takeover = terms.server_takeover = takeover;
  ProtocolOptions options;
  options.deflate.level = level;
  Sink at_server, at_client;
  Protocol server(Role::Server, terms, options, at_server),
      client(Role::Client, terms, options, at_client);
  Figures figures;
  std::string wire;
  for (const std::string& message : messages) {
    figures.plain += message.size() + (message.size() > 125 ? 4 : 2);
    const double start = cpu_seconds();
    server.send(Opcode::Text, message);
    const double sent = cpu_seconds();
    wire.swap(server.out());
    server.out().clear();
    figures.wire += wire.size();
    client.consume(wire);
    figures.send_us += (sent - start) * 1e6;
    figures.receive_us += (cpu_seconds() - sent) * 1e6;
  }
  figures.send_us /= double(messages.size());
  figures.receive_us /= double(messages.size());
  figures.awake = server.memory();
  server.park();
  figures.parked = server.memory();
  return figures;
}

void show(const char* title, const std::vector<std::string>& messages) {
  for (const int level : {1, 3, 6})
    for (const bool takeover : {true, false}) {
      const Figures figures = measure(messages, level, takeover);
      std::printf(
          "%-10s level %d %-11s %5.1f %% saved  %6.0f -> %5.0f bytes  send %5.1f us  receive %5.1f "
          "us"
          "  %6zu bytes awake, %5zu parked\n",
          title, level, takeover ? "takeover" : "no takeover",
          100 - 100.0 * double(figures.wire) / double(figures.plain),
          double(figures.plain) / double(messages.size()),
          double(figures.wire) / double(messages.size()), figures.send_us, figures.receive_us,
          figures.awake, figures.parked);
    }
}

int serve_echo() {
  SessionOptions session;
  http::Server server(http::Options{}, [&](http::Exchange& exchange) {
    serve(exchange, session, [](Protocol& protocol, Opcode opcode, std::string_view data) {
      protocol.send(opcode, data);
    });
  });
  return tri::bench::serve_here(server);
}

// One connection of the driver: sends a message, waits until it is back, sends the next.
class Drive final : public Listener {
 public:
  // Exits when the server does not do as it should: there is nothing to measure then.
  Drive(uint16_t port, bool deflate, const std::vector<std::string>& messages, size_t first)
      : messages_(messages), next_(first), socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    if (connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
      give_up("cannot connect");
    ProtocolOptions options;
    options.deflate.enabled = deflate;
    std::string hello =
        "GET / HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: " +
        random_key() + "\r\n";
    if (deflate) hello += "Sec-WebSocket-Extensions: " + offered_terms(options.deflate) + "\r\n";
    put(hello + "\r\n");
    std::string answer;
    while (!answer.ends_with("\r\n\r\n")) {
      char c;
      if (recv(socket_, &c, 1, 0) != 1) give_up("no answer to the handshake");
      answer += c;
    }
    if (!answer.starts_with("HTTP/1.1 101")) give_up("the handshake was refused");
    const auto terms =
        accepted_terms(field_of(answer, "sec-websocket-extensions:"), options.deflate);
    if (!terms || terms->agreed != deflate) give_up("compression was not agreed as asked");
    protocol_ = std::make_unique<Protocol>(Role::Client, *terms, options, *this);
  }
  ~Drive() override { close(socket_); }

  int descriptor() const { return socket_; }
  void send_next() {
    protocol_->send(Opcode::Text, messages_[next_ % messages_.size()]);
    put(protocol_->out());
    protocol_->out().clear();
  }
  // Takes what came; how many messages are back.
  size_t receive() {
    const ssize_t got = recv(socket_, room_ + filled_, sizeof room_ - filled_, 0);
    if (got <= 0) give_up("the server left");
    filled_ += size_t(got);
    bytes += size_t(got);
    back_ = 0;
    const size_t used = protocol_->consume({room_, filled_});
    filled_ -= used;
    std::copy(room_ + used, room_ + used + filled_, room_);
    return back_;
  }

  void message(Opcode, std::string_view data) override {
    if (data != messages_[next_ % messages_.size()]) give_up("another message came back");
    ++next_;
    ++back_;
  }
  void closed(uint16_t, std::string_view reason) override { give_up(std::string(reason).c_str()); }

  size_t bytes = 0;

 private:
  [[noreturn]] static void give_up(const char* why) {
    std::fprintf(stderr, "websocket_bench: %s\n", why);
    std::exit(1);
  }
  void put(std::string_view text) {
    if (send(socket_, text.data(), text.size(), MSG_NOSIGNAL) != ssize_t(text.size()))
      give_up("cannot send");
  }
  static std::string field_of(std::string answer, const std::string& name) {
    for (char& c : answer)
      if (c >= 'A' && c <= 'Z') c = char(c + 32);
    const size_t at = answer.find(name);
    if (at == std::string::npos) return {};
    const size_t begin = answer.find_first_not_of(' ', at + name.size());
    return answer.substr(begin, answer.find("\r\n", begin) - begin);
  }

  const std::vector<std::string>& messages_;
  size_t next_, back_ = 0, filled_ = 0;
  int socket_;
  std::unique_ptr<Protocol> protocol_;
  char room_[65536];
};

int drive(uint16_t port, bool deflate, size_t count, size_t connections, bool hold) {
  Messages make;
  std::vector<std::string> messages;
  for (int i = 0; i < 2000; ++i) messages.push_back(make.order());
  std::vector<std::unique_ptr<Drive>> drives;
  std::vector<pollfd> polls;
  for (size_t i = 0; i < connections; ++i) {
    drives.push_back(std::make_unique<Drive>(port, deflate, messages, i * 97));
    polls.push_back({drives[i]->descriptor(), POLLIN, 0});
  }
  for (const auto& one : drives) one->send_next();
  size_t sent = connections, back = 0;
  while (back < count) {
    if (poll(polls.data(), polls.size(), 10'000) <= 0) return 1;
    for (size_t i = 0; i < connections; ++i) {
      if (polls[i].revents == 0) continue;
      const size_t came = drives[i]->receive();
      back += came;
      if (came == 0 || sent >= count) continue;
      ++sent;
      drives[i]->send_next();
    }
  }
  size_t plain = 0, bytes = 0;
  for (size_t i = 0; i < messages.size(); ++i) plain += messages[i].size();
  for (const auto& one : drives) bytes += one->bytes;
  std::printf("%zu %zu %zu\n", back, plain * back / messages.size(), bytes);
  std::fflush(stdout);
  while (hold && std::getchar() != EOF) {
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--serve") return serve_echo();
  const std::string mode = argc > 1 ? argv[1] : "";
  if (argc == 6 && (mode == "--drive" || mode == "--hold"))
    return drive(uint16_t(std::atoi(argv[2])), std::string(argv[3]) == "deflate",
                 size_t(std::atoi(argv[4])), size_t(std::atoi(argv[5])), mode == "--hold");
  const int count = argc == 3 && std::string(argv[1]) == "--messages" ? std::atoi(argv[2]) : 4000;
  Messages make;
  std::vector<std::string> ticks, chats, calls, orders, mix;
  for (int i = 0; i < count; ++i) {
    ticks.push_back(make.tick());
    chats.push_back(make.chat());
    calls.push_back(make.json_rpc());
    orders.push_back(make.order());
    for (const auto* kind : {&ticks, &chats, &calls, &orders}) mix.push_back(kind->back());
  }
  show("ticks", ticks);
  show("chat", chats);
  show("json-rpc", calls);
  show("orders", orders);
  show("mix", mix);
}
