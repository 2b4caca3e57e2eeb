#include "runtime/library.hpp"

#include <cstring>

#include "runtime/error.hpp"
#include "runtime/shapes.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables_inline.hpp"

namespace tri {

// All rows at once. False: raised, or *done is false and nothing was set.
static bool register_together(Thread* L, Table* into, std::span<const Builtin> rows, bool* done) {
  ShapeTable& shapes = *L->state->engine->shapes;
  const Shape* from = shape_of(L->state, into);
  KeyList* keys = shapes.begin_keys(from, uint32_t(rows.size()));
  if (!keys) return true;
  Value values[kMaxSlots];
  uint32_t n = 0;
  for (const Builtin& b : rows) {
    Str* const name = new_string(L, b.name);
    if (!name) return false;
    if (!is_short(name) || shapes.find(from, name) >= 0) return true;
    keys->keys[keys->used++] = name;
    values[n++] = Value::builtin(&b);
  }
  const Shape* to = shapes.with_keys(from, keys);
  if (!to) return true;
  *done = true;
  return add_fields(L, into, to, values);
}

bool register_builtins(Thread* L, Table* into, std::span<const Builtin> rows) {
  bool done = false;
  if (rows.size() > 2 && !register_together(L, into, rows, &done)) return false;
  if (done) return true;
  for (const Builtin& b : rows)
    if (!set_field(L, into, std::string_view(b.name), Value::builtin(&b))) return false;
  return true;
}

NativeClosure* new_builtin_closure(Thread* L, const Builtin* b, uint32_t upvalues) {
  auto* f = static_cast<NativeClosure*>(L->state->heap->allocate(native_closure_bytes(upvalues)));
  if (!f) return (void)raise_memory(L), nullptr;
  uint8_t large = Heap::is_large(native_closure_bytes(upvalues)) ? gc_bits::kLarge : 0;
  f->header = {Tag::NativeClosure, large, 1, 0, upvalues};
  f->builtin = b;
  for (uint32_t i = 0; i < upvalues; i++) f->upvalues[i] = Value::nil();
  return f;
}

Userdata* new_userdata(Thread* L, size_t size, uint32_t user_values) {
  size_t bytes = userdata_bytes(user_values, size);
  auto* u = static_cast<Userdata*>(L->state->heap->allocate(bytes));
  if (!u) return (void)raise_memory(L), nullptr;
  u->header = {Tag::Userdata, uint8_t(Heap::is_large(bytes) ? gc_bits::kLarge : 0), 0, 0,
               user_values};
  u->size = size;
  u->metatable = nullptr;
  u->unused = 0;
  for (uint32_t i = 0; i < user_values; i++) u->user_values[i] = Value::nil();
  return u;
}

Table* loaded_table(Thread* L) {
  return get_text(L->state, L->state->registry.table(), "_LOADED").table();
}

Table* globals(Thread* L) { return get_int(L->state->registry.table(), 2).table(); }

}  // namespace tri
