// StringTable: the set of all short strings of a state (layout in heap/state.hpp).
//
// The top bits of a hash say which segment, its low bits where in the segment the search begins. A segment that is full becomes
// one of twice the size, and from kSegmentSlots on two segments, each for one more bit of the hash. So the table never moves
// as a whole: the longest pause is that of one segment, some 3000 strings.
#pragma once

#include <cstring>
#include <string_view>

#include "heap/state.hpp"

namespace tri {

TRI_INLINE StringSegment* segment_of(const StringTable& t, uint32_t hash) {
  return t.segments[uint64_t(hash) >> (32 - t.depth)];
}

TRI_INLINE uint64_t string_slot(const Str* s, uint32_t hash) {
  return uint64_t(hash) << StringSegment::kTagShift | uint64_t(s) >> 4;
}
TRI_INLINE ShortStr* string_of(uint64_t slot) {
  return reinterpret_cast<ShortStr*>(slot << (64 - StringSegment::kTagShift) >>
                                     (60 - StringSegment::kTagShift));
}
// Where the search for the slot's string begins.
TRI_INLINE uint32_t home_of(const StringSegment* g, uint64_t slot) {
  return uint32_t(slot >> StringSegment::kTagShift) & g->mask;
}

// The slot of the string of this segment for which equals(ShortStr*) holds, or the empty one where it would be.
template <class Equals>
TRI_INLINE uint64_t* find_slot(StringSegment* g, uint32_t hash, Equals equals) {
  uint64_t* slots = g->slots();
  const uint32_t mask = g->mask;
  const uint64_t wanted = uint64_t(hash) << StringSegment::kTagShift;
  for (uint32_t at = hash & mask;; at = (at + 1) & mask) {
    const uint64_t slot = slots[at];
    if (slot == 0) return &slots[at];
    if ((slot ^ wanted) >> StringSegment::kTagShift == 0 && equals(string_of(slot)))
      return &slots[at];
  }
}

// A segment this full makes room before it takes another string: five eighths, so that a search ends soon.
TRI_INLINE bool is_full(const StringSegment* g) { return g->count >= (g->mask + 1) / 8 * 5; }

[[nodiscard]] TRI_COLD bool make_room_slow(State* S, uint32_t hash);
// Makes sure that a string with this hash has a slot. False: no memory.  [allocates]
[[nodiscard]] TRI_INLINE bool make_room(State* S, uint32_t hash) {
  return !is_full(segment_of(S->strings, hash)) || make_room_slow(S, hash);
}

// Gives a table that is one segment so many slots at once, a power of two that a segment may have. False: no memory.  [allocates]
[[nodiscard]] bool reserve_strings(State* S, uint32_t slots);

// Adds a string that is not in the segment, which has a slot for it: this one.
TRI_INLINE uint64_t* add(StringSegment* g, uint64_t slot) {
  uint64_t* slots = g->slots();
  uint32_t at = home_of(g, slot);
  while (slots[at]) at = (at + 1) & g->mask;
  slots[at] = slot;
  ++g->count;
  return &slots[at];
}

// A slot of the table has been filled.
TRI_INLINE void count_added(StringTable& t, uint64_t* slot) {
  t.recent[t.count++ % StringTable::kRecent] = slot;
}
// Adds a string that is not in the table, which has room for it.
TRI_INLINE void put(StringTable& t, Str* s, uint32_t hash) {
  count_added(t, add(segment_of(t, hash), string_slot(s, hash)));
}

// Calls f for the slots of each segment.
template <class F>
void each_slots(const StringTable& t, F f) {
  for (uint32_t i = 0; i < 1u << t.depth;) {
    StringSegment* const g = t.segments[i];
    i += 1u << (t.depth - g->depth);
    f(reinterpret_cast<char*>(g->slots()), size_t(g->mask + 1) * sizeof(uint64_t));
  }
}

}  // namespace tri
