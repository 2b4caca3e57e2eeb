// Operators.
#include "runtime/operators.hpp"

#include "capi/stack.hpp"

using namespace tri;
using namespace tri::capi;

LUA_API void lua_arith(lua_State* l, int operation) {
  Thread* L = thread(l);
  if (operation == LUA_OPUNM || operation == LUA_OPBNOT) push(L, L->top[-1]);  // both operands
  Value result;
  check(L, arith(L, operation, L->top[-2], L->top[-1], &result));
  L->top--;
  copy(L->top - 1, &result);
}

LUA_API int lua_rawequal(lua_State* l, int index1, int index2) {
  const Value *x = slot(thread(l), index1), *y = slot(thread(l), index2);
  return !is_none(x) && !is_none(y) && raw_equals(*x, *y);
}

LUA_API int lua_compare(lua_State* l, int index1, int index2, int operation) {
  Thread* L = thread(l);
  const Value *x = slot(L, index1), *y = slot(L, index2);
  if (is_none(x) || is_none(y)) return 0;
  bool result = false, ok = true;
  switch (operation) {
    case LUA_OPEQ: ok = equals(L, *x, *y, &result); break;
    case LUA_OPLT: ok = less_than(L, *x, *y, &result); break;
    case LUA_OPLE: ok = less_equal(L, *x, *y, &result); break;
    default: break;
  }
  check(L, ok);
  return result;
}

LUA_API void lua_concat(lua_State* l, int n) {
  Thread* L = thread(l);
  if (n == 0)
    push(L, Value::of(L->state->empty_string));
  else if (n > 1)
    check(L, concat_values(L, uint32_t(n)));
  poll_collector(L);
}

LUA_API void lua_len(lua_State* l, int index) {
  Thread* L = thread(l);
  Value result;
  check(L, length(L, *slot(L, index), &result));
  push(L, result);
}
