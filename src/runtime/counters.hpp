// Events that a state counts where they happen, all of them too rare for the count to cost
// anything. What else is known about a state is read off its parts when somebody asks:
// engine/counters.hpp.
#pragma once

#include "heap/state.hpp"

namespace tri {

enum class Count : uint8_t {
  FunctionsLinked,      // prototypes made from chunks
  FunctionsWarmed,      // prototypes that were called again, or looped: their sites got caches
  FunctionsTranslated,  // prototypes that got tier 2's words
  FunctionsCompiled,    // prototypes compiled by tier 3, once more for each time anew
  Coroutines,           // threads made
  Errors,               // raised, caught or not
  StackGrowths,         // stacks moved to a larger block
};

TRI_INLINE void count(State* S, Count what) { ++S->counters[size_t(what)]; }
TRI_INLINE uint64_t counted(const State* S, Count what) { return S->counters[size_t(what)]; }

}  // namespace tri
