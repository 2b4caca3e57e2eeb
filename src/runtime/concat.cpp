// The concatenation operator, right to left, with metamethods that interrupt it.
#include "bytecode/instruction.hpp"
#include "runtime/call.hpp"
#include "runtime/collect.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/strings.hpp"

namespace tri {
namespace {

bool spells(const Value& v) { return v.is_string() || v.is_number(); }

// Replaces a number by its string. False: no memory.
bool to_string_in_place(Thread* L, Value* v) {
  if (v->is_string()) return true;
  Str* s = number_to_string(L, *v);
  if (!s) return false;
  *v = Value::of(s);
  return true;
}

// Copies the texts of n strings one behind the other. False: raised.
bool copy_texts(Thread* L, char* to, const Value* from, uint32_t n) {
  for (uint32_t i = 0; i < n; i++) {
    const std::string_view s = text_of(from[i].str());
    if (!copy_in_pieces(L, to, s.data(), s.size())) return false;
    to += s.size();
  }
  return true;
}

// Joins as many topmost operands as are strings or numbers; at least two. False: raised.
bool join(Thread* L, Value* first) {
  uint32_t n = 0;
  size_t total = 0;
  for (Value* p = L->top - 1; p >= first && spells(*p); p--, n++) {
    if (!to_string_in_place(L, p)) return false;
    size_t size = length_of(p->str());
    if (size >= (SIZE_MAX >> 1) - total)
      return (void)raise_text(L, "string length overflow"), false;
    total += size;
  }
  Value* from = L->top - n;
  Str* result;
  if (length_of(from->str()) == 0 && n == 2) {
    result = from[1].str();
  } else if (n == 2) {
    result = concat(L, from[0].str(), text_of(from[1].str()));
  } else if (length_of(from->str()) > kShortMax) {
    // A long first operand is most likely an accumulator: its append buffer takes all others at once.
    if (total - length_of(from->str()) <= kShortMax) {
      char buffer[kShortMax];
      char* p = buffer;
      for (uint32_t i = 1; i < n; i++) {
        std::string_view s = text_of(from[i].str());
        __builtin_memcpy(p, s.data(), s.size());
        p += s.size();
      }
      result = concat(L, from->str(), {buffer, size_t(p - buffer)});
    } else {
      LongStr* tail = new_long_string(L, total - length_of(from->str()));
      if (!tail) return false;
      if (!copy_texts(L, tail->data, from + 1, n - 1)) return false;
      from[1] = Value::of(tail);
      result = concat(L, from->str(), text_of(tail));
    }
  } else if (total <= kShortMax) {
    char buffer[kShortMax];
    char* p = buffer;
    for (uint32_t i = 0; i < n; i++) {
      std::string_view s = text_of(from[i].str());
      __builtin_memcpy(p, s.data(), s.size());
      p += s.size();
    }
    result = new_string(L, {buffer, total});
  } else {
    LongStr* whole = new_long_string(L, total);
    result = whole;
    if (whole && !copy_texts(L, whole->data, from, n)) return false;
  }
  if (!result) return false;
  *from = Value::of(result);
  L->top = from + 1;
  return true;
}

}  // namespace

// Operands: R[A] of the frame's instruction up to L->top.
Outcome continue_concat(Thread* L) {
  for (;;) {
    Value* first = L->frame->base + bytecode::a_of(L->frame->pc->instr);
    if (L->top - first <= 1) return collect_after(L, first + 1);
    Value *x = L->top - 2, *y = L->top - 1;
    if (spells(*x) && spells(*y)) {
      if (!join(L, first)) return Outcome::Raised;
      continue;
    }
    Value method = metamethod(L->state, *x, Event::Concat);
    if (method.is_nil()) method = metamethod(L->state, *y, Event::Concat);
    if (method.is_nil()) return raise_concat(L, x, y);
    if (!ensure_stack(L, kMinSlots)) return Outcome::Raised;
    Value* at = L->top;
    copy(at, &method);
    copy(at + 1, at - 2);
    copy(at + 2, at - 1);
    L->top = at + 3;
    return begin_call(L, at, 2, 1, Finish::Concat);
  }
}

bool concat_values(Thread* L, uint32_t n) {
  if (n == 0) {
    *L->top++ = Value::of(L->state->empty_string);
    return true;
  }
  ptrdiff_t first = L->top - n - L->stack;
  while (L->top - (L->stack + first) > 1) {
    Value *x = L->top - 2, *y = L->top - 1;
    if (spells(*x) && spells(*y)) {
      if (!join(L, L->stack + first)) return false;
      continue;
    }
    Value method = metamethod(L->state, *x, Event::Concat);
    if (method.is_nil()) method = metamethod(L->state, *y, Event::Concat);
    if (method.is_nil()) return (void)raise_concat(L, x, y), false;
    if (!ensure_stack(L, kMinSlots)) return false;
    Value* at = L->top;
    copy(at, &method);
    copy(at + 1, at - 2);
    copy(at + 2, at - 1);
    if (!call_nested(L, at, 2, 1)) return false;
    copy(L->top - 3, L->top - 1);
    L->top -= 2;
  }
  return true;
}

}  // namespace tri
