// Watch: somebody who is told what the engine does while it does it: `trinity explain`, `stats`, `profile`, `--trace`.
//
// Events are told on ways that are slow anyway (a chunk is linked, a function is translated, a cycle begins), and nobody pays
// more than a look at State::watch where nobody watches. Several may watch one state: they hang on a list, the newest first.
//
// A watch only looks. It may allocate outside the heap; it calls nothing of Lua, makes no objects and raises nothing.
#pragma once

#include "heap/state.hpp"

namespace tri {

class Watch {
 public:
  Watch() = default;
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  // The state is ready, and runs nothing yet.
  virtual void opened(State*) {}
  // A chunk was linked; `main` is its main function. Roots (S->roots) keep it.
  virtual void loaded(State*, Proto*) {}
  // The function got tier 2's words.
  virtual void translated(Thread*, Proto*) {}
  // A site wrote a record: at[0] is its instruction, `entry` where the record went (0: its first one).
  virtual void learnt(State*, const Code*, uint32_t) {}
  // A guard of the native code of `p` has failed at that instruction, which is one of p's or of a function that p does in line.
  virtual void guard_failed(Thread*, const Proto*, const Code*) {}
  // The collector goes from one phase to the next (Heap::phase() tells which).
  virtual void collecting(State*) {}
  // A poll found poll_bits::kSample: the running frame's `pc` is where it goes on. `what` is what the time since the last
  // sample went to as far as the poll knows.
  enum class Spent : uint8_t {
    Code,
    Call,    // of the builtin that pc[-1] called
    Return,  // the running frame is about to return to native code, a builtin or an op
    Collector,
  };
  virtual void sampled(Thread*, Spent) {}
  // The program is over, by its end or by os.exit, and the state still whole. May come twice.
  virtual void leaving(State*) {}
  // The state is gone. The last event; who owns itself deletes itself.
  virtual void closed() {}

  Watch* next = nullptr;

 protected:
  ~Watch() = default;
};

// tell(S, &Watch::loaded, main): tells all who watch S.
template <class... Told, class... Arguments>
TRI_INLINE void tell(State* S, void (Watch::*event)(Told...), Arguments... arguments) {
  for (Watch* w = S->watch; w; w = w->next) (w->*event)(arguments...);
}

TRI_INLINE void watch(State* S, Watch* w) {
  w->next = S->watch;
  S->watch = w;
}

}  // namespace tri
