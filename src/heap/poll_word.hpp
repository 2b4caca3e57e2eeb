// PollWord: the bits that make a running program look up from its work.
//
// The state's own thread sets and clears them, and so may any other thread or a signal handler: every change is one atomic
// operation, none is lost.
#pragma once

#include <cstdint>

#include "base/assert.hpp"

namespace tri {

class PollWord {
 public:
  // A volatile load becomes part of a comparison, which clang 19 does not make of an atomic one: an instruction in every loop.
  TRI_INLINE operator uint32_t() const {
#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
    return __atomic_load_n(&bits_, __ATOMIC_RELAXED);
#endif
#endif
    return bits_;
  }
  // Also from other threads and from signal handlers.
  void set(uint32_t bits) { __atomic_fetch_or(&bits_, bits, __ATOMIC_RELEASE); }
  void clear(uint32_t bits) { __atomic_fetch_and(&bits_, ~bits, __ATOMIC_ACQUIRE); }

 private:
  volatile uint32_t bits_;
};

}  // namespace tri
