#include "modules/modules.hpp"

#include "modules/net/json.hpp"
#include "modules/net/msgpack.hpp"
#include "modules/net/sources.hpp"
#include "modules/trinity.hpp"
#include "runtime/library.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

namespace {

// A loader: makes the table that `require` of its name gives.
constexpr Builtin kModules[] = {
    {.name = "trinity", .body = load_trinity},
#if TRINITY_NET  // not when built for another machine
    {.name = "trinity.net", .body = load_source, .kind = BuiltinKind::Framed},
    {.name = "trinity.net.http", .body = load_source, .kind = BuiltinKind::Framed},
    {.name = "trinity.net.loop", .body = load_source, .kind = BuiltinKind::Framed},
    {.name = "trinity.net.options", .body = load_source, .kind = BuiltinKind::Framed},
    {.name = "trinity.net.parse", .body = load_source, .kind = BuiltinKind::Framed},
    {.name = "trinity.net.rpc", .body = load_source, .kind = BuiltinKind::Framed},
    {.name = "trinity.net.websocket", .body = load_source, .kind = BuiltinKind::Framed},
    {.name = "trinity.net.json", .body = load_json},
    {.name = "trinity.net.msgpack", .body = load_msgpack},
#endif
};

}  // namespace

bool preload_all(Thread* L) {
  const Value preload = get_text(L->state, L->state->registry.table(), "_PRELOAD");
  return preload.is_table() && register_builtins(L, preload.table(), kModules);
}

}  // namespace tri::modules
