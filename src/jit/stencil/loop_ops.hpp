// What ops of loops over numbers compute with: for those who plan such loops and those who lay them out.
#pragma once

#include "bytecode/instruction.hpp"
#include "heap/proto.hpp"
#include "jit/stencil/variant.hpp"
#include "ops/routines.hpp"

namespace tri::jit {

inline constexpr int kSlots = 256;  // of a frame, at most

inline Narrow kind_of(const Value& constant) {
  return constant.tag == Tag::Int     ? Narrow::Int
         : constant.tag == Tag::Float ? Narrow::Float
                                      : Narrow::None;
}

// What computes: R[A] := R[B] op (R[C], K[C] or a number), or a condition on R[A].
enum class Operands : uint8_t {
  None,
  Registers,
  Constant,
  Number,
  Unary,
  Compare,
  CompareConstant,
  CompareNumber
};
inline Operands operands_of(bytecode::Op op) {
  switch (op) {
    case bytecode::Op::Add:
    case bytecode::Op::Sub:
    case bytecode::Op::Mul:
    case bytecode::Op::Div:
    case bytecode::Op::Mod:
    case bytecode::Op::IDiv:
    case bytecode::Op::BAnd:
    case bytecode::Op::BOr:
    case bytecode::Op::BXor:
    case bytecode::Op::Shl:
    case bytecode::Op::Shr: return Operands::Registers;
    case bytecode::Op::AddK:
    case bytecode::Op::SubK:
    case bytecode::Op::MulK:
    case bytecode::Op::DivK:
    case bytecode::Op::ModK:
    case bytecode::Op::IDivK:
    case bytecode::Op::BAndK:
    case bytecode::Op::BOrK:
    case bytecode::Op::BXorK: return Operands::Constant;
    case bytecode::Op::AddI:
    case bytecode::Op::ShrI:
    case bytecode::Op::ShlI: return Operands::Number;
    case bytecode::Op::Unm:
    case bytecode::Op::BNot: return Operands::Unary;
    case bytecode::Op::Eq:
    case bytecode::Op::Lt:
    case bytecode::Op::Le: return Operands::Compare;
    case bytecode::Op::EqK: return Operands::CompareConstant;
    case bytecode::Op::EqI:
    case bytecode::Op::LtI:
    case bytecode::Op::LeI:
    case bytecode::Op::GtI:
    case bytecode::Op::GeI: return Operands::CompareNumber;
    default: return Operands::None;
  }
}
// The types of its operands as its site has seen them.
inline Narrow seen_by(const Code& code) {
  switch (bytecode::op_of(code.instr)) {
    case bytecode::Op::Eq:
    case bytecode::Op::EqK:
    case bytecode::Op::EqI:
    case bytecode::Op::Unm:
    case bytecode::Op::BNot: return Narrow::None;
    default: break;
  }
  return code.side == uint32_t(ops::Seen::Int)     ? Narrow::Int
         : code.side == uint32_t(ops::Seen::Float) ? Narrow::Float
                                                   : Narrow::None;
}

// The operations of an op that computes, on two registers and on one and a constant; RegisterOp::Count: there is none.
struct Arithmetic {
  RegisterOp of_int, of_int_constant, of_float, of_float_constant;
  bool commutes;
};
inline Arithmetic arithmetic_of(bytecode::Op op) {
  using enum RegisterOp;
  constexpr RegisterOp kNone = Count;
  switch (op) {
    case bytecode::Op::Add:
    case bytecode::Op::AddK:
    case bytecode::Op::AddI: return {IAdd, IAddK, FAdd, FAddK, true};
    case bytecode::Op::Sub:
    case bytecode::Op::SubK: return {ISub, ISubK, FSub, FSubK, false};
    case bytecode::Op::Mul:
    case bytecode::Op::MulK: return {IMul, IMulK, FMul, FMulK, true};
    case bytecode::Op::Div:
    case bytecode::Op::DivK: return {kNone, kNone, FDiv, FDivK, false};
    case bytecode::Op::Mod:
    case bytecode::Op::ModK: return {IModulo, kNone, FModulo, kNone, false};
    case bytecode::Op::IDiv:
    case bytecode::Op::IDivK: return {IFloorDivide, kNone, FFloorDivide, kNone, false};
    case bytecode::Op::BAnd:
    case bytecode::Op::BAndK: return {IAnd, IAndK, kNone, kNone, true};
    case bytecode::Op::BOr:
    case bytecode::Op::BOrK: return {IOr, IOrK, kNone, kNone, true};
    case bytecode::Op::BXor:
    case bytecode::Op::BXorK: return {IXor, IXorK, kNone, kNone, true};
    case bytecode::Op::Shl:
    case bytecode::Op::ShlI: return {IShiftLeft, kNone, kNone, kNone, false};
    default: return {IShiftRight, kNone, kNone, kNone, false};  // Shr, ShrI
  }
}

}  // namespace tri::jit
