// Debug information: what the debug library and lua_getinfo tell about functions, frames and variables.
#pragma once

#include <string>
#include <string_view>

#include "runtime/debug_names.hpp"
#include "runtime/error.hpp"

namespace tri {

// The frame at a level: 0 the running function, 1 its caller. nullptr: the stack is not that deep. Works on any thread.
// Cost: O(level).
Frame* frame_at_level(Thread* L, int level);
// The function that runs in a frame.
const Value& function_of(const Frame* f);
// How many levels there are.
int level_count(const Thread* L);

struct SourceInfo {
  Str* source;  // null: `source_text` is it
  const char* source_text;
  ShortSource short_source;
  const char* what;  // "Lua", "main", "C"
  int line_defined, last_line_defined;
};
SourceInfo source_info(const Value& function);

struct ParameterInfo {
  int upvalues;
  int parameters;
  bool is_vararg;
};
ParameterInfo parameter_info(const Value& function);

// The line a frame is executing, -1 when it has none.
int line_of_frame(const Frame* f);
// Whether some instruction of the function starts a line; `each` is called for every such line, false stops.
bool each_active_line(const Proto* p, bool (*each)(void* context, int line), void* context);

// A variable of a frame, or of a function's parameters.
struct Local {
  const char* name;  // null: there is none with this number
  Value* slot;
};
// The n-th (from 1) active local variable of a frame; n < 0: vararg number -n. Slots without a name count as "(temporary)",
// "(C temporary)".
Local local_of_frame(Thread* L, const Frame* f, int n);
// Gives that variable of a frame of L another value; its name, or null: there is none, or it is not to be changed. Those are what
// builtins keep on the stack, and numbers that a loop counts with (by others of their type alone): both are used unchecked.
const char* set_local_of_frame(Thread* L, const Frame* f, int n, const Value& v);
// Name of the n-th parameter of a function, or null.
const char* parameter_name(const Value& function, int n);

// The n-th (from 1) upvalue of any function. `value` null: there is none with this number.
struct UpvalueRef {
  const char* name;
  Value* value;
  Header* owner;  // for barriers
  void* id;       // the same for closures that share the variable
};
UpvalueRef upvalue_of(const Value& function, int n);

// "stack traceback:" and a line for each level of L from `level` on, with the message and a newline in front when there
// is one. Long stacks show their first ten and last eleven levels. As luaL_traceback; nullptr: no memory.
[[nodiscard]] Str* traceback(Thread* L, Thread* of, const std::string_view* message, int level);

// The name under which package.loaded knows a function: "string.rep", or a global's plain name; "" when it does not.
std::string loaded_name(Thread* L, const Value& function);

}  // namespace tri
