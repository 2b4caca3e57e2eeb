// What the tail-calling forms share (threaded handlers, stencils): the signature of handlers and stencils, and routines by name.
#pragma once

#include "ops/routines.hpp"

// GNU spelling: it stands beside other attributes. Such functions are hidden: the dynamic linker does not know the convention.
#define TRI_PRESERVE_NONE __attribute__((preserve_none, visibility("hidden")))
#define TRI_MUSTTAIL __attribute__((musttail))

namespace tri::ops {

// A handler runs until the function that the native caller waits for has returned (Exit) or an error leaves it (Raised).
template <class Pc>
using TailCalled
    __attribute__((preserve_none)) = Outcome(Value* base, Pc* pc, Thread* L, const Value* k);

template <Slow kWhat>
TRI_INLINE Outcome routine(Thread* L, Code* pc) {
  switch (kWhat) {
#define X(name) \
  case Slow::name: return rt_##name(L, pc);
    TRI_SLOW(X)
#undef X
  }
  __builtin_unreachable();
}

}  // namespace tri::ops
