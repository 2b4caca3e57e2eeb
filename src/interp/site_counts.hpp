// SiteCounts: how often each instruction ran, in which tier, and what came by: for `trinity explain` and `trinity stats --sites`.
//
// Counting is a choice made before a state runs anything (engine::Options::count_sites). Then the counting forms run: tier 1's
// loop in its third instance, and in tier 2 words whose handler is the counting one, which goes on to the handler that the word
// would have had. Without it EngineArea::counts is null and no other code is executed than if this did not exist.
//
// Whether a cache answers is asked before the op runs, of the record as it is then, the way the routines search it.
//
// Invariant: functions that have counts are kept alive, so that an address means one function. Beyond kMostFunctions further ones are not counted.
#pragma once

#include <array>
#include <deque>
#include <unordered_map>
#include <vector>

#include "runtime/kept_roots.hpp"

namespace tri {
struct Word;
}

namespace tri::interp {

// What values came by, as sets.
namespace seen_bits {
inline constexpr uint16_t kNil = 1, kBoolean = 2, kInt = 4, kFloat = 8, kString = 16, kTable = 32,
                          kFunction = 64, kUserdata = 128, kThread = 256;
}
inline constexpr int kSeenKinds = 9;
const char* seen_name(int bit);  // "nil", "boolean", "integer", "float", ...

// Accesses at a site with a field cache, by who knew the answer before it was looked up.
struct FieldAnswers {
  static constexpr uint32_t kEntries = 8;  // the first record, and those of its block
  uint64_t entry[kEntries] = {};
  uint64_t shared = 0;    // by the rows that all sites share
  uint64_t missed = 0;    // a table whose shape the site does not know, or what it knew was wrong
  uint64_t cold = 0;      // the function had no records yet
  uint64_t no_table = 0;  // the receiver was no table
  uint64_t total() const;
  uint64_t answered(uint32_t entries) const;  // by the first so many
};

// Functions called at a site.
struct CallTargets {
  static constexpr uint32_t kTargets = 6;
  struct Target {
    uint64_t calls = 0;
    const void* key = nullptr;         // what tells it from the others
    Tag tag = Tag::Nil;                // of the called value
    const Proto* function = nullptr;   // Lua; closures of one function are one
    const Builtin* builtin = nullptr;  // a function of our libraries
  };
  std::array<Target, kTargets> target;
  uint64_t others = 0;  // calls of further functions
};

// Tables indexed by integers: what kind of array they had, and whether the index was in it.
struct ElementKinds {
  uint64_t kind[4] = {};  // by ArrayKind, index inside
  uint64_t outside = 0;   // an integer index beyond the array
  uint64_t other_key = 0;
};

struct SiteCount {
  uint64_t runs[2] = {};   // in tier 1, in tier 2
  uint16_t types[3] = {};  // of the operands A, B, C that are values: seen_bits
  uint32_t detail = 0;     // FieldAnswers, CallTargets or ElementKinds of this site, plus 1
  uint64_t total() const { return runs[0] + runs[1]; }
};

struct FunctionCounts {
  Proto* function;
  uint64_t calls = 0;
  std::vector<SiteCount> sites;   // by instruction
  std::vector<int32_t> handlers;  // by word: the handler that the counting one goes on to
};

// Two instructions that ran one behind the other, in a function.
struct OpPair {
  bytecode::Op first, second;
  uint64_t runs;
};

class SiteCounts {
 public:
  static constexpr size_t kMostFunctions = 100'000;

  // Before anything runs.
  void begin(State* S);

  // nullptr: never ran, or was one too many.
  const FunctionCounts* find(const Proto* p) const;
  const FieldAnswers* field_answers(const SiteCount& s) const { return at(field_, s); }
  const CallTargets* call_targets(const SiteCount& s) const { return at(calls_, s); }
  const ElementKinds* element_kinds(const SiteCount& s) const { return at(elements_, s); }
  // All functions that ran, in the order of their first run.
  const std::deque<FunctionCounts>& functions() const { return functions_; }

  // What ran one behind the other, the most frequent first, jumps not counted; and how many instructions ran.
  std::vector<OpPair> pairs() const;
  uint64_t executed() const { return executed_; }

  // ---- for the tiers
  // The function's instruction at `pc` is about to run with these registers.
  void count(Thread* L, Value* base, const Code* pc, uint32_t tier);
  FunctionCounts* of(Proto* p);  // nullptr: one too many

 private:
  struct Recent {
    const Proto* proto = nullptr;
    FunctionCounts* counts = nullptr;
  };
  static constexpr size_t kRecent = 256;

  template <class T>
  static const T* at(const std::deque<T>& all, const SiteCount& s) {
    return s.detail && s.detail <= all.size() ? &all[s.detail - 1] : nullptr;
  }
  FunctionCounts* add(Proto* p);
  void count_pair(const Thread* L, const FunctionCounts* f, uint32_t index);
  void count_entry(const Thread* L, FunctionCounts* f, uint32_t index);
  void count_field(Thread* L, const Value* base, const Code* pc, SiteCount* s);
  void count_call(const Value& callee, SiteCount* s);
  void count_element(const Value& receiver, const Value& key, SiteCount* s);

  KeptRoots kept_;
  std::deque<FunctionCounts> functions_;
  std::unordered_map<const Proto*, FunctionCounts*> by_proto_;
  std::array<Recent, kRecent> recent_;
  std::deque<FieldAnswers> field_;
  std::deque<CallTargets> calls_;
  std::deque<ElementKinds> elements_;
  uint64_t executed_ = 0;
  std::vector<uint64_t> pairs_;  // by first and second op
  // The instruction before, to tell a jump back to the first instruction from a call, and what runs one behind the other.
  const Frame* last_frame_ = nullptr;
  const FunctionCounts* last_function_ = nullptr;
  uint32_t last_index_ = 0;
};

}  // namespace tri::interp
