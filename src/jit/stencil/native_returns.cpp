#include "jit/stencil/native_returns.hpp"

#include "runtime/escape.hpp"

namespace tri::jit {

// What lies between frames belongs to nobody, and is looked at all the same.
[[gnu::noinline, clang::no_sanitize("address")]] bool may_return_to(const State* S, const char* at,
                                                                    size_t bytes) {
  const Escape* run = S->escape;
  if (!run) return false;
  if (run->outer) return true;
#ifdef TRI_ESCAPE_TO_STACK
  // A run's own frames take some hundred bytes; a distance like this is of two stacks.
  constexpr size_t kMostDepth = size_t(256) << 10;
  const auto from = reinterpret_cast<uintptr_t>(__builtin_frame_address(0));
  const uintptr_t to = run->registers[kSavedStackPointer];
  if (to - from > kMostDepth) return true;
  for (auto* word = reinterpret_cast<const uintptr_t*>(from);
       word < reinterpret_cast<const uintptr_t*>(to); ++word)
    if (*word - reinterpret_cast<uintptr_t>(at) <= bytes) return true;
  return false;
#else
  (void)at, (void)bytes;
  return true;
#endif
}

}  // namespace tri::jit
