// Arithmetic metamethods of strings: numerals are converted; for anything else the second operand's metamethod decides.
#include "lib/string.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/strings.hpp"

namespace tri::lib {

namespace {

constexpr uint32_t kStepCalled = 1;

// Operators by their number in lua.h.
enum Operator : int { kAdd, kSub, kMul, kMod, kPow, kDiv, kIDiv, kUnm = 12 };

// The number a value is or spells; nil when it is none.
Value to_arith_operand(const Value& v) {
  if (v.is_number()) return v;
  return v.is_string() ? string_to_number(text_of(v.str())) : Value::nil();
}

// The second operand of a call with one: what the reference leaves on its stack after converting the first, which is the number that
// it spells up to a zero. nil: it spells none, or nothing was given.
Value second_of_one(const Value& first) {
  if (first.is_number()) return first;
  if (!first.is_string()) return Value::nil();
  const std::string_view text = text_of(first.str());
  return string_to_number(text.substr(0, text.find('\0')));
}

// Calls the second operand's metamethod. A string there is one that is no numeral: its metamethod is the one running.
Returned call_other(Thread* L, Value* at, Event event) {
  const Value handler = at[2].is_string() ? Value::nil() : metamethod(L->state, at[2], event);
  if (handler.is_nil())
    return raise_lib(L, at, 2, "attempt to %s a '%s' with a '%s'", event_name(event) + 2,
                     type_name(at[1].type()), type_name(at[2].type()));
  Value* func = L->top;
  copy(func, &handler);
  copy(func + 1, &at[1]);
  copy(func + 2, &at[2]);
  L->top = func + 3;
  return call_then(L, kStepCalled, func, 2, 1);
}

template <Operator op, Event event>
Returned string_arith(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == kStepCalled) return results_at_top(1);
  if (argc == 0) set_nil(&at[1]);
  if (argc < 2) {
    const Value second = argc == 1 ? second_of_one(at[1]) : Value::nil();
    copy(&at[2], &second);
  }
  L->top = at + 3;
  const Value x = to_arith_operand(at[1]), y = to_arith_operand(at[2]);
  if (x.is_nil() || y.is_nil()) return call_other(L, at, event);
  const Value& left = op == kUnm ? y : x;  // as the reference: the operand on top
  Value result;
  if (!raw_arith(op, left, y, &result) && !arith(L, op, left, y, &result)) return Returned::Raised;
  return Args{L, L->frame->func, 2}.give(result);
}

constexpr Builtin kRows[] = {
    {"__add", string_arith<kAdd, Event::Add>, BuiltinKind::Blocking},
    {"__sub", string_arith<kSub, Event::Sub>, BuiltinKind::Blocking},
    {"__mul", string_arith<kMul, Event::Mul>, BuiltinKind::Blocking},
    {"__mod", string_arith<kMod, Event::Mod>, BuiltinKind::Blocking},
    {"__pow", string_arith<kPow, Event::Pow>, BuiltinKind::Blocking},
    {"__div", string_arith<kDiv, Event::Div>, BuiltinKind::Blocking},
    {"__idiv", string_arith<kIDiv, Event::IDiv>, BuiltinKind::Blocking},
    {"__unm", string_arith<kUnm, Event::Unm>, BuiltinKind::Blocking},
};

}  // namespace

std::span<const Builtin> string_arithmetic() { return kRows; }

}  // namespace tri::lib
