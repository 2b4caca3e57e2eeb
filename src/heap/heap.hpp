// Heap: memory for objects and the storage they own.
//
// Small blocks are cells of one size class in 4 KiB pages cut from larger chunks; bitmaps at the head of a page say which
// cells are in use and which are marked, so that sweeping a page is `used &= marked` and touches no object. Large blocks come from
// the host's allocator one by one. Blocks never move.
//
// Cost: allocation from the current free run of a size class is a bump of one pointer; accounting and pacing happen only when a
// run is exhausted.  Errors: nullptr when the allocator or the cap refuses, after one emergency collection.
// Thread: that of the state which owns the heap.
#pragma once

#include <cstddef>
#include <cstdint>

#include "heap/object.hpp"

namespace tri {

struct State;

// As lua_Alloc: frees when new_size is 0, allocates when block is null, else resizes; null when it refuses.
using AllocFn = void* (*)(void* ud, void* block, size_t old_size, size_t new_size);

inline constexpr size_t kPageSize = 4096;
inline constexpr size_t kGranule = 16;
inline constexpr size_t kMaxCell = 1024;      // larger blocks are large
inline constexpr uint32_t kCellClasses = 32;  // upper bound

struct Page;

// Free cells [cur, end) that the next allocations of a size class take.
struct Run {
  char* cur;
  char* end;
};

class Heap {
 public:
  Heap(State* state, AllocFn alloc, void* ud);
  ~Heap();  // returns every byte
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // A block for an object. The caller writes the header before anything else may allocate.
  void* allocate(size_t bytes);
  // The same for short strings, which live in pages of their own because sweeping removes them from the string table.
  void* allocate_short_string(size_t bytes);
  // Storage owned by one object, which frees or marks it; never scanned.
  void* allocate_storage(size_t bytes);
  void free_storage(void* block, size_t bytes);
  // Grows or shrinks storage, moving it if need be; nullptr leaves the old block as it was.
  void* resize_storage(void* block, size_t old_bytes, size_t new_bytes);
  // True for blocks that need gc_bits::kLarge in the header of the object made in them.
  static constexpr bool is_large(size_t bytes) { return bytes > kMaxCell; }

  // Bytes of live and not yet swept blocks (what collectgarbage("count") reports).
  size_t bytes_in_use() const;

  struct Impl;
  Impl* impl;
};

}  // namespace tri
