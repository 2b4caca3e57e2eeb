// One body per op. `T` is a form (switch, threaded, stencil, recorder); bodies use only the verbs of ops/vocabulary.hpp.
//
// Names follow bytecode/ops.def: the body of row Add is op_Add.
#pragma once

#include "ops/vocabulary.hpp"

// Stands on every lambda. One that is not inlined would capture the form by address, and so keep base, pc and constants of
// the whole run loop in memory.
#define TRI_FLAT __attribute__((always_inline))
#define TRI_BODY     \
  template <class T> \
  TRI_INLINE Ending

namespace tri::ops {

// ---- moves and constants
TRI_BODY op_Move(T& t) { return t.put(t.reg(t.a()), t.reg(t.b())); }
TRI_BODY op_LoadI(T& t) { return t.put(t.reg(t.a()), t.int_const(t.sbx())); }
TRI_BODY op_LoadF(T& t) { return t.put(t.reg(t.a()), t.float_const(t.sbx())); }
TRI_BODY op_LoadK(T& t) { return t.put(t.reg(t.a()), t.constant(t.bx())); }
TRI_BODY op_LoadKX(T& t) { return t.put(t.reg(t.a()), t.constant(t.extra())); }
TRI_BODY op_LoadFalse(T& t) {
  t.set_false(t.reg(t.a()));
  return t.next();
}
TRI_BODY op_LFalseSkip(T& t) {
  t.set_false(t.reg(t.a()));
  return t.jump();
}
TRI_BODY op_LoadTrue(T& t) {
  t.set_true(t.reg(t.a()));
  return t.next();
}
TRI_BODY op_LoadNil(T& t) {
  t.set_nils(t.reg(t.a()), t.ub());
  return t.next();
}
TRI_BODY op_GetUpval(T& t) { return t.put(t.reg(t.a()), t.upvalue(t.b())); }
TRI_BODY op_SetUpval(T& t) {
  auto box = t.upvalue_box(t.b());
  auto v = t.reg(t.a());
  if (t.needs_barrier(box, v)) return t.slow(Slow::SetUpval);
  t.store_upvalue(box, v);
  return t.next();
}

// ---- arithmetic
template <class T>
TRI_INLINE Ending arith(T& t, typename T::Slot x, typename T::Slot y, auto int_op, auto float_op) {
  if (t.is_int(x)) {
    if (t.is_int(y)) {
      t.note(Seen::Int);
      return t.put(t.reg(t.a()), int_op(t.int_of(x), t.int_of(y)));
    }
    if (t.is_float(y)) {
      t.note(Seen::Mixed);
      return t.put(t.reg(t.a()), float_op(t.to_float(t.int_of(x)), t.float_of(y)));
    }
  } else if (t.is_float(x)) {
    if (t.is_float(y)) {
      t.note(Seen::Float);
      return t.put(t.reg(t.a()), float_op(t.float_of(x), t.float_of(y)));
    }
    if (t.is_int(y)) {
      t.note(Seen::Mixed);
      return t.put(t.reg(t.a()), float_op(t.float_of(x), t.to_float(t.int_of(y))));
    }
  }
  return t.slow(Slow::Arith);
}
#define TRI_ARITH(name, op)                                                                       \
  TRI_BODY op_##name(T& t) {                                                                      \
    return arith(                                                                                 \
        t, t.reg(t.b()), t.reg(t.c()), [&](auto x, auto y) TRI_FLAT { return t.int_##op(x, y); }, \
        [&](auto x, auto y) TRI_FLAT { return t.float_##op(x, y); });                             \
  }                                                                                               \
  TRI_BODY op_##name##K(T& t) {                                                                   \
    return arith(                                                                                 \
        t, t.reg(t.b()), t.constant(t.c()),                                                       \
        [&](auto x, auto y) TRI_FLAT { return t.int_##op(x, y); },                                \
        [&](auto x, auto y) TRI_FLAT { return t.float_##op(x, y); });                             \
  }
TRI_ARITH(Add, add)
TRI_ARITH(Sub, sub)
TRI_ARITH(Mul, mul)
#undef TRI_ARITH

TRI_BODY op_AddI(T& t) {
  auto x = t.reg(t.b());
  if (t.is_int(x)) {
    t.note(Seen::Int);
    return t.put(t.reg(t.a()), t.int_add(t.int_of(x), t.int_const(t.sc())));
  }
  if (t.is_float(x)) {
    t.note(Seen::Float);
    return t.put(t.reg(t.a()), t.float_add(t.float_of(x), t.float_const(t.sc())));
  }
  return t.slow(Slow::Arith);
}

template <class T>
TRI_INLINE Ending divide(T& t, typename T::Slot x, typename T::Slot y) {
  if (t.is_float(x)) {
    if (t.is_float(y)) {
      t.note(Seen::Float);
      return t.put(t.reg(t.a()), t.float_div(t.float_of(x), t.float_of(y)));
    }
    if (t.is_int(y))
      return t.put(t.reg(t.a()), t.float_div(t.float_of(x), t.to_float(t.int_of(y))));
  } else if (t.is_int(x)) {
    if (t.is_int(y)) {
      t.note(Seen::Int);
      return t.put(t.reg(t.a()), t.float_div(t.to_float(t.int_of(x)), t.to_float(t.int_of(y))));
    }
    if (t.is_float(y))
      return t.put(t.reg(t.a()), t.float_div(t.to_float(t.int_of(x)), t.float_of(y)));
  }
  return t.slow(Slow::Arith);
}
TRI_BODY op_Div(T& t) { return divide(t, t.reg(t.b()), t.reg(t.c())); }
TRI_BODY op_DivK(T& t) { return divide(t, t.reg(t.b()), t.constant(t.c())); }

// Floor division, modulo: integers inline unless the divisor is 0 or -1; floats unless their modulo needs libm.
template <class T>
TRI_INLINE Ending floored(T& t, typename T::Slot x, typename T::Slot y, auto int_op,
                          auto may_divide, auto float_op) {
  const auto with_floats = [&](Seen seen, auto a, auto b) TRI_FLAT {
    if (!may_divide(a, b)) return t.slow(Slow::Arith);
    t.note(seen);
    return t.put(t.reg(t.a()), float_op(a, b));
  };
  if (t.is_int(x)) {
    if (t.is_int(y)) {
      auto by = t.int_of(y);
      if (!t.is_safe_divisor(by)) return t.slow(Slow::Arith);
      t.note(Seen::Int);
      return t.put(t.reg(t.a()), int_op(t.int_of(x), by));
    }
    if (t.is_float(y)) return with_floats(Seen::Mixed, t.to_float(t.int_of(x)), t.float_of(y));
  } else if (t.is_float(x)) {
    if (t.is_float(y)) return with_floats(Seen::Float, t.float_of(x), t.float_of(y));
    if (t.is_int(y)) return with_floats(Seen::Mixed, t.float_of(x), t.to_float(t.int_of(y)));
  }
  return t.slow(Slow::Arith);
}
template <class T>
TRI_INLINE Ending floor_divide(T& t, typename T::Slot x, typename T::Slot y) {
  return floored(
      t, x, y, [&](auto a, auto b) TRI_FLAT { return t.int_idiv(a, b); },
      [](auto, auto) TRI_FLAT { return true; },
      [&](auto a, auto b) TRI_FLAT { return t.float_idiv(a, b); });
}
template <class T>
TRI_INLINE Ending modulo(T& t, typename T::Slot x, typename T::Slot y) {
  return floored(
      t, x, y, [&](auto a, auto b) TRI_FLAT { return t.int_mod(a, b); },
      [&](auto a, auto b) TRI_FLAT { return t.is_small_quotient(a, b); },
      [&](auto a, auto b) TRI_FLAT { return t.float_mod(a, b); });
}
TRI_BODY op_Mod(T& t) { return modulo(t, t.reg(t.b()), t.reg(t.c())); }
TRI_BODY op_ModK(T& t) { return modulo(t, t.reg(t.b()), t.constant(t.c())); }
TRI_BODY op_IDiv(T& t) { return floor_divide(t, t.reg(t.b()), t.reg(t.c())); }
TRI_BODY op_IDivK(T& t) { return floor_divide(t, t.reg(t.b()), t.constant(t.c())); }
TRI_BODY op_Pow(T& t) { return t.slow(Slow::Arith); }
// Squares alone need no libm.
TRI_BODY op_PowK(T& t) {
  auto x = t.reg(t.b()), y = t.constant(t.c());
  if (!t.is_int(y) || !t.int_eq(t.int_of(y), t.int_const(2))) return t.slow(Slow::Arith);
  if (t.is_float(x)) return t.put(t.reg(t.a()), t.float_mul(t.float_of(x), t.float_of(x)));
  if (t.is_int(x)) {
    auto factor = t.to_float(t.int_of(x));
    return t.put(t.reg(t.a()), t.float_mul(factor, factor));
  }
  return t.slow(Slow::Arith);
}

// ---- bits
template <class T>
TRI_INLINE Ending bits(T& t, typename T::Slot x, typename T::Slot y, auto op) {
  if (t.is_int(x) && t.is_int(y)) {
    t.note(Seen::Int);
    return t.put(t.reg(t.a()), op(t.int_of(x), t.int_of(y)));
  }
  return t.slow(Slow::Arith);
}
#define TRI_BITS(name, op)                                                  \
  TRI_BODY op_##name(T& t) {                                                \
    return bits(t, t.reg(t.b()), t.reg(t.c()),                              \
                [&](auto x, auto y) TRI_FLAT { return t.int_##op(x, y); }); \
  }
TRI_BITS(BAnd, and)
TRI_BITS(BOr, or)
TRI_BITS(BXor, xor)
TRI_BITS(Shl, shl)
TRI_BITS(Shr, shr)
#undef TRI_BITS
#define TRI_BITS(name, op)                                                  \
  TRI_BODY op_##name(T& t) {                                                \
    return bits(t, t.reg(t.b()), t.constant(t.c()),                         \
                [&](auto x, auto y) TRI_FLAT { return t.int_##op(x, y); }); \
  }
TRI_BITS(BAndK, and)
TRI_BITS(BOrK, or)
TRI_BITS(BXorK, xor)
#undef TRI_BITS
TRI_BODY op_ShrI(T& t) {
  auto x = t.reg(t.b());
  if (!t.is_int(x)) return t.slow(Slow::Arith);
  t.note(Seen::Int);
  return t.put(t.reg(t.a()), t.int_shr(t.int_of(x), t.int_const(t.sc())));
}
TRI_BODY op_ShlI(T& t) {
  auto x = t.reg(t.b());
  if (!t.is_int(x)) return t.slow(Slow::Arith);
  t.note(Seen::Int);
  return t.put(t.reg(t.a()), t.int_shl(t.int_const(t.sc()), t.int_of(x)));
}

// ---- unary
TRI_BODY op_Unm(T& t) {
  auto x = t.reg(t.b());
  if (t.is_int(x)) return t.put(t.reg(t.a()), t.int_sub(t.int_const(0), t.int_of(x)));
  if (t.is_float(x)) return t.put(t.reg(t.a()), t.float_neg(t.float_of(x)));
  return t.slow(Slow::Unary);
}
TRI_BODY op_BNot(T& t) {
  auto x = t.reg(t.b());
  if (t.is_int(x)) return t.put(t.reg(t.a()), t.int_not(t.int_of(x)));
  return t.slow(Slow::Unary);
}
TRI_BODY op_Not(T& t) {
  if (t.is_falsy(t.reg(t.b())))
    t.set_true(t.reg(t.a()));
  else
    t.set_false(t.reg(t.a()));
  return t.next();
}
TRI_BODY op_Len(T& t) {
  auto x = t.reg(t.b());
  if (t.is_table(x)) {
    auto object = t.table_of(x);
    if (t.has_no_metatable(object)) return t.put(t.reg(t.a()), t.array_length(object));
  }
  if (t.is_short_string(x)) return t.put(t.reg(t.a()), t.short_length(x));
  return t.slow(Slow::Len);
}
TRI_BODY op_Concat(T& t) { return t.slow(Slow::Concat); }

// ---- comparison
// An integer and a float, where the integer is a float as well.
template <class T>
TRI_INLINE Ending compare_mixed(T& t, typename T::Slot x, typename T::Slot y, Slow miss,
                                auto float_op) {
  if (t.is_int(x)) {
    if (t.is_float(y)) {
      auto i = t.int_of(x);
      if (t.is_exact(i)) return t.branch(float_op(t.to_float(i), t.float_of(y)));
    }
  } else if (t.is_float(x) && t.is_int(y)) {
    auto i = t.int_of(y);
    if (t.is_exact(i)) return t.branch(float_op(t.float_of(x), t.to_float(i)));
  }
  return t.slow(miss);
}
TRI_BODY op_Eq(T& t) {
  auto x = t.reg(t.a()), y = t.reg(t.b());
  if (t.same_tag(x, y)) {
    if (t.is_int(x)) return t.branch(t.int_eq(t.int_of(x), t.int_of(y)));
    if (t.is_float(x)) return t.branch(t.float_eq(t.float_of(x), t.float_of(y)));
    if (t.is_short_string(x)) return t.branch(t.same_object(x, y));
    if (t.is_plain(x)) return t.branch(true);
    if (t.is_table(x)) {
      if (t.same_object(x, y)) return t.branch(true);
      if (t.has_no_metatable(t.table_of(x)) && t.has_no_metatable(t.table_of(y)))
        return t.branch(false);
    }
    return t.slow(Slow::Eq);  // long strings, __eq, the rest
  }
  if (t.is_number(x) && t.is_number(y))
    return compare_mixed(t, x, y, Slow::Eq,
                         [&](auto a, auto b) TRI_FLAT { return t.float_eq(a, b); });
  return t.branch(false);
}
TRI_BODY op_EqK(T& t) {
  auto x = t.reg(t.a()), y = t.constant(t.b());
  if (t.same_tag(x, y)) {
    if (t.is_int(x)) return t.branch(t.int_eq(t.int_of(x), t.int_of(y)));
    if (t.is_float(x)) return t.branch(t.float_eq(t.float_of(x), t.float_of(y)));
    if (t.is_short_string(x)) return t.branch(t.same_object(x, y));
    if (t.is_plain(x)) return t.branch(true);
    return t.slow(Slow::Eq);
  }
  if (t.is_number(x) && t.is_number(y)) return t.slow(Slow::Eq);
  return t.branch(false);
}
TRI_BODY op_EqI(T& t) {
  auto x = t.reg(t.a());
  if (t.is_int(x)) return t.branch(t.int_eq(t.int_of(x), t.int_const(t.sb())));
  if (t.is_float(x)) return t.branch(t.float_eq(t.float_of(x), t.float_const(t.sb())));
  if (t.is_number(x)) return t.slow(Slow::Eq);  // a form that answers no
  return t.branch(false);
}
TRI_BODY op_Lt(T& t) {
  auto x = t.reg(t.a()), y = t.reg(t.b());
  if (t.is_int(x) && t.is_int(y)) {
    t.note(Seen::Int);
    return t.branch(t.int_lt(t.int_of(x), t.int_of(y)));
  }
  if (t.is_float(x) && t.is_float(y)) {
    t.note(Seen::Float);
    return t.branch(t.float_lt(t.float_of(x), t.float_of(y)));
  }
  t.note(Seen::Mixed);
  return compare_mixed(t, x, y, Slow::Order,
                       [&](auto a, auto b) TRI_FLAT { return t.float_lt(a, b); });
}
TRI_BODY op_Le(T& t) {
  auto x = t.reg(t.a()), y = t.reg(t.b());
  if (t.is_int(x) && t.is_int(y)) {
    t.note(Seen::Int);
    return t.branch(t.int_le(t.int_of(x), t.int_of(y)));
  }
  if (t.is_float(x) && t.is_float(y)) {
    t.note(Seen::Float);
    return t.branch(t.float_le(t.float_of(x), t.float_of(y)));
  }
  t.note(Seen::Mixed);
  return compare_mixed(t, x, y, Slow::Order,
                       [&](auto a, auto b) TRI_FLAT { return t.float_le(a, b); });
}
template <class T>
TRI_INLINE Ending order_with_int(T& t, auto int_op, auto float_op) {
  auto x = t.reg(t.a());
  if (t.is_int(x)) {
    t.note(Seen::Int);
    return t.branch(int_op(t.int_of(x), t.int_const(t.sb())));
  }
  if (t.is_float(x)) {
    t.note(Seen::Float);
    return t.branch(float_op(t.float_of(x), t.float_const(t.sb())));
  }
  return t.slow(Slow::Order);
}
TRI_BODY op_LtI(T& t) {
  return order_with_int(
      t, [&](auto x, auto y) TRI_FLAT { return t.int_lt(x, y); },
      [&](auto x, auto y) TRI_FLAT { return t.float_lt(x, y); });
}
TRI_BODY op_LeI(T& t) {
  return order_with_int(
      t, [&](auto x, auto y) TRI_FLAT { return t.int_le(x, y); },
      [&](auto x, auto y) TRI_FLAT { return t.float_le(x, y); });
}
TRI_BODY op_GtI(T& t) {
  return order_with_int(
      t, [&](auto x, auto y) TRI_FLAT { return t.int_lt(y, x); },
      [&](auto x, auto y) TRI_FLAT { return t.float_lt(y, x); });
}
TRI_BODY op_GeI(T& t) {
  return order_with_int(
      t, [&](auto x, auto y) TRI_FLAT { return t.int_le(y, x); },
      [&](auto x, auto y) TRI_FLAT { return t.float_le(y, x); });
}
TRI_BODY op_Test(T& t) { return t.branch(!t.is_falsy(t.reg(t.a()))); }
TRI_BODY op_TestSet(T& t) {
  auto x = t.reg(t.b());
  if (t.taken(!t.is_falsy(x))) {
    t.set(t.reg(t.a()), x);
    return t.jump();
  }
  return t.next();
}
TRI_BODY op_Jmp(T& t) { return t.jump(); }

// ---- fields
// The receiver is none of the record's: a form that has the site's records one after the other looks at the next.
template <class T>
TRI_INLINE Ending other_shape(T& t, Slow miss) {
  if constexpr (requires { t.next_record(); })
    return t.next_record();
  else
    return t.slow(miss);
}
// An own slot that is nil.
template <class T>
TRI_INLINE Ending behind_own(T& t, Slow miss) {
  if constexpr (requires { t.go_behind(); })
    return t.go_behind();
  else
    return t.slow(miss);
}
// One step along __index, as the site's record has it: from a metatable to `then(table)`.
template <class T>
TRI_INLINE Ending along_index(T& t, auto meta, Slow miss, auto then) {
  auto cache = t.field_cache();
  if (!t.shape_is(meta, cache.meta_shape())) return t.slow(miss);
  auto index = t.field(meta, cache.index(), cache.index_tag(), cache.index_in_overflow());
  if (!t.is_table(index)) return t.slow(miss);
  auto object = t.table_of(index);
  if (!t.shape_is(object, cache.holder_shape())) return t.slow(miss);
  return then(object);
}
// Runs `found(place)` on the cached place of a field, or ends slowly.
template <class T>
TRI_INLINE Ending with_field(T& t, typename T::Slot receiver, auto key, Slow miss, auto found) {
  if (!t.is_table(receiver)) return t.slow(miss);
  auto object = t.table_of(receiver);
  if constexpr (requires {
                  t.search(object, key);
                }) {  // a form that looks at all entries of a site
    auto value = t.search(object, key);
    if (!value.payload) return t.slow(miss);
    return found(value);
  }
  auto cache = t.field_cache();
  if (!t.shape_is(object, cache.shape())) return other_shape(t, miss);
  if constexpr (requires { cache.is_absent(); })
    if (cache.is_absent()) {
      t.set_nils(t.reg(t.a()), 0);
      return t.next();
    }
  if (cache.is_own()) [[likely]] {
    auto value = t.field(object, cache.value(), cache.value_tag(), false);
    if (t.is_nil(value) && !cache.is_bare())
      return behind_own(t, miss);  // absent after all: __index decides
    return found(value);
  }
  if (cache.is_entry()) {
    if (!t.entry_is(object, cache.value(), key)) return t.slow(miss);
    auto value = t.entry(object, cache.value());
    if (t.is_nil(value)) return t.slow(miss);
    return found(value);
  }
  if (cache.is_own_overflow()) {
    auto value = t.field(object, cache.value(), cache.value_tag(), cache.in_overflow());
    if (t.is_nil(value) && !cache.is_bare()) return behind_own(t, miss);
    return found(value);
  }
  const auto in_class = [&](auto holder) TRI_FLAT {
    auto value = t.field(holder, cache.value(), cache.value_tag(), cache.in_overflow());
    if (t.is_nil(value)) return t.slow(miss);
    return found(value);
  };
  if (!cache.meta_in_object())
    return along_index(t, t.metatable(cache.metatable()), miss, in_class);
  auto carried = t.field(object, cache.carried(), cache.carried_tag(), cache.meta_in_overflow());
  if (!t.is_table(carried)) return t.slow(miss);  // it was removed
  return along_index(t, t.table_of(carried), miss, in_class);
}
TRI_BODY op_GetTabUp(T& t) {
  return with_field(t, t.upvalue(t.b()), t.constant(t.c()), Slow::Index,
                    [&](auto value) TRI_FLAT { return t.put(t.reg(t.a()), value); });
}
TRI_BODY op_GetField(T& t) {
  return with_field(t, t.reg(t.b()), t.constant(t.c()), Slow::Index,
                    [&](auto value) TRI_FLAT { return t.put(t.reg(t.a()), value); });
}
// A method of a string: its record has the steps from the metatable of strings on.
template <class T>
TRI_INLINE Ending string_method(T& t, typename T::Slot receiver) {
  auto cache = t.field_cache();
  if (!cache.is_of_strings() || !t.strings_have_metatable()) return t.slow(Slow::Self);
  return along_index(t, t.string_metatable(), Slow::Self, [&](auto methods) TRI_FLAT {
    auto value = t.field(methods, cache.value(), cache.value_tag(), cache.in_overflow());
    if (t.is_nil(value)) return t.slow(Slow::Self);
    t.set(t.reg(t.a(), 1), receiver);
    return t.put(t.reg(t.a()), value);
  });
}
TRI_BODY op_Self(T& t) {
  if (!t.key_is_constant()) return t.slow(Slow::Self);
  auto receiver = t.reg(t.b());
  if (t.is_string(receiver)) return string_method(t, receiver);
  if constexpr (requires { t.is_for_strings_alone(); }) return t.slow(Slow::Self);
  return with_field(t, receiver, t.constant(t.c()), Slow::Self, [&](auto value) TRI_FLAT {
    t.set(t.reg(t.a(), 1), receiver);
    return t.put(t.reg(t.a()), value);
  });
}
// The walk to a field along __index in pieces, for forms that lay out what a site knows as code, record by record: from the
// receiver to its metatable, from there along __index, from there to the next metatable or to the field. Between pieces the form
// holds the table that the walk has come to.
template <class T>
TRI_INLINE Ending hold_metatable(T& t, auto object, Slow miss) {
  auto cache = t.field_cache();
  if (cache.meta_in_object()) {
    auto carried = t.field(object, cache.carried(), cache.carried_tag(), cache.meta_in_overflow());
    if (!t.is_table(carried)) return t.slow(miss);  // it was removed
    t.hold(t.table_of(carried));
  } else {
    t.hold(t.metatable(cache.metatable()));
  }
  return t.next();
}
// kOfDictionary: the receiver is one, which must not have such a field itself.
template <bool kOfDictionary, class T>
TRI_INLINE Ending begin_walk(T& t, Slow miss) {
  auto receiver = t.reg(t.b());
  if (!t.is_table(receiver)) return t.slow(miss);
  auto object = t.table_of(receiver);
  if (!t.shape_is(object, t.field_cache().shape())) return other_shape(t, miss);
  if constexpr (kOfDictionary)
    if (!t.lacks(object, t.constant(t.c()))) return t.slow(miss);
  return hold_metatable(t, object, miss);
}
template <class T>
TRI_INLINE Ending walk_index(T& t, Slow miss) {
  return along_index(t, t.held(), miss, [&](auto object) TRI_FLAT {
    t.hold(object);
    return t.next();
  });
}
// kWithReceiver: the receiver goes behind the field.
template <bool kWithReceiver, class T>
TRI_INLINE Ending end_walk(T& t, Slow miss) {
  auto cache = t.field_cache();
  if (cache.is_absent()) {
    if (kWithReceiver) t.set(t.reg(t.a(), 1), t.reg(t.b()));
    t.set_nils(t.reg(t.a()), 0);
    return t.next();
  }
  auto holder = t.held();
  if (cache.is_entry() && !t.entry_is(holder, cache.value(), t.constant(t.c())))
    return t.slow(miss);
  auto value = cache.is_entry()
                   ? t.entry(holder, cache.value())
                   : t.field(holder, cache.value(), cache.value_tag(), cache.in_overflow());
  if (t.is_nil(value)) return t.slow(miss);
  if (kWithReceiver) t.set(t.reg(t.a(), 1), t.reg(t.b()));
  return t.put(t.reg(t.a()), value);
}
TRI_BODY op_BeginGetField(T& t) { return begin_walk<false>(t, Slow::Index); }
TRI_BODY op_BeginSelf(T& t) { return begin_walk<false>(t, Slow::Self); }
TRI_BODY op_LackGetField(T& t) { return begin_walk<true>(t, Slow::Index); }
TRI_BODY op_LackSelf(T& t) { return begin_walk<true>(t, Slow::Self); }
TRI_BODY op_MetaGetField(T& t) { return hold_metatable(t, t.held(), Slow::Index); }
TRI_BODY op_MetaSelf(T& t) { return hold_metatable(t, t.held(), Slow::Self); }
TRI_BODY op_IndexGetField(T& t) { return walk_index(t, Slow::Index); }
TRI_BODY op_IndexSelf(T& t) { return walk_index(t, Slow::Self); }
TRI_BODY op_EndGetField(T& t) { return end_walk<false>(t, Slow::Index); }
TRI_BODY op_EndSelf(T& t) { return end_walk<true>(t, Slow::Self); }

// The record of a site that is for tables of this shape, if there is one.
template <class T>
TRI_INLINE auto record_for(T& t, auto object) {
  if constexpr (requires { t.field_cache_of(object); })
    return t.field_cache_of(object);  // a form that looks at all entries of a site
  else
    return t.field_cache();
}
template <class T>
TRI_INLINE Ending store_field(T& t, typename T::Slot receiver, auto key) {
  if (!t.is_table(receiver)) return t.slow(Slow::SetIndex);
  auto object = t.table_of(receiver);
  auto cache = record_for(t, object);
  if (!t.shape_is(object, cache.shape())) return other_shape(t, Slow::SetIndex);
  auto v = t.reg_or_constant(t.c());
  if (t.needs_barrier(object, v)) return t.slow(Slow::SetIndex);
  if (cache.is_own()) [[likely]] {
    auto place = t.field(object, cache.value(), cache.value_tag(), false);
    if (t.is_nil(place) && !cache.is_bare()) return t.slow(Slow::SetIndex);  // may be __newindex
    t.store(object, place, v);
    return t.next();
  }
  if (cache.is_entry()) {
    if (!t.entry_is(object, cache.value(), key)) return t.slow(Slow::SetIndex);
    auto place = t.entry(object, cache.value());
    if (t.is_nil(place) || t.is_nil(v)) return t.slow(Slow::SetIndex);
    t.store(object, place, v);
    return t.next();
  }
  if (cache.is_own_overflow()) {
    auto place = t.field(object, cache.value(), cache.value_tag(), true);
    if (t.is_nil(place) && !cache.is_bare()) return t.slow(Slow::SetIndex);
    t.store(object, place, v);
    return t.next();
  }
  if (cache.is_own_or_fill()) {
    auto place = t.field(object, cache.value(), cache.value_tag(), cache.in_overflow());
    if (t.is_nil(place)) {
      if (!cache.meta_in_object()) {
        if (!t.shape_is(t.metatable(cache.metatable()), cache.meta_shape()))
          return t.slow(Slow::SetIndex);
      } else {
        auto carried =
            t.field(object, cache.carried(), cache.carried_tag(), cache.meta_in_overflow());
        if (!t.is_table(carried) || !t.shape_is(t.table_of(carried), cache.meta_shape()))
          return t.slow(Slow::SetIndex);
      }
    }
    t.store(object, place, v);
    return t.next();
  }
  if (cache.is_add()) {
    if (cache.meta_shape()) {
      if (cache.meta_in_object()) return t.slow(Slow::SetIndex);
      if (!t.shape_is(t.metatable(cache.metatable()), cache.meta_shape()))
        return t.slow(Slow::SetIndex);
    }
    if (t.is_nil(v)) return t.next();  // it is absent, and stays so
    t.add_field(object, cache.holder_shape(),
                t.field(object, cache.value(), cache.value_tag(), cache.in_overflow()), v);
    return t.next();
  }
  return t.slow(Slow::SetIndex);
}
TRI_BODY op_SetTabUp(T& t) { return store_field(t, t.upvalue(t.a()), t.constant(t.b())); }
TRI_BODY op_SetField(T& t) { return store_field(t, t.reg(t.a()), t.constant(t.b())); }

// ---- elements
template <class T>
TRI_INLINE Ending get_element(T& t, typename T::Slot receiver, auto i, Slow miss) {
  auto object = t.table_of(receiver);
  if (!t.in_array(object, i)) return t.slow(miss);
  if (t.array_is(object, ArrayKind::Mixed)) {
    auto e = t.element(object, i);
    if (t.is_nil(e)) return t.slow(miss);
    return t.put(t.reg(t.a()), e);
  }
  if constexpr (T::kTellsNumbersApart) {
    if (t.array_is(object, ArrayKind::Ints)) return t.put(t.reg(t.a()), t.int_element(object, i));
    return t.put(t.reg(t.a()), t.float_element(object, i));
  } else {
    t.set_number(t.reg(t.a()), object, i);
    return t.next();
  }
}
TRI_BODY op_GetTable(T& t) {
  auto receiver = t.reg(t.b()), key = t.reg(t.c());
  if (t.is_table(receiver) && t.is_int(key))
    return get_element(t, receiver, t.int_of(key), Slow::Element);
  if constexpr (T::kLooksInDictionaries)
    if (t.is_table(receiver) && t.is_short_string(key)) {
      auto object = t.table_of(receiver);
      if (!t.is_dictionary(object)) return t.slow(Slow::Element);
      auto value = t.near_entry(object, key);
      if (!value.payload || t.is_nil(value)) return t.slow(Slow::Element);
      return t.put(t.reg(t.a()), value);
    }
  return t.slow(Slow::Element);
}
TRI_BODY op_GetI(T& t) {
  auto receiver = t.reg(t.b());
  if (t.is_table(receiver)) return get_element(t, receiver, t.int_const(t.uc()), Slow::Index);
  return t.slow(Slow::Index);
}
template <class T>
TRI_INLINE Ending set_element(T& t, typename T::Slot receiver, auto i, Slow miss) {
  auto object = t.table_of(receiver);
  auto v = t.reg_or_constant(t.c());
  if (!t.in_array(object, i)) {
    if (!t.appends(object, i) || !t.has_no_metatable(object)) return t.slow(miss);
    if (t.array_is(object, ArrayKind::Mixed)) {
      if (t.is_nil(v) || t.needs_barrier(object, v)) return t.slow(miss);
    } else {
      if (!t.holds_type_of(object, v)) return t.slow(miss);
    }
    t.append(object, v);
    return t.next();
  }
  if (t.array_is(object, ArrayKind::Mixed)) {
    auto e = t.element(object, i);
    if (t.is_nil(e) || t.is_nil(v) || t.needs_barrier(object, v)) return t.slow(miss);
    t.store(object, e, v);
    return t.next();
  }
  if (!t.holds_type_of(object, v)) return t.slow(miss);
  t.store_number(object, i, v);
  return t.next();
}
TRI_BODY op_SetTable(T& t) {
  auto receiver = t.reg(t.a()), key = t.reg(t.b());
  if (t.is_table(receiver) && t.is_int(key))
    return set_element(t, receiver, t.int_of(key), Slow::SetElement);
  if constexpr (T::kLooksInDictionaries)
    if (t.is_table(receiver) && t.is_short_string(key)) {
      auto object = t.table_of(receiver);
      auto v = t.reg_or_constant(t.c());
      if (!t.is_dictionary(object) || !t.has_no_metatable(object) || t.needs_barrier(object, v))
        return t.slow(Slow::SetElement);
      auto place = t.near_entry(object, key);
      if (!place.payload || t.is_nil(place) || t.is_nil(v)) return t.slow(Slow::SetElement);
      t.store(object, place, v);
      return t.next();
    }
  return t.slow(Slow::SetElement);
}
TRI_BODY op_SetI(T& t) {
  auto receiver = t.reg(t.a());
  if (t.is_table(receiver)) return set_element(t, receiver, t.int_const(t.ub()), Slow::SetIndex);
  return t.slow(Slow::SetIndex);
}
TRI_BODY op_NewTable(T& t) { return t.slow(Slow::NewTable); }
TRI_BODY op_SetList(T& t) { return t.slow(Slow::SetList); }

// ---- calls
TRI_BODY op_Call(T& t) {
  auto f = t.reg(t.a());
  if (t.is_closure(f) && (T::kAllCalls || !t.has_open_list())) {
    auto fn = t.closure_of(f);
    if (!t.is_vararg(fn) && t.has_room(fn, f)) {
      t.fill_missing(fn, f, t.list_length(t.reg(t.a(), 1)));
      return t.enter(fn, f, t.wanted());
    }
  }
  return t.slow(Slow::Call);
}
TRI_BODY op_TailCall(T& t) {
  if constexpr (T::kAllCalls) {
    auto f = t.reg(t.a());
    if (t.is_closure(f) && !t.closes_upvalues()) {
      auto fn = t.closure_of(f);
      if (!t.is_vararg(fn) && t.has_room(fn, f))
        return t.enter_in_place(fn, f, t.list_length(t.reg(t.a(), 1)));
    }
  }
  return t.slow(Slow::TailCall);
}
TRI_BODY op_Return(T& t) {
  if constexpr (T::kAllCalls)
    if (!t.closes_upvalues() && t.returns_plainly()) {
      auto from = t.reg(t.a());
      return t.leave(from, t.list_length(from));
    }
  return t.slow(Slow::Return);
}
TRI_BODY op_Return0(T& t) {
  if (t.returns_plainly()) return t.leave();
  return t.slow(Slow::Return);
}
TRI_BODY op_Return1(T& t) {
  if (t.returns_plainly()) return t.leave(t.reg(t.a()));
  return t.slow(Slow::Return);
}
TRI_BODY op_Closure(T& t) { return t.slow(Slow::Closure); }
TRI_BODY op_VarArg(T& t) {
  if constexpr (T::kAllCalls) {
    auto to = t.reg(t.a());
    if (!t.wants_all()) {
      t.copy_extra(to, uint32_t(t.wanted()));
      return t.next();
    }
    if (t.has_room_for_extra(to)) {
      t.copy_all_extra(to);
      return t.next();
    }
  }
  return t.slow(Slow::VarArg);
}
TRI_BODY op_VarArgPrep(T& t) { return t.next(); }  // the call has moved the parameters
TRI_BODY op_Close(T& t) { return t.slow(Slow::Close); }
TRI_BODY op_Tbc(T& t) { return t.slow(Slow::Tbc); }

// ---- loops
TRI_BODY op_ForPrep(T& t) {
  auto init = t.reg(t.a()), limit = t.reg(t.a(), 1), step = t.reg(t.a(), 2), seen = t.reg(t.a(), 3);
  if (t.is_int(init) && t.is_int(limit) && t.is_int(step)) {
    if (t.int_eq(t.int_of(step), t.int_const(1))) {
      auto first = t.int_of(init), last = t.int_of(limit);
      if (t.int_lt(last, first)) return t.jump();
      t.note_loop(Seen::Int);
      t.set_payload(limit, t.int_sub(last, first));
      t.set(seen, first);
      return t.next();
    }
  }
  return t.slow(Slow::ForPrep);
}
TRI_BODY op_ForLoop(T& t) {
  auto index = t.reg(t.a()), limit = t.reg(t.a(), 1), step = t.reg(t.a(), 2),
       seen = t.reg(t.a(), 3);
  if (t.is_int(step)) {  // limit holds the number of iterations still to come
    auto left = t.int_of(limit);
    if (t.int_eq(left, t.int_const(0))) return t.next();
    auto i = t.int_add(t.int_of(index), t.int_of(step));
    t.set_payload(limit, t.int_add(left, t.int_const(-1)));
    t.set_payload(index, i);
    t.set(seen, i);
    return t.back();
  }
  if (t.is_float(step)) {
    auto by = t.float_of(step), x = t.float_add(t.float_of(index), by);
    bool more = t.float_lt(t.float_const(0), by) ? t.float_le(x, t.float_of(limit))
                                                 : t.float_le(t.float_of(limit), x);
    if (!more) return t.next();
    t.set_payload(index, x);
    t.set(seen, x);
    return t.back();
  }
  return t.slow(Slow::ForLoop);  // a form that answers no
}
TRI_BODY op_TForPrep(T& t) { return t.slow(Slow::TForPrep); }
// The pair behind index i of the array, whose key is one more; index 0 is before the first.
template <class T>
TRI_INLINE Ending element_behind(T& t, auto object, auto i) {
  auto n = t.int_add(i, t.int_const(1));
  auto key = t.reg(t.a(), 4), value = t.reg(t.a(), 5);
  if (t.array_is(object, ArrayKind::Mixed)) {
    auto e = t.element(object, n);
    if (t.is_nil(e)) return t.slow(Slow::TForCall);
    t.set(value, e);
  } else {
    t.set_number(value, object, n);
  }
  t.set(key, n);
  t.set_array_position(key, i);
  return t.next();
}
TRI_BODY op_TForCall(T& t) {
  if constexpr (T::kAllCalls) {
    auto f = t.reg(t.a()), callee = t.reg(t.a(), 4);
    if (t.is_builtin(f)) {
      if constexpr (!T::kWalks) return t.leap();
      auto subject = t.reg(t.a(), 1), control = t.reg(t.a(), 2);
      if (!t.wants_pair() || t.hooks_hear() || !t.is_table(subject)) return t.slow(Slow::TForCall);
      auto object = t.table_of(subject);
      const bool is_next = t.is_next(f);
      if (!is_next && !(t.is_ipairs(f) && t.is_int(control))) return t.slow(Slow::TForCall);
      if (t.is_int(control) || t.is_nil(control)) {
        // What `next` goes on behind is an index itself, or nil.
        auto i = t.is_int(control) ? t.int_of(control) : t.int_const(0);
        if (t.in_array(object, t.int_add(i, t.int_const(1))) &&
            (!is_next || t.is_nil(control) || t.in_array(object, i)))
          return element_behind(t, object, i);
      }
      if (!is_next) return t.slow(Slow::TForCall);
      // The control variable says where its key is. Where the place is not the key's, or nothing is in the place behind it, the routine looks.
      auto key = t.reg(t.a(), 4);
      auto value = t.is_dictionary(object) ? t.entry_behind(object, control, key)
                                           : t.field_behind(object, control, key);
      if (!value.payload) return t.slow(Slow::TForCall);
      return t.put(t.reg(t.a(), 5), value);
    }
    if (t.is_closure(f)) {
      if constexpr (!T::kEntersIterators) return t.leap();
      auto fn = t.closure_of(f);
      if (!t.is_vararg(fn) && t.has_room(fn, callee) && t.may_nest()) {
        t.set(callee, f);
        t.set_no_position(callee);  // where the first result will lie
        t.set(t.reg(t.a(), 5), t.reg(t.a(), 1));
        t.set(t.reg(t.a(), 6), t.reg(t.a(), 2));
        t.fill_missing(fn, callee, 2);
        return t.enter_iterator(fn, callee, t.uc());
      }
    }
  }
  return t.slow(Slow::TForCall);
}
TRI_BODY op_TForLoop(T& t) {
  auto key = t.reg(t.a(), 4), control = t.reg(t.a(), 2);
  if (t.is_nil(key)) return t.next();
  t.set(control, key);
  t.set_position(control, t.position(key));
  return t.back();
}

// These belong to the instruction before them, which steps over them.
TRI_BODY op_MmBin(T& t) { return t.next(); }
TRI_BODY op_MmBinI(T& t) { return t.next(); }
TRI_BODY op_MmBinK(T& t) { return t.next(); }
TRI_BODY op_ExtraArg(T& t) { return t.next(); }

}  // namespace tri::ops
#undef TRI_BODY
#undef TRI_FLAT
