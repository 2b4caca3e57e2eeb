// Escape: how control leaves foreign C code that will not return.
//
// Inside the engine an error is an Outcome that travels up through returns. A C function that calls lua_error (or lua_yield) sits
// on native frames that know nothing of that, so control jumps over them, to the native call that drives the run they belong to:
//
//   run_native ─ save ─▶ run loop ─▶ drive ─▶ lua_CFunction ─▶ lua_error
//        ▲                                                        │
//        └────────────────── escape(Raised) ──────────────────────┘   then: unwind(), and the run loop again
//
// Invariants
//   - No frame of ours that an escape may jump over owns anything with a destructor. Links of Root and HeldStorage are the
//     exception: the lists are put back as they were at the save.
//   - State::escape is the innermost place to escape to; null while no call is under way: then an error is a panic.
//   - One escape costs about as much as a return; a save stores eight registers. Neither touches the signal mask.
#pragma once

#include "heap/state.hpp"
#include "runtime/outcome.hpp"

#if defined(__has_feature)
#if __has_feature(thread_sanitizer)
#define TRI_ESCAPE_BY_LIBC 1  // keeps a shadow stack, which it adjusts in longjmp
#endif
#endif
#if !defined(__x86_64__) && !defined(__aarch64__)
#define TRI_ESCAPE_BY_LIBC 1
#endif
#ifdef TRI_ESCAPE_BY_LIBC
#include <csetjmp>
#endif

namespace tri {

// Why control came back to where it was saved.
enum class Escaped : int { No, Raised, Switch, Exit };

struct Escape {
#ifdef TRI_ESCAPE_BY_LIBC
  jmp_buf registers;
#else
  uint64_t registers
      [22];  // those that a called function preserves, the stack pointer and where to go on
#endif
  Escape* outer;
  RootLink* roots;
  Heap::HeldLink* held;
};

// What a call came back with: the run's outcome, or why it was left by an escape.
struct Arrival {
  uint32_t bits;
  static constexpr uint32_t kEscaped = 0x100;
  static constexpr Arrival of(Outcome o) { return {uint32_t(o)}; }
  static constexpr Arrival of(Escaped why) { return {kEscaped | uint32_t(why)}; }
  constexpr bool is(Outcome o) const { return bits == uint32_t(o); }
  constexpr bool is_escape() const { return bits & kEscaped; }
  constexpr Outcome outcome() const { return Outcome(bits); }
  constexpr Escaped why() const { return Escaped(bits & 0xFF); }
};

// Where a function saves its registers on the stack anyway, an escape need know two: the numbers in Escape::registers of the
// stack pointer, and of where to go on.
#if defined(__x86_64__) && !defined(TRI_ESCAPE_BY_LIBC)
#define TRI_ESCAPE_TO_STACK 1
inline constexpr size_t kSavedStackPointer = 6, kSavedPlace = 7;
#endif

#ifdef TRI_ESCAPE_BY_LIBC
#define TRI_SAVE_REGISTERS(e) _setjmp((e).registers)
#else
// 0, and later what restore_registers gives. The caller must still run then.
[[gnu::returns_twice, gnu::noinline]] int save_registers(uint64_t* registers);
#define TRI_SAVE_REGISTERS(e) ::tri::save_registers((e).registers)
#endif

// Makes e the innermost escape; undone by leave_escape.
TRI_INLINE void enter_escape(State* S, Escape* e) {
  e->outer = S->escape;
  e->roots = S->roots;
  e->held = S->heap->held;
  S->escape = e;
}
TRI_INLINE void leave_escape(State* S, const Escape* e) { S->escape = e->outer; }

// Jumps to where e was saved, which must be an escape that has been entered and not left.
[[noreturn]] void escape_to(State* S, Escape* e, Escaped why);

// For code called by foreign C after something raised in L: escapes with the error, or panics. Nothing of the caller may need
// its destructor.
[[noreturn]] void escape_with_error(Thread* L);

}  // namespace tri
