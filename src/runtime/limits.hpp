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

#include <cstdio>
#include <string_view>

#include "heap/state.hpp"
#include "heap/string.hpp"
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

// Takes `units` of fuel for work that a library function is about to do (or has done). What the host does for itself, while
// nothing runs, costs nothing. False: raised.
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

// For a comparison of two strings. False: raised.
[[nodiscard]] TRI_INLINE bool charge_comparison(Thread* L, const Str* x, const Str* y) {
  if (x->header.tag == Tag::ShortStr || y->header.tag == Tag::ShortStr) return true;
  const uint64_t a = static_cast<const LongStr*>(x)->length,
                 b = static_cast<const LongStr*>(y)->length;
  return charge_bytes(L, a < b ? a : b);
}

// The toll of a loop: one unit a turn, paid many at a time.
//
//   Toll toll{L};
//   for (...) { if (!toll.pay()) return Returned::Raised; ... }
//   if (!toll.settle()) return Returned::Raised;
class Toll {
 public:
  explicit Toll(Thread* L) : thread_(L) {}
  static constexpr uint32_t kBatch = 512;
  [[nodiscard]] TRI_INLINE bool pay(uint32_t turns = 1) {
    turns_ += turns;
    return turns_ < kBatch || settle();
  }
  [[nodiscard]] TRI_INLINE bool settle() {
    const uint32_t turns = turns_;
    turns_ = 0;
    failed_ = !charge(thread_, turns);
    return !failed_;
  }
  bool failed() const { return failed_; }

 private:
  Thread* thread_;
  uint32_t turns_ = 0;
  bool failed_ = false;
};

// For work that has been charged for and takes long: whether it may go on. False: raised.
[[nodiscard]] TRI_INLINE bool may_go_on(Thread* L);

// Before `bytes` are written to standard output or standard error. False: raised.
[[nodiscard]] TRI_INLINE bool charge_output(Thread* L, uint64_t bytes) {
  State* S = L->state;
  if (bytes > S->output_left) [[unlikely]]
    return (void)raise_stop(L, Stop::Output), false;
  if (S->output_left != UINT64_MAX) S->output_left -= bytes;
  return charge_bytes(L, bytes);
}

// memcpy of much that has been charged for, which can be stopped. False: raised.
[[nodiscard]] TRI_INLINE bool copy_in_pieces(Thread* L, char* to, const char* from, size_t bytes);

// Writes to the state's output, which `file` is if it is standard output. False: raised. *ok: it was written.
[[nodiscard]] bool write_output(Thread* L, FILE* file, std::string_view text, bool* ok);

// Whether something other than fuel asks to end the program or raise an error.
TRI_INLINE bool is_stop_asked(const State* S) {
  return S->interrupt & (poll_bits::kStop | poll_bits::kDeadline | poll_bits::kInterrupt);
}
TRI_INLINE bool is_stopped(const State* S) { return S->stop != Stop::None; }
// What asks to end the program, fuel aside.
TRI_INLINE Stop asked_stop(const State* S) {
  const uint32_t bits = S->interrupt;
  return bits & poll_bits::kStop       ? Stop::Interrupt
         : bits & poll_bits::kDeadline ? Stop::Deadline
                                       : Stop::None;
}
TRI_INLINE bool may_go_on(Thread* L) { return !is_stop_asked(L->state) || look_at_limits(L); }

// Bytes of text that are worked on between two looks.
inline constexpr size_t kTextPiece = size_t(kFuelSlice) * kBytesPerFuel;
// Calls work(from, to) for the pieces of [0, size) in turn, for work that has been charged for. False: raised.
template <class Work>
[[nodiscard]] TRI_INLINE bool in_pieces(Thread* L, size_t size, Work work) {
  for (size_t from = 0;;) {
    const size_t to = size - from <= kTextPiece ? size : from + kTextPiece;
    work(from, to);
    if (to == size) return true;
    if (!may_go_on(L)) return false;
    from = to;
  }
}

TRI_INLINE bool copy_in_pieces(Thread* L, char* to, const char* from, size_t bytes) {
  if (bytes == 0) return true;
  return in_pieces(L, bytes,
                   [=](size_t i, size_t end) { __builtin_memcpy(to + i, from + i, end - i); });
}

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
