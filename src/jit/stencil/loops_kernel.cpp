// The stencils of loops that hold numbers in machine registers: see docs/design/tier-3.md.
//
// Six integers and eight floats are further arguments, of all stencils here, so that they stay where they are from one to the next. The last
// of each is scratch: nobody expects it to be kept. There are
//   - operations on registers (register_ops.def): stencil_<operation>__<d>_<s>;
//   - bodies of ops, as in stencils_kernel.cpp, which work in memory and hand the registers on: stencil_carry_<op>__<variant>.
// Whatever leads to a routine leaves the registers: control comes back through a word, and no word leads here.
#define TRI_CARRIES_REGISTERS
#include "jit/stencil/kernel.hpp"
#include "jit/stencil/kernel_fields.hpp"

// ---- bodies

#define TRI_PLAIN(name) TRI_STENCIL(name##__Plain, name)
TRI_PLAIN(Move)
TRI_PLAIN(LoadI)
TRI_PLAIN(LoadF)
TRI_PLAIN(LoadK)
TRI_PLAIN(LoadFalse)
TRI_PLAIN(LFalseSkip)
TRI_PLAIN(LoadTrue)
TRI_PLAIN(LoadNil)
TRI_PLAIN(GetUpval)
TRI_PLAIN(SetUpval)
TRI_PLAIN(GetTabUp)
TRI_PLAIN(GetTable)
TRI_PLAIN(GetI)
TRI_PLAIN(GetField)
TRI_PLAIN(SetTabUp)
TRI_PLAIN(SetField)
TRI_PLAIN(AddI)
TRI_PLAIN(AddK)
TRI_PLAIN(SubK)
TRI_PLAIN(MulK)
TRI_PLAIN(ModK)
TRI_PLAIN(DivK)
TRI_PLAIN(IDivK)
TRI_PLAIN(BAndK)
TRI_PLAIN(BOrK)
TRI_PLAIN(BXorK)
TRI_PLAIN(ShrI)
TRI_PLAIN(ShlI)
TRI_PLAIN(Add)
TRI_PLAIN(Sub)
TRI_PLAIN(Mul)
TRI_PLAIN(Mod)
TRI_PLAIN(Div)
TRI_PLAIN(IDiv)
TRI_PLAIN(BAnd)
TRI_PLAIN(BOr)
TRI_PLAIN(BXor)
TRI_PLAIN(Shl)
TRI_PLAIN(Shr)
TRI_PLAIN(Unm)
TRI_PLAIN(BNot)
TRI_PLAIN(Not)
TRI_PLAIN(Len)
TRI_PLAIN(Jmp)
TRI_PLAIN(ForLoop)
#undef TRI_PLAIN
TRI_TYPED_ARITHMETIC(TRI_TYPED)
TRI_STENCIL(Self__PlainK, Self, .k = true)
TRI_STENCIL(SetTabUp__PlainK, SetTabUp, .k = true)
TRI_STENCIL(SetField__PlainK, SetField, .k = true)

#define TRI_BRANCH(name)           \
  TRI_STENCIL(name##__Plain, name) \
  TRI_STENCIL(name##__PlainK, name, .k = true)
TRI_CONDITIONS(TRI_BRANCH)
#undef TRI_BRANCH

// Conditions that jump backward go to one of these.
TRI_STENCIL(Jmp__Back, Jmp, .backward = true)
TRI_STENCIL(Jmp__MeteredBack, Jmp, .backward = true, .metered = true)
TRI_STENCIL(ForLoop__Back, ForLoop, .backward = true)
TRI_STENCIL(ForLoop__MeteredBack, ForLoop, .backward = true, .metered = true)

// ---- operations

namespace {

struct Registers {
  Stencil<Case{}> t;
  int64_t i[kLoopIntegers + 1];
  double f[kLoopFloats + 1];
  static constexpr int kScratchI = kLoopIntegers, kScratchF = kLoopFloats;

  TRI_INLINE Value* slot() { return t.reg(TRI_NEAR(SLOT)); }
  TRI_INLINE const Value* constant() { return t.constant(TRI_NEAR(SLOT)); }
  TRI_INLINE int32_t number() { return TRI_SMALL(HOLE_NUMBER); }
};

enum class Then : uint8_t { Next, Jump, Other };
TRI_INLINE Then jump_if(bool cond) { return cond ? Then::Jump : Then::Next; }

#define TRI_OPERATION(name) \
  template <int kD, int kS> \
  TRI_INLINE Then operation_##name([[maybe_unused]] Registers& r)
#define TRI_D_F r.f[kD]
#define TRI_D_I r.i[kD]

#define TRI_BOTH(letter, member, array, check) \
  TRI_OPERATION(letter##Check) {               \
    const Value* from = r.slot();              \
    if (!r.t.check(from)) return Then::Other;  \
    r.array[kD] = from->member;                \
    return Then::Next;                         \
  }                                            \
  TRI_OPERATION(letter##Load) {                \
    r.array[kD] = r.slot()->member;            \
    return Then::Next;                         \
  }                                            \
  TRI_OPERATION(letter##Const) {               \
    r.array[kD] = r.constant()->member;        \
    return Then::Next;                         \
  }                                            \
  TRI_OPERATION(letter##Store) {               \
    r.slot()->member = r.array[kD];            \
    return Then::Next;                         \
  }                                            \
  TRI_OPERATION(letter##StoreTag) {            \
    r.t.set(r.slot(), r.array[kD]);            \
    return Then::Next;                         \
  }                                            \
  TRI_OPERATION(letter##Move) {                \
    r.array[kD] = r.array[kS];                 \
    return Then::Next;                         \
  }
TRI_BOTH(F, d, f, is_float)
TRI_BOTH(I, i, i, is_int)
#undef TRI_BOTH
TRI_OPERATION(FNumber) {
  r.f[kD] = r.t.float_const(r.number());
  return Then::Next;
}
TRI_OPERATION(INumber) {
  r.i[kD] = r.number();
  return Then::Next;
}
TRI_OPERATION(ISame) { return r.slot()->i == r.i[kD] ? Then::Next : Then::Other; }
TRI_OPERATION(FFromInt) {
  r.f[kD] = r.t.to_float(r.i[kS]);
  return Then::Next;
}

#define TRI_ARITH(letter, array, member, name, verb)           \
  TRI_OPERATION(letter##name) {                                \
    r.array[kD] = r.t.verb(r.array[kD], r.array[kS]);          \
    return Then::Next;                                         \
  }                                                            \
  TRI_OPERATION(letter##name##K) {                             \
    r.array[kD] = r.t.verb(r.array[kD], r.constant()->member); \
    return Then::Next;                                         \
  }
TRI_ARITH(F, f, d, Add, float_add)
TRI_ARITH(F, f, d, Sub, float_sub)
TRI_ARITH(F, f, d, Mul, float_mul)
TRI_ARITH(F, f, d, Div, float_div)
TRI_ARITH(I, i, i, Add, int_add)
TRI_ARITH(I, i, i, Sub, int_sub)
TRI_ARITH(I, i, i, Mul, int_mul)
TRI_ARITH(I, i, i, And, int_and)
TRI_ARITH(I, i, i, Or, int_or)
TRI_ARITH(I, i, i, Xor, int_xor)
TRI_ARITH(I, i, i, ShiftLeft, int_shl)
TRI_ARITH(I, i, i, ShiftRight, int_shr)
#undef TRI_ARITH
#define TRI_DIVIDE(name, verb)                             \
  TRI_OPERATION(name) {                                    \
    if (!r.t.is_safe_divisor(r.i[kS])) return Then::Other; \
    r.i[kD] = r.t.verb(r.i[kD], r.i[kS]);                  \
    return Then::Next;                                     \
  }
TRI_DIVIDE(IFloorDivide, int_idiv)
TRI_DIVIDE(IModulo, int_mod)
#undef TRI_DIVIDE
// These need an integer register.
TRI_OPERATION(FFloorDivide) {
  r.i[Registers::kScratchI] = anything<int64_t>();
  r.f[kD] = r.t.float_idiv(r.f[kD], r.f[kS]);
  return Then::Next;
}
TRI_OPERATION(FModulo) {
  r.i[Registers::kScratchI] = anything<int64_t>();
  if (!has_small_quotient(r.f[kD], r.f[kS], sign_bit())) return Then::Other;
  r.f[kD] = r.t.float_mod(r.f[kD], r.f[kS]);
  return Then::Next;
}
TRI_OPERATION(IAddNumber) {
  r.i[kD] = r.t.int_add(r.i[kD], r.number());
  return Then::Next;
}
TRI_OPERATION(FNegate) {
  r.f[kD] = r.t.float_neg(r.f[kD]);
  return Then::Next;
}
TRI_OPERATION(INegate) {
  r.i[kD] = r.t.int_sub(0, r.i[kD]);
  return Then::Next;
}
TRI_OPERATION(INot) {
  r.i[kD] = r.t.int_not(r.i[kD]);
  return Then::Next;
}

#define TRI_COMPARE(letter, array, scratch, name, verb)                  \
  TRI_OPERATION(letter##name) {                                          \
    return jump_if(r.t.verb(r.array[Registers::scratch], r.array[kS]));  \
  }                                                                      \
  TRI_OPERATION(letter##Not##name) {                                     \
    return jump_if(!r.t.verb(r.array[Registers::scratch], r.array[kS])); \
  }
TRI_COMPARE(F, f, kScratchF, Less, float_lt)
TRI_COMPARE(F, f, kScratchF, LessEqual, float_le)
TRI_COMPARE(F, f, kScratchF, Equal, float_eq)
TRI_COMPARE(I, i, kScratchI, Less, int_lt)
TRI_COMPARE(I, i, kScratchI, LessEqual, int_le)
TRI_COMPARE(I, i, kScratchI, Equal, int_eq)
#undef TRI_COMPARE
#define TRI_COMPARE(name, verb)                                                     \
  TRI_OPERATION(I##name##Number) { return jump_if(r.t.verb(r.i[kD], r.number())); } \
  TRI_OPERATION(INot##name##Number) { return jump_if(!r.t.verb(r.i[kD], r.number())); }
TRI_COMPARE(Less, int_lt)
TRI_COMPARE(LessEqual, int_le)
TRI_COMPARE(Equal, int_eq)
#undef TRI_COMPARE

// A body's own ending.
TRI_INLINE Then as_then(Ending e) { return e.kind == End::Next ? Then::Next : Then::Other; }

// Long operations need the scratch registers for themselves.
TRI_INLINE void forget_scratch(Registers& r) {
  r.i[Registers::kScratchI] = anything<int64_t>();
  r.f[Registers::kScratchF] = anything<double>();
}
TRI_OPERATION(GetAt) {
  auto receiver = r.t.reg(r.t.b());
  if (!r.t.is_table(receiver)) return Then::Other;
  const int64_t key = r.i[kS];
  forget_scratch(r);
  return as_then(get_element(r.t, receiver, key, Slow::Element));
}
// kKind: of arrays that hold nothing else. Others may hold it, too.
template <ArrayKind kKind, Tag kTag>
TRI_INLINE Then get_number(Registers& r, int64_t key, auto* to) {
  auto receiver = r.t.reg(r.t.b());
  if (!r.t.is_table(receiver)) return Then::Other;
  auto object = r.t.table_of(receiver);
  if (!r.t.in_array(object, key)) return Then::Other;
  if (!r.t.array_is(object, kKind) &&
      !(r.t.array_is(object, ArrayKind::Mixed) && *r.t.element(object, key).tag == kTag))
    return Then::Other;
  *to = __builtin_bit_cast(std::remove_reference_t<decltype(*to)>, object->array[key - 1]);
  r.t.set(r.t.reg(r.t.a()), *to);
  return Then::Next;
}
TRI_OPERATION(FGetAt) {
  return get_number<ArrayKind::Floats, Tag::Float>(r, r.i[kS], &r.f[Registers::kScratchF]);
}
TRI_OPERATION(IGetAt) {
  return get_number<ArrayKind::Ints, Tag::Int>(r, r.i[kS], &r.i[Registers::kScratchI]);
}
template <bool kConstant>
TRI_INLINE Then set_at(Registers& r, int64_t key) {
  forget_scratch(r);
  Stencil<Case{.k = kConstant}> t{{r.t.base, r.t.L, r.t.k}, r.t.pc, nullptr, nullptr};
  auto receiver = t.reg(t.a());
  if (!t.is_table(receiver)) return Then::Other;
  return as_then(set_element(t, receiver, key, Slow::SetElement));
}
TRI_OPERATION(SetAt) { return set_at<false>(r, r.i[kS]); }
TRI_OPERATION(SetAtK) { return set_at<true>(r, r.i[kS]); }
template <ArrayKind kKind, Tag kTag>
TRI_INLINE Then set_number(Registers& r, int64_t key, auto v) {
  auto receiver = r.t.reg(r.t.a());
  if (!r.t.is_table(receiver)) return Then::Other;
  auto object = r.t.table_of(receiver);
  if (!r.t.in_array(object, key)) return Then::Other;
  if (!r.t.array_is(object, kKind)) {
    if (!r.t.array_is(object, ArrayKind::Mixed)) return Then::Other;
    const Place e = r.t.element(object, key);
    if (r.t.is_nil(e)) return Then::Other;
    *e.tag = kTag;
  }
  object->array[key - 1] = __builtin_bit_cast(uint64_t, v);
  wrote(object);
  return Then::Next;
}
TRI_OPERATION(FSetAt) { return set_number<ArrayKind::Floats, Tag::Float>(r, r.i[kS], r.f[kD]); }
TRI_OPERATION(ISetAt) { return set_number<ArrayKind::Ints, Tag::Int>(r, r.i[kS], r.i[kD]); }

// As op_ForLoop has it; the slots are those of the op.
TRI_OPERATION(Loop) {
  auto index = r.t.reg(r.t.a()), limit = r.t.reg(r.t.a(), 1), step = r.t.reg(r.t.a(), 2),
       seen = r.t.reg(r.t.a(), 3);
  if (r.t.int_eq(r.i[kS], 0)) return Then::Next;
  r.i[kD] = r.t.int_add(r.i[kD], r.t.int_of(step));
  r.i[kS] = r.t.int_add(r.i[kS], -1);
  r.t.set_payload(limit, r.i[kS]);
  r.t.set_payload(index, r.i[kD]);
  r.t.set_payload(seen, r.i[kD]);
  return Then::Jump;
}
TRI_OPERATION(MeteredLoop) { return operation_Loop<kD, kS>(r); }
TRI_OPERATION(Go) { return Then::Other; }

enum class Operation {
#define TRI_REGISTER_OP(name, d, s) name,
#include "jit/stencil/register_ops.def"
#undef TRI_REGISTER_OP
};

}  // namespace

#define TRI_HAND_ON(target)                                                                      \
  TRI_MUSTTAIL return target(r.t.base, r.t.pc, L, r.t.k, r.i[0], r.i[1], r.i[4], r.i[5], r.i[2], \
                             r.i[3], r.f[0], r.f[1], r.f[2], r.f[3], r.f[4], r.f[5], r.f[6],     \
                             r.f[7])
#define TRI_REGISTER_STENCIL(name, d, s)                                            \
  extern "C" TRI_PRESERVE_NONE Outcome stencil_##name##__##d##_##s(TRI_SIGNATURE) { \
    Registers r{{{base, L, k}, anything<Word*>(), nullptr, nullptr},                \
                {i0, i1, i2, i3, i4, i5},                                           \
                {f0, f1, f2, f3, f4, f5, f6, f7}};                                  \
    constexpr bool kMetered = Operation::name == Operation::MeteredLoop;            \
    constexpr bool kPolls = kMetered || Operation::name == Operation::Loop;         \
    switch (operation_##name<d, s>(r)) {                                            \
      case Then::Next: TRI_HAND_ON(HOLE_NEXT);                                      \
      case Then::Other: TRI_HAND_ON(HOLE_OTHER);                                    \
      case Then::Jump:                                                              \
        if (kPolls && must_poll<Case{.metered = kMetered}>(                         \
                          L, [] { return TRI_AMOUNT(HOLE_COST); })) [[unlikely]] {  \
          r.t.pc = target_word();                                                   \
          TRI_HAND_ON(native_poll);                                                 \
        }                                                                           \
        TRI_HAND_ON(HOLE_JUMP);                                                     \
    }                                                                               \
    __builtin_unreachable();                                                        \
  }

// One for each pair of registers; 0 where there is none.
#define TRI_EACH_D_N(X, name, s) X(name, 0, s)
#define TRI_EACH_D_I(X, name, s) \
  X(name, 0, s) X(name, 1, s) X(name, 2, s) X(name, 3, s) X(name, 4, s) X(name, 5, s)
#define TRI_EACH_D_F(X, name, s) TRI_EACH_D_I(X, name, s) X(name, 6, s) X(name, 7, s)
#define TRI_EACH_N(X, name, d) TRI_EACH_D_##d(X, name, 0)
#define TRI_EACH_I(X, name, d)                                                     \
  TRI_EACH_D_##d(X, name, 0) TRI_EACH_D_##d(X, name, 1) TRI_EACH_D_##d(X, name, 2) \
      TRI_EACH_D_##d(X, name, 3) TRI_EACH_D_##d(X, name, 4) TRI_EACH_D_##d(X, name, 5)
#define TRI_EACH_F(X, name, d) \
  TRI_EACH_I(X, name, d) TRI_EACH_D_##d(X, name, 6) TRI_EACH_D_##d(X, name, 7)
#define TRI_REGISTER_OP(name, d, s) TRI_EACH_##s(TRI_REGISTER_STENCIL, name, d)
#include "jit/stencil/register_ops.def"
#undef TRI_REGISTER_OP
