// verbs.def as types: for each verb, what it takes and gives, and how to apply it to plain values.
#pragma once

#include "ops/forms/trace.hpp"

namespace tri::ops::forms {

// Operands from canonical registers and constants, as recorders and replays name them.
struct Plain : Concrete {
  TRI_INLINE Value* reg(uint32_t r, uint32_t plus) { return base + r + plus; }
  TRI_INLINE Value* constant(uint32_t n) { return const_cast<Value*>(k + n); }  // read only
};

// A number known when the op is: any integer or enumeration.
struct Imm {
  uint32_t v;
  template <class T>
  TRI_INLINE Imm(T x) : v(uint32_t(x)) {}
  template <class T>
  TRI_INLINE operator T() const {
    return T(v);
  }
};

// Kinds of operands: the C++ type, and the member of Named that holds it.
namespace kind {
#define TRI_KIND(name, type, member)                                                           \
  struct name {                                                                                \
    using Type = type;                                                                         \
    static TRI_INLINE Type get(const Named* names, uint32_t arg) { return names[arg].member; } \
    static TRI_INLINE void put(Named* to, Type v) { to->member = v; }                          \
  };
TRI_KIND(Slot, Value*, slot)
TRI_KIND(Place, ops::Place, place)
TRI_KIND(Int, int64_t, integer)
TRI_KIND(Float, double, number)
TRI_KIND(Tab, Table*, table)
TRI_KIND(Fn, LuaClosure*, closure)
TRI_KIND(Box, UpVal*, box)
TRI_KIND(Pos, uint32_t, position)
#undef TRI_KIND
struct Imm {
  using Type = forms::Imm;
  static TRI_INLINE Type get(const Named*, uint32_t arg) { return arg; }
};
struct Bool {
  using Type = bool;
};
struct None {
  using Type = void;
};
}  // namespace kind

template <Verb kVerb>
struct VerbRow;
#define TRI_VERB0(name, verb, result)                                                        \
  template <>                                                                                \
  struct VerbRow<Verb::name> {                                                               \
    using Result = kind::result;                                                             \
    static TRI_INLINE Result::Type apply(Plain& t) { return t.verb(); }                      \
    static Result::Type replay(Plain& t, const Named*, const uint32_t*) { return apply(t); } \
  };
#define TRI_VERB1(name, verb, result, A)                                                  \
  template <>                                                                             \
  struct VerbRow<Verb::name> {                                                            \
    using Result = kind::result;                                                          \
    static TRI_INLINE Result::Type apply(Plain& t, kind::A::Type a) { return t.verb(a); } \
    static Result::Type replay(Plain& t, const Named* names, const uint32_t* args) {      \
      return apply(t, kind::A::get(names, args[0]));                                      \
    }                                                                                     \
  };
#define TRI_VERB2(name, verb, result, A, B)                                            \
  template <>                                                                          \
  struct VerbRow<Verb::name> {                                                         \
    using Result = kind::result;                                                       \
    static TRI_INLINE Result::Type apply(Plain& t, kind::A::Type a, kind::B::Type b) { \
      return t.verb(a, b);                                                             \
    }                                                                                  \
    static Result::Type replay(Plain& t, const Named* names, const uint32_t* args) {   \
      return apply(t, kind::A::get(names, args[0]), kind::B::get(names, args[1]));     \
    }                                                                                  \
  };
#define TRI_VERB3(name, verb, result, A, B, C)                                       \
  template <>                                                                        \
  struct VerbRow<Verb::name> {                                                       \
    using Result = kind::result;                                                     \
    static TRI_INLINE Result::Type apply(Plain& t, kind::A::Type a, kind::B::Type b, \
                                         kind::C::Type c) {                          \
      return t.verb(a, b, c);                                                        \
    }                                                                                \
    static Result::Type replay(Plain& t, const Named* names, const uint32_t* args) { \
      return apply(t, kind::A::get(names, args[0]), kind::B::get(names, args[1]),    \
                   kind::C::get(names, args[2]));                                    \
    }                                                                                \
  };
#define TRI_VERB4(name, verb, result, A, B, C, D)                                    \
  template <>                                                                        \
  struct VerbRow<Verb::name> {                                                       \
    using Result = kind::result;                                                     \
    static TRI_INLINE Result::Type apply(Plain& t, kind::A::Type a, kind::B::Type b, \
                                         kind::C::Type c, kind::D::Type d) {         \
      return t.verb(a, b, c, d);                                                     \
    }                                                                                \
    static Result::Type replay(Plain& t, const Named* names, const uint32_t* args) { \
      return apply(t, kind::A::get(names, args[0]), kind::B::get(names, args[1]),    \
                   kind::C::get(names, args[2]), kind::D::get(names, args[3]));      \
    }                                                                                \
  };
#include "ops/verbs.def"

}  // namespace tri::ops::forms
