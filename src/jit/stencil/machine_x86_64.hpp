// How stencils are spelled for x86-64: their holes, and calls from where they are.
//
// A hole is the address of a symbol that nobody defines: the compiler puts it into the instruction that needs it, as 32 bits.
// machine_aarch64.hpp has the same names.
#pragma once

#include <type_traits>

#include "ops/tail_call.hpp"
#include "runtime/builtin.hpp"

extern "C" {
extern char HOLE_A[], HOLE_B[], HOLE_C[], HOLE_K[], HOLE_UP[], HOLE_END[], HOLE_SLOT[];
extern char HOLE_UB[], HOLE_UC[], HOLE_SB[], HOLE_SC[], HOLE_SBX[], HOLE_LENGTH[], HOLE_WANTED[],
    HOLE_NUMBER[];
extern char HOLE_COST[], HOLE_ENTRY_COST[];
extern char HOLE_SHAPE[], HOLE_VALUE[], HOLE_VALUE_TAG[], HOLE_META[], HOLE_META_SHAPE[];
extern char HOLE_INDEX[], HOLE_INDEX_TAG[], HOLE_HOLDER[], HOLE_CARRIED[], HOLE_CARRIED_TAG[];
extern char HOLE_CALLEE[], HOLE_FRAME[];
}

// Any number of 32 bits; one between -65536 and 65536.
#define TRI_NUMBER(hole) uint32_t(uintptr_t(hole))
#define TRI_SMALL(hole) int32_t(intptr_t(hole))
// Bytes or units, at least 0: any number of 31 bits; one below 65536.
#define TRI_AMOUNT(hole) intptr_t(hole)
#define TRI_PLACE(hole) intptr_t(hole)
// A number that may be 0, for conditions: the compiler takes a hole for an address, which is never null.
#define TRI_MAYBE_ZERO(hole)                    \
  ({                                            \
    uint32_t number_;                           \
    asm("movl $" #hole ", %0" : "=r"(number_)); \
    number_;                                    \
  })
// An address of 64 bits, in plain assembly, so that it sinks into the paths that need it.
#define TRI_ADDRESS(type, name, hole)        \
  TRI_INLINE type* name() {                  \
    type* at;                                \
    asm("movabsq $" hole ", %0" : "=r"(at)); \
    return at;                               \
  }

namespace {

// A value that nobody looks at.
template <class T>
TRI_INLINE T anything() {
  if constexpr (std::is_pointer_v<T>)
    return reinterpret_cast<T>(anything<uintptr_t>());
  else
    return __builtin_nondeterministic_value(T());
}

// Where a register or constant lies, in bytes from R[0] or K[0]. The near ones are below 4096.
struct Offset {
  intptr_t bytes;
  TRI_INLINE char* from(void* base) const { return static_cast<char*>(base) + bytes; }
  TRI_INLINE char* from(const void* base) const {
    return reinterpret_cast<char*>(reinterpret_cast<intptr_t>(base) + bytes);
  }
};
#define TRI_NEAR(name) \
  Offset { intptr_t(HOLE_##name) }
#define TRI_FAR(name) TRI_NEAR(name)

TRI_INLINE char* anchor_of_handlers() {
  char* anchor;
  asm("leaq native_anchor(%%rip), %0" : "=r"(anchor));
  return anchor;
}

// No constants of the compiler's own.
TRI_INLINE uint64_t sign_bit() {
  uint64_t sign;
  asm("movabsq $0x8000000000000000, %0" : "=r"(sign));
  return sign;
}

// The machine's conversion keeps the other half of its register, and so waits for what was in it. Compilers count on that to be
// long done where a function begins, but a stencil is in the middle of one.
TRI_INLINE double converted(int64_t x) {
  double result;
  asm("xorps %0, %0\n\tcvtsi2sdq %1, %0" : "=x"(result) : "r"(x));
  return result;
}

// ---- calls: see kernel.hpp. The eight bytes align the stack.

#define TRI_CALL(target) "pushq $0\n\tcall " target "\n\tpopq %%rcx"
#define TRI_CLOBBERED                                                                              \
  "rcx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", \
      "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "cc", "memory"

template <tri::ops::Slow kWhat>
TRI_INLINE uint32_t call_routine_at(tri::Thread* L, tri::Code* pc) {
  uint32_t outcome;
  switch (kWhat) {
#define X(name)                                                             \
  case tri::ops::Slow::name:                                                \
    asm volatile(TRI_CALL("routine_" #name)                                 \
                 : "=a"(outcome), "+D"(L), "+S"(pc)::"rdx", TRI_CLOBBERED); \
    break;
    TRI_SLOW(X)
#undef X
  }
  return outcome;
}
TRI_INLINE int32_t call_body(tri::BuiltinBody body, tri::Thread* L, tri::Value* at, uint32_t argc) {
  int32_t returned;
  asm volatile(TRI_CALL("*%[body]")
               : "=a"(returned), "+D"(L), "+S"(at), "+d"(argc)
               : [body] "r"(body)
               : TRI_CLOBBERED);
  return returned;
}

}  // namespace
