// Objects of the gateway as userdata, and how the gateway is found.
//
// A type is a row: a name, and methods behind __index. Its metatable lies in the registry under the name and has __gc
// and __close, which destroy the object; a userdata whose object is gone says so when it is used.
#pragma once

#include <span>

#include "net/gateway/gateway.hpp"
#include "runtime/args.hpp"

namespace tri::modules {

struct ObjectType {
  const char* name;  // also in messages: "expected a trinity.socket"
  std::span<const Builtin> methods;
};

// Makes the metatable of a type, unless it is there. False: raised.
[[nodiscard]] bool define_type(Thread* L, const ObjectType& type);
// Pushes `object` as a userdata of a type that was defined. False: raised, and the object is gone.
[[nodiscard]] bool push_object(Thread* L, const ObjectType& type, net::gateway::Object* object);

// The object in `v`: nullptr when it is none of that type, or destroyed.
net::gateway::Object* object_in(State* S, const Value& v, const ObjectType& type);
// Argument n. False: raised.
template <class T>
[[nodiscard]] bool check_object(const Args& a, uint32_t n, const ObjectType& type, T** out) {
  *out = n <= a.count ? static_cast<T*>(object_in(a.L->state, a[n], type)) : nullptr;
  return *out || raise_arg_type(a.L, a.at, a.count, n, type.name) != Returned::Raised;
}
// Destroys the object of a userdata before the collector does.
void destroy_object(const Value& v);

// The functions of net.so, which is loaded when they are first asked for. nullptr: it is not there; `why` says where it
// was looked for.
const net::gateway::Gateway* find_gateway(State* S, std::string& why);

}  // namespace tri::modules
