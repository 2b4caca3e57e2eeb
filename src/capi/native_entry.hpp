// Native entries: builtins as lua_CFunction.
//
// Builtins have a signature of their own (runtime/builtin.hpp). C code that asks for one's function pointer (lua_tocfunction) gets an
// entry: one of a fixed number of small functions, each of which calls the builtin that its state has assigned to it. Equal builtins of
// one state give equal pointers.
#pragma once

#include "capi/stack.hpp"
#include "runtime/builtin.hpp"

namespace tri::capi {

// nullptr when the state has no entries left or no memory. The same builtin gives the same entry.  Cost: O(entries in use).
lua_CFunction native_entry(Thread* L, const Builtin* builtin);

}  // namespace tri::capi
