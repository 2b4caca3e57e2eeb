#include "interp/tiers.hpp"

#include "interp/switch.hpp"
#include "interp/word.hpp"
#include "runtime/link.hpp"

namespace tri::interp {

bool promote(Thread* L, Proto* p) {
  if (p->words) return true;
  return L->state->engine->tier2_calls != UINT32_MAX && translate(L, p);
}

void count_call(Thread* L, Proto* p) {
  ++p->calls;
  if (p->calls == 2) warm_up(L, p);
  if (p->calls >= L->state->engine->tier2_calls && !p->words && !translate(L, p)) p->calls = 2;
}

Outcome (*tier1_loop(const EngineArea* E, bool metered))(State*) {
  if (E->counts) return run_switch<Loop::Counted>;
  if (E->shared_dispatch) return run_switch<Loop::Shared>;
  return metered ? run_switch<Loop::Metered> : run_switch<Loop::Plain>;
}

Outcome run(Thread* thread) {
  State* const S = thread->state;
  for (;;) {
    Thread* L = S->running;
    const bool threaded = static_cast<LuaClosure*>(L->frame->base[-1].p)->proto->words;
    const Outcome outcome = L->hook_mask ? run_switch<Loop::Traced>(S)
                            : threaded   ? run_threaded(L)
                                         : S->engine->tier1(S);
    if (outcome != Outcome::Enter) return outcome;
  }
}

}  // namespace tri::interp
