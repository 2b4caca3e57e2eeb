// Loops that hold numbers in machine registers.
//
// An innermost loop over numbers is laid out twice: in memory, like everything, and with the values of its hottest slots in registers. In front of its
// head the values are checked and loaded:
//
//      ... ─▶ check, load ─▶ ┌ with registers ┐          A check that fails goes on in memory, at the same op; so does what a
//                 ▲  └─fails─│─────────────── │ ─▶ ┐     routine leaves behind, because words lead to the memory version alone.
//                 │          └───▲────────┬───┘    │     The next jump backward comes to the checks again.
//                 │              └─ jumps ┘        ▼
//      in memory: head ... jump backward ◀────────────── ...
//
// Every definition is stored in its slot, too, so leaving is a plain jump, and ops that work in memory may stand between those that work in
// registers. A slot that an op in memory writes is checked and loaded behind it.
//
// Between jumps and their targets values of other slots are held as well, as long as there are registers, and it is known what slots hold.
#pragma once

#include "jit/stencil/layout.hpp"
#include "ops/routines.hpp"

namespace tri::jit {

inline constexpr uint32_t kMostLoops = 64;

// What an innermost loop holds from one round to the next.
struct LoopPlan {
  uint32_t head, tail;  // its first op, and the last that jumps back there
  struct Held {
    uint8_t slot;
    Narrow kind;  // Int or Float
    uint8_t reg;
  } held[kLoopIntegers + kLoopFloats];
  uint8_t count;
  // A numeric loop by integers whose variable, and how many rounds are to come, are held in these.
  bool is_counted;
  // It holds nothing yet: some of its sites have not run. It is done in memory, notes what they see, and its rounds are counted.
  bool notes;
  uint8_t variable, rounds;

  bool contains(size_t op) const { return head <= op && op <= tail; }
};

// The op `tail` jumps backward to `head`; ops come in their order. Gives how many loops there are now: more than kMostLoops are too many.
uint32_t note_loop(LoopPlan* plans, uint32_t count, uint32_t head, uint32_t tail);
// Keeps the innermost loops of the layout's function that are worth it, and those that note, of so many that were noted. Gives their number.
uint32_t plan_loops(const Layout& layout, LoopPlan* plans, uint32_t count);
// The pieces in front of the head, which is to be done in memory by the piece behind them.
void add_loads(Layout* layout, const LoopPlan& plan);
// The loop's own pieces. All ops have got theirs in memory.
void add_loop(Layout* layout, const LoopPlan& plan);

}  // namespace tri::jit
