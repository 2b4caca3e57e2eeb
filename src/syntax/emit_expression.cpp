// Expressions.
#include "syntax/emitter.hpp"

namespace tri::syntax {

using namespace bytecode;  // NOLINT: instructions
using Kind = Operand::Kind;

Operand Emitter::expression(const Expr* e) {
  Operand value = Operand::of(Kind::Nil);
  if (cursor_.failed()) return value;
  switch (e->kind) {
    case ExprKind::Missing: cursor_.stop(); return value;
    case ExprKind::Nil: break;
    case ExprKind::True: value = Operand::of(Kind::True); break;
    case ExprKind::False: value = Operand::of(Kind::False); break;
    case ExprKind::Integer:
      value = Operand::of(Kind::Integer);
      value.integer = static_cast<const IntegerExpr*>(e)->value;
      break;
    case ExprKind::Float:
      value = Operand::of(Kind::Float);
      value.number = static_cast<const FloatExpr*>(e)->value;
      break;
    case ExprKind::String: value = Operand::string(static_cast<const TextExpr*>(e)->text); break;
    case ExprKind::VarArg: value = vararg(); break;
    case ExprKind::Name:
      cursor_.take();
      if (cursor_.failed()) return value;
      return scopes_.resolve(static_cast<const TextExpr*>(e)->text);
    case ExprKind::Paren:
      cursor_.take();
      value = expression(static_cast<const ParenExpr*>(e)->inner);
      cursor_.take();
      code().discharge(value);
      return value;
    case ExprKind::Function: return function(static_cast<const FunctionExpr*>(e));
    case ExprKind::Table: return table(static_cast<const TableExpr*>(e));
    case ExprKind::Unary: return unary(static_cast<const UnaryExpr*>(e));
    case ExprKind::Binary: return binary(static_cast<const BinaryExpr*>(e));
    case ExprKind::Suffixed: return suffixed(static_cast<const SuffixedExpr*>(e));
  }
  cursor_.take();
  return value;
}

Operand Emitter::unary(const UnaryExpr* e) {
  const int line = cursor_.next_line();
  cursor_.take();
  Operand value = expression(e->operand);
  code().unary(e->op, value, line);
  return value;
}

Operand Emitter::binary(const BinaryExpr* e) {
  Operand left = expression(e->operands);
  for (const Expr* operand = e->operands->next; operand != nullptr; operand = operand->next) {
    const int line = cursor_.next_line();
    cursor_.take();
    code().binary_first(operand->op_before, left);
    Operand right = expression(operand);
    code().binary_second(operand->op_before, left, right, line);
  }
  return left;
}

Operand Emitter::vararg() {
  if (!code().is_vararg) cursor_.fail_near("cannot use '...' outside a vararg function");
  return Operand::of(Kind::VarArg, code().emit_abc(Op::VarArg, 0, 0, 1));
}

// ------------------------------------------------------------------------------------------------------ suffixes

Operand Emitter::suffixed(const SuffixedExpr* e) {
  Operand value = expression(e->primary);
  for (const Suffix* s = e->suffixes; s != nullptr; s = s->next) suffix(value, s);
  return value;
}

void Emitter::suffix(Operand& value, const Suffix* s) {
  switch (s->kind) {
    case SuffixKind::Field: return field(value, s->name);
    case SuffixKind::Index: {
      code().to_register_or_upvalue(value);
      Operand index = key(s->operand);
      return code().index(value, index);
    }
    case SuffixKind::Method: {
      cursor_.take(2);
      Operand name = Operand::string(s->name);
      if (!cursor_.failed()) code().method(value, name);
      return call(value, s);
    }
    case SuffixKind::Call: code().to_next_register(value); return call(value, s);
  }
}

void Emitter::field(Operand& value, const Text* name) {
  code().to_register_or_upvalue(value);
  cursor_.take(2);
  if (cursor_.failed()) return;
  Operand key = Operand::string(name);
  code().index(value, key);
}

Operand Emitter::key(const Expr* e) {
  cursor_.take();
  Operand value = expression(e);
  code().to_value(value);
  cursor_.take();
  return value;
}

// `callee` is in the last register, or the two last for a method and its object.
void Emitter::call(Operand& callee, const Suffix* s) {
  const int line = cursor_.next_line();
  Operand last = arguments(s);
  if (cursor_.failed()) return;
  const int base = callee.index;
  int count = kMultiple;
  if (!last.is_multiple()) {
    if (last.kind != Kind::Void) code().to_next_register(last);
    count = code().free_register() - (base + 1);
  }
  callee = Operand::of(Kind::Call, code().emit_abc(Op::Call, base, count + 1, 2));
  code().set_last_line(line);
  code().set_free_register(base + 1);
}

// The last argument; those before it are in registers.
Operand Emitter::arguments(const Suffix* s) {
  Operand last;
  switch (s->style) {
    case ArgumentStyle::Table:
    case ArgumentStyle::String: return expression(s->operand);
    case ArgumentStyle::Parenthesised: break;
  }
  cursor_.take();
  int count;
  if (s->operand != nullptr) last = expression_list(s->operand, &count);
  if (last.is_multiple()) code().set_results(last, kMultiple);
  cursor_.take();
  return last;
}

// The last expression; those before it go to registers.
Operand Emitter::expression_list(const Expr* first, int* count) {
  Operand last = expression(first);
  *count = 1;
  for (const Expr* e = first->next; e != nullptr; e = e->next) {
    cursor_.take();
    code().to_next_register(last);
    last = expression(e);
    ++*count;
  }
  return last;
}

void Emitter::to_next_register(const Expr* e) {
  Operand value = expression(e);
  code().to_next_register(value);
}

// Jumps taken if the condition does not hold.
int Emitter::jump_unless(const Expr* condition) {
  Operand value = expression(condition);
  if (value.kind == Kind::Nil) value.kind = Kind::False;
  code().go_if_true(value);
  return value.if_false;
}

// -------------------------------------------------------------------------------------------------------- tables

Operand Emitter::table(const TableExpr* e) {
  const int pc = code().emit_abc(Op::NewTable, 0, 0, 0);
  code().emit(0);  // for the ExtraArg
  TableState state;
  state.table = Operand::of(Kind::Register, code().free_register());
  code().reserve(1);
  cursor_.take();
  for (const Field* f = e->fields; f != nullptr && !cursor_.failed(); f = f->next) {
    store_items(state);
    table_field(state, f);
    if (cursor_.failed()) return state.table;
    if (f->next != nullptr || e->ends_in_separator) cursor_.take();
  }
  cursor_.take();
  finish_items(state);
  code().set_table_size(pc, state.table.index, state.items, state.fields);
  return state.table;
}

void Emitter::table_field(TableState& state, const Field* f) {
  if (f->kind == FieldKind::Item) {
    state.item = expression(f->value);
    ++state.waiting;
    return;
  }
  const int first_free = code().free_register();
  Operand key;
  if (f->kind == FieldKind::Named) {
    cursor_.take();
    key = Operand::string(f->name);
  } else {
    key = this->key(f->key);
  }
  ++state.fields;
  cursor_.take();
  if (cursor_.failed()) return;
  Operand place = state.table;
  code().index(place, key);
  Operand value = expression(f->value);
  code().store(place, value);
  code().set_free_register(first_free);
}

// Puts the last item in its register, and stores those waiting when they are enough.
void Emitter::store_items(TableState& state) {
  if (state.item.kind == Kind::Void) return;
  code().to_next_register(state.item);
  state.item.kind = Kind::Void;
  if (state.waiting < kFieldsPerFlush) return;
  code().emit_set_list(state.table.index, state.items, state.waiting);
  state.items += state.waiting;
  state.waiting = 0;
}

void Emitter::finish_items(TableState& state) {
  if (state.waiting == 0) return;
  if (state.item.is_multiple()) {
    code().set_results(state.item, kMultiple);
    code().emit_set_list(state.table.index, state.items, kMultiple);
    --state.items;  // how many the last one gives is not known
  } else {
    if (state.item.kind != Kind::Void) code().to_next_register(state.item);
    code().emit_set_list(state.table.index, state.items, state.waiting);
  }
  state.items += state.waiting;
}

// ----------------------------------------------------------------------------------------------------- functions

Operand Emitter::function(const FunctionExpr* e) {
  cursor_.take();
  return function_body(e->body, cursor_.next_line(), false);
}

// Parameters, body and closing `end`; gives the closure, in the next register.
Operand Emitter::function_body(const FunctionBody* body, int line, bool is_method) {
  FunctionCode& outer = code();
  if (outer.functions.size() > size_t(kMaxBx) - 1) [[unlikely]] {
    cursor_.fail_plain("too many functions (limit is " + std::to_string(kMaxBx) + ")");
    return Operand::of(Kind::Nil);
  }
  const auto index = int(outer.functions.size());
  outer.functions.push_back(std::make_unique<Function>());
  Function* made = outer.functions.back().get();
  made->source = chunk_name_;

  BlockScope scope;
  scopes_.open_function(scope, line);
  cursor_.take();
  if (is_method) {
    scopes_.declare(self_);
    scopes_.activate(1);
  }
  parameters(body);
  cursor_.take();
  statements(body->block.first);
  made->last_line_defined = cursor_.next_line();
  cursor_.take();
  Operand closure = Operand::of(Kind::Pending, outer.emit_abx(Op::Closure, 0, index));
  outer.to_next_register(closure);
  scopes_.close_function(made);
  return closure;
}

void Emitter::parameters(const FunctionBody* body) {
  int count = 0;
  for (const Identifier* p = body->parameters; p != nullptr; p = p->next) {
    if (p != body->parameters) cursor_.take();
    cursor_.take();
    scopes_.declare(p->name);
    ++count;
  }
  if (body->is_vararg) {
    if (body->parameters != nullptr) cursor_.take();
    cursor_.take();
  }
  scopes_.activate(count);
  FunctionCode& code = this->code();
  code.num_params = uint8_t(scopes_.function().active);
  if (body->is_vararg) {
    code.is_vararg = true;
    code.emit_abc(Op::VarArgPrep, code.num_params, 0, 0);
  }
  code.reserve(scopes_.function().active);
}

}  // namespace tri::syntax
