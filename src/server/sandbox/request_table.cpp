#include "server/sandbox/request_table.hpp"

#include <string>

#include "modules/net/answers.hpp"
#include "modules/net/build.hpp"
#include "modules/net/json_read.hpp"
#include "runtime/args.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "server/sandbox/json_module.hpp"
#include "server/sandbox/sandbox.hpp"
#include "server/text/form.hpp"

namespace tri::server {

namespace {

using modules::push_table;
using modules::push_text;

constexpr const char kRequestType[] = "trinity.request", kRequest[] = "trinity.request.first";

// Names to values; the last of several of one name counts.
bool push_query(Thread* L, std::string_view query) {
  return push_table(L, 0, 0) &&
         each_form_pair(query, [L](const std::string& name, const std::string& value) {
           return push_text(L, name) && push_text(L, value) && modules::set_pushed_field(L);
         });
}

// req:json(): the body, decoded; an error says what is wrong with it and where. Decoded once.
Returned request_json(Thread* L, Value* at, uint32_t argc) {
  Sandbox& sandbox = Sandbox::of(L->state);
  if (!sandbox.has_request()) return raise_lib(L, at, argc, "there is no request any more");
  const std::string_view body = sandbox.incoming().body;
  if (!charge_bytes(L, body.size())) return Returned::Raised;
  const net::gateway::JsonTape tape = parser_of_thread().parse(body);
  if (tape.words) return modules::push_tape(L, tape) ? results_at_top(1) : Returned::Raised;
  std::string why;
  if (modules::push_json(L, body, why)) return results_at_top(1);
  if (why.empty()) return Returned::Raised;
  return raise_lib(L, L->frame->func, argc, "the request's body is no JSON: %s", why.c_str());
}
constexpr Builtin kJson = {.name = "json", .body = request_json, .kind = BuiltinKind::Framed};

// __index(req, key): parts that are made when they are asked for, and then fields of the table.
Returned request_index(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Table* request;
  std::string_view key;
  if (!a.table(1, &request)) return Returned::Raised;
  if (argc < 2 || !at[2].is_string()) return a.give(Value::nil());
  key = text_of(at[2].str());
  Sandbox& sandbox = Sandbox::of(L->state);
  if (key == "json") return a.give(Value::builtin(&kJson));
  const bool headers = key == "headers";
  if ((!headers && key != "query") || !sandbox.has_request()) return a.give(Value::nil());
  const Incoming& in = sandbox.incoming();
  const ptrdiff_t place = at - L->stack;
  if (!(headers ? modules::push_fields(L, in.fields) : push_query(L, in.query)))
    return Returned::Raised;
  const Value made = L->top[-1];
  if (!set_field(L, L->stack[place + 1].table(), headers ? "headers" : "query", made))
    return Returned::Raised;
  return results_at_top(1);
}
constexpr Builtin kIndex = {.name = "__index", .body = request_index};

bool set_text(Thread* L, Table* t, const char* name, std::string_view text) {
  const Root<Str> s{L, new_string(L, text)};
  return s.get() && set_field(L, t, name, Value::of(s.get()));
}

}  // namespace

bool define_request(Thread* L) {
  const Root<Table> metatable{L, new_table(L)};
  return metatable.get() && register_builtins(L, metatable, {&kIndex, 1}) &&
         set_text(L, metatable, "__metatable", "request") &&
         set_field(L, L->state->registry.table(), kRequestType, Value::of(metatable.get()));
}

bool make_request(Thread* L, Sandbox::Beginning* beginning) {
  Table* const registry = L->state->registry.table();
  const Value metatable = get_text(L->state, registry, kRequestType);
  const Root<Table> request{L, new_table(L, 5)};
  if (!request.get()) return false;
  beginning->request = request.get();
  const std::pair<Str**, const char*> names[] = {
      {&beginning->method, "method"}, {&beginning->path, "path"}, {&beginning->body, "body"}};
  for (const auto& [name, text] : names) {
    if (!set_text(L, request, text, "")) return false;
    *name = new_string(L, text);  // the one that the table has
    if (!*name) return false;
  }
  return set_metatable(L, request, metatable.table()) &&
         set_field(L, registry, kRequest, Value::of(request.get()));
}

bool push_request(Thread* L) {
  const Sandbox& sandbox = Sandbox::of(L->state);
  const Sandbox::Beginning& beginning = sandbox.beginning();
  const Incoming& in = sandbox.incoming();
  Table* const t = beginning.request;
  *L->top++ = Value::of(t);
  const auto set = [&](Str* name, std::string_view text) {
    Str* const s = new_string(L, text);
    return s && set_field(L, t, name, Value::of(s));
  };
  return set(beginning.method, in.method) && set(beginning.path, in.path) &&
         set(beginning.body, in.body);
}

}  // namespace tri::server
