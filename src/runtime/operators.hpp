// Operators with metamethods, for builtins and the C API: each runs to its end (nested calls where a metamethod is a function).
// Bodies of ops do not use these; they push frames (room ops). False: raised. Results may be written to any Value outside tables.
#pragma once

#include "base/arithmetic.hpp"
#include "heap/state.hpp"
#include "runtime/outcome.hpp"

namespace tri {

[[nodiscard]] bool index(Thread* L, const Value& object, const Value& key,
                         Value* result);  // object[key]
[[nodiscard]] bool set_index(Thread* L, const Value& object, const Value& key,
                             const Value& value);                          // object[key] = value
[[nodiscard]] bool length(Thread* L, const Value& object, Value* result);  // #object
[[nodiscard]] bool equals(Thread* L, const Value& x, const Value& y, bool* result);
[[nodiscard]] bool less_than(Thread* L, const Value& x, const Value& y, bool* result);
[[nodiscard]] bool less_equal(Thread* L, const Value& x, const Value& y, bool* result);
[[nodiscard]] bool arith(Thread* L, int op, const Value& x, const Value& y,
                         Value* result);                  // op: LUA_OP* numbering
[[nodiscard]] bool concat_values(Thread* L, uint32_t n);  // top n values become one

// The error of an arithmetic or bitwise operator whose operands have no metamethod (or an integer division by zero).
Outcome raise_operands(Thread* L, Event e, const Value* x, const Value* y);

// Without metamethods.
bool raw_equals(const Value& x, const Value& y);
// Arithmetic on numbers only (no strings, no metamethods); false when operands do not suit or an integer division by zero would raise.
bool raw_arith(int op, const Value& x, const Value& y, Value* result);
bool number_less(const Value& x, const Value& y);  // both numbers, exact for mixed
bool number_less_equal(const Value& x, const Value& y);

}  // namespace tri
