#include "bytecode/dump.hpp"

#include "bytecode/dump_format.hpp"

namespace tri::bytecode {

using namespace dump_format;  // NOLINT

namespace {

class Writer {
 public:
  explicit Writer(bool strip) : strip_(strip) {}

  std::string run(const Function& main) {
    header();
    byte(uint8_t(main.upvalues.size()));
    function(main, nullptr);
    return std::move(out_);
  }

 private:
  void bytes(const void* from, size_t size) { out_.append(static_cast<const char*>(from), size); }
  template <class T>
  void value(T x) {
    bytes(&x, sizeof x);
  }
  void byte(uint8_t x) { out_ += char(x); }

  void number(size_t x) {
    uint8_t buffer[10];
    int at = sizeof buffer;
    buffer[--at] = uint8_t((x & 0x7f) | 0x80);
    while ((x >>= 7) != 0) buffer[--at] = uint8_t(x & 0x7f);
    bytes(buffer + at, sizeof buffer - size_t(at));
  }

  void text(const Text* t) {
    if (t == nullptr) return number(0);
    number(t->size + 1);
    bytes(t->data(), t->size);
  }

  void header() {
    out_ += kSignature;
    byte(kVersion);
    byte(kFormat);
    out_ += kTransferCheck;
    byte(sizeof(Instr));
    byte(sizeof(int64_t));
    byte(sizeof(double));
    value(kIntegerCheck);
    value(kFloatCheck);
  }

  void constant(const Constant& c) {
    switch (c.kind) {
      case Constant::Kind::Nil: return byte(kNil);
      case Constant::Kind::False: return byte(kFalse);
      case Constant::Kind::True: return byte(kTrue);
      case Constant::Kind::Integer: byte(kInteger); return value(c.integer);
      case Constant::Kind::Float: byte(kFloat); return value(c.number);
      case Constant::Kind::String:
        byte(c.text->size <= kLongestShortString ? kShortString : kLongString);
        return text(c.text);
    }
  }

  void function(const Function& f, const Text* outer_source) {
    text(strip_ || f.source == outer_source ? nullptr : f.source);
    number(size_t(f.line_defined));
    number(size_t(f.last_line_defined));
    byte(f.num_params);
    byte(f.is_vararg);
    byte(f.max_stack);
    number(f.code.size());
    bytes(f.code.data(), f.code.size() * sizeof(Instr));
    number(f.constants.size());
    for (const Constant& c : f.constants) constant(c);
    number(f.upvalues.size());
    for (const UpvalueDesc& upvalue : f.upvalues) {
      byte(upvalue.in_stack);
      byte(upvalue.index);
      byte(uint8_t(upvalue.kind));
    }
    number(f.functions.size());
    for (const auto& inner : f.functions) function(*inner, f.source);
    debug(f);
  }

  void debug(const Function& f) {
    if (strip_) {
      for (int lists = 0; lists < 4; ++lists) number(0);
      return;
    }
    number(f.line_deltas.size());
    bytes(f.line_deltas.data(), f.line_deltas.size());
    number(f.anchors.size());
    for (const LineAnchor& anchor : f.anchors) {
      number(size_t(anchor.pc));
      number(size_t(anchor.line));
    }
    number(f.locals.size());
    for (const LocalVariable& local : f.locals) {
      text(local.name);
      number(size_t(local.start_pc));
      number(size_t(local.end_pc));
    }
    number(f.upvalues.size());
    for (const UpvalueDesc& upvalue : f.upvalues) text(upvalue.name);
  }

  bool strip_;
  std::string out_;
};

}  // namespace

std::string dump(const Function& main, bool strip) { return Writer(strip).run(main); }

}  // namespace tri::bytecode
