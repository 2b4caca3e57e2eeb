// Instructions: what each op is, and the only code that knows where its bits are.
//
// An instruction is 32 bits in one of five formats, identical to those of Lua 5.4:
//
//   31      24 23      16 15 14       7 6       0
//  ┌──────────┬──────────┬──┬──────────┬─────────┐
//  │    C     │    B     │k │    A     │   op    │  ABC    sB, sC: B and C in excess 127
//  ├──────────┴──────────┴──┼──────────┼─────────┤
//  │           Bx           │    A     │   op    │  ABx    sBx: Bx in excess 65535
//  ├────────────────────────┴──────────┼─────────┤
//  │                Ax                 │   op    │  Ax     sJ: Ax in excess 16777215
//  └───────────────────────────────────┴─────────┘
//
// Jumps are relative to the instruction after the one that jumps; jump_target() is the only place that knows how.
#pragma once

#include <cstdint>

#include "base/assert.hpp"

namespace tri::bytecode {

using Instr = uint32_t;

enum class Op : uint8_t {
#define TRI_OP(name, ...) name,
#include "bytecode/ops.def"
#undef TRI_OP
};

inline constexpr int kOpCount = 0
#define TRI_OP(...) +1
#include "bytecode/ops.def"
#undef TRI_OP
    ;

// How the bits are cut.
enum class Format : uint8_t { ABC, ABx, AsBx, Ax, SJ };

// What an operand is.
enum class Role : uint8_t {
  None,   // not used
  Out,    // register written
  Out2,   // register written, and the one above it
  In,     // register read
  InOut,  // register read, then written
  Base,   // first register of a run the op works on
  K,      // constant
  KStr,   // constant: a short string
  KNum,   // constant: a number
  KInt,   // constant: an integer
  RK,     // constant if k, else register
  RKStr,  // constant (a string) if k, else register holding a string
  Up,     // upvalue
  Func,   // nested function
  Int,    // the number itself
  SInt,   // the number itself, signed
  Count,  // how many, as the op's meaning says
  Event,  // metamethod (enum Event)
  Jump,   // distance of a jump
};

// Which instruction must follow, because it belongs to this one.
enum class Next : uint8_t {
  Any,     // nothing special
  Mm,      // MmBin, MmBinI or MmBinK: what to do if the operands are not numbers; skipped otherwise
  Branch,  // Jmp: taken or skipped by a test
  Extra,   // ExtraArg
  ExtraK,  // ExtraArg if k
  TLoop,   // TForLoop
};

// What an op may do. Call: run other functions, and with that raise, allocate, yield and move the stack.
enum class May : uint8_t { Nothing = 0, Raise = 1, Call = 2, Alloc = 4 };
constexpr May operator|(May x, May y) { return May(uint8_t(x) | uint8_t(y)); }
constexpr bool operator&(May x, May y) { return (uint8_t(x) & uint8_t(y)) != 0; }

// The metamethods an arithmetic op names in its MmBin, numbered as in Lua 5.4's list of events.
enum class Event : uint8_t {
  Index,
  NewIndex,
  Gc,
  Mode,
  Len,
  Eq,
  Add,
  Sub,
  Mul,
  Mod,
  Pow,
  Div,
  IDiv,
  BAnd,
  BOr,
  BXor,
  Shl,
  Shr,
  Unm,
  BNot,
  Lt,
  Le,
  Concat,
  Call,
  Close,
};
inline constexpr int kEventCount = int(Event::Close) + 1;

struct OpRow {
  const char* name;     // as we write it: "GetTabUp"
  const char* meaning;  // the formula of ops.def
  Format format;
  Role a, b,
      c;  // b describes the wide operand (Bx, sBx) where the format has one; a describes Ax and sJ
  Next next;
  May may;
};

// Indexed by op number.
extern const OpRow kOpRows[kOpCount];
inline const OpRow& row_of(Op op) { return kOpRows[int(op)]; }

// Limits of the operands.
inline constexpr int kMaxA = 255, kMaxB = 255, kMaxC = 255;
inline constexpr int kMaxBx = (1 << 17) - 1;
inline constexpr int kMaxAx = (1 << 25) - 1;
inline constexpr int kExcessC = kMaxC >> 1;    // of sB and sC
inline constexpr int kExcessBx = kMaxBx >> 1;  // of sBx
inline constexpr int kExcessJ = kMaxAx >> 1;   // of sJ

// Number of list items a table constructor gathers in registers before it stores them with SetList.
inline constexpr int kFieldsPerFlush = 50;

// Decoding. The op of an unverified instruction may be out of range: is_op() first.
constexpr bool is_op(Instr i) { return (i & 0x7f) < unsigned(kOpCount); }
constexpr Op op_of(Instr i) { return Op(i & 0x7f); }
constexpr int a_of(Instr i) { return int(i >> 7 & 0xff); }
constexpr int b_of(Instr i) { return int(i >> 16 & 0xff); }
constexpr int c_of(Instr i) { return int(i >> 24); }
constexpr bool k_of(Instr i) { return (i >> 15 & 1) != 0; }
constexpr int sb_of(Instr i) { return b_of(i) - kExcessC; }
constexpr int sc_of(Instr i) { return c_of(i) - kExcessC; }
constexpr int bx_of(Instr i) { return int(i >> 15); }
constexpr int sbx_of(Instr i) { return bx_of(i) - kExcessBx; }
constexpr int ax_of(Instr i) { return int(i >> 7); }
constexpr int sj_of(Instr i) { return ax_of(i) - kExcessJ; }

// Encoding.
constexpr Instr encode_abc(Op op, int a, int b, int c, bool k = false) {
  return Instr(op) | Instr(a) << 7 | Instr(k) << 15 | Instr(b) << 16 | Instr(c) << 24;
}
constexpr Instr encode_abx(Op op, int a, int bx) {
  return Instr(op) | Instr(a) << 7 | Instr(bx) << 15;
}
constexpr Instr encode_asbx(Op op, int a, int sbx) { return encode_abx(op, a, sbx + kExcessBx); }
constexpr Instr encode_ax(Op op, int ax) { return Instr(op) | Instr(ax) << 7; }
constexpr Instr encode_sj(Op op, int sj) { return encode_ax(op, sj + kExcessJ); }

// Changing one operand of an instruction.
constexpr Instr with_op(Instr i, Op op) { return (i & ~Instr(0x7f)) | Instr(op); }
constexpr Instr with_a(Instr i, int a) { return (i & ~(Instr(0xff) << 7)) | Instr(a) << 7; }
constexpr Instr with_b(Instr i, int b) { return (i & ~(Instr(0xff) << 16)) | Instr(b) << 16; }
constexpr Instr with_c(Instr i, int c) { return (i & ~(Instr(0xff) << 24)) | Instr(c) << 24; }
constexpr Instr with_k(Instr i, bool k) { return (i & ~(Instr(1) << 15)) | Instr(k) << 15; }
constexpr Instr with_bx(Instr i, int bx) { return (i & 0x7fff) | Instr(bx) << 15; }
constexpr Instr with_sj(Instr i, int sj) { return (i & 0x7f) | Instr(sj + kExcessJ) << 7; }

// True if the op leaves an open list of values, whose end is `top`, to the instruction after it.
constexpr bool sets_top(Instr i) {
  const Op op = op_of(i);
  return ((op == Op::Call || op == Op::VarArg) && c_of(i) == 0) || op == Op::TailCall;
}

// True if the op takes an open list of values from the instruction before it.
constexpr bool uses_top(Instr i) {
  const Op op = op_of(i);
  return (op == Op::Call || op == Op::TailCall || op == Op::Return || op == Op::SetList) &&
         b_of(i) == 0;
}

// True if the op can continue elsewhere than at the next instruction by its own jump distance. (Tests skip one
// instruction and LFalseSkip does too; they carry no distance.)
constexpr bool has_jump(Op op) {
  return op == Op::Jmp || op == Op::ForLoop || op == Op::ForPrep || op == Op::TForPrep ||
         op == Op::TForLoop;
}

// How far from the instruction itself the jump of an op with has_jump() leads, in instructions.
constexpr int jump_distance(Instr i) {
  switch (op_of(i)) {
    case Op::Jmp: return 1 + sj_of(i);
    case Op::ForPrep: return 1 + bx_of(i) + 1;  // past the ForLoop that ends the loop
    case Op::TForPrep: return 1 + bx_of(i);     // to the TForCall
    case Op::ForLoop:
    case Op::TForLoop: return 1 - bx_of(i);
    default: TRI_UNREACHABLE();
  }
}

// Where the instruction at `pc` jumps to; it must have has_jump().
inline const Instr* jump_target(const Instr* pc) { return pc + jump_distance(*pc); }

}  // namespace tri::bytecode
