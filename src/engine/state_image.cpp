#include "engine/state_image.hpp"

#include <algorithm>
#include <cstring>
#include <new>

#include "engine/watchdog.hpp"
#include "heap/cache.hpp"
#include "heap/collector.hpp"
#include "jit/stencil/compiler.hpp"
#include "runtime/error.hpp"
#include "runtime/shapes.hpp"
#include "runtime/string_table.hpp"

namespace tri::engine {

namespace {

// A program that used more than this above the image gives its pages back.
constexpr size_t kKept = 256 << 10;
// Less than so much between two stretches is copied with them: a copy more costs more.
constexpr size_t kSmallestGap = 192;

#ifdef TRI_ASAN
#define TRI_NO_ASAN __attribute__((no_sanitize("address")))
// What AddressSanitizer knows about memory: a byte for eight. The heap's free cells are poisoned, in an image too.
constexpr size_t kShadowScale = 3;
constexpr uintptr_t kShadowOffset = 0x7fff8000;  // Linux on x86-64
char* shadow_of(char* memory) {
  return reinterpret_cast<char*>((uintptr_t(memory) >> kShadowScale) + kShadowOffset);
}
// Shadows have none themselves.
TRI_NO_ASAN void copy_shadow(char* to, const char* from, size_t bytes) {
  for (size_t i = 0; i < bytes; ++i) static_cast<volatile char*>(to)[i] = from[i];
}
#else
#define TRI_NO_ASAN
#endif

}  // namespace

std::unique_ptr<StateImage> StateImage::take(State* S, StateArena& arena) {
  EngineArea* const E = S->engine;
  if (E->counts) return nullptr;
  TRI_CHECK(S->alloc_ud == &arena);
  TRI_ASSERT(S->running == S->main && !S->roots && !S->escape);
  std::unique_ptr<StateImage> image(new (std::nothrow) StateImage(S, arena));
  return image && image->copy() ? std::move(image) : nullptr;
}

StateImage::Signs StateImage::signs() const {
  const EngineArea& E = *state_->engine;
  const StringTable& strings = state_->strings;
  return {.shapes = E.shapes->changes(),
          .arena_lists = arena_.list_changes(),
          .gc_cycle = state_->gc_cycle,
          .epoch = state_->heap->epoch(),
          .slots = strings.slots,
          .depth = strings.depth,
          .strings = strings.count,
          .phase = state_->heap->phase()};
}

void StateImage::find_stretches(Stretches (&parts)[kParts]) const {
  Stretches unused;
  const auto add = [](void* list, char* from, size_t bytes) {
    if (bytes >= kSmallestGap) static_cast<Stretches*>(list)->push_back({from, bytes});
  };
  const auto add_cache = [&](auto& cache) {
    if (cache.cycle != state_->gc_cycle)
      add(&unused, reinterpret_cast<char*>(cache.rows), sizeof cache.rows);
  };
  state_->heap->each_unused(add, &unused);
  state_->collector->each_unused(add, &unused);
  state_->engine->shapes->each_unused(add, &unused);
  arena_.each_unused(add, &unused);
  add_cache(state_->literals);
  add_cache(state_->patterns);
  add(&unused, reinterpret_cast<char*>(state_->strings.recent), sizeof state_->strings.recent);

  state_->engine->shapes->each_used(add, &parts[Shapes]);
  const std::span<char> lists = arena_.lists();
  add(&parts[ArenaLists], lists.data(), lists.size());
  // In the middle of a collection marks come and go.
  if (state_->heap->phase() == GcPhase::Pause) {
    state_->heap->each_short_string_stretch(add, &parts[ShortStrings]);
    each_slots(state_->strings,
               [&](char* from, size_t bytes) { add(&parts[StringSlots], from, bytes); });
  }
  for (int part = Always + 1; part < kParts; ++part)
    unused.insert(unused.end(), parts[part].begin(), parts[part].end());
  std::sort(unused.begin(), unused.end(),
            [](const Stretch& a, const Stretch& b) { return a.at < b.at; });
  char* from = arena_.base();
  unused.push_back({arena_.base() + arena_.used(), 0});
  for (const Stretch& gap : unused) {
    if (gap.at > from) parts[Always].push_back({from, size_t(gap.at - from)});
    from = std::max(from, gap.at + gap.bytes);
  }
}

// Free cells among what is copied are poisoned again.
TRI_NO_ASAN bool StateImage::is_put_back() const {
  const char* copied = copy_.get();
  for (const Stretches& part : parts_)
    for (const Stretch& s : part) {
      const char* const seed = reinterpret_cast<const char*>(&state_->random_seed);
      for (size_t i = 0; i < s.bytes; ++i) {
        const char* const at = s.at + i;
        if (*at != copied[i] && (at < seed || at >= seed + sizeof state_->random_seed))
          return false;
      }
      copied += s.bytes;
    }
  return std::memcmp(caches_.get(), static_cast<void*>(state_->engine->caches), caches_size_) == 0;
}

// False: no memory, and it is what it was.
bool StateImage::copy() {
  EngineArea* const E = state_->engine;
  const size_t size = arena_.used(), caches_size = E->cache_count * sizeof(Cache);
  Stretches parts[kParts];
  find_stretches(parts);
  size_t sizes[kParts] = {}, all = 0;
  for (int part = 0; part < kParts; ++part) {
    for (const Stretch& s : parts[part]) sizes[part] += s.bytes;
    all += sizes[part];
  }
  std::unique_ptr<char[]> bytes(new (std::nothrow) char[all]);
  std::unique_ptr<char[]> caches(new (std::nothrow) char[caches_size]);
  if (!bytes || !caches) return false;
#if TRINITY_NATIVE
  jit::keep_code(E);
#endif
  if (E->watchdog) E->watchdog->forget(state_);
#ifdef TRI_ASAN
  shadow_.reset(new char[size >> kShadowScale]);
  copy_shadow(shadow_.get(), shadow_of(arena_.base()), size >> kShadowScale);
#endif
  unpoison(arena_.base(), size);  // as bytes, free cells are copied like all others
  char* to = bytes.get();
  for (const Stretches& part : parts)
    for (const Stretch& s : part) {
      std::memcpy(to, s.at, s.bytes);
      to += s.bytes;
    }
  std::memcpy(caches.get(), static_cast<void*>(E->caches), caches_size);
#ifdef TRI_ASAN
  copy_shadow(shadow_of(arena_.base()), shadow_.get(), size >> kShadowScale);
#endif
  copy_ = std::move(bytes);
  caches_ = std::move(caches);
  for (int part = 0; part < kParts; ++part) {
    parts_[part] = std::move(parts[part]);
    sizes_[part] = sizes[part];
  }
  signs_ = signs();
  arena_size_ = size;
  caches_size_ = caches_size;
  known_ = known_by(E);
  return true;
}

void StateImage::learn(uint64_t seed, uint32_t times) {
  const Lesson lesson = Lesson::of(state_, known_, times);
  restore(seed);
  if (!lesson.is_small()) return;
  if (lesson.teach(state_->main) && copy()) return;
  forget_error(state_->main);
  restore(seed);
}

bool StateImage::forget_added_strings(const Signs& now) {
  const uint32_t added = now.strings - signs_.strings;
  if (added > StringTable::kRecent || now.slots != signs_.slots || now.depth != signs_.depth)
    return false;
  for (uint32_t i = 0; i < added; ++i)
    *state_->strings.recent[(signs_.strings + i) % StringTable::kRecent] = 0;
  return true;
}

void StateImage::restore(uint64_t seed) {
  EngineArea* const E = state_->engine;
  char* const caches = reinterpret_cast<char*>(E->caches);
  const size_t caches_used = E->cache_count * sizeof(Cache);
  const size_t touched = arena_.used();
  // What lies outside stays, and what it knows of the program that ran goes first.
#if TRINITY_NATIVE
  jit::forget_new_code(E);
#endif
  if (E->watchdog) E->watchdog->forget(state_);
  jit::NativeArea* const native = E->native;
  Watchdog* const watchdog = E->watchdog;
  // More than half of a small image is left alone by most programs.
  const Signs now = signs();
  const bool collected =
      now.gc_cycle != signs_.gc_cycle || now.epoch != signs_.epoch || now.phase != signs_.phase;
  bool is_changed[kParts];
  is_changed[Always] = true;
  is_changed[Shapes] = now.shapes != signs_.shapes;
  is_changed[ArenaLists] = now.arena_lists != signs_.arena_lists;
  is_changed[ShortStrings] = collected;
  is_changed[StringSlots] = collected || !forget_added_strings(now);

  unpoison(arena_.base(), touched);
  const char* from = copy_.get();
  for (int part = 0; part < kParts; ++part) {
    if (!is_changed[part]) {
      from += sizes_[part];
      continue;
    }
    for (const Stretch& s : parts_[part]) {
      std::memcpy(s.at, from, s.bytes);
      from += s.bytes;
    }
  }
#ifdef TRI_ASAN
  copy_shadow(shadow_of(arena_.base()), shadow_.get(), arena_size_ >> kShadowScale);
#endif
  std::memcpy(caches, caches_.get(), caches_size_);
  // Records are given out zeroed.
  std::memset(caches + caches_size_, 0, caches_used - caches_size_);
  if (touched > arena_size_ + kKept) arena_.release(arena_size_ + kKept, touched);

  E->native = native;
  E->watchdog = watchdog;
  state_->random_seed = seed;
}

}  // namespace tri::engine
