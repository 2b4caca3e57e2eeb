#include "net/websocket/session.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>

#include "net/websocket/handshake.hpp"
#include "net/websocket/park_timer.hpp"
#include "net/websocket/read_room.hpp"

namespace tri::net::websocket {
namespace {

struct Messages final : Listener {
  explicit Messages(const OnMessage& handler) : on_message(handler) {}
  void message(Opcode opcode, std::string_view data) override {
    on_message(*protocol, opcode, data);
  }
  void closed(uint16_t, std::string_view) override {}

  const OnMessage& on_message;
  Protocol* protocol = nullptr;
};

http::Task<void> run(http::ByteStream& stream, std::string early, DeflateTerms terms,
                     SessionOptions options, OnMessage on_message) {
  Messages listener(on_message);
  Protocol protocol(Role::Server, terms, options.protocol, listener);
  listener.protocol = &protocol;
  stream.set_idle_timeout_ms(options.idle_ms);
  ReadRoom room(early);
  std::string().swap(early);
  ParkTimer parking(co_await boost::asio::this_coro::executor, protocol, options.park_ms);
  for (;;) {
    parking.awake();
    room.take(protocol.consume(room.arrived()));
    if (!protocol.out().empty()) {
      if (!co_await stream.write(protocol.out())) co_return;
      protocol.out().clear();
    }
    if (protocol.closed()) {
      if (protocol.owes_reading()) co_await stream.linger();
      co_return;
    }
    const std::span<char> offered = room.offer();
    const size_t count = co_await stream.read(offered.data(), offered.size());
    if (count == 0) co_return;
    room.put(count);
  }
}

}  // namespace

void serve(http::Exchange& exchange, const SessionOptions& options, OnMessage on_message) {
  const auto terms = accept_handshake(exchange, options.protocol.deflate);
  if (!terms) return;
  exchange.upgrade([terms = *terms, options, on_message = std::move(on_message)](
                       http::ByteStream& stream, std::string early) {
    return run(stream, std::move(early), terms, options, on_message);
  });
}

}  // namespace tri::net::websocket
