#include "server/sandbox/context_table.hpp"

#include <string>

#include "heap/barrier.hpp"
#include "modules/net/build.hpp"
#include "modules/net/field_list.hpp"
#include "runtime/args.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "server/sandbox/connection_table.hpp"
#include "server/sandbox/sandbox.hpp"

namespace tri::server {

namespace {

using modules::push_text;

constexpr const char kContextType[] = "trinity.context", kContext[] = "trinity.context.first";
constexpr const char kStoresType[] = "trinity.stores";
constexpr int64_t kMostKeys = 1000;

Returned deny(Thread* L, Value* at, uint32_t argc, const std::string& what) {
  Sandbox::of(L->state).note_denied();
  return raise_lib(L, at, argc, "capability missing: %s", what.c_str());
}

// The outside failed: nil and why.
Returned give_failure(const Args& a, const std::string& why) {
  Str* const message = new_string(a.L, why);
  return message ? a.give(Value::nil(), Value::of(message)) : Returned::Raised;
}

// Before anything that may wait. False: raised.
bool may_call_out(Thread* L) {
  if (!Sandbox::of(L->state).take_subrequest()) {
    request_stop(L->state);
    return look_at_limits(L);
  }
  return charge(L, 1000) && may_go_on(L);
}

// ── keys and values ──
//
// Methods are closures: upvalue 0 is the name of the store, 1 whether it may be written. Neither can be reached by programs.

std::string_view store_of(Value* at) { return text_of(upvalue(at, 0).str()); }

Returned store_get(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  std::string_view key;
  if (!a.string(2, &key) || !may_call_out(L)) return Returned::Raised;
  Sandbox& sandbox = Sandbox::of(L->state);
  const auto found = sandbox.host().kv_get(sandbox.version(), store_of(at), key);
  if (!found) return give_failure(a, found.error().message);
  return *found ? a.give_text(**found) : a.give(Value::nil());
}

bool check_writable(Thread* L, Value* at, uint32_t argc) {
  if (upvalue(at, 1).is_truthy()) return true;
  (void)deny(L, at, argc,
             "kv store '" + std::string(store_of(at)) + "' is listed for reading alone");
  return false;
}

Returned store_put(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  std::string_view key, value;
  if (!a.string(2, &key) || !a.string(3, &value) || !check_writable(L, at, argc) ||
      !may_call_out(L))
    return Returned::Raised;
  Sandbox& sandbox = Sandbox::of(L->state);
  const auto done = sandbox.host().kv_put(sandbox.version(), store_of(at), key, value);
  return done ? a.give(Value::boolean(true)) : give_failure(a, done.error().message);
}

Returned store_delete(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  std::string_view key;
  if (!a.string(2, &key) || !check_writable(L, at, argc) || !may_call_out(L))
    return Returned::Raised;
  Sandbox& sandbox = Sandbox::of(L->state);
  const auto done = sandbox.host().kv_delete(sandbox.version(), store_of(at), key);
  return done ? a.give(Value::boolean(*done)) : give_failure(a, done.error().message);
}

Returned store_keys(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  std::string_view prefix;
  int64_t most;
  if (!a.string_or(2, "", &prefix) || !a.integer_or(3, 100, &most) || !may_call_out(L))
    return Returned::Raised;
  if (most < 0 || most > kMostKeys) return a.fail(3, "expected 0 to 1000");
  Sandbox& sandbox = Sandbox::of(L->state);
  const auto keys = sandbox.host().kv_keys(sandbox.version(), store_of(at), prefix, most);
  if (!keys) return give_failure(a, keys.error().message);
  if (!modules::push_table(L, uint32_t(keys->size()), 0)) return Returned::Raised;
  for (size_t i = 0; i < keys->size(); ++i)
    if (!push_text(L, (*keys)[i]) || !modules::set_pushed_element(L, int64_t(i) + 1))
      return Returned::Raised;
  return results_at_top(1);
}

constexpr Builtin kStoreMethods[] = {
    {.name = "get", .body = store_get},
    {.name = "put", .body = store_put},
    {.name = "delete", .body = store_delete},
    {.name = "keys", .body = store_keys},
};

// Pushes the table of one store.
bool push_store(Thread* L, const Capabilities::Store& store) {
  if (!modules::push_table(L, 0, uint32_t(std::size(kStoreMethods)))) return false;
  Table* const t = L->top[-1].table();
  const Root<Str> name{L, new_string(L, store.name)};
  if (!name.get()) return false;
  for (const Builtin& method : kStoreMethods) {
    const Root<NativeClosure> closure{L, new_builtin_closure(L, &method, 2)};
    if (!closure.get()) return false;
    closure->upvalues[0] = Value::of(name.get());
    barrier(L->state, &closure.get()->header, closure->upvalues[0]);
    closure->upvalues[1] = Value::boolean(store.may_write);
    wrote(closure.get());
    if (!set_field(L, t, method.name, Value::of(closure.get()))) return false;
  }
  return true;
}

// __index of ctx.kv: a store that is not listed.
Returned missing_store(Thread* L, Value* at, uint32_t argc) {
  const std::string name = argc >= 2 && at[2].is_string() ? std::string(text_of(at[2].str())) : "?";
  return deny(L, at, argc, "kv store '" + name + "' is not among the function's capabilities");
}
constexpr Builtin kMissingStore = {.name = "__index", .body = missing_store};

// Pushes ctx.kv.
bool push_stores(Thread* L) {
  const auto& stores = Sandbox::of(L->state).version().manifest().capabilities.stores;
  if (!modules::push_table(L, 0, uint32_t(stores.size()))) return false;
  for (const Capabilities::Store& store : stores) {
    if (!push_text(L, store.name) || !push_store(L, store) || !modules::set_pushed_field(L))
      return false;
  }
  const Value metatable = get_text(L->state, L->state->registry.table(), kStoresType);
  return set_metatable(L, L->top[-1].table(), metatable.table());
}

// ── secrets ──

Returned context_secret(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  std::string_view name;
  if (!a.string(1, &name)) return Returned::Raised;
  Sandbox& sandbox = Sandbox::of(L->state);
  if (!may_know(sandbox.version().manifest().capabilities, name))
    return deny(L, at, argc,
                "secret '" + std::string(name) + "' is not among the function's capabilities");
  const auto found = sandbox.host().secret(sandbox.version(), name);
  if (!found) return give_failure(a, found.error().message);
  return *found ? a.give_text(**found) : a.give(Value::nil());
}

// ── fetch ──

// What argument 1 asks for. False: raised.
bool read_fetch(const Args& a, Fetch* out) {
  State* S = a.L->state;
  std::string_view text;
  if (a.type(1) != Type::Table) {
    if (!a.string(1, &text)) return false;
    out->url = text;
    return true;
  }
  const Table* t = a[1].table();
  const auto field = [&](const char* name, std::string* to) {
    const Value v = get_text(S, t, name);
    if (v.is_nil()) return true;
    if (!v.is_string())
      return raise_arg(a.L, a.at, a.count, 1, "url, method and body are strings") !=
             Returned::Raised;
    *to = text_of(v.str());
    return true;
  };
  if (!field("url", &out->url) || !field("method", &out->method) || !field("body", &out->body))
    return false;
  const Value headers = get_text(S, t, "headers");
  if (headers.is_nil()) return true;
  if (!headers.is_table())
    return raise_arg(a.L, a.at, a.count, 1, "headers are a table") != Returned::Raised;
  Value name, value;
  for (uint32_t at = kNoPosition;
       (at = next_after(S, headers.table(), at, &name, &value)) != kNoPosition;) {
    if (!name.is_string() || !value.is_string())
      return raise_arg(a.L, a.at, a.count, 1, "headers are strings by strings") != Returned::Raised;
    out->fields.emplace_back(text_of(name.str()), text_of(value.str()));
  }
  return true;
}

bool push_fetched(Thread* L, const Fetched& fetched) {
  std::vector<Field> fields;
  for (const auto& [name, value] : fetched.fields) fields.push_back({name, value});
  if (!modules::push_table(L, 0, 3) || !push_text(L, "status")) return false;
  *L->top++ = Value::integer(fetched.status);
  if (!modules::set_pushed_field(L) || !push_text(L, "body") || !push_text(L, fetched.body) ||
      !modules::set_pushed_field(L) || !push_text(L, "headers") || !modules::push_table(L, 0, 0))
    return false;
  for (const Field& field : fields)
    if (!push_text(L, field.name) || !push_text(L, field.value) || !modules::set_pushed_field(L))
      return false;
  return modules::set_pushed_field(L);
}

Returned context_fetch(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Fetch fetch;
  if (!read_fetch(a, &fetch)) return Returned::Raised;
  Sandbox& sandbox = Sandbox::of(L->state);
  if (!may_fetch(sandbox.version().manifest().capabilities, fetch.url))
    return deny(L, at, argc,
                "fetch of '" + fetch.url + "' is not among the function's capabilities");
  if (!may_call_out(L)) return Returned::Raised;
  const auto fetched = sandbox.host().fetch(
      sandbox.version(), fetch, sandbox.remaining_ms(),
      [](void* thread) {
        auto* const L = static_cast<Thread*>(thread);
        Sandbox::of(L->state).tell_stack(L);
        return is_stop_asked(L->state);
      },
      L);
  if (!may_go_on(L)) return Returned::Raised;
  if (!fetched) return give_failure(a, fetched.error().message);
  if (!charge_bytes(L, fetched->body.size())) return Returned::Raised;
  return push_fetched(L, *fetched) ? results_at_top(1) : Returned::Raised;
}

// ── the rest ──

Returned context_log(Thread* L, Value* at, uint32_t argc) {
  LeafFrame frame{L, at, argc};
  if (!frame.ok()) return Returned::Raised;
  std::string line;
  for (uint32_t n = 1; n <= argc; ++n) {
    Str* const s = to_display_string(L, frame.at()[n]);
    if (!s) return Returned::Raised;
    if (n > 1) line += '\t';
    line += text_of(s);
  }
  if (!charge_output(L, line.size() + 1)) return Returned::Raised;
  Sandbox::of(L->state).log(line);
  return returned(0);
}

Returned context_remaining(Thread* L, Value* at, uint32_t argc) {
  return Args{L, at, argc}.give(Value::integer(Sandbox::of(L->state).remaining_ms()));
}

constexpr Builtin kLog = {.name = "log", .body = context_log};
constexpr Builtin kRemaining = {.name = "remaining_ms", .body = context_remaining};
constexpr Builtin kSecret = {.name = "secret", .body = context_secret};
constexpr Builtin kFetch = {.name = "fetch", .body = context_fetch};
constexpr Builtin kPublish = {.name = "publish", .body = publish};

// __index(ctx, key): made when asked for.
Returned context_index(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (argc < 2 || !at[1].is_table() || !at[2].is_string()) return a.give(Value::nil());
  const std::string_view key = text_of(at[2].str());
  const Sandbox& sandbox = Sandbox::of(L->state);
  for (const Builtin* b : {&kLog, &kRemaining, &kSecret, &kFetch, &kPublish})
    if (key == b->name) return a.give(Value::builtin(b));
  if (key == "request") return a.give_text(sandbox.has_request() ? sandbox.incoming().id : "");
  if (key == "tenant") return a.give_text(sandbox.version().tenant());
  if (key == "name") return a.give_text(sandbox.version().manifest().name);
  if (key == "version") return a.give_text(sandbox.version().label());
  if (key != "kv") return a.give(Value::nil());
  const ptrdiff_t place = at - L->stack;
  if (!push_stores(L)) return Returned::Raised;
  const Value made = L->top[-1];
  return set_field(L, L->stack[place + 1].table(), "kv", made) ? results_at_top(1)
                                                               : Returned::Raised;
}
constexpr Builtin kIndex = {.name = "__index", .body = context_index};

bool define(Thread* L, const char* type, const Builtin& index) {
  const Root<Table> metatable{L, new_table(L)};
  const Root<Str> shown{L, metatable.get() ? new_string(L, "context") : nullptr};
  return shown.get() && register_builtins(L, metatable, {&index, 1}) &&
         set_field(L, metatable, "__metatable", Value::of(shown.get())) &&
         set_field(L, L->state->registry.table(), type, Value::of(metatable.get()));
}

}  // namespace

bool define_context(Thread* L) {
  return define(L, kContextType, kIndex) && define(L, kStoresType, kMissingStore);
}

bool make_context(Thread* L, Sandbox::Beginning* beginning) {
  Table* const registry = L->state->registry.table();
  const Value metatable = get_text(L->state, registry, kContextType);
  const Root<Table> context{L, new_table(L, 2)};
  beginning->context = context.get();
  return context.get() && set_metatable(L, context, metatable.table()) &&
         set_field(L, registry, kContext, Value::of(context.get()));
}

void push_context(Thread* L) { *L->top++ = Value::of(Sandbox::of(L->state).beginning().context); }

}  // namespace tri::server
