// StateArena: all memory of one state in one range of addresses, so that it can be copied, and put back to where it was.
//
//   base                                              used                 base + reserved
//    │ Head: free lists, used │ block │ block │ ...    │ address space alone │
//
// An allocator for Options::alloc. Blocks are rounded up to size classes, four for each doubling, and freed ones wait in lists of
// their class; nothing is merged, because the arena is put back before that matters.
// Invariant: everything that the arena knows lies in [base, used), its own lists included.
// Thread: that of its state.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

namespace tri::engine {

class StateArena {
 public:
  // Reserves address space for `most` bytes; memory comes as it is used. nullptr: the system refuses.
  static std::unique_ptr<StateArena> create(size_t most);
  ~StateArena();
  StateArena(const StateArena&) = delete;
  StateArena& operator=(const StateArena&) = delete;

  // As AllocFn; `self` is the arena.
  static void* allocate(void* self, void* block, size_t old_size, size_t new_size);

  char* base() const { return base_; }
  size_t used() const;
  // Where the lists of freed blocks begin, and how often any of them has changed.
  std::span<char> lists() const;
  uint64_t list_changes() const;
  // Calls f for freed blocks, behind their links.
  void each_unused(void (*f)(void* context, char* from, size_t bytes), void* context) const;
  // Gives pages behind `kept` bytes back to the system, as far as [0, touched) used them.
  void release(size_t kept, size_t touched);

 private:
  struct Head;
  StateArena(char* base, size_t reserved) : base_(base), reserved_(reserved) {}
  Head* head() const { return reinterpret_cast<Head*>(base_); }
  void* take(size_t size);
  void give(void* block, size_t size);

  char* base_;
  size_t reserved_;
};

}  // namespace tri::engine
