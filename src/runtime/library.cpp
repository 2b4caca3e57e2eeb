#include "runtime/library.hpp"

#include <cstring>

#include "runtime/error.hpp"
#include "runtime/tables.hpp"

namespace tri {

bool register_builtins(Thread* L, Table* into, std::span<const Builtin> rows) {
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
