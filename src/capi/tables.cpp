// Tables, userdata and their metatables.
//
// The common case of each access is a raw one and is done here; metamethods are what the operators of room runtime do.
#include "capi/literal.hpp"
#include "capi/stack.hpp"
#include "heap/barrier.hpp"
#include "runtime/hold.hpp"
#include "runtime/library.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/tables_inline.hpp"

namespace tri::capi {

namespace {

// Pushes object[key].
int push_index(Thread* L, const Value& object, const Value& key) {
  Value v;
  check(L, index(L, object, key, &v));
  push(L, v);
  return public_type(v);
}

// Pushes object[key] of the value at an index.
[[gnu::noinline]] int push_any_element(Thread* L, int index, lua_Integer key) {
  return push_index(L, *slot(L, index), Value::integer(key));
}

// Notes in the row of `name`, which names `key`, where tables like t keep it: in the table itself, or nowhere.
void learn_place(State* S, const Table* t, const Str* key, const char* name) {
  if (t->is_dictionary()) return;
  const Shape* s = shape_of(S, t);
  const int slot = S->engine->shapes->find(s, key);
  if (slot < 0 || slot >= s->inline_slots) return;
  LiteralCache::Row* row = row_of(S, name);
  if (!is_known(S, row, name)) return;
  const SlotPlace place = slot_place(t, s, uint32_t(slot));
  const char* from = reinterpret_cast<const char*>(t);
  row->payload = uint16_t(reinterpret_cast<const char*>(place.payload) - from);
  row->tag = uint16_t(reinterpret_cast<const char*>(place.tag) - from);
  row->shape = t->shape();
}
// The place of the field `name` of t, if it is known and the field is not nil. Both null: who knows.
TRI_INLINE SlotPlace known_place(State* S, const Value& object, const char* name) {
  const LiteralCache::Row* row = row_of(S, name);
  if (!object.is_table() || object.table()->shape() != row->shape || !is_known(S, row, name))
    return {nullptr, nullptr};
  char* from = reinterpret_cast<char*>(object.table());
  auto* tag = reinterpret_cast<Tag*>(from + row->tag);
  if (*tag == Tag::Nil) return {nullptr, nullptr};
  return {reinterpret_cast<uint64_t*>(from + row->payload), tag};
}

[[gnu::noinline]] int push_any_field(Thread* L, const Value& object, const char* name) {
  const Value o = object;
  Str* key = literal(L, name);
  check(L, key != nullptr);
  if (o.is_table() && is_short(key)) {
    learn_place(L->state, o.table(), key, name);
    const Value v = get_short_inline(L->state, o.table(), key);
    if (!v.is_nil()) {
      push(L, v);
      return public_type(v);
    }
  }
  return push_index(L, o, Value::of(key));
}
TRI_INLINE int push_field(Thread* L, const Value& object, const char* name) {
  const SlotPlace place = known_place(L->state, object, name);
  if (!place.tag) return push_any_field(L, object, name);
  const Value v = Value::raw(*place.payload, *place.tag);
  push(L, v);
  return public_type(v);
}

bool has_newindex(Thread* L, const Table* t) {
  return !event_or_nil(L->state, metatable_of(L->state, t), Event::NewIndex).is_nil();
}

// object[name] = value, a store by a constant key.
[[gnu::noinline]] bool store_any_field(Thread* L, const Value& object, const char* name,
                                       const Value& value) {
  const Value o = object, v = value;
  Str* key = literal(L, name);  // `value` is on the stack
  if (!key) return false;
  if (o.is_table()) {
    Table* t = o.table();
    if (is_short(key)) learn_place(L->state, t, key, name);
    if (is_short(key) && !v.is_nil() && !metatable_of(L->state, t) &&
        try_set_short(L->state, t, key, v))
      return true;
    const Root<Str> root(L, key);
    if (!has_newindex(L, t)) return set_field(L, t, key, v);
    return set_index(L, o, Value::of(key), v);
  }
  const Root<Str> root(L, key);
  return set_index(L, o, Value::of(key), v);
}

TRI_INLINE bool store_field(Thread* L, const Value& object, const char* name, const Value& value) {
  const SlotPlace place = known_place(L->state, object, name);
  if (!place.tag || value.is_nil()) return store_any_field(L, object, name, value);
  *place.payload = value.bits;
  *place.tag = value.tag;
  barrier(L->state, &object.table()->header, value);
  wrote(object.table());
  return true;
}

// Gives `v` to every key of C code: a raw store.
bool store_raw(Thread* L, Table* t, const Value& key, const Value& v) {
  return key.is_short_string() ? set_field(L, t, key.str(), v) : set(L, t, key, v);
}

int push_value(Thread* L, const Value& v) {
  push(L, v);
  return public_type(v);
}

Value* user_value(Value* v, int n) {
  Userdata* u = v->userdata();
  return n >= 1 && n <= int(u->header.aux) ? &u->user_values[n - 1] : nullptr;
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

// ---- reading

LUA_API int lua_getglobal(lua_State* l, const char* name) {
  Thread* L = thread(l);
  const Value globals = get_int_inline(L->state->registry.table(), LUA_RIDX_GLOBALS);
  return push_field(L, globals, name);
}

LUA_API int lua_getfield(lua_State* l, int index, const char* name) {
  Thread* L = thread(l);
  return push_field(L, *slot(L, index), name);
}

LUA_API int lua_gettable(lua_State* l, int index) {
  Thread* L = thread(l);
  const Value* object = slot(L, index);
  Value v;
  check(L, tri::index(L, *object, L->top[-1], &v));
  copy(L->top - 1, &v);
  return public_type(v);
}

LUA_API int lua_geti(lua_State* l, int index, lua_Integer key) {
  Thread* L = thread(l);
  const Value* object = near_slot(L, index);
  if (object && object->is_table()) [[likely]] {
    const Value v = get_int_inline(object->table(), key);
    if (!v.is_nil()) [[likely]]
      return push_value(L, v);
  }
  return push_any_element(L, index, key);
}

LUA_API int lua_rawget(lua_State* l, int index) {
  Thread* L = thread(l);
  const Value v = get(L->state, slot(L, index)->table(), L->top[-1]);
  copy(L->top - 1, &v);
  return public_type(v);
}

LUA_API int lua_rawgeti(lua_State* l, int index, lua_Integer key) {
  Thread* L = thread(l);
  return push_value(L, get_int_inline(slot(L, index)->table(), key));
}

LUA_API int lua_rawgetp(lua_State* l, int index, const void* key) {
  Thread* L = thread(l);
  return push_value(L,
                    get(L->state, slot(L, index)->table(), Value::light(const_cast<void*>(key))));
}

LUA_API int lua_next(lua_State* l, int index) {
  Thread* L = thread(l);
  const Table* t = slot(L, index)->table();
  Value* key = L->top - 1;
  bool found;
  uint32_t position = position_of(L->state, t, *key, key->position, &found);
  if (!found) check(L, raise_text(L, "invalid key to 'next'"));
  position = next_after(L->state, t, position, key, key + 1);
  if (position == kNoPosition) {
    L->top--;
    return 0;
  }
  key->position = position;
  L->top++;
  return 1;
}

// ---- writing

LUA_API void lua_setglobal(lua_State* l, const char* name) {
  Thread* L = thread(l);
  const Value globals = get_int_inline(L->state->registry.table(), LUA_RIDX_GLOBALS);
  check(L, store_field(L, globals, name, L->top[-1]));
  L->top--;
  poll_collector(L);
}

LUA_API void lua_setfield(lua_State* l, int index, const char* name) {
  Thread* L = thread(l);
  check(L, store_field(L, *slot(L, index), name, L->top[-1]));
  L->top--;
  poll_collector(L);
}

LUA_API void lua_settable(lua_State* l, int index) {
  Thread* L = thread(l);
  const Value* object = slot(L, index);
  check(L, set_index(L, *object, L->top[-2], L->top[-1]));
  L->top -= 2;
  poll_collector(L);
}

LUA_API void lua_seti(lua_State* l, int index, lua_Integer key) {
  Thread* L = thread(l);
  const Value* object = slot(L, index);
  const bool raw = object->is_table() && !metatable_of(L->state, object->table());
  check(L, raw ? set_int(L, object->table(), key, L->top[-1])
               : set_index(L, *object, Value::integer(key), L->top[-1]));
  L->top--;
  poll_collector(L);
}

LUA_API void lua_rawset(lua_State* l, int index) {
  Thread* L = thread(l);
  check(L, store_raw(L, slot(L, index)->table(), L->top[-2], L->top[-1]));
  L->top -= 2;
  poll_collector(L);
}

LUA_API void lua_rawseti(lua_State* l, int index, lua_Integer key) {
  Thread* L = thread(l);
  check(L, set_int(L, slot(L, index)->table(), key, L->top[-1]));
  L->top--;
  poll_collector(L);
}

LUA_API void lua_rawsetp(lua_State* l, int index, const void* key) {
  Thread* L = thread(l);
  check(L, set(L, slot(L, index)->table(), Value::light(const_cast<void*>(key)), L->top[-1]));
  L->top--;
  poll_collector(L);
}

// ---- making

LUA_API void lua_createtable(lua_State* l, int elements, int fields) {
  Thread* L = thread(l);
  Table* t = new_table_sized(L, uint32_t(elements), uint32_t(fields));
  check(L, t != nullptr);
  push(L, Value::of(t));
  poll_collector(L);
}

LUA_API void* lua_newuserdatauv(lua_State* l, size_t size, int user_values) {
  Thread* L = thread(l);
  constexpr size_t kMaxSize = size_t(PTRDIFF_MAX) - (size_t(1) << 24);
  if (size > kMaxSize) check(L, raise_text(L, "memory allocation error: block too big"));
  Userdata* u = new_userdata(L, size, uint32_t(user_values));
  check(L, u != nullptr);
  push(L, Value::of(u));
  poll_collector(L);
  return u->block();
}

// ---- metatables and user values

LUA_API int lua_getmetatable(lua_State* l, int index) {
  Thread* L = thread(l);
  const Table* metatable = metatable_of(L->state, *slot(L, index));
  if (!metatable) return 0;
  push(L, Value::of(metatable));
  return 1;
}

LUA_API int lua_setmetatable(lua_State* l, int index) {
  Thread* L = thread(l);
  Value* object = slot(L, index);
  Table* metatable = L->top[-1].is_nil() ? nullptr : L->top[-1].table();
  bool ok = true;
  if (object->is_table())
    ok = set_metatable(L, object->table(), metatable);
  else if (object->is_userdata())
    ok = set_metatable(L, object->userdata(), metatable);
  else
    set_type_metatable(L->state, object->type(), metatable);
  check(L, ok);
  L->top--;
  return 1;
}

LUA_API int lua_getiuservalue(lua_State* l, int index, int n) {
  Thread* L = thread(l);
  const Value* v = user_value(slot(L, index), n);
  if (!v) return set_nil(L->top++), LUA_TNONE;
  return push_value(L, *v);
}

LUA_API int lua_setiuservalue(lua_State* l, int index, int n) {
  Thread* L = thread(l);
  Value* owner = slot(L, index);
  Value* v = user_value(owner, n);
  L->top--;
  if (!v) return 0;
  copy(v, L->top);
  barrier(L->state, &owner->userdata()->header, *v);
  wrote(owner->userdata());
  return 1;
}
