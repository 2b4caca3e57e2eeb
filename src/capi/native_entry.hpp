// Native entries: builtins as lua_CFunction.
//
// Builtins have a signature of their own (runtime/builtin.hpp). C code that asks for one's function pointer (lua_tocfunction) gets an
// entry: one of a fixed number of small functions, each of which calls the builtin that its state has assigned to it. Equal builtins of
// one state give equal pointers. Of a builtin with upvalues the entry calls the closure that was first asked about, which the registry
// keeps under the entry's address.
#pragma once

#include "capi/stack.hpp"
#include "runtime/builtin.hpp"

namespace tri::capi {

// The entry of a builtin or a closure of one; nullptr when the state has no entries left or no memory.  Cost: O(entries in use).
lua_CFunction native_entry(Thread* L, const Value& function);

// The value for a C function without upvalues: what the entry stands for if it is one.  Cost: O(entries in use).
Value value_of_function(Thread* L, lua_CFunction function);

}  // namespace tri::capi
