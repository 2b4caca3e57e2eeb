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
// Whether a site of the op says what it has seen.
constexpr bool notes_numbers(bytecode::Op op) {
  using enum bytecode::Op;
  switch (op) {
    case Add:
    case Sub:
    case Mul:
    case AddK:
    case SubK:
    case MulK:
    case AddI:
    case Div:
    case DivK:
    case Mod:
    case ModK:
    case IDiv:
    case IDivK:
    case Lt:
    case Le:
    case LtI:
    case LeI:
    case GtI:
    case GeI:
    case ForLoop: return true;
    default: return false;
  }
}
// The same of ops that integers alone are quick for.
constexpr bool notes_integers(bytecode::Op op) {
  using enum bytecode::Op;
  switch (op) {
    case BAnd:
    case BAndK:
    case BOr:
    case BOrK:
    case BXor:
    case BXorK:
    case Shl:
    case Shr:
    case ShlI:
    case ShrI: return true;
    default: return false;
  }
}
// Code::side of a CALL that has called a leaf builtin.
inline constexpr uint32_t kSeenLeaf = 1;
// Code::side of a TFORCALL: what has driven the loop so far.
inline constexpr uint32_t kSeenIteratorInLua = 1, kSeenOtherIterator = 2;

// clang-format off: it never comes to rest on this one
#define TRI_SLOW(X)                                                                \
  X(Arith) X(Unary) X(Index) X(Element) X(Self) X(SetIndex) X(SetElement)          \
  X(SetUpval) X(NewTable) X(Concat) X(Len) X(Eq) X(Order) X(Call) X(TailCall)      \
  X(Return) X(Close) X(Tbc) X(ForPrep) X(ForLoop) X(TForPrep) X(TForCall)          \
  X(SetList) X(Closure) X(VarArg) X(VarArgPrep) X(Poll) X(Enter)
// clang-format on
enum class Slow : uint8_t {
#define X(name) name,
  TRI_SLOW(X)
#undef X
};
inline constexpr int kSlowCount = 0
#define X(name) +1
    TRI_SLOW(X)
#undef X
    ;

using Routine = Outcome (*)(Thread*, Code*);
#define X(name) Outcome rt_##name(Thread* L, Code* pc);
TRI_SLOW(X)
#undef X

// The call at pc is done, and an interrupt waits; L->top may end the call's results.
Outcome poll_after_call(Thread* L, Code* pc);

}  // namespace tri::ops
