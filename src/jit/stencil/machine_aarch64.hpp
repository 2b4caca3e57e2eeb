// How stencils are spelled for AArch64: their holes, and calls from where they are.
//
// Instructions have no room for 32 bits. So holes are written in assembly, as the instructions that make a number: one where it is known
// to be small, two or three where it is not. machine_x86_64.hpp has the same names.
#pragma once

#include <type_traits>

#include "ops/tail_call.hpp"
#include "runtime/builtin.hpp"

#define TRI_MADE_BY(type, instructions) \
  ({                                    \
    type number_;                       \
    asm(instructions : "=r"(number_));  \
    number_;                            \
  })
#define TRI_TWO_HALVES(hole) "movz %w0, #:abs_g0_nc:" #hole "\n\tmovk %w0, #:abs_g1:" #hole
// Any number of 32 bits; one between -65536 and 65536.
#define TRI_NUMBER(hole) TRI_MADE_BY(uint32_t, TRI_TWO_HALVES(hole))
#define TRI_SMALL(hole) TRI_MADE_BY(int32_t, "movz %w0, #:abs_g0_s:" #hole)
// Bytes or units, at least 0: any number of 31 bits; one below 65536.
#define TRI_AMOUNT(hole) TRI_MADE_BY(intptr_t, TRI_TWO_HALVES(hole))
#define TRI_PLACE(hole) TRI_MADE_BY(intptr_t, "movz %w0, #:abs_g0:" #hole)
// A number that may be 0, for conditions.
#define TRI_MAYBE_ZERO(hole) TRI_NUMBER(hole)
// An address, of 48 bits, as all are that the system gives unasked.
#define TRI_ADDRESS(type, name, hole) \
  TRI_INLINE type* name() {           \
    type* at;                         \
    asm("movz %0, #:abs_g0_nc:" hole  \
        "\n\t"                        \
        "movk %0, #:abs_g1_nc:" hole  \
        "\n\t"                        \
        "movk %0, #:abs_g2:" hole     \
        : "=r"(at));                  \
    return at;                        \
  }

namespace {

// A value that nobody looks at: what its register holds. (The compiler's own such value is 0 here, which takes an instruction.)
template <class T>
TRI_INLINE T anything() {
  T any;
  if constexpr (std::is_floating_point_v<T>)
    asm volatile("" : "=w"(any));
  else
    asm volatile("" : "=r"(any));
  return any;
}

// Where a register or constant lies, in bytes from R[0] or K[0]. The near ones are at least 0 and below 4096, which one
// instruction adds.
struct Offset {
  enum class Hole : uint8_t { A, B, C, K, UP, END, SLOT, NUMBER } hole;
  bool is_near;
  TRI_INLINE char* from(const void* base) const {
    char* at = static_cast<char*>(const_cast<void*>(base));
    switch (hole) {
#define X(name)                                                   \
  case Hole::name:                                                \
    if (!is_near) return at + int32_t(TRI_NUMBER(HOLE_##name));   \
    asm("add %0, %1, #:lo12:HOLE_" #name : "=r"(at) : "r"(base)); \
    return at;
      X(A) X(B) X(C) X(K) X(UP) X(END) X(SLOT) X(NUMBER)
#undef X
    }
    __builtin_unreachable();
  }
};
#define TRI_NEAR(name) \
  Offset { Offset::Hole::name, true }
#define TRI_FAR(name) \
  Offset { Offset::Hole::name, false }

TRI_INLINE char* anchor_of_handlers() {
  char* anchor;
  asm("adrp %0, native_anchor\n\tadd %0, %0, #:lo12:native_anchor" : "=r"(anchor));
  return anchor;
}

TRI_INLINE uint64_t sign_bit() { return uint64_t(1) << 63; }
TRI_INLINE double converted(int64_t x) { return double(x); }

// ---- calls: see kernel.hpp. Stencils are left through the return address that they were entered with.

#define TRI_CALL(target) "str x30, [sp, #-16]!\n\t" target "\n\tldr x30, [sp], #16"
#define TRI_CLOBBERED                                                                            \
  "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16",     \
      "x17", "x18", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11",    \
      "v12", "v13", "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", \
      "v25", "v26", "v27", "v28", "v29", "v30", "v31", "cc", "memory"

template <tri::ops::Slow kWhat>
TRI_INLINE uint32_t call_routine_at(tri::Thread* L, tri::Code* pc) {
  register uintptr_t x0 asm("x0") = reinterpret_cast<uintptr_t>(L);
  register tri::Code* x1 asm("x1") = pc;
  switch (kWhat) {
#define X(name)                                                                            \
  case tri::ops::Slow::name:                                                               \
    asm volatile(TRI_CALL("bl routine_" #name) : "+r"(x0), "+r"(x1)::"x2", TRI_CLOBBERED); \
    break;
    TRI_SLOW(X)
#undef X
  }
  return uint32_t(x0);
}
TRI_INLINE int32_t call_body(tri::BuiltinBody body, tri::Thread* L, tri::Value* at, uint32_t argc) {
  register uintptr_t x0 asm("x0") = reinterpret_cast<uintptr_t>(L);
  register tri::Value* x1 asm("x1") = at;
  register uint32_t x2 asm("x2") = argc;
  asm volatile(TRI_CALL("blr %[body]")
               : "+r"(x0), "+r"(x1), "+r"(x2)
               : [body] "r"(body)
               : TRI_CLOBBERED);
  return int32_t(x0);
}

}  // namespace
