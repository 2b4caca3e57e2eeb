// Nesting: which containers of a message are open, and how many elements each still wants.
//
// Formats that announce counts (RESP, MessagePack) are parsed without recursion: a message is a flat run of elements,
// and this says when it is complete. Bounded in depth, and resumable because it is plain data.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tri::net::parse {

class Nesting {
 public:
  static constexpr size_t kMaxDepth = 128;

  bool complete() const { return wanted_ == 0; }
  void reset() {
    wanted_ = 1;
    depth_ = 0;
  }
  size_t depth() const { return depth_; }

  // An element without parts has come. True when the message is complete.
  [[gnu::always_inline]] bool element() {
    while (--wanted_ == 0) {
      if (depth_ == 0) return true;
      wanted_ = outer_[--depth_];
    }
    return false;
  }

  // A container of `parts` ≥ 1 elements begins. False when it lies too deep.
  [[gnu::always_inline]] bool open(uint64_t parts) {
    if (depth_ == kMaxDepth) return false;
    outer_[depth_++] = wanted_;
    wanted_ = parts;
    return true;
  }

  // The least number of elements that must still come: an element is a byte or more, so this bounds what is missing.
  uint64_t outstanding() const {
    uint64_t total = wanted_;
    for (size_t i = 0; i < depth_; ++i) total += outer_[i] - 1;
    return total;
  }

 private:
  uint64_t wanted_ = 1;
  uint32_t depth_ = 0;
  uint64_t outer_[kMaxDepth];
};

}  // namespace tri::net::parse
