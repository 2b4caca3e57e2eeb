// Statements.
#include "syntax/emitter.hpp"

namespace tri::syntax {

using namespace bytecode;  // NOLINT: instructions
using Kind = Operand::Kind;

Emitter::Emitter(Cursor& cursor, TextPool& texts, const Text* chunk_name)
    : cursor_(cursor),
      chunk_name_(chunk_name),
      for_state_(texts.intern("(for state)")),
      self_(texts.intern("self")),
      scopes_(cursor, texts.intern("_ENV")) {}

std::unique_ptr<Function> Emitter::run(const Block& b) {
  auto main = std::make_unique<Function>();
  main->source = chunk_name_;
  BlockScope scope;
  scopes_.open_function(scope, 0);
  code().is_vararg = true;
  code().emit_abc(Op::VarArgPrep, 0, 0, 0);
  scopes_.add_environment_upvalue();
  statements(b.first);
  scopes_.close_function(main.get());
  return cursor_.failed() ? nullptr : std::move(main);
}

// What ends a list of statements is checked before anything else happens there.
void Emitter::statements(const Stmt* first) {
  for (const Stmt* s = first; s != nullptr && !cursor_.failed(); s = s->next) statement(s);
  cursor_.check();
}

void Emitter::statement(const Stmt* s) {
  TRI_ASSERT(cursor_.next() == s->token);
  const int line = cursor_.next_line();
  switch (s->kind) {
    case StmtKind::Empty: cursor_.take(); break;
    case StmtKind::Local: local_variables(static_cast<const LocalStmt*>(s)); break;
    case StmtKind::LocalFunction: local_function(static_cast<const LocalFunctionStmt*>(s)); break;
    case StmtKind::Function: function_statement(static_cast<const FunctionStmt*>(s)); break;
    case StmtKind::Assign: assignment(static_cast<const AssignStmt*>(s)); break;
    case StmtKind::Call: call_statement(static_cast<const CallStmt*>(s)); break;
    case StmtKind::Do:
      cursor_.take();
      block(static_cast<const DoStmt*>(s)->block);
      cursor_.take();
      break;
    case StmtKind::While: while_statement(static_cast<const LoopStmt*>(s)); break;
    case StmtKind::Repeat: repeat_statement(static_cast<const LoopStmt*>(s)); break;
    case StmtKind::If: if_statement(static_cast<const IfStmt*>(s)); break;
    case StmtKind::NumericFor:
    case StmtKind::GenericFor: for_statement(static_cast<const ForStmt*>(s)); break;
    case StmtKind::Return: return_statement(static_cast<const ReturnStmt*>(s)); break;
    case StmtKind::Break:
      cursor_.take();
      scopes_.break_from_loop(line, code().emit_jump());
      break;
    case StmtKind::Goto: {
      cursor_.take();
      const int line_of_name = cursor_.next_line();
      cursor_.take();
      if (!cursor_.failed()) scopes_.go_to(static_cast<const GotoStmt*>(s)->label, line_of_name);
      break;
    }
    case StmtKind::Label: label_statement(static_cast<const LabelStmt*>(s), line); break;
  }
  code().set_free_register(code().local_registers());
}

void Emitter::block(const Block& b) {
  BlockScope scope;
  scopes_.enter(scope, false);
  statements(b.first);
  scopes_.leave();
}

// ----------------------------------------------------------------------------------------------- if, while, repeat

void Emitter::if_statement(const IfStmt* s) {
  int to_end = kNoJump;
  for (const IfClause* c = s->clauses; c != nullptr; c = c->next)
    if_clause(c, c->next == nullptr && !s->has_else, &to_end);
  if (s->has_else) {
    cursor_.take();
    block(s->else_block);
  }
  cursor_.take();
  code().direct_jumps_here(to_end);
}

// `to_end`: the jumps from the ends of clauses over the rest.
void Emitter::if_clause(const IfClause* clause, bool is_last, int* to_end) {
  cursor_.take();
  Operand condition = expression(clause->condition);
  cursor_.take();
  const Stmt* first = clause->block.first;
  BlockScope scope;
  int if_not;
  if (first != nullptr && first->kind == StmtKind::Break && !cursor_.failed()) {
    // `if x then break`: the test itself is the jump out of the loop.
    const int line = cursor_.next_line();
    code().go_if_false(condition);
    cursor_.take();
    scopes_.enter(scope, false);
    scopes_.break_from_loop(line, condition.if_true);
    for (first = first->next; first != nullptr && first->kind == StmtKind::Empty;
         first = first->next)
      cursor_.take();
    if (first == nullptr) {
      scopes_.leave();
      return;
    }
    if_not = code().emit_jump();
  } else {
    code().go_if_true(condition);
    scopes_.enter(scope, false);
    if_not = condition.if_false;
  }
  statements(first);
  scopes_.leave();
  if (!is_last) code().append_jumps(to_end, code().emit_jump());
  code().direct_jumps_here(if_not);
}

void Emitter::while_statement(const LoopStmt* s) {
  cursor_.take();
  const int start = code().label();
  const int exit = jump_unless(s->condition);
  BlockScope scope;
  scopes_.enter(scope, true);
  cursor_.take();
  block(s->block);
  code().direct_jumps(code().emit_jump(), start);
  cursor_.take();
  scopes_.leave();
  code().direct_jumps_here(exit);
}

// The condition sees the variables of the body. If one of them is captured, each way out of the body closes them.
void Emitter::repeat_statement(const LoopStmt* s) {
  const int start = code().label();
  BlockScope loop, body;
  scopes_.enter(loop, true);
  scopes_.enter(body, false);
  cursor_.take();
  statements(s->block.first);
  cursor_.take();
  int again = jump_unless(s->condition);
  scopes_.leave();
  if (body.has_upvalue) {
    const int exit = code().emit_jump();
    code().direct_jumps_here(again);
    code().emit_abc(Op::Close, scopes_.level(body.outside), 0, 0);
    again = code().emit_jump();
    code().direct_jumps_here(exit);
  }
  code().direct_jumps(again, start);
  scopes_.leave();
}

// ----------------------------------------------------------------------------------------------------------- for

void Emitter::for_statement(const ForStmt* s) {
  const int line = cursor_.next_line();
  BlockScope scope;
  scopes_.enter(scope, true);
  cursor_.take(2);  // for, name
  cursor_.check();
  if (!cursor_.failed()) {
    if (s->kind == StmtKind::NumericFor)
      numeric_for(s, line);
    else
      generic_for(s);
  }
  cursor_.take();
  scopes_.leave();
}

void Emitter::declare_for_state(int count) {
  while (count-- > 0) scopes_.declare(for_state_);
}

void Emitter::numeric_for(const ForStmt* s, int line) {
  const int base = code().free_register();
  declare_for_state(3);
  scopes_.declare(s->names->name);
  int given = 0;
  for (const Expr* e = s->values; e != nullptr; e = e->next) {
    cursor_.take();  // = or comma
    to_next_register(e);
    ++given;
  }
  if (given == 1) cursor_.take();  // the comma that the parser missed
  if (given == 2) {
    code().load_integer(code().free_register(), 1);
    code().reserve(1);
  }
  scopes_.activate(3);
  for_body(s, base, line, 1, false);
}

void Emitter::generic_for(const ForStmt* s) {
  const int base = code().free_register();
  declare_for_state(4);
  scopes_.declare(s->names->name);
  int variables = 1;
  for (const Identifier* name = s->names->next; name != nullptr; name = name->next) {
    cursor_.take(2);
    scopes_.declare(name->name);
    ++variables;
  }
  cursor_.take();  // in
  if (cursor_.failed()) return;
  const int line = cursor_.next_line();
  int count;
  Operand last = expression_list(s->values, &count);
  adjust(4, count, last);
  scopes_.activate(4);
  scopes_.mark_to_be_closed();
  code().need_registers(3);  // for the call of the iterator
  for_body(s, base, line, variables, true);
}

void Emitter::for_body(const ForStmt* s, int base, int line, int variables, bool generic) {
  cursor_.take();  // do
  const int prepare = code().emit_abx(generic ? Op::TForPrep : Op::ForPrep, base, 0);
  BlockScope scope;
  scopes_.enter(scope, false);
  scopes_.activate(variables);
  code().reserve(variables);
  block(s->block);
  scopes_.leave();
  if (cursor_.failed()) return;
  code().set_for_jump(prepare, code().label(), false);
  if (generic) {
    code().emit_abc(Op::TForCall, base, 0, variables);
    code().set_last_line(line);
  }
  const int loop = code().emit_abx(generic ? Op::TForLoop : Op::ForLoop, base, 0);
  code().set_for_jump(loop, prepare + 1, true);
  code().set_last_line(line);
}

// --------------------------------------------------------------------------------------------- local declarations

void Emitter::local_function(const LocalFunctionStmt* s) {
  cursor_.take(3);
  if (cursor_.failed()) return;
  const int variable = scopes_.declare(s->name);
  scopes_.activate(1);
  function_body(s->body, cursor_.next_line(), false);
  if (cursor_.failed()) return;
  scopes_.debug_entry(variable).start_pc =
      code().pc();  // alive for debuggers once it has its value
}

VariableKind Emitter::attribute(const LocalName* name) {
  if (!name->has_attribute) return VariableKind::Regular;
  cursor_.take(3);
  if (cursor_.failed()) return VariableKind::Regular;
  if (name->attribute->view() == "const") return VariableKind::Const;
  if (name->attribute->view() == "close") return VariableKind::ToBeClosed;
  cursor_.fail_here("unknown attribute '" + std::string(name->attribute->view()) + "'");
  return VariableKind::Regular;
}

void Emitter::local_variables(const LocalStmt* s) {
  cursor_.take();
  int to_be_closed = -1;  // number of that variable
  int count = 0;
  int last_number = 0;
  for (const LocalName* name = s->names; name != nullptr; name = name->next) {
    if (name != s->names) cursor_.take();
    cursor_.take();
    if (cursor_.failed()) return;
    last_number = scopes_.declare(name->name);
    const VariableKind kind = attribute(name);
    scopes_.variable(last_number).kind = kind;
    if (kind == VariableKind::ToBeClosed) {
      if (to_be_closed != -1) cursor_.fail_here("multiple to-be-closed variables in local list");
      to_be_closed = scopes_.function().active + count;
    }
    ++count;
  }
  Operand last;
  int values = 0;
  if (s->values != nullptr) {
    cursor_.take();
    last = expression_list(s->values, &values);
  } else {
    cursor_.check();
  }
  if (cursor_.failed()) return;
  Variable& last_variable = scopes_.variable(last_number);
  if (count == values && last_variable.kind == VariableKind::Const &&
      code().constant_value(last, &last_variable.value)) {
    last_variable.kind = VariableKind::CompileTimeConst;
    scopes_.activate(count - 1);
    scopes_.activate_compile_time();
  } else {
    adjust(count, values, last);
    scopes_.activate(count);
  }
  if (to_be_closed != -1) {
    scopes_.mark_to_be_closed();
    code().emit_abc(Op::Tbc, scopes_.level(to_be_closed), 0, 0);
  }
}

// Makes the values of an expression list as many as are wanted. `last` is the last of `count`.
void Emitter::adjust(int wanted, int count, Operand& last) {
  const int missing = wanted - count;
  if (last.is_multiple()) {
    code().set_results(last, std::max(missing + 1, 0));
  } else {
    if (last.kind != Kind::Void) code().to_next_register(last);
    if (missing > 0) code().load_nil(code().free_register(), missing);
  }
  if (missing > 0)
    code().reserve(missing);
  else
    code().set_free_register(code().free_register() + missing);
}

// ------------------------------------------------------------------------------------------- assignments and calls

void Emitter::function_statement(const FunctionStmt* s) {
  const int line = cursor_.next_line();
  cursor_.take();
  Operand target = suffixed(s->target);
  Operand closure = function_body(s->body, line, s->is_method);
  if (cursor_.failed()) return;
  scopes_.check_assignable(target);
  code().store(target, closure);
  code().set_last_line(line);
}

void Emitter::call_statement(const CallStmt* s) {
  if (s->call == nullptr) return cursor_.stop();
  const Operand result = expression(s->call);
  if (cursor_.failed()) return;
  if (result.kind != Kind::Call) return cursor_.stop();  // the parser said so
  code().at(result.index) = with_c(code().at(result.index), 1);
}

void Emitter::assignment(const AssignStmt* s) { assign(nullptr, s->targets, 1, s); }

// Evaluates `target` and those after it, then the values, then stores into `target`: the last target is stored first.
void Emitter::assign(Target* previous, const Expr* expr, int count, const AssignStmt* s) {
  Target target{expression(expr), previous};
  if (previous != nullptr && !target.place.is_indexed()) keep_from_conflict(previous, target.place);
  if (cursor_.failed()) return;
  if (!target.place.is_variable()) return cursor_.stop();
  scopes_.check_assignable(target.place);
  cursor_.take();  // comma or =
  if (expr->next != nullptr) {
    assign(&target, expr->next, count + 1, s);
  } else {
    int values;
    Operand last = expression_list(s->values, &values);
    if (cursor_.failed()) return;
    if (values == count) {
      code().set_one_result(last);
      code().store(target.place, last);
      return;
    }
    adjust(count, values, last);
  }
  if (cursor_.failed()) return;
  Operand value = Operand::of(Kind::Register, code().free_register() - 1);
  code().store(target.place, value);
}

// In `t[i], t = x, y` and `t[i], i = x, y` the first target means the variables as they were: where an earlier target
// uses `variable`, which is assigned too, it gets a copy.
void Emitter::keep_from_conflict(Target* earlier, const Operand& variable) {
  const int copy = code().free_register();
  bool conflict = false;
  for (; earlier != nullptr; earlier = earlier->previous) {
    Operand& place = earlier->place;
    if (!place.is_indexed()) continue;
    if (place.kind == Kind::IndexedUpvalue) {
      if (variable.kind == Kind::Upvalue && place.place.table == variable.index) {
        conflict = true;
        place.kind = Kind::IndexedField;
        place.place.table = uint8_t(copy);
      }
      continue;
    }
    if (variable.kind != Kind::Local) continue;
    if (place.place.table == variable.local.slot) {
      conflict = true;
      place.place.table = uint8_t(copy);
    }
    if (place.kind == Kind::Indexed && place.place.key == variable.local.slot) {
      conflict = true;
      place.place.key = uint8_t(copy);
    }
  }
  if (!conflict) return;
  if (variable.kind == Kind::Local)
    code().emit_abc(Op::Move, copy, variable.local.slot, 0);
  else
    code().emit_abc(Op::GetUpval, copy, variable.index, 0);
  code().reserve(1);
}

// -------------------------------------------------------------------------------------------------- return, label

void Emitter::return_statement(const ReturnStmt* s) {
  cursor_.take();
  int first = code().local_registers();
  int count = 0;
  if (s->values != nullptr) {
    Operand last = expression_list(s->values, &count);
    if (cursor_.failed()) return;
    if (last.is_multiple()) {
      code().set_results(last, kMultiple);
      if (last.kind == Kind::Call && count == 1 && !scopes_.function().block->inside_to_be_closed)
        code().at(last.index) = with_op(code().at(last.index), Op::TailCall);
      count = kMultiple;
    } else if (count == 1) {
      first = code().to_any_register(last);
    } else {
      code().to_next_register(last);
    }
  }
  code().emit_return(first, count);
  if (s->has_semicolon) cursor_.take();
}

void Emitter::label_statement(const LabelStmt* s, int line) {
  cursor_.take(3);
  for (const Stmt* after = s->empty_after.first; after != nullptr && !cursor_.failed();
       after = after->next)
    statement(after);
  if (!cursor_.failed()) scopes_.add_label(s->name, line, s->ends_block);
}

}  // namespace tri::syntax
