#include "runtime/operators.hpp"

#include "runtime/call.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"

namespace tri {
namespace {

constexpr int kMaxChain = 2000;  // as MAXTAGLOOP

// Calls f with n values above the running function's slots; the result is left at L->top. False: raised.
bool call_with(Thread* L, const Value& f, const Value* values, uint32_t n, int wanted,
               Value* result) {
  Value held[4];
  for (uint32_t i = 0; i < n; i++) held[i] = values[i];
  Value function = f;
  Value* top = L->top;
  ptrdiff_t kept = top - L->stack;
  L->top = first_free_slot(L);
  if (L->top < L->stack + kept) L->top = L->stack + kept;
  if (!ensure_stack(L, kMinSlots)) return false;
  Value* at = L->top;
  copy(at, &function);
  for (uint32_t i = 0; i < n; i++) copy(at + 1 + i, &held[i]);
  L->top = at + 1 + n;
  if (!call_nested(L, at, n, wanted)) return false;
  if (wanted == 1) *result = L->top[-1];
  L->top = L->stack + kept;
  return true;
}

bool binary_meta(Thread* L, Event e, const Value& x, const Value& y, Value* result, bool* found) {
  Value m = metamethod(L->state, x, e);
  if (m.is_nil()) m = metamethod(L->state, y, e);
  *found = !m.is_nil();
  if (!*found) return true;
  Value args[2] = {x, y};
  return call_with(L, m, args, 2, 1, result);
}

}  // namespace

bool index(Thread* L, const Value& object, const Value& key, Value* result) {
  State* S = L->state;
  Value o = object, k = key;
  for (int i = 0; i < kMaxChain; i++) {
    Value handler;
    if (o.is_table()) {
      Value v = get(S, o.table(), k);
      if (!v.is_nil()) return *result = v, true;
      handler = event_or_nil(S, metatable_of(S, o.table()), Event::Index);
      if (handler.is_nil()) return *result = v, true;
    } else {
      handler = metamethod(S, o, Event::Index);
      if (handler.is_nil()) return (void)raise_type(L, i ? &o : &object, "index"), false;
    }
    if (handler.is_function()) {
      Value args[2] = {o, k};
      return call_with(L, handler, args, 2, 1, result);
    }
    o = handler;
  }
  return (void)raise_text(L, "'__index' chain too long; possible loop"), false;
}

bool set_index(Thread* L, const Value& object, const Value& key, const Value& value) {
  State* S = L->state;
  Value o = object, k = key, v = value;
  for (int i = 0; i < kMaxChain; i++) {
    Value handler;
    if (o.is_table()) {
      handler = event_or_nil(S, metatable_of(S, o.table()), Event::NewIndex);
      if (handler.is_nil() || !get(S, o.table(), k).is_nil()) return set(L, o.table(), k, v);
    } else {
      handler = metamethod(S, o, Event::NewIndex);
      if (handler.is_nil()) return (void)raise_type(L, i ? &o : &object, "index"), false;
    }
    if (handler.is_function()) {
      Value args[3] = {o, k, v};
      return call_with(L, handler, args, 3, 0, nullptr);
    }
    o = handler;
  }
  return (void)raise_text(L, "'__newindex' chain too long; possible loop"), false;
}

bool length(Thread* L, const Value& object, Value* result) {
  State* S = L->state;
  Value m = metamethod(S, object, Event::Len);
  if (object.is_string()) return *result = Value::integer(int64_t(length_of(object.str()))), true;
  if (m.is_nil()) {
    if (object.is_table())
      return *result = Value::integer(int64_t(length_of(object.table()))), true;
    return (void)raise_type(L, &object, "get length of"), false;
  }
  Value args[2] = {object, object};
  return call_with(L, m, args, 2, 1, result);
}

bool equals(Thread* L, const Value& x, const Value& y, bool* result) {
  if (raw_equals(x, y)) return *result = true, true;
  *result = false;
  if (x.tag != y.tag || !(x.is_table() || x.is_userdata())) return true;
  Value v;
  bool found;
  if (!binary_meta(L, Event::Eq, x, y, &v, &found)) return false;
  *result = found && v.is_truthy();
  return true;
}

bool less_than(Thread* L, const Value& x, const Value& y, bool* result) {
  if (x.is_number() && y.is_number()) return *result = number_less(x, y), true;
  if (x.is_string() && y.is_string())
    return *result = compare_strings(x.str(), y.str()) < 0, charge_comparison(L, x.str(), y.str());
  Value v;
  bool found;
  if (!binary_meta(L, Event::Lt, x, y, &v, &found)) return false;
  if (!found) return (void)raise_order(L, x, y), false;
  return *result = v.is_truthy(), true;
}

bool less_equal(Thread* L, const Value& x, const Value& y, bool* result) {
  if (x.is_number() && y.is_number()) return *result = number_less_equal(x, y), true;
  if (x.is_string() && y.is_string())
    return *result = compare_strings(x.str(), y.str()) <= 0, charge_comparison(L, x.str(), y.str());
  Value v;
  bool found;
  if (!binary_meta(L, Event::Le, x, y, &v, &found)) return false;
  if (found) return *result = v.is_truthy(), true;
  if (!binary_meta(L, Event::Lt, y, x, &v, &found)) return false;  // LUA_COMPAT_5_3
  if (!found) return (void)raise_order(L, x, y), false;
  return *result = !v.is_truthy(), true;
}

bool arith(Thread* L, int op, const Value& x, const Value& y, Value* result) {
  static constexpr Event kEvents[] = {Event::Add, Event::Sub,  Event::Mul,  Event::Mod, Event::Pow,
                                      Event::Div, Event::IDiv, Event::BAnd, Event::BOr, Event::BXor,
                                      Event::Shl, Event::Shr,  Event::Unm,  Event::BNot};
  if (raw_arith(op, x, y, result)) return true;
  bool found;
  if (!binary_meta(L, kEvents[op], x, y, result, &found)) return false;
  if (found) return true;
  return (void)raise_operands(L, kEvents[op], &x, &y), false;
}

Outcome raise_operands(Thread* L, Event e, const Value* x, const Value* y) {
  switch (e) {
    case Event::BAnd:
    case Event::BOr:
    case Event::BXor:
    case Event::Shl:
    case Event::Shr:
    case Event::BNot:
      if (x->is_number() && y->is_number()) return raise_to_int(L, x, y);
      return raise_arith(L, x, y, "perform bitwise operation on");
    case Event::Mod:
      if (x->is_int() && y->is_int()) return raise_text(L, "attempt to perform 'n%%0'");
      break;
    case Event::IDiv:
      if (x->is_int() && y->is_int()) return raise_text(L, "attempt to divide by zero");
      break;
    default: break;
  }
  return raise_arith(L, x, y, "perform arithmetic on");
}

}  // namespace tri
