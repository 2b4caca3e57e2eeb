#include "modules/net/sources.hpp"

#include "lib/load.hpp"
#include "modules/net/http.hpp"
#include "modules/net/loop.hpp"
#include "modules/net/parse.hpp"
#include "modules/net/rpc.hpp"
#include "modules/net/scheduler.hpp"
#include "modules/net/websocket.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

namespace {

constexpr const char kNativeKey[] = "trinity.net.native";

// The table of functions that these modules build upon. nullptr: raised.
Table* native_table(Thread* L) {
  Table* const registry = L->state->registry.table();
  const Value known = get_text(L->state, registry, kNativeKey);
  if (known.is_table()) return known.table();
  const Root<Table> made{L, new_table(L)};
  if (!made.get() || !add_loop_natives(L, made) || !add_http_natives(L, made) ||
      !add_websocket_natives(L, made) || !add_rpc_natives(L, made) || !add_parse_natives(L, made) ||
      !set_field(L, registry, kNativeKey, Value::of(made.get())))
    return nullptr;
  return made;
}

}  // namespace

Returned load_source(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == 1) return results_at_top(argc);
  const Value name = argc >= 1 ? at[1] : Value::nil();
  for (const LuaSource& source : lua_sources()) {
    if (!name.is_string() || text_of(name.str()) != source.module) continue;
    // What does nothing without the loop says so when it is required; grammars need none.
    if (source.module == "trinity.net.loop" && !Scheduler::of(L)) return Returned::Raised;
    Table* const native = native_table(L);
    if (!native) return Returned::Raised;
    if (lib::push_chunk(L, source.text, source.chunk_name, "t") != lib::Load::Ok)
      return raise_value(L, L->top[-1]);
    *L->top++ = Value::of(native);
    return call_then(L, 1, L->top - 2, 1, 1);
  }
  return raise_lib(L, at, argc, "no such module in the program");
}

}  // namespace tri::modules
