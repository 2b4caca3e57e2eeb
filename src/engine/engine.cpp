#include "engine/engine.hpp"

#include <sys/mman.h>
#include <sys/random.h>

#include <cstdlib>
#include <cstring>
#include <new>

#include "engine/watchdog.hpp"
#include "heap/cache.hpp"
#include "heap/collector.hpp"
#include "heap/watch.hpp"
#include "interp/site_counts.hpp"
#include "interp/tiers.hpp"
#include "runtime/call.hpp"
#include "runtime/collect.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/shapes.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::engine {
namespace {

// Inline cache records of an engine: address space is reserved, pages come as records are used.
constexpr size_t kCacheRecords = size_t(1) << 20;

void* system_alloc(void*, void* block, size_t, size_t new_size) {
  if (new_size == 0) return free(block), nullptr;
  return realloc(block, new_size);
}

uint64_t system_seed() {
  uint64_t seed = 0;
  if (getrandom(&seed, sizeof seed, GRND_NONBLOCK) != ssize_t(sizeof seed))
    seed = uint64_t(uintptr_t(&seed)) * 0x9E3779B97F4A7C15u;
  return seed | 1;
}

uint32_t environment_number(const char* name, uint32_t otherwise = 0) {
  const char* text = getenv(name);
  return text && *text ? uint32_t(strtoul(text, nullptr, 10)) : otherwise;
}

uint64_t environment_seed() {
  const char* text = getenv("TRINITY_SEED");
  return text ? strtoull(text, nullptr, 0) : 0;
}

// When functions move up (Options::max_tier).
void set_thresholds(EngineArea* E, const Options& options) {
  const uint32_t tier =
      options.max_tier ? options.max_tier : environment_number("TRINITY_TIER", kHighestTier);
  E->tier2_calls = environment_number("TRINITY_TIER2_CALLS", 10);
  const uint32_t loops = environment_number("TRINITY_TIER2_LOOPS", 50);
  E->tier2_loops = loops < INT32_MAX ? int32_t(loops) : INT32_MAX;
  if (tier < 2) {
    E->tier2_calls = UINT32_MAX;
    E->tier2_loops = INT32_MAX;
  }
}

void destroy_area(EngineArea* E) {
  delete E->watchdog;
  delete E->counts;
  delete E->shapes;
  munmap(E->caches, kCacheRecords * sizeof(Cache));
  delete E;
}

EngineArea* create_area(const Options& options) {
  auto* E = new (std::nothrow) EngineArea{};
  if (!E) return nullptr;
  E->hash_seed = options.seed ? options.seed : system_seed();
  set_thresholds(E, options);
  void* pool = mmap(nullptr, kCacheRecords * sizeof(Cache), PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (pool == MAP_FAILED) return delete E, nullptr;
  E->caches = static_cast<Cache*>(pool);
  E->cache_count = 1;
  E->cache_limit = options.no_caches ? 1 : kCacheRecords;
  E->no_quickening = options.no_quickening;
  E->shared_dispatch = options.shared_dispatch;
  const bool counts = options.count_sites || environment_number("TRINITY_COUNT_SITES");
  if (counts && !(E->counts = new (std::nothrow) interp::SiteCounts()))
    return destroy_area(E), nullptr;
  E->special_words = counts || E->no_quickening;
  E->tier1 = interp::tier1_loop(E, options.metered);
  E->shapes = new (std::nothrow) ShapeTable();
  if (E->shapes) E->shape_array = E->shapes->array();
  return E;
}

const RuntimeHooks kHooks{
    .run = interp::run, .count_call = interp::count_call, .close = destroy_state};

const HeapHooks kHeapHooks{
    .forget_strings = forget_strings,
    .each_shape_key = [](State* S, void (*f)(void*, Str*),
                         void* context) { S->engine->shapes->each_key(f, context); },
    .event_of = event_of,
    .after_collection = shrink_strings,
};

// The first thread: made before anything can be raised.
bool create_main_thread(State* S) {
  size_t bytes = sizeof(Thread) + kThreadPrefix;
  auto* cell = static_cast<char*>(S->heap->allocate(bytes));
  if (!cell) return false;
  memset(cell, 0, bytes);
  auto* L = reinterpret_cast<Thread*>(cell + kThreadPrefix);
  L->header = {Tag::Thread, 0, uint8_t(ThreadStatus::Running), 0, 0};
  L->state = S;
  S->main = S->running = L;
  return init_thread(nullptr, L);
}

bool fill_state(State* S) {
  if (!create_main_thread(S)) return false;
  Thread* L = S->main;
  if (!init_strings(S)) return false;
  S->empty_string = new_string(L, "");
  if (!S->empty_string) return false;
  S->memory_message = new_string(L, "not enough memory");
  if (!S->memory_message || !init_events(L)) return false;
  Table* registry = new_table_sized(L, 2, 4);
  if (!registry) return false;
  S->registry = Value::of(registry);
  Table* globals = new_table(L, 8);
  if (!globals) return false;
  L->top[0] = Value::of(globals);
  L->top++;
  bool ok = set_int(L, registry, 1, Value::of(L)) && set_int(L, registry, 2, Value::of(globals));
  L->top--;
  return ok;
}

}  // namespace

State* create_state(const Options& given) {
  Options options = given;
  if (!options.seed) options.seed = environment_seed();
  EngineArea* E = create_area(options);
  if (!E) return nullptr;
  AllocFn alloc = options.alloc ? options.alloc : system_alloc;
  auto* S = static_cast<State*>(alloc(options.alloc_ud, nullptr, 0, sizeof(State)));
  if (!S) return destroy_area(E), nullptr;
  memset(static_cast<void*>(S), 0, sizeof(State));
  S->engine = E;
  S->alloc = alloc;
  S->alloc_ud = options.alloc_ud;
  S->registry = Value::nil();
  S->hooks = &kHooks;
  S->heap_hooks = &kHeapHooks;
  S->metered = options.metered;
  S->slice = kFuelSlice;
  S->fuel = INT64_MAX / 2;
  S->output_left = UINT64_MAX;
  S->seeded = options.seed;
  S->random_seed = options.seed ? options.seed : system_seed();
  S->heap = new (std::nothrow) Heap(S, alloc, options.alloc_ud);
  S->collector = new (std::nothrow) Collector(S);
  if (!S->heap || !S->collector || !fill_state(S)) {
    destroy_state(S);
    return nullptr;
  }
  const uint32_t stress = environment_number("TRINITY_GC_STRESS");
  S->gc_stress = options.gc_stress != GcStress::None  ? options.gc_stress
                 : stress < uint32_t(GcStress::Count) ? GcStress(stress)
                                                      : GcStress::None;
  if (E->counts) E->counts->begin(S);
  S->watch = options.watch;
  S->move_stack = options.move_stack || environment_number("TRINITY_MOVE_STACK");
  return S;
}

void destroy_state(State* S) {
  if (S->main && S->main->stack && S->collector) {
    Thread* L = S->main;
    S->running = L;
    L->frame = L->frames;
    L->native_depth = L->lost_depth = L->not_yieldable = 0;
    L->hooks_allowed = true;
    (void)close_pending(L, L->stack + 1, true);
    L->top = L->stack + 1;
    L->error = Value::nil();
    S->closing = true;
    S->collector->finalize_all();
    S->collector->set_finalizing(false);  // a finalizer may have called os.exit: the others are due
    run_finalizers(L);
  }
  EngineArea* E = S->engine;
  if (E->watchdog) E->watchdog->forget(S);
  free_strings(S);
  delete S->collector;
  delete S->heap;
  if (S->native_entries)
    S->alloc(S->alloc_ud, S->native_entries, State::kNativeEntries * sizeof(Builtin*), 0);
  S->alloc(S->alloc_ud, S, sizeof(State), 0);
  destroy_area(E);
}

}  // namespace tri::engine
