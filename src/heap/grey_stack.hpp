// GreyStack: objects that are marked and still to be scanned. A stack in segments, so that growing never copies.
#pragma once

#include "heap/host_memory.hpp"

namespace tri {

class GreyStack {
 public:
  bool empty() const { return top_ == 0 && !(segment_ && segment_->below); }

  // False: no memory; the caller finds another way to remember the object.
  [[nodiscard]] TRI_INLINE bool push(State* S, Header* object) {
    if (top_ == limit_) [[unlikely]]
      if (!grow(S)) return false;
    segment_->objects[top_++] = object;
    return true;
  }
  // nullptr when empty.
  TRI_INLINE Header* pop(State* S) {
    if (top_ == 0) [[unlikely]]
      if (!shrink(S)) return nullptr;
    return segment_->objects[--top_];
  }
  void clear(State* S) {
    while (pop(S)) {
    }
  }
  void free(State* S) {
    clear(S);
    host_free(S, segment_, sizeof(Segment));
    host_free(S, spare_, sizeof(Segment));
    segment_ = spare_ = nullptr;
    limit_ = 0;
  }
  // Calls f for room that holds no object.
  void each_unused(void (*f)(void* context, char* from, size_t bytes), void* context) const {
    if (segment_)
      f(context, reinterpret_cast<char*>(segment_->objects + top_),
        (kSegmentObjects - top_) * sizeof(Header*));
    if (spare_) f(context, reinterpret_cast<char*>(spare_), sizeof(Segment));
  }

 private:
  static constexpr uint32_t kSegmentObjects = 510;
  struct Segment {
    Segment* below;
    Header* objects[kSegmentObjects];
  };

  TRI_COLD bool grow(State* S) {
    Segment* more = spare_ ? spare_ : static_cast<Segment*>(host_allocate(S, sizeof(Segment)));
    if (!more) return false;
    spare_ = nullptr;
    more->below = segment_;
    segment_ = more;
    top_ = 0;
    limit_ = kSegmentObjects;
    return true;
  }
  // Goes down to the segment below, which is full. One segment is kept, for a stack that goes up and down at the border.
  TRI_COLD bool shrink(State* S) {
    if (!segment_ || !segment_->below) return false;
    host_free(S, spare_, sizeof(Segment));
    spare_ = segment_;
    segment_ = segment_->below;
    top_ = kSegmentObjects;
    return true;
  }

  Segment* segment_ = nullptr;
  Segment* spare_ = nullptr;
  uint32_t top_ = 0;    // objects in segment_
  uint32_t limit_ = 0;  // 0 without a segment, so that the first push makes one
};

}  // namespace tri
