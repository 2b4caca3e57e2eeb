// Memory straight from the host's allocator: chunks, large blocks, and the collector's own lists, which must not lie in the
// heap that it collects.
#pragma once

#include <type_traits>

#include "heap/state.hpp"

namespace tri {

// nullptr when the allocator refuses.
TRI_INLINE void* host_allocate(State* S, size_t bytes) {
  return S->alloc(S->alloc_ud, nullptr, 0, bytes);
}
TRI_INLINE void host_free(State* S, void* block, size_t bytes) {
  if (block) S->alloc(S->alloc_ud, block, bytes, 0);
}

// A list in host memory. Growing may fail; whoever owns it frees it.
template <class T>
class HostVector {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  uint32_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T& operator[](uint32_t i) {
    TRI_ASSERT(i < size_);
    return data_[i];
  }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  T& back() { return (*this)[size_ - 1]; }
  T pop() { return data_[--size_]; }
  void clear() { size_ = 0; }
  void truncate(uint32_t size) {
    TRI_ASSERT(size <= size_);
    size_ = size;
  }

  // Room for `capacity` elements in all. False: no memory.
  [[nodiscard]] bool reserve(State* S, uint32_t capacity) {
    if (capacity <= capacity_) return true;
    if (capacity < capacity_ * 2) capacity = capacity_ * 2;
    if (capacity < kFirst) capacity = kFirst;
    return resize(S, capacity);
  }
  [[nodiscard]] TRI_INLINE bool push(State* S, T value) {
    if (size_ == capacity_ && !reserve(S, size_ + 1)) [[unlikely]]
      return false;
    data_[size_++] = value;
    return true;
  }
  // For room that has been reserved.
  void push_reserved(T value) {
    TRI_ASSERT(size_ < capacity_);
    data_[size_++] = value;
  }
  // Gives room back when less than a quarter is in use; keeps it when the allocator refuses.
  void trim(State* S) {
    if (capacity_ > 4 * kFirst && size_ < capacity_ / 4) (void)resize(S, capacity_ / 2);
  }
  void free(State* S) {
    host_free(S, data_, capacity_ * sizeof(T));
    data_ = nullptr;
    size_ = capacity_ = 0;
  }

 private:
  static constexpr uint32_t kFirst = 16;

  bool resize(State* S, uint32_t capacity) {
    void* grown = S->alloc(S->alloc_ud, data_, capacity_ * sizeof(T), size_t(capacity) * sizeof(T));
    if (!grown) return false;
    data_ = static_cast<T*>(grown);
    capacity_ = capacity;
    return true;
  }

  T* data_ = nullptr;
  uint32_t size_ = 0;
  uint32_t capacity_ = 0;
};

}  // namespace tri
