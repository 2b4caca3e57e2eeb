#include "modules/net/objects.hpp"

#include <dlfcn.h>

#include <string>

#include "base/program_path.hpp"
#include "runtime/library.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

namespace {

using net::gateway::Gateway;

struct Box {
  net::gateway::Object* object;
};

Returned collect(Thread* L, Value* at, uint32_t argc) {
  if (argc >= 1) destroy_object(at[1]);
  return returned(0);
}
constexpr Builtin kMetamethods[] = {
    {.name = "__gc", .body = collect},
    {.name = "__close", .body = collect},
};

Table* metatable_named(State* S, const char* name) {
  const Value v = get_text(S, S->registry.table(), name);
  return v.is_table() ? v.table() : nullptr;
}

const Gateway* open_gateway(const std::string& path, std::string& why) {
  void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) {
    const char* const message = ::dlerror();
    (why += "\n\t") += message ? message : "no reason is given";
    return nullptr;
  }
  using Entry = const Gateway* (*)();
  const auto entry = reinterpret_cast<Entry>(::dlsym(library, "tri_net_gateway"));
  const Gateway* const found = entry ? entry() : nullptr;
  if (found != nullptr && found->version == net::gateway::kVersion) return found;
  ((why += "\n\t") += path) += " belongs to another build of trinity";
  ::dlclose(library);
  return nullptr;
}

}  // namespace

bool define_type(Thread* L, const ObjectType& type) {
  if (metatable_named(L->state, type.name)) return true;
  const Root<Table> metatable{L, new_table(L)};
  if (!metatable.get()) return false;
  const Root<Table> index{L, new_table_sized(L, 0, uint32_t(type.methods.size()))};
  if (!index.get() || !register_builtins(L, index, type.methods) ||
      !set_field(L, metatable, "__index", Value::of(index.get())) ||
      !register_builtins(L, metatable, kMetamethods))
    return false;
  Str* const name = new_string(L, type.name);
  return name && set_field(L, metatable, "__name", Value::of(name)) &&
         set_field(L, L->state->registry.table(), type.name, Value::of(metatable.get()));
}

bool push_object(Thread* L, const ObjectType& type, net::gateway::Object* object) {
  Userdata* const u = new_userdata(L, sizeof(Box), 0);
  if (!u) {
    delete object;
    return false;
  }
  static_cast<Box*>(u->block())->object = object;
  *L->top++ = Value::of(u);
  if (set_metatable(L, u, metatable_named(L->state, type.name))) return true;
  destroy_object(Value::of(u));
  return false;
}

net::gateway::Object* object_in(State* S, const Value& v, const ObjectType& type) {
  if (!v.is_userdata()) return nullptr;
  const Table* const metatable = v.userdata()->metatable;
  if (!metatable || metatable != metatable_named(S, type.name)) return nullptr;
  return static_cast<Box*>(v.userdata()->block())->object;
}

void destroy_object(const Value& v) {
  if (!v.is_userdata()) return;
  Box& box = *static_cast<Box*>(v.userdata()->block());
  net::gateway::Object* const object = box.object;
  box.object = nullptr;
  delete object;
}

const Gateway* find_gateway(State* S, std::string& why) {
  Table* const registry = S->registry.table();
  const Value known = get_text(S, registry, "trinity.gateway");
  if (known.tag == Tag::LightUserdata) return static_cast<const Gateway*>(known.p);
  const Gateway* found = nullptr;
  for (const std::string& path : library_candidates("net.so"))
    if (!found) found = open_gateway(path, why);
  if (!found) return nullptr;
  // Without memory to remember it, it is looked for again.
  (void)set_field(S->running, registry, "trinity.gateway",
                  Value::light(const_cast<Gateway*>(found)));
  return found;
}

}  // namespace tri::modules
