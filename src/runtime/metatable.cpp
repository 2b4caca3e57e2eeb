#include "runtime/metatable.hpp"

#include <cstring>

#include "heap/collector.hpp"
#include "runtime/error.hpp"
#include "runtime/rehash.hpp"
#include "runtime/strings.hpp"
#include "runtime/table_check.hpp"

namespace tri {

// ---- events

static constexpr const char* kEventNames[kEventCount] = {
    "__index", "__newindex", "__gc",   "__mode",  "__len",      "__eq",   "__add",    "__sub",
    "__mul",   "__mod",      "__pow",  "__div",   "__idiv",     "__band", "__bor",    "__bxor",
    "__shl",   "__shr",      "__unm",  "__bnot",  "__lt",       "__le",   "__concat", "__call",
    "__close", "__tostring", "__name", "__pairs", "__metatable"};

const char* event_name(Event e) { return kEventNames[int(e)]; }

bool init_events(Thread* L) {
  State* S = L->state;
  for (int e = 0; e < kEventCount; ++e) {
    Str* name = new_string(L, kEventNames[e]);
    if (!name) return false;
    name->header.extra = uint8_t(e + 1);
    S->event_names[e] = name;
  }
  return true;
}

Value event_of_dictionary(State* S, const Table* mt, Event e) {
  constexpr int kCached = 8;  // bits of header.extra
  const bool cached = int(e) < kCached;
  if (cached && (mt->header.extra & 1u << int(e))) return Value::nil();
  const Value v = entry_value(find_short_entry(mt->dictionary(), S->event_names[int(e)]));
  if (cached && v.is_nil()) {
    const_cast<Table*>(mt)->header.extra |= uint8_t(1u << int(e));
    wrote(mt);
  }
  return v;
}

const char* named_type(Thread* L, const Value& v) {
  const bool may_have_name = v.is_table() || v.is_userdata();
  const Table* mt = may_have_name ? metatable_of(L->state, v) : nullptr;
  const Value name = event_or_nil(L->state, mt, Event::Name);
  const char* text = name.is_string() ? c_string(L, name.str()) : nullptr;
  return text ? text : type_name(v.type());
}

// ---- ids

static bool reserve_metatable_id(Thread* L, uint32_t id) {
  State* S = L->state;
  const uint32_t old = S->metatable_capacity;
  if (id < old) return true;
  uint32_t capacity = old ? old : 16;
  while (capacity <= id) capacity *= 2;
  void* block =
      S->heap->resize_storage(S->metatables, old * sizeof(Table*), capacity * sizeof(Table*));
  if (!block) return raised_memory(L);
  S->metatables = static_cast<Table**>(block);
  std::memset(S->metatables + old, 0, (capacity - old) * sizeof(Table*));
  S->metatable_capacity = capacity;
  return true;
}

// Gives mt an id. *id stays 0 when it must do without (there are too many shapes). False: raised.
static bool name_metatable(Thread* L, Table* mt, const void* site, uint32_t* id) {
  State* S = L->state;
  ShapeTable& shapes = *S->engine->shapes;
  const Shape* own = shape_of(S, mt);
  const uint32_t fresh = shapes.new_metatable_id(S, own, site);
  if (!reserve_metatable_id(L, fresh)) return false;
  const Shape* named = shapes.as_metatable(own, fresh);
  if (!named) return true;
  mt->header.aux = named->id;
  S->metatables[fresh] = mt;
  *id = fresh;
  wrote(mt);
  return true;
}

// ---- setting

// Tables of s carry their metatable.
static void store_metatable(State* S, Table* t, const Shape* s, Table* mt) {
  if (s->kind == ShapeKind::Shaped) {
    set_slot(S, t, s, s->meta_slot, mt ? Value::of(mt) : Value::nil());
    return;
  }
  t->dictionary()->metatable = mt;
  if (mt) barrier_object(S, &t->header, mt);
  wrote(t);
}

// Gives t the shape `to`, which says the same of its keys.
static bool move_to_shape(Thread* L, Table* t, const Shape* to, Table* mt) {
  State* S = L->state;
  if (to->kind == ShapeKind::Shaped && to->meta_kind == MetaKind::InObject)
    return add_slot(L, t, to, Value::of(mt));
  t->header.aux = to->id;
  if (to->meta_kind == MetaKind::InObject) {
    store_metatable(S, t, to, mt);
  } else if (mt) {
    barrier_object(S, &t->header, mt);
  }
  wrote(t);
  check_table(S, t);
  return true;
}

// The shape of t (not one that carries its metatable) with metatable `id`; 0 asks for a shape that carries it.
static const Shape* shape_with(ShapeTable& shapes, const Shape* s, const Table* mt, uint32_t id) {
  if (!mt) return shapes.with_metatable(s, 0);
  return id ? shapes.with_metatable(s, id) : shapes.with_metatable_in_object(s);
}

// Whether mt, about to be the metatable of a table of shape s, shall be named by an id. A metatable that one object has for itself
// (`setmetatable(object, {__index = Class})`) would only tell apart the shapes of objects that are alike: the first object
// carries its metatable, and those after it name it.
static bool shall_be_named(ShapeTable& shapes, const Shape* s, Table* mt) {
  if (s->kind == ShapeKind::Shaped && !(mt->header.kind & table_bits::kMetatable)) {
    mt->header.kind |= table_bits::kMetatable;
    wrote(mt);
    return false;
  }
  return shapes.takes_metatable_ids(s);
}

static bool change_metatable(Thread* L, Table* t, Table* mt, const void* site) {
  State* S = L->state;
  ShapeTable& shapes = *S->engine->shapes;
  if (shape_of(S, t)->meta_kind == MetaKind::InObject)
    return store_metatable(S, t, shape_of(S, t), mt), true;
  uint32_t id = mt ? shape_of(S, mt)->self_metatable_id : 0;
  if (mt && !id && shall_be_named(shapes, shape_of(S, t), mt) && !name_metatable(L, mt, site, &id))
    return false;
  const Shape* to = shape_with(shapes, shape_of(S, t), mt, id);
  if (!to) {  // a traversal under way must not notice
    if (!become_dictionary(L, t, 0, true)) return false;
    to = shape_with(shapes, shape_of(S, t), mt, id);
    if (!to) return raised_memory(L);
  }
  return move_to_shape(L, t, to, mt);
}

bool name_carried_metatable(State* S, Table* t) {
  const Shape* s = shape_of(S, t);
  if (s->meta_kind != MetaKind::InObject || s->kind != ShapeKind::Shaped) return false;
  if (s->count > s->inline_slots || s->self_metatable_id) return false;
  Table* mt = metatable_of(S, t);
  const uint32_t id = mt ? shape_of(S, mt)->self_metatable_id : 0;
  if (!id) return false;
  ShapeTable& shapes = *S->engine->shapes;
  const Shape* to = shapes.root(s->inline_slots);
  for (uint32_t n = 0; to && n < s->count; ++n)
    to = n == s->meta_slot ? shapes.with_metatable(to, id)
                           : shapes.with_key(to, shapes.key_at(s, n));
  if (!to || to->kind != ShapeKind::Shaped || to->meta_kind != MetaKind::ById ||
      to->inline_slots != s->inline_slots || to->overflow_capacity != s->overflow_capacity)
    return false;
  uint64_t* const payloads = t->inline_payloads();
  Tag* const tags = reinterpret_cast<Tag*>(payloads + s->inline_slots);
  for (uint32_t n = s->meta_slot; n + 1 < s->count; ++n) {
    payloads[n] = payloads[n + 1];
    tags[n] = tags[n + 1];
  }
  tags[s->count - 1] = Tag::Nil;
  t->header.aux = to->id;
  values_moved(S, t);
  barrier_object(S, &t->header, mt);
  wrote(t);
  check_table(S, t);
  return true;
}

static bool register_finalizer(Thread* L, Header* object, Table* mt) {
  State* S = L->state;
  if (!mt || (object->gc & gc_bits::kFinalizer) || event_of(S, mt, Event::Gc).is_nil()) return true;
  return S->collector->add_finalizer(object) || raised_memory(L);
}

bool set_metatable(Thread* L, Table* t, Table* mt, const void* site) {
  if (mt == metatable_of(L->state, t)) return register_finalizer(L, &t->header, mt);
  return change_metatable(L, t, mt, site) && register_finalizer(L, &t->header, mt);
}

bool set_metatable(Thread* L, Userdata* u, Table* mt) {
  u->metatable = mt;
  if (mt) barrier_object(L->state, &u->header, mt);
  wrote(u);
  return register_finalizer(L, &u->header, mt);
}

void set_type_metatable(State* S, Type type, Table* mt) { S->type_metatables[int(type)] = mt; }

}  // namespace tri
