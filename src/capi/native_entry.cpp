#include "capi/native_entry.hpp"

#include <array>
#include <cstring>
#include <utility>

#include "heap/host_memory.hpp"
#include "runtime/call.hpp"
#include "runtime/tables.hpp"

namespace tri::capi {

namespace {

Value registry_key(State* S, size_t n) { return Value::light(S->native_entries + n); }

Value function_of_entry(State* S, size_t n) {
  const Value closure = get(S, S->registry.table(), registry_key(S, n));
  return closure.is_nil() ? Value::builtin(S->native_entries[n]) : closure;
}

// The builtin that entry number N stands for gets the arguments.
template <size_t N>
int entry(lua_State* l) {
  Thread* L = thread(l);
  const auto nargs = uint32_t(L->top - L->frame->base);
  check(L, ensure_stack(L, 1));
  Value* func = L->frame->base;
  for (Value* v = L->top; v > func; v--) copy(v, v - 1);
  L->top++;
  *func = function_of_entry(L->state, N);
  const ptrdiff_t at = func - L->stack;
  check(L, call_native(L, func, nargs, -1, false));
  return int(L->top - L->stack - at);
}

template <size_t... kNumbers>
constexpr std::array<lua_CFunction, sizeof...(kNumbers)> all_entries(
    std::index_sequence<kNumbers...>) {
  return {entry<kNumbers>...};
}
constexpr auto kEntries = all_entries(std::make_index_sequence<State::kNativeEntries>{});

}  // namespace

lua_CFunction native_entry(Thread* L, const Value& function) {
  State* S = L->state;
  const bool closure = function.tag == Tag::NativeClosure;
  const Builtin* builtin = closure ? function.native()->builtin : function.builtin();
  if (!S->native_entries) {
    constexpr size_t kBytes = State::kNativeEntries * sizeof(Builtin*);
    void* block = host_allocate(S, kBytes);
    if (!block) return nullptr;
    S->native_entries = static_cast<const Builtin**>(std::memset(block, 0, kBytes));
  }
  for (size_t n = 0; n < State::kNativeEntries; n++) {
    if (S->native_entries[n] == builtin) return kEntries[n];
    if (S->native_entries[n]) continue;
    if (closure && !set(L, S->registry.table(), registry_key(S, n), function))
      return forget_error(L), nullptr;
    S->native_entries[n] = builtin;
    return kEntries[n];
  }
  return nullptr;
}

Value value_of_function(Thread* L, lua_CFunction function) {
  State* S = L->state;
  if (S->native_entries)
    for (size_t n = 0; n < State::kNativeEntries && S->native_entries[n]; n++)
      if (kEntries[n] == function) return function_of_entry(S, n);
  return Value::light_c(engine_function(function));
}

}  // namespace tri::capi
