#include "modules/net/marks.hpp"

#include "runtime/library.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

namespace {

constexpr const char kArrayMark[] = "trinity.array";

}  // namespace

Table* known_array_metatable(State* S) {
  const Value known = get_text(S, S->registry.table(), kArrayMark);
  return known.is_table() ? known.table() : nullptr;
}

Table* array_metatable(Thread* L) {
  if (Table* known = known_array_metatable(L->state)) return known;
  const Root<Table> made{L, new_table(L)};
  if (!made.get()) return nullptr;
  Str* const name = new_string(L, "array");
  if (!name || !set_field(L, made, "__name", Value::of(name))) return nullptr;
  if (!set_field(L, L->state->registry.table(), kArrayMark, Value::of(made.get()))) return nullptr;
  return made;
}

Returned mark_array(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Table* t;
  if (a.none_or_nil(1)) {
    t = new_table(L);
    if (!t) return Returned::Raised;
  } else if (!a.table(1, &t)) {
    return Returned::Raised;
  }
  const Root<Table> kept{L, t};
  Table* const mark = array_metatable(L);
  if (!mark || !set_metatable(L, t, mark)) return Returned::Raised;
  return a.give(Value::of(t));
}

TableForm form_of(State* S, const Table* t, const Table* array_mark) {
  const auto length = uint32_t(length_of(t));
  Value key, value;
  // Behind the elements come the other keys (runtime/tables.hpp); places count from 0.
  const bool others =
      next_after(S, t, length > 0 ? length - 1 : kNoPosition, &key, &value) != kNoPosition;
  if (length > 0) return others ? TableForm::Mixed : TableForm::Array;
  if (!others && array_mark && metatable_of(S, t) == array_mark) return TableForm::Array;
  return TableForm::Map;
}

}  // namespace tri::modules
