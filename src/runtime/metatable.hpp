// Metatables: finding them, setting them, finding their events.
#pragma once

#include "runtime/shapes.hpp"
#include "runtime/tables.hpp"

namespace tri {

// Metatable of any value, or nullptr.
Table* metatable_of(State* S, const Value& v);
Table* metatable_of(State* S, const Table* t);
// setmetatable without checks; `mt` may be null. Registers finalizers. `site` identifies the calling site (may be null). False: raised.
[[nodiscard]] bool set_metatable(Thread* L, Table* t, Table* mt, const void* site = nullptr);
[[nodiscard]] bool set_metatable(Thread* L, Userdata* u, Table* mt);
void set_type_metatable(State* S, Type type, Table* mt);

// The event's field of a metatable (raw), nil when absent. Cost: two loads for a shaped metatable.
Value event_of(State* S, const Table* mt, Event e);
TRI_INLINE Value event_or_nil(State* S, const Table* mt, Event e) {
  return mt ? event_of(S, mt, e) : Value::nil();
}
// Metamethod of a value.
TRI_INLINE Value metamethod(State* S, const Value& v, Event e) {
  return event_or_nil(S, metatable_of(S, v), e);
}

const char* event_name(Event e);  // "__index"
[[nodiscard]] bool init_events(Thread* L);

// Name of a value's type for messages: __name of its metatable when that is a string, else the type's.
const char* named_type(Thread* L, const Value& v);

}  // namespace tri
