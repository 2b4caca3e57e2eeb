// Trace: what one iteration of a loop did, as a list of verbs.
//
// A node is a verb applied to results of earlier nodes of the same op, or an ending that left a trace of its own. Everything
// a Lua program can see (registers, tables, frames) is in memory between two ops; so leaving a trace needs no more than the
// place of an op, and values have names only inside their op.
//
//   getfield  %3 = reg 1       %4 = is_table %3 -> yes     %5 = table_of %3 ...   set %9, %8
//             a question whose answer is another one this time leaves the trace at its op
//
// Invariant: in an op no question comes after an effect (checked while recording).
#pragma once

#include <string>
#include <vector>

#include "ops/vocabulary.hpp"

namespace tri::ops::forms {

enum class Verb : uint8_t {
#define TRI_VERB0(name, ...) name,
#define TRI_VERB1(name, ...) name,
#define TRI_VERB2(name, ...) name,
#define TRI_VERB3(name, ...) name,
#define TRI_VERB4(name, ...) name,
#include "ops/verbs.def"
};
inline constexpr int kVerbCount = int(Verb::StoreUpvalue) + 1;
const char* verb_name(Verb v);

// What a name of the trace stands for. Members by kind, as in verbs.def.
union Named {
  Value* slot;
  Place place;
  int64_t integer;
  double number;
  Table* table;
  LuaClosure* closure;
  UpVal* box;
  uint32_t position;
  bool truth;
  Named() : integer(0) {}
};

enum class NodeKind : uint8_t {
  Apply,    // a verb
  Enter,    // pushes the frame of args: closure, function's slot, immediate: wanted results
  Leave,    // pops the frame with one result (args: its slot)
  Leave0,   // with none
  Routine,  // the routine behind a slow ending
  Poll,     // a jump backward
};

struct Node {
  NodeKind kind;
  Verb verb{};
  Slow slow{};           // Routine
  Outcome outcome{};     // Routine: what it answered
  bool answer = false;   // Apply, of a question: what it answered
  uint32_t result = 0;   // name given to the result
  uint32_t args[4]{};    // names, or numbers where the verb takes Imm
  Code* pc = nullptr;    // the op
  Code* then = nullptr;  // Enter, Leave, Routine, Poll: where control went
};

struct Trace {
  Code* head = nullptr;
  std::vector<Node> nodes;
  uint32_t names = 0;   // results of one op at most
  size_t replayed = 0;  // nodes executed, over all replays
};

// How a replay ended: control goes on in the running thread's frame.
struct Exit {
  enum Why : uint8_t {
    AtOp,     // at `pc`: a question was answered otherwise; nothing of the op has happened
    Outcome_  // a routine at `pc` answered `outcome`
  } why;
  Code* pc;
  Outcome outcome;
};

// Replays the trace, whose head the running frame is at, again and again until it must be left.
Exit replay(Trace& trace, Thread* L);

// One line per node, for people.
std::string to_text(const Trace& trace);

}  // namespace tri::ops::forms
