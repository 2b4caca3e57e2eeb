#include "bytecode/verifier.hpp"

#include <limits>
#include <string>
#include <vector>

#include "bytecode/dump_format.hpp"
#include "bytecode/verifier_flow.hpp"

namespace tri::bytecode {

namespace {

// The event that an arithmetic op hands to its metamethod: the operator as written, as subtraction and left shift by a
// constant become addition and right shift.
bool event_belongs(Op op, int event) {
  switch (op) {
    case Op::AddI: return event == int(Event::Add) || event == int(Event::Sub);
    case Op::ShrI: return event == int(Event::Shr) || event == int(Event::Shl);
    case Op::ShlI: return event == int(Event::Shl);
    default: {
      const Op first = op >= Op::Add ? Op::Add : Op::AddK;
      return event == int(Event::Add) + int(op) - int(first);
    }
  }
}

Op mm_op_of(Op op) {
  if (op == Op::AddI || op == Op::ShrI || op == Op::ShlI) return Op::MmBinI;
  return op >= Op::Add ? Op::MmBin : Op::MmBinK;
}

constexpr const char* kSplits = "jumps between instructions that belong together";

// The structure of one function: everything that can be said without knowing which path led there.
class Structure {
 public:
  Structure(const Function& f, const Function* outer)
      : f_(f), outer_(outer), size_(int(f.code.size())), inner_(f.code.size()) {}

  Result<void> run() {
    frame();
    for (pc_ = 0; pc_ < size_ && error_.empty(); ++pc_) {
      if (!is_op(f_.code[size_t(pc_)])) {
        fail("unknown op " + std::to_string(f_.code[size_t(pc_)] & 0x7f));
        break;
      }
      instruction(f_.code[size_t(pc_)]);
    }
    for (pc_ = 0; pc_ < size_ && error_.empty(); ++pc_) jump(f_.code[size_t(pc_)]);
    pc_ = -1;
    if (error_.empty()) debug();
    if (!error_.empty()) return tri::fail(std::move(error_));
    return {};
  }

 private:
  TRI_COLD void fail(std::string_view why) {
    if (error_.empty()) error_ = place_in_function(f_, pc_).append(why);
  }
  void require(bool condition, std::string_view otherwise) {
    if (!condition) [[unlikely]]
      fail(otherwise);
  }
  void index(int value, size_t limit, const char* what) {
    if (size_t(value) >= limit) [[unlikely]]
      fail(std::string(what) + " " + std::to_string(value) + ", of " + std::to_string(limit));
  }
  void reg(int value) { index(value, f_.max_stack, "register"); }
  void reg_run(int first, int count) {
    if (count > 0) reg(first + count - 1);
  }

  bool in_code(int pc) const { return pc >= 0 && pc < size_; }
  Instr at(int pc) const { return f_.code[size_t(pc)]; }
  bool follows(Op op) const {
    return in_code(pc_ + 1) && is_op(at(pc_ + 1)) && op_of(at(pc_ + 1)) == op;
  }
  bool preceded_by(Op op) const { return pc_ > 0 && op_of(at(pc_ - 1)) == op; }

  void frame();
  void instruction(Instr i);
  void operand(Role role, int value, bool k);
  void constant(int place, Role role);
  void next(Instr i);
  void metamethod_call(Instr i, Instr mm);
  void special(Instr i);
  void call(Instr i);
  void returns(Instr i);
  void self(Instr i);
  void table_size(int64_t items, const char* what);
  void jump(Instr i);
  void loop_part(int pc, Op op, int target);
  void debug();
  void lines();
  void locals();

  const Function& f_;
  const Function* outer_;  // null for a main function
  const int size_;
  int pc_ = -1;
  std::vector<bool> inner_;  // belongs to the instruction before it, so nobody may jump there
  std::string error_;
};

void Structure::frame() {
  require(size_ > 0, "no code");
  require(f_.num_params <= f_.max_stack, "more parameters than registers");
  require(f_.line_defined >= 0 && f_.last_line_defined >= 0, "negative line");
  const bool prepares = size_ > 0 && op_of(at(0)) == Op::VarArgPrep;
  require(prepares == f_.is_vararg, "VarArgPrep does not agree with the function being vararg");
  if (outer_ == nullptr) return;
  for (const UpvalueDesc& upvalue : f_.upvalues)
    index(upvalue.index, upvalue.in_stack ? outer_->max_stack : outer_->upvalues.size(),
          upvalue.in_stack ? "captured register" : "captured upvalue");
}

void Structure::instruction(Instr i) {
  const OpRow& row = row_of(op_of(i));
  const bool k = k_of(i);
  switch (row.format) {
    case Format::ABC:
      operand(row.a, a_of(i), k);
      operand(row.b, b_of(i), k);
      operand(row.c, c_of(i), k);
      break;
    case Format::ABx:
      operand(row.a, a_of(i), k);
      operand(row.b, bx_of(i), k);
      break;
    case Format::AsBx: operand(row.a, a_of(i), k); break;
    case Format::Ax:
    case Format::SJ: break;
  }
  if (error_.empty()) next(i);
  if (error_.empty()) special(i);
}

void Structure::operand(Role role, int value, bool k) {
  switch (role) {
    case Role::Out:
    case Role::In:
    case Role::InOut: return reg(value);
    case Role::Out2: return reg(value + 1);
    case Role::K:
    case Role::KStr:
    case Role::KNum:
    case Role::KInt: return constant(value, role);
    case Role::RK: return k ? constant(value, Role::K) : reg(value);
    case Role::RKStr: return k ? constant(value, Role::RKStr) : reg(value);
    case Role::Up: return index(value, f_.upvalues.size(), "upvalue");
    case Role::Func: return index(value, f_.functions.size(), "function");
    case Role::Event:
      return require(value >= int(Event::Add) && value <= int(Event::Shr),
                     "not an operator's event");
    case Role::Base:  // special() knows how many
    case Role::None:
    case Role::Int:
    case Role::SInt:
    case Role::Count:
    case Role::Jump: return;
  }
}

void Structure::constant(int place, Role role) {
  index(place, f_.constants.size(), "constant");
  if (!error_.empty()) return;
  const Constant& c = f_.constants[size_t(place)];
  switch (role) {
    case Role::KStr:
      return require(
          c.kind == Constant::Kind::String && c.text->size <= dump_format::kLongestShortString,
          "constant is not a field name");
    case Role::RKStr: return require(c.kind == Constant::Kind::String, "constant is not a string");
    case Role::KNum: return require(c.is_number(), "constant is not a number");
    case Role::KInt:
      return require(c.kind == Constant::Kind::Integer, "constant is not an integer");
    default: return;
  }
}

// The instruction that belongs to this one.
void Structure::next(Instr i) {
  bool has_inner = true;
  switch (row_of(op_of(i)).next) {
    case Next::Any: has_inner = false; break;
    case Next::Mm:
      require(follows(mm_op_of(op_of(i))), "no call of the operator's metamethod follows");
      if (error_.empty()) metamethod_call(i, at(pc_ + 1));
      break;
    case Next::Branch: require(follows(Op::Jmp), "no jump follows the test"); break;
    case Next::Extra: require(follows(Op::ExtraArg), "no ExtraArg follows"); break;
    case Next::ExtraK:
      has_inner = k_of(i);
      if (has_inner) require(follows(Op::ExtraArg), "no ExtraArg follows");
      break;
    case Next::TLoop:
      require(follows(Op::TForLoop) && a_of(at(pc_ + 1)) == a_of(i),
              "no TForLoop of the same loop follows");
      break;
  }
  if (sets_top(i)) {
    has_inner = true;
    require(in_code(pc_ + 1) && uses_top(at(pc_ + 1)), "nobody takes the open list of values");
  }
  if (has_inner && error_.empty()) inner_[size_t(pc_ + 1)] = true;
}

void Structure::metamethod_call(Instr i, Instr mm) {
  require(a_of(mm) == b_of(i) && event_belongs(op_of(i), c_of(mm)),
          "the metamethod call is another operator's");
  if (op_of(mm) == Op::MmBinI)
    require(sb_of(mm) == sc_of(i) || sb_of(mm) == -sc_of(i),
            "the metamethod call has another operand");
  else
    require(b_of(mm) == c_of(i), "the metamethod call has another operand");
}

void Structure::special(Instr i) {
  const int a = a_of(i), b = b_of(i), c = c_of(i);
  switch (op_of(i)) {
    case Op::LoadKX: return constant(ax_of(at(pc_ + 1)), Role::K);
    case Op::LFalseSkip: return require(in_code(pc_ + 2), "skips past the end");
    case Op::LoadNil: return reg_run(a, b + 1);
    case Op::NewTable: {
      const int64_t items = c + (k_of(i) ? int64_t{ax_of(at(pc_ + 1))} * (kMaxC + 1) : 0);
      table_size(items / kFieldsPerFlush, "items");
      if (b > 1) table_size(b > 32 ? int64_t{1} << 32 : int64_t{1} << (b - 2), "fields");
      return;
    }
    case Op::SetList: {
      reg(a);
      reg_run(a + 1, b);
      const int64_t already = c + (k_of(i) ? int64_t{ax_of(at(pc_ + 1))} * (kMaxC + 1) : 0);
      return table_size(already / kFieldsPerFlush, "items");
    }
    case Op::Self: return self(i);
    case Op::Concat: require(b >= 2, "fewer than two operands"); return reg_run(a, b);
    case Op::Close: return reg(a);
    case Op::MmBin:
    case Op::MmBinI:
    case Op::MmBinK:
      return require(pc_ > 0 && inner_[size_t(pc_)], "no operator before the metamethod call");
    case Op::ExtraArg: return require(pc_ > 0 && inner_[size_t(pc_)], "nobody takes the ExtraArg");
    case Op::Call:
    case Op::TailCall: return call(i);
    case Op::Return:
    case Op::Return0:
    case Op::Return1: return returns(i);
    case Op::ForLoop:
    case Op::ForPrep:
    case Op::TForPrep: return reg_run(a, 4);
    case Op::TForLoop: return require(preceded_by(Op::TForCall), "no TForCall before the TForLoop");
    case Op::TForCall:
      require(c >= 1, "a loop without variables");
      reg_run(a, 7);
      return reg_run(a + 4, c);
    case Op::VarArg:
      require(f_.is_vararg, "not in a vararg function");
      reg(a);
      return reg_run(a, c - 1);
    case Op::VarArgPrep:
      return require(pc_ == 0 && a == f_.num_params, "not the start of this vararg function");
    default: return;
  }
}

void Structure::call(Instr i) {
  const int a = a_of(i), b = b_of(i), c = c_of(i);
  reg(a);
  reg_run(a, b);
  if (op_of(i) == Op::TailCall) {
    require(op_of(at(pc_ + 1)) == Op::Return && a_of(at(pc_ + 1)) == a,
            "no return of its results follows");
    returns(i);
  } else {
    reg_run(a, c - 1);
  }
}

// Also of a TailCall. To return from a vararg frame one must know that it is one.
void Structure::returns(Instr i) {
  const Op op = op_of(i);
  if (op == Op::Return0 || op == Op::Return1)
    return require(!f_.is_vararg, "this return cannot leave a vararg function");
  require(c_of(i) == (f_.is_vararg ? f_.num_params + 1 : 0),
          "the return does not agree with the function being vararg");
  if (op != Op::Return) return;
  if (b_of(i) > 1)
    reg_run(a_of(i), b_of(i) - 1);
  else
    require(a_of(i) <= f_.max_stack, "returns from beyond the registers");
}

// A key in a register must be known to be a string: it was loaded just before.
void Structure::self(Instr i) {
  if (k_of(i)) return;
  int load = pc_ - 1;
  if (load > 0 && op_of(at(load)) == Op::ExtraArg) --load;
  require(load >= 0, "no method name before");
  if (!error_.empty()) return;
  const Instr before = at(load);
  int place;
  if (op_of(before) == Op::LoadK)
    place = bx_of(before);
  else if (op_of(before) == Op::LoadKX)
    place = ax_of(at(load + 1));
  else
    return fail("no method name before");
  require(a_of(before) == c_of(i), "the method name is in another register");
  if (error_.empty()) constant(place, Role::RKStr);
  if (error_.empty()) inner_[size_t(pc_)] = true;
}

// A hint of more than the code could fill is an attempt to exhaust memory.
void Structure::table_size(int64_t instructions, const char* what) {
  if (instructions > size_) [[unlikely]]
    fail(std::string("a table of more ") + what + " than the code can make");
}

// Where execution goes on other than at the next instruction, once it is known which instructions belong together.
void Structure::jump(Instr i) {
  const Op op = op_of(i);
  if (op == Op::LFalseSkip) return require(!inner_[size_t(pc_ + 2)], kSplits);
  if (!has_jump(op)) return;
  const int target = pc_ + jump_distance(i);
  require(in_code(target), "jumps out of the code");
  if (!error_.empty()) return;
  require(!inner_[size_t(target)], kSplits);
  switch (op) {
    case Op::ForPrep: return loop_part(target - 1, Op::ForLoop, pc_ + 1);
    case Op::ForLoop: return loop_part(target - 1, Op::ForPrep, pc_ + 1);
    case Op::TForPrep:
      loop_part(target, Op::TForCall, 0);
      return loop_part(target + 1, Op::TForLoop, pc_ + 1);
    case Op::TForLoop: return loop_part(target - 1, Op::TForPrep, pc_ - 1);
    default: return;
  }
}

// The other part of a loop must be where the jump says, and jump back to `target`.
void Structure::loop_part(int pc, Op op, int target) {
  require(in_code(pc) && op_of(at(pc)) == op && a_of(at(pc)) == a_of(at(pc_)) &&
              (!has_jump(op) || pc + jump_distance(at(pc)) == target),
          "the parts of the loop do not agree");
}

// ------------------------------------------------------------------------------------------------------- debug

void Structure::debug() {
  lines();
  locals();
}

void Structure::lines() {
  if (f_.line_deltas.empty()) return require(f_.anchors.empty(), "anchors without lines");
  require(int(f_.line_deltas.size()) == size_, "lines for other code");
  if (!error_.empty()) return;
  size_t anchor = 0;
  int64_t line = f_.line_defined;
  for (int pc = 0; pc < size_ && error_.empty(); ++pc) {
    line += f_.line_deltas[size_t(pc)];
    if (f_.line_deltas[size_t(pc)] == kAnchoredLine) {
      require(anchor < f_.anchors.size() && f_.anchors[anchor].pc == pc,
              "an anchored line without its anchor");
      if (!error_.empty()) return;
      line = f_.anchors[anchor++].line;
    }
    require(line >= 0 && line <= std::numeric_limits<int>::max(), "a line that cannot be");
  }
  require(anchor == f_.anchors.size(), "more anchors than anchored lines");
}

void Structure::locals() {
  int last_start = 0;
  std::vector<int> ends;  // of those alive
  for (const LocalVariable& local : f_.locals) {
    require(local.name != nullptr, "a variable without a name");
    require(local.start_pc >= last_start && local.start_pc <= local.end_pc && local.end_pc <= size_,
            "a variable's scope is out of order");
    if (!error_.empty()) return;
    last_start = local.start_pc;
    std::erase_if(ends, [&](int end) { return end <= local.start_pc; });
    if (local.end_pc > local.start_pc) ends.push_back(local.end_pc);
    require(ends.size() <= f_.max_stack, "more variables than registers");
  }
}

Result<void> verify_function(const Function& f, const Function* outer) {
  TRI_TRY_VOID(Structure(f, outer).run());
  TRI_TRY_VOID(verify_flow(f));
  for (const auto& inner : f.functions) TRI_TRY_VOID(verify_function(*inner, &f));
  return {};
}

}  // namespace

std::string place_in_function(const Function& f, int pc) {
  std::string place =
      f.line_defined == 0 ? "main function" : "function at line " + std::to_string(f.line_defined);
  if (pc >= 0) {
    place += ", instruction " + std::to_string(pc + 1);
    if (is_op(f.code[size_t(pc)]))
      place.append(" (").append(row_of(op_of(f.code[size_t(pc)])).name).append(")");
  }
  return place + ": ";
}

Result<void> verify(const Function& main) { return verify_function(main, nullptr); }

}  // namespace tri::bytecode
