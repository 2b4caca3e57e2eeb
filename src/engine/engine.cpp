#include "engine/engine.hpp"

#include <sys/mman.h>
#include <sys/random.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>

#include "engine/watchdog.hpp"
#include "heap/cache.hpp"
#include "heap/collector.hpp"
#include "heap/watch.hpp"
#include "interp/site_counts.hpp"
#include "interp/tiers.hpp"
#include "interp/word.hpp"
#include "jit/stencil/compiler.hpp"
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

// Of hashes, and of what is random.
struct Seeds {
  uint64_t hash, random;
};
Seeds system_seeds() {
  Seeds seeds = {};
  if (getrandom(&seeds, sizeof seeds, GRND_NONBLOCK) != ssize_t(sizeof seeds)) {
    seeds.hash = uint64_t(uintptr_t(&seeds)) * 0x9E3779B97F4A7C15u;
    seeds.random = seeds.hash * 0xD6E8FEB86659FD93u;
  }
  return {seeds.hash | 1, seeds.random | 1};
}

uint32_t environment_number(const char* name, uint32_t otherwise = 0) {
  const char* text = getenv(name);
  return text && *text ? uint32_t(strtoul(text, nullptr, 10)) : otherwise;
}

uint64_t environment_seed() {
  const char* text = getenv("TRINITY_SEED");
  return text ? strtoull(text, nullptr, 0) : 0;
}

// The pool of records of an engine that is gone, cleared, for the next one: address space and the first page in it cost more to
// get from the system than to keep (8 of the 40 us that a state takes to be made, filled with libraries and closed). The one thing here that
// is shared by what a process does; no state can see whether it came from there.
class SparePool {
 public:
  ~SparePool() { release(pool_.exchange(nullptr)); }
  // nullptr: no address space.
  Cache* take() {
    if (Cache* kept = pool_.exchange(nullptr)) return kept;
    void* fresh = mmap(nullptr, kCacheRecords * sizeof(Cache), PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    return fresh == MAP_FAILED ? nullptr : static_cast<Cache*>(fresh);
  }
  // `used`: records behind which all are as they were.
  void give_back(Cache* pool, size_t used) {
    Cache* none = nullptr;
    if (used > kMostCleared) return release(pool);
    std::memset(static_cast<void*>(pool), 0, used * sizeof(Cache));
    if (!pool_.compare_exchange_strong(none, pool)) release(pool);
  }

 private:
  static constexpr size_t kMostCleared =
      1024;  // records: to clear them costs less than to get pages anew
  static void release(Cache* pool) {
    if (pool) munmap(pool, kCacheRecords * sizeof(Cache));
  }
  std::atomic<Cache*> pool_ = nullptr;
};
constinit SparePool spare_pool;

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
  E->tier_seed = environment_number("TRINITY_TIER_SEED");
  const uint32_t heat = environment_number("TRINITY_TIER3_HEAT", 300);
  E->perf_map = environment_number("TRINITY_PERF_MAP");
  E->perf_dump = environment_number("TRINITY_PERF_DUMP");
  E->gdb_symbols = environment_number("TRINITY_GDB");
  const uint32_t rounds = environment_number("TRINITY_TIER3_ROUNDS", 60);
  E->tier3_rounds = uint8_t(rounds < 1 ? 1 : rounds > UINT8_MAX ? UINT8_MAX : rounds);
  E->highest_cpu_level = uint8_t(std::clamp(environment_number("TRINITY_CPU_LEVEL", 3), 1u, 3u));
  E->tier3_heat = tier < 3 ? -1 : heat < INT32_MAX ? int32_t(heat) : INT32_MAX;
}

// Options::code_bytes, or TRINITY_CODE_BYTES in its place, as the next power of two that may be.
size_t code_bytes(const Options& options) {
  constexpr uint32_t kLeast = uint32_t(64) << 10, kMost = uint32_t(64) << 20;
  const uint32_t wanted = environment_number("TRINITY_CODE_BYTES", 0);
  if (!wanted) return options.code_bytes;
  return std::bit_ceil(std::clamp(wanted, kLeast, kMost));
}

// Objects in memory of the host's allocator, beside the heap: so a state is all in one place (state_arena.hpp).
template <class T, class... Arguments>
T* make(const HostMemory& memory, Arguments... arguments) {
  void* room = memory.alloc(memory.ud, nullptr, 0, sizeof(T));
  return room ? new (room) T(arguments...) : nullptr;
}
template <class T>
void unmake(const HostMemory& memory, T* object) {
  if (!object) return;
  object->~T();
  memory.alloc(memory.ud, object, sizeof(T), 0);
}

void destroy_area(const HostMemory& memory, EngineArea* E) {
#if TRINITY_NATIVE
  jit::destroy_code(E);
#endif
  delete E->watchdog;
  delete E->counts;
  unmake(memory, E->shapes);
  spare_pool.give_back(E->caches, E->cache_count);
  unmake(memory, E);
}

EngineArea* create_area(const HostMemory& memory, const Options& options, uint64_t seed) {
  auto* E = make<EngineArea>(memory);
  if (!E) return nullptr;
  E->hash_seed = seed;
  set_thresholds(E, options);
  E->caches = spare_pool.take();
  if (!E->caches) return unmake(memory, E), nullptr;
  E->cache_count = 1;
  E->cache_limit = options.no_caches ? 1 : kCacheRecords;
  E->no_quickening = options.no_quickening;
  E->no_fusion = options.no_fusion;
  E->shared_dispatch = options.shared_dispatch;
  const bool counts = options.count_sites || environment_number("TRINITY_COUNT_SITES");
  if (counts && !(E->counts = new (std::nothrow) interp::SiteCounts()))
    return destroy_area(memory, E), nullptr;
  E->code_bytes = code_bytes(options);
  E->one_view_of_code = options.one_view_of_code;
  E->special_words = counts || E->no_quickening;
  E->tier1 = interp::tier1_loop(E, options.metered);
  interp::set_return_words(E);
#if TRINITY_NATIVE
  if (!E->special_words && E->tier3_heat >= 0) E->compile_native = jit::compile;
#endif
  E->shapes = make<ShapeTable>(memory, memory);
  if (!E->shapes || !E->shapes->is_whole()) return destroy_area(memory, E), nullptr;
  E->shape_array = E->shapes->array();
  return E;
}

const RuntimeHooks kHooks{.run = interp::run,
                          .enter_words = interp::enter_words,
                          .count_call = interp::count_call,
                          .close = destroy_state};

// Takes functions that have died out of the engine's list, and gives their code back.
void forget_dead_functions(State* S, bool (*is_alive)(void* context, Proto* p), void* context) {
  for (Proto** link = &S->engine->protos; *link;) {
    if (is_alive(context, *link)) {
      link = &(*link)->next;
    } else {
      *link = (*link)->next;
    }
  }
#if TRINITY_NATIVE
  jit::forget_dead_code(S, is_alive, context);
#endif
}

const HeapHooks kHeapHooks{
    .forget_strings = forget_strings,
    .each_shape_key = [](State* S, void (*f)(void*, Str*),
                         void* context) { S->engine->shapes->each_key(f, context); },
    .event_of = event_of,
    .before_sweep = forget_dead_functions,
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

// What the options or the environment ask to be shown.
void inspect(State* S, Inspection what) {
  const auto add = [&](const char* name, Result<bool> (*take)(std::string_view, Inspection*)) {
    const char* text = getenv(name);
    if (!text || !*text) return;
    if (const Result<bool> taken = take(text, &what); !taken)
      fprintf(stderr, "%s: %s\n", name, taken.error().message.c_str());
  };
  add("TRINITY_DUMP", add_dump);
  add("TRINITY_TRACE", add_trace);
  Watch* inspector = what.is_wanted() ? make_inspector(what) : nullptr;
  if (!inspector) return;
  watch(S, inspector);
  inspector->opened(S);
}

}  // namespace

State* create_state(const Options& given) {
  Options options = given;
  if (!options.seed) options.seed = environment_seed();
  AllocFn alloc = options.alloc ? options.alloc : system_alloc;
  const HostMemory memory{alloc, options.alloc_ud};
  const Seeds seeds = options.seed ? Seeds{options.seed, options.seed} : system_seeds();
  EngineArea* E = create_area(memory, options, seeds.hash);
  if (!E) return nullptr;
  auto* S = static_cast<State*>(alloc(options.alloc_ud, nullptr, 0, sizeof(State)));
  if (!S) return destroy_area(memory, E), nullptr;
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
  S->random_seed = seeds.random;
  S->heap = make<Heap>(memory, S, alloc, options.alloc_ud);
  S->collector = S->heap ? make<Collector>(memory, S) : nullptr;
  if (!S->collector) {
    unmake(memory, S->heap);
    alloc(options.alloc_ud, S, sizeof(State), 0);
    destroy_area(memory, E);
    return nullptr;
  }
  if (!fill_state(S)) {
    destroy_state(S);
    return nullptr;
  }
  const uint32_t stress = environment_number("TRINITY_GC_STRESS");
  S->gc_stress = options.gc_stress != GcStress::None  ? options.gc_stress
                 : stress < uint32_t(GcStress::Count) ? GcStress(stress)
                                                      : GcStress::None;
  if (E->counts) E->counts->begin(S);
  S->watch = options.watch;
  inspect(S, options.inspection);
  S->move_stack = options.move_stack || environment_number("TRINITY_MOVE_STACK");
  return S;
}

bool collect_idle(State* S, uint64_t microseconds) { return S->collector->step_for(microseconds); }

void destroy_state(State* S) {
  Watch* watching = S->watch;
  if (S->main && S->main->frames && S->collector) {
    tell(S, &Watch::leaving, S);
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
  const HostMemory memory{S->alloc, S->alloc_ud};
  unmake(memory, S->collector);
  unmake(memory, S->heap);
  if (S->native_entries)
    S->alloc(S->alloc_ud, S->native_entries, State::kNativeEntries * sizeof(Builtin*), 0);
  S->alloc(S->alloc_ud, S, sizeof(State), 0);
  destroy_area(memory, E);
  while (watching) {
    Watch* next = watching->next;
    watching->closed();
    watching = next;
  }
}

}  // namespace tri::engine
