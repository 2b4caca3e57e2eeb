// Page: 4 KiB of cells of one size, with the bitmaps that say which are in use and which are marked.
//
//   ┌──────── header, 128 bytes ────────┬────────┬────────┬───┬────────┬╌╌╌╌╌┐
//   │ marked[256] epoch .. used[256] .. │ cell 0 │ cell 1 │ … │ cell n │ rest│
//   └───────────────────────────────────┴────────┴────────┴───┴────────┴╌╌╌╌╌┘
//
// Bit g of a bitmap belongs to the granule (16 bytes) g of the page, so finding it needs no division. Only the first granule of
// a cell has a bit in `used` and a mark in `marked`. The bit after an object's mark says that the object still has to be
// scanned although the grey stack could not take it (only objects of two granules and more are ever put there).
//
// A large block has the same facts in a LargeHeader before it.
//
// Invariants: `marked` means something only while mark_epoch equals the heap's; a mark without `used` does not occur. A cell
// without `used` is free, and poisoned where AddressSanitizer runs.
#pragma once

#include <cstring>

#include "heap/object.hpp"
#include "heap/size_class.hpp"

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TRI_ASAN 1
#endif
#endif
#ifdef TRI_ASAN
extern "C" void __asan_poison_memory_region(const volatile void*, size_t);
extern "C" void __asan_unpoison_memory_region(const volatile void*, size_t);
#endif

namespace tri {

class Heap;
struct Chunk;

// Tells AddressSanitizer, where it runs, that a cell is free or in use.
TRI_INLINE void poison(const void* cell, size_t bytes) {
#ifdef TRI_ASAN
  __asan_poison_memory_region(cell, bytes);
#else
  (void)cell, (void)bytes;
#endif
}
TRI_INLINE void unpoison(const void* cell, size_t bytes) {
#ifdef TRI_ASAN
  __asan_unpoison_memory_region(cell, bytes);
#else
  (void)cell, (void)bytes;
#endif
}

inline constexpr uint32_t kBitmapWords = kPageSize / kGranule / 64;
struct Bitmap {
  uint64_t word[kBitmapWords];

  TRI_INLINE bool test(uint32_t i) const { return word[i / 64] >> (i % 64) & 1; }
  TRI_INLINE void set(uint32_t i) { word[i / 64] |= uint64_t(1) << (i % 64); }
  TRI_INLINE void clear(uint32_t i) { word[i / 64] &= ~(uint64_t(1) << (i % 64)); }
};

struct Page {
  // What marking touches lies in the first line.
  Bitmap marked;
  uint32_t mark_epoch;
  uint16_t cells_end;  // offset behind the last cell
  uint8_t space;
  bool pending;  // some object here waits to be scanned
  Heap* heap;
  Chunk* chunk;
  Page* next;  // of its list
  Page* previous;
  Bitmap used;
  uint32_t cursor;  // granule where the search for a free run goes on
  bool young;       // may hold cells taken since its last sweep

  TRI_INLINE char* at(uint32_t granule) {
    return reinterpret_cast<char*>(this) + size_t(granule) * kGranule;
  }
};
static_assert(sizeof(Page) <= kPageHeader);

TRI_INLINE Page* page_of(const void* cell) {
  return reinterpret_cast<Page*>(uintptr_t(cell) & ~uintptr_t(kPageSize - 1));
}
TRI_INLINE uint32_t granule_of(const void* cell) {
  return uint32_t(uintptr_t(cell) & (kPageSize - 1)) / kGranule;
}

struct LargeHeader {
  void* raw;     // what the host's allocator gave
  size_t bytes;  // of the block
  uint32_t mark_epoch;
  uint32_t index;  // in the heap's list of large blocks
  bool pending;    // waits to be scanned

  TRI_INLINE void* block() { return this + 1; }
};
static_assert(sizeof(LargeHeader) % kGranule == 0);

}  // namespace tri
