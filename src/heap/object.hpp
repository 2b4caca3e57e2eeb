// Header: the first eight bytes of every collected object.
//
//  63                  32 31      24 23      16 15       8 7        0
// ┌──────────────────────┬──────────┬──────────┬──────────┬──────────┐
// │  aux (shape, hash..) │  extra   │   kind   │    gc    │   tag    │
// └──────────────────────┴──────────┴──────────┴──────────┴──────────┘
//
// The truth about marks is in bitmaps beside the objects (heap/page.hpp). gc bit kBlackHint mirrors "marked or old" so
// that a write barrier tests memory it has in the cache anyway; a stale hint costs one call of the barrier's slow path.
#pragma once

#include "heap/value.hpp"

namespace tri {

namespace gc_bits {
inline constexpr uint8_t kBlackHint =
    1;  // may be marked: stores into it must go through the barrier
inline constexpr uint8_t kLarge =
    2;  // a large object, with a LargeHeader before it (heap/page.hpp)
inline constexpr uint8_t kFinalizer = 4;   // in the list of objects with a __gc metamethod
inline constexpr uint8_t kRemembered = 8;  // queued to be traversed again in the atomic phase
inline constexpr uint8_t kDeadKeys =
    16;  // a weak table that still has entries whose keys have died
}  // namespace gc_bits

struct Header {
  Tag tag;
  uint8_t gc;
  uint8_t kind;   // meaning depends on the type
  uint8_t extra;  // meaning depends on the type
  uint32_t aux;   // meaning depends on the type
};
static_assert(sizeof(Header) == 8);

}  // namespace tri
