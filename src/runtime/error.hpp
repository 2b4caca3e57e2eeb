// Raising Lua errors. Nothing here unwinds: an error object is recorded in the thread and Outcome::Raised (Returned::Raised for
// builtins, false or nullptr for setters and makers) travels up to the run loop, which finds the handler.
#pragma once

#include <string_view>

#include "runtime/builtin.hpp"
#include "runtime/outcome.hpp"

namespace tri {

// Records any value as the error.
Outcome raise(Thread* L, const Value& error, ErrorStatus status = ErrorStatus::Run);
// The error has been dealt with.
TRI_INLINE void forget_error(Thread* L) {
  L->error = Value::nil();
  L->error_status = ErrorStatus::Ok;
  L->error_handled = false;
}
// Not enough memory: the preallocated message.
Outcome raise_memory(Thread* L);
// The same as setters say it: always false.
TRI_INLINE bool raised_memory(Thread* L) {
  (void)raise_memory(L);
  return false;
}
// Message text with the position of the running Lua function in front ("file:line: "), as the reference's luaG_runerror.
// Formats: %s (C string) %d (int) %I (int64) %f (double) %p %c %U %% and %S (Str*).
[[gnu::format(__printf__, 2, 0)]] Outcome raise_text_v(Thread* L, const char* format,
                                                       __builtin_va_list args);
Outcome raise_text(Thread* L, const char* format, ...);
// The same as a string, without raising. nullptr: no memory.
[[nodiscard]] Str* format_text(Thread* L, const char* format, ...);
[[nodiscard]] Str* format_text_v(Thread* L, const char* format, __builtin_va_list args);

// Errors of operators, with the name of the guilty variable when it has one.
Outcome raise_type(Thread* L, const Value* culprit,
                   const char* operation);            // attempt to <operation> a <type> value<name>
Outcome raise_call(Thread* L, const Value* culprit);  // attempt to call a ...
Outcome raise_concat(Thread* L, const Value* x, const Value* y);
Outcome raise_arith(Thread* L, const Value* x, const Value* y, const char* operation);
Outcome raise_to_int(Thread* L, const Value* x,
                     const Value* y);  // number has no integer representation
Outcome raise_order(Thread* L, const Value& x, const Value& y);
Outcome raise_for(Thread* L, const Value& v, const char* what);  // bad 'for' <what> (...)

// ---- for builtins. A leaf gets its frame here, so that tracebacks show it.
// luaL_error: position of the caller (level 1) in front.
Returned raise_lib(Thread* L, Value* at, uint32_t argc, const char* format, ...);
// bad argument #n to 'name' (message)
Returned raise_arg(Thread* L, Value* at, uint32_t argc, uint32_t n, const char* message);
// bad argument #n to 'name' (expected expected, got actual)
Returned raise_arg_type(Thread* L, Value* at, uint32_t argc, uint32_t n, const char* expected);
// The same for a builtin that has its frame (or runs in a nested call).
Outcome raise_lib_text(Thread* L, const char* text);
Returned raise_value(Thread* L, const Value& error);

// "file:line: " of the function at a level (0 running, 1 its caller), or "". As luaL_where. nullptr: no memory.
[[nodiscard]] Str* where(Thread* L, int level);
// A chunk name as messages show it (bytecode/chunk_name.hpp), as a C string that needs no memory of its own.
struct ShortSource {
  char text[60];
};
ShortSource short_source(std::string_view source);

}  // namespace tri
