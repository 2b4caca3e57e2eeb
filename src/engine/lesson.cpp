#include "engine/lesson.hpp"

#include <algorithm>
#include <cstring>
#include <limits>

#include "interp/word.hpp"
#include "runtime/link.hpp"
#include "runtime/shapes.hpp"
#include "runtime/string_table.hpp"

namespace tri::engine {

namespace {

// Records of a megabyte, and shapes with their keys of some 200 KiB.
constexpr size_t kMostCaches = 32 << 10;
constexpr size_t kMostShapes = 1024;
// A larger table of strings costs more to copy than to grow: 24 KiB.
constexpr uint32_t kMostStringSlots = 2048;

// What a counter that went from `before` to `after` has come to after `times` such programs.
template <class T>
T extrapolated(T before, T after, uint32_t times) {
  const int64_t whole = int64_t(before) + (int64_t(after) - int64_t(before)) * times;
  return T(
      std::clamp<int64_t>(whole, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()));
}

}  // namespace

Known known_by(const EngineArea* E) {
  return {E->shapes->count(), E->shapes->last_metatable_id(), E->proto_count};
}

Lesson Lesson::of(const State* S, const Known& then, uint32_t times) {
  const EngineArea* const E = S->engine;
  Lesson lesson;
  lesson.times_ = times;
  lesson.cycle_ = S->gc_cycle;
  if (S->strings.depth == 0 && S->strings.slots <= kMostStringSlots)
    lesson.string_slots_ = S->strings.slots;
  if (E->shapes->count() - then.shapes > kMostShapes || E->cache_count > kMostCaches) {
    lesson.shapes_.shapes.resize(kMostShapes + 1);  // too much
    return lesson;
  }
  lesson.shapes_ = E->shapes->growth_since(then.shapes, then.last_metatable_id);
  lesson.caches_.assign(E->caches, E->caches + E->cache_count);
  for (Proto* p = E->protos; p; p = p->next) {
    if (p->number >= then.protos) continue;
    Function f{.proto = p,
               .calls = p->calls,
               .loops_left = p->loops_left,
               .heat = p->heat,
               .cache_first = p->cache_first,
               .cache_count = p->cache_count,
               .renewals = p->renewals,
               .is_warm = p->warm,
               .has_words = p->words != nullptr,
               .is_counted = p->counted,
               .is_native = p->native != nullptr,
               .sides = {}};
    f.sides.reserve(p->code_count);
    for (uint32_t i = 0; i < p->code_count; ++i) f.sides.push_back(p->code[i].side);
    lesson.functions_.push_back(std::move(f));
  }
  return lesson;
}

bool Lesson::is_small() const { return shapes_.shapes.size() <= kMostShapes; }

bool Lesson::teach(Thread* L) const {
  EngineArea* const E = L->state->engine;
  if (!reserve_strings(L->state, string_slots_)) return false;
  if (!E->shapes->grow(L, shapes_)) return false;
  std::memcpy(static_cast<void*>(E->caches), caches_.data(), caches_.size() * sizeof(Cache));
  E->cache_count = uint32_t(caches_.size());
  // Rows know strings by their addresses.
  if (const uint32_t rows = L->state->field_rows)
    for (uint32_t n = 0; n < kFieldRows; ++n) E->caches[rows + n * kRecordsOfRow].row.key = 0;
  // Sites that make tables remember one; it is not there any more.
  L->state->gc_cycle = cycle_ + 1;
  for (const Function& f : functions_)
    if (!teach(L, f)) return false;
  return true;
}

bool Lesson::teach(Thread* L, const Function& f) const {
  const EngineArea* const E = L->state->engine;
  Proto* const p = f.proto;
  for (uint32_t i = 0; i < p->code_count; ++i) p->code[i].side = f.sides[i];
  p->warm = f.is_warm;
  p->cache_first = f.cache_first;
  p->cache_count = f.cache_count;
  p->calls = extrapolated(p->calls, f.calls, times_);
  p->loops_left = extrapolated(p->loops_left, f.loops_left, times_);
  if (p->calls >= 2) warm_up(L, p);
  const bool is_due = f.has_words || p->calls >= E->tier2_calls ||
                      (E->tier2_calls != UINT32_MAX && p->loops_left < 0);
  if (p->words) {
    if (!p->native) interp::translate_again(L, p);
  } else if (is_due && !interp::translate(L, p)) {
    return false;
  }
  if (!f.has_words || !p->words || !E->compile_native) return true;
  // It had words to begin with, or got them while the program ran.
  const int32_t heat = extrapolated(p->heat, f.heat, times_);
  const bool is_to_compile = heat < 0 || (p->counted && !f.is_counted) || f.renewals > p->renewals;
  if (!is_to_compile) {
    p->heat = heat;
    return true;
  }
  if (f.renewals > p->renewals) p->renewals = uint8_t(f.renewals - 1);
  p->heat = 0;
  interp::heat_by_call(L, p);
  return true;
}

}  // namespace tri::engine
