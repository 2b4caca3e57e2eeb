// Library math. Random numbers are xoshiro256** (Blackman and Vigna), seeded and projected onto intervals as the
// reference does, so that equal seeds give equal sequences.
#include <math.h>

#include <cstdint>
#include <ctime>
#include <limits>

#include "base/arithmetic.hpp"
#include "lib/libraries.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/operators.hpp"
#include "runtime/root.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

constexpr double kPi = 3.141592653589793238462643383279502884;

// Args::number with the usual case in line.
TRI_INLINE bool number_at(const Args& a, uint32_t n, double* out) {
  const Value& v = a.at[n];
  if (n <= a.count && v.is_float()) [[likely]] {
    *out = v.d;
    return true;
  }
  return a.number(n, out);
}

TRI_INLINE Returned give_float(Value* at, double d) {
  set_float(at, d);
  return returned(1);
}
TRI_INLINE Returned give_int(Value* at, int64_t i) {
  set_int(at, i);
  return returned(1);
}
// A float without fraction, as an integer when it fits.
TRI_INLINE void set_rounded(Value* to, double d) {
  int64_t i;
  if (float_to_integer(d, &i)) [[likely]]
    set_int(to, i);
  else
    set_float(to, d);
}

// ---- functions of one or two floats

template <double (*function)(double)>
Returned unary(Thread* L, Value* at, uint32_t argc) {
  double x;
  if (!number_at({L, at, argc}, 1, &x)) return Returned::Raised;
  return give_float(at, function(x));
}

double to_degrees(double x) { return x * (180.0 / kPi); }
double to_radians(double x) { return x * (kPi / 180.0); }

Returned math_atan(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  double y, x;
  if (!number_at(a, 1, &y) || !a.number_or(2, 1, &x)) return Returned::Raised;
  return give_float(at, ::atan2(y, x));
}

Returned math_pow(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  double x, y;
  if (!number_at(a, 1, &x) || !number_at(a, 2, &y)) return Returned::Raised;
  return give_float(at, ::pow(x, y));
}

Returned math_log(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  double x, base;
  if (!number_at(a, 1, &x)) return Returned::Raised;
  if (a.none_or_nil(2)) return give_float(at, ::log(x));
  if (!number_at(a, 2, &base)) return Returned::Raised;
  if (base == 2.0) return give_float(at, ::log2(x));  // exact for powers of two
  if (base == 10.0) return give_float(at, ::log10(x));
  return give_float(at, ::log(x) / ::log(base));
}

Returned math_frexp(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  double x;
  if (!number_at(a, 1, &x)) return Returned::Raised;
  int exponent = 0;
  const double mantissa = ::frexp(x, &exponent);
  return a.give(Value::number(mantissa), Value::integer(exponent));
}

Returned math_ldexp(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  double x;
  int64_t exponent;
  if (!number_at(a, 1, &x) || !a.integer(2, &exponent)) return Returned::Raised;
  return give_float(at, ::ldexp(x, int(exponent)));
}

// ---- integers and floats

Returned math_abs(Thread* L, Value* at, uint32_t argc) {
  if (at[1].is_int() && argc >= 1) return give_int(at, at[1].i < 0 ? wrap_neg(at[1].i) : at[1].i);
  double x;
  if (!number_at({L, at, argc}, 1, &x)) return Returned::Raised;
  return give_float(at, ::fabs(x));
}

template <double (*round)(double)>
Returned rounded(Thread* L, Value* at, uint32_t argc) {
  if (at[1].is_int() && argc >= 1) return give_int(at, at[1].i);
  double x;
  if (!number_at({L, at, argc}, 1, &x)) return Returned::Raised;
  set_rounded(at, round(x));
  return returned(1);
}

Returned math_modf(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (a.type(1) == Type::Number && at[1].is_int()) return a.give(at[1], Value::number(0));
  double x;
  if (!number_at(a, 1, &x)) return Returned::Raised;
  const double whole = x < 0 ? ::ceil(x) : ::floor(x);
  Value first;
  set_rounded(&first, whole);
  return a.give(first, Value::number(x == whole ? 0.0 : x - whole));  // an infinity has no fraction
}

Returned math_fmod(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (argc >= 2 && at[1].is_int() && at[2].is_int()) {
    const int64_t x = at[1].i, y = at[2].i;
    if (y == 0) return a.fail(2, "zero");
    return give_int(at, y == -1 ? 0 : x % y);  // the least integer % -1 traps
  }
  double x, y;
  // The last argument first, as in stock Lua built by gcc: the message names it when both are wrong.
  if (!number_at(a, 2, &y) || !number_at(a, 1, &x)) return Returned::Raised;
  return give_float(at, ::fmod(x, y));
}

Returned math_tointeger(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (argc >= 1 && at[1].is_int()) return give_int(at, at[1].i);
  if (!a.any(1)) return Returned::Raised;
  int64_t i;
  return a.give(to_integer(at[1], &i) ? Value::integer(i) : Value::nil());
}

Returned math_type(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  if (!at[1].is_number()) return a.give(Value::nil());
  return a.give_text(at[1].is_int() ? "integer" : "float");
}

Returned math_ult(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t x, y;
  if (!a.integer(1, &x) || !a.integer(2, &y)) return Returned::Raised;
  return a.give(Value::boolean(uint64_t(x) < uint64_t(y)));
}

// ---- min and max: of anything that has an order

enum class Extreme { Min, Max };

// Index of the extreme argument among values that may have metamethods; 0: raised.
template <Extreme which>
TRI_COLD uint32_t extreme_of_any(Thread* L, Value* at, uint32_t argc) {
  LeafFrame frame{L, at, argc};
  if (!frame.ok()) return 0;
  uint32_t best = 1;
  for (uint32_t n = 2; n <= argc; ++n) {
    at = frame.at();
    const Value candidate = at[n], current = at[best];
    bool better;
    if (!(which == Extreme::Min ? less_than(L, candidate, current, &better)
                                : less_than(L, current, candidate, &better)))
      return 0;
    if (better) best = n;
  }
  return best;
}

template <Extreme which>
Returned extreme(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (argc < 1) return a.fail(1, "value expected");
  uint32_t best = 1;
  for (uint32_t n = 2; n <= argc; ++n) {
    const Value &candidate = at[n], &current = at[best];
    if (!candidate.is_number() || !current.is_number()) [[unlikely]] {
      const ptrdiff_t place = at - L->stack;
      best = extreme_of_any<which>(L, at, argc);
      if (best == 0) return Returned::Raised;
      at = L->stack + place;
      break;
    }
    if (which == Extreme::Min ? number_less(candidate, current) : number_less(current, candidate))
      best = n;
  }
  copy(at, at + best);
  return returned(1);
}

// ---- random numbers

struct Random {
  uint64_t s[4];

  static uint64_t rotate(uint64_t x, int by) { return (x << by) | (x >> (64 - by)); }

  uint64_t next() {
    const uint64_t result = rotate(s[1] * 5, 7) * 9;
    const uint64_t shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
  }

  void seed(uint64_t first, uint64_t second) {
    s[0] = first;
    s[1] = 0xff;  // the state must not be all zero
    s[2] = second;
    s[3] = 0;
    for (int i = 0; i < 16; ++i) next();  // spreads the seed over the state
  }

  // Uniform in [0, limit], from `bits` and as many more draws as it takes: numbers below the next power of two are
  // drawn until one is in range.
  uint64_t project(uint64_t bits, uint64_t limit) {
    if ((limit & (limit + 1)) == 0) return bits & limit;
    const uint64_t mask = ~uint64_t(0) >> __builtin_clzll(limit);
    while ((bits &= mask) > limit) bits = next();
    return bits;
  }
};

Random& random_of(Value* at) { return *static_cast<Random*>(upvalue(at, 0).userdata()->block()); }

Returned math_random(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Random& random = random_of(at);
  const uint64_t bits = random.next();
  int64_t low = 1, up;
  switch (argc) {
    case 0: return give_float(at, double(bits >> 11) * 0x1p-53);
    case 1:
      if (!a.integer(1, &up)) return Returned::Raised;
      if (up == 0) return give_int(at, int64_t(bits));
      break;
    case 2:
      if (!a.integer(1, &low) || !a.integer(2, &up)) return Returned::Raised;
      break;
    default: return raise_lib(L, at, argc, "wrong number of arguments");
  }
  if (low > up) return a.fail(1, "interval is empty");
  const uint64_t offset = random.project(bits, uint64_t(up) - uint64_t(low));
  return give_int(at, int64_t(offset + uint64_t(low)));
}

struct Seed {
  uint64_t first, second;
};
// Differs between runs (time) and between states (address, what the host gave), unless the state was given its seed.
Seed fresh_seed(Thread* L) {
  if (L->state->seeded) return {L->state->random_seed, 0};
  return {uint64_t(std::time(nullptr)), uint64_t(L) ^ L->state->random_seed};
}

Returned math_randomseed(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Seed seed;
  if (argc == 0) {
    seed = fresh_seed(L);
  } else {
    int64_t first, second;
    if (!a.integer(1, &first) || !a.integer_or(2, 0, &second)) return Returned::Raised;
    seed = {uint64_t(first), uint64_t(second)};
  }
  random_of(at).seed(seed.first, seed.second);
  return a.give(Value::integer(int64_t(seed.first)), Value::integer(int64_t(seed.second)));
}

constexpr Builtin kRows[] = {
    {.name = "abs", .body = math_abs},
    {.name = "acos", .body = unary<::acos>},
    {.name = "asin", .body = unary<::asin>},
    {.name = "atan", .body = math_atan},
    {.name = "ceil", .body = rounded<::ceil>},
    {.name = "cos", .body = unary<::cos>},
    {.name = "deg", .body = unary<to_degrees>},
    {.name = "exp", .body = unary<::exp>},
    {.name = "tointeger", .body = math_tointeger},
    {.name = "floor", .body = rounded<::floor>},
    {.name = "fmod", .body = math_fmod},
    {.name = "ult", .body = math_ult},
    {.name = "log", .body = math_log},
    {.name = "max", .body = extreme<Extreme::Max>},
    {.name = "min", .body = extreme<Extreme::Min>},
    {.name = "modf", .body = math_modf},
    {.name = "rad", .body = unary<to_radians>},
    {.name = "sin", .body = unary<::sin>},
    {.name = "sqrt", .body = unary<::sqrt>},
    {.name = "tan", .body = unary<::tan>},
    {.name = "type", .body = math_type},
    // From 5.2 and before, kept by LUA_COMPAT_5_3.
    {.name = "cosh", .body = unary<::cosh>},
    {.name = "sinh", .body = unary<::sinh>},
    {.name = "tanh", .body = unary<::tanh>},
    {.name = "pow", .body = math_pow},
    {.name = "frexp", .body = math_frexp},
    {.name = "ldexp", .body = math_ldexp},
    {.name = "log10", .body = unary<::log10>},
};

// These two share one generator, their upvalue.
constexpr Builtin kRandomRows[] = {
    {.name = "random", .body = math_random},
    {.name = "randomseed", .body = math_randomseed},
};

bool add_random(Thread* L, Table* into) {
  Root<Userdata> generator{L, new_userdata(L, sizeof(Random), 0)};
  if (!generator.get()) return false;
  const Seed seed = fresh_seed(L);
  static_cast<Random*>(generator->block())->seed(seed.first, seed.second);
  for (const Builtin& row : kRandomRows) {
    NativeClosure* closure = new_builtin_closure(L, &row, 1);
    if (!closure) return false;
    closure->upvalues[0] = Value::of(generator.get());
    barrier(L->state, &closure->header, closure->upvalues[0]);
    wrote(closure);
    Root<NativeClosure> held{L, closure};
    if (!set_field(L, into, row.name, Value::of(closure))) return false;
  }
  return true;
}

}  // namespace

Table* open_math(Thread* L) {
  Root<Table> math{L, new_table_sized(L, 0, std::size(kRows) + std::size(kRandomRows) + 5)};
  if (!math.get() || !register_builtins(L, math, kRows) ||
      // The same function under another name, also kept by LUA_COMPAT_5_3.
      !set_field(L, math, "atan2", get_text(L->state, math.get(), "atan")) ||
      !set_field(L, math, "pi", Value::number(kPi)) ||
      !set_field(L, math, "huge", Value::number(HUGE_VAL)) ||
      !set_field(L, math, "maxinteger", Value::integer(std::numeric_limits<int64_t>::max())) ||
      !set_field(L, math, "mininteger", Value::integer(std::numeric_limits<int64_t>::min())) ||
      !add_random(L, math))
    return nullptr;
  return math;
}

}  // namespace tri::lib
