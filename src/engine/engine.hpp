// Engine: composition. Builds what states share (shapes, inline caches) and the states themselves.
//
// An engine and all its states belong to one thread.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "engine/inspection.hpp"
#include "heap/state.hpp"

namespace tri::engine {

inline constexpr uint32_t kHighestTier = 3;

struct Options {
  AllocFn alloc = nullptr;  // null: malloc
  void* alloc_ud = nullptr;
  // Of string hashes and of whatever is random; two runs with the same seed do the same. 0: TRINITY_SEED says, else it comes
  // from the system, the time and addresses.
  uint64_t seed = 0;
  GcStress gc_stress = GcStress::None;  // also TRINITY_GC_STRESS, as a number
  // No function goes beyond this tier; 0: TRINITY_TIER says, else all tiers there are. When functions move up is settable too:
  // TRINITY_TIER2_CALLS (calls, 10) and TRINITY_TIER2_LOOPS (jumps backward, 50).
  uint32_t max_tier = 0;
  // Address space for native code: a power of two of 64 KiB to 64 MiB, within 1 GiB of the program, where all engines of a process have theirs. What
  // has no room in it stays in tier 2.
  size_t code_bytes = size_t(64) << 20;
  // Native code is written where it will run, with two calls of mprotect for each function: for processes that may map no memory executable, and
  // for states of which there are many. Otherwise it is written through a second mapping (jit/code/code_arena.hpp).
  bool one_view_of_code = false;
  bool move_stack = false;  // State::move_stack; also TRINITY_MOVE_STACK
  // Code is charged for (runtime/limits.hpp). The state begins with all the fuel there can be: set_fuel says how much a
  // program gets.
  bool metered = false;
  bool count_sites = false;  // counts what runs, several times slower; also TRINITY_COUNT_SITES
  // To measure what a technique gains (tools/dev/ablation.py): sites learn nothing; handlers of tier 2 stay general, and do one
  // op each; tier 1 runs with one jump for all ops.
  bool no_caches = false;
  bool no_quickening = false;
  bool no_fusion = false;
  bool shared_dispatch = false;
  Inspection inspection = {};  // --dump, --trace; also TRINITY_DUMP and TRINITY_TRACE
  Watch* watch = nullptr;      // told of all that happens, from `opened` on
};

// An engine with one state, its registry and globals, without libraries.  nullptr: no memory.
State* create_state(const Options& options);
// For hosts between two pieces of work: collects for about so many microseconds at most; only the atomic phase is not
// interrupted (docs/design/collector.md). True: nothing is left that would be worth it now. Runs no Lua: finalizers that are due
// run when Lua runs next.
bool collect_idle(State* S, uint64_t microseconds);
// Runs all finalizers and returns every byte. A deadline holds for the finalizers too; after a stop (State::stop) only those that
// are native code run.
void destroy_state(State* S);

}  // namespace tri::engine
