// Routines: what op bodies end in when the fast path does not apply. One set for all forms, compiled once.
//
// Outcome rt_X(Thread* L, const Code* pc): decodes the canonical instruction at pc, does the whole op whatever its operands,
// and says where to go on. The form has stored pc in L->frame->pc; base and constants are read from L->frame. A routine that
// calls a metamethod pushes a frame whose Finish says what its result is for.
#pragma once

#include "heap/proto.hpp"
#include "heap/thread.hpp"
#include "runtime/outcome.hpp"

namespace tri::ops {

// Operand types an arithmetic, comparison or loop site has seen: Code::side of that instruction.
enum class Seen : uint8_t { Int = 1, Float = 2, Mixed = 4, Other = 8 };

// clang-format off: it never comes to rest on this one
#define TRI_SLOW(X)                                                               \
  X(Arith) X(Unary) X(Index) X(Self) X(SetIndex) X(SetUpval) X(NewTable) X(Concat) \
  X(Len) X(Eq) X(Order) X(Call) X(TailCall) X(Return) X(Close) X(Tbc) X(ForPrep)   \
  X(ForLoop) X(TForPrep) X(TForCall) X(SetList) X(Closure) X(VarArg) X(VarArgPrep) \
  X(Poll) X(Enter)
// clang-format on
enum class Slow : uint8_t {
#define X(name) name,
  TRI_SLOW(X)
#undef X
};

using Routine = Outcome (*)(Thread*, Code*);
#define X(name) Outcome rt_##name(Thread* L, Code* pc);
TRI_SLOW(X)
#undef X

}  // namespace tri::ops
