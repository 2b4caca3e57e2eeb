// Interrupts from the keyboard: while a guard lives, the first SIGINT makes the running program
// raise "interrupted!" at its next poll; a second one ends the process as usual.
#pragma once

#include "heap/state.hpp"

namespace tri::cli {

class InterruptGuard {
 public:
  explicit InterruptGuard(State* S);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

}  // namespace tri::cli
