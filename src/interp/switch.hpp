// Tier 1: the switch interpreter. Operands come from canonical instructions; feedback and caches from the side word beside them.
#pragma once

#include "ops/bodies.hpp"
#include "runtime/flow.hpp"

namespace tri::interp {

using namespace bytecode;

struct Switch : ops::Concrete {
  Code* pc;
  Instr instr;  // at pc, loaded once by the dispatch

  TRI_INLINE uint32_t a() { return a_of(instr); }
  TRI_INLINE uint32_t b() { return b_of(instr); }
  TRI_INLINE uint32_t c() { return c_of(instr); }
  TRI_INLINE uint32_t bx() { return bx_of(instr); }
  TRI_INLINE int32_t sbx() { return sbx_of(instr); }
  TRI_INLINE int32_t ub() { return b_of(instr); }
  TRI_INLINE int32_t uc() { return c_of(instr); }
  TRI_INLINE int32_t sb() { return sb_of(instr); }
  TRI_INLINE int32_t sc() { return sc_of(instr); }
  TRI_INLINE uint32_t extra() { return ax_of(pc[1].instr); }
  TRI_INLINE bool has_open_list() { return b() == 0; }
  TRI_INLINE uint32_t list_length(const Value* from) {
    return has_open_list() ? uint32_t(L->top - from) : uint32_t(b()) - 1;
  }
  TRI_INLINE bool wants_all() { return c() == 0; }
  TRI_INLINE bool wants_pair() { return c() <= 2; }
  TRI_INLINE bool closes_upvalues() { return k_of(instr); }
  TRI_INLINE int wanted() { return int(c()) - 1; }
  TRI_INLINE bool key_is_constant() { return k_of(instr); }
  TRI_INLINE bool taken(bool cond) { return cond == k_of(instr); }
  TRI_INLINE Value* reg(uint32_t r, uint32_t plus = 0) { return base + r + plus; }
  TRI_INLINE Value* constant(uint32_t n) { return const_cast<Value*>(k + n); }  // read only
  TRI_INLINE Value* reg_or_constant(uint32_t n) { return k_of(instr) ? constant(n) : base + n; }
  TRI_INLINE ops::FieldInMemory field_cache() { return {&L->caches[pc->side].field}; }
  TRI_INLINE void note(ops::Seen what) { pc->side |= uint32_t(what); }
  // Of a FORPREP: what its FORLOOP will see.
  TRI_INLINE void note_loop(ops::Seen what) { jump_of(pc)[-1].side |= uint32_t(what); }
};

// The run loop comes several times.
enum class Loop : uint8_t {
  Plain,    // each op ends in a jump of its own to the next one
  Metered,  // charges for what it runs (runtime/limits.hpp): states that are metered
  Traced,   // threads with a debug hook, metered or not
  Counted,  // counts instructions (EngineArea::counts), metered or not
  Shared,  // one jump for all ops, as a compiler makes it of a switch in a loop, metered or not: to measure what others gain
};

// Runs State::running, which has a debug hook just if kLoop is Traced. Enter: another tier is to go on with State::running;
// Exit and Raised as RuntimeHooks::run.
template <Loop kLoop>
Outcome run_switch(State* S);
extern template Outcome run_switch<Loop::Plain>(State* S);
extern template Outcome run_switch<Loop::Metered>(State* S);
extern template Outcome run_switch<Loop::Traced>(State* S);
extern template Outcome run_switch<Loop::Counted>(State* S);
extern template Outcome run_switch<Loop::Shared>(State* S);

}  // namespace tri::interp
