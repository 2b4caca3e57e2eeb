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
#include "heap/page.hpp"
#include "heap/page_pool.hpp"
#include "heap/size_class.hpp"

namespace tri {

struct State;

// As lua_Alloc: frees when new_size is 0, allocates when block is null, else resizes; null when it refuses. Blocks are
// aligned to 8 bytes at least.
using AllocFn = void* (*)(void* ud, void* block, size_t old_size, size_t new_size);

// Free cells [cur, end) that the next allocations of a space take.
struct Run {
  char* cur;
  char* end;
};

// What the collector is doing, as far as allocation has to know. See heap/collector.hpp.
//
// Marks stay where they are after a sweep ("sticky"): a cycle that does not void them (begin_minor) frees only what was made
// since the last one, and its sweep looks only at pages that were allocated from since. So in Pause a mark means "old".
enum class GcPhase : uint8_t { Pause, Mark, Atomic, Sweep };

class Heap {
 public:
  Heap(State* state, AllocFn alloc, void* ud);
  ~Heap();  // returns every byte
  Heap(const Heap&) = delete;
  Heap& operator=(const Heap&) = delete;

  // A block for an object, not initialised. The caller writes the header before anything else may allocate.
  TRI_INLINE void* allocate(size_t bytes) {
    if (bytes > kMaxCell) [[unlikely]]
      return allocate_large(bytes);
    return allocate_cell(space_of(bytes));
  }
  // The same for short strings, which live in pages of their own because sweeping removes them from the string table.
  TRI_INLINE void* allocate_short_string(size_t bytes) {
    return allocate_cell(string_space_of(bytes));
  }
  // Storage owned by one object, which frees or marks it; never scanned. It is born unmarked: whoever gives it to an object
  // that may be marked already says so with adopted() (heap/barrier.hpp). An emergency collection frees storage that no
  // object has yet: attach it before anything else allocates, or hold it with HeldStorage.
  void* allocate_storage(size_t bytes);
  void free_storage(void* block, size_t bytes);  // block may be null
  // Grows or shrinks storage, moving it if need be; nullptr leaves the old block as it was.
  void* resize_storage(void* block, size_t old_bytes, size_t new_bytes);
  // True for blocks that need gc_bits::kLarge in the header of the object made in them.
  static constexpr bool is_large(size_t bytes) { return bytes > kMaxCell; }
  // Bytes that a block of `bytes` really takes.
  static constexpr size_t granted(size_t bytes) {
    return is_large(bytes) ? bytes : cell_bytes(space_of(bytes));
  }

  // Bytes of live and not yet swept blocks (what collectgarbage("count") reports).  Cost: O(kSpaces).
  size_t bytes_in_use() const;
  // Bytes taken from the host, free pages included.
  size_t bytes_reserved() const;
  // Cap on bytes in pages in use and large blocks; allocation fails rather than exceed it. SIZE_MAX: none.
  void set_limit(size_t bytes) { limit_ = bytes; }
  size_t limit() const { return limit_; }

  // Calls f for stretches of the host's memory that hold nothing: free cells and pages, and what lies around pages. Nobody reads
  // there before writing.
  void each_unused(void (*f)(void* context, char* from, size_t bytes), void* context) const;

  // Calls f for the cells of short strings in use: nobody writes there before the next collection begins (`epoch`, `phase`) or
  // sweeps.
  void each_short_string_stretch(void (*f)(void* context, char* from, size_t bytes),
                                 void* context) const;

  // ---- for the collector and those who follow its phases
  uint32_t epoch() const { return epoch_; }  // cycles begun that voided all marks
  GcPhase phase() const { return phase_; }
  // A short string found in the string table is handed out again: it must survive a sweep that has not come to it yet.
  TRI_INLINE void revive(Str* short_string) {
    if (phase_ == GcPhase::Sweep) [[unlikely]]
      mark_cell(short_string);
  }

  // True if the block was not marked before.
  TRI_INLINE bool mark_cell(const void* cell);
  TRI_INLINE bool mark_large(LargeHeader* large);
  TRI_INLINE bool is_cell_marked(const void* cell) const;
  TRI_INLINE bool is_large_marked(const LargeHeader* large) const {
    return large->mark_epoch == epoch_;
  }
  static TRI_INLINE LargeHeader* large_header(const void* block) {
    return static_cast<LargeHeader*>(const_cast<void*>(block)) - 1;
  }
  void mark_storage(const void* block, size_t bytes);

  void begin_mark();   // every mark becomes void
  void begin_minor();  // marks stay
  void begin_atomic() { phase_ = GcPhase::Atomic; }
  // Everything that is not marked is to be freed; `minor`: marks were kept since the last sweep. `hold`: but not before
  // release_sweep(), so that what is dead can still be told by its mark.
  void begin_sweep(bool minor, bool hold = false);
  void release_sweep() { sweep_held_ = false; }
  // Sweeps for about `work` units (a unit is a granule or so). True: nothing is left to sweep; the phase is Pause.
  bool sweep(size_t work);
  // Returns unused chunks to the host, but for some slack; only some at once unless `all`.
  void trim(bool all);
  // Pending objects are marked but still to be scanned, and in nobody's list.
  void set_pending(Header* object);
  bool has_pending() const { return pending_; }
  // Calls f for each, which is pending no more. f must not allocate and may make others pending.
  void take_pending(void (*f)(void* context, Header* object), void* context);

  // Bytes allocated since the collector last looked, minus what it allowed; above 0 it is due.
  int64_t debt() const { return debt_; }
  void set_debt(int64_t debt) { debt_ = debt; }

  // Storage that no object owns yet, kept through an emergency collection as Root keeps objects: HeldStorage, or where the
  // block is replaced, by hand.
  struct HeldLink {
    const void* block;
    size_t bytes;
    HeldLink* below;
    HeldLink* above;
  };
  void hold(HeldLink* link) {
    link->below = held;
    link->above = nullptr;
    if (held) held->above = link;
    held = link;
  }
  void let_go(HeldLink* link) {
    (link->above ? link->above->below : held) = link->below;
    if (link->below) link->below->above = link->above;
  }
  HeldLink* held = nullptr;

 private:
  struct FreeCell {
    FreeCell* next;
  };
  struct PageList {
    Page* first = nullptr;
    Page* last = nullptr;
    void add(Page* page);
    void remove(Page* page);
    Page* pop();
    void take_all(PageList& from);
  };
  struct Space {
    Page* current = nullptr;  // the page of the space's run
    PageList full;            // nothing free since its last sweep, and nothing new
    PageList filled;          // nothing free, some cells taken since its last sweep
    PageList available;       // swept, with free cells, nothing new
    PageList unswept;
  };

  TRI_INLINE void* allocate_cell(uint32_t space) {
    Run& run = runs_[space];
    char* cell = run.cur;
    if (cell == run.end) [[unlikely]]
      return allocate_slow(space);
    run.cur = cell + cell_bytes(space);
    unpoison(cell, cell_bytes(space));
    return cell;
  }
  template <class F>
  void each_page(uint32_t first, F f) const;
  void* allocate_slow(uint32_t space);
  void* allocate_large(size_t bytes);
  bool refill(uint32_t space);
  Page* page_with_room(uint32_t space);
  bool take_run(uint32_t space, Page* page);
  void give_back_run(uint32_t space);
  Page* fresh_page(uint32_t space);
  void sweep_page(Page* page);
  void sort_swept(Page* page);
  void touch(Page* page);
  bool sweep_large(size_t* work);
  void take_pending_of_page(Page* page, void (*f)(void*, Header*), void* context);
  bool stressed();
  bool emergency();
  void owe(size_t bytes);
  void free_large(LargeHeader* large);
  void* resize_large(void* block, size_t new_bytes);
  LargeHeader* new_large(size_t bytes);

  // The fast path and compiled code read these.
  Run runs_[kSpaces] = {};
  int64_t debt_ = 0;
  uint32_t epoch_ = 1;
  GcPhase phase_ = GcPhase::Pause;
  bool pending_ = false;
  bool sweep_held_ = false;

  State* state_;
  Space spaces_[kSpaces];
  FreeCell* freed_[kCellClasses] =
      {};  // storage freed since the last sweep began; still counted as in use
  PagePool pool_;
  size_t taken_ = 0;   // bytes of cells with their `used` bit, and of large blocks
  size_t cached_ = 0;  // of these, cells in freed_
  size_t large_bytes_ = 0;
  size_t limit_ = SIZE_MAX;
  LargeHeader** large_ = nullptr;
  uint32_t large_count_ = 0;
  uint32_t large_capacity_ = 0;
  uint32_t large_unswept_ = 0;  // the first so many of large_
  uint32_t sweep_space_ = 0;    // spaces below have been swept
};

// Holds storage for a scope.
class HeldStorage {
 public:
  HeldStorage(Heap* heap, const void* block, size_t bytes)
      : heap_(heap), link_{block, bytes, nullptr, nullptr} {
    heap->hold(&link_);
  }
  ~HeldStorage() { heap_->let_go(&link_); }
  HeldStorage(const HeldStorage&) = delete;
  HeldStorage& operator=(const HeldStorage&) = delete;

 private:
  Heap* heap_;
  Heap::HeldLink link_;
};

TRI_INLINE bool Heap::mark_cell(const void* cell) {
  Page* page = page_of(cell);
  TRI_ASSERT(page->heap == this && page->used.test(granule_of(cell)));
  if (page->mark_epoch != epoch_) {
    page->marked = {};
    page->mark_epoch = epoch_;
  }
  uint64_t& word = page->marked.word[granule_of(cell) / 64];
  const uint64_t bit = uint64_t(1) << (granule_of(cell) % 64);
  if (word & bit) return false;
  word |= bit;
  return true;
}
TRI_INLINE bool Heap::mark_large(LargeHeader* large) {
  if (large->mark_epoch == epoch_) return false;
  large->mark_epoch = epoch_;
  return true;
}
TRI_INLINE bool Heap::is_cell_marked(const void* cell) const {
  const Page* page = page_of(cell);
  return page->mark_epoch == epoch_ && page->marked.test(granule_of(cell));
}

}  // namespace tri
