// WebSocket: bytes saved on a mix of messages, CPU per message, memory of a silent connection.
//
// usage: websocket_bench [--messages N]     the figures
//        websocket_bench --serve            an echo server: prints its port, serves until its input ends
#include <time.h>

#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <vector>

#include "net/http/server.hpp"
#include "net/websocket/session.hpp"

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
  for (const int level : {1, 6})
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
  if (!server.start()) return 1;
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--serve") return serve_echo();
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
