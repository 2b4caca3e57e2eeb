// Arena: memory handed out in order and freed all at once.
//
// For things that live and die together: the nodes of a syntax tree, the strings of a chunk. What is put here is never
// destroyed, only its memory is freed, so it must be trivially destructible. Addresses never change, also when the
// arena itself is moved.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/assert.hpp"

namespace tri {

class Arena {
 public:
  // Blocks start small, for the many chunks of a few lines, and double up to kLargestBlock.
  static constexpr size_t kFirstBlock = 4 << 10, kLargestBlock = 1 << 20;

  Arena() = default;
  Arena(Arena&& other) noexcept { swap(other); }
  Arena& operator=(Arena&& other) noexcept {
    Arena taken(std::move(other));
    swap(taken);
    return *this;
  }

  // `size` bytes aligned to `align`, a power of two ≤ 16. Cost: a compare and an add, rarely a block.
  void* allocate(size_t size, size_t align) {
    const uintptr_t start = (next_ + align - 1) & ~uintptr_t(align - 1);
    if (start > end_ || size > end_ - start) [[unlikely]]
      return allocate_in_new_block(size);
    next_ = start + size;
    return reinterpret_cast<void*>(start);
  }

  template <class T, class... Args>
  T* make(Args&&... args) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Args>(args)...};
  }

  // `count` objects of T, not initialised.
  template <class T>
  T* array(size_t count) {
    static_assert(std::is_trivially_destructible_v<T> && alignof(T) <= 16);
    return static_cast<T*>(allocate(count * sizeof(T), alignof(T)));
  }

  // Bytes taken from the system.
  size_t reserved() const { return reserved_; }

 private:
  void swap(Arena& other) noexcept {
    std::swap(next_, other.next_);
    std::swap(end_, other.end_);
    std::swap(block_size_, other.block_size_);
    std::swap(reserved_, other.reserved_);
    blocks_.swap(other.blocks_);
  }
  void* allocate_in_new_block(size_t size);

  uintptr_t next_ = 0, end_ = 0;  // what is free in the current block
  size_t block_size_ = kFirstBlock;
  size_t reserved_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
};

}  // namespace tri
