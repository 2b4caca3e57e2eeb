// KeptRoots: objects kept alive until their state ends, for somebody who looks at them then.
//
// Root<T> is a stack; these hang below its bottom, so that they neither come between nor go with any of it:
//
//   S->roots ──▶ Root ──▶ Root ──▶ bottom ──▶ newest kept ──▶ ... ──▶ oldest kept
//
// Invariant: `begin` ran before anything else was rooted, and this outlives the state.
#pragma once

#include <deque>

#include "heap/state.hpp"

namespace tri {

class KeptRoots {
 public:
  KeptRoots() = default;
  KeptRoots(const KeptRoots&) = delete;
  KeptRoots& operator=(const KeptRoots&) = delete;

  void begin(State* S) {
    bottom_.below = S->roots;
    S->roots = &bottom_;
  }
  void keep(Header* object) {
    links_.push_back({object, bottom_.below});
    bottom_.below = &links_.back();
  }

 private:
  RootLink bottom_{nullptr, nullptr};
  std::deque<RootLink> links_;
};

}  // namespace tri
