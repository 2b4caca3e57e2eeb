// Word: an instruction of tier 2, translated from one canonical instruction; a function's words and instructions are counted alike.
//
//  127                           64 63  56 55  48 47  40 39  32 31           0
// ┌───────────────────────────────┬──────┬──────┬──────┬──────┬──────────────┐
// │  by the op:                   │  k   │  C   │  B   │  A   │  handler     │
// │  · canonical instruction      │      │      │      │      │  - anchor    │
// │  · cache index, wide operand  │      │      │      │      │              │
// │  · shape, place of the field  │      │      │      │      │              │
// └───────────────────────────────┴──────┴──────┴──────┴──────┴──────────────┘
//
// A handler ends in a tail call of the handler that the next word names. Quickening stores another handler (and what that one
// needs) into a word; the canonical instruction and its record stay the truth, so words may be rewritten or thrown away at any time.
#pragma once

#include "heap/cache.hpp"
#include "ops/tail_call.hpp"
#include "runtime/escape.hpp"

namespace tri {

struct Word {
  int32_t handler;
  uint8_t a, b, c, k;
  union {
    Code* at;  // ops that need neither a record nor a wide operand
    struct {
      uint32_t cache;
      int32_t wide;  // Bx, sBx, the extra argument, or how many words the op jumps
    };
    struct {  // fields of the receiver itself
      uint32_t shape;
      uint16_t value;  // places as in FieldCache
      uint16_t value_tag;
    };
  };
};
static_assert(sizeof(Word) == kWordBytes);

}  // namespace tri

namespace tri::interp {

using Handler = ops::TailCalled<Word>;

// Gives the function its words, so that it runs in tier 2 from its next entry or poll on. False: no memory; it stays where it is.
bool translate(Thread* L, Proto* p);

// Writes the words of p, which has some and no native code, anew by what its sites have learnt since; it is counted on.
void translate_again(Thread* L, Proto* p);

// p, which has words and is counted, is called by a way that does not go through its entry.
void heat_by_call(Thread* L, Proto* p);

// Fills EngineArea::return_words in.
void set_return_words(EngineArea* E);

// How the handler of a word of p, which has words, is specialised: "any", "int", "float", "own", "poly";
// or "warming" (a jump that counts towards tier 3), "native".
const char* handler_name(const State* S, const Proto* p, uint32_t index);

// The op behind an instruction of p, which has words, if one handler does both ("Call"); null: it does not.
const char* fused_with(const State* S, const Proto* p, uint32_t index);

// Runs State::running, whose frame's function has words and which has no hooks. Enter: another tier is to go on with
// State::running; Exit and Raised as RuntimeHooks::run.
Outcome run_threaded(Thread* L);

// RuntimeHooks::enter_words.
Arrival enter_words(Thread* L, const Frame* f, Word* entry, Escape* escape);

}  // namespace tri::interp
