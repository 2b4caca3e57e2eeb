// The stencil form: every body once as machine code whose operands are holes.
//
// This file is compiled to an object that nothing links. Each function `stencil_<op>_<variant>` is one stencil; what it
// refers to and nobody defines is a hole, and the relocations say where it is. ops/forms/native.cpp copies stencils one
// behind the other and fills the holes in. What an interpreter would decide when the op runs, and is known when code
// is made (k, the kind of a cached field, the type seen), is a variant: one stencil per answer.
//
//   HOLE_A HOLE_B HOLE_C HOLE_K     where a register or constant lies, in bytes from R[0] or K[0]
//   HOLE_UP                         where a box lies in the closure, in bytes from the first
//   HOLE_UB .. HOLE_WANTED          numbers
//   HOLE_SHAPE .. HOLE_HOLDER       the site's cache record
//   HOLE_PC                         the canonical instruction, 64 bits
//   HOLE_NEXT HOLE_JUMP             code of the op behind this one, and of the op it jumps to
//   slow_X, native_enter/leave/poll routines, through a trampoline
#include "ops/bodies.hpp"
#include "ops/forms/stencil_kind.hpp"
#include "ops/tail_call.hpp"

using namespace tri;
using namespace tri::ops;
using tri::ops::forms::FieldKind;
using tri::ops::forms::Narrow;

extern "C" {
extern char HOLE_A[], HOLE_B[], HOLE_C[], HOLE_K[], HOLE_UP[];
extern char HOLE_UB[], HOLE_UC[], HOLE_SB[], HOLE_SC[], HOLE_SBX[], HOLE_ARGC[], HOLE_WANTED[];
extern char HOLE_SHAPE[], HOLE_VALUE[], HOLE_VALUE_TAG[], HOLE_META[], HOLE_META_SHAPE[];
extern char HOLE_INDEX[], HOLE_INDEX_TAG[], HOLE_HOLDER[];
#define TRI_TARGET(name) TRI_PRESERVE_NONE Outcome name(Value*, Code*, Thread*, const Value*);
TRI_TARGET(HOLE_NEXT)
TRI_TARGET(HOLE_JUMP)
TRI_TARGET(native_enter)
TRI_TARGET(native_leave)
TRI_TARGET(native_poll)
#define X(name) TRI_TARGET(slow_##name)
TRI_SLOW(X)
#undef X
}

namespace {

TRI_INLINE uint32_t number(const char* hole) { return uint32_t(uintptr_t(hole)); }
TRI_INLINE int32_t signed_number(const char* hole) { return int32_t(intptr_t(hole)); }
// Plain assembly, so that it sinks into the paths that need it.
TRI_INLINE Code* this_instruction() {
  Code* pc;
  asm("movabsq $HOLE_PC, %0" : "=r"(pc));
  return pc;
}

struct Offset {
  intptr_t bytes;
};

template <FieldKind kKind>
struct FieldInHoles {
  TRI_INLINE uint32_t shape() const { return number(HOLE_SHAPE); }
  static constexpr bool is_of_strings() { return false; }
  static constexpr bool is_own() { return kKind == FieldKind::Own; }
  static constexpr bool is_add() { return false; }
  static constexpr bool is_entry() { return kKind == FieldKind::Entry; }
  static constexpr bool is_own_overflow() { return kKind == FieldKind::OwnOverflow; }
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
  TRI_INLINE uint32_t meta_shape() const { return number(HOLE_META_SHAPE); }
  TRI_INLINE intptr_t index() const { return intptr_t(HOLE_INDEX); }
  TRI_INLINE intptr_t index_tag() const { return intptr_t(HOLE_INDEX_TAG); }
  TRI_INLINE uint32_t holder_shape() const { return number(HOLE_HOLDER); }
};

template <bool kK, FieldKind kField, Narrow kNarrow, bool kOpen>
struct Stencil : Concrete {
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
  static constexpr bool has_open_arguments() { return kOpen; }
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
};

}  // namespace

#define TRI_GO(where) TRI_MUSTTAIL return where(t.base, pc, L, t.k)
#define TRI_STENCIL(symbol, op, k_bit, field, narrow, open)                               \
  extern "C" TRI_PRESERVE_NONE Outcome stencil_##symbol(Value* base, Code* pc, Thread* L, \
                                                        const Value* k) {                 \
    Stencil<k_bit, FieldKind::field, Narrow::narrow, open> t{{base, L, k}};               \
    Ending e = op_##op(t);                                                                \
    switch (e.kind) {                                                                     \
      case End::Next: TRI_GO(HOLE_NEXT);                                                  \
      case End::Back:                                                                     \
      case End::Jump: TRI_GO(HOLE_JUMP);                                                  \
      case End::Enter: L->frame[-1].pc = this_instruction(); TRI_GO(native_enter);        \
      case End::Leave: TRI_GO(native_leave);                                              \
      case End::Slow:                                                                     \
        pc = this_instruction();                                                          \
        switch (e.slow) { TRI_SLOW(TRI_SLOW_CASE) }                                       \
    }                                                                                     \
    __builtin_unreachable();                                                              \
  }
#define TRI_SLOW_CASE(name) \
  case Slow::name: TRI_GO(slow_##name);

// Every op; then what its variants are.
#define TRI_OP(name, ...) TRI_STENCIL(name, name, false, Own, None, false)
#include "bytecode/ops.def"
#undef TRI_OP

#define TRI_WITH_K(name) TRI_STENCIL(name##_k, name, true, Own, None, false)
TRI_WITH_K(Eq)
TRI_WITH_K(Lt)
TRI_WITH_K(Le)
TRI_WITH_K(EqK)
TRI_WITH_K(EqI)
TRI_WITH_K(LtI)
TRI_WITH_K(LeI)
TRI_WITH_K(GtI)
TRI_WITH_K(GeI)
TRI_WITH_K(Test)
TRI_WITH_K(TestSet)
TRI_WITH_K(SetTable)
TRI_WITH_K(SetI)
TRI_WITH_K(Self)
TRI_WITH_K(SetTabUp)
TRI_WITH_K(SetField)

#define TRI_GET(symbol, name, k_bit)                                    \
  TRI_STENCIL(symbol##_overflow, name, k_bit, OwnOverflow, None, false) \
  TRI_STENCIL(symbol##_entry, name, k_bit, Entry, None, false)          \
  TRI_STENCIL(symbol##_chain, name, k_bit, Chain, None, false)          \
  TRI_STENCIL(symbol##_chain_overflow, name, k_bit, ChainOverflow, None, false)
TRI_GET(GetTabUp, GetTabUp, false)
TRI_GET(GetField, GetField, false)
TRI_GET(Self_k, Self, true)

#define TRI_SET(symbol, name, k_bit)                                    \
  TRI_STENCIL(symbol##_overflow, name, k_bit, OwnOverflow, None, false) \
  TRI_STENCIL(symbol##_entry, name, k_bit, Entry, None, false)
TRI_SET(SetTabUp, SetTabUp, false)
TRI_SET(SetTabUp_k, SetTabUp, true)
TRI_SET(SetField, SetField, false)
TRI_SET(SetField_k, SetField, true)

#define TRI_TYPED(name)                                 \
  TRI_STENCIL(name##_int, name, false, Own, Int, false) \
  TRI_STENCIL(name##_float, name, false, Own, Float, false)
TRI_TYPED(Add)
TRI_TYPED(AddK)
TRI_TYPED(AddI)
TRI_TYPED(Sub)
TRI_TYPED(Mul)
TRI_TYPED(Div)
TRI_TYPED(Lt)
TRI_TYPED(Le)
TRI_TYPED(ForLoop)

TRI_STENCIL(Call_open, Call, false, Own, None, true)

// A jump backward passes through one of these: HOLE_NEXT is where the jump leads.
extern "C" TRI_PRESERVE_NONE Outcome stencil_Poll(Value* base, Code* pc, Thread* L,
                                                  const Value* k) {
  if (L->state->interrupt) [[unlikely]] {
    TRI_MUSTTAIL return native_poll(base, this_instruction(), L, k);
  }
  TRI_MUSTTAIL return HOLE_NEXT(base, pc, L, k);
}
