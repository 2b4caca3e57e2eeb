// What native code consists of, for those who look at it: `--dump=native`, `trinity explain --native`, `trinity stats`.
//
// What was compiled is summed up always. Which bytes are whose is kept for functions that are compiled after somebody asked for it.
#pragma once

#include "bytecode/instruction.hpp"
#include "heap/state.hpp"

namespace tri::jit {

struct Stencil;

// A stencil as it lies in a function's code.
struct NativePiece {
  enum class Place : uint8_t {
    Own,        // the op, in memory
    Load,       // in front of a loop that holds values in registers: checks and loads them
    Registers,  // of such a loop
    InLine,     // of a call that is done in line
  };
  const Stencil* stencil;
  uint32_t pc;         // the function's own instruction that it is for
  uint32_t op;         // the instruction that it does, of the function in line where `is_of_callee`
  uint32_t hot, cold;  // where its bytes begin, counted from the code's
  uint32_t in_line;    // of a call in line: the number of the called function's prototype
  uint32_t shape;      // what it compares the shape of a table with; 0: nothing
  int32_t line;        // of `op`
  bytecode::Op code;   // of `op`
  Place place;
  bool is_of_callee;
};

struct NativeCode {
  const char* at;
  size_t hot_bytes, bytes;
  uint32_t versions;          // it was compiled so many times
  const NativePiece* pieces;  // in their order; null: nobody had asked
  uint32_t count;
};

// The code that p has now. Its `at` is null: none.
NativeCode native_code_of(const Proto* p);

// From now on pieces are kept. Where there is no tier 3 nothing happens.
void keep_pieces(const State* S);

// Whether compilations are timed from now on, which costs each several looks at the clock. Where there is no tier 3 nothing happens.
void time_compilations(const State* S, bool are_timed);

// Over all compilations of an engine; times of those that were timed.
struct NativeTotals {
  uint64_t ops, hot_bytes, cold_bytes;
  uint64_t choose_ns, fill_ns;  // of wall time: which stencils; place, copy and fill them in
  uint64_t system_ns;           // and make pages writable and executable
  uint64_t evicted;             // functions that went back to tier 2 to make room (eviction.hpp)
  uint64_t cpu_level;           // of the stencils (jit/code/cpu_level.hpp)
};
NativeTotals native_totals(const EngineArea* E);

// A stencil by name.
struct StencilName {
  static constexpr size_t kMost = 48;
  char text
      [kMost];  // "Add Int", "Self StepChain k", "FAdd 1 2" for d and s of operations on registers
  enum class Guards : uint8_t {
    None,
    Integers,
    Floats,
    Builtin,
    Shape,     // of the receiver
    Function,  // the one foreseen
  } guards;    // what it checks before it does its work
};
StencilName name_of(const Stencil* s);

}  // namespace tri::jit
