// Operators: which instruction does the work, for the operands at hand.
#include "base/arithmetic.hpp"
#include "syntax/fold.hpp"
#include "syntax/function_code.hpp"

namespace tri::syntax {

using namespace bytecode;  // NOLINT: the whole file speaks of instructions
using Kind = Operand::Kind;

namespace {

// True if the value can be an operand sB or sC.
constexpr bool fits_sc(int64_t value) { return -kExcessC <= value && value <= kMaxC - kExcessC; }

bool is_small_integer(const Operand& e) { return e.is_integer() && fits_sc(e.integer); }

// A number that comparisons take as immediate operand: integral and small.
bool is_small_number(const Operand& e, int* bits, bool* is_float) {
  int64_t value = 0;
  if (e.kind == Kind::Integer)
    value = e.integer;
  else if (e.kind == Kind::Float && float_to_integer(e.number, &value))
    *is_float = true;
  else
    return false;
  if (e.has_jumps() || !fits_sc(value)) return false;
  *bits = int(value) + kExcessC;
  return true;
}

constexpr bool is_arithmetic(BinaryOp op) { return op <= BinaryOp::Shr; }

// The op of the same operator in the group that begins with `first`, for BinaryOp's first operator there.
constexpr Op op_in_group(BinaryOp op, BinaryOp first_operator, Op first) {
  return Op(int(first) + int(op) - int(first_operator));
}
constexpr Event event_of(BinaryOp op) { return Event(int(Event::Add) + int(op)); }

}  // namespace

static_assert(op_in_group(BinaryOp::Shr, BinaryOp::Add, Op::Add) == Op::Shr);
static_assert(op_in_group(BinaryOp::BXor, BinaryOp::Add, Op::AddK) == Op::BXorK);
static_assert(op_in_group(BinaryOp::LessEqual, BinaryOp::Less, Op::GtI) == Op::GeI);
static_assert(event_of(BinaryOp::Shr) == Event::Shr);

// --------------------------------------------------------------------------------------------------------- unary

void FunctionCode::unary(UnaryOp op, Operand& e, int line) {
  discharge(e);
  Constant value, result;
  switch (op) {
    case UnaryOp::Negate:
    case UnaryOp::BitNot:
      if (e.is_numeral() && constant_value(e, &value) && fold_unary(op, value, &result))
        return constant_to_operand(result, e);
      return emit_unary(op == UnaryOp::Negate ? Op::Unm : Op::BNot, e, line);
    case UnaryOp::Length: return emit_unary(Op::Len, e, line);
    case UnaryOp::Not: return logical_not(e);
  }
}

void FunctionCode::emit_unary(Op op, Operand& e, int line) {
  const int reg = to_any_register(e);
  release(e);
  e.become(Kind::Pending, emit_abc(op, 0, reg, 0));
  set_last_line(line);
}

// -------------------------------------------------------------------------------------------------------- binary

void FunctionCode::binary_first(BinaryOp op, Operand& left) {
  discharge(left);
  int bits;
  bool is_float;
  switch (op) {
    case BinaryOp::And: return go_if_true(left);
    case BinaryOp::Or: return go_if_false(left);
    case BinaryOp::Concat: return to_next_register(left);
    case BinaryOp::Equal:
    case BinaryOp::NotEqual:
      if (!left.is_numeral()) to_register_or_constant(left);
      return;
    case BinaryOp::Less:
    case BinaryOp::LessEqual:
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual:
      if (!is_small_number(left, &bits, &is_float)) to_any_register(left);
      return;
    default:  // arithmetic and bitwise
      if (!left.is_numeral()) to_any_register(left);
  }
}

void FunctionCode::binary_second(BinaryOp op, Operand& left, Operand& right, int line) {
  discharge(right);
  Constant x, y, result;
  if (is_arithmetic(op) && left.is_numeral() && right.is_numeral() && constant_value(left, &x) &&
      constant_value(right, &y) && fold_binary(op, x, y, &result))
    return constant_to_operand(result, left);
  switch (op) {
    case BinaryOp::And:
      append_jumps(&right.if_false, left.if_false);
      left = right;
      return;
    case BinaryOp::Or:
      append_jumps(&right.if_true, left.if_true);
      left = right;
      return;
    case BinaryOp::Concat: to_next_register(right); return concatenate(left, right, line);
    case BinaryOp::Add:
    case BinaryOp::Mul: return commutative(op, left, right, line);
    case BinaryOp::Sub:
      if (binary_negated(Op::AddI, left, right, line, Event::Sub)) return;
      return arithmetic(op, left, right, false, line);
    case BinaryOp::Div:
    case BinaryOp::IDiv:
    case BinaryOp::Mod:
    case BinaryOp::Pow: return arithmetic(op, left, right, false, line);
    case BinaryOp::BAnd:
    case BinaryOp::BOr:
    case BinaryOp::BXor: return bitwise(op, left, right, line);
    case BinaryOp::Shl:
      if (is_small_integer(left)) {
        std::swap(left, right);
        return binary_immediate(Op::ShlI, left, right, true, line, Event::Shl);
      }
      if (binary_negated(Op::ShrI, left, right, line, Event::Shl)) return;
      return binary_registers(op, left, right, line);
    case BinaryOp::Shr:
      if (is_small_integer(right))
        return binary_immediate(Op::ShrI, left, right, false, line, Event::Shr);
      return binary_registers(op, left, right, line);
    case BinaryOp::Equal:
    case BinaryOp::NotEqual: return compare_equal(op, left, right);
    case BinaryOp::Less:
    case BinaryOp::LessEqual: return compare_order(op, left, right);
    case BinaryOp::Greater:
    case BinaryOp::GreaterEqual:
      std::swap(left, right);
      return compare_order(op == BinaryOp::Greater ? BinaryOp::Less : BinaryOp::LessEqual, left,
                           right);
  }
}

// The operator, and after it the instruction that calls its metamethod should the operands not be numbers.
void FunctionCode::emit_binary(Op op, Operand& left, Operand& right, int right_bits, bool flipped,
                               int line, Op mm_op, Event event) {
  const int reg = to_any_register(left);
  const int pc = emit_abc(op, 0, reg, right_bits);
  release(left, right);
  left.become(Kind::Pending, pc);
  set_last_line(line);
  emit_abc(mm_op, reg, right_bits, int(event), flipped);
  set_last_line(line);
}

void FunctionCode::binary_registers(BinaryOp op, Operand& left, Operand& right, int line) {
  const int reg = to_any_register(right);
  emit_binary(op_in_group(op, BinaryOp::Add, Op::Add), left, right, reg, false, line, Op::MmBin,
              event_of(op));
}

void FunctionCode::binary_immediate(Op op, Operand& left, Operand& right, bool flipped, int line,
                                    Event event) {
  emit_binary(op, left, right, int(right.integer) + kExcessC, flipped, line, Op::MmBinI, event);
}

void FunctionCode::binary_constant(BinaryOp op, Operand& left, Operand& right, bool flipped,
                                   int line) {
  emit_binary(op_in_group(op, BinaryOp::Add, Op::AddK), left, right, right.index, flipped, line,
              Op::MmBinK, event_of(op));
}

// Subtraction and left shift by a small constant are addition and right shift by its opposite. The metamethod gets the
// constant as written.
bool FunctionCode::binary_negated(Op op, Operand& left, Operand& right, int line, Event event) {
  if (!right.is_integer() || !fits_sc(right.integer) || !fits_sc(-right.integer)) return false;
  const int value = int(right.integer);
  emit_binary(op, left, right, -value + kExcessC, false, line, Op::MmBinI, event);
  Instr& mm = at(pc() - 1);
  mm = with_b(mm, value + kExcessC);
  return true;
}

// `flipped`: the operands were exchanged to have the constant second.
void FunctionCode::arithmetic(BinaryOp op, Operand& left, Operand& right, bool flipped, int line) {
  if (right.is_numeral() && to_constant(right))
    return binary_constant(op, left, right, flipped, line);
  if (flipped) std::swap(left, right);
  binary_registers(op, left, right, line);
}

void FunctionCode::commutative(BinaryOp op, Operand& left, Operand& right, int line) {
  const bool flipped = left.is_numeral();
  if (flipped) std::swap(left, right);
  if (op == BinaryOp::Add && is_small_integer(right))
    return binary_immediate(Op::AddI, left, right, flipped, line, Event::Add);
  arithmetic(op, left, right, flipped, line);
}

void FunctionCode::bitwise(BinaryOp op, Operand& left, Operand& right, int line) {
  const bool flipped = left.kind == Kind::Integer;
  if (flipped) std::swap(left, right);
  if (right.kind == Kind::Integer && to_constant(right))
    return binary_constant(op, left, right, flipped, line);
  if (flipped) std::swap(left, right);
  binary_registers(op, left, right, line);
}

// As `..` associates to the right, the second operand of a chain is a Concat already, which takes in the first.
void FunctionCode::concatenate(Operand& left, Operand& right, int line) {
  if (Instr* previous = previous_instruction(); previous && op_of(*previous) == Op::Concat) {
    const int count = b_of(*previous);
    release(right);
    *previous = encode_abc(Op::Concat, left.index, count + 1, 0);
    return;
  }
  emit_abc(Op::Concat, left.index, 2, 0);
  release(right);
  set_last_line(line);
}

void FunctionCode::compare_order(BinaryOp op, Operand& left, Operand& right) {
  int first, second;
  bool is_float = false;
  Op with;
  if (is_small_number(right, &second, &is_float)) {
    first = to_any_register(left);
    with = Op::LtI;
  } else if (is_small_number(left, &second, &is_float)) {
    first = to_any_register(right);
    with = Op::GtI;  // 1 < x is x > 1
  } else {
    first = to_any_register(left);
    second = to_any_register(right);
    with = Op::Lt;
  }
  release(left, right);
  left.become(Kind::Jump,
              emit_test(op_in_group(op, BinaryOp::Less, with), first, second, is_float, true));
}

void FunctionCode::compare_equal(BinaryOp op, Operand& left, Operand& right) {
  if (left.kind != Kind::Register) std::swap(left, right);  // then it is a constant
  const int first = to_any_register(left);
  int second;
  bool is_float = false;
  Op with;
  if (is_small_number(right, &second, &is_float)) {
    with = Op::EqI;
  } else if (to_register_or_constant(right)) {
    second = right.index;
    with = Op::EqK;
  } else {
    second = to_any_register(right);
    with = Op::Eq;
  }
  release(left, right);
  left.become(Kind::Jump, emit_test(with, first, second, is_float, op == BinaryOp::Equal));
}

}  // namespace tri::syntax
