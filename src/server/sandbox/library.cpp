#include "server/sandbox/library.hpp"

#include <time.h>

#include <iterator>

#include "heap/closure.hpp"
#include "heap/heap.hpp"
#include "lib/control.hpp"
#include "lib/libraries.hpp"
#include "modules/net/msgpack.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/link.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"
#include "server/sandbox/json_module.hpp"
#include "server/sandbox/sandbox.hpp"

namespace tri::server {

namespace {

// ── base ──

// load(chunk, name, mode, env) of text alone: a binary chunk is refused whatever the mode says.
Returned sandbox_load(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == 0) {
    const Args a{L, at, argc};
    std::string_view mode;
    if (!a.string_or(3, "bt", &mode)) return Returned::Raised;
    const bool takes_text = mode.find('t') != mode.npos;
    if (argc < 3) {
      for (uint32_t n = argc + 1; n < 3; ++n) set_nil(at + n);
      argc = 3;
      L->top = at + 1 + argc;
    }
    Str* const forced = new_string(L, takes_text ? "t" : "");
    if (!forced) return Returned::Raised;
    at[3] = Value::of(forced);
  }
  return lib::base_load(L, at, argc);
}

Returned sandbox_collectgarbage(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  std::string_view option;
  if (!a.string_or(1, "collect", &option)) return Returned::Raised;
  if (option != "count") return a.fail(1, "only 'count' is available to functions");
  return a.give(Value::number(double(L->state->heap->bytes_in_use()) / 1024));
}

constexpr Builtin kBase[] = {
    {.name = "load", .body = sandbox_load, .kind = BuiltinKind::Blocking},
    {.name = "collectgarbage", .body = sandbox_collectgarbage},
};

// ── clocks ──

// Seconds since the request began. A coarse clock tells whole milliseconds: less is what timing attacks want.
Returned coarse_clock(Thread* L, Value* at, uint32_t argc) {
  const int64_t ms = Sandbox::of(L->state).elapsed_ns() / 1'000'000;
  return Args{L, at, argc}.give(Value::number(double(ms) / 1e3));
}
Returned fine_clock(Thread* L, Value* at, uint32_t argc) {
  return Args{L, at, argc}.give(Value::number(double(Sandbox::of(L->state).elapsed_ns()) / 1e9));
}
constexpr Builtin kCoarseClock = {.name = "clock", .body = coarse_clock};
constexpr Builtin kFineClock = {.name = "clock", .body = fine_clock};

// What time it is, the host says: in a test, what its fixture says. Upvalue 0 is the library's function, which does the rest.
Value now_of(Thread* L) { return Value::integer(Sandbox::of(L->state).host().now_ms() / 1000); }
Returned sandbox_time(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  return a.none_or_nil(1) ? a.give(now_of(L)) : upvalue(at, 0).builtin()->body(L, at, argc);
}
Returned sandbox_date(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (a.none_or_nil(2)) {
    if (argc == 0) at[1] = Value::nil();
    at[2] = now_of(L);
    argc = 2;
  }
  return upvalue(at, 0).builtin()->body(L, at, argc);
}
constexpr Builtin kTimes[] = {
    {.name = "time", .body = sandbox_time},
    {.name = "date", .body = sandbox_date},
};

bool add_clocks(Thread* L, Clock clock) {
  if (clock == Clock::None) return true;
  const Root<Table> all{L, lib::open_os(L)};
  const Root<Table> os{L, all.get() ? new_table_sized(L, 0, 4) : nullptr};
  if (!os.get()) return false;
  for (const Builtin& row : kTimes) {
    const Root<NativeClosure> closure{L, new_builtin_closure(L, &row, 1)};
    if (!closure.get()) return false;
    closure->upvalues[0] = get_text(L->state, all, row.name);
    if (!set_field(L, os, row.name, Value::of(closure.get()))) return false;
  }
  return set_field(L, os, "difftime", get_text(L->state, all, "difftime")) &&
         register_builtins(L, os, {clock == Clock::Fine ? &kFineClock : &kCoarseClock, 1}) &&
         set_field(L, loaded_table(L), "os", Value::of(os.get())) &&
         set_field(L, globals(L), "os", Value::of(os.get()));
}

// ── require ──
//
// Loaded modules lie in the table behind loaded_table(), which programs cannot reach; a module that is being loaded is marked
// there by a light userdata. at[1] is the name; the frame comes back with the module's value.

// Modules of the server: they compute and reach nothing.
constexpr Builtin kModules[] = {
    {.name = "trinity.net.json", .body = load_sandbox_json},
    {.name = "trinity.net.msgpack", .body = modules::load_msgpack},
};

Value being_loaded() { return Value::light(const_cast<Builtin*>(kModules)); }
bool is_being_loaded(const Value& v) {
  return v.tag == Tag::LightUserdata && v.p == being_loaded().p;
}

const Builtin* builtin_module(std::string_view name) {
  for (const Builtin& module : kModules)
    if (name == module.name) return &module;
  return nullptr;
}

Returned keep_module(Thread* L, Value* at) {
  Value v = L->top[-1];
  if (v.is_nil()) v = Value::boolean(true);
  if (!set(L, loaded_table(L), at[1], v)) return Returned::Raised;
  L->top[-1] = v;
  return results_at_top(1);
}

Returned sandbox_require(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == kAfterCallee) return keep_module(L, L->frame->func);
  const Args a{L, at, argc};
  std::string_view name;
  if (!a.string(1, &name)) return Returned::Raised;
  const Value known = get(L->state, loaded_table(L), at[1]);
  if (is_being_loaded(known))
    return raise_lib(L, at, argc, "module '%s' is being loaded already: a circle of require",
                     c_string(L, at[1].str()));
  if (!known.is_nil()) return a.give(known);
  const bytecode::Chunk* const chunk = Sandbox::of(L->state).version().module(name);
  const Builtin* const builtin = chunk ? nullptr : builtin_module(name);
  if (!chunk && !builtin)
    return raise_lib(L, at, argc,
                     "module '%s' not found: the bundle has no such file, as lib/NAME.lua or "
                     "NAME.lua, and only what is in the bundle can be required",
                     c_string(L, at[1].str()));
  if (!set(L, loaded_table(L), at[1], being_loaded())) return Returned::Raised;
  if (builtin) {
    *L->top++ = Value::builtin(builtin);
  } else {
    const LuaClosure* const main = load_chunk(L, *chunk);
    if (!main) return Returned::Raised;
    *L->top++ = Value::of(main);
  }
  *L->top++ = at[1];
  return call_then(L, kAfterCallee, L->top - 2, 1, 1);
}
constexpr Builtin kRequire = {
    .name = "require", .body = sandbox_require, .kind = BuiltinKind::Framed};

}  // namespace

bool open_sandbox_library(Thread* L, Clock clock) {
  if (!lib::open_pure(L)) return false;
  Table* const all = globals(L);
  const Value string = get_text(L->state, all, "string");
  return register_builtins(L, all, kBase) && register_builtins(L, all, {&kRequire, 1}) &&
         set_field(L, string.table(), "dump", Value::nil()) && add_clocks(L, clock);
}

}  // namespace tri::server
