// The recorder as a form: it interprets every op through the recorder's vocabulary. From a loop head on it keeps what it
// writes; when control is back at that head, in the same frame, the trace is complete and is replayed from then on.
#include "ops/forms/recorder.hpp"

#include <map>

#include "ops/forms/form.hpp"
#include "ops/tail_call.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"

namespace tri::ops::forms {
namespace {

using namespace bytecode;

constexpr size_t kMaxNodes = 4000;
constexpr int kMaxAttempts = 4;  // to record the loop at one head

Ending run_body(Recorder& t) {
  switch (op_of(t.pc->instr)) {
#define TRI_OP(name, ...) \
  case Op::name: return op_##name(t);
#include "bytecode/ops.def"
#undef TRI_OP
  }
  __builtin_unreachable();
}
Outcome run_routine(Slow what, Thread* L, Code* pc) {
  switch (what) {
#define X(name) \
  case Slow::name: return rt_##name(L, pc);
    TRI_SLOW(X)
#undef X
  }
  __builtin_unreachable();
}

class RecorderForm : public Form {
 public:
  explicit RecorderForm(State* S) : Form(S), kept_(S) { install(&RecorderForm::run_in_form); }
  size_t work() const override {
    size_t n = 0;
    for (auto& [head, loop] : loops_)
      if (loop.trace) n += loop.trace->replayed;
    return n;
  }
  std::string text() const override {
    std::string out;
    for (auto& [head, loop] : loops_)
      if (loop.trace) out += to_text(*loop.trace);
    return out;
  }

 private:
  friend class Run;
  struct Loop {
    std::unique_ptr<Trace> trace;  // null while it is not complete
    int attempts = 0;
  };
  struct Nothing {};

  static Outcome run_in_form(Thread* L);

  std::map<Code*, Loop> loops_;
  KeptProtos<Nothing>
      kept_;  // every function whose code a trace names: an address must not come to mean another
};

// One run loop: from the frame on top until the frame that a native caller waits for is gone.
class Run {
 public:
  explicit Run(RecorderForm& form, State* S) : form_(form), state_(S) { t_.load(S->running); }

  Outcome run() {
    for (;;) {
      Outcome o = step();
      if (o == Outcome::Raised) {
        stop_recording();
        o = unwind(state_->running);
      }
      switch (o) {
        case Outcome::Next:
        case Outcome::Jump: break;  // t_ is where to go on
        case Outcome::Switch: stop_recording(); [[fallthrough]];
        case Outcome::Enter: t_.load(state_->running); break;
        case Outcome::Raised:
        case Outcome::Exit: return o;
      }
    }
  }

 private:
  // Executes one op, or replays a trace. Next, Jump: go on at t_.pc.
  Outcome step() {
    if (recording_ && recording_->nodes.size() > kMaxNodes) stop_recording();
    Trace* out = recording_ ? recording_.get() : &scratch_;
    if (!recording_) scratch_.nodes.clear();
    t_.begin(out);
    Code* pc = t_.pc;
    Ending e = run_body(t_);
    switch (e.kind) {
      case End::Next: t_.pc = pc + width_of(op_of(pc->instr), pc->instr); return Outcome::Next;
      case End::Jump:
      case End::Back: return jump(jump_of(pc));
      case End::Enter: return enter(pc);
      case End::Leave:
        t_.pc = t_.L()->frame->pc + 1;
        if (recording_ && t_.L()->frame < t_.L()->frames + root_) stop_recording();
        return Outcome::Next;
      case End::Slow: return routine(e.slow, pc);
      case End::Again:  // kAllCalls is false
      case End::Other:
      case End::Behind:
      case End::Leap: break;
    }
    __builtin_unreachable();
  }

  Outcome enter(Code* pc) {
    Thread* L = t_.L();
    L->frame[-1].pc = pc;
    Proto* p = function_of(L->frame);
    if (++p->calls == 2) warm_up(L, p);
    t_.pc = p->code;
    if (recording_) form_.kept_.add(p);
    return state_->interrupt ? poll() : Outcome::Next;
  }

  Outcome routine(Slow what, Code* pc) {
    Thread* L = t_.L();
    L->frame->pc = pc;
    const Outcome o = run_routine(what, L, pc);
    t_.write({.kind = NodeKind::Routine, .slow = what, .outcome = o, .then = L->frame->pc});
    if (recording_ && (L != state_->running || L->frame < L->frames + root_)) stop_recording();
    if (recording_ && o == Outcome::Enter) form_.kept_.add(function_of(L->frame));
    return after_routine(o, pc);
  }
  Outcome after_routine(Outcome o, Code* pc) {
    if (o != Outcome::Next && o != Outcome::Jump) return o;
    t_.reload_base();
    if (o == Outcome::Jump) return jump(jump_of(pc));
    t_.pc = pc + width_of(op_of(pc->instr), pc->instr);
    return o;
  }

  Outcome poll() {
    Thread* L = t_.L();
    L->frame->pc = t_.pc;
    return rt_Poll(L, t_.pc);
  }

  Outcome jump(Code* to) {
    if (to > t_.pc) {
      t_.pc = to;
      return Outcome::Jump;
    }
    t_.write({.kind = NodeKind::Poll, .then = to});
    t_.pc = to;
    if (state_->interrupt) {
      const Outcome o = poll();
      if (o != Outcome::Enter || state_->running != t_.L() || state_->running->frame->pc != to)
        return o;
      t_.load(state_->running);
    }
    return at_head();
  }

  // ---- recording

  void stop_recording() {
    if (recording_) form_.loops_[recording_->head].attempts++;
    recording_.reset();
  }

  // Control has come back to a loop head.
  Outcome at_head() {
    Thread* L = t_.L();
    RecorderForm::Loop& loop = form_.loops_[t_.pc];
    if (recording_ && recording_->head == t_.pc && root_ == L->frame - L->frames) {
      form_.kept_.add(function_of(L->frame));
      if (!loop.trace) loop.trace = std::move(recording_);
      recording_.reset();
    }
    if (loop.trace) {
      stop_recording();
      return replay_at_head(*loop.trace);
    }
    if (loop.attempts < kMaxAttempts) {
      stop_recording();
      recording_ = std::make_unique<Trace>();
      recording_->head = t_.pc;
      root_ = L->frame - L->frames;
    }
    return Outcome::Jump;
  }

  Outcome replay_at_head(Trace& trace) {
    Thread* L = t_.L();
    const Exit exit = replay(trace, L);
    if (exit.why == Exit::Outcome_) {
      t_.pc = exit.pc;
      return after_routine(exit.outcome, exit.pc);
    }
    L->frame->pc = exit.pc;
    t_.load(L);
    if (state_->interrupt) return poll();
    return Outcome::Jump;
  }

  RecorderForm& form_;
  State* state_;
  Recorder t_;
  Trace scratch_;                     // of an op that is not recorded
  std::unique_ptr<Trace> recording_;  // from its head on
  ptrdiff_t root_ = 0;                // number of the frame that the loop runs in
};

Outcome RecorderForm::run_in_form(Thread* L) {
  return Run(Form::of<RecorderForm>(L), L->state).run();
}

}  // namespace

std::unique_ptr<Form> make_recorder(State* S) { return std::make_unique<RecorderForm>(S); }

}  // namespace tri::ops::forms
