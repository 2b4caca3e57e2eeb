#include "heap/heap.hpp"

#include <bit>
#include <cstring>

#include "heap/collector.hpp"
#include "heap/host_memory.hpp"

namespace tri {

namespace {

// Granules at which cells begin, by space.
struct CellStarts {
  Bitmap of[kSpaces];
  uint16_t cells_end[kSpaces];
  constexpr CellStarts() : of{}, cells_end{} {
    for (uint32_t s = 0; s < kSpaces; ++s) {
      uint32_t at = kPageHeader;
      for (; at + cell_bytes(s) <= kPageSize; at += cell_bytes(s))
        of[s].word[at / kGranule / 64] |= uint64_t(1) << (at / kGranule % 64);
      cells_end[s] = uint16_t(at);
    }
  }
};
constexpr CellStarts kCellStarts;

// First bit set in f(word) at or above `from`, or `none`.
template <class F>
uint32_t find_bit(uint32_t from, uint32_t none, F f) {
  if (from >= kBitmapWords * 64) return none;
  uint64_t bits = f(from / 64) & (~uint64_t(0) << (from % 64));
  for (uint32_t w = from / 64;;) {
    if (bits) return w * 64 + uint32_t(std::countr_zero(bits));
    if (++w == kBitmapWords) return none;
    bits = f(w);
  }
}

// Bits [from, to) of word w.
uint64_t range_in_word(uint32_t w, uint32_t from, uint32_t to) {
  const uint32_t low = w * 64, high = low + 64;
  if (from >= high || to <= low) return 0;
  uint64_t bits = ~uint64_t(0);
  if (from > low) bits &= ~uint64_t(0) << (from - low);
  if (to < high) bits &= ~uint64_t(0) >> (high - to);
  return bits;
}

size_t raw_bytes(size_t bytes) { return bytes + sizeof(LargeHeader) + kGranule; }

LargeHeader* aligned_header(void* raw) {
  return reinterpret_cast<LargeHeader*>((uintptr_t(raw) + kGranule - 1) & ~uintptr_t(kGranule - 1));
}

// Calls f for every bit that is set.
template <class F>
void each_bit(const Bitmap& bitmap, F f) {
  for (uint32_t w = 0; w < kBitmapWords; ++w)
    for (uint64_t bits = bitmap.word[w]; bits; bits &= bits - 1)
      f(w * 64 + uint32_t(std::countr_zero(bits)));
}

// A use of freed memory shall be seen, not go well by luck.
#ifdef TRI_ASAN
constexpr bool kMarksFreed = true;
#else
constexpr bool kMarksFreed = TRI_ASSERTIONS;
#endif
void mark_as_freed([[maybe_unused]] void* cell, [[maybe_unused]] size_t bytes) {
#if TRI_ASSERTIONS
  unpoison(cell, bytes);  // storage freed earlier, found unmarked by the sweep
  std::memset(cell, 0xDD, bytes);
#endif
  poison(cell, bytes);
}

bool has_free_cell(const Page* page) {
  const Bitmap& starts = kCellStarts.of[page->space];
  uint64_t free = 0;
  for (uint32_t w = 0; w < kBitmapWords; ++w) free |= starts.word[w] & ~page->used.word[w];
  return free != 0;
}

bool has_used_cell(const Page* page) {
  uint64_t used = 0;
  for (uint64_t word : page->used.word) used |= word;
  return used != 0;
}

// Pages looked at for a free cell before a fresh one is taken instead.
constexpr int kSweptPerAllocation = 32;

// Chunks returned to the host at the end of a cycle that goes on in steps: 4 MiB.
constexpr size_t kTrimmedChunks = 64;

// Work units of the parts of a sweep; a unit is what marking one granule costs.
constexpr size_t kPageWork = 8;
constexpr size_t kDeadStringWork = 4;
constexpr size_t kLargeWork = 4;

}  // namespace

void Heap::PageList::add(Page* page) {
  page->next = nullptr;
  page->previous = last;
  (last ? last->next : first) = page;
  last = page;
}

void Heap::PageList::remove(Page* page) {
  (page->previous ? page->previous->next : first) = page->next;
  (page->next ? page->next->previous : last) = page->previous;
}

Page* Heap::PageList::pop() {
  Page* page = first;
  if (page) {
    first = page->next;
    (first ? first->previous : last) = nullptr;
  }
  return page;
}

void Heap::PageList::take_all(PageList& from) {
  if (!from.first) return;
  from.first->previous = last;
  (last ? last->next : first) = from.first;
  last = from.last;
  from = {};
}

Heap::Heap(State* state, AllocFn alloc, void* ud) : state_(state) {
  state->alloc = alloc;
  state->alloc_ud = ud;
}

Heap::~Heap() {
  for (uint32_t i = 0; i < large_count_; ++i)
    host_free(state_, large_[i]->raw, raw_bytes(large_[i]->bytes));
  host_free(state_, large_, large_capacity_ * sizeof(LargeHeader*));
  pool_.release(state_);
}

size_t Heap::bytes_in_use() const {
  size_t bytes = taken_ - cached_;
  for (const Run& run : runs_) bytes -= size_t(run.end - run.cur);
  return bytes;
}

size_t Heap::bytes_reserved() const {
  return (pool_.used_pages() + pool_.free_pages()) * kPageSize + large_bytes_;
}

// ---- allocation

void Heap::owe(size_t bytes) {
  debt_ += int64_t(bytes);
  if (debt_ > 0) state_->interrupt.set(poll_bits::kCollect);
}

bool Heap::emergency() {
  Collector* collector = state_->collector;
  if (!collector || collector->is_collecting()) return false;
  collector->collect_full(true);
  return true;
}

// State::gc_stress: runs are then one cell long, so that every allocation comes by.
bool Heap::stressed() {
  if (state_->gc_stress == GcStress::None) [[likely]]
    return false;
  state_->interrupt.set(poll_bits::kCollect);
  if (state_->gc_stress == GcStress::Allocations) emergency();
  return true;
}

void* Heap::allocate_slow(uint32_t space) {
  const bool single = stressed();
  if (!refill(space) && (!emergency() || !refill(space))) return nullptr;
  Run& run = runs_[space];
  char* cell = run.cur;
  run.cur += cell_bytes(space);
  if (single) [[unlikely]] {
    spaces_[space].current->cursor = granule_of(run.cur);
    give_back_run(space);
  }
  unpoison(cell, cell_bytes(space));
  return cell;
}

// Finds the next free run of a space, sweeping and taking pages as need be. False: no memory.
bool Heap::refill(uint32_t space) {
  Space& s = spaces_[space];
  if (s.current) {
    if (take_run(space, s.current)) return true;
    s.filled.add(s.current);
    s.current = nullptr;
  }
  Page* page = page_with_room(space);
  if (!page) return false;
  s.current = page;
  page->young = true;
  [[maybe_unused]] const bool taken = take_run(space, page);
  TRI_ASSERT(taken);
  return true;
}

Page* Heap::page_with_room(uint32_t space) {
  Space& s = spaces_[space];
  if (Page* page = s.available.pop()) return page;
  for (int i = 0; i < kSweptPerAllocation && s.unswept.first && !sweep_held_; ++i) {
    Page* page = s.unswept.pop();
    sweep_page(page);
    if (has_free_cell(page)) return page;
    s.full.add(page);
  }
  return fresh_page(space);
}

// Takes the next free run of a page. False: there is none.
bool Heap::take_run(uint32_t space, Page* page) {
  const Bitmap& starts = kCellStarts.of[space];
  const uint32_t none = page->cells_end / uint32_t(kGranule);
  const uint32_t from = find_bit(page->cursor, none,
                                 [&](uint32_t w) { return starts.word[w] & ~page->used.word[w]; });
  if (from == none) return false;
  const uint32_t to =
      find_bit(from, none, [&](uint32_t w) { return starts.word[w] & page->used.word[w]; });
  for (uint32_t w = 0; w < kBitmapWords; ++w)
    page->used.word[w] |= starts.word[w] & range_in_word(w, from, to);
  page->cursor = to;
  runs_[space] = {page->at(from), page->at(to)};
  const size_t bytes = size_t(to - from) * kGranule;
  taken_ += bytes;
  owe(bytes);
  return true;
}

// Makes what is left of a run free again.
void Heap::give_back_run(uint32_t space) {
  Run& run = runs_[space];
  for (char* c = run.cur; c != run.end; c += cell_bytes(space))
    page_of(c)->used.clear(granule_of(c));
  taken_ -= size_t(run.end - run.cur);
  run = {};
}

Page* Heap::fresh_page(uint32_t space) {
  if ((pool_.used_pages() + 1) * kPageSize + large_bytes_ > limit_) return nullptr;
  Page* page = pool_.take(state_);
  if (!page) return nullptr;
  page->marked = {};
  page->mark_epoch = epoch_;
  page->cells_end = kCellStarts.cells_end[space];
  page->space = uint8_t(space);
  page->pending = false;
  page->heap = this;
  page->next = nullptr;
  page->used = {};
  page->cursor = 0;
  page->young = true;
  return page;
}

// Calls f(page, run of its space) for pages of spaces from `first` on.
template <class F>
void Heap::each_page(uint32_t first, F f) const {
  for (uint32_t i = first; i < kSpaces; ++i) {
    const Space& s = spaces_[i];
    if (s.current) f(s.current, runs_[i]);
    for (const PageList* list : {&s.full, &s.filled, &s.available, &s.unswept})
      for (Page* page = list->first; page; page = page->next) f(page, runs_[i]);
  }
}

namespace {

// Calls f for stretches of cells of the page that are in use, or for those that are not; what lies behind the last cell is not.
void each_stretch(Page* page, const Run& run, bool in_use,
                  void (*f)(void* context, char* from, size_t bytes), void* context) {
  const uint32_t bytes = cell_bytes(page->space);
  char* from = nullptr;  // where a stretch began
  const auto visit = [&](char* at, bool is_used) {
    if (is_used == in_use && !from) from = at;
    if (is_used == in_use || !from) return;
    f(context, from, size_t(at - from));
    from = nullptr;
  };
  char* const cells_end = page->at(0) + page->cells_end;
  for (char* cell = page->at(0) + kPageHeader; cell < cells_end; cell += bytes)
    visit(cell, (cell < run.cur || cell >= run.end) && page->used.test(granule_of(cell)));
  visit(cells_end, false);
  visit(page->at(0) + kPageSize, true);
}

}  // namespace

void Heap::each_unused(void (*f)(void* context, char* from, size_t bytes), void* context) const {
  pool_.each_unused(f, context);
  each_page(0, [&](Page* page, const Run& run) { each_stretch(page, run, false, f, context); });
}

void Heap::each_short_string_stretch(void (*f)(void* context, char* from, size_t bytes),
                                     void* context) const {
  each_page(kCellClasses,
            [&](Page* page, const Run& run) { each_stretch(page, run, true, f, context); });
}

// ---- storage

void* Heap::allocate_storage(size_t bytes) {
  if (is_large(bytes)) return allocate_large(bytes);
  const uint32_t space = space_of(bytes);
  if (FreeCell* freed = freed_[space]; freed && state_->gc_stress == GcStress::None) {
    unpoison(freed, cell_bytes(space));
    freed_[space] = freed->next;
    cached_ -= cell_bytes(space);
    owe(cell_bytes(space));
    if (phase_ != GcPhase::Sweep) {
      page_of(freed)->marked.clear(granule_of(freed));
      touch(page_of(freed));
    }
    return freed;
  }
  return allocate_cell(space);
}

// A page that holds a new cell, not in a run, has to be swept by the next cycle even if that is a minor one.
void Heap::touch(Page* page) {
  if (page->young || has_free_cell(page)) return;
  Space& s = spaces_[page->space];
  s.full.remove(page);
  s.filled.add(page);
  page->young = true;
}

void Heap::free_storage(void* block, size_t bytes) {
  if (!block) return;
  if (is_large(bytes)) {
    TRI_ASSERT(large_header(block)->bytes == bytes);
    debt_ -= int64_t(bytes);
    return free_large(large_header(block));
  }
  const uint32_t space = space_of(bytes);
  Page* page = page_of(block);
  TRI_ASSERT(page->heap == this && page->space == space && page->used.test(granule_of(block)));
  // The list is dropped when a sweep begins, which then finds the cell unmarked; a sweep going on must not free it.
  if (phase_ == GcPhase::Sweep) {
    mark_cell(block);
  } else {
    page->marked.clear(granule_of(block));
  }
  mark_as_freed(block, cell_bytes(space));
  auto* freed = static_cast<FreeCell*>(block);
  unpoison(freed, sizeof(FreeCell));
  freed->next = freed_[space];
  freed_[space] = freed;
  cached_ += cell_bytes(space);
  debt_ -= cell_bytes(space);
}

void* Heap::resize_storage(void* block, size_t old_bytes, size_t new_bytes) {
  if (!block) return allocate_storage(new_bytes);
  if (is_large(old_bytes) && is_large(new_bytes)) return resize_large(block, new_bytes);
  if (!is_large(old_bytes) && !is_large(new_bytes) && space_of(old_bytes) == space_of(new_bytes) &&
      state_->gc_stress == GcStress::None)
    return block;
  void* moved = allocate_storage(new_bytes);
  if (!moved) return nullptr;
  std::memcpy(moved, block, old_bytes < new_bytes ? old_bytes : new_bytes);
  free_storage(block, old_bytes);
  return moved;
}

// ---- large blocks

void* Heap::allocate_large(size_t bytes) {
  stressed();
  LargeHeader* large = new_large(bytes);
  if (!large && emergency()) large = new_large(bytes);
  if (!large) return nullptr;
  large->mark_epoch = epoch_ - 1;
  owe(bytes);
  return large->block();
}

LargeHeader* Heap::new_large(size_t bytes) {
  if (bytes > SIZE_MAX / 2) return nullptr;
  const size_t in_use = pool_.used_pages() * kPageSize + large_bytes_;
  if (in_use > limit_ || bytes > limit_ - in_use) return nullptr;
  if (large_count_ == large_capacity_) {
    const uint32_t capacity = large_capacity_ ? large_capacity_ * 2 : 16;
    void* grown = state_->alloc(state_->alloc_ud, large_, large_capacity_ * sizeof(LargeHeader*),
                                capacity * sizeof(LargeHeader*));
    if (!grown) return nullptr;
    large_ = static_cast<LargeHeader**>(grown);
    large_capacity_ = capacity;
  }
  void* raw = host_allocate(state_, raw_bytes(bytes));
  if (!raw) return nullptr;
  LargeHeader* large = aligned_header(raw);
  *large = {.raw = raw, .bytes = bytes, .mark_epoch = 0, .index = large_count_, .pending = false};
  large_[large_count_++] = large;
  large_bytes_ += bytes;
  taken_ += bytes;
  return large;
}

void Heap::free_large(LargeHeader* large) {
  // The last one takes its place; among the unswept the last unswept one, and the last one the place of that.
  const auto move = [this](uint32_t from, uint32_t to) {
    if (from == to) return;  // nobody lies there any more
    large_[to] = large_[from];
    large_[to]->index = to;
  };
  uint32_t hole = large->index;
  if (hole < large_unswept_) {
    move(--large_unswept_, hole);
    hole = large_unswept_;
  }
  move(--large_count_, hole);
  large_bytes_ -= large->bytes;
  taken_ -= large->bytes;
  host_free(state_, large->raw, raw_bytes(large->bytes));
}

void* Heap::resize_large(void* block, size_t new_bytes) {
  LargeHeader* old = large_header(block);
  const size_t old_bytes = old->bytes,
               offset = size_t(reinterpret_cast<char*>(old) - static_cast<char*>(old->raw));
  if (new_bytes > SIZE_MAX / 2) return nullptr;
  stressed();
  void* raw = nullptr;
  for (int attempt = 0; !raw; ++attempt) {
    const size_t in_use = pool_.used_pages() * kPageSize + large_bytes_ - old_bytes;
    if (in_use <= limit_ && new_bytes <= limit_ - in_use)
      raw = state_->alloc(state_->alloc_ud, old->raw, raw_bytes(old_bytes), raw_bytes(new_bytes));
    if (!raw && (attempt > 0 || !emergency())) return nullptr;
  }
  LargeHeader* large = aligned_header(raw);
  char* moved = static_cast<char*>(raw) + offset;
  if (reinterpret_cast<char*>(large) != moved)
    std::memmove(static_cast<void*>(large), moved,
                 sizeof(LargeHeader) + (old_bytes < new_bytes ? old_bytes : new_bytes));
  large->raw = raw;
  large->bytes = new_bytes;
  large_[large->index] = large;
  large_bytes_ += new_bytes - old_bytes;
  taken_ += new_bytes - old_bytes;
  if (new_bytes > old_bytes) {
    owe(new_bytes - old_bytes);
  } else {
    debt_ -= int64_t(old_bytes - new_bytes);
  }
  return large->block();
}

// ---- marking and sweeping

void Heap::mark_storage(const void* block, size_t bytes) {
  if (!block) return;
  if (is_large(bytes)) {
    TRI_ASSERT(large_header(block)->bytes == bytes);
    mark_large(large_header(block));
  } else {
    TRI_ASSERT(page_of(block)->space == space_of(bytes));
    mark_cell(block);
  }
}

void Heap::begin_mark() {
  ++epoch_;
  phase_ = GcPhase::Mark;
  // Left by a cycle that an emergency cut short. Those in pages went with their marks.
  for (uint32_t i = 0; pending_ && i < large_count_; ++i) large_[i]->pending = false;
  pending_ = false;
}

void Heap::begin_minor() {
  TRI_ASSERT(phase_ == GcPhase::Pause);
  // Cells that were freed while a sweep went on were marked to outlast it.
  for (uint32_t i = 0; i < kCellClasses; ++i)
    for (FreeCell* freed = freed_[i]; freed; freed = freed->next) {
      page_of(freed)->marked.clear(granule_of(freed));
      touch(page_of(freed));
    }
  phase_ = GcPhase::Mark;
}

void Heap::begin_sweep(bool minor, bool hold) {
  for (uint32_t i = 0; i < kSpaces; ++i) {
    Space& s = spaces_[i];
    give_back_run(i);
    if (s.current) s.unswept.add(s.current);
    s.current = nullptr;
    s.unswept.take_all(s.filled);
    if (minor) continue;
    s.unswept.take_all(s.available);
    s.unswept.take_all(s.full);
  }
  for (FreeCell*& freed : freed_) freed = nullptr;
  cached_ = 0;
  large_unswept_ = large_count_;
  sweep_space_ = 0;
  sweep_held_ = hold;
  phase_ = GcPhase::Sweep;
}

void Heap::sweep_page(Page* page) {
  const uint32_t bytes = cell_bytes(page->space);
  if (page->mark_epoch != epoch_) {
    page->marked = {};
    page->mark_epoch = epoch_;
  }
  uint32_t dead_cells = 0;
  Bitmap dead;
  for (uint32_t w = 0; w < kBitmapWords; ++w) {
    dead.word[w] = page->used.word[w] & ~page->marked.word[w];
    page->used.word[w] &= page->marked.word[w];
    dead_cells += uint32_t(std::popcount(dead.word[w]));
  }
  if (is_string_space(page->space) && dead_cells) {
    Str* strings[kPageSize / kGranule];
    uint32_t count = 0;
    each_bit(dead, [&](uint32_t g) { strings[count++] = reinterpret_cast<Str*>(page->at(g)); });
    state_->heap_hooks->forget_strings(state_, strings, count);
  }
  if (kMarksFreed) each_bit(dead, [&](uint32_t g) { mark_as_freed(page->at(g), bytes); });
  taken_ -= size_t(dead_cells) * bytes;
  page->cursor = 0;
  page->young = false;
}

// Puts a swept page where it belongs.
void Heap::sort_swept(Page* page) {
  Space& s = spaces_[page->space];
  if (!has_used_cell(page)) {
    pool_.give_back(page);
  } else {
    (has_free_cell(page) ? s.available : s.full).add(page);
  }
}

bool Heap::sweep_large(size_t* work) {
  while (large_unswept_ && *work) {
    LargeHeader* large = large_[--large_unswept_];
    if (!is_large_marked(large)) free_large(large);
    *work -= kLargeWork < *work ? kLargeWork : *work;
  }
  return large_unswept_ == 0;
}

bool Heap::sweep(size_t work) {
  if (phase_ != GcPhase::Sweep) return true;
  TRI_ASSERT(!sweep_held_);
  while (work && sweep_space_ < kSpaces) {
    Page* page = spaces_[sweep_space_].unswept.pop();
    if (!page) {
      ++sweep_space_;
      continue;
    }
    const size_t before = taken_;
    sweep_page(page);
    size_t cost = kPageWork;
    if (is_string_space(page->space))
      cost += (before - taken_) / cell_bytes(page->space) * kDeadStringWork;
    sort_swept(page);
    work -= cost < work ? cost : work;
  }
  if (sweep_space_ < kSpaces || !sweep_large(&work)) return false;
  phase_ = GcPhase::Pause;
  return true;
}

// ---- objects that the grey stack could not take

void Heap::set_pending(Header* object) {
  pending_ = true;
  if (object->gc & gc_bits::kLarge) {
    large_header(object)->pending = true;
    return;
  }
  const void* cell = block_of(object);
  TRI_ASSERT(cell_bytes(page_of(cell)->space) > kGranule && is_cell_marked(cell));
  page_of(cell)->pending = true;
  page_of(cell)->marked.set(granule_of(cell) + (object->tag == Tag::Thread ? 2 : 1));
}

void Heap::take_pending_of_page(Page* page, void (*f)(void*, Header*), void* context) {
  if (!page->pending || page->mark_epoch != epoch_) return;
  const uint32_t bytes = cell_bytes(page->space);
  page->pending = false;  // f may add to this very page again
  for (uint32_t g = kPageHeader / kGranule; g * kGranule < page->cells_end; g += bytes / kGranule) {
    // A thread begins behind its prefix, so its bit is one further; smaller cells are no threads.
    const bool thread = bytes >= kThreadPrefix + sizeof(Thread) && page->marked.test(g + 2);
    if (!thread && !page->marked.test(g + 1)) continue;
    page->marked.clear(g + (thread ? 2 : 1));
    f(context, reinterpret_cast<Header*>(page->at(g) + (thread ? kThreadPrefix : 0)));
  }
}

void Heap::take_pending(void (*f)(void* context, Header* object), void* context) {
  pending_ = false;
  const auto take_list = [&](PageList& list) {
    for (Page* page = list.first; page; page = page->next) take_pending_of_page(page, f, context);
  };
  for (uint32_t i = 1; i < kCellClasses; ++i) {  // cells of one granule have no room for the bit
    Space& s = spaces_[i];
    if (s.current && s.current->mark_epoch == epoch_) take_pending_of_page(s.current, f, context);
    take_list(s.available);
    take_list(s.full);
    take_list(s.filled);
    take_list(s.unswept);
  }
  for (uint32_t i = 0; i < large_count_; ++i) {
    LargeHeader* large = large_[i];
    if (!large->pending) continue;
    large->pending = false;
    f(context, static_cast<Header*>(large->block()));
  }
}

void Heap::trim(bool all) {
  // An eighth of what is in use, and at least one chunk, saves going back and forth.
  pool_.trim(state_, pool_.used_pages() / 8 + 16, all ? SIZE_MAX : kTrimmedChunks);
}

}  // namespace tri
