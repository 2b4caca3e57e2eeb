// Emitter: syntax tree to chunk.
//
// It walks the tree in source order, taking tokens on a Cursor as it goes (see there), decides what each construct
// means with the help of Scopes, and has FunctionCode choose the instructions.
#pragma once

#include "base/result.hpp"
#include "bytecode/chunk.hpp"
#include "syntax/ast.hpp"
#include "syntax/cursor.hpp"
#include "syntax/scope.hpp"

namespace tri::syntax {

class Emitter {
 public:
  // `chunk_name` belongs to `texts`, which becomes part of the chunk.
  Emitter(Cursor& cursor, bytecode::TextPool& texts, const Text* chunk_name);

  // The main function, or null if the cursor has failed.
  std::unique_ptr<bytecode::Function> run(const Block& block);

 private:
  // What a table constructor has gathered so far.
  struct TableState {
    Operand table;
    Operand item;     // the last item, its code not finished; or Void
    int items = 0;    // stored
    int waiting = 0;  // in registers, to be stored together
    int fields = 0;   // named and keyed ones
  };
  // The targets of an assignment, last first.
  struct Target {
    Operand place;
    Target* previous;
  };

  FunctionCode& code() { return scopes_.code(); }

  // -- expressions: each takes the expression's tokens
  Operand expression(const Expr* e);
  Operand binary(const BinaryExpr* e);
  Operand unary(const UnaryExpr* e);
  Operand vararg();
  Operand function(const FunctionExpr* e);
  Operand suffixed(const SuffixedExpr* e);
  void suffix(Operand& value, const Suffix* s);
  void field(Operand& value, const Text* name);
  Operand key(const Expr* e);  // [e]
  void call(Operand& callee, const Suffix* s);
  Operand arguments(const Suffix* s);
  Operand table(const TableExpr* e);
  void table_field(TableState& state, const Field* f);
  void store_items(TableState& state);
  void finish_items(TableState& state);
  Operand expression_list(const Expr* first, int* count);
  void to_next_register(const Expr* e);
  int jump_unless(const Expr* condition);
  Operand function_body(const FunctionBody* body, int line, bool is_method);
  void parameters(const FunctionBody* body);

  // -- statements
  void statements(const Stmt* first);
  void statement(const Stmt* s);
  void block(const Block& b);
  void if_statement(const IfStmt* s);
  void if_clause(const IfClause* clause, bool is_last, int* to_end);
  void while_statement(const LoopStmt* s);
  void repeat_statement(const LoopStmt* s);
  void numeric_for(const ForStmt* s, int line);
  void generic_for(const ForStmt* s);
  void for_statement(const ForStmt* s);
  void for_body(const ForStmt* s, int base, int line, int variables, bool generic);
  void declare_for_state(int count);
  void local_function(const LocalFunctionStmt* s);
  void local_variables(const LocalStmt* s);
  VariableKind attribute(const LocalName* name);
  void function_statement(const FunctionStmt* s);
  void assignment(const AssignStmt* s);
  void assign(Target* last, const Expr* target, int count, const AssignStmt* s);
  void keep_from_conflict(Target* earlier, const Operand& variable);
  void adjust(int wanted, int count, Operand& last);
  void call_statement(const CallStmt* s);
  void return_statement(const ReturnStmt* s);
  void label_statement(const LabelStmt* s, int line);

  Cursor& cursor_;
  const Text* chunk_name_;
  const Text* for_state_;  // the name of the hidden variables of loops
  const Text* self_;
  Scopes scopes_;
};

}  // namespace tri::syntax
