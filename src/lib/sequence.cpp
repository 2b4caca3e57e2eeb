#include "lib/sequence.hpp"

#include "runtime/metatable.hpp"

namespace tri::lib {

namespace {

constexpr struct {
  Use use;
  Event event;
} kMetamethods[] = {
    {Use::Read, Event::Index}, {Use::Write, Event::NewIndex}, {Use::Length, Event::Len}};

}  // namespace

Table* plain_table(State* S, const Value& v, uint8_t uses) {
  if (!v.is_table()) return nullptr;
  const Table* metatable = metatable_of(S, v.table());
  if (metatable) [[unlikely]]
    for (const auto& m : kMetamethods)
      if ((uses & uint8_t(m.use)) && !event_of(S, metatable, m.event).is_nil()) return nullptr;
  return v.table();
}

bool check_sequence(const Args& a, uint32_t n, uint8_t uses) {
  if (a.type(n) == Type::Table) return true;
  const Table* metatable = n <= a.count ? metatable_of(a.L->state, a[n]) : nullptr;
  bool suits = metatable != nullptr;
  for (const auto& m : kMetamethods)
    if (suits && (uses & uint8_t(m.use)))
      suits = !event_of(a.L->state, metatable, m.event).is_nil();
  return suits || a.type_is(n, Type::Table);
}

bool integer_length(Thread* L, const Value& v, int64_t* out) {
  Value n;
  if (!length(L, v, &n)) return false;
  if (to_integer(n, out)) return true;
  const Frame* f = L->frame;
  return raise_lib(L, f->func, uint32_t(L->top - f->func) - 1, "object length is not an integer") !=
         Returned::Raised;
}

}  // namespace tri::lib
