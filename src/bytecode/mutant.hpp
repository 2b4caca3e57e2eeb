// Mutants: for tests and fuzz targets, sound chunks broken on purpose.
//
// A mutant differs from a compiled chunk in a few fields: an operand, an op, an instruction that moved, a number in a
// function's head. That reaches the rules of the verifier far more often than flipping bits of a dump, which mostly ends
// at the structure around the code.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "bytecode/chunk.hpp"

namespace tri::bytecode {

class Mutator {
 public:
  // Every decision takes bytes of `choices`; when none are left, the mutant is done.
  explicit Mutator(std::span<const uint8_t> choices) : choices_(choices) {}

  void run(Function* main) {
    std::vector<Function*> all;
    collect(main, &all);
    while (!choices_.empty()) edit(*all[below(all.size())]);
  }

 private:
  static void collect(Function* f, std::vector<Function*>* all) {
    all->push_back(f);
    for (const auto& inner : f->functions) collect(inner.get(), all);
  }

  uint8_t byte() {
    if (choices_.empty()) return 0;
    const uint8_t b = choices_.front();
    choices_ = choices_.subspan(1);
    return b;
  }
  // Small numbers are as likely as any number at all.
  size_t below(size_t limit) {
    const size_t x = byte();
    return limit <= 256 ? x % limit : (x << 8 | byte()) % limit;
  }

  void edit(Function& f) {
    const uint8_t kind = byte();
    if (kind >= 240) return edit_head(f, kind);
    const size_t pc = below(f.code.size());
    Instr& i = f.code[pc];
    switch (kind % 12) {
      case 0: i = with_op(i, Op(byte() % kOpCount)); return;
      case 1:
      case 2: i = with_a(i, byte() % (f.max_stack + 1)); return;
      case 3:
      case 4: i = with_b(i, byte() % 16); return;
      case 5:
      case 6: i = with_c(i, byte() % 16); return;
      case 7: i = with_k(i, !k_of(i)); return;
      case 8: i = f.code[below(f.code.size())]; return;
      case 9: return std::swap(i, f.code[below(f.code.size())]);
      case 10: return jump_elsewhere(f, pc);
      case 11: i ^= Instr{1} << byte() % 32; return;
    }
  }

  void jump_elsewhere(Function& f, size_t pc) {
    const auto to = int(below(f.code.size()));
    f.code[pc] = encode_sj(Op::Jmp, to - int(pc) - 1);
  }

  void edit_head(Function& f, uint8_t kind) {
    switch (kind % 8) {
      case 0: f.max_stack = byte(); return;
      case 1: f.num_params = byte() % 8; return;
      case 2: f.is_vararg = !f.is_vararg; return;
      case 3:
        if (!f.upvalues.empty()) f.upvalues[below(f.upvalues.size())].index = byte() % 16;
        return;
      case 4:
        if (!f.upvalues.empty()) f.upvalues[below(f.upvalues.size())].in_stack ^= 1;
        return;
      case 5:
        if (!f.constants.empty()) std::swap(f.constants[0], f.constants[below(f.constants.size())]);
        return;
      case 6:
        if (!f.locals.empty()) f.locals[below(f.locals.size())].end_pc = byte();
        return;
      case 7:
        if (!f.line_deltas.empty()) f.line_deltas[below(f.line_deltas.size())] = int8_t(byte());
        return;
    }
  }

  std::span<const uint8_t> choices_;
};

}  // namespace tri::bytecode
