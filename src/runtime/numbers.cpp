// Numbers as the language compares, converts and combines them, without metamethods.
#include <cmath>

#include "base/number_text.hpp"
#include "runtime/args.hpp"
#include "runtime/operators.hpp"
#include "runtime/strings.hpp"

namespace tri {

// ---- comparing. An integer and a float compare as the real numbers they are.

// Integers of at most 53 bits are floats exactly.
static bool is_exact_as_float(int64_t i) {
  constexpr int64_t kLimit = int64_t(1) << 53;
  return i >= -kLimit && i <= kLimit;
}

// x < y for a y that need not be exact: the smallest integer >= y decides. NaN is neither.
static bool int_less_float(int64_t x, double y) {
  if (is_exact_as_float(x)) return double(x) < y;
  int64_t ceiling;
  return float_to_integer(std::ceil(y), &ceiling) ? x < ceiling : y > 0;
}
static bool int_less_equal_float(int64_t x, double y) {
  if (is_exact_as_float(x)) return double(x) <= y;
  int64_t floor;
  return float_to_integer(std::floor(y), &floor) ? x <= floor : y > 0;
}
static bool float_less_int(double x, int64_t y) {
  if (is_exact_as_float(y)) return x < double(y);
  int64_t floor;
  return float_to_integer(std::floor(x), &floor) ? floor < y : x < 0;
}
static bool float_less_equal_int(double x, int64_t y) {
  if (is_exact_as_float(y)) return x <= double(y);
  int64_t ceiling;
  return float_to_integer(std::ceil(x), &ceiling) ? ceiling <= y : x < 0;
}

bool number_less(const Value& x, const Value& y) {
  TRI_ASSERT(x.is_number() && y.is_number());
  if (x.is_int()) return y.is_int() ? x.i < y.i : int_less_float(x.i, y.d);
  return y.is_float() ? x.d < y.d : float_less_int(x.d, y.i);
}

bool number_less_equal(const Value& x, const Value& y) {
  TRI_ASSERT(x.is_number() && y.is_number());
  if (x.is_int()) return y.is_int() ? x.i <= y.i : int_less_equal_float(x.i, y.d);
  return y.is_float() ? x.d <= y.d : float_less_equal_int(x.d, y.i);
}

bool raw_equals(const Value& x, const Value& y) {
  if (x.tag != y.tag) {
    int64_t i;
    if (x.is_int() && y.is_float()) return float_to_integer(y.d, &i) && i == x.i;
    if (x.is_float() && y.is_int()) return float_to_integer(x.d, &i) && i == y.i;
    return false;
  }
  switch (x.tag) {
    case Tag::Nil:
    case Tag::False:
    case Tag::True: return true;
    case Tag::Float: return x.d == y.d;
    case Tag::LongStr: return equal_strings(x.str(), y.str());
    default: return x.bits == y.bits;
  }
}

// ---- converting

bool to_number(const Value& v, double* out) {
  if (v.is_float()) return *out = v.d, true;
  if (v.is_int()) return *out = double(v.i), true;
  if (!v.is_string()) return false;
  const ParsedNumber n = parse_number(text_of(v.str()));
  if (!n) return false;
  *out = n.kind == ParsedNumber::Kind::Integer ? double(n.integer) : n.number;
  return true;
}

bool to_integer(const Value& v, int64_t* out) {
  if (v.is_int()) return *out = v.i, true;
  if (v.is_float()) return float_to_integer(v.d, out);
  if (!v.is_string()) return false;
  const ParsedNumber n = parse_number(text_of(v.str()));
  if (n.kind == ParsedNumber::Kind::Integer) return *out = n.integer, true;
  return n.kind == ParsedNumber::Kind::Float && float_to_integer(n.number, out);
}

// ---- arithmetic

// The numbering of lua_arith.
enum class ArithOp { Add, Sub, Mul, Mod, Pow, Div, IDiv, BAnd, BOr, BXor, Shl, Shr, Unm, BNot };

static bool int_arith(ArithOp op, int64_t x, int64_t y, Value* result) {
  switch (op) {
    case ArithOp::Add: return set_int(result, wrap_add(x, y)), true;
    case ArithOp::Sub: return set_int(result, wrap_sub(x, y)), true;
    case ArithOp::Mul: return set_int(result, wrap_mul(x, y)), true;
    case ArithOp::Mod: return y != 0 && (set_int(result, int_floor_mod(x, y)), true);
    case ArithOp::IDiv: return y != 0 && (set_int(result, int_floor_div(x, y)), true);
    case ArithOp::Unm: return set_int(result, wrap_neg(x)), true;
    case ArithOp::BAnd: return set_int(result, x & y), true;
    case ArithOp::BOr: return set_int(result, x | y), true;
    case ArithOp::BXor: return set_int(result, x ^ y), true;
    case ArithOp::Shl: return set_int(result, shift_left(x, y)), true;
    case ArithOp::Shr: return set_int(result, shift_right(x, y)), true;
    case ArithOp::BNot: return set_int(result, ~x), true;
    case ArithOp::Pow:
    case ArithOp::Div: return false;
  }
  TRI_UNREACHABLE();
}

static bool float_arith(ArithOp op, double x, double y, Value* result) {
  switch (op) {
    case ArithOp::Add: return set_float(result, x + y), true;
    case ArithOp::Sub: return set_float(result, x - y), true;
    case ArithOp::Mul: return set_float(result, x * y), true;
    case ArithOp::Mod: return set_float(result, float_floor_mod(x, y)), true;
    case ArithOp::Pow: return set_float(result, float_pow(x, y)), true;
    case ArithOp::Div: return set_float(result, x / y), true;
    case ArithOp::IDiv: return set_float(result, float_floor_div(x, y)), true;
    case ArithOp::Unm: return set_float(result, -x), true;
    default: return false;
  }
}

static bool is_bitwise(ArithOp op) {
  return (op >= ArithOp::BAnd && op <= ArithOp::Shr) || op == ArithOp::BNot;
}

static double as_float(const Value& v) { return v.is_int() ? double(v.i) : v.d; }

bool raw_arith(int number, const Value& x, const Value& y, Value* result) {
  const auto op = ArithOp(number);
  if (!x.is_number() || !y.is_number()) return false;
  if (is_bitwise(op)) {
    int64_t i, j;
    return to_integer(x, &i) && to_integer(y, &j) && int_arith(op, i, j, result);
  }
  const bool always_float = op == ArithOp::Pow || op == ArithOp::Div;
  if (x.is_int() && y.is_int() && !always_float) return int_arith(op, x.i, y.i, result);
  return float_arith(op, as_float(x), as_float(y), result);
}

}  // namespace tri
