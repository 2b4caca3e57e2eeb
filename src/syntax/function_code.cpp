#include "syntax/function_code.hpp"

#include <bit>
#include <cstdlib>

#include "base/arithmetic.hpp"

namespace tri::syntax {

using namespace bytecode;  // NOLINT: the whole file speaks of instructions

namespace {

constexpr bool fits_sbx(int64_t value) {
  return -kExcessBx <= value && value <= kMaxBx - kExcessBx;
}

bool same_value(const Constant& x, const Constant& y) {
  if (x.kind != y.kind) return false;
  switch (x.kind) {
    case Constant::Kind::Integer: return x.integer == y.integer;
    case Constant::Kind::Float: return x.number == y.number;
    case Constant::Kind::String: return x.text == y.text;
    default: return true;
  }
}

}  // namespace

void FunctionCode::open(int line) {
  line_defined = line;
  num_params = 0;
  is_vararg = false;
  needs_close = false;
  upvalues.clear();
  locals.clear();
  functions.clear();
  code_.clear();
  line_deltas_.clear();
  anchors_.clear();
  constants_.clear();
  previous_line_ = line;
  since_anchor_ = 0;
  last_label_ = 0;
  free_register_ = 0;
  local_registers_ = 0;
  max_stack_ = 2;  // registers 0 and 1 are there in every frame
}

void FunctionCode::close(Function* function) {
  finish();
  function->line_defined = line_defined;
  function->num_params = num_params;
  function->is_vararg = is_vararg;
  function->max_stack = uint8_t(max_stack_);
  function->code = code_;
  function->constants = constants_;
  function->upvalues = upvalues;
  function->functions = std::move(functions);
  function->line_deltas = line_deltas_;
  function->anchors = anchors_;
  function->locals = locals;
}

void FunctionCode::finish() {
  for (int pc = 0; pc < int(code_.size()); ++pc) {
    Instr& i = at(pc);
    switch (op_of(i)) {
      case Op::Return0:
      case Op::Return1:
        if (!needs_close && !is_vararg) break;
        i = with_op(i, Op::Return);
        [[fallthrough]];
      case Op::Return:
      case Op::TailCall:
        if (needs_close) i = with_k(i, true);
        if (is_vararg) i = with_c(i, num_params + 1);
        break;
      case Op::Jmp: shorten_jump(pc); break;
      default: break;
    }
  }
}

// A jump to a jump goes to the end of the chain, or of its first hundred links: a chain may be a circle.
void FunctionCode::shorten_jump(int pc) {
  int target = pc;
  for (int links = 0; links < 100 && op_of(at(target)) == Op::Jmp; ++links)
    target += jump_distance(at(target));
  set_jump(pc, target);
}

// ------------------------------------------------------------------------------------------- instructions, lines

int FunctionCode::emit(Instr i) {
  code_.push_back(i);
  save_line(cursor_.last_line());
  return pc() - 1;
}

// Of the instruction just emitted.
void FunctionCode::save_line(int line) {
  int delta = line - previous_line_;
  if (std::abs(delta) >= -kAnchoredLine || since_anchor_++ >= kAnchorInterval) [[unlikely]] {
    anchors_.push_back({pc() - 1, line});
    delta = kAnchoredLine;
    since_anchor_ = 1;
  }
  line_deltas_.push_back(int8_t(delta));
  previous_line_ = line;
}

void FunctionCode::drop_last_line() {
  const int8_t delta = line_deltas_.back();
  line_deltas_.pop_back();
  if (delta != kAnchoredLine) {
    previous_line_ -= delta;
    --since_anchor_;
  } else {
    anchors_.pop_back();
    since_anchor_ = kAnchorInterval + 1;  // the line that comes instead is anchored too
  }
}

void FunctionCode::set_last_line(int line) {
  drop_last_line();
  save_line(line);
}

void FunctionCode::drop_last_instruction() {
  drop_last_line();
  code_.pop_back();
}

// The last instruction, if execution always comes from it to here; else null.
Instr* FunctionCode::previous_instruction() { return pc() > last_label_ ? &code_.back() : nullptr; }

// Extends a LoadNil just before where the two ranges touch.
void FunctionCode::load_nil(int first, int count) {
  int last = first + count - 1;
  if (Instr* previous = previous_instruction(); previous && op_of(*previous) == Op::LoadNil) {
    const int previous_first = a_of(*previous);
    const int previous_last = previous_first + b_of(*previous);
    if ((previous_first <= first && first <= previous_last + 1) ||
        (first <= previous_first && previous_first <= last + 1)) {
      first = std::min(first, previous_first);
      last = std::max(last, previous_last);
      *previous = encode_abc(Op::LoadNil, first, last - first, 0);
      return;
    }
  }
  emit_abc(Op::LoadNil, first, count - 1, 0);
}

void FunctionCode::load_integer(int reg, int64_t value) {
  if (fits_sbx(value))
    emit(encode_asbx(Op::LoadI, reg, int(value)));
  else
    emit_load_constant(reg, constant(Constant::of(value)));
}

void FunctionCode::load_float(int reg, double value) {
  int64_t integer = 0;
  if (float_to_integer(value, &integer) && fits_sbx(integer))
    emit(encode_asbx(Op::LoadF, reg, int(integer)));
  else
    emit_load_constant(reg, constant(Constant::of(value)));
}

int FunctionCode::emit_load_constant(int reg, int constant) {
  if (constant <= kMaxBx) return emit_abx(Op::LoadK, reg, constant);
  const int pc = emit_abx(Op::LoadKX, reg, 0);
  emit(encode_ax(Op::ExtraArg, constant));
  return pc;
}

// The place of `value` in the constant table.
int FunctionCode::constant(const Constant& value) {
  int& place = places_.place_of(value);
  if (place >= 0 && size_t(place) < constants_.size() &&
      same_value(constants_[size_t(place)], value))
    return place;
  if (constants_.size() >= size_t(kMaxAx)) [[unlikely]] {
    cursor_.fail_plain("too many constants (limit is " + std::to_string(kMaxAx) + ")");
    return 0;
  }
  place = int(constants_.size());
  constants_.push_back(value);
  return place;
}

void FunctionCode::emit_return(int first, int count) {
  const Op op = count == 0 ? Op::Return0 : count == 1 ? Op::Return1 : Op::Return;
  emit_abc(op, first, count + 1, 0);
}

// Directs the jump of the loop instruction at `pc`, whose distance is never negative.
void FunctionCode::set_for_jump(int pc, int target, bool back) {
  const int distance = back ? pc + 1 - target : target - (pc + 1);
  if (distance > kMaxBx) [[unlikely]]
    return cursor_.fail_near("control structure too long");
  at(pc) = with_bx(at(pc), distance);
}

void FunctionCode::set_table_size(int pc, int reg, int items, int fields) {
  const int log2_fields = fields > 0 ? std::bit_width(unsigned(fields - 1)) + 1 : 0;
  const int extra = items / (kMaxC + 1);
  at(pc) = encode_abc(Op::NewTable, reg, log2_fields, items % (kMaxC + 1), extra > 0);
  at(pc + 1) = encode_ax(Op::ExtraArg, extra);
}

void FunctionCode::emit_set_list(int reg, int already, int count) {
  if (count == kMultiple) count = 0;
  if (already <= kMaxC) {
    emit_abc(Op::SetList, reg, count, already);
  } else {
    emit_abc(Op::SetList, reg, count, already % (kMaxC + 1), true);
    emit(encode_ax(Op::ExtraArg, already / (kMaxC + 1)));
  }
  free_register_ = reg + 1;
}

// ----------------------------------------------------------------------------------------------------- registers

void FunctionCode::need_registers(int count) {
  const int size = free_register_ + count;
  if (size <= max_stack_) return;
  if (size >= kMaxRegisters) [[unlikely]]
    return cursor_.fail_near("function or expression needs too many registers");
  max_stack_ = size;
}

void FunctionCode::reserve(int count) {
  need_registers(count);
  free_register_ += count;
}

// Unless a local variable holds it.
void FunctionCode::release_register(int reg) {
  if (reg < local_registers_) return;
  --free_register_;
  TRI_ASSERT(reg == free_register_ || cursor_.failed());
}

void FunctionCode::release_both(int reg1, int reg2) {
  release_register(std::max(reg1, reg2));
  release_register(std::min(reg1, reg2));
}

void FunctionCode::release(const Operand& e) {
  if (e.kind == Operand::Kind::Register) release_register(e.index);
}

void FunctionCode::release(const Operand& e1, const Operand& e2) {
  const int reg1 = e1.kind == Operand::Kind::Register ? e1.index : -1;
  const int reg2 = e2.kind == Operand::Kind::Register ? e2.index : -1;
  release_both(reg1, reg2);
}

// --------------------------------------------------------------------------------------------------------- jumps

int FunctionCode::emit_jump() { return emit(encode_sj(Op::Jmp, kNoJump)); }

int FunctionCode::label() { return last_label_ = pc(); }

// The jump of an undirected Jmp leads to the next one in its list. The end of a list leads to itself.
int FunctionCode::next_in_list(int pc) const {
  const int distance = sj_of(code_[size_t(pc)]);
  return distance == kNoJump ? kNoJump : pc + 1 + distance;
}

void FunctionCode::set_jump(int pc, int target) {
  const int distance = target - (pc + 1);
  if (distance < -kExcessJ || distance > kMaxAx - kExcessJ) [[unlikely]]
    return cursor_.fail_near("control structure too long");
  at(pc) = with_sj(at(pc), distance);
}

void FunctionCode::append_jumps(int* list, int more) {
  if (more == kNoJump) return;
  if (*list == kNoJump) {
    *list = more;
    return;
  }
  int last = *list;
  for (int next; (next = next_in_list(last)) != kNoJump;) last = next;
  set_jump(last, more);
}

int FunctionCode::emit_test(Op op, int a, int b, int c, bool k) {
  emit_abc(op, a, b, c, k);
  return emit_jump();
}

// The test that decides whether the jump is taken, or the jump itself if none does.
Instr& FunctionCode::control_of(int jump) {
  if (jump >= 1 && row_of(op_of(at(jump - 1))).next == Next::Branch) return at(jump - 1);
  return at(jump);
}

// Gives the TestSet that controls `jump` its target register, or makes it a plain Test if the value is already there or
// not wanted (kNoRegister). False if the jump is controlled by something else, which yields no value.
bool FunctionCode::settle_test(int jump, int reg) {
  Instr& test = control_of(jump);
  if (op_of(test) != Op::TestSet) return false;
  if (reg != kNoRegister && reg != b_of(test))
    test = with_a(test, reg);
  else
    test = encode_abc(Op::Test, b_of(test), 0, 0, k_of(test));
  return true;
}

void FunctionCode::drop_values(int list) {
  for (; list != kNoJump; list = next_in_list(list)) settle_test(list, kNoRegister);
}

// True if some jump of the list comes without the value that made it jump.
bool FunctionCode::needs_value(int list) {
  for (; list != kNoJump; list = next_in_list(list))
    if (op_of(control_of(list)) != Op::TestSet) return true;
  return false;
}

// Jumps that bring a value put it in `reg` and go to `value_target`, others to `other_target`.
void FunctionCode::direct_jumps(int list, int value_target, int reg, int other_target) {
  while (list != kNoJump) {
    const int next = next_in_list(list);
    set_jump(list, settle_test(list, reg) ? value_target : other_target);
    list = next;
  }
}

void FunctionCode::direct_jumps(int list, int target) {
  direct_jumps(list, target, kNoRegister, target);
}

void FunctionCode::direct_jumps_here(int list) { direct_jumps(list, label()); }

}  // namespace tri::syntax
