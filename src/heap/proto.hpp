// Proto: a linked function, made from a bytecode::Function by runtime/link.
//
// Code holds each canonical instruction beside 32 bits that belong to its site, so that tier 1 reaches its feedback
// through the program counter alone:
//
//  63                          32 31                           0
// ┌──────────────────────────────┬──────────────────────────────┐
// │  side: cache index, or seen  │  canonical instruction       │
// └──────────────────────────────┴──────────────────────────────┘
//
// `side` of an op with an inline cache is the index of its record in the engine's pool (0 while the function is cold: record 0
// never matches and never learns); of arithmetic and loops it is the set of operand types seen (ops/vocabulary.hpp).
#pragma once

#include "bytecode/instruction.hpp"
#include "heap/object.hpp"

namespace tri {

using bytecode::Instr;

struct Code {
  Instr instr;
  uint32_t side;
};
static_assert(sizeof(Code) == 8);

struct UpvalueDesc {
  Str* name;      // may be null (stripped)
  bool in_stack;  // captured from the enclosing function's registers, else from its upvalues
  uint8_t index;
  uint8_t kind;  // of the variable, as in canonical chunks
};
struct AbsLine {
  uint32_t pc;
  uint32_t line;
};
struct LocalVar {
  Str* name;
  uint32_t start_pc;
  uint32_t end_pc;
};

struct Word;
inline constexpr size_t kWordBytes = 16;

struct Proto {
  Header header;
  uint8_t num_params;
  bool is_vararg;
  uint8_t max_stack;
  bool warm;             // its sites have records
  uint32_t calls;        // one more where there is a loop
  int32_t loops_left;    // jumps backward in tier 1 until the function goes to tier 2
  uint32_t frame_bytes;  // of a call: the function and its registers
  uint32_t code_count, constant_count, function_count, upvalue_count;
  uint32_t line_count, abs_line_count, local_count;
  uint32_t
      entry_cost;  // fuel charged at entry: all instructions; jumps backward charge for those in loops again
  uint32_t cache_first, cache_count;  // this function's records in the engine's pool
  int32_t line_defined, last_line_defined;
  Code* code;
  Value* constants;
  Proto** functions;
  UpvalueDesc* upvalues;
  int8_t* line_deltas;  // one per instruction; kAbsLine (-128) means: look in abs_lines
  AbsLine* abs_lines;
  LocalVar* locals;
  Str* source;    // may be null (stripped)
  void* storage;  // the block that all arrays above lie in
  size_t storage_bytes;
  Word*
      words;  // tier 2's translation (interp/word.hpp), one word per instruction; null: none yet. Storage of its own
  Word*
      entry;  // where calls in tiers 2 and 3 begin it: the first word, or one that counts; null without words
  Proto* next;             // all of the engine, the one linked last in front (EngineArea::protos)
  uint32_t number;         // in the order of linking
  void* native;            // tier 3's code (jit/code/code_arena.hpp); null: none
  bool counted;            // calls are counted still: it has not reached its highest tier
  uint8_t renewals;        // how often tier 3 has compiled it
  uint8_t rounds_to_note;  // in native loops that note what they see, until it is compiled anew
  int32_t
      heat;  // goes down by calls and jumps backward in tier 2, by failed guards in tier 3; below 0 it is compiled
};
// One more than there are instructions, which Proto::entry may need.
TRI_INLINE size_t words_bytes(const Proto* p) { return (size_t(p->code_count) + 1) * kWordBytes; }

// Words that no function has: where a function goes on that returns to something else than a call in Lua (Frame::ret).
enum class ReturnWord : uint8_t {
  Run,      // native code has called it
  Pcall,    // pcall has, and gives its results behind `true`
  Branch,   // an op has, whose jump its result decides
  Builtin,  // a builtin has, which goes on with its results
  Count
};

}  // namespace tri
