#include "base/arena.hpp"

namespace tri {

TRI_COLD void* Arena::allocate_in_new_block(size_t size) {
  // Something large gets a block of its own, so that the rest of the current block is not lost.
  const bool own_block = size > block_size_ / 4;
  const size_t block_size = own_block ? size : block_size_;
  std::byte* block = new std::byte[block_size];
  blocks_.emplace_back(block);
  reserved_ += block_size;
  if (own_block) return block;
  next_ = reinterpret_cast<uintptr_t>(block) + size;
  end_ = reinterpret_cast<uintptr_t>(block) + block_size;
  if (block_size_ < kLargestBlock) block_size_ *= 2;
  return block;
}

}  // namespace tri
