#include "runtime/unlink.hpp"

#include "heap/string.hpp"

namespace tri {

using bytecode::Chunk;
using bytecode::Constant;
using bytecode::Function;
using bytecode::Text;

namespace {

class Unlinker {
 public:
  explicit Unlinker(bytecode::TextPool* texts) : texts_(texts) {}

  void unlink(const Proto* p, const Proto* outer, const Text* outer_source, Function* f) {
    f->source = outer != nullptr && p->source == outer->source ? outer_source : text(p->source);
    f->line_defined = p->line_defined;
    f->last_line_defined = p->last_line_defined;
    f->num_params = p->num_params;
    f->is_vararg = p->is_vararg;
    f->max_stack = p->max_stack;
    f->code.reserve(p->code_count);
    for (uint32_t i = 0; i < p->code_count; i++) f->code.push_back(p->code[i].instr);
    f->constants.reserve(p->constant_count);
    for (uint32_t i = 0; i < p->constant_count; i++)
      f->constants.push_back(constant(p->constants[i]));
    for (uint32_t i = 0; i < p->upvalue_count; i++) {
      const UpvalueDesc& u = p->upvalues[i];
      f->upvalues.push_back({text(u.name), u.in_stack, u.index, bytecode::VariableKind(u.kind)});
    }
    debug(p, f);
    f->functions.reserve(p->function_count);
    for (uint32_t i = 0; i < p->function_count; i++) {
      f->functions.push_back(std::make_unique<Function>());
      unlink(p->functions[i], p, f->source, f->functions.back().get());
    }
  }

 private:
  void debug(const Proto* p, Function* f) {
    f->line_deltas.assign(p->line_deltas, p->line_deltas + p->line_count);
    for (uint32_t i = 0; i < p->abs_line_count; i++)
      f->anchors.push_back({int(p->abs_lines[i].pc), int(p->abs_lines[i].line)});
    for (uint32_t i = 0; i < p->local_count; i++) {
      const LocalVar& v = p->locals[i];
      f->locals.push_back({text(v.name), int(v.start_pc), int(v.end_pc)});
    }
  }

  const Text* text(const Str* s) { return s ? texts_->intern(text_of(s)) : nullptr; }

  Constant constant(const Value& v) {
    switch (v.tag) {
      case Tag::Nil: return Constant::nil();
      case Tag::False: return Constant::boolean(false);
      case Tag::True: return Constant::boolean(true);
      case Tag::Int: return Constant::of(v.i);
      case Tag::Float: return Constant::of(v.d);
      case Tag::ShortStr:
      case Tag::LongStr: return Constant::of(text(v.str()));
      default: TRI_UNREACHABLE();
    }
  }

  bytecode::TextPool* texts_;
};

}  // namespace

Chunk unlink(const Proto* p) {
  Chunk chunk;
  chunk.main = std::make_unique<Function>();
  Unlinker(&chunk.texts).unlink(p, nullptr, nullptr, chunk.main.get());
  return chunk;
}

}  // namespace tri
