// What the sources of stencils share: the holes, the form that bodies are compiled in, and TRI_STENCIL, which makes a stencil of a body.
//
// Two sources include it. Stencils of stencils_kernel.cpp have the signature of tier 2's handlers. With TRI_CARRIES_REGISTERS, which
// loops_kernel.cpp defines, they have further arguments that they hand on untouched: the registers of a loop.
#pragma once

#include <string_view>

#include "bytecode/instruction.hpp"
#include "interp/word.hpp"
#include "jit/stencil/variant.hpp"
#include "ops/bodies.hpp"
#if defined(__x86_64__)
#include "jit/stencil/machine_x86_64.hpp"
#elif defined(__aarch64__)
#include "jit/stencil/machine_aarch64.hpp"
#endif

using namespace tri;
using namespace tri::ops;
using tri::bytecode::Op;
using tri::jit::Case;
using tri::jit::FieldKind;
using tri::jit::kLoopFloats;
using tri::jit::kLoopIntegers;
using tri::jit::Narrow;

// TRI_SIGNATURE: the parameters; TRI_HANDED_ON(t): what the next stencil gets.
#ifdef TRI_CARRIES_REGISTERS
// In this order the integers that come in the middle are those whose machine registers shifts and divisions need.
#define TRI_SIGNATURE                                                                            \
  Value *base, Word *pc, Thread *L, const Value *k, int64_t i0, int64_t i1, int64_t i4,          \
      int64_t i5, int64_t i2, int64_t i3, double f0, double f1, double f2, double f3, double f4, \
      double f5, double f6, double f7
// The scratch registers are nobody's, and so is pc but between the pieces of a walk.
#define TRI_HANDED_ON(t)                                                                     \
  t.base, t.pc, L, t.k, i0, i1, i4, anything<int64_t>(), i2, i3, f0, f1, f2, f3, f4, f5, f6, \
      anything<double>()
#define TRI_HELD(pc) (is_of_walk(kBody) ? pc : anything<Word*>())
#define TRI_NAME(symbol) stencil_carry_##symbol
#else
#define TRI_SIGNATURE Value *base, Word *pc, Thread *L, const Value *k
#define TRI_HELD(pc) pc
#define TRI_NAME(symbol) stencil_##symbol
#define TRI_HANDED_ON(t) t.base, t.pc, L, t.k
#endif

extern "C" {
#define TRI_TARGET(name) TRI_PRESERVE_NONE Outcome name(TRI_SIGNATURE);
TRI_TARGET(HOLE_NEXT)
TRI_TARGET(HOLE_JUMP)
TRI_TARGET(HOLE_DONE)
TRI_TARGET(HOLE_OTHER)
TRI_TARGET(HOLE_HANDLER)
TRI_TARGET(native_entered)
TRI_TARGET(native_poll)
TRI_TARGET(native_ended)
TRI_TARGET(native_called)
TRI_TARGET(native_warm)
#define X(name) TRI_TARGET(slow_##name)
TRI_SLOW(X)
#undef X
}

namespace {

static_assert(sizeof(Word) == 16);
TRI_ADDRESS(Word, this_word, "HOLE_WORD")
TRI_ADDRESS(Word, next_word, "HOLE_WORD+16")
TRI_ADDRESS(Word, target_word, "HOLE_TARGET")
TRI_ADDRESS(Code, this_instruction, "HOLE_CODE")
TRI_ADDRESS(Code, loop_instruction, "HOLE_LOOP")  // the FORLOOP of a FORPREP
TRI_ADDRESS(Code, call_instruction, "HOLE_CALL")  // the caller's CALL of a callee in line
TRI_ADDRESS(const Value, callee_constants, "HOLE_CONSTANTS")
using Handler __attribute__((preserve_none)) = Outcome(TRI_SIGNATURE);
TRI_INLINE Handler* handler_at(const Word* w) {
  return reinterpret_cast<Handler*>(anchor_of_handlers() + w->handler);
}

// ---- calls
//
// Routines and leaf builtins that ops come to all the time are called from where the op is, and come back there. What native code gives
// up nowhere it has not got here either: all registers that stencils use are saved by whoever is called (r12 to r15), an
// error, a frame pushed, an interrupt is an outcome like any other, and the eight bytes on the native stack are gone when control goes on. Written in
// assembly: a compiler's own call would get a frame that all ways through the stencil push and pop.

template <Slow kWhat>
TRI_INLINE Outcome call_routine(Thread* L, Code* pc) {
  return Outcome(uint8_t(call_routine_at<kWhat>(L, pc)));
}

constexpr Op op_named(std::string_view body) {
#define TRI_OP(name, ...) \
  if (body == #name) return Op::name;
#include "bytecode/ops.def"
#undef TRI_OP
  return Op::Move;  // the body of a piece, which calls nothing
}
// Whether the stencil before it has left the table there that the walk has come to.
constexpr bool is_of_walk(std::string_view body) {
  return body.starts_with("Begin") || body.starts_with("Lack") || body.starts_with("Meta") ||
         body.starts_with("Index") || body.starts_with("End");
}
// Whether an op that ends this way calls its routine. Not where the routine seldom says Next, and not where failures are counted.
constexpr bool is_called(Op op, Slow what) {
#ifdef TRI_CARRIES_REGISTERS
  return false;  // a call would lose the registers
#endif
  switch (what) {
    case Slow::NewTable:
    case Slow::Closure:
    case Slow::Concat:
    case Slow::SetList:
    case Slow::Element:
    case Slow::SetElement:
    case Slow::TForPrep:
    case Slow::TForCall: return true;
    case Slow::Arith: return op == Op::Pow || op == Op::PowK;
    default: return false;
  }
}

template <FieldKind kKind>
struct FieldInHoles {
  TRI_INLINE uint32_t shape() const { return TRI_NUMBER(HOLE_SHAPE); }
  static constexpr bool is_of_strings() {
    return kKind == FieldKind::Strings || kKind == FieldKind::StringsOverflow;
  }
  static constexpr bool is_absent() { return kKind == FieldKind::Absent; }
  static constexpr bool is_own() { return kKind == FieldKind::Own; }
  static constexpr bool is_entry() { return kKind == FieldKind::Entry; }
  static constexpr bool is_own_overflow() { return kKind == FieldKind::OwnOverflow; }
  // Looked at in the cold part alone.
  TRI_INLINE bool is_bare() const { return TRI_MAYBE_ZERO(HOLE_META_SHAPE); }
  static constexpr bool is_add() { return kKind == FieldKind::Add || kKind == FieldKind::AddMeta; }
  static constexpr bool is_own_or_fill() {
    return kKind == FieldKind::FillById || kKind == FieldKind::FillCarried;
  }
  static constexpr bool in_overflow() {
    return kKind == FieldKind::OwnOverflow || kKind == FieldKind::ChainOverflow ||
           kKind == FieldKind::StringsOverflow;
  }
  static constexpr bool index_in_overflow() { return kKind == FieldKind::IndexOverflow; }
  static constexpr bool meta_in_object() {
    return kKind == FieldKind::Carried || kKind == FieldKind::CarriedOverflow ||
           kKind == FieldKind::FillCarried;
  }
  static constexpr bool meta_in_overflow() { return kKind == FieldKind::CarriedOverflow; }
  TRI_INLINE intptr_t carried() const { return TRI_PLACE(HOLE_CARRIED); }
  TRI_INLINE intptr_t carried_tag() const { return TRI_PLACE(HOLE_CARRIED_TAG); }
  TRI_INLINE intptr_t value() const {
    if constexpr (is_entry()) return TRI_AMOUNT(HOLE_VALUE);  // the entry's number
    return TRI_PLACE(HOLE_VALUE);
  }
  TRI_INLINE intptr_t value_tag() const { return TRI_PLACE(HOLE_VALUE_TAG); }
  TRI_INLINE uint32_t metatable() const { return TRI_NUMBER(HOLE_META); }
  TRI_INLINE uint32_t meta_shape() const {
    if constexpr (kKind == FieldKind::Add) return 0;  // a stencil never branches on a hole
    return TRI_NUMBER(HOLE_META_SHAPE);
  }
  TRI_INLINE intptr_t index() const { return TRI_PLACE(HOLE_INDEX); }
  TRI_INLINE intptr_t index_tag() const { return TRI_PLACE(HOLE_INDEX_TAG); }
  TRI_INLINE uint32_t holder_shape() const { return TRI_NUMBER(HOLE_HOLDER); }
};

template <Case kCase>
struct Stencil : Concrete {
  Word* pc;       // what the stencil before this one has left in the register; where to go on
  Word* ret;      // set by returns_plainly
  Proto* callee;  // set where a frame begins

  TRI_INLINE Offset a() { return TRI_NEAR(A); }
  TRI_INLINE Offset b() { return TRI_NEAR(B); }
  TRI_INLINE Offset c() { return TRI_NEAR(C); }
  TRI_INLINE Offset bx() { return TRI_FAR(K); }
  TRI_INLINE Offset extra() { return TRI_FAR(K); }
  TRI_INLINE int32_t sbx() { return int32_t(TRI_NUMBER(HOLE_SBX)); }
  TRI_INLINE int32_t ub() { return TRI_SMALL(HOLE_UB); }
  TRI_INLINE int32_t uc() { return TRI_SMALL(HOLE_UC); }
  TRI_INLINE int32_t sb() { return TRI_SMALL(HOLE_SB); }
  TRI_INLINE int32_t sc() { return TRI_SMALL(HOLE_SC); }
  static constexpr bool has_open_list() { return kCase.open; }
  TRI_INLINE uint32_t list_length(const Value* from) {
    return kCase.open ? uint32_t(L->top - from) : uint32_t(TRI_SMALL(HOLE_LENGTH));
  }
  static constexpr bool wants_all() { return kCase.open; }
  static constexpr bool wants_pair() { return !kCase.k; }
  static constexpr bool closes_upvalues() { return kCase.k; }
  TRI_INLINE int wanted() { return TRI_SMALL(HOLE_WANTED); }
  static constexpr bool key_is_constant() { return kCase.k; }
  TRI_INLINE bool taken(bool cond) { return cond == kCase.k; }
  TRI_INLINE Value* reg(Offset r, uint32_t plus = 0) {
    return reinterpret_cast<Value*>(r.from(base)) + plus;
  }
  TRI_INLINE Value* constant(Offset n) {  // read only
    return reinterpret_cast<Value*>(n.from(k));
  }
  TRI_INLINE Value* reg_or_constant(Offset n) { return kCase.k ? constant(n) : reg(n); }
  TRI_INLINE UpVal* upvalue_box(Offset) {
    char* boxes = reinterpret_cast<char*>(static_cast<LuaClosure*>(base[-1].p)->upvalues);
    return *reinterpret_cast<UpVal**>(TRI_NEAR(UP).from(boxes));
  }
  TRI_INLINE Value* upvalue(Offset n) { return upvalue_box(n)->v; }
  TRI_INLINE FieldInHoles<kCase.field> field_cache() { return {}; }
  TRI_INLINE Table* held() { return reinterpret_cast<Table*>(pc); }
  TRI_INLINE void hold(Table* t) { pc = reinterpret_cast<Word*>(t); }
  TRI_INLINE Ending next_record()
    requires(kCase.step)
  {
    return {End::Other, {}};
  }
  static constexpr void is_for_strings_alone()
    requires(FieldInHoles<kCase.field>::is_of_strings())
  {}
  TRI_INLINE Ending go_behind()
    requires(kCase.behind)
  {
    return {End::Behind, {}};
  }

  // Typed variants: the answer is no for every other type.
  TRI_INLINE bool is_int(const Value* s) {
    return kCase.narrow != Narrow::Float && Concrete::is_int(s);
  }
  TRI_INLINE bool is_float(const Value* s) {
    return kCase.narrow != Narrow::Int && Concrete::is_float(s);
  }

#ifdef TRI_CARRIES_REGISTERS
  // They leave too few registers.
  TRI_INLINE bool appends(const Table*, int64_t) { return false; }
  TRI_INLINE bool is_small_quotient(double, double) { return false; }
#else
  TRI_INLINE bool is_small_quotient(double x, double y) {
    return has_small_quotient(x, y, sign_bit());
  }
  static constexpr bool kLooksInDictionaries = true;
#endif

  TRI_INLINE void note(Seen seen) {
    if constexpr (kCase.notes) this_instruction()->side |= uint32_t(seen);
  }
  TRI_INLINE void note_loop(Seen seen) {
    if constexpr (kCase.notes) loop_instruction()->side |= uint32_t(seen);
  }

  TRI_INLINE double float_neg(double x) {
    return __builtin_bit_cast(double, __builtin_bit_cast(uint64_t, x) ^ sign_bit());
  }

  TRI_INLINE double to_float(int64_t x) { return converted(x); }
  TRI_INLINE double float_const(int32_t v) { return converted(v); }
  TRI_INLINE double float_idiv(double x, double y) { return floor_inline(x / y, sign_bit()); }
  TRI_INLINE double float_mod(double x, double y) { return floor_mod_inline(x, y, sign_bit()); }

  TRI_INLINE Ending enter(LuaClosure* f, Value* at, int wanted) {
    callee = f->proto;
    L->frame->pc = this_instruction();
    const Ending e = Concrete::enter(f, at, wanted);
    L->frame->ret = next_word();
    return e;
  }
  TRI_INLINE Ending enter_iterator(LuaClosure* f, Value* at, int wanted) {
    callee = f->proto;
    L->frame->pc = this_instruction();
    const Ending e = Concrete::enter_iterator(f, at, wanted);
    L->frame->ret = next_word();
    return e;
  }
  static constexpr bool kWalks = !kCase.enters, kEntersIterators = kCase.enters;
  // It comes back through the word behind.
  TRI_INLINE Ending leap() { return {End::Leap, {}}; }
  TRI_INLINE Ending enter_in_place(LuaClosure* f, const Value* from, uint32_t n) {
    callee = f->proto;
    return Concrete::enter_in_place(f, from, n);
  }
  // As in tier 2: frames that know where their caller goes on are left this way whatever they were called for. Others are left to the routine.
  TRI_INLINE bool returns_plainly() {
    ret = static_cast<Word*>(L->frame->ret);
    return ret;
  }
};

// Ops that are conditions, and computations that come typed.
#define TRI_CONDITIONS(X) \
  X(Eq) X(Lt) X(Le) X(EqK) X(EqI) X(LtI) X(LeI) X(GtI) X(GeI) X(Test) X(TestSet)
#define TRI_TYPED_ARITHMETIC(X) \
  X(Add)                        \
  X(AddK) X(AddI) X(Sub) X(SubK) X(Mul) X(MulK) X(Div) X(DivK) X(Mod) X(ModK) X(IDiv) X(IDivK)
#define TRI_TYPED(name)                                 \
  TRI_STENCIL(name##__Int, name, .narrow = Narrow::Int) \
  TRI_STENCIL(name##__Float, name, .narrow = Narrow::Float)

// As interp/threaded.cpp has it.
template <Case kCase>
TRI_INLINE bool must_poll(Thread* L, auto cost) {
  State* S = L->state;
  if constexpr (kCase.metered) return (S->slice -= cost()) < 0;
  if (!S->interrupt) [[likely]]
    return false;
  S->poll_cost = cost();
  return true;
}

}  // namespace

#define TRI_GO(where) TRI_MUSTTAIL return where(TRI_HANDED_ON(t))
#define TRI_SLOW_CASE(name)                                                                 \
  case Slow::name:                                                                          \
    if constexpr (is_called(kOp, Slow::name)) {                                             \
      Code* const at = this_instruction();                                                  \
      L->frame->pc = at;                                                                    \
      const Outcome o = call_routine<Slow::name>(L, at);                                    \
      if (o == (Slow::name == Slow::TForPrep ? Outcome::Jump : Outcome::Next)) [[likely]] { \
        t.base = L->frame->base;                                                            \
        t.pc = pc;                                                                          \
        if constexpr (Slow::name == Slow::TForPrep) TRI_GO(HOLE_JUMP);                      \
        TRI_GO(HOLE_NEXT);                                                                  \
      }                                                                                     \
      L->results = uint32_t(o);                                                             \
      TRI_GO(native_ended);                                                                 \
    }                                                                                       \
    TRI_GO(slow_##name);
// The rest: what is special about the stencil, as initialisers of a Case.
#define TRI_STENCIL(symbol, op, ...)                                                         \
  extern "C" TRI_PRESERVE_NONE Outcome TRI_NAME(symbol)(TRI_SIGNATURE) {                     \
    constexpr Case kCase{__VA_ARGS__};                                                       \
    constexpr std::string_view kBody = #op;                                                  \
    [[maybe_unused]] constexpr Op kOp = op_named(kBody);                                     \
    Stencil<kCase> t{{base, L, k}, TRI_HELD(pc), nullptr, nullptr};                          \
    const Ending e = op_##op(t);                                                             \
    switch (e.kind) {                                                                        \
      case End::Next:                                                                        \
        if constexpr ((kCase.step && !kCase.piece) || kCase.behind) TRI_GO(HOLE_DONE);       \
        TRI_GO(HOLE_NEXT);                                                                   \
      case End::Other:                                                                       \
        if constexpr (kCase.piece || kCase.behind) TRI_GO(HOLE_OTHER);                       \
        TRI_GO(HOLE_NEXT);                                                                   \
      case End::Behind: TRI_GO(HOLE_NEXT);                                                   \
      case End::Leap: t.pc = this_word(); TRI_GO(HOLE_HANDLER);                              \
      case End::Back:                                                                        \
      case End::Jump:                                                                        \
        if (kCase.backward && must_poll<kCase>(L, [] { return TRI_AMOUNT(HOLE_COST); }))     \
            [[unlikely]] {                                                                   \
          t.pc = target_word();                                                              \
          TRI_GO(native_poll);                                                               \
        }                                                                                    \
        if constexpr (kCase.warm) {                                                          \
          t.pc = target_word();                                                              \
          TRI_GO(native_warm);                                                               \
        }                                                                                    \
        TRI_GO(HOLE_JUMP);                                                                   \
      case End::Enter:                                                                       \
      case End::Again:                                                                       \
        t.pc = t.callee->entry;                                                              \
        if (must_poll<kCase>(L, [&] { return t.callee->entry_cost; }) || !t.pc) [[unlikely]] \
          TRI_GO(native_entered);                                                            \
        TRI_MUSTTAIL return handler_at(t.pc)(TRI_HANDED_ON(t));                              \
      case End::Leave: t.pc = t.ret; TRI_MUSTTAIL return handler_at(t.pc)(TRI_HANDED_ON(t)); \
      case End::Slow:                                                                        \
        t.pc = this_word();                                                                  \
        switch (e.slow) { TRI_SLOW(TRI_SLOW_CASE) }                                          \
    }                                                                                        \
    __builtin_unreachable();                                                                 \
  }
