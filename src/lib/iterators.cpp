#include "lib/iterators.hpp"

#include "base/arithmetic.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

Returned next_body(Thread* L, Value* at, uint32_t argc) {
  Table* t;
  if (!Args{L, at, argc}.table(1, &t)) return Returned::Raised;
  uint32_t position = kNoPosition;
  if (argc >= 2 && !at[2].is_nil()) {
    bool found;
    position = position_of(L->state, t, at[2], at[2].position, &found);
    if (!found) [[unlikely]] {
      LeafFrame frame{L, at, argc};
      if (frame.ok()) (void)raise_text(L, "invalid key to 'next'");
      return Returned::Raised;
    }
  }
  position = next_after(L->state, t, position, at, at + 1);
  if (position == kNoPosition) {
    set_nil(at);
    return returned(1);
  }
  at->position = position;
  return returned(2);
}

Returned ipairs_body(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t i;
  if (!a.integer(2, &i)) return Returned::Raised;
  i = wrap_add(i, 1);
  Value element;
  const Value object = at[1];
  if (object.is_table()) element = get_int(object.table(), i);
  if (!object.is_table() || (element.is_nil() && metatable_of(L->state, object.table()))) {
    LeafFrame frame{L, at, argc};
    if (!frame.ok() || !index(L, object, Value::integer(i), &element)) return Returned::Raised;
    at = frame.at();
  }
  if (element.is_nil()) {
    set_nil(at);
    return returned(1);
  }
  set_int(at, i);
  copy(at + 1, &element);
  return returned(2);
}

}  // namespace

constexpr Builtin kNext = {.name = "next", .body = next_body};
constexpr Builtin kIpairsNext = {.name = "ipairs_next", .body = ipairs_body};

}  // namespace tri::lib
