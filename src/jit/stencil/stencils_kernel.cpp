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
//   HOLE_WORD HOLE_CODE             the op's word and canonical instruction, 64 bits; HOLE_TARGET the word it jumps to
//   HOLE_NEXT HOLE_JUMP             code of the op behind this one, and of the op it jumps to
//   HOLE_HANDLER                    tier 2's handler of the word
//   slow_X, native_X                tier 2's ways on: interp/ways_on.hpp
//
// A stencil and tier 2's handler of the same op do the same with the same registers, so either may follow the other: control
// that comes back (from a routine, a callee, a caller, an interrupt) comes through a word.
#include "interp/word.hpp"
#include "jit/stencil/variant.hpp"
#include "ops/bodies.hpp"

using namespace tri;
using namespace tri::ops;
using tri::jit::FieldKind;
using tri::jit::Narrow;

extern "C" {
extern char HOLE_A[], HOLE_B[], HOLE_C[], HOLE_K[], HOLE_UP[];
extern char HOLE_UB[], HOLE_UC[], HOLE_SB[], HOLE_SC[], HOLE_SBX[], HOLE_ARGC[], HOLE_WANTED[];
extern char HOLE_COST[];
extern char HOLE_SHAPE[], HOLE_VALUE[], HOLE_VALUE_TAG[], HOLE_META[], HOLE_META_SHAPE[];
extern char HOLE_INDEX[], HOLE_INDEX_TAG[], HOLE_HOLDER[];
#define TRI_TARGET(name) TRI_PRESERVE_NONE Outcome name(Value*, Word*, Thread*, const Value*);
TRI_TARGET(HOLE_NEXT)
TRI_TARGET(HOLE_JUMP)
TRI_TARGET(HOLE_HANDLER)
TRI_TARGET(native_entered)
TRI_TARGET(native_left)
TRI_TARGET(native_poll)
#define X(name) TRI_TARGET(slow_##name)
TRI_SLOW(X)
#undef X
}

namespace {

TRI_INLINE uint32_t number(const char* hole) { return uint32_t(uintptr_t(hole)); }
TRI_INLINE int32_t signed_number(const char* hole) { return int32_t(intptr_t(hole)); }
// Plain assembly, so that it sinks into the paths that need it.
TRI_INLINE Word* this_word() {
  Word* w;
  asm("movabsq $HOLE_WORD, %0" : "=r"(w));
  return w;
}
TRI_INLINE Word* next_word() {
  static_assert(sizeof(Word) == 16);
  Word* w;
  asm("movabsq $HOLE_WORD+16, %0" : "=r"(w));
  return w;
}
TRI_INLINE Word* target_word() {
  Word* w;
  asm("movabsq $HOLE_TARGET, %0" : "=r"(w));
  return w;
}
TRI_INLINE Code* this_instruction() {
  Code* pc;
  asm("movabsq $HOLE_CODE, %0" : "=r"(pc));
  return pc;
}
using Handler = interp::Handler;
TRI_INLINE Handler* handler_at(const Word* w) {
  char* anchor;
  asm("leaq native_anchor(%%rip), %0" : "=r"(anchor));
  return reinterpret_cast<Handler*>(anchor + w->handler);
}

struct Offset {
  intptr_t bytes;
};

template <FieldKind kKind>
struct FieldInHoles {
  TRI_INLINE uint32_t shape() const { return number(HOLE_SHAPE); }
  static constexpr bool is_of_strings() { return kKind == FieldKind::Strings; }
  static constexpr bool is_own() { return kKind == FieldKind::Own; }
  static constexpr bool is_entry() { return kKind == FieldKind::Entry; }
  static constexpr bool is_own_overflow() { return kKind == FieldKind::OwnOverflow; }
  static constexpr bool is_add() { return kKind == FieldKind::Add || kKind == FieldKind::AddMeta; }
  static constexpr bool in_overflow() {
    return kKind == FieldKind::OwnOverflow || kKind == FieldKind::ChainOverflow;
  }
  static constexpr bool index_in_overflow() { return false; }
  static constexpr bool meta_in_object() { return false; }
  static constexpr bool meta_in_overflow() { return false; }
  static constexpr intptr_t carried() { return 0; }
  static constexpr intptr_t carried_tag() { return 0; }
  TRI_INLINE intptr_t value() const { return intptr_t(HOLE_VALUE); }
  TRI_INLINE intptr_t value_tag() const { return intptr_t(HOLE_VALUE_TAG); }
  TRI_INLINE uint32_t metatable() const { return number(HOLE_META); }
  TRI_INLINE uint32_t meta_shape() const {
    if constexpr (kKind == FieldKind::Add) return 0;  // a stencil never branches on a hole
    return number(HOLE_META_SHAPE);
  }
  TRI_INLINE intptr_t index() const { return intptr_t(HOLE_INDEX); }
  TRI_INLINE intptr_t index_tag() const { return intptr_t(HOLE_INDEX_TAG); }
  TRI_INLINE uint32_t holder_shape() const { return number(HOLE_HOLDER); }
};

template <bool kK, FieldKind kField, Narrow kNarrow>
struct Stencil : Concrete {
  Word* ret;  // set by `leave`

  TRI_INLINE Offset a() { return {intptr_t(HOLE_A)}; }
  TRI_INLINE Offset b() { return {intptr_t(HOLE_B)}; }
  TRI_INLINE Offset c() { return {intptr_t(HOLE_C)}; }
  TRI_INLINE Offset bx() { return {intptr_t(HOLE_K)}; }
  TRI_INLINE Offset extra() { return {intptr_t(HOLE_K)}; }
  TRI_INLINE int32_t sbx() { return signed_number(HOLE_SBX); }
  TRI_INLINE int32_t ub() { return signed_number(HOLE_UB); }
  TRI_INLINE int32_t uc() { return signed_number(HOLE_UC); }
  TRI_INLINE int32_t sb() { return signed_number(HOLE_SB); }
  TRI_INLINE int32_t sc() { return signed_number(HOLE_SC); }
  TRI_INLINE uint32_t argc() { return number(HOLE_ARGC); }
  static constexpr bool has_open_arguments() { return false; }
  TRI_INLINE int wanted() { return signed_number(HOLE_WANTED); }
  static constexpr bool key_is_constant() { return kK; }
  TRI_INLINE bool taken(bool cond) { return cond == kK; }
  TRI_INLINE Value* reg(Offset r, uint32_t plus = 0) {
    return reinterpret_cast<Value*>(reinterpret_cast<char*>(base) + r.bytes) + plus;
  }
  TRI_INLINE Value* constant(Offset n) {  // read only
    return reinterpret_cast<Value*>(reinterpret_cast<intptr_t>(k) + n.bytes);
  }
  TRI_INLINE Value* reg_or_constant(Offset n) { return kK ? constant(n) : reg(n); }
  TRI_INLINE UpVal* upvalue_box(Offset) {
    char* boxes = reinterpret_cast<char*>(static_cast<LuaClosure*>(base[-1].p)->upvalues);
    return *reinterpret_cast<UpVal**>(boxes + intptr_t(HOLE_UP));
  }
  TRI_INLINE Value* upvalue(Offset n) { return upvalue_box(n)->v; }
  TRI_INLINE FieldInHoles<kField> field_cache() { return {}; }

  // Typed variants: the answer is no for every other type.
  TRI_INLINE bool is_int(const Value* s) { return kNarrow != Narrow::Float && Concrete::is_int(s); }
  TRI_INLINE bool is_float(const Value* s) {
    return kNarrow != Narrow::Int && Concrete::is_float(s);
  }

  // No constants of the compiler's own.
  TRI_INLINE double float_neg(double x) {
    uint64_t sign;
    asm("movabsq $0x8000000000000000, %0" : "=r"(sign));
    return __builtin_bit_cast(double, __builtin_bit_cast(uint64_t, x) ^ sign);
  }

  TRI_INLINE Ending enter(LuaClosure* f, Value* at, int wanted) {
    const Ending e = Concrete::enter(f, at, wanted);
    L->frame->ret = next_word();
    return e;
  }
  TRI_INLINE Ending leave(const Value* result) {
    ret = static_cast<Word*>(L->frame->ret);
    return Concrete::leave(result);
  }
  TRI_INLINE Ending leave() {
    ret = static_cast<Word*>(L->frame->ret);
    return Concrete::leave();
  }
};

TRI_INLINE Proto* proto_at(const Value* base) {
  return static_cast<LuaClosure*>(base[-1].p)->proto;
}

}  // namespace

#define TRI_GO(where) TRI_MUSTTAIL return where(t.base, pc, L, t.k)
#define TRI_SLOW_CASE(name) \
  case Slow::name: TRI_GO(slow_##name);
// kBackward: a jump leads backward, and so polls.
#define TRI_STENCIL(symbol, op, k_bit, field, narrow, backward)                           \
  extern "C" TRI_PRESERVE_NONE Outcome stencil_##symbol(Value* base, Word* pc, Thread* L, \
                                                        const Value* k) {                 \
    Stencil<k_bit, FieldKind::field, Narrow::narrow> t{{base, L, k}, nullptr};            \
    const Ending e = op_##op(t);                                                          \
    switch (e.kind) {                                                                     \
      case End::Next: TRI_GO(HOLE_NEXT);                                                  \
      case End::Back:                                                                     \
      case End::Jump:                                                                     \
        if (backward && L->state->interrupt) [[unlikely]] {                               \
          L->state->poll_cost = signed_number(HOLE_COST);                                 \
          pc = target_word();                                                             \
          TRI_GO(native_poll);                                                            \
        }                                                                                 \
        TRI_GO(HOLE_JUMP);                                                                \
      case End::Enter:                                                                    \
        L->frame[-1].pc = this_instruction();                                             \
        pc = proto_at(t.base)->entry;                                                     \
        if (!pc || L->state->interrupt) [[unlikely]] {                                    \
          L->state->poll_cost = proto_at(t.base)->entry_cost;                             \
          TRI_GO(native_entered);                                                         \
        }                                                                                 \
        TRI_MUSTTAIL return handler_at(pc)(t.base, pc, L, t.k);                           \
      case End::Leave:                                                                    \
        pc = t.ret;                                                                       \
        if (!pc) [[unlikely]]                                                             \
          TRI_GO(native_left);                                                            \
        TRI_MUSTTAIL return handler_at(pc)(t.base, pc, L, t.k);                           \
      case End::Slow:                                                                     \
        pc = this_word();                                                                 \
        switch (e.slow) { TRI_SLOW(TRI_SLOW_CASE) }                                       \
    }                                                                                     \
    __builtin_unreachable();                                                              \
  }

// Names of variants: jit/stencil/variant.hpp. Every op has the plain one; a jump of it goes forward.
#define TRI_OP(name, ...) TRI_STENCIL(name##__Plain, name, false, Own, None, false)
#include "bytecode/ops.def"
#undef TRI_OP

#define TRI_WITH_K(name) TRI_STENCIL(name##__PlainK, name, true, Own, None, false)
TRI_WITH_K(SetTable)
TRI_WITH_K(SetI)
TRI_WITH_K(Self)
TRI_WITH_K(SetTabUp)
TRI_WITH_K(SetField)
#undef TRI_WITH_K

// Jumps, in both directions.
TRI_STENCIL(Jmp__Back, Jmp, false, Own, None, true)
TRI_STENCIL(ForLoop__Back, ForLoop, false, Own, None, true)
TRI_STENCIL(ForLoop__IntBack, ForLoop, false, Own, Int, true)
TRI_STENCIL(ForLoop__FloatBack, ForLoop, false, Own, Float, true)
TRI_STENCIL(TForLoop__Back, TForLoop, false, Own, None, true)

#define TRI_BRANCH(name)                                    \
  TRI_STENCIL(name##__PlainK, name, true, Own, None, false) \
  TRI_STENCIL(name##__Back, name, false, Own, None, true)   \
  TRI_STENCIL(name##__BackK, name, true, Own, None, true)
TRI_BRANCH(Eq)
TRI_BRANCH(Lt)
TRI_BRANCH(Le)
TRI_BRANCH(EqK)
TRI_BRANCH(EqI)
TRI_BRANCH(LtI)
TRI_BRANCH(LeI)
TRI_BRANCH(GtI)
TRI_BRANCH(GeI)
TRI_BRANCH(Test)
TRI_BRANCH(TestSet)
#undef TRI_BRANCH
#define TRI_TYPED_BRANCH(name)                               \
  TRI_STENCIL(name##__Int, name, false, Own, Int, false)     \
  TRI_STENCIL(name##__IntK, name, true, Own, Int, false)     \
  TRI_STENCIL(name##__Float, name, false, Own, Float, false) \
  TRI_STENCIL(name##__FloatK, name, true, Own, Float, false)
TRI_TYPED_BRANCH(Lt)
TRI_TYPED_BRANCH(Le)
TRI_TYPED_BRANCH(LtI)
TRI_TYPED_BRANCH(LeI)
TRI_TYPED_BRANCH(GtI)
TRI_TYPED_BRANCH(GeI)
#undef TRI_TYPED_BRANCH

#define TRI_GET(name, suffix, k_bit)                                           \
  TRI_STENCIL(name##__Overflow##suffix, name, k_bit, OwnOverflow, None, false) \
  TRI_STENCIL(name##__Entry##suffix, name, k_bit, Entry, None, false)          \
  TRI_STENCIL(name##__Chain##suffix, name, k_bit, Chain, None, false)          \
  TRI_STENCIL(name##__ChainOverflow##suffix, name, k_bit, ChainOverflow, None, false)
TRI_GET(GetTabUp, , false)
TRI_GET(GetField, , false)
TRI_GET(Self, K, true)
TRI_STENCIL(Self__StringsK, Self, true, Strings, None, false)
#undef TRI_GET

#define TRI_SET(name, suffix, k_bit)                                           \
  TRI_STENCIL(name##__Overflow##suffix, name, k_bit, OwnOverflow, None, false) \
  TRI_STENCIL(name##__Entry##suffix, name, k_bit, Entry, None, false)          \
  TRI_STENCIL(name##__Add##suffix, name, k_bit, Add, None, false)              \
  TRI_STENCIL(name##__AddMeta##suffix, name, k_bit, AddMeta, None, false)
TRI_SET(SetTabUp, , false)
TRI_SET(SetTabUp, K, true)
TRI_SET(SetField, , false)
TRI_SET(SetField, K, true)
#undef TRI_SET

#define TRI_TYPED(name)                                  \
  TRI_STENCIL(name##__Int, name, false, Own, Int, false) \
  TRI_STENCIL(name##__Float, name, false, Own, Float, false)
TRI_TYPED(Add)
TRI_TYPED(AddK)
TRI_TYPED(AddI)
TRI_TYPED(Sub)
TRI_TYPED(SubK)
TRI_TYPED(Mul)
TRI_TYPED(MulK)
TRI_TYPED(Div)
TRI_TYPED(DivK)
#undef TRI_TYPED

// An op that tier 2's handler does.
extern "C" TRI_PRESERVE_NONE Outcome stencil_Handler__Plain(Value* base, Word*, Thread* L,
                                                            const Value* k) {
  TRI_MUSTTAIL return HOLE_HANDLER(base, this_word(), L, k);
}
