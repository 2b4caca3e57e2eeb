// Where native code goes when it cannot go on by itself: tier 2's entry points. All have the signature of handlers, and their
// words lead back into native code where there is some.
#pragma once

#include "interp/word.hpp"
#include "ops/routines.hpp"

namespace tri::interp {

struct WaysOn {
  const void* anchor;  // what handlers in words are distances from
  Handler* poll;       // pc: the word to go on at
  Handler* entered;    // a frame was pushed whose function has no words, or there is an interrupt
  Handler*
      ended;  // native code called a routine, whose outcome, neither Next nor Jump, is in L->results
  Handler*
      called;     // native code called the leaf builtin of the op at pc, which returned L->results
  Handler* warm;  // pc: the word to go on at, the head of a loop whose rounds count
  // A call done in line gets its frame: the caller's pc is at it, base and pc are the callee's. The one that says that a guard failed
  // there.
  Handler *left, *failed;
  Handler* slow[ops::kSlowCount];  // pc: the word of the op that the routine is to do
};
const WaysOn& ways_on(const State* S);

// Writes the word of an instruction anew, with the handler and what it needs as tier 2 would have it now.
void translate_word(Thread* L, Proto* p, uint32_t index);

}  // namespace tri::interp
