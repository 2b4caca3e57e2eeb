#include "engine/counters.hpp"

#include "runtime/counters.hpp"
#include "runtime/limits.hpp"
#include "runtime/shapes.hpp"

namespace tri::engine {

namespace {

template <Count what>
uint64_t events(const State* S) {
  return counted(S, what);
}

constexpr Counter kCounters[] = {
    {"functions_linked", "prototypes made from chunks", events<Count::FunctionsLinked>},
    {"functions_warmed", "of these, called again or looping: their sites have inline caches",
     events<Count::FunctionsWarmed>},
    {"functions_translated", "of these, moved to tier 2: they have words of direct-threaded code",
     events<Count::FunctionsTranslated>},
    {"inline_caches", "records in use",
     [](const State* S) { return uint64_t(S->engine->cache_count - 1); }},
    {"shapes", "distinct layouts of tables",
     [](const State* S) { return uint64_t(S->engine->shapes->count()); }},
    {"short_strings", "in the table of all short strings",
     [](const State* S) { return uint64_t(S->strings.count); }},
    {"collections", "cycles of the collector, sweeping or done",
     [](const State* S) { return uint64_t(S->gc_cycle); }},
    {"heap_bytes", "in live and not yet swept blocks",
     [](const State* S) { return uint64_t(S->heap->bytes_in_use()); }},
    {"heap_bytes_reserved", "taken from the host for the heap, free pages included",
     [](const State* S) { return uint64_t(S->heap->bytes_reserved()); }},
    {"coroutines", "made", events<Count::Coroutines>},
    {"errors", "raised, caught or not", events<Count::Errors>},
    {"fuel_left", "units, where states are metered",
     [](const State* S) { return S->metered ? uint64_t(fuel_left(S)) : 0; }},
    {"stack_growths", "stacks moved to a larger block", events<Count::StackGrowths>},
};

}  // namespace

std::span<const Counter> counters() { return kCounters; }

}  // namespace tri::engine
