#include "server/sandbox/connection_table.hpp"

#include "modules/net/build.hpp"
#include "modules/net/msgpack.hpp"
#include "net/websocket/protocol.hpp"
#include "net/websocket/utf8.hpp"
#include "runtime/args.hpp"
#include "runtime/error.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "server/sandbox/answer.hpp"
#include "server/sandbox/call_values.hpp"
#include "server/sandbox/sandbox.hpp"

namespace tri::server {

namespace {

namespace ws = net::websocket;
using Kind = SocketAction::Kind;

constexpr const char kConnectionType[] = "trinity.connection";
// Where the registry holds the connection of the message that is handled.
constexpr const char kCurrent[] = "trinity.connection.current";

// Notes what is to be done, within what a request may put out. False: raised.
bool add(Thread* L, SocketAction action) {
  Sandbox& sandbox = Sandbox::of(L->state);
  auto& actions = sandbox.outgoing().actions;
  int64_t bytes = int64_t(action.data.size());
  for (const SocketAction& known : actions) bytes += int64_t(known.data.size());
  if (actions.size() >= kMaxActions || bytes > sandbox.version().manifest().limits.output_bytes)
    return (void)raise_stop(L, Stop::Output), false;
  if (!charge_bytes(L, action.data.size() + 100)) return false;
  actions.push_back(std::move(action));
  return true;
}

// Argument n is data, n + 1 may say that it is binary. False: raised.
bool read_data(const Args& a, uint32_t n, SocketAction* out) {
  std::string_view data, form;
  if (!a.string(n, &data) || !a.string_or(n + 1, "text", &form)) return false;
  if (form != "text" && form != "binary")
    return a.fail(n + 1, "expected 'text' or 'binary'") != Returned::Raised;
  out->is_text = form == "text";
  ws::Utf8Check check;
  if (out->is_text && (!check.feed(data) || !check.complete()))
    return a.fail(n, "the text is not UTF-8; binary data wants \"binary\"") != Returned::Raised;
  out->data = data;
  return true;
}

bool read_topic(const Args& a, uint32_t n, SocketAction* out) {
  std::string_view topic;
  if (!a.string(n, &topic)) return false;
  if (topic.empty() || topic.size() > kMaxTopic)
    return a.fail(n, "a topic has 1 to 128 bytes") != Returned::Raised;
  out->topic = topic;
  return true;
}

Returned connection_send(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  SocketAction action;
  return read_data(a, 2, &action) && add(L, std::move(action)) ? returned(0) : Returned::Raised;
}

Returned connection_close(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t code;
  std::string_view reason;
  if (!a.integer_or(2, ws::close_code::kNormal, &code) || !a.string_or(3, "", &reason))
    return Returned::Raised;
  if (code < 1000 || code > 4999 || !ws::is_sendable(uint16_t(code)))
    return a.fail(2, "no code that may be sent");
  ws::Utf8Check check;
  if (reason.size() > kMaxReason || !check.feed(reason) || !check.complete())
    return a.fail(3, "a reason is UTF-8 of at most 123 bytes");
  SocketAction action{.kind = Kind::Close, .code = uint16_t(code)};
  action.data = reason;
  return add(L, std::move(action)) ? returned(0) : Returned::Raised;
}

Returned subscribe_with(Thread* L, Value* at, uint32_t argc, Kind kind) {
  const Args a{L, at, argc};
  SocketAction action{.kind = kind};
  return read_topic(a, 2, &action) && add(L, std::move(action)) ? returned(0) : Returned::Raised;
}
Returned connection_subscribe(Thread* L, Value* at, uint32_t argc) {
  return subscribe_with(L, at, argc, Kind::Subscribe);
}
Returned connection_unsubscribe(Thread* L, Value* at, uint32_t argc) {
  return subscribe_with(L, at, argc, Kind::Unsubscribe);
}

constexpr Builtin kMethods[] = {
    {.name = "send", .body = connection_send},
    {.name = "close", .body = connection_close},
    {.name = "subscribe", .body = connection_subscribe},
    {.name = "unsubscribe", .body = connection_unsubscribe},
};

// Pushes conn.state as the message before left it.
bool push_state(Thread* L, std::string_view bytes) {
  if (bytes.empty()) {
    *L->top++ = Value::nil();
    return true;
  }
  std::string why;
  return modules::push_msgpack(L, bytes, why);  // our own bytes
}

}  // namespace

bool define_connection(Thread* L) {
  const Root<Table> metatable{L, new_table(L)};
  if (!metatable.get()) return false;
  const Root<Table> index{L, new_table_sized(L, 0, uint32_t(std::size(kMethods)))};
  const Root<Str> shown{L, index.get() ? new_string(L, "connection") : nullptr};
  return shown.get() && register_builtins(L, index, kMethods) &&
         set_field(L, metatable, "__index", Value::of(index.get())) &&
         set_field(L, metatable, "__metatable", Value::of(shown.get())) &&
         set_field(L, L->state->registry.table(), kConnectionType, Value::of(metatable.get()));
}

bool push_connection(Thread* L) {
  const Incoming& in = Sandbox::of(L->state).incoming();
  Table* const t = new_table(L, 2);
  if (!t) return false;
  *L->top++ = Value::of(t);
  const Value metatable = get_text(L->state, L->state->registry.table(), kConnectionType);
  if (!modules::push_text(L, "id") || !modules::push_text(L, in.connection) ||
      !modules::set_pushed_field(L) || !modules::push_text(L, "state") ||
      !push_state(L, in.state) || !modules::set_pushed_field(L))
    return false;
  Table* const made = L->top[-1].table();
  return set_metatable(L, made, metatable.table()) &&
         set_field(L, L->state->registry.table(), kCurrent, Value::of(made));
}

bool read_acceptance(Thread* L, int64_t max_body, Outgoing* out) {
  const Value& given = L->top[-1];
  out->is_accepted = given.is_nil() || given.tag == Tag::True;
  if (out->is_accepted) return true;
  if (given.tag == Tag::False) {
    out->status = 403;
    return true;
  }
  return read_answer(L, max_body, out);
}

bool read_connection_state(Thread* L, Outgoing* out) {
  const Value current = get_text(L->state, L->state->registry.table(), kCurrent);
  const Value state = get_text(L->state, current.table(), "state");
  if (state.is_nil()) return true;
  return write_value(L, state, "conn.state", int64_t(kMaxConnectionState), &out->state);
}

Returned publish(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  SocketAction action{.kind = Kind::Publish};
  return read_topic(a, 1, &action) && read_data(a, 2, &action) && add(L, std::move(action))
             ? returned(0)
             : Returned::Raised;
}

}  // namespace tri::server
