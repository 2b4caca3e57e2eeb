#include "syntax/fold.hpp"

#include "base/arithmetic.hpp"

namespace tri::syntax {

using bytecode::Constant;
using Kind = Constant::Kind;

namespace {

double as_float(const Constant& c) {
  return c.kind == Kind::Integer ? double(c.integer) : c.number;
}

bool as_integer(const Constant& c, int64_t* out) {
  if (c.kind == Kind::Float) return float_to_integer(c.number, out);
  *out = c.integer;
  return true;
}

bool put(int64_t value, Constant* result) {
  *result = Constant::of(value);
  return true;
}

bool put(double value, Constant* result) {
  if (value == 0 || value != value) return false;
  *result = Constant::of(value);
  return true;
}

bool fold_bitwise(BinaryOp op, const Constant& x, const Constant& y, Constant* result) {
  int64_t a, b;
  if (!as_integer(x, &a) || !as_integer(y, &b)) return false;
  switch (op) {
    case BinaryOp::BAnd: return put(a & b, result);
    case BinaryOp::BOr: return put(a | b, result);
    case BinaryOp::BXor: return put(a ^ b, result);
    case BinaryOp::Shl: return put(shift_left(a, b), result);
    case BinaryOp::Shr: return put(shift_right(a, b), result);
    default: TRI_UNREACHABLE();
  }
}

bool fold_integers(BinaryOp op, int64_t a, int64_t b, Constant* result) {
  switch (op) {
    case BinaryOp::Add: return put(wrap_add(a, b), result);
    case BinaryOp::Sub: return put(wrap_sub(a, b), result);
    case BinaryOp::Mul: return put(wrap_mul(a, b), result);
    case BinaryOp::Mod: return put(int_floor_mod(a, b), result);
    case BinaryOp::IDiv: return put(int_floor_div(a, b), result);
    default: TRI_UNREACHABLE();
  }
}

bool fold_floats(BinaryOp op, double a, double b, Constant* result) {
  switch (op) {
    case BinaryOp::Add: return put(a + b, result);
    case BinaryOp::Sub: return put(a - b, result);
    case BinaryOp::Mul: return put(a * b, result);
    case BinaryOp::Div: return put(a / b, result);
    case BinaryOp::Pow: return put(float_pow(a, b), result);
    case BinaryOp::Mod: return put(float_floor_mod(a, b), result);
    case BinaryOp::IDiv: return put(float_floor_div(a, b), result);
    default: TRI_UNREACHABLE();
  }
}

}  // namespace

bool fold_binary(BinaryOp op, const Constant& x, const Constant& y, Constant* result) {
  if (op >= BinaryOp::BAnd) return fold_bitwise(op, x, y, result);
  const bool divides = op == BinaryOp::Div || op == BinaryOp::IDiv || op == BinaryOp::Mod;
  if (divides && as_float(y) == 0) return false;
  const bool only_floats = op == BinaryOp::Div || op == BinaryOp::Pow;
  if (!only_floats && x.kind == Kind::Integer && y.kind == Kind::Integer)
    return fold_integers(op, x.integer, y.integer, result);
  return fold_floats(op, as_float(x), as_float(y), result);
}

bool fold_unary(UnaryOp op, const Constant& x, Constant* result) {
  int64_t integer;
  if (op == UnaryOp::BitNot) return as_integer(x, &integer) && put(~integer, result);
  return x.kind == Kind::Integer ? put(wrap_neg(x.integer), result) : put(-x.number, result);
}

}  // namespace tri::syntax
