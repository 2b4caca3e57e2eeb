// Chunk: a compiled program as plain data, between text and prototypes.
//
// The compiler and undump() make chunks, dump() and the disassembler read them, `link` turns them into prototypes of a
// state. A chunk belongs to no state and refers to nothing outside itself; its strings live in its `texts` and all
// `const Text*` in it point there.
//
// Invariant of a chunk that came from the compiler or passed verify(): every index, register and jump in it is valid,
// as verifier.hpp spells out. A chunk that undump() merely read promises nothing.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bytecode/instruction.hpp"
#include "bytecode/text.hpp"

namespace tri::bytecode {

struct Constant {
  enum class Kind : uint8_t { Nil, False, True, Integer, Float, String };

  Kind kind = Kind::Nil;
  union {
    int64_t integer = 0;
    double number;
    const Text* text;
  };

  static Constant nil() { return {}; }
  static Constant boolean(bool b) { return {b ? Kind::True : Kind::False, {.integer = 0}}; }
  static Constant of(int64_t i) { return {Kind::Integer, {.integer = i}}; }
  static Constant of(double d) { return {Kind::Float, {.number = d}}; }
  static Constant of(const Text* t) { return {Kind::String, {.text = t}}; }

  bool is_number() const { return kind == Kind::Integer || kind == Kind::Float; }
};

// How a variable was declared.
enum class VariableKind : uint8_t { Regular, Const, ToBeClosed, CompileTimeConst };

struct UpvalueDesc {
  const Text* name = nullptr;  // null in stripped chunks
  bool in_stack = false;       // a register of the enclosing function, else one of its upvalues
  uint8_t index = 0;           // which one
  VariableKind kind = VariableKind::Regular;
};

// A local variable is alive from start_pc up to, not including, end_pc. In the order of start_pc, so the n-th variable
// alive at some pc is the one in register n.
struct LocalVariable {
  const Text* name = nullptr;
  int start_pc = 0;
  int end_pc = 0;
};

// An instruction whose line is stored as such.
struct LineAnchor {
  int pc;
  int line;
};

// In a function's line_deltas: this instruction's line is in its anchors.
inline constexpr int8_t kAnchoredLine = -128;
// The compiler leaves at most this many instructions between two anchors.
inline constexpr int kAnchorInterval = 128;

struct Function {
  const Text* source =
      nullptr;  // the chunk's name as given ("@file", "=name", program text); null if stripped
  int line_defined = 0;  // 0 in a main function
  int last_line_defined = 0;
  uint8_t num_params = 0;
  bool is_vararg = false;
  uint8_t max_stack = 2;  // registers used
  std::vector<Instr> code;
  std::vector<Constant> constants;
  std::vector<UpvalueDesc> upvalues;
  std::vector<std::unique_ptr<Function>> functions;
  // Debug information; all empty in stripped chunks. The line of an instruction is that of the one before it (of the
  // definition, for the first) plus its delta.
  std::vector<int8_t> line_deltas;  // one per instruction
  std::vector<LineAnchor> anchors;  // in the order of pc
  std::vector<LocalVariable> locals;
};

struct Chunk {
  TextPool texts;
  std::unique_ptr<Function> main;
};

// The line of instruction `pc`, or -1 without line information. Cost: O(log anchors + kAnchorInterval).
int line_of(std::span<const int8_t> deltas, std::span<const LineAnchor> anchors, int line_defined,
            int pc);
inline int line_of(const Function& f, int pc) {
  return line_of(f.line_deltas, f.anchors, f.line_defined, pc);
}

// The name of the local variable in register `register_index` (0-based) at `pc`, or null.
const Text* local_name(std::span<const LocalVariable> locals, int register_index, int pc);

}  // namespace tri::bytecode
