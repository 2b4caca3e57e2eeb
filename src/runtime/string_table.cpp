#include "runtime/string_table.hpp"

#include "heap/barrier.hpp"
#include "runtime/strings.hpp"

namespace tri {

namespace {

constexpr uint32_t kFirstSlots = 128;
constexpr uint32_t kSegmentSlots = 4096;  // split in some 30 us
constexpr uint32_t kMaxSegmentSlots =
    1u << (64 - StringSegment::kTagShift);  // their number is in a slot
constexpr uint32_t kMaxDepth = 18;  // 2 MiB of pointers; segments grow beyond kSegmentSlots then
// Pairs of segments that one collection joins at most.
constexpr uint32_t kJoins = 64;

size_t bytes_of(const StringSegment* g) { return string_segment_bytes(g->mask + 1); }
size_t directory_bytes(uint32_t depth) { return sizeof(StringSegment*) << depth; }

// May collect in an emergency, which removes strings.
StringSegment* new_segment(State* S, uint32_t slots, uint32_t depth) {
  const size_t bytes = string_segment_bytes(slots);
  auto* g = static_cast<StringSegment*>(S->heap->allocate_storage(bytes));
  if (!g) return nullptr;
  std::memset(static_cast<void*>(g), 0, bytes);
  g->mask = slots - 1;
  g->depth = depth;
  return g;
}

// Calls f(slot).
template <class F>
void each_string(StringSegment* g, F f) {
  for (uint32_t i = 0; i <= g->mask; ++i)
    if (g->slots()[i]) f(g->slots()[i]);
}

// Enters a segment for all hashes that begin as this one, up to its depth.
void enter(StringTable& t, StringSegment* g, uint32_t hash) {
  const uint32_t spread = t.depth - g->depth;
  const uint32_t first = uint32_t(uint64_t(hash) >> (32 - g->depth)) << spread;
  for (uint32_t i = 0; i < 1u << spread; ++i) t.segments[first + i] = g;
}

void replace(State* S, StringSegment* old, StringSegment* fresh, uint32_t hash) {
  StringTable& t = S->strings;
  enter(t, fresh, hash);
  t.bytes = t.bytes - bytes_of(old) + bytes_of(fresh);
  t.slots = t.slots - (old->mask + 1) + (fresh->mask + 1);
  S->heap->free_storage(old, bytes_of(old));
  wrote(S);
}

// Gives the strings of a segment `slots` slots.
bool resize(State* S, StringSegment* g, uint32_t slots, uint32_t hash) {
  StringSegment* fresh = new_segment(S, slots, g->depth);
  if (!fresh) return false;
  each_string(g, [&](uint64_t slot) { add(fresh, slot); });
  replace(S, g, fresh, hash);
  return true;
}

// Makes the directory one for `depth` bits.
bool set_depth(State* S, uint32_t depth) {
  StringTable& t = S->strings;
  StringSegment** old = t.segments;
  const uint32_t old_depth = t.depth;
  StringSegment** fresh = &t.only;
  if (depth > 0) {
    fresh = static_cast<StringSegment**>(S->heap->allocate_storage(directory_bytes(depth)));
    if (!fresh) return false;
  }
  for (uint32_t i = 0; i < 1u << depth; ++i)
    fresh[i] = depth > old_depth ? old[i >> (depth - old_depth)] : old[i << (old_depth - depth)];
  t.segments = fresh;
  t.depth = depth;
  if (depth > 0) t.bytes += directory_bytes(depth);
  if (old_depth > 0) {
    t.bytes -= directory_bytes(old_depth);
    S->heap->free_storage(old, directory_bytes(old_depth));
  }
  wrote(S);
  return true;
}

// Divides a segment by the next bit of the hashes.
bool split(State* S, StringSegment* g, uint32_t hash) {
  StringTable& t = S->strings;
  if (g->depth == t.depth && !set_depth(S, t.depth + 1)) return false;
  const uint32_t slots = g->mask + 1, depth = g->depth + 1;
  StringSegment* low = new_segment(S, slots, depth);
  if (!low) return false;
  const HeldStorage held(S->heap, low, bytes_of(low));
  StringSegment* high = new_segment(S, slots, depth);
  if (!high) {
    S->heap->free_storage(low, bytes_of(low));
    return false;
  }
  const uint32_t bit = 1u << (32 - depth);
  // The bit is one that slots do not have.
  each_string(g, [&](uint64_t slot) { add(string_of(slot)->header.aux & bit ? high : low, slot); });
  enter(t, high, hash | bit);
  t.bytes += bytes_of(high);
  t.slots += slots;
  replace(S, g, low, hash & ~bit);
  return true;
}

// Makes one segment of two that differ in their last bit. False: no memory.
bool join(State* S, StringSegment* low, StringSegment* high, uint32_t hash) {
  StringTable& t = S->strings;
  StringSegment* both = new_segment(S, low->mask + 1, low->depth - 1);
  if (!both) return false;
  for (StringSegment* g : {low, high}) each_string(g, [&](uint64_t slot) { add(both, slot); });
  t.bytes -= bytes_of(high);
  t.slots -= high->mask + 1;
  replace(S, low, both, hash);
  S->heap->free_storage(high, bytes_of(high));
  return true;
}

// Joins some pairs of segments of which little is left.
void join_some(State* S) {
  StringTable& t = S->strings;
  const uint32_t depth = t.depth;
  uint32_t deepest = 0, joined = 0;
  for (uint32_t i = 0; i < 1u << depth;) {
    StringSegment* low = t.segments[i];
    const uint32_t width = 1u << (depth - low->depth);
    StringSegment* high = low->depth && !(i & width) ? t.segments[i + width] : nullptr;
    if (high && high->depth == low->depth && high->mask == low->mask && joined < kJoins &&
        (low->count + high->count) * 4 < low->mask + 1) {
      if (!join(S, low, high, uint32_t(uint64_t(i) << (32 - depth)))) return;
      ++joined;
      low = t.segments[i];
    }
    if (low->depth > deepest) deepest = low->depth;
    i += 1u << (depth - low->depth);
  }
  if (deepest < depth) (void)set_depth(S, deepest);
}

void remove(StringTable& t, const Str* s) {
  const uint32_t hash = s->header.aux;
  StringSegment* g = segment_of(t, hash);
  uint64_t* slots = g->slots();
  const uint32_t mask = g->mask;
  const uint64_t slot = string_slot(s, hash);
  uint32_t hole = hash & mask;
  while (slots[hole] != slot) {
    TRI_ASSERT(slots[hole]);
    hole = (hole + 1) & mask;
  }
  // Strings behind it that a search would no longer find move up.
  for (uint32_t at = hole;;) {
    at = (at + 1) & mask;
    if (!slots[at]) break;
    const uint32_t from_home = (at - home_of(g, slots[at])) & mask;
    if (from_home < ((at - hole) & mask)) continue;
    slots[hole] = slots[at];
    hole = at;
  }
  slots[hole] = 0;
  --g->count;
  --t.count;
}

}  // namespace

bool make_room_slow(State* S, uint32_t hash) {
  StringSegment* g = segment_of(S->strings, hash);
  while (is_full(g)) [[unlikely]] {
    const uint32_t slots = g->mask + 1;
    const bool room = slots >= kSegmentSlots && g->depth < kMaxDepth
                          ? split(S, g, hash)
                          : slots < kMaxSegmentSlots && resize(S, g, slots * 2, hash);
    g = segment_of(S->strings, hash);
    // A search needs an empty slot to end at; as long as one is left, no memory is no disaster.
    if (!room) return g->count < g->mask;
  }
  return true;
}

bool reserve_strings(State* S, uint32_t slots) {
  StringTable& t = S->strings;
  if (t.depth > 0 || slots <= t.only->mask + 1) return true;
  TRI_ASSERT(slots <= kSegmentSlots && (slots & (slots - 1)) == 0);
  return resize(S, t.only, slots, 0);
}

bool init_strings(State* S) {
  StringTable& t = S->strings;
  t = {};
  t.segments = &t.only;
  t.only = new_segment(S, kFirstSlots, 0);
  if (!t.only) return false;
  t.bytes = bytes_of(t.only);
  t.slots = kFirstSlots;
  return true;
}

void free_strings(State* S) {
  StringTable& t = S->strings;
  if (!t.segments) return;
  for (uint32_t i = 0; i < 1u << t.depth;) {
    StringSegment* g = t.segments[i];
    if (!g) break;
    i += 1u << (t.depth - g->depth);
    S->heap->free_storage(g, bytes_of(g));
  }
  if (t.depth > 0) S->heap->free_storage(t.segments, directory_bytes(t.depth));
  t = {};
}

// Programs that make strings and drop them have several times as many before a collection as after: it is their number before
// that the table is for. Collections differ in it as well, so the largest number is forgotten by and by.
void shrink_strings(State* S) {
  StringTable& t = S->strings;
  const uint32_t most = t.most > t.count ? t.most : t.count;
  const uint32_t faded = t.peak - t.peak / 8;
  t.peak = most > faded ? most : faded;
  t.most = t.count;
  if (t.slots <= kFirstSlots || t.peak >= t.slots / 4) return;
  if (t.depth > 0) {
    join_some(S);
  } else {
    (void)resize(S, t.only, t.slots / 2, 0);
  }
}

void forget_strings(State* S, Str* const* strings, uint32_t count) {
  StringTable& t = S->strings;
  // The places lie all over the table: they are fetched side by side.
  if (t.depth > 0)
    for (uint32_t i = 0; i < count; ++i) __builtin_prefetch(segment_of(t, strings[i]->header.aux));
  for (uint32_t i = 0; i < count; ++i) {
    StringSegment* g = segment_of(t, strings[i]->header.aux);
    __builtin_prefetch(&g->slots()[strings[i]->header.aux & g->mask], 1);
  }
  for (uint32_t i = 0; i < count; ++i) remove(t, strings[i]);
}

}  // namespace tri
