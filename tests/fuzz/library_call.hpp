// Calls of library functions with the fuzzer's bytes: one state for many inputs, bounded in memory and time.
//
// A call ends with values or with an error; what it computes is compared with nothing here (./dev fuzz programs does that).
// What must hold is that nothing else happens, and that the state can be used afterwards.
#pragma once

#include <csignal>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sys/time.h>

#include "base/assert.hpp"
#include "engine/engine.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::fuzz {

class Libraries {
 public:
  // `text`: a chunk that returns a function of one string.
  explicit Libraries(std::string_view text) {
    state_ = engine::create_state({.seed = 1, .gc_stress = GcStress::Slices});
    TRI_CHECK(state_ && lib::open_all(state_->main));
    state_->heap->set_limit(size_t(64) << 20);
    Thread* L = state_->main;
    TRI_CHECK(lib::push_chunk(L, text, "=fuzz", "t") == lib::Load::Ok);
    TRI_CHECK(call_protected(L, L->top - 1, 0, 1));
    start_ticks(state_);
  }

  void call(std::string_view input) { (void)call(input, 0); }
  // The first `wanted` results, which are strings; none when the call ended with an error.
  std::vector<std::string> call(std::string_view input, int wanted) {
    Thread* L = state_->main;
    Str* argument = new_string(L, input);
    if (!argument) return {};  // too long
    TRI_CHECK(ensure_stack(L, kMinSlots));
    L->top[0] = L->top[-1];
    L->top[1] = Value::of(argument);
    L->top += 2;
    if (!call_protected(L, L->top - 2, 1, wanted)) {
      TRI_CHECK(L->error.is_string());
      L->error = Value::nil();
      return {};
    }
    std::vector<std::string> results;
    for (Value* v = L->top - wanted; v != L->top; ++v) {
      TRI_CHECK(v->is_string());
      results.emplace_back(text_of(v->str()));
    }
    L->top -= wanted;
    return results;
  }

 private:
  static inline State* volatile running = nullptr;

  static void tick(int) {
    if (State* S = running) S->interrupt.set(poll_bits::kInterrupt);
  }
  static void start_ticks(State* S) {
    constexpr int kTickUs = 50'000;
    running = S;
    std::signal(SIGPROF, tick);
    const itimerval often{{0, kTickUs}, {0, kTickUs}};
    TRI_CHECK(setitimer(ITIMER_PROF, &often, nullptr) == 0);
  }

  State* state_;
};

}  // namespace tri::fuzz
