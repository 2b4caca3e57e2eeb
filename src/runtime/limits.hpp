// Limits: what may end a program that would go on, and how it is ended.
//
//   fuel        metered states: code is charged for at each entry of a function (all its instructions) and each jump backward
//               (those it jumps over), library functions for the size of what they work on. Equal in every tier
//   deadline    another thread says when it is over (engine/watchdog.hpp)
//   interrupt   another thread or a signal handler ends the program: request_stop
//   output      bytes that print and io.write may write
//
// A limit that is reached raises an error that nothing in the program catches: State::stop is set, and from then on unwinding
// passes pcall, coroutines, message handlers and __close, to the native caller outside of all. Every further poll raises it
// again, until the host calls clear_stop; then the state is as good as before.
//
// Charges: whoever takes work from a State::slice also looks at what other threads ask for whenever it is used up, so a
// function that charges for its work needs no other poll. Unmetered states refill it for nothing.
#pragma once

#include <string_view>

#include "heap/state.hpp"
#include "runtime/outcome.hpp"

namespace tri {

// Fuel that is spent between two looks at the limits: some 10 us of work.
inline constexpr int64_t kFuelSlice = 4000;
// Bytes copied, compared or searched that cost one unit of fuel, as one instruction does.
inline constexpr uint64_t kBytesPerFuel = 16;

// The error of a limit, raised in the running thread. `why` is kept in State::stop unless there is another reason already.
Outcome raise_stop(Thread* L, Stop why);
// When `slice` is used up, or is_stop_asked. False: raised.
[[nodiscard]] TRI_COLD bool look_at_limits(Thread* L);

// Takes `units` of fuel for work that a library function is about to do (or has done). False: raised.
[[nodiscard]] TRI_INLINE bool charge(Thread* L, uint64_t units) {
  State* S = L->state;
  S->slice -= int64_t(units < (uint64_t(1) << 62) ? units : uint64_t(1) << 62);
  if (S->slice < 0) [[unlikely]]
    return look_at_limits(L);
  return true;
}
[[nodiscard]] TRI_INLINE bool charge_bytes(Thread* L, uint64_t bytes) {
  return charge(L, bytes / kBytesPerFuel);
}

// Before `bytes` are written to standard output or standard error. False: raised.
[[nodiscard]] TRI_INLINE bool charge_output(Thread* L, uint64_t bytes) {
  State* S = L->state;
  if (bytes > S->output_left) [[unlikely]]
    return (void)raise_stop(L, Stop::Output), false;
  if (S->output_left != UINT64_MAX) S->output_left -= bytes;
  return charge_bytes(L, bytes);
}

// memcpy of much: charged for as it goes on, so that it can be stopped. False: raised.
[[nodiscard]] bool copy_charged(Thread* L, char* to, const char* from, size_t bytes);

// Whether something other than fuel asks to end the program or raise an error.
TRI_INLINE bool is_stop_asked(const State* S) {
  return S->interrupt & (poll_bits::kStop | poll_bits::kDeadline | poll_bits::kInterrupt);
}
TRI_INLINE bool is_stopped(const State* S) { return S->stop != Stop::None; }

// ---- for the host

// Metered states: what may be spent from now on.
void set_fuel(State* S, int64_t units);
TRI_INLINE int64_t fuel_left(const State* S) {
  const int64_t left = S->fuel + S->slice;
  return left > 0 ? left : 0;
}
// Ends the program that runs, or the next one. From any thread, and from signal handlers.
TRI_INLINE void request_stop(State* S) { S->interrupt.set(poll_bits::kStop); }
// Between two programs: makes the state fit to run again. Requests to stop that have not been seen are forgotten.
void clear_stop(State* S);
// What the error says: "out of fuel".
std::string_view reason_of(Stop why);

}  // namespace tri
