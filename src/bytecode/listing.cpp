#include "bytecode/listing.hpp"

#include <cstdint>
#include <cstdio>
#include <string_view>

#include "base/number_text.hpp"

namespace tri::bytecode {

namespace {

std::string in_case(std::string_view name, char first, char last) {
  std::string changed(name);
  for (char& c : changed)
    if (c >= first && c <= last) c ^= 'a' ^ 'A';
  return changed;
}
std::string upper(std::string_view name) { return in_case(name, 'a', 'z'); }
std::string lower(std::string_view name) { return in_case(name, 'A', 'Z'); }

// Names end at a zero in a listing, as in C.
const char* name_of(const Text* name) { return name == nullptr ? "-" : name->data(); }

// The op of the same name: Add .. Shr stand in one order among ops and among events.
std::string event_name(int event) {
  const int place = event - int(Event::Add);
  if (place < 0 || event > int(Event::Shr)) return "?";
  return "__" + lower(row_of(Op(int(Op::Add) + place)).name);
}

class Lister {
 public:
  explicit Lister(bool full) : full_(full) {}

  void function(const Function& f) {
    f_ = &f;
    header();
    for (pc_ = 0; pc_ < int(f.code.size()); ++pc_) instruction();
    if (full_) {
      constants();
      locals();
      upvalues();
    }
    for (const auto& inner : f.functions) function(*inner);
  }

  std::string take() { return std::move(out_); }

 private:
  // ---- pieces
  void text(std::string_view t) { out_ += t; }
  void number(int64_t n) {
    char buffer[kNumberTextSize];
    out_.append(buffer, format_integer(buffer, n));
  }
  void counted(size_t n, const char* noun) {
    number(int64_t(n));
    plural(n, noun);
  }
  void plural(size_t n, const char* noun) {
    out_.append(" ").append(noun);
    if (n != 1) out_ += 's';
  }
  void address(const Function& f) {
    char buffer[32];
    std::snprintf(buffer, sizeof buffer, "%p", static_cast<const void*>(&f));
    out_ += buffer;
  }
  void quoted(std::string_view string);
  void constant(int place);
  // As luac shows no results or arguments: "all", or how many.
  void list_of(int operand, const char* direction) {
    if (operand == 0)
      text("all");
    else
      number(operand - 1);
    text(direction);
  }

  // ---- parts
  void header();
  void instruction();
  void operands(Instr i);
  void comment(Instr i);
  void constants();
  void locals();
  void upvalues();

  // Wraps around for counts that no compiler makes, as the reference's does.
  int extra() const {
    return int(uint32_t(ax_of(f_->code[size_t(pc_ + 1)])) * uint32_t(kMaxC + 1));
  }

  const bool full_;
  const Function* f_ = nullptr;
  int pc_ = 0;
  std::string out_;
};

void Lister::quoted(std::string_view string) {
  constexpr std::string_view kSpecial = "\"\\\a\b\f\n\r\t\v", kLetters = "\"\\abfnrtv";
  text("\"");
  for (const char c : string) {
    if (const size_t special = kSpecial.find(c); special != std::string_view::npos) {
      out_.append("\\").append(1, kLetters[special]);
    } else if (c >= ' ' && c <= '~') {
      out_ += c;
    } else {
      char buffer[8];
      std::snprintf(buffer, sizeof buffer, "\\%03d", uint8_t(c));
      out_ += buffer;
    }
  }
  text("\"");
}

void Lister::constant(int place) {
  const Constant& c = f_->constants[size_t(place)];
  switch (c.kind) {
    case Constant::Kind::Nil: return text("nil");
    case Constant::Kind::False: return text("false");
    case Constant::Kind::True: return text("true");
    case Constant::Kind::Integer: return number(c.integer);
    case Constant::Kind::Float: {
      char buffer[kNumberTextSize];
      out_.append(buffer, format_float(buffer, c.number));
      return;
    }
    case Constant::Kind::String: return quoted(c.text->view());
  }
}

void Lister::header() {
  const Function& f = *f_;
  std::string_view source = f.source == nullptr ? "=?" : f.source->data();
  if (source.starts_with('@') || source.starts_with('='))
    source.remove_prefix(1);
  else
    source = source.starts_with('\x1b') ? "(bstring)" : "(string)";
  text(f.line_defined == 0 ? "\nmain <" : "\nfunction <");
  out_.append(source).append(":");
  number(f.line_defined);
  text(",");
  number(f.last_line_defined);
  text("> (");
  counted(f.code.size(), "instruction");
  text(" at ");
  address(f);
  text(")\n");
  number(f.num_params);
  text(f.is_vararg ? "+" : "");
  plural(f.num_params, "param");
  text(", ");
  counted(f.max_stack, "slot");
  text(", ");
  counted(f.upvalues.size(), "upvalue");
  text(", ");
  counted(f.locals.size(), "local");
  text(", ");
  counted(f.constants.size(), "constant");
  text(", ");
  counted(f.functions.size(), "function");
  text("\n");
}

void Lister::instruction() {
  const Instr i = f_->code[size_t(pc_)];
  text("\t");
  number(pc_ + 1);
  if (const int line = line_of(*f_, pc_); line > 0) {
    text("\t[");
    number(line);
    text("]\t");
  } else {
    text("\t[-]\t");
  }
  std::string name = upper(row_of(op_of(i)).name);
  if (name.size() < 9) name.resize(9, ' ');
  out_.append(name).append("\t");
  operands(i);
  comment(i);
  text("\n");
}

// The operands in use, in order; then k where it decides something: a 0 or 1 for which way, a suffix for a constant in
// place of a register or for upvalues to close.
void Lister::operands(Instr i) {
  const OpRow& row = row_of(op_of(i));
  const char* separator = "";
  const auto operand = [&](Role role, int value) {
    if (role == Role::None) return;
    text(separator);
    number(value);
    separator = " ";
  };
  switch (row.format) {
    case Format::ABC: {
      operand(row.a, a_of(i));
      operand(row.b, row.b == Role::SInt ? sb_of(i) : b_of(i));
      const bool tests = row.next == Next::Branch;
      if (!tests) operand(row.c, row.c == Role::SInt ? sc_of(i) : c_of(i));
      const Op op = op_of(i);
      if (tests || op == Op::MmBinI || op == Op::MmBinK) operand(Role::Int, k_of(i));
      const bool suffix =
          row.c == Role::RK || row.c == Role::RKStr || op == Op::Return || op == Op::TailCall;
      if (suffix && k_of(i)) text("k");
      return;
    }
    case Format::ABx: operand(row.a, a_of(i)); return operand(row.b, bx_of(i));
    case Format::AsBx: operand(row.a, a_of(i)); return operand(row.b, sbx_of(i));
    case Format::Ax: return operand(row.a, ax_of(i));
    case Format::SJ: return operand(row.a, sj_of(i));
  }
}

// What the operands stand for.
void Lister::comment(Instr i) {
  constexpr const char* kMark = "\t; ";
  const int a = a_of(i), b = b_of(i), c = c_of(i);
  const auto upvalue = [&](int place) { text(name_of(f_->upvalues[size_t(place)].name)); };
  const auto to = [&](const char* words, int pc) {
    text(kMark);
    text(words);
    number(pc + 1);
  };
  switch (op_of(i)) {
    case Op::LoadK: text(kMark); return constant(bx_of(i));
    case Op::LoadKX: text(kMark); return constant(ax_of(f_->code[size_t(pc_ + 1)]));
    case Op::LoadNil: text(kMark); return list_of(b + 2, " out");
    case Op::GetUpval:
    case Op::SetUpval: text(kMark); return upvalue(b);
    case Op::GetTabUp:
      text(kMark);
      upvalue(b);
      text(" ");
      return constant(c);
    case Op::SetTabUp:
      text(kMark);
      upvalue(a);
      text(" ");
      constant(b);
      if (k_of(i)) text(" "), constant(c);
      return;
    case Op::SetField:
      text(kMark);
      constant(b);
      if (k_of(i)) text(" "), constant(c);
      return;
    case Op::SetTable:
    case Op::SetI:
    case Op::Self:
      if (k_of(i)) text(kMark), constant(c);
      return;
    case Op::NewTable: text(kMark); return number(c + extra());
    case Op::SetList:
      if (k_of(i)) text(kMark), number(c + extra());
      return;
    case Op::GetField:
    case Op::AddK:
    case Op::SubK:
    case Op::MulK:
    case Op::ModK:
    case Op::PowK:
    case Op::DivK:
    case Op::IDivK:
    case Op::BAndK:
    case Op::BOrK:
    case Op::BXorK: text(kMark); return constant(c);
    case Op::EqK: text(kMark); return constant(b);
    case Op::MmBin:
    case Op::MmBinI:
    case Op::MmBinK:
      out_.append(kMark).append(event_name(c));
      if (op_of(i) == Op::MmBinK) text(" "), constant(b);
      if (op_of(i) != Op::MmBin && k_of(i)) text(" flip");
      return;
    case Op::Jmp:
    case Op::TForPrep:
    case Op::ForLoop:
    case Op::TForLoop: return to("to ", pc_ + jump_distance(i));
    case Op::ForPrep: return to("exit to ", pc_ + jump_distance(i));
    case Op::Call:
      text(kMark);
      list_of(b, " in ");
      return list_of(c, " out");
    case Op::TailCall:  // luac knows no "all" here
      text(kMark);
      number(b - 1);
      return text(" in");
    case Op::Return: text(kMark); return list_of(b, " out");
    case Op::VarArg: text(kMark); return list_of(c, " out");
    case Op::Closure: text(kMark); return address(*f_->functions[size_t(bx_of(i))]);
    default: return;
  }
}

void Lister::constants() {
  text("constants (");
  number(int64_t(f_->constants.size()));
  text(") for ");
  address(*f_);
  text(":\n");
  for (size_t place = 0; place < f_->constants.size(); ++place) {
    constexpr const char* kLetters[] = {"N", "B", "B", "I", "F", "S"};  // by Constant::Kind
    text("\t");
    number(int64_t(place));
    out_.append("\t").append(kLetters[int(f_->constants[place].kind)]).append("\t");
    constant(int(place));
    text("\n");
  }
}

void Lister::locals() {
  text("locals (");
  number(int64_t(f_->locals.size()));
  text(") for ");
  address(*f_);
  text(":\n");
  for (size_t place = 0; place < f_->locals.size(); ++place) {
    const LocalVariable& local = f_->locals[place];
    text("\t");
    number(int64_t(place));
    out_.append("\t").append(name_of(local.name)).append("\t");
    number(local.start_pc + 1);
    text("\t");
    number(local.end_pc + 1);
    text("\n");
  }
}

void Lister::upvalues() {
  text("upvalues (");
  number(int64_t(f_->upvalues.size()));
  text(") for ");
  address(*f_);
  text(":\n");
  for (size_t place = 0; place < f_->upvalues.size(); ++place) {
    const UpvalueDesc& upvalue = f_->upvalues[place];
    text("\t");
    number(int64_t(place));
    out_.append("\t").append(name_of(upvalue.name)).append("\t");
    number(upvalue.in_stack);
    text("\t");
    number(upvalue.index);
    text("\n");
  }
}

}  // namespace

std::string list(const Function& main, bool full) {
  Lister lister(full);
  lister.function(main);
  return lister.take();
}

}  // namespace tri::bytecode
