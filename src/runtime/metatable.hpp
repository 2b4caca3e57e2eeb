// Metatables: finding them, setting them, finding their events.
#pragma once

#include "runtime/shapes.hpp"
#include "runtime/tables_inline.hpp"

namespace tri {

// Metatable of any value, or nullptr.  Cost: two or three loads for tables.
TRI_INLINE Table* metatable_of(State* S, const Table* t) {
  const Shape* s = S->engine->shapes->at(t->shape());
  if (s->meta_kind == MetaKind::None) return nullptr;
  if (s->meta_kind == MetaKind::ById) return S->metatables[s->metatable_id];
  if (s->kind == ShapeKind::Dictionary) return t->dictionary()->metatable;
  const SlotPlace place = slot_place(t, s, s->meta_slot);
  return *place.tag == Tag::Nil ? nullptr : reinterpret_cast<Table*>(*place.payload);
}
TRI_INLINE Table* metatable_of(State* S, const Value& v) {
  if (v.is_table()) return metatable_of(S, v.table());
  return v.is_userdata() ? v.userdata()->metatable : S->type_metatables[int(v.type())];
}
// setmetatable without checks; `mt` may be null. Registers finalizers. `site` identifies the calling site (may be null). False: raised.
[[nodiscard]] bool set_metatable(Thread* L, Table* t, Table* mt, const void* site = nullptr);
[[nodiscard]] bool set_metatable(Thread* L, Userdata* u, Table* mt);
// For the first object of a class, which carries its metatable, when others have come: gives it their shape, so that sites see one.
// False: t is no such object, and stays as it is. Never raises. Cost: O(fields).
bool name_carried_metatable(State* S, Table* t);
void set_type_metatable(State* S, Type type, Table* mt);

// The event's field of a metatable (raw), nil when absent. Cost: two loads for a shaped metatable; for a dictionary one of
// the first eight events known to be absent costs one.
Value event_of_dictionary(State* S, const Table* mt, Event e);
TRI_INLINE Value event_of(State* S, const Table* mt, Event e) {
  if (mt->is_dictionary()) return event_of_dictionary(S, mt, e);
  const Shape* s = S->engine->shapes->at(mt->shape());
  const uint8_t slot = s->event_slot[int(e)];
  return slot == kNoSlot ? Value::nil() : slot_value(mt, s, slot);
}
TRI_INLINE Value event_or_nil(State* S, const Table* mt, Event e) {
  return mt ? event_of(S, mt, e) : Value::nil();
}
// Metamethod of a value.
TRI_INLINE Value metamethod(State* S, const Value& v, Event e) {
  return event_or_nil(S, metatable_of(S, v), e);
}

const char* event_name(Event e);  // "__index"
// Makes the names and marks them as such. Before the first shape with one of them exists.
[[nodiscard]] bool init_events(Thread* L);

// Name of a value's type for messages: __name of its metatable when that is a string, else the type's.
const char* named_type(Thread* L, const Value& v);

}  // namespace tri
