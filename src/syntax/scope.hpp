// Scope: which variable a name means, and where a goto leads.
//
// Functions, blocks and active variables are three stacks. Variables of all open functions share one array; a variable's
// number counts from the first of its function. A variable has a register from when it is activated, unless it is a
// compile-time constant, which has none.
//
//   variables   a b │ c d e │ f          functions   main │ inner │ innermost
//
// For each name the innermost active variable is kept, and each variable remembers the one of its name that it hides: so
// a name is resolved without a search, and globals, which most names are, at once.
//
// Gotos wait in a list until their label appears in a block they are in; leaving a block moves its waiting gotos to the
// block around it.
#pragma once

#include <memory>
#include <vector>

#include "syntax/function_code.hpp"

namespace tri::syntax {

using bytecode::VariableKind;

struct Variable {
  const Text* name = nullptr;
  VariableKind kind = VariableKind::Regular;
  uint8_t reg = 0;
  int16_t debug_entry = 0;  // position in the function's list of locals
  int hidden = kNone;       // position of the variable of the same name that this one hides

  static constexpr int kNone = -1;
  Constant value = {};  // of a compile-time constant
};

struct BlockScope {
  BlockScope* outer = nullptr;
  int first_label = 0;
  int first_goto = 0;
  int outside = 0;           // number of variables active around the block
  bool has_upvalue = false;  // some variable in it is captured or to be closed
  bool is_loop = false;
  bool inside_to_be_closed = false;  // in the scope of a to-be-closed variable: no tail calls
};

struct FunctionScope {
  FunctionScope(Cursor& cursor, ConstantIndex& places, const CompileTimeValues& compile_time)
      : code(cursor, places, compile_time) {}

  FunctionCode code;
  FunctionScope* outer = nullptr;
  BlockScope* block = nullptr;
  int first_variable = 0;  // in the shared array
  int first_label = 0;
  int active = 0;  // number of variables active now
};

class Scopes final : public CompileTimeValues {
 public:
  Scopes(Cursor& cursor, const Text* environment) : cursor_(cursor), environment_(environment) {}

  FunctionScope& function() { return *function_; }
  FunctionCode& code() { return function_->code; }
  const Constant& compile_time_value(int index) const override {
    return variables_[size_t(index)].value;
  }

  // -- functions
  // Starts a function, with `block` as its outermost block, which must live until close_function().
  void open_function(BlockScope& block, int line_defined);
  void close_function(bytecode::Function* function);
  // The one upvalue of a main function.
  void add_environment_upvalue();

  // -- variables of the current function
  int declare(const Text* name);  // its number; not visible yet
  Variable& variable(int number) { return variable_of(*function_, number); }
  void activate(int count);      // the next `count` declared ones, in registers
  void activate_compile_time();  // the next declared one, which has no register
  int level(int number) {
    return register_level(*function_, number);
  }  // registers held by the first `number`
  bytecode::LocalVariable& debug_entry(int number) {
    return code().locals[size_t(variable(number).debug_entry)];
  }
  // The variable that `name` means here; a global is a field of the environment.
  Operand resolve(const Text* name);
  // Fails if assigning to this variable is not allowed.
  void check_assignable(const Operand& variable);

  // -- blocks
  void enter(BlockScope& block, bool is_loop);
  void leave();
  void mark_to_be_closed();

  // -- labels
  void go_to(const Text* name, int line);
  void break_from_loop(int line, int jumps) { add_goto(nullptr, line, jumps); }
  // `ends_block`: no statement follows, so variables of the block count as gone.
  void add_label(const Text* name, int line, bool ends_block);

 private:
  struct Label {
    const Text* name;  // null: the end of a loop
    int line;
    int pc;
    int active;  // number of variables active there
  };
  struct Goto {
    const Text* name;
    int line;
    int jumps;  // list
    int active;
    bool closes;  // leaves the scope of a captured variable
  };

  Variable& variable_of(FunctionScope& f, int number) {
    return variables_[size_t(f.first_variable + number)];
  }
  int register_level(FunctionScope& f, int number);
  int& innermost(const Text* name);
  Variable& activate_next();
  void deactivate_from(int number);
  Operand find(const Text* name);
  Operand find(FunctionScope* f, const Text* name, int position);
  int add_upvalue(FunctionScope& f, const Text* name, const Operand& captured);
  bytecode::UpvalueDesc* new_upvalue(FunctionScope& f);
  static void mark_captured(FunctionScope& f, int number);
  bool make_label(const Text* name, int line, bool ends_block);
  void add_goto(const Text* name, int line, int jumps);
  bool resolve_gotos(const Label& label);
  void move_gotos_out(const BlockScope& block);
  const Label* find_label(const Text* name) const;
  void fail_jumps_into_scope(const Goto& from);
  void fail_undefined(const Goto& from);

  Cursor& cursor_;
  const Text* environment_;
  ConstantIndex places_;
  FunctionScope* function_ = nullptr;
  std::vector<std::unique_ptr<FunctionScope>> functions_;  // by depth; kept for their memory
  size_t depth_ = 0;
  std::vector<Variable>
      variables_;  // never shrinks: a waiting goto may ask for one that just ended
  int variable_count_ = 0;
  std::vector<int> innermost_;  // by number of the name: position in variables_, or kNone
  std::vector<Label> labels_;
  std::vector<Goto> gotos_;
};

}  // namespace tri::syntax
