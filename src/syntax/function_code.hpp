// FunctionCode: the code of one function while it is being made.
//
// Three layers, each knowing only the ones before it:
//   instructions, lines, constants, registers   function_code.cpp
//   jump lists                                  function_code.cpp
//   operands: bringing values where they must be, storing, testing, indexing   operand_code.cpp
//   operators, with constant folding            operator_code.cpp
//
// Which instructions come out, in which order and with which constants, lines and registers is defined by the reference
// compiler, and equal to it to the byte; a change here that alters any of them breaks a test.
//
// Registers are a stack: those of the active local variables, then temporaries, released in reverse order.
#pragma once

#include <vector>

#include "bytecode/chunk.hpp"
#include "syntax/ast.hpp"
#include "syntax/constant_index.hpp"
#include "syntax/cursor.hpp"
#include "syntax/operand.hpp"

namespace tri::syntax {

using bytecode::Constant;
using bytecode::Event;
using bytecode::Instr;
using bytecode::Op;

inline constexpr int kMaxRegisters = 255;
inline constexpr int kNoRegister = bytecode::kMaxA;
inline constexpr int kMultiple = -1;  // as a number of results: all there are

// Values of <const> variables known at compile time; indexed by Operand::index of kind CompileTime.
class CompileTimeValues {
 public:
  virtual const Constant& compile_time_value(int index) const = 0;

 protected:
  ~CompileTimeValues() = default;
};

class FunctionCode {
 public:
  FunctionCode(Cursor& cursor, ConstantIndex& places, const CompileTimeValues& compile_time)
      : cursor_(cursor), places_(places), compile_time_(compile_time) {}

  // Starts a new function in this object, whose memory is used again.
  void open(int line_defined);
  // Moves what was made into `function`. Final touches: returns learn whether they must close upvalues and undo a
  // vararg frame; jumps to jumps are shortened.
  void close(bytecode::Function* function);

  // -- facts about the function
  int line_defined = 0;
  uint8_t num_params = 0;
  bool is_vararg = false;
  bool needs_close = false;  // some variable is an upvalue of an inner function or to be closed

  // -- instructions. Each gets the line of the last token taken; emit functions return its position.
  int emit(Instr i);
  int emit_abc(Op op, int a, int b, int c, bool k = false) {
    return emit(bytecode::encode_abc(op, a, b, c, k));
  }
  int emit_abx(Op op, int a, int bx) { return emit(bytecode::encode_abx(op, a, bx)); }
  Instr& at(int pc) { return code_[size_t(pc)]; }
  int pc() const { return int(code_.size()); }
  void set_last_line(int line);  // changes the line of the last instruction
  void load_nil(int first, int count);
  void load_integer(int reg, int64_t value);
  void emit_return(int first, int count);
  void set_for_jump(int pc, int target, bool back);
  // Table `reg`: of the NewTable at `pc`, now that its size is known; storing `count` items (kMultiple: up to top) behind
  // the first `already`.
  void set_table_size(int pc, int reg, int items, int fields);
  void emit_set_list(int reg, int already, int count);

  // -- registers
  int free_register() const { return free_register_; }
  void set_free_register(int reg) { free_register_ = reg; }
  int local_registers() const { return local_registers_; }  // held by active variables
  void set_local_registers(int count) { local_registers_ = count; }
  void need_registers(int count);
  void reserve(int count);

  // -- jumps
  int emit_jump();
  int label();  // marks this place as a jump's target and returns it
  void append_jumps(int* list, int more);
  void direct_jumps(int list, int target);
  void direct_jumps_here(int list);

  // -- operands
  void discharge(Operand& e);  // a variable or call becomes its value
  int to_any_register(Operand& e);
  void to_next_register(Operand& e);
  void to_register_or_upvalue(Operand& e);
  void to_value(Operand& e);  // a register or a constant
  void set_results(Operand& e, int count);
  void set_one_result(Operand& e);
  void store(const Operand& variable, Operand& e);
  void index(Operand& table, Operand& key);
  void method(Operand& object, Operand& name);
  void go_if_true(Operand& e);   // jump away if false
  void go_if_false(Operand& e);  // jump away if true
  bool constant_value(const Operand& e, Constant* value) const;
  void release(const Operand& e);

  // -- operators
  void unary(UnaryOp op, Operand& e, int line);
  // Before and after the second operand is evaluated; the result is in `left`.
  void binary_first(BinaryOp op, Operand& left);
  void binary_second(BinaryOp op, Operand& left, Operand& right, int line);

  // -- debug information and nested functions, filled in by whoever knows them
  std::vector<bytecode::UpvalueDesc> upvalues;
  std::vector<bytecode::LocalVariable> locals;
  std::vector<std::unique_ptr<bytecode::Function>> functions;

 private:
  // instructions
  void save_line(int line);
  void drop_last_line();
  void drop_last_instruction();
  Instr* previous_instruction();
  int emit_load_constant(int reg, int constant);
  void load_float(int reg, double value);
  int constant(const Constant& value);
  void shorten_jump(int pc);
  void finish();
  // registers
  void release_register(int reg);
  void release_both(int reg1, int reg2);
  void release(const Operand& e1, const Operand& e2);
  // jumps
  int next_in_list(int pc) const;
  void set_jump(int pc, int target);
  int emit_test(Op op, int a, int b, int c, bool k);
  Instr& control_of(int jump);
  bool settle_test(int jump, int reg);
  void drop_values(int list);
  bool needs_value(int list);
  void direct_jumps(int list, int value_target, int reg, int other_target);
  // operands
  void constant_to_operand(const Constant& value, Operand& e) const;
  void put_in_register(Operand& e, int reg);
  void put_in_any_register(Operand& e);
  void to_register(Operand& e, int reg);
  int emit_bool_target(int reg, Op op);
  bool to_constant(Operand& e);
  bool to_register_or_constant(Operand& e);
  void emit_store(Op op, int a, int b, Operand& value);
  bool is_short_string(const Operand& e) const;
  void negate_comparison(const Operand& e);
  int jump_on(Operand& e, bool condition);
  void logical_not(Operand& e);
  // operators
  bool fold(int op, Operand& left, const Operand& right);
  void emit_unary(Op op, Operand& e, int line);
  void emit_binary(Op op, Operand& left, Operand& right, int right_bits, bool flipped, int line,
                   Op mm_op, Event event);
  void binary_registers(BinaryOp op, Operand& left, Operand& right, int line);
  void binary_immediate(Op op, Operand& left, Operand& right, bool flipped, int line, Event event);
  void binary_constant(BinaryOp op, Operand& left, Operand& right, bool flipped, int line);
  bool binary_negated(Op op, Operand& left, Operand& right, int line, Event event);
  void arithmetic(BinaryOp op, Operand& left, Operand& right, bool flipped, int line);
  void commutative(BinaryOp op, Operand& left, Operand& right, int line);
  void bitwise(BinaryOp op, Operand& left, Operand& right, int line);
  void concatenate(Operand& left, Operand& right, int line);
  void compare_order(BinaryOp op, Operand& left, Operand& right);
  void compare_equal(BinaryOp op, Operand& left, Operand& right);

  Cursor& cursor_;
  ConstantIndex& places_;
  const CompileTimeValues& compile_time_;

  std::vector<Instr> code_;
  std::vector<int8_t> line_deltas_;
  std::vector<bytecode::LineAnchor> anchors_;
  std::vector<Constant> constants_;
  int previous_line_ = 0;
  int since_anchor_ = 0;  // instructions since the last anchored line
  int last_label_ = 0;
  int free_register_ = 0;
  int local_registers_ = 0;
  int max_stack_ = 0;
};

}  // namespace tri::syntax
