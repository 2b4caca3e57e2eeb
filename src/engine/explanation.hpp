// Explanation: what an engine did with the functions of one chunk, as data. `trinity explain` and `--dump=sites` print it.
//
// It is read off prototypes, their words and the pool of cache records at any time, best when the program has ended; reading
// changes nothing and makes no objects. Counts and types are there when the engine counts (Options::count_sites).
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "heap/state.hpp"
#include "interp/site_counts.hpp"

namespace tri::engine {

// What a site with a field cache has learnt of one shape.
struct EntryReport {
  uint32_t shape = 0;
  bool strings = false;  // no shape of tables: the receivers are strings
  bool dictionary = false;
  std::vector<std::string> keys = {};  // in the order of their slots, at most kMostKeys
  uint32_t key_count = 0;
  bool is_globals = false;  // the shape that the table of globals has
  std::string metatable =
      {};  // "" none, "Name", "metatable 7", or "its own" where every object carries one
  std::string way =
      {};  // "own slot", "2 steps along __index", "no such field", "adds the field", ...
  uint64_t answered = 0;

  static constexpr size_t kMostKeys = 8;
};

enum class CacheState : uint8_t {
  Unseen,  // no record: the function is cold, or the site never met a table
  Mono,
  Poly,
  Mega,  // full, and still missing
};
const char* cache_state_name(CacheState s);

struct FieldReport {
  CacheState state = CacheState::Unseen;
  std::vector<EntryReport> entries = {};
  std::string why = {};  // of Poly and Mega: in what the shapes differ
  interp::FieldAnswers answers = {};
};

struct TargetReport {
  std::string name = {};  // "Account.deposit", "insert" of a builtin, "a table value"
  int line = 0;           // of a Lua function, else 0
  uint64_t calls = 0;
};

// One instruction that has something to tell.
struct SiteReport {
  uint32_t pc = 0;
  int line = -1;
  const char* op = "";
  std::string what = {};  // ".x", "x =", ":name", "+", "call", "[i]"
  uint64_t runs[2] = {};
  const char* handler = "";   // in tier 2: "any", "int", ...
  const char* fused = "";     // in tier 2: the op behind that the same handler does
  std::string feedback = {};  // what tier 1 noted: "integer", "float", ...; "" nothing
  std::vector<std::string> types =
      {};  // of the operands that are values, as counted: "integer|float"
  std::optional<FieldReport> field = {};
  std::vector<TargetReport> targets = {};
  uint64_t further_targets = 0;  // calls of more functions than fit
  std::optional<interp::ElementKinds> elements = {};
};

// What the native code of a function has for one of its instructions.
struct NativeOpReport {
  uint32_t pc = 0;
  int line = -1;
  const char* op = "";
  uint32_t hot_bytes = 0, cold_bytes = 0;  // with those of a call in line
  std::vector<std::string> guards =
      {};                     // what it relies on: "shape 12 {x}", "integers", "function f"
  std::string in_line = {};   // the function that is called in line
  bool in_registers = false;  // once more in a loop that holds values in registers
  uint64_t failures = 0;  // of the instruction's guards, also where it is done in line elsewhere
};
struct NativeReport {
  size_t hot_bytes = 0, cold_bytes = 0;
  uint32_t versions = 0;  // compiled so many times
  std::vector<NativeOpReport> ops = {};
};

struct FunctionReport {
  const Proto* proto = nullptr;
  std::string name = {};  // "main chunk", "Account.deposit", "function at line 7"
  int line = 0, last_line = 0;
  int depth = 0;                       // functions around it
  uint32_t tier = 0;                   // 0: never ran as far as the engine knows
  std::string why_tier = {};           // what kept it from the next one, or moved it
  std::optional<uint64_t> calls = {};  // when counted
  std::vector<SiteReport> sites = {};
  std::optional<NativeReport> native = {};  // when asked for, of functions in tier 3
};

struct LineReport {
  bool active = false;  // some instruction begins here
  uint32_t tier = 0;    // the highest of what ran here
  uint64_t runs = 0;    // of the instruction that ran most
  // When asked for, of the native code of its instructions.
  uint64_t native_bytes = 0, guards = 0, guard_failures = 0;
};

struct Explanation {
  std::string source;  // the chunk's name as messages show it
  bool counted = false;
  std::vector<FunctionReport> functions;  // in the order of the source
  std::vector<LineReport> lines;          // by number; [0] is unused
};

// How often guards of native code failed, by instruction: what Watch::guard_failed tells.
using GuardFailures = std::unordered_map<const Code*, uint64_t>;

// With `failures` native code is reported as well (keep_native_pieces). `main` is the main function of a chunk of S. Cost: O(size of the chunk), and of the globals for names of metatables.
Explanation explain(State* S, const Proto* main, const GuardFailures* failures = nullptr);

// What functions of chunk `main` are called, by reading who makes them. Cost: O(size of the chunk).
std::string function_name(const Proto* parent, uint32_t child);

// Accesses to fields by constant keys, over all functions that ran.
struct FieldTotals {
  uint64_t accesses = 0, first = 0, four = 0, all = 0, shared = 0, missed = 0, cold = 0,
           no_table = 0;
};
FieldTotals field_totals(const interp::SiteCounts& counts);

// Sites with a field cache by state, over a chunk and the functions in it.
struct SiteStates {
  uint64_t sites[4] = {};  // by CacheState
};
void add_site_states(State* S, const Proto* main, SiteStates* to);

}  // namespace tri::engine
