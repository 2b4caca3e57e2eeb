#include "net/websocket/session.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/this_coro.hpp>
#include <cstring>
#include <vector>

#include "net/websocket/handshake.hpp"
#include "net/websocket/park_timer.hpp"

namespace tri::net::websocket {
namespace {

// Room for reading while a connection is silent; it grows with what arrives at once.
constexpr size_t kIdleRoom = 1024, kBusyRoom = 64 << 10;

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
  std::vector<char> room(early.begin(), early.end());
  std::string().swap(early);
  size_t filled = room.size();
  ParkTimer parking(co_await boost::asio::this_coro::executor, protocol, options.park_ms);
  for (;;) {
    parking.awake();
    const size_t used = protocol.consume({room.data(), filled});
    filled -= used;
    if (filled > 0) std::memmove(room.data(), room.data() + used, filled);
    if (!protocol.out().empty()) {
      if (!co_await stream.write(protocol.out())) co_return;
      protocol.out().clear();
    }
    if (protocol.closed()) co_return;
    // What came last says how much to expect; a silent connection holds little.
    const size_t wanted = used > kIdleRoom ? kBusyRoom : kIdleRoom;
    if (room.size() < filled + wanted) {
      room.resize(filled + wanted);
    } else if (wanted == kIdleRoom && room.size() > kBusyRoom) {
      // Never while a read is under way, which would write into room that is gone.
      room.resize(filled + wanted);
      room.shrink_to_fit();
    }
    const size_t count = co_await stream.read(room.data() + filled, room.size() - filled);
    if (count == 0) co_return;
    filled += count;
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
