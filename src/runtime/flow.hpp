// Where control goes from an instruction, for code that steps over Code words.
#pragma once

#include "heap/proto.hpp"

namespace tri {

inline constexpr bytecode::Next kOpNext[] = {
#define TRI_OP(name, format, a, b, c, next, ...) bytecode::Next::next,
#include "bytecode/ops.def"
#undef TRI_OP
};

// Instructions an op takes, the one that belongs to it included.
TRI_INLINE constexpr int width_of(bytecode::Op op, Instr i) {
  switch (kOpNext[int(op)]) {
    case bytecode::Next::Mm:
    case bytecode::Next::Branch:
    case bytecode::Next::Extra: return 2;
    case bytecode::Next::ExtraK: return 1 + bytecode::k_of(i);
    default: return 1;
  }
}
// Fuel for the jump backward of the op at `from`: the instructions it jumps over, its own among them.
TRI_INLINE int64_t back_cost(const Code* from, const Code* to) {
  return from - to + width_of(bytecode::op_of(from->instr), from->instr);
}
// Where the op at pc jumps when it does; kOp is what it is.
template <bytecode::Op kOp>
TRI_INLINE Code* jump_of(Code* pc) {
  using bytecode::Op;
  if constexpr (kOp == Op::LFalseSkip) return pc + 2;
  if constexpr (kOpNext[int(kOp)] == bytecode::Next::Branch)
    return pc + 2 + bytecode::sj_of(pc[1].instr);
  if constexpr (kOp == Op::Jmp) return pc + 1 + bytecode::sj_of(pc->instr);
  if constexpr (kOp == Op::ForPrep) return pc + 2 + bytecode::bx_of(pc->instr);
  if constexpr (kOp == Op::TForPrep) return pc + 1 + bytecode::bx_of(pc->instr);
  return pc + 1 - bytecode::bx_of(pc->instr);  // ForLoop, TForLoop; others do not jump
}
// Where the op at pc jumps when it does.
TRI_INLINE Code* jump_of(Code* pc) {
  bytecode::Op op = bytecode::op_of(pc->instr);
  if (op == bytecode::Op::LFalseSkip) return pc + 2;
  if (kOpNext[int(op)] == bytecode::Next::Branch)
    return pc + 1 + bytecode::jump_distance(pc[1].instr);
  return pc + bytecode::jump_distance(pc->instr);
}

}  // namespace tri
