// Slice and List: what parsers put out. Neither copies input, neither allocates.
//
// A Slice names bytes by their offset from where parsing began, so it stays right when the buffer moves or grows while
// more input is awaited. Messages are therefore at most 4 GiB; every grammar's limits are far below.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

#include "base/assert.hpp"

namespace tri::net::parse {

struct Slice {
  uint32_t begin = 0, size = 0;

  constexpr uint32_t end() const { return begin + size; }
  // The bytes, given the input that was parsed.
  constexpr std::string_view in(std::string_view input) const {
    TRI_ASSERT(begin <= input.size() && size <= input.size() - begin);
    return {input.data() + begin, size};
  }
  friend constexpr bool operator==(Slice, Slice) = default;
};

// Up to kMax values in place. The storage is not initialised: making one costs a store, whatever kMax is.
template <class T, size_t kMax>
class List {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

 public:
  List() {}
  List(const List& other) { *this = other; }
  List& operator=(const List& other) {
    size_ = other.size_;
    for (size_t i = 0; i < size_; ++i) items_[i] = other.items_[i];
    return *this;
  }

  static constexpr size_t capacity() { return kMax; }
  size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  bool full() const { return size_ == kMax; }
  void clear() { size_ = 0; }
  // The place of the next value; it counts after append().
  T& next() {
    TRI_ASSERT(!full());
    return items_[size_];
  }
  void append() { ++size_; }
  void push(const T& value) {
    next() = value;
    append();
  }
  const T& operator[](size_t i) const {
    TRI_ASSERT(i < size_);
    return items_[i];
  }
  T& operator[](size_t i) {
    TRI_ASSERT(i < size_);
    return items_[i];
  }
  const T* begin() const { return items_; }
  const T* end() const { return items_ + size_; }

 private:
  size_t size_ = 0;
  union {
    T items_[kMax];
  };
};

}  // namespace tri::net::parse
