// The stencils: every body once as machine code whose operands are holes.
//
// This file is compiled to assembly that nothing links: tools/stencils parts the code and writes it down as a table, which
// jit/stencil/compiler.cpp copies from. Each function `stencil_<op>_<variant>` is one stencil; what it refers to and nobody
// defines is a hole, and the relocations say where it is. What an interpreter would decide when the op runs, and is known when
// code is made (k, the kind of a cached field, the type seen), is a variant: one stencil per answer.
//
//   HOLE_A HOLE_B HOLE_C HOLE_K     where a register or constant lies, in bytes from R[0] or K[0]
//   HOLE_UP                         where a box lies in the closure, in bytes from the first
//   HOLE_UB .. HOLE_WANTED          numbers
//   HOLE_SHAPE .. HOLE_HOLDER       the site's cache record
//   HOLE_COST                       what a jump backward costs, for hooks that count
//   HOLE_LOOP                       a FORPREP's FORLOOP, 64 bits
//   HOLE_WORD HOLE_CODE             the op's word and canonical instruction, 64 bits; HOLE_TARGET the word it jumps to
//   HOLE_NEXT HOLE_JUMP             code of the stencil behind this one, and of the op it jumps to
//   HOLE_DONE HOLE_OTHER            where the op is several stencils: code of the op behind it, and of its next record
//   HOLE_HANDLER                    tier 2's handler of the word
//   HOLE_END                        where the arguments of a call end, in bytes from R[0]
//   slow_X, native_X                tier 2's ways on: interp/ways_on.hpp
//   routine_X                       the routine itself, which is called: see call_routine
//
// A stencil and tier 2's handler of the same op do the same with the same registers, so either may follow the other: control
// that comes back (from a routine, a callee, a caller, an interrupt) comes through a word.
#include "jit/stencil/kernel.hpp"

// Names of variants: jit/stencil/variant.hpp. Every op has the plain one; a jump of it goes forward.
#define TRI_OP(name, ...) TRI_STENCIL(name##__Plain, name)
#include "bytecode/ops.def"
#undef TRI_OP

#define TRI_WITH_K(name) TRI_STENCIL(name##__PlainK, name, .k = true)
TRI_WITH_K(SetTable)
TRI_WITH_K(SetI)
TRI_WITH_K(Self)
TRI_WITH_K(SetTabUp)
TRI_WITH_K(SetField)
TRI_WITH_K(TailCall)
TRI_WITH_K(Return)
TRI_WITH_K(TForCall)  // wants more than a pair
#undef TRI_WITH_K

TRI_STENCIL(Call__Open, Call, .open = true)
TRI_STENCIL(TailCall__Open, TailCall, .open = true)
TRI_STENCIL(TailCall__OpenK, TailCall, .k = true, .open = true)
TRI_STENCIL(Call__MeteredPlain, Call, .metered = true)
TRI_STENCIL(Call__MeteredOpen, Call, .open = true, .metered = true)
TRI_STENCIL(TailCall__MeteredPlain, TailCall, .metered = true)
TRI_STENCIL(TailCall__MeteredOpen, TailCall, .open = true, .metered = true)
TRI_STENCIL(TForCall__Enter, TForCall, .enters = true)
TRI_STENCIL(TForCall__EnterK, TForCall, .k = true, .enters = true)
TRI_STENCIL(TForCall__MeteredEnter, TForCall, .enters = true, .metered = true)
TRI_STENCIL(TForCall__MeteredEnterK, TForCall, .k = true, .enters = true, .metered = true)
TRI_STENCIL(Return__Open, Return, .open = true)
TRI_STENCIL(Return__OpenK, Return, .k = true, .open = true)
TRI_STENCIL(VarArg__Open, VarArg, .open = true)

// Jumps, in both directions.
TRI_STENCIL(Jmp__Back, Jmp, .backward = true)
TRI_STENCIL(Jmp__MeteredBack, Jmp, .backward = true, .metered = true)
TRI_STENCIL(Jmp__Warm, Jmp, .backward = true, .warm = true)
TRI_STENCIL(Jmp__MeteredWarm, Jmp, .backward = true, .warm = true, .metered = true)
TRI_STENCIL(ForLoop__Warm, ForLoop, .backward = true, .warm = true)
TRI_STENCIL(ForLoop__MeteredWarm, ForLoop, .backward = true, .warm = true, .metered = true)
TRI_STENCIL(TForLoop__Back, TForLoop, .backward = true)
TRI_STENCIL(TForLoop__MeteredBack, TForLoop, .backward = true, .metered = true)
TRI_STENCIL(ForLoop__Back, ForLoop, .backward = true)
TRI_STENCIL(ForLoop__MeteredBack, ForLoop, .backward = true, .metered = true)
TRI_STENCIL(ForLoop__IntBack, ForLoop, .narrow = Narrow::Int, .backward = true)
TRI_STENCIL(ForLoop__FloatBack, ForLoop, .narrow = Narrow::Float, .backward = true)
TRI_STENCIL(ForLoop__MeteredIntBack, ForLoop, .narrow = Narrow::Int, .backward = true,
            .metered = true)
TRI_STENCIL(ForLoop__MeteredFloatBack, ForLoop, .narrow = Narrow::Float, .backward = true,
            .metered = true)

#define TRI_BRANCH(name)                                                                  \
  TRI_STENCIL(name##__PlainK, name, .k = true)                                            \
  TRI_STENCIL(name##__Back, name, .backward = true)                                       \
  TRI_STENCIL(name##__BackK, name, .k = true, .backward = true)                           \
  TRI_STENCIL(name##__Warm, name, .backward = true, .warm = true)                         \
  TRI_STENCIL(name##__WarmK, name, .k = true, .backward = true, .warm = true)             \
  TRI_STENCIL(name##__MeteredWarm, name, .backward = true, .warm = true, .metered = true) \
  TRI_STENCIL(name##__MeteredWarmK, name, .k = true, .backward = true, .warm = true,      \
              .metered = true)                                                            \
  TRI_STENCIL(name##__MeteredBack, name, .backward = true, .metered = true)               \
  TRI_STENCIL(name##__MeteredBackK, name, .k = true, .backward = true, .metered = true)
TRI_CONDITIONS(TRI_BRANCH)
#undef TRI_BRANCH
#define TRI_TYPED_BRANCH(name)                                      \
  TRI_STENCIL(name##__Int, name, .narrow = Narrow::Int)             \
  TRI_STENCIL(name##__IntK, name, .k = true, .narrow = Narrow::Int) \
  TRI_STENCIL(name##__Float, name, .narrow = Narrow::Float)         \
  TRI_STENCIL(name##__FloatK, name, .k = true, .narrow = Narrow::Float)
TRI_TYPED_BRANCH(Lt)
TRI_TYPED_BRANCH(Le)
TRI_TYPED_BRANCH(LtI)
TRI_TYPED_BRANCH(LeI)
TRI_TYPED_BRANCH(GtI)
TRI_TYPED_BRANCH(GeI)
#undef TRI_TYPED_BRANCH

#include "jit/stencil/kernel_fields.hpp"

TRI_TYPED_ARITHMETIC(TRI_TYPED)

// Sites that have no feedback yet, in loops that are counted.
#define TRI_NOTING(name) TRI_STENCIL(name##__Note, name, .notes = true)
TRI_NOTING(Add)
TRI_NOTING(AddK)
TRI_NOTING(AddI)
TRI_NOTING(Sub)
TRI_NOTING(SubK)
TRI_NOTING(Mul)
TRI_NOTING(MulK)
TRI_NOTING(Div)
TRI_NOTING(DivK)
TRI_NOTING(Mod)
TRI_NOTING(ModK)
TRI_NOTING(IDiv)
TRI_NOTING(IDivK)
TRI_NOTING(BAnd)
TRI_NOTING(BAndK)
TRI_NOTING(BOr)
TRI_NOTING(BOrK)
TRI_NOTING(BXor)
TRI_NOTING(BXorK)
TRI_NOTING(Shl)
TRI_NOTING(Shr)
TRI_NOTING(ShlI)
TRI_NOTING(ShrI)
TRI_NOTING(ForPrep)
#undef TRI_NOTING
#define TRI_NOTING(name)                         \
  TRI_STENCIL(name##__Note, name, .notes = true) \
  TRI_STENCIL(name##__NoteK, name, .k = true, .notes = true)
TRI_NOTING(Lt)
TRI_NOTING(Le)
TRI_NOTING(LtI)
TRI_NOTING(LeI)
TRI_NOTING(GtI)
TRI_NOTING(GeI)
#undef TRI_NOTING

// Calls of leaf builtins, with a fixed number of arguments: as many results as are wanted are in their places already. Where none is
// wanted it does not matter how many there are.
template <bool kWantsNone>
TRI_PRESERVE_NONE TRI_INLINE Outcome call_leaf(Value* base, Word* pc, Thread* L, const Value* k) {
  auto* f = reinterpret_cast<Value*>(TRI_NEAR(A).from(base));
  auto* end = reinterpret_cast<Value*>(TRI_FAR(END).from(base));
  if (f->tag != Tag::Builtin || f->builtin()->kind != BuiltinKind::Leaf ||
      L->stack_end - end < ptrdiff_t(kMinSlots + 2)) [[unlikely]] {
    pc = this_word();
    TRI_MUSTTAIL return slow_Call(base, pc, L, k);
  }
  const BuiltinBody body = f->builtin()->body;
  L->frame->pc = this_instruction();
  L->top = end;
  end->tag = Tag::Nil;
  const int32_t r = call_body(body, L, f, uint32_t(TRI_SMALL(HOLE_LENGTH)));
  base = L->frame->base;
  if ((kWantsNone ? r < 0 : r != TRI_SMALL(HOLE_WANTED)) || L->state->interrupt) [[unlikely]] {
    L->results = uint32_t(r);
    pc = this_word();
    TRI_MUSTTAIL return native_called(base, pc, L, k);
  }
  TRI_MUSTTAIL return HOLE_NEXT(base, pc, L, k);
}
extern "C" TRI_PRESERVE_NONE Outcome stencil_Call__Leaf(Value* base, Word* pc, Thread* L,
                                                        const Value* k) {
  return call_leaf<false>(base, pc, L, k);
}
extern "C" TRI_PRESERVE_NONE Outcome stencil_Call__LeafK(Value* base, Word* pc, Thread* L,
                                                         const Value* k) {
  return call_leaf<true>(base, pc, L, k);
}

// An op that tier 2's handler does.
extern "C" TRI_PRESERVE_NONE Outcome stencil_Handler__Plain(Value* base, Word*, Thread* L,
                                                            const Value* k) {
  TRI_MUSTTAIL return HOLE_HANDLER(base, this_word(), L, k);
}
