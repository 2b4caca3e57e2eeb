#include "modules/net/rpc.hpp"

#include <string>
#include <vector>

#include "modules/net/build.hpp"
#include "modules/net/marks.hpp"
#include "modules/net/msgpack.hpp"
#include "modules/net/objects.hpp"
#include "modules/net/scheduler.hpp"
#include "runtime/library.hpp"

namespace tri::modules {

namespace {

namespace gw = net::gateway;

extern const ObjectType kClientType;

// Argument n as MessagePack, nil where there is none. False: raised.
bool encode_argument(const Args& a, uint32_t n, TextBuffer& out) {
  const Value value = n <= a.count ? a[n] : Value::nil();
  const char* const why = write_msgpack(a.L, value, out);
  if (why && *why != '\0') (void)a.fail(n, why);
  return !why;
}

// Argument n: seconds. False: raised.
bool timeout_of(const Args& a, uint32_t n, uint64_t* us) {
  *us = UINT64_MAX;
  if (a.none_or_nil(n)) return true;
  double seconds;
  if (!a.number(n, &seconds)) return false;
  if (!(seconds >= 0 && seconds < 1e9)) {
    (void)a.fail(n, "seconds from 0 to 1e9 expected");
    return false;
  }
  *us = uint64_t(seconds * 1e6);
  return true;
}

// ── Calls at a server ──

// call:request(): method, streams, arguments; or method, streams, nil, why
Returned call_request(Thread* L, Value* at, uint32_t argc) {
  gw::Call* call;
  if (!check_object(Args{L, at, argc}, 1, kCallType, &call)) return Returned::Raised;
  if (!push_text(L, call->method())) return Returned::Raised;
  push(L, Value::boolean(call->streams()));
  const ptrdiff_t base = L->top - L->stack;
  std::string why;
  if (push_msgpack(L, call->payload(), why)) {
    if (is_null(L->top[-1])) set_nil(L->top - 1);
    return results_at_top(3);
  }
  if (why.empty()) return Returned::Raised;
  L->top = L->stack + base;
  push(L, Value::nil());
  return push_text(L, why) ? results_at_top(4) : Returned::Raised;
}
Returned call_reply(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Call* call;
  TextBuffer payload{L};
  if (!check_object(a, 1, kCallType, &call) || !encode_argument(a, 2, payload))
    return Returned::Raised;
  call->reply(payload.text());
  return returned(0);
}
// call:fail(code, message)
Returned call_fail(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Call* call;
  std::string_view code, message;
  if (!check_object(a, 1, kCallType, &call) || !a.string(2, &code) || !a.string(3, &message))
    return Returned::Raised;
  call->fail(code.substr(0, 255), message);
  return returned(0);
}
// call:send(item): waits until there is room for it
Returned call_send(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Call* call;
  if (!check_object(a, 1, kCallType, &call)) return Returned::Raised;
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::True);
  {
    TextBuffer item{L};
    if (!encode_argument(a, 2, item)) return Returned::Raised;
    call->send(ticket, item.text());
  }
  return scheduler->wait(L, at, ticket);
}
// call:remaining(): seconds until its deadline, or nil
Returned call_remaining(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Call* call;
  if (!check_object(a, 1, kCallType, &call)) return Returned::Raised;
  const uint64_t us = call->remaining_us();
  return a.give(us == UINT64_MAX ? Value::nil() : Value::number(double(us) * 1e-6));
}
Returned call_cancelled(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::Call* call;
  if (!check_object(a, 1, kCallType, &call)) return Returned::Raised;
  return a.give(Value::boolean(call->cancelled()));
}
constexpr Builtin kCallMethods[] = {
    {.name = "request", .body = call_request},
    {.name = "reply", .body = call_reply},
    {.name = "fail", .body = call_fail},
    {.name = "send", .body = call_send, .kind = BuiltinKind::Framed},
    {.name = "remaining", .body = call_remaining},
    {.name = "cancelled", .body = call_cancelled},
};

// serve_rpc(handler, address, port, path, methods, certificate, key): server, or nil and why not. `methods`: names to whether
// they stream.
Returned serve_rpc(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::RpcServerOptions options;
  int64_t port;
  Table* methods;
  if (!a.function(1) || !a.string_or(2, options.address, &options.address) ||
      !a.integer_or(3, 0, &port) || !a.string_or(4, "", &options.unix_path) ||
      !a.table(5, &methods) || !a.string_or(6, "", &options.certificate_file) ||
      !a.string_or(7, "", &options.key_file))
    return Returned::Raised;
  if (port < 0 || port > 65535) return a.fail(3, "a port from 0 to 65535 expected");
  options.port = uint16_t(port);
  std::vector<gw::RpcMethod> rows;
  Value name, streams;
  for (uint32_t place = kNoPosition;
       (place = next_after(L->state, methods, place, &name, &streams)) != kNoPosition;) {
    if (!name.is_string() || length_of(name.str()) == 0 || length_of(name.str()) > 255)
      return a.fail(5, "names of methods are strings of 1 to 255 bytes");
    rows.push_back({text_of(name.str()), streams.is_truthy()});
  }
  options.methods = rows;
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  const uint64_t id = scheduler->add_handler(L, at[1]);
  if (id == 0) return Returned::Raised;
  const gw::Made made = scheduler->loop().serve_rpc(id, options);
  if (made.object)
    return push_object(L, kServerType, made.object) ? results_at_top(1) : Returned::Raised;
  Str* const why = new_string(L, made.error);
  return why ? a.give(Value::nil(), Value::of(why)) : Returned::Raised;
}

// ── Clients ──

// connect_rpc(host, port, path, tls, authorities, verify)
Returned connect_rpc(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  gw::RpcClientOptions options;
  int64_t port;
  if (!a.string_or(1, options.host, &options.host) || !a.integer_or(2, 0, &port) ||
      !a.string_or(3, "", &options.unix_path) || !a.string_or(5, "", &options.authorities_file))
    return Returned::Raised;
  options.tls = !a.none_or_nil(4) && a[4].is_truthy();
  options.verify = a.none_or_nil(6) || a[6].is_truthy();
  if (port < 0 || port > 65535) return a.fail(2, "a port from 0 to 65535 expected");
  options.port = uint16_t(port);
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  const gw::Made made = scheduler->loop().connect_rpc(options);
  if (made.object)
    return push_object(L, kClientType, made.object) ? results_at_top(1) : Returned::Raised;
  Str* const why = new_string(L, made.error);
  return why ? a.give(Value::nil(), Value::of(why)) : Returned::Raised;
}

// client:call(method, arguments, seconds) and client:stream(...): wait
Returned begin_call(Thread* L, Value* at, uint32_t argc, Want want) {
  const Args a{L, at, argc};
  gw::RpcClient* client;
  std::string_view method;
  uint64_t timeout_us;
  if (!check_object(a, 1, kClientType, &client) || !a.string(2, &method) ||
      !timeout_of(a, 4, &timeout_us))
    return Returned::Raised;
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(want);
  {
    TextBuffer payload{L};
    if (!encode_argument(a, 3, payload)) return Returned::Raised;
    if (want == Want::Stream)
      client->stream(ticket, method, payload.text(), timeout_us);
    else
      client->call(ticket, method, payload.text(), timeout_us);
  }
  return scheduler->wait(L, at, ticket);
}
Returned client_call(Thread* L, Value* at, uint32_t argc) {
  return begin_call(L, at, argc, Want::Result);
}
Returned client_stream(Thread* L, Value* at, uint32_t argc) {
  return begin_call(L, at, argc, Want::Stream);
}
Returned client_close(Thread* L, Value* at, uint32_t argc) {
  gw::RpcClient* client;
  if (!check_object(Args{L, at, argc}, 1, kClientType, &client)) return Returned::Raised;
  client->close();
  return returned(0);
}
constexpr Builtin kClientMethods[] = {
    {.name = "call", .body = client_call, .kind = BuiltinKind::Framed},
    {.name = "stream", .body = client_stream, .kind = BuiltinKind::Framed},
    {.name = "close", .body = client_close},
};
const ObjectType kClientType = {"trinity.rpc.client", kClientMethods};

// items:next(): true and an item; false behind the last; or nil, why, code
Returned items_next(Thread* L, Value* at, uint32_t argc) {
  gw::ItemStream* items;
  if (!check_object(Args{L, at, argc}, 1, kItemStreamType, &items)) return Returned::Raised;
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::Item);
  items->next(ticket);
  return scheduler->wait(L, at, ticket);
}
// items:close(): cancels the call, unless it has ended
Returned items_close(Thread* L, Value* at, uint32_t argc) {
  gw::ItemStream* items;
  if (!check_object(Args{L, at, argc}, 1, kItemStreamType, &items)) return Returned::Raised;
  destroy_object(at[1]);
  return returned(0);
}
constexpr Builtin kItemMethods[] = {
    {.name = "next", .body = items_next, .kind = BuiltinKind::Framed},
    {.name = "close", .body = items_close},
};

constexpr Builtin kNatives[] = {
    {.name = "serve_rpc", .body = serve_rpc},
    {.name = "connect_rpc", .body = connect_rpc},
};

}  // namespace

const ObjectType kCallType = {"trinity.rpc.call", kCallMethods};
const ObjectType kItemStreamType = {"trinity.rpc.items", kItemMethods};

bool add_rpc_natives(Thread* L, Table* into) {
  return define_type(L, kCallType) && define_type(L, kClientType) &&
         define_type(L, kItemStreamType) && register_builtins(L, into, kNatives);
}

}  // namespace tri::modules
