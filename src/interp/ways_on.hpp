// Where native code goes when it cannot go on by itself: tier 2's entry points. All have the signature of handlers, and their
// words lead back into native code where there is some.
#pragma once

#include "interp/word.hpp"
#include "ops/routines.hpp"

namespace tri::interp {

inline constexpr int kSlowCount = 0
#define X(name) +1
    TRI_SLOW(X)
#undef X
    ;

struct WaysOn {
  const void* anchor;  // what handlers in words are distances from
  Handler* poll;       // pc: the word to go on at
  Handler* entered;    // a frame was pushed whose function has no words, or there is an interrupt
  Handler* left;       // a frame was popped whose caller is not in words
  Handler* slow[kSlowCount];  // pc: the word of the op that the routine is to do
};
const WaysOn& ways_on();

// Writes the word of an instruction anew, with the handler and what it needs as tier 2 would have it now.
void translate_word(Thread* L, Proto* p, uint32_t index);

}  // namespace tri::interp
