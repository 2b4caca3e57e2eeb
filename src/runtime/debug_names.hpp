// Names for messages: what a register, upvalue or called function is called in the source, found by reading the bytecode backwards.
#pragma once

#include "heap/state.hpp"

namespace tri {

struct Name {
  const char*
      kind;  // "global", "local", "method", "field", "upvalue", "constant", "metamethod", "for iterator", "hook"; null: none
  const char* text;
};

// Name of register `reg` of prototype p at instruction pc.
Name register_name(const Proto* p, int pc, int reg);
// Name of the function that the frame was called as, seen from its caller.
Name called_name(const Thread* L, const Frame* f);
// Name of the function that the frame is calling now, or would call if it were one.
Name callee_name(const Frame* caller);
// " (local 'x')" for the running Lua function's value at this address, or "". The text is a new string; nullptr: no memory.
[[nodiscard]] Str* variable_info(Thread* L, const Value* v);
// Name of the active local variable in a slot of the running Lua function, or nullptr.
const char* local_name_of(Thread* L, const Value* slot);
// Name of the n-th (from 1) active local variable of p at pc, or nullptr.
const char* local_name(const Proto* p, int n, int pc);
// Index of the instruction a Lua frame is executing.
int current_pc(const Frame* f);
int current_line(const Frame* f);
// Last instruction before `last` that changed register `reg`, or -1. Code inside a jump over it counts as not executed.
int find_setter(const Proto* p, int last, int reg);
// The same where no jump leads to an instruction behind it up to `last`: then it need not be asked what is jumped over.
int find_last_change(const Proto* p, int last, int reg);
const Proto* proto_of(const Frame* f);

}  // namespace tri
