// Closures and upvalues.
//
// An upvalue box is shared by all closures that captured the variable and by debug functions (upvalueid, upvaluejoin).
// While open it points into a thread's stack and is in that thread's list, highest slot first; closing copies the value in.
#pragma once

#include "heap/object.hpp"

namespace tri {

struct UpVal {
  Header header;  // kind = 1 while open
  Value* v;       // the stack slot while open, else &closed
  union {
    Value closed;
    UpVal* next_open;
  };
  TRI_INLINE bool is_open() const { return header.kind != 0; }
};
static_assert(sizeof(UpVal) == 32);

struct LuaClosure {
  Header header;  // aux = number of upvalues
  Proto* proto;
  UpVal* upvalues[];
};

// A C function or a builtin together with upvalues of its own.
struct NativeClosure {
  Header header;  // kind = 1: builtin; aux = number of upvalues
  union {
    CFunction c;
    const Builtin* builtin;
  };
  Value upvalues[];
  TRI_INLINE bool is_builtin() const { return header.kind != 0; }
};
static_assert(sizeof(NativeClosure) == 16);

inline constexpr size_t lua_closure_bytes(uint32_t n) {
  return sizeof(LuaClosure) + n * sizeof(UpVal*);
}
inline constexpr size_t native_closure_bytes(uint32_t n) {
  return sizeof(NativeClosure) + n * sizeof(Value);
}

}  // namespace tri
