#include "interrupt.hpp"

#include <csignal>

namespace tri::cli {

namespace {

// A signal handler is told nothing but its number; it cannot do without this.
State* volatile interrupted_state = nullptr;

void set_handler(void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, nullptr);
}

void interrupt(int) {
  set_handler(SIG_DFL);
  State* S = interrupted_state;
  if (S) S->interrupt.set(poll_bits::kInterrupt);
}

}  // namespace

InterruptGuard::InterruptGuard(State* S) {
  interrupted_state = S;
  set_handler(interrupt);
}
InterruptGuard::~InterruptGuard() {
  set_handler(SIG_DFL);
  interrupted_state = nullptr;
}

}  // namespace tri::cli
