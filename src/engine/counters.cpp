#include "engine/counters.hpp"

#include "jit/stencil/native_code.hpp"
#include "runtime/counters.hpp"
#include "runtime/limits.hpp"
#include "runtime/shapes.hpp"

namespace tri::engine {

namespace {

template <Count what>
uint64_t events(const State* S) {
  return counted(S, what);
}

#if TRINITY_NATIVE
template <uint64_t jit::NativeTotals::* what>
uint64_t native(const State* S) {
  return jit::native_totals(S->engine).*what;
}
#else
template <uint64_t jit::NativeTotals::* what>
uint64_t native(const State*) {
  return 0;
}
#endif

constexpr Counter kCounters[] = {
    {"functions_linked", "prototypes made from chunks", events<Count::FunctionsLinked>},
    {"functions_warmed", "of these, called again or looping: their sites have inline caches",
     events<Count::FunctionsWarmed>},
    {"functions_translated", "of these, moved to tier 2: they have words of direct-threaded code",
     events<Count::FunctionsTranslated>},
    {"functions_compiled",
     "compilations by tier 3, a function's again when its guards kept failing",
     events<Count::FunctionsCompiled>},
    {"native_ops", "of these compilations, instructions", native<&jit::NativeTotals::ops>},
    {"native_hot_bytes", "machine code of them that usually runs",
     native<&jit::NativeTotals::hot_bytes>},
    {"native_cold_bytes", "and that seldom does", native<&jit::NativeTotals::cold_bytes>},
    {"native_choose_ns", "wall time to choose their stencils, where it was asked for",
     native<&jit::NativeTotals::choose_ns>},
    {"native_fill_ns", "to copy them and fill their holes in", native<&jit::NativeTotals::fill_ns>},
    {"native_evicted", "functions that went back to tier 2 to make room",
     native<&jit::NativeTotals::evicted>},
    {"native_cpu_level", "of the processor, as far as machine code makes use of it",
     native<&jit::NativeTotals::cpu_level>},
    {"native_system_ns", "for the system to make pages writable and executable",
     native<&jit::NativeTotals::system_ns>},
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

#if TRINITY_NATIVE
void time_compilations(const State* S) { jit::time_compilations(S, true); }
#else
void time_compilations(const State*) {}
#endif

}  // namespace tri::engine
