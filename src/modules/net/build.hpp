// Build: tables made from messages of the outside, on top of the stack.
//
// Fields become slots of a shape, as if a constructor had made them, so that programs read them through inline caches. Keys
// of strangers must not use up the engine's shapes for that: past kMaxDecodedShapes shapes, tables that would need a new
// one are dictionaries.
#pragma once

#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/limits.hpp"
#include "runtime/shapes.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"
#include "runtime/text_buffer.hpp"

namespace tri::modules {

inline constexpr size_t kMaxDecodedShapes = ShapeTable::kMaxShapes / 4;

inline void push(Thread* L, const Value& v) { *L->top++ = v; }
// False: raised.
[[nodiscard]] inline bool push_text(Thread* L, std::string_view text) {
  Str* const s = new_string(L, text);
  if (s) push(L, Value::of(s));
  return s != nullptr;
}
[[nodiscard]] inline bool push_table(Thread* L, uint32_t elements, uint32_t fields) {
  // A count that a peer claims is no reason to reserve much.
  Table* const t = new_table_sized(L, elements < 4096 ? elements : 4096,
                                   fields < kMaxSlots ? fields : kMaxSlots);
  if (t) push(L, Value::of(t));
  return t != nullptr;
}

// table[key] = value, where the stack ends with: table key value, of which the last two go. A key that is there already
// gets the new value.
[[nodiscard]] inline bool set_pushed_field(Thread* L) {
  Value* const top = L->top;
  Table* const t = top[-3].table();
  const bool known = L->state->engine->shapes->count() < kMaxDecodedShapes;
  const bool ok = top[-2].is_string() && known ? set_field(L, t, top[-2].str(), top[-1])
                                               : set(L, t, top[-2], top[-1]);
  if (ok) L->top -= 2;
  return ok;
}
// table[n] = value, where the stack ends with: table value, of which the last goes.
[[nodiscard]] inline bool set_pushed_element(Thread* L, int64_t n) {
  const bool ok = set_int(L, L->top[-2].table(), n, L->top[-1]);
  if (ok) --L->top;
  return ok;
}

// The end of a builtin that decodes, called with `argc` arguments at L->stack[base]: the value on top when `is_decoded`, else nil and
// `why`; when there is no reason, the error that was raised. The stack may have grown, and may hold what was decoded so far.
[[nodiscard]] inline Returned give_decoded(Thread* L, ptrdiff_t base, uint32_t argc,
                                           bool is_decoded, std::string_view why) {
  if (is_decoded) return results_at_top(1);
  if (why.empty()) return Returned::Raised;
  L->top = L->stack + base + 1 + argc;
  Str* const message = new_string(L, why);
  if (!message) return Returned::Raised;
  return Args{L, L->stack + base, argc}.give(Value::nil(), Value::of(message));
}

// A builtin that encodes its first argument: `write(L, value, out)` returns null, or why the value cannot be written, or an empty text
// when it has raised an error.
template <class Write>
[[nodiscard]] Returned give_encoded(Thread* L, Value* at, uint32_t argc, Write write) {
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  TextBuffer out{L};
  if (const char* why = write(L, at[1], out))
    return *why != '\0' ? a.fail(1, why) : Returned::Raised;
  if (!charge_bytes(L, out.size())) return Returned::Raised;
  Str* const bytes = out.finish();
  return bytes ? a.give(Value::of(bytes)) : Returned::Raised;
}

}  // namespace tri::modules
