// Operand: the value of an expression while code for it can still be chosen.
//
// The emitter delays: a constant is loaded only where it is needed, an instruction's target register is filled in when
// it is known, a comparison stays a jump until a value is wanted. An Operand says where the value is or how to get it,
// plus two lists of jumps that leave the expression early with a result (from `and`, `or`, `not`).
#pragma once

#include <cstdint>

#include "bytecode/text.hpp"

namespace tri::syntax {

using bytecode::Text;

// Instructions with a jump still to be directed are linked through their jump operands; this ends such a list.
inline constexpr int kNoJump = -1;

struct Operand {
  enum class Kind : uint8_t {
    Void,  // an empty list of expressions
    Nil,
    True,
    False,
    Constant,     // in the constant table at `index`
    Float,        // `number`
    Integer,      // `integer`
    String,       // `text`
    Register,     // in register `index`
    Local,        // variable in register `local.slot`
    Upvalue,      // upvalue `index`
    CompileTime,  // <const> variable with a value known now, at `index` among the active variables
    Indexed,      // register `place.table`, key in register `place.key`
    IndexedUpvalue,  // upvalue `place.table`, key is constant `place.key`, a short string
    IndexedInteger,  // register `place.table`, key is the integer `place.key`
    IndexedField,    // register `place.table`, key is constant `place.key`, a short string
    Jump,            // a comparison; `index` is its jump, taken when it holds
    Pending,         // instruction `index` makes it, target register still free
    Call,            // instruction `index`, a call
    VarArg,          // instruction `index`
  };

  Kind kind = Kind::Void;
  int if_true = kNoJump;   // jumps taken when the result is true
  int if_false = kNoJump;  // jumps taken when the result is false
  union {
    int64_t integer = 0;
    double number;
    const Text* text;
    int index;
    struct {
      uint8_t slot;       // register
      uint16_t variable;  // position among the function's active variables
    } local;
    struct {
      uint8_t table;
      uint8_t key;
    } place;
  };

  static Operand of(Kind kind, int index = 0) {
    Operand made;
    made.kind = kind;
    made.index = index;
    return made;
  }
  static Operand string(const Text* text) {
    Operand made;
    made.kind = Kind::String;
    made.text = text;
    return made;
  }

  bool has_jumps() const { return if_true != if_false; }
  bool is_multiple() const { return kind == Kind::Call || kind == Kind::VarArg; }
  bool is_variable() const { return kind >= Kind::Local && kind <= Kind::IndexedField; }
  bool is_indexed() const { return kind >= Kind::Indexed && kind <= Kind::IndexedField; }
  // A number, and nothing else can come out.
  bool is_numeral() const { return (kind == Kind::Integer || kind == Kind::Float) && !has_jumps(); }
  bool is_integer() const { return kind == Kind::Integer && !has_jumps(); }

  // Becomes another kind of value, keeping its jumps.
  void become(Kind new_kind, int new_index) {
    kind = new_kind;
    index = new_index;
  }
};

}  // namespace tri::syntax
