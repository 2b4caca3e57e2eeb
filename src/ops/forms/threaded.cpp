// The direct-threaded form: each op's handler ends in a tail call of the next op's handler, whose distance the word of that
// op carries. Base, word, thread and constants stay in registers (preserve_none passes them where callees keep them).
//
// A word is 16 bytes, one per canonical instruction, so that words and instructions are counted alike:
//
//  127           96 95          64 63  56 55  48 47  40 39  32 31           0
// ┌───────────────┬──────────────┬──────┬──────┬──────┬──────┬──────────────┐
// │ wide operand  │  cache       │  k   │  C   │  B   │  A   │  handler     │
// │ or jump       │  index       │      │      │      │      │  - anchor    │
// └───────────────┴──────────────┴──────┴──────┴──────┴──────┴──────────────┘
#include <vector>

#include "ops/bodies.hpp"
#include "ops/forms/form.hpp"
#include "ops/tail_call.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"

namespace tri::ops::forms {
namespace {

using namespace bytecode;

struct Word {
  int32_t handler;
  uint8_t a, b, c, k;
  uint32_t cache;
  int32_t wide;  // Bx, sBx, the extra argument, or how many words the op jumps
};
static_assert(sizeof(Word) == 16);

using Handler = TailCalled<const Word>;

TRI_PRESERVE_NONE Outcome anchor(Value*, const Word*, Thread*, const Value*) {
  return Outcome::Exit;
}
TRI_INLINE Handler* handler_at(const Word* w) {
  return reinterpret_cast<Handler*>(reinterpret_cast<char*>(&anchor) + w->handler);
}

struct Threaded : Concrete {
  const Word* pc;

  TRI_INLINE uint32_t a() { return pc->a; }
  TRI_INLINE uint32_t b() { return pc->b; }
  TRI_INLINE uint32_t c() { return pc->c; }
  TRI_INLINE uint32_t bx() { return uint32_t(pc->wide); }
  TRI_INLINE uint32_t extra() { return uint32_t(pc->wide); }
  TRI_INLINE int32_t sbx() { return pc->wide; }
  TRI_INLINE int32_t ub() { return pc->b; }
  TRI_INLINE int32_t uc() { return pc->c; }
  TRI_INLINE int32_t sb() { return int32_t(pc->b) - kExcessC; }
  TRI_INLINE int32_t sc() { return int32_t(pc->c) - kExcessC; }
  TRI_INLINE bool has_open_list() { return pc->b == 0; }
  TRI_INLINE uint32_t list_length(const Value* from) {
    return has_open_list() ? uint32_t(L->top - from) : uint32_t(pc->b) - 1;
  }
  TRI_INLINE bool wants_all() { return pc->c == 0; }
  TRI_INLINE bool wants_pair() { return pc->c <= 2; }
  TRI_INLINE bool closes_upvalues() { return pc->k; }
  TRI_INLINE int wanted() { return int(pc->c) - 1; }
  TRI_INLINE bool key_is_constant() { return pc->k; }
  TRI_INLINE bool taken(bool cond) { return cond == bool(pc->k); }
  TRI_INLINE Value* reg(uint32_t r, uint32_t plus = 0) { return base + r + plus; }
  TRI_INLINE Value* constant(uint32_t n) { return const_cast<Value*>(k + n); }  // read only
  TRI_INLINE Value* reg_or_constant(uint32_t n) { return pc->k ? constant(n) : reg(n); }
  TRI_INLINE FieldInMemory field_cache() { return {&L->caches[pc->cache].field}; }
};

// The same, answering no to every question to which a form may: all work falls to the routines.
struct Refusing : Threaded {
  using Threaded::is_table;
  TRI_INLINE bool is_int(const Value*) { return false; }
  TRI_INLINE bool is_float(const Value*) { return false; }
  TRI_INLINE bool is_table(const Value*) { return false; }
  TRI_INLINE bool is_closure(const Value*) { return false; }
  TRI_INLINE bool shape_is(const Table*, uint32_t) { return false; }
};

// What the form has made of one function.
struct Words {
  std::vector<Word> words;
};

class ThreadedForm : public Form {
 public:
  // handlers: by op
  ThreadedForm(State* S, Handler* const* handlers) : Form(S), protos(S), handlers_(handlers) {
    install(&ThreadedForm::run_in_form);
  }
  size_t work() const override { return protos.size(); }
  static Outcome run_in_form(Thread* L);

  // The word of the running frame's instruction.
  const Word* word_at(Thread* L) {
    Proto* p = function_of(L->frame);
    Words* w = protos.find(p);
    if (!w) translate(L, p, w = protos.add(p));
    return w->words.data() + (L->frame->pc - p->code);
  }
  // The instruction that a word of this frame was made of.
  Code* code_at(const Frame* f, const Word* w) {
    Proto* p = function_of(f);
    return p->code + (w - protos.find(p)->words.data());
  }

  KeptProtos<Words> protos;

 private:
  void translate(Thread* L, Proto* p, Words* to);

  Handler* const* handlers_;
};

// ---- leaving a handler, on the cold side

// Goes on in the running thread's frame, at its pc.
TRI_PRESERVE_NONE TRI_COLD Outcome resume(Value*, const Word*, Thread* L, const Value*) {
  L = L->state->running;
  const Word* at = Form::of<ThreadedForm>(L).word_at(L);
  TRI_MUSTTAIL return handler_at(at)(L->frame->base, at, L, L->frame->k);
}
TRI_PRESERVE_NONE TRI_COLD Outcome poll_at(Value* base, const Word* pc, Thread* L, const Value* k) {
  L->frame->pc = Form::of<ThreadedForm>(L).code_at(L->frame, pc);
  Outcome o = rt_Poll(L, L->frame->pc);
  if (o == Outcome::Raised) o = unwind(L->state->running);
  if (o == Outcome::Raised || o == Outcome::Exit) return o;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
template <Slow kWhat>
TRI_PRESERVE_NONE TRI_COLD Outcome slow_stub(Value* base, const Word* pc, Thread* L,
                                             const Value* k) {
  Code* at = L->frame->pc = Form::of<ThreadedForm>(L).code_at(L->frame, pc);
  Outcome o = routine<kWhat>(L, at);
  if (o == Outcome::Raised) o = unwind(L->state->running);
  switch (o) {
    case Outcome::Next: L->frame->pc = at + width_of(op_of(at->instr), at->instr); break;
    case Outcome::Jump: L->frame->pc = jump_of(at); break;
    case Outcome::Enter:
    case Outcome::Switch: break;
    case Outcome::Raised:
    case Outcome::Exit: return o;
  }
  if (o == Outcome::Jump && L->frame->pc <= at && L->state->interrupt) {
    const Word* to = Form::of<ThreadedForm>(L).word_at(L);
    TRI_MUSTTAIL return poll_at(base, to, L, k);
  }
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
// A frame was pushed.
TRI_PRESERVE_NONE TRI_COLD Outcome enter(Value* base, const Word*, Thread* L, const Value* k) {
  Proto* p = function_of(L->frame);
  if (++p->calls == 2) warm_up(L, p);
  const Word* at = Form::of<ThreadedForm>(L).word_at(L);
  if (L->state->interrupt) [[unlikely]] {
    TRI_MUSTTAIL return poll_at(base, at, L, k);
  }
  TRI_MUSTTAIL return handler_at(at)(base, at, L, k);
}

// ---- handlers

template <class T, Op kOp, Ending (*kBody)(T&)>
TRI_PRESERVE_NONE Outcome handler(Value* base, const Word* pc, Thread* L, const Value* k) {
  T t{};
  t.base = base;
  t.L = L;
  t.k = k;
  t.pc = pc;
  Ending e = kBody(t);
  switch (e.kind) {
    case End::Next: {
      pc += kOpNext[int(kOp)] == Next::ExtraK ? 1 + pc->k : width_of(kOp, 0);
      TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
    }
    case End::Back:
    case End::Jump: {
      const Word* to = pc + pc->wide;
      if (to <= pc && L->state->interrupt) [[unlikely]] {
        TRI_MUSTTAIL return poll_at(base, to, L, k);
      }
      TRI_MUSTTAIL return handler_at(to)(base, to, L, k);
    }
    case End::Enter: {
      L->frame[-1].pc = Form::of<ThreadedForm>(L).code_at(L->frame - 1, pc);
      TRI_MUSTTAIL return enter(t.base, pc, L, t.k);
    }
    case End::Again: {
      TRI_MUSTTAIL return enter(t.base, pc, L, t.k);
    }
    case End::Leave: {
      L->frame->pc++;
      TRI_MUSTTAIL return resume(t.base, pc, L, t.k);
    }
    case End::Slow:
      switch (e.slow) {
#define X(name)                                                \
  case Slow::name: {                                           \
    TRI_MUSTTAIL return slow_stub<Slow::name>(base, pc, L, k); \
  }
        TRI_SLOW(X)
#undef X
      }
    case End::Other:
    case End::Behind:
    case End::Leap: break;
  }
  __builtin_unreachable();
}

template <class T>
constexpr Handler* kHandlers[] = {
#define TRI_OP(name, ...) handler<T, Op::name, op_##name<T>>,
#include "bytecode/ops.def"
#undef TRI_OP
};

void ThreadedForm::translate(Thread* L, Proto* p, Words* to) {
  warm_up(L, p);  // so that words need not change when records come
  for (uint32_t i = 0; i < p->code_count; i++) {
    Code* at = p->code + i;
    Instr in = at->instr;
    const Op op = op_of(in);
    Word w{int32_t(reinterpret_cast<const char*>(handlers_[int(op)]) -
                   reinterpret_cast<const char*>(&anchor)),
           uint8_t(a_of(in)),
           uint8_t(b_of(in)),
           uint8_t(c_of(in)),
           k_of(in),
           at->side,
           0};
    if (has_jump(op) || op == Op::LFalseSkip || row_of(op).next == Next::Branch)
      w.wide = int32_t(jump_of(at) - at);
    else if (row_of(op).format == Format::AsBx)
      w.wide = sbx_of(in);
    else if (op == Op::LoadKX)
      w.wide = ax_of(at[1].instr);
    else
      w.wide = bx_of(in);
    to->words.push_back(w);
  }
}

Outcome ThreadedForm::run_in_form(Thread* L) {
  L = L->state->running;
  return resume(nullptr, nullptr, L, nullptr);
}

}  // namespace

std::unique_ptr<Form> make_threaded(State* S) {
  return std::make_unique<ThreadedForm>(S, kHandlers<Threaded>);
}
std::unique_ptr<Form> make_refusing(State* S) {
  return std::make_unique<ThreadedForm>(S, kHandlers<Refusing>);
}

}  // namespace tri::ops::forms
