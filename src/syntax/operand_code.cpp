// Operands: bringing values where they must be.
#include "base/arithmetic.hpp"
#include "syntax/function_code.hpp"

namespace tri::syntax {

using namespace bytecode;  // NOLINT: the whole file speaks of instructions
using Kind = Operand::Kind;

namespace {

// Strings up to this length can be keys of the ops that take a field name.
constexpr size_t kLongestFieldName = 40;

}  // namespace

// ----------------------------------------------------------------------------------------------------- constants

// The value of an operand that is one constant whatever happens.
bool FunctionCode::constant_value(const Operand& e, Constant* value) const {
  if (e.has_jumps()) return false;
  switch (e.kind) {
    case Kind::Nil: *value = Constant::nil(); return true;
    case Kind::True: *value = Constant::boolean(true); return true;
    case Kind::False: *value = Constant::boolean(false); return true;
    case Kind::Integer: *value = Constant::of(e.integer); return true;
    case Kind::Float: *value = Constant::of(e.number); return true;
    case Kind::String: *value = Constant::of(e.text); return true;
    case Kind::CompileTime: *value = compile_time_.compile_time_value(e.index); return true;
    default: return false;
  }
}

void FunctionCode::constant_to_operand(const Constant& value, Operand& e) const {
  switch (value.kind) {
    case Constant::Kind::Nil: e.kind = Kind::Nil; break;
    case Constant::Kind::False: e.kind = Kind::False; break;
    case Constant::Kind::True: e.kind = Kind::True; break;
    case Constant::Kind::Integer:
      e.kind = Kind::Integer;
      e.integer = value.integer;
      break;
    case Constant::Kind::Float:
      e.kind = Kind::Float;
      e.number = value.number;
      break;
    case Constant::Kind::String:
      e.kind = Kind::String;
      e.text = value.text;
      break;
  }
}

// Puts a constant in the constant table, if it is one and its place fits an operand.
bool FunctionCode::to_constant(Operand& e) {
  Constant value;
  int place;
  if (e.kind == Kind::Constant && !e.has_jumps()) {
    place = e.index;
  } else {
    if (e.kind == Kind::CompileTime || !constant_value(e, &value)) return false;
    place = constant(value);
  }
  if (place > kMaxB) return false;
  e.become(Kind::Constant, place);
  return true;
}

bool FunctionCode::to_register_or_constant(Operand& e) {
  if (to_constant(e)) return true;
  to_any_register(e);
  return false;
}

// -------------------------------------------------------------------------------------------- calls and variables

void FunctionCode::set_results(Operand& e, int count) {
  Instr& i = at(e.index);
  i = with_c(i, count + 1);
  if (e.kind == Kind::VarArg) {
    i = with_a(i, free_register_);
    reserve(1);
  }
}

// A call has its result where the function was; `...` can put it anywhere.
void FunctionCode::set_one_result(Operand& e) {
  if (e.kind == Kind::Call) {
    e.become(Kind::Register, a_of(at(e.index)));
  } else if (e.kind == Kind::VarArg) {
    at(e.index) = with_c(at(e.index), 2);
    e.kind = Kind::Pending;
  }
}

void FunctionCode::discharge(Operand& e) {
  switch (e.kind) {
    case Kind::CompileTime:
      constant_to_operand(compile_time_.compile_time_value(e.index), e);
      break;
    case Kind::Local: e.become(Kind::Register, e.local.slot); break;
    case Kind::Upvalue: e.become(Kind::Pending, emit_abc(Op::GetUpval, 0, e.index, 0)); break;
    case Kind::IndexedUpvalue:
      e.become(Kind::Pending, emit_abc(Op::GetTabUp, 0, e.place.table, e.place.key));
      break;
    case Kind::IndexedInteger:
      release_register(e.place.table);
      e.become(Kind::Pending, emit_abc(Op::GetI, 0, e.place.table, e.place.key));
      break;
    case Kind::IndexedField:
      release_register(e.place.table);
      e.become(Kind::Pending, emit_abc(Op::GetField, 0, e.place.table, e.place.key));
      break;
    case Kind::Indexed:
      release_both(e.place.table, e.place.key);
      e.become(Kind::Pending, emit_abc(Op::GetTable, 0, e.place.table, e.place.key));
      break;
    case Kind::Call:
    case Kind::VarArg: set_one_result(e); break;
    default: break;
  }
}

// ----------------------------------------------------------------------------------------------------- registers

// The value, apart from what jumps may bring, in `reg`. A comparison stays one.
void FunctionCode::put_in_register(Operand& e, int reg) {
  discharge(e);
  switch (e.kind) {
    case Kind::Nil: load_nil(reg, 1); break;
    case Kind::False: emit_abc(Op::LoadFalse, reg, 0, 0); break;
    case Kind::True: emit_abc(Op::LoadTrue, reg, 0, 0); break;
    case Kind::String: emit_load_constant(reg, constant(Constant::of(e.text))); break;
    case Kind::Constant: emit_load_constant(reg, e.index); break;
    case Kind::Float: load_float(reg, e.number); break;
    case Kind::Integer: load_integer(reg, e.integer); break;
    case Kind::Pending: at(e.index) = with_a(at(e.index), reg); break;
    case Kind::Register:
      if (reg != e.index) emit_abc(Op::Move, reg, e.index, 0);
      break;
    default: return;
  }
  e.become(Kind::Register, reg);
}

void FunctionCode::put_in_any_register(Operand& e) {
  if (e.kind == Kind::Register) return;
  reserve(1);
  put_in_register(e, free_register_ - 1);
}

int FunctionCode::emit_bool_target(int reg, Op op) {
  label();
  return emit_abc(op, reg, 0, 0);
}

// The value in `reg`, whichever way it comes. Jumps that bring no value go to instructions that load true or false.
void FunctionCode::to_register(Operand& e, int reg) {
  put_in_register(e, reg);
  if (e.kind == Kind::Jump) append_jumps(&e.if_true, e.index);
  if (e.has_jumps()) {
    int load_false = kNoJump, load_true = kNoJump;
    if (needs_value(e.if_true) || needs_value(e.if_false)) {
      const int around = e.kind == Kind::Jump ? kNoJump : emit_jump();
      load_false = emit_bool_target(reg, Op::LFalseSkip);
      load_true = emit_bool_target(reg, Op::LoadTrue);
      direct_jumps_here(around);
    }
    const int end = label();
    direct_jumps(e.if_false, end, reg, load_false);
    direct_jumps(e.if_true, end, reg, load_true);
  }
  e.if_true = e.if_false = kNoJump;
  e.become(Kind::Register, reg);
}

void FunctionCode::to_next_register(Operand& e) {
  discharge(e);
  release(e);
  reserve(1);
  to_register(e, free_register_ - 1);
}

int FunctionCode::to_any_register(Operand& e) {
  discharge(e);
  if (e.kind == Kind::Register) {
    if (!e.has_jumps()) return e.index;
    if (e.index >= local_registers_) {
      to_register(e, e.index);
      return e.index;
    }
    // A local variable's register cannot take what the jumps bring.
  }
  to_next_register(e);
  return e.index;
}

void FunctionCode::to_register_or_upvalue(Operand& e) {
  if (e.kind != Kind::Upvalue || e.has_jumps()) to_any_register(e);
}

void FunctionCode::to_value(Operand& e) {
  if (e.kind == Kind::Jump || e.has_jumps())
    to_any_register(e);
  else
    discharge(e);
}

// ------------------------------------------------------------------------------------------------ fields, storing

bool FunctionCode::is_short_string(const Operand& e) const {
  if (e.kind != Kind::Constant || e.has_jumps() || e.index > kMaxB) return false;
  const Constant& value = constants_[size_t(e.index)];
  return value.kind == Constant::Kind::String && value.text->size <= kLongestFieldName;
}

// `table` becomes the place table[key]. It is in a register or is an upvalue; only upvalues indexed by a field name stay
// upvalues.
void FunctionCode::index(Operand& table, Operand& key) {
  if (key.kind == Kind::String) key.become(Kind::Constant, constant(Constant::of(key.text)));
  const bool field = is_short_string(key);
  if (table.kind == Kind::Upvalue && !field) to_any_register(table);
  const int base = table.kind == Kind::Local ? table.local.slot : table.index;
  Kind kind = Kind::Indexed;
  int slot;
  if (field) {
    kind = table.kind == Kind::Upvalue ? Kind::IndexedUpvalue : Kind::IndexedField;
    slot = key.index;
  } else if (key.is_integer() && key.integer >= 0 && key.integer <= kMaxC) {
    kind = Kind::IndexedInteger;
    slot = int(key.integer);
  } else {
    slot = to_any_register(key);
  }
  table.kind = kind;
  table.place.table = uint8_t(base);
  table.place.key = uint8_t(slot);
}

void FunctionCode::emit_store(Op op, int a, int b, Operand& value) {
  const bool is_constant = to_register_or_constant(value);
  emit_abc(op, a, b, value.index, is_constant);
}

void FunctionCode::store(const Operand& variable, Operand& e) {
  switch (variable.kind) {
    case Kind::Local:
      release(e);
      to_register(e, variable.local.slot);
      return;
    case Kind::Upvalue: {
      const int reg = to_any_register(e);
      emit_abc(Op::SetUpval, reg, variable.index, 0);
      break;
    }
    case Kind::IndexedUpvalue:
      emit_store(Op::SetTabUp, variable.place.table, variable.place.key, e);
      break;
    case Kind::IndexedInteger:
      emit_store(Op::SetI, variable.place.table, variable.place.key, e);
      break;
    case Kind::IndexedField:
      emit_store(Op::SetField, variable.place.table, variable.place.key, e);
      break;
    case Kind::Indexed:
      emit_store(Op::SetTable, variable.place.table, variable.place.key, e);
      break;
    default: TRI_ASSERT(cursor_.failed()); return;
  }
  release(e);
}

// `object` becomes the function object:name, with the object in the register after it.
void FunctionCode::method(Operand& object, Operand& name) {
  const int from = to_any_register(object);
  release(object);
  object.become(Kind::Register, free_register_);
  reserve(2);
  emit_store(Op::Self, object.index, from, name);
  release(name);
}

// ---------------------------------------------------------------------------------------------------- conditions

void FunctionCode::negate_comparison(const Operand& e) {
  Instr& test = control_of(e.index);
  test = with_k(test, !k_of(test));
}

// A jump taken if the value is `condition`. A `not` just before becomes the opposite jump.
int FunctionCode::jump_on(Operand& e, bool condition) {
  if (e.kind == Kind::Pending) {
    const Instr i = at(e.index);
    if (op_of(i) == Op::Not) {
      drop_last_instruction();
      return emit_test(Op::Test, b_of(i), 0, 0, !condition);
    }
  }
  put_in_any_register(e);
  release(e);
  return emit_test(Op::TestSet, kNoRegister, e.index, 0, condition);
}

void FunctionCode::go_if_true(Operand& e) {
  discharge(e);
  int jump;
  switch (e.kind) {
    case Kind::Jump:
      negate_comparison(e);
      jump = e.index;
      break;
    case Kind::Constant:
    case Kind::Float:
    case Kind::Integer:
    case Kind::String:
    case Kind::True: jump = kNoJump; break;
    default: jump = jump_on(e, false);
  }
  append_jumps(&e.if_false, jump);
  direct_jumps_here(e.if_true);
  e.if_true = kNoJump;
}

void FunctionCode::go_if_false(Operand& e) {
  discharge(e);
  int jump;
  switch (e.kind) {
    case Kind::Jump: jump = e.index; break;
    case Kind::Nil:
    case Kind::False: jump = kNoJump; break;
    default: jump = jump_on(e, true);
  }
  append_jumps(&e.if_true, jump);
  direct_jumps_here(e.if_false);
  e.if_false = kNoJump;
}

void FunctionCode::logical_not(Operand& e) {
  switch (e.kind) {
    case Kind::Nil:
    case Kind::False: e.kind = Kind::True; break;
    case Kind::Constant:
    case Kind::Float:
    case Kind::Integer:
    case Kind::String:
    case Kind::True: e.kind = Kind::False; break;
    case Kind::Jump: negate_comparison(e); break;
    default:
      put_in_any_register(e);
      release(e);
      e.become(Kind::Pending, emit_abc(Op::Not, 0, e.index, 0));
  }
  std::swap(e.if_true, e.if_false);
  drop_values(e.if_false);  // what a jump brought is not what comes out
  drop_values(e.if_true);
}

}  // namespace tri::syntax
