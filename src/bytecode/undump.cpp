#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "bytecode/dump.hpp"
#include "bytecode/dump_format.hpp"
#include "bytecode/verifier.hpp"

namespace tri::bytecode {

using namespace dump_format;  // NOLINT

namespace {

// Functions nested deeper than the compiler can nest them would only exhaust the native stack.
constexpr int kDeepestNesting = 200;

// The compilers of Lua 5.4.0 to 5.4.4 let a `break` leave a generic for without closing the loop's own to-be-closed
// variable: the Close behind the loop begins above it. It is made to begin at the loop's first register, as since 5.4.5.
void close_loop_variables(std::vector<Instr>& code) {
  for (size_t pc = 0; pc + 1 < code.size(); ++pc) {
    if (!is_op(code[pc]) || op_of(code[pc]) != Op::TForLoop || !is_op(code[pc + 1])) continue;
    Instr& close = code[pc + 1];
    const int base = a_of(code[pc]);
    if (op_of(close) == Op::Close && a_of(close) == base + 4) close = with_a(close, base);
  }
}

constexpr std::string_view kTruncated = "truncated chunk";

// After the first error every read gives zeros, and the loops end; what was read by then is thrown away.
class Reader {
 public:
  Reader(std::string_view bytes, std::string_view name) : rest_(bytes), name_(name) {}

  Result<Chunk> run() {
    Chunk chunk;
    texts_ = &chunk.texts;
    header();
    const uint8_t upvalues = byte();
    chunk.main = std::make_unique<Function>();
    function(chunk.main.get(), nullptr, 0);
    if (chunk.main->upvalues.size() != upvalues) fail("number of upvalues mismatch");
    if (error_.empty())
      if (const auto verified = verify(*chunk.main); !verified) fail(verified.error().message);
    if (!error_.empty()) return tri::fail(std::move(error_));
    return chunk;
  }

 private:
  TRI_COLD void fail(std::string_view why) {
    if (!error_.empty()) return;
    error_.append(name_).append(": bad binary format (").append(why).append(")");
    rest_ = {};
  }

  void bytes(void* to, size_t size) {
    if (size > rest_.size()) {
      fail(kTruncated);
      std::memset(to, 0, size);
      return;
    }
    if (size != 0) std::memcpy(to, rest_.data(), size);
    rest_.remove_prefix(size);
  }
  template <class T>
  T value() {
    T x;
    bytes(&x, sizeof x);
    return x;
  }
  uint8_t byte() { return value<uint8_t>(); }

  // A number below about `limit`: the reference tests before the last seven bits come in.
  size_t number(size_t limit) {
    size_t x = 0;
    for (;;) {
      const uint8_t b = byte();
      if (x >= limit >> 7) fail("integer overflow");
      if (!error_.empty()) return 0;
      x = x << 7 | (b & 0x7f);
      if ((b & 0x80) != 0) return x;
    }
  }
  int integer() { return int(number(std::numeric_limits<int>::max())); }

  // How many of something that takes at least `size` bytes each.
  size_t count(size_t size) {
    const auto n = size_t(integer());
    if (n > rest_.size() / size) {
      fail(kTruncated);
      return 0;
    }
    return n;
  }

  const Text* text() {
    const size_t size = number(std::numeric_limits<size_t>::max());
    if (size == 0) return nullptr;
    if (size - 1 > rest_.size()) {
      fail(kTruncated);
      return nullptr;
    }
    const Text* made = texts_->intern(rest_.substr(0, size - 1));
    rest_.remove_prefix(size - 1);
    return made;
  }

  void expect(std::string_view literal, std::string_view otherwise) {
    char found[8];
    bytes(found, literal.size());
    if (std::string_view(found, literal.size()) != literal) fail(otherwise);
  }

  void header() {
    expect(kSignature, "not a binary chunk");
    if (byte() != kVersion) fail("version mismatch");
    if (byte() != kFormat) fail("format mismatch");
    expect(kTransferCheck, "corrupted chunk");
    if (byte() != sizeof(Instr)) fail("Instruction size mismatch");
    if (byte() != sizeof(int64_t)) fail("lua_Integer size mismatch");
    if (byte() != sizeof(double)) fail("lua_Number size mismatch");
    if (value<int64_t>() != kIntegerCheck) fail("integer format mismatch");
    if (value<double>() != kFloatCheck) fail("float format mismatch");
  }

  Constant constant() {
    const uint8_t tag = byte();
    switch (tag) {
      case kNil: return Constant::nil();
      case kFalse: return Constant::boolean(false);
      case kTrue: return Constant::boolean(true);
      case kInteger: return Constant::of(value<int64_t>());
      case kFloat: return Constant::of(value<double>());
      case kShortString:
      case kLongString: {
        const Text* string = text();
        if (string == nullptr) {
          fail("bad format for constant string");
          return {};
        }
        return Constant::of(string);
      }
      default: fail("unknown constant tag " + std::to_string(tag)); return {};
    }
  }

  void function(Function* f, const Text* outer_source, int depth) {
    if (depth > kDeepestNesting) return fail("functions nested too deeply");
    f->source = text();
    if (f->source == nullptr) f->source = outer_source;
    f->line_defined = integer();
    f->last_line_defined = integer();
    f->num_params = byte();
    f->is_vararg = byte() != 0;
    f->max_stack = byte();
    f->code.resize(count(sizeof(Instr)));
    bytes(f->code.data(), f->code.size() * sizeof(Instr));
    close_loop_variables(f->code);
    f->constants.resize(count(1));
    for (Constant& c : f->constants) c = constant();
    upvalues(f);
    for (size_t left = count(1); left > 0 && error_.empty(); --left) {
      f->functions.push_back(std::make_unique<Function>());
      function(f->functions.back().get(), f->source, depth + 1);
    }
    debug(f);
  }

  void upvalues(Function* f) {
    f->upvalues.resize(count(3));
    if (f->upvalues.size() > 255) fail("too many upvalues");
    for (UpvalueDesc& upvalue : f->upvalues) {
      upvalue.in_stack = byte() != 0;
      upvalue.index = byte();
      const uint8_t kind = byte();
      if (kind > uint8_t(VariableKind::CompileTimeConst)) fail("unknown kind of upvalue");
      upvalue.kind = VariableKind(kind);
    }
  }

  void debug(Function* f) {
    f->line_deltas.resize(count(1));
    bytes(f->line_deltas.data(), f->line_deltas.size());
    f->anchors.resize(count(2));
    for (LineAnchor& anchor : f->anchors) {
      anchor.pc = integer();
      anchor.line = integer();
    }
    f->locals.resize(count(3));
    for (LocalVariable& local : f->locals) {
      local.name = text();
      local.start_pc = integer();
      local.end_pc = integer();
    }
    if (integer() == 0) return;
    for (UpvalueDesc& upvalue : f->upvalues) upvalue.name = text();
  }

  std::string_view rest_;
  std::string_view name_;
  std::string error_;
  TextPool* texts_ = nullptr;
};

}  // namespace

Result<Chunk> undump(std::string_view bytes, std::string_view name) {
  name = name.substr(0, name.find('\0'));
  if (name.starts_with('@') || name.starts_with('='))
    name.remove_prefix(1);
  else if (name.starts_with(kChunkMark))
    name = "binary string";
  return Reader(bytes, name).run();
}

bool is_truncated(const Error& error) {
  return error.message.ends_with(")") &&
         std::string_view(error.message).substr(0, error.message.size() - 1).ends_with(kTruncated);
}

}  // namespace tri::bytecode
