#include "syntax/scope.hpp"

#include <limits>
#include <string>
#include <utility>

namespace tri::syntax {

using namespace bytecode;  // NOLINT: descriptors and instructions
using Kind = Operand::Kind;

namespace {

constexpr int kMaxLocals = 200;  // active in one function
constexpr int kMaxUpvalues = 255;
// The reference counts these in 16 bits: all variables of one function over its length, active variables and waiting
// gotos or labels of all functions.
constexpr int kMaxListed = std::numeric_limits<int16_t>::max();

std::string shown(const Text* name) { return "'" + std::string(name->view()) + "'"; }

}  // namespace

// ----------------------------------------------------------------------------------------------------- functions

void Scopes::open_function(BlockScope& block, int line_defined) {
  if (depth_ == functions_.size())
    functions_.push_back(std::make_unique<FunctionScope>(cursor_, places_, *this));
  FunctionScope* inner = functions_[depth_++].get();
  inner->code.open(line_defined);
  inner->outer = function_;
  inner->block = nullptr;
  inner->first_variable = variable_count_;
  inner->first_label = int(labels_.size());
  inner->active = 0;
  function_ = inner;
  enter(block, false);
}

void Scopes::close_function(Function* function) {
  code().emit_return(code().local_registers(), 0);
  leave();
  if (!cursor_.failed()) code().close(function);
  function_ = function_->outer;
  --depth_;
}

void Scopes::add_environment_upvalue() {
  UpvalueDesc* environment = new_upvalue(*function_);
  environment->in_stack = true;
  environment->name = environment_;
}

// ----------------------------------------------------------------------------------------------------- variables

int Scopes::declare(const Text* name) {
  if (variable_count_ + 1 - function_->first_variable > kMaxLocals) [[unlikely]]
    cursor_.fail_limit("local variables", kMaxLocals, code().line_defined);
  if (variable_count_ + 1 >= kMaxListed) [[unlikely]]
    cursor_.fail_plain("too many local variables (limit is " + std::to_string(kMaxListed) + ")");
  const auto index = size_t(variable_count_++);
  if (index == variables_.size()) variables_.emplace_back();
  variables_[index] = {.name = name};
  return int(index) - function_->first_variable;
}

int& Scopes::innermost(const Text* name) {
  if (name->number >= innermost_.size()) [[unlikely]]
    innermost_.resize(name->number + name->number / 2 + 64, Variable::kNone);
  return innermost_[name->number];
}

Variable& Scopes::activate_next() {
  const int position = function_->first_variable + function_->active++;
  Variable& next = variables_[size_t(position)];
  next.hidden = std::exchange(innermost(next.name), position);
  return next;
}

void Scopes::activate_compile_time() { activate_next(); }

void Scopes::activate(int count) {
  FunctionCode& code = this->code();
  int reg = code.local_registers();
  for (; count > 0; --count) {
    Variable& next = activate_next();
    if (code.locals.size() >= size_t(kMaxListed)) [[unlikely]] {
      cursor_.fail_plain("too many local variables (limit is " + std::to_string(kMaxListed) + ")");
      return;
    }
    next.reg = uint8_t(reg++);
    next.debug_entry = int16_t(code.locals.size());
    code.locals.push_back({next.name, code.pc(), 0});
  }
  code.set_local_registers(reg);
}

int Scopes::register_level(FunctionScope& f, int number) {
  while (number-- > 0) {
    const Variable& last = variable_of(f, number);
    if (last.kind != VariableKind::CompileTimeConst) return last.reg + 1;
  }
  return 0;
}

// Ends the scope of the variables from `number` on.
void Scopes::deactivate_from(int number) {
  variable_count_ -= function_->active - number;
  while (function_->active > number) {
    const Variable& last = variable(--function_->active);
    innermost(last.name) = last.hidden;
    if (last.kind != VariableKind::CompileTimeConst)
      code().locals[size_t(last.debug_entry)].end_pc = code().pc();
  }
  code().set_local_registers(level(number));
}

// Void if the name means no variable.
Operand Scopes::find(const Text* name) {
  const int position = innermost(name);
  if (position == Variable::kNone && name != environment_) return {};
  return find(function_, name, position);
}

// Makes the variable at `position` (kNone: the environment of the main function) an upvalue of the functions between its
// own and this one.
Operand Scopes::find(FunctionScope* f, const Text* name, int position) {
  if (position >= f->first_variable) {
    const int number = position - f->first_variable;
    const Variable& found = variables_[size_t(position)];
    if (found.kind == VariableKind::CompileTimeConst)
      return Operand::of(Kind::CompileTime, position);
    if (f != function_) mark_captured(*f, number);
    Operand local = Operand::of(Kind::Local);
    local.local = {found.reg, uint16_t(number)};
    return local;
  }
  const auto& upvalues = f->code.upvalues;
  for (size_t i = 0; i < upvalues.size(); ++i)
    if (upvalues[i].name == name) return Operand::of(Kind::Upvalue, int(i));
  const Operand outer = find(f->outer, name, position);
  if (outer.kind == Kind::CompileTime) return outer;
  return Operand::of(Kind::Upvalue, add_upvalue(*f, name, outer));
}

Operand Scopes::resolve(const Text* name) {
  Operand found = find(name);
  if (found.kind != Kind::Void) return found;
  Operand environment = find(environment_);
  code().to_register_or_upvalue(environment);
  Operand key = Operand::string(name);
  code().index(environment, key);
  return environment;
}

UpvalueDesc* Scopes::new_upvalue(FunctionScope& f) {
  auto& upvalues = f.code.upvalues;
  if (upvalues.size() + 1 > size_t(kMaxUpvalues)) [[unlikely]] {
    cursor_.fail_limit("upvalues", kMaxUpvalues, f.code.line_defined);
    return &upvalues.back();
  }
  return &upvalues.emplace_back();
}

int Scopes::add_upvalue(FunctionScope& f, const Text* name, const Operand& captured) {
  UpvalueDesc* made = new_upvalue(f);
  made->name = name;
  if (captured.kind == Kind::Local) {
    made->in_stack = true;
    made->index = captured.local.slot;
    made->kind = variable_of(*f.outer, captured.local.variable).kind;
  } else {
    made->in_stack = false;
    made->index = uint8_t(captured.index);
    made->kind = f.outer->code.upvalues[size_t(captured.index)].kind;
  }
  return int(f.code.upvalues.size()) - 1;
}

// The block that declared the variable must close it when it ends.
void Scopes::mark_captured(FunctionScope& f, int number) {
  BlockScope* block = f.block;
  while (block->outside > number) block = block->outer;
  block->has_upvalue = true;
  f.code.needs_close = true;
}

void Scopes::mark_to_be_closed() {
  function_->block->has_upvalue = true;
  function_->block->inside_to_be_closed = true;
  code().needs_close = true;
}

void Scopes::check_assignable(const Operand& target) {
  const Text* name = nullptr;
  switch (target.kind) {
    case Kind::CompileTime: name = variables_[size_t(target.index)].name; break;
    case Kind::Local: {
      const Variable& local = variable(target.local.variable);
      if (local.kind != VariableKind::Regular) name = local.name;
      break;
    }
    case Kind::Upvalue: {
      const UpvalueDesc& upvalue = code().upvalues[size_t(target.index)];
      if (upvalue.kind != VariableKind::Regular) name = upvalue.name;
      break;
    }
    default: break;
  }
  if (name != nullptr) cursor_.fail_here("attempt to assign to const variable " + shown(name));
}

// -------------------------------------------------------------------------------------------------------- blocks

void Scopes::enter(BlockScope& block, bool is_loop) {
  block.outer = function_->block;
  block.first_label = int(labels_.size());
  block.first_goto = int(gotos_.size());
  block.outside = function_->active;
  block.has_upvalue = false;
  block.is_loop = is_loop;
  block.inside_to_be_closed = block.outer != nullptr && block.outer->inside_to_be_closed;
  function_->block = &block;
  TRI_ASSERT(code().free_register() == code().local_registers() || cursor_.failed());
}

void Scopes::leave() {
  BlockScope& block = *function_->block;
  if (cursor_.failed())
      [[unlikely]] {  // what waits for labels may not even belong to this function
    function_->block = block.outer;
    return;
  }
  const int registers_outside = level(block.outside);
  deactivate_from(block.outside);
  bool closed = false;
  if (block.is_loop) closed = make_label(nullptr, 0, false);
  if (!closed && block.outer != nullptr && block.has_upvalue)
    code().emit_abc(Op::Close, registers_outside, 0, 0);
  code().set_free_register(registers_outside);
  labels_.resize(size_t(block.first_label));
  function_->block = block.outer;
  if (block.outer != nullptr)
    move_gotos_out(block);
  else if (size_t(block.first_goto) < gotos_.size())
    fail_undefined(gotos_[size_t(block.first_goto)]);
}

// -------------------------------------------------------------------------------------------------------- labels

const Scopes::Label* Scopes::find_label(const Text* name) const {
  for (size_t i = size_t(function_->first_label); i < labels_.size(); ++i)
    if (labels_[i].name == name) return &labels_[i];
  return nullptr;
}

void Scopes::go_to(const Text* name, int line) {
  const Label* label = find_label(name);
  if (label == nullptr) return add_goto(name, line, code().emit_jump());
  const int label_level = level(label->active);
  if (code().local_registers() > label_level) code().emit_abc(Op::Close, label_level, 0, 0);
  const int jump = code().emit_jump();
  code().direct_jumps(jump, label->pc);
}

void Scopes::add_goto(const Text* name, int line, int jumps) {
  if (gotos_.size() >= size_t(kMaxListed)) [[unlikely]]
    return cursor_.fail_plain("too many labels/gotos (limit is " + std::to_string(kMaxListed) +
                              ")");
  gotos_.push_back({name, line, jumps, function_->active, false});
}

void Scopes::add_label(const Text* name, int line, bool ends_block) {
  if (const Label* earlier = find_label(name))
    return cursor_.fail_here("label " + shown(name) + " already defined on line " +
                             std::to_string(earlier->line));
  make_label(name, line, ends_block);
}

// True if it emitted a Close, for the sake of gotos that leave the scope of captured variables.
bool Scopes::make_label(const Text* name, int line, bool ends_block) {
  if (labels_.size() >= size_t(kMaxListed)) [[unlikely]] {
    cursor_.fail_plain("too many labels/gotos (limit is " + std::to_string(kMaxListed) + ")");
    return false;
  }
  labels_.push_back(
      {name, line, code().label(), ends_block ? function_->block->outside : function_->active});
  if (!resolve_gotos(Label(labels_.back()))) return false;
  code().emit_abc(Op::Close, code().local_registers(), 0, 0);
  return true;
}

// Directs the waiting gotos of the current block to their label. True if one of them needs variables closed.
bool Scopes::resolve_gotos(const Label& label) {
  bool needs_close = false;
  size_t kept = size_t(function_->block->first_goto);
  for (size_t i = kept; i < gotos_.size(); ++i) {
    const Goto waiting = gotos_[i];
    if (waiting.name != label.name) {
      gotos_[kept++] = waiting;
      continue;
    }
    needs_close |= waiting.closes;
    if (waiting.active < label.active) fail_jumps_into_scope(waiting);
    code().direct_jumps(waiting.jumps, label.pc);
  }
  gotos_.resize(kept);
  return needs_close;
}

void Scopes::move_gotos_out(const BlockScope& block) {
  for (size_t i = size_t(block.first_goto); i < gotos_.size(); ++i) {
    Goto& waiting = gotos_[i];
    if (level(waiting.active) > level(block.outside)) waiting.closes |= block.has_upvalue;
    waiting.active = block.outside;
  }
}

TRI_COLD void Scopes::fail_jumps_into_scope(const Goto& from) {
  cursor_.fail_here("<goto " + std::string(from.name->view()) + "> at line " +
                    std::to_string(from.line) + " jumps into the scope of local " +
                    shown(variable(from.active).name));
}

TRI_COLD void Scopes::fail_undefined(const Goto& from) {
  if (from.name == nullptr)
    cursor_.fail_here("break outside loop at line " + std::to_string(from.line));
  else
    cursor_.fail_here("no visible label " + shown(from.name) + " for <goto> at line " +
                      std::to_string(from.line));
}

}  // namespace tri::syntax
