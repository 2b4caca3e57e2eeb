#include "modules/net/websocket.hpp"

#include "modules/net/field_list.hpp"
#include "modules/net/objects.hpp"
#include "modules/net/scheduler.hpp"
#include "runtime/library.hpp"

namespace tri::modules {

namespace {

namespace gw = net::gateway;

// The connection of a method that is about to wait. nullptr: raised.
gw::WebSocket* waiting_socket(const Args& a, Scheduler** scheduler) {
  gw::WebSocket* socket;
  if (!check_object(a, 1, kWebSocketType, &socket)) return nullptr;
  *scheduler = Scheduler::of(a.L);
  return *scheduler && (*scheduler)->may_wait(a.L, a.at, a.count) ? socket : nullptr;
}

// receive(): a message and whether it is binary; or nil, why, and the close code
Returned receive(Thread* L, Value* at, uint32_t argc) {
  Scheduler* scheduler;
  gw::WebSocket* const socket = waiting_socket({L, at, argc}, &scheduler);
  if (!socket) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::Message);
  socket->receive(ticket);
  return scheduler->wait(L, at, ticket);
}

// send(message, binary)
Returned send(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Scheduler* scheduler;
  std::string_view message;
  gw::WebSocket* const socket = waiting_socket(a, &scheduler);
  if (!socket || !a.string(2, &message)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::True);
  socket->send(ticket, !a.none_or_nil(3) && a[3].is_truthy(), message);
  return scheduler->wait(L, at, ticket);
}

Returned ping(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Scheduler* scheduler;
  std::string_view data;
  gw::WebSocket* const socket = waiting_socket(a, &scheduler);
  if (!socket || !a.string_or(2, "", &data)) return Returned::Raised;
  if (data.size() > 125) return a.fail(2, "at most 125 bytes expected");
  const Ticket ticket = scheduler->new_ticket(Want::True);
  socket->ping(ticket, data);
  return scheduler->wait(L, at, ticket);
}

// close(code, reason)
Returned close(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Scheduler* scheduler;
  int64_t code;
  std::string_view reason;
  gw::WebSocket* const socket = waiting_socket(a, &scheduler);
  if (!socket || !a.integer_or(2, 1000, &code) || !a.string_or(3, "", &reason))
    return Returned::Raised;
  if (code != 1000 && (code < 3000 || code > 4999))
    return a.fail(2, "1000 or a code from 3000 to 4999 expected");
  const Ticket ticket = scheduler->new_ticket(Want::True);
  socket->close(ticket, uint16_t(code), reason);
  return scheduler->wait(L, at, ticket);
}

constexpr Builtin kMethods[] = {
    {.name = "receive", .body = receive, .kind = BuiltinKind::Framed},
    {.name = "send", .body = send, .kind = BuiltinKind::Framed},
    {.name = "ping", .body = ping, .kind = BuiltinKind::Framed},
    {.name = "close", .body = close, .kind = BuiltinKind::Framed},
};

// connect_websocket(url, fields, compress, max_message, timeout_ms, authorities, verify): waits
Returned connect(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::HttpRequest request;
  gw::WebSocketOptions options;
  int64_t max_message, timeout_ms;
  if (!a.string(1, &request.url) || !a.integer_or(4, int64_t(options.max_message), &max_message) ||
      !a.integer_or(5, int64_t(request.timeout_ms), &timeout_ms) ||
      !a.string_or(6, "", &request.authorities_file))
    return Returned::Raised;
  request.timeout_ms = uint64_t(timeout_ms);
  request.verify = a.none_or_nil(7) || a[7].is_truthy();
  options.compress = a.none_or_nil(3) || a[3].is_truthy();
  options.max_message = uint64_t(max_message);
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::WebSocket);
  {
    // Gone before the wait, which may leave this frame without destructors (runtime/coroutine.hpp).
    FieldList fields;
    if (!fields.read(a, 2)) return Returned::Raised;
    request.fields = fields.fields();
    scheduler->loop().connect_websocket(ticket, request, options);
  }
  return scheduler->wait(L, at, ticket);
}

constexpr Builtin kNatives[] = {
    {.name = "connect_websocket", .body = connect, .kind = BuiltinKind::Framed},
};

}  // namespace

const ObjectType kWebSocketType = {"trinity.websocket", kMethods};

bool add_websocket_natives(Thread* L, Table* into) {
  return define_type(L, kWebSocketType) && register_builtins(L, into, kNatives);
}

}  // namespace tri::modules
