// CodeArena: executable memory of one engine.
//
// One reservation of address space near the program's own code, so that jumps reach both ways; large ones lie as near as
// they can, small ones, of which there may be thousands, anywhere within reach. Nothing is ever writable and executable at one address.
// With two views the same memory lies a second time where it is writable and not executable, so writing code needs no system call:
//
//   begin_          settled_            used_                      begin_ + bytes_
//   ┌────────────────┬───────────────────┬───────────────────────────┐
//   │ one view:      │ two views: executable here, writable at       │
//   │ mprotect       │ address - begin_ - settled_ + writable_       │
//   └────────────────┴───────────────────────────────────────────────┘
//
// Both views are of shared memory, which a forked process would share, too. So before the process forks what there is in two views is
// settled: put into private memory at the same addresses, to be written by mprotect from then on, here and in the child. What either
// allocates afterwards lies in two views of its own (code_sharing.hpp). Where the system refuses the second view, all is as if settled.
// Thread: the engine's, but for `settle`.
#pragma once

#include <pthread.h>

#include <cstddef>
#include <cstdint>

#include "jit/code/code_sharing.hpp"

namespace tri::jit {

class CodeArena {
 public:
  // Two: quick to write to, and some pages and 10 us more at the first block. One: two calls of mprotect each time.
  enum class Views : uint8_t { One, Two };
  // Every byte lies within 2 GiB of everything within 512 MiB of `near`; on AArch64 within 128 MiB of everything within 16. `bytes` is a power of two of kLeast at least;
  // of kMost it has less where no room for that is near. nullptr: the
  // system gives no executable memory, or none within reach.
  static CodeArena* create(const void* near, size_t bytes = kMost, Views views = Views::Two);
  ~CodeArena();
  CodeArena(const CodeArena&) = delete;
  CodeArena& operator=(const CodeArena&) = delete;

  // A block of at least so many bytes, not open. nullptr: the arena is full, or the block is larger than kMostBlock.
  char* allocate(size_t bytes);
  // Nobody runs in it any more.
  void release(char* at, size_t bytes);
  // Joins freed blocks that lie side by side, so that larger ones may be had of them. Cost: sorts all that are free.
  void join_free();

  // Between the two calls the block may be written, at the address that `open` gives, and must not run; with one view nor must its
  // neighbours. nullptr, false: the system refuses.
  [[nodiscard]] char* open(char* at, size_t bytes);
  [[nodiscard]] bool close(char* at, size_t bytes);

  const void* begin() const { return begin_; }
  size_t bytes() const { return bytes_; }
  size_t bytes_in_use() const { return in_use_; }
  bool has_two_views() const { return writable_; }  // of what is allocated next
  bool contains(uintptr_t at) const { return at - reinterpret_cast<uintptr_t>(begin_) < bytes_; }

  static constexpr size_t kMostBlock = size_t(1) << 20;
  static constexpr size_t kMost = size_t(64) << 20, kLeast = size_t(64) << 10;

 private:
  friend class CodeSharing;
  static constexpr size_t kGranule = 64;
  static constexpr size_t kLists = 64;
  // Of two views, got from the system at once: a page fault costs more than a page in a row of them.
  static constexpr size_t kAhead = size_t(32) << 10;

  // Freed blocks, in lists by the low bits of their size. A block's size mostly does not change, and sizes come again: functions are
  // compiled anew. Where nothing else is left a larger one is parted.
  struct Free {
    char* at;
    size_t granules;
    Free* next;
  };

  CodeArena(char* begin, size_t bytes, Views views) : begin_(begin), bytes_(bytes), views_(views) {}
  char* part(size_t n);
  bool protect(char* at, size_t bytes, bool writable);
  bool add_view();
  void get_ahead();
  void settle();
  static size_t granules(size_t bytes) { return (bytes + kGranule - 1) / kGranule; }

  char* const begin_;
  const size_t bytes_;
  size_t used_ = 0, in_use_ = 0;
  Views views_;
  bool frozen_ = false;  // shared with another process for good: nothing is written any more
  char* writable_ = nullptr;
  size_t settled_ = 0, ahead_ = 0;  // ahead_: how far pages have been got from the system
  uint32_t process_ = 0;  // CodeSharing's number of the process that the second view is of
  // Held while views and used_ change, and while a block of two views is open.
  pthread_mutex_t writing_ = PTHREAD_ERRORCHECK_MUTEX_INITIALIZER_NP;
  bool is_writing_ = false;
  CodeArena* next_shared_ = nullptr;  // CodeSharing's
  Free* free_[kLists] = {};
};

}  // namespace tri::jit
