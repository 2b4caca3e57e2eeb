// CodeArena: executable memory of one engine.
//
// One reservation of address space near the program's own code, so that 32-bit distances reach both ways; large ones lie as near as
// they can, small ones, of which there may be thousands, anywhere within reach. Pages are either
// writable or executable: who writes a block opens it and closes it again. The mapping is private, so a forked process has its
// own. Thread: the engine's.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tri::jit {

class CodeArena {
 public:
  // Every byte lies within 2 GiB of everything within 512 MiB of `near`. `bytes` is a power of two of kLeast at least. nullptr: the
  // system gives no executable memory, or none within reach.
  static CodeArena* create(const void* near, size_t bytes = kMost);
  ~CodeArena();
  CodeArena(const CodeArena&) = delete;
  CodeArena& operator=(const CodeArena&) = delete;

  // A block of at least so many bytes, not open. nullptr: the arena is full, or the block is larger than kMostBlock.
  char* allocate(size_t bytes);
  // Nobody runs in it any more.
  void release(char* at, size_t bytes);

  // Between the two calls the block (and its neighbours) may be written, and must not run. False: the system refuses.
  [[nodiscard]] bool open(char* at, size_t bytes) { return protect(at, bytes, true); }
  [[nodiscard]] bool close(char* at, size_t bytes) { return protect(at, bytes, false); }

  size_t bytes_in_use() const { return in_use_; }
  bool contains(uintptr_t at) const { return at - reinterpret_cast<uintptr_t>(begin_) < bytes_; }

  static constexpr size_t kMostBlock = size_t(1) << 20;
  static constexpr size_t kMost = size_t(64) << 20, kLeast = size_t(64) << 10;

 private:
  static constexpr size_t kGranule = 64;
  static constexpr size_t kLists = 64;

  // Freed blocks, in lists by the low bits of their size. A block's size does not change, and sizes come again: functions are
  // compiled anew.
  struct Free {
    char* at;
    size_t granules;
    Free* next;
  };

  CodeArena(char* begin, size_t bytes) : begin_(begin), bytes_(bytes) {}
  bool protect(char* at, size_t bytes, bool writable);
  static size_t granules(size_t bytes) { return (bytes + kGranule - 1) / kGranule; }

  char* const begin_;
  const size_t bytes_;
  size_t used_ = 0, in_use_ = 0;
  Free* free_[kLists] = {};
};

}  // namespace tri::jit
