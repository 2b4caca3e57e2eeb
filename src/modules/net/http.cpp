#include "modules/net/http.hpp"

#include <string>
#include <vector>

#include "modules/net/answers.hpp"
#include "modules/net/build.hpp"
#include "modules/net/field_list.hpp"
#include "modules/net/objects.hpp"
#include "modules/net/scheduler.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"

namespace tri::modules {

namespace {

namespace gw = net::gateway;

bool check_status(const Args& a, uint32_t n, int64_t* status) {
  if (!a.integer(n, status)) return false;
  if (*status >= 200 && *status <= 599) return true;
  (void)a.fail(n, "a status from 200 to 599 expected");
  return false;
}

// ── Exchanges ──

bool check_exchange(const Args& a, gw::Exchange** out) {
  return check_object(a, 1, kExchangeType, out);
}

// exchange:request(): method, target, fields, body
Returned exchange_request(Thread* L, Value* at, uint32_t argc) {
  gw::Exchange* exchange;
  if (!check_exchange({L, at, argc}, &exchange)) return Returned::Raised;
  if (!push_text(L, exchange->method()) || !push_text(L, exchange->target()) ||
      !push_fields(L, exchange->fields()) || !push_text(L, exchange->body()))
    return Returned::Raised;
  return results_at_top(4);
}

// exchange:respond(status, fields, body)
Returned exchange_respond(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Exchange* exchange;
  int64_t status;
  FieldList fields;
  std::string_view body;
  if (!check_exchange(a, &exchange) || !check_status(a, 2, &status) || !fields.read(a, 3) ||
      !a.string_or(4, "", &body))
    return Returned::Raised;
  return a.give(Value::boolean(exchange->respond(int(status), fields.fields(), body)));
}

// exchange:begin(status, fields), exchange:send(piece), exchange:finish()
Returned exchange_begin(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Exchange* exchange;
  int64_t status;
  FieldList fields;
  if (!check_exchange(a, &exchange) || !check_status(a, 2, &status) || !fields.read(a, 3))
    return Returned::Raised;
  return a.give(Value::boolean(exchange->begin(int(status), fields.fields())));
}
Returned exchange_send(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Exchange* exchange;
  std::string_view piece;
  if (!check_exchange(a, &exchange) || !a.string(2, &piece)) return Returned::Raised;
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::True);
  exchange->send(ticket, piece);
  return scheduler->wait(L, at, ticket);
}
Returned exchange_finish(Thread* L, Value* at, uint32_t argc) {
  gw::Exchange* exchange;
  if (!check_exchange({L, at, argc}, &exchange)) return Returned::Raised;
  exchange->end();
  destroy_object(at[1]);
  return returned(0);
}

// exchange:websocket(compress, max_message, idle_ms): the connection; waits for it
Returned exchange_websocket(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Exchange* exchange;
  gw::WebSocketOptions options;
  int64_t max_message, idle_ms;
  if (!check_exchange(a, &exchange) ||
      !a.integer_or(3, int64_t(options.max_message), &max_message) ||
      !a.integer_or(4, int64_t(options.idle_ms), &idle_ms))
    return Returned::Raised;
  options.compress = a.none_or_nil(2) || a[2].is_truthy();
  options.max_message = uint64_t(max_message);
  options.idle_ms = uint64_t(idle_ms);
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::WebSocket);
  exchange->accept_websocket(ticket, options);
  return scheduler->wait(L, at, ticket);
}

constexpr Builtin kExchangeMethods[] = {
    {.name = "request", .body = exchange_request},
    {.name = "respond", .body = exchange_respond},
    {.name = "begin", .body = exchange_begin},
    {.name = "send", .body = exchange_send, .kind = BuiltinKind::Framed},
    {.name = "finish", .body = exchange_finish},
    {.name = "websocket", .body = exchange_websocket, .kind = BuiltinKind::Framed},
};

// ── Servers ──

Returned server_port(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Server* server;
  if (!check_object(a, 1, kServerType, &server)) return Returned::Raised;
  return a.give(Value::integer(server->port()));
}
// server:stop(seconds): what runs may finish for so long
Returned server_stop(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Server* server;
  double seconds;
  if (!check_object(a, 1, kServerType, &server) || !a.number_or(2, 0, &seconds))
    return Returned::Raised;
  if (!(seconds >= 0 && seconds <= 1e6)) return a.fail(2, "seconds from 0 to 1e6 expected");
  server->stop(uint64_t(seconds * 1000));
  return returned(0);
}
constexpr Builtin kServerMethods[] = {
    {.name = "port", .body = server_port},
    {.name = "stop", .body = server_stop},
};

// serve_http(handler, address, port, certificate, key, max_body, max_connections, idle_ms): server, or nil and why not
Returned serve_http(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::HttpServerOptions options;
  int64_t port, max_body, max_connections, idle_ms;
  if (!a.function(1) || !a.string_or(2, options.address, &options.address) ||
      !a.integer_or(3, 0, &port) || !a.string_or(4, "", &options.certificate_file) ||
      !a.string_or(5, "", &options.key_file) ||
      !a.integer_or(6, int64_t(options.max_body), &max_body) ||
      !a.integer_or(7, int64_t(options.max_connections), &max_connections) ||
      !a.integer_or(8, int64_t(options.idle_ms), &idle_ms))
    return Returned::Raised;
  if (port < 0 || port > 65535) return a.fail(3, "a port from 0 to 65535 expected");
  options.port = uint16_t(port);
  options.max_body = uint64_t(max_body);
  options.max_connections = uint64_t(max_connections);
  options.idle_ms = uint64_t(idle_ms);
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  const uint64_t id = scheduler->add_handler(L, at[1]);
  if (id == 0) return Returned::Raised;
  const gw::Made made = scheduler->loop().serve_http(id, options);
  if (made.object)
    return push_object(L, kServerType, made.object) ? results_at_top(1) : Returned::Raised;
  Str* const why = new_string(L, made.error);
  return why ? a.give(Value::nil(), Value::of(why)) : Returned::Raised;
}

// request(method, url, fields, body, timeout_ms, max_body, authorities, verify): status, body, fields; waits
Returned request(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::HttpRequest wanted;
  int64_t timeout_ms, max_body;
  if (!a.string(1, &wanted.method) || !a.string(2, &wanted.url) ||
      !a.string_or(4, "", &wanted.body) ||
      !a.integer_or(5, int64_t(wanted.timeout_ms), &timeout_ms) ||
      !a.integer_or(6, int64_t(wanted.max_body), &max_body) ||
      !a.string_or(7, "", &wanted.authorities_file))
    return Returned::Raised;
  wanted.timeout_ms = uint64_t(timeout_ms);
  wanted.max_body = uint64_t(max_body);
  wanted.verify = a.none_or_nil(8) || a[8].is_truthy();
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::Response);
  {
    // Gone before the wait, which may leave this frame without destructors (runtime/coroutine.hpp).
    FieldList fields;
    if (!fields.read(a, 3)) return Returned::Raised;
    wanted.fields = fields.fields();
    scheduler->loop().request(ticket, wanted);
  }
  return scheduler->wait(L, at, ticket);
}

constexpr Builtin kNatives[] = {
    {.name = "serve_http", .body = serve_http},
    {.name = "request", .body = request, .kind = BuiltinKind::Framed},
};

}  // namespace

const ObjectType kExchangeType = {"trinity.http.exchange", kExchangeMethods};
const ObjectType kServerType = {"trinity.server", kServerMethods};

bool add_http_natives(Thread* L, Table* into) {
  return define_type(L, kExchangeType) && define_type(L, kServerType) &&
         register_builtins(L, into, kNatives);
}

}  // namespace tri::modules
