// Tier 2: direct-threaded code. Each handler ends in a tail call of the next one; base, word, thread and constants stay in
// registers that callees keep. What a handler cannot do in line it leaves to the op's routine, through a stub on the cold side.
#include "heap/watch.hpp"
#include "interp/site_counts.hpp"
#include "interp/tiers.hpp"
#include "interp/ways_on.hpp"
#include "interp/word.hpp"
#include "ops/bodies.hpp"
#include "ops/field_site.hpp"
#include "runtime/call.hpp"
#include "runtime/counters.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"

namespace tri::interp {
namespace {

using namespace bytecode;
using ops::End;
using ops::Ending;
using ops::Place;
using ops::Seen;
using ops::Slow;

// What a handler is specialised to. The translator chooses by feedback, a miss goes back to Any.
enum class Narrow : uint8_t {
  Any,
  Int,
  Float,
  Own,   // a field in the receiver's own slots: the word says where
  Poly,  // the site has several entries
  Count
};

// ---- words

// How an op uses the second half of its word.
enum class Half : uint8_t { Canonical, Record, Wide };
constexpr Half half_of(Op op) {
  switch (op) {
    case Op::GetTabUp:
    case Op::GetField:
    case Op::Self:
    case Op::SetTabUp:
    case Op::SetField: return Half::Record;
    case Op::LoadI:
    case Op::LoadF:
    case Op::LoadK:
    case Op::LoadKX:
    case Op::Closure:
    case Op::ForPrep:
    case Op::ForLoop:
    case Op::TForPrep:
    case Op::TForLoop:
    case Op::Jmp:
    case Op::LFalseSkip: return Half::Wide;
    default: return kOpNext[int(op)] == Next::Branch ? Half::Wide : Half::Canonical;
  }
}

Proto* proto_at(const Value* base) { return static_cast<LuaClosure*>(base[-1].p)->proto; }

// The canonical instruction of a word of the function that runs at `base`.
template <Op kOp>
TRI_INLINE Code* code_at(const Value* base, const Word* pc) {
  if constexpr (half_of(kOp) == Half::Canonical) return pc->at;
  const Proto* p = proto_at(base);
  return p->code + (pc - p->words);
}

TRI_PRESERVE_NONE Outcome anchor(Value*, Word*, Thread*, const Value*) { return Outcome::Exit; }
int32_t distance_of(Handler* h) {
  return int32_t(reinterpret_cast<const char*>(h) - reinterpret_cast<const char*>(&anchor));
}
TRI_INLINE Handler* handler_at(const Word* w) {
  return reinterpret_cast<Handler*>(reinterpret_cast<char*>(&anchor) + w->handler);
}

// ---- operands

struct FieldInWord {
  const Word* w;
  TRI_INLINE uint32_t shape() const { return w->shape; }
  static constexpr bool is_of_strings() { return false; }
  static constexpr bool is_own() { return true; }
  static constexpr bool is_add() { return false; }
  static constexpr bool is_entry() { return false; }
  static constexpr bool is_own_overflow() { return false; }
  static constexpr bool in_overflow() { return false; }
  static constexpr bool index_in_overflow() { return false; }
  static constexpr bool meta_in_object() { return false; }
  static constexpr bool meta_in_overflow() { return false; }
  TRI_INLINE uint32_t value() const { return w->value; }
  TRI_INLINE uint32_t value_tag() const { return w->value_tag; }
  static constexpr uint32_t metatable() { return 0; }
  static constexpr uint32_t carried() { return 0; }
  static constexpr uint32_t carried_tag() { return 0; }
  static constexpr uint32_t meta_shape() { return 0; }
  static constexpr uint32_t index() { return 0; }
  static constexpr uint32_t index_tag() { return 0; }
  static constexpr uint32_t holder_shape() { return 0; }
};

template <Narrow kNarrow>
struct Threaded : ops::Concrete {
  Word* pc;
  Word* ret;  // set by `leave`

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
  TRI_INLINE uint32_t argc() { return uint32_t(pc->b) - 1; }
  TRI_INLINE bool has_open_arguments() { return pc->b == 0; }
  TRI_INLINE int wanted() { return int(pc->c) - 1; }
  TRI_INLINE bool key_is_constant() { return pc->k; }
  TRI_INLINE bool taken(bool cond) { return cond == bool(pc->k); }
  TRI_INLINE Value* reg(uint32_t r, uint32_t plus = 0) { return base + r + plus; }
  TRI_INLINE Value* constant(uint32_t n) { return const_cast<Value*>(k + n); }  // read only
  TRI_INLINE Value* reg_or_constant(uint32_t n) { return pc->k ? constant(n) : reg(n); }
  TRI_INLINE auto field_cache() {
    if constexpr (kNarrow == Narrow::Own)
      return FieldInWord{pc};
    else
      return ops::FieldInMemory{&L->caches[pc->cache].field};
  }

  TRI_INLINE Place search(Table* t, const Value* key)
    requires(kNarrow == Narrow::Poly)
  {
    return ops::search(L, &L->caches[pc->cache].field, t, key->str());
  }
  TRI_INLINE ops::FieldInMemory field_cache_of(const Table* t)
    requires(kNarrow == Narrow::Poly)
  {
    const FieldCache* c = ops::entry_for(L, &L->caches[pc->cache].field, t->shape());
    return {c ? c : &L->caches[0].field};
  }
  TRI_INLINE bool is_int(const Value* s) {
    return kNarrow != Narrow::Float && ops::Concrete::is_int(s);
  }
  TRI_INLINE bool is_float(const Value* s) {
    return kNarrow != Narrow::Int && ops::Concrete::is_float(s);
  }

  TRI_INLINE Ending enter(LuaClosure* f, Value* at, int wanted) {
    const Ending e = ops::Concrete::enter(f, at, wanted);
    L->frame->ret = pc + 1;
    return e;
  }
  TRI_INLINE Ending leave(const Value* result) {
    ret = static_cast<Word*>(L->frame->ret);
    return ops::Concrete::leave(result);
  }
  TRI_INLINE Ending leave() {
    ret = static_cast<Word*>(L->frame->ret);
    return ops::Concrete::leave();
  }
};

// ---- limits

// Ops at which code is charged for: metered states have handlers of their own for them.
constexpr bool is_charged(Op op) {
  return op == Op::Call || op == Op::Jmp || op == Op::ForLoop || op == Op::TForLoop ||
         kOpNext[int(op)] == Next::Branch;
}

// Whether to poll at a point where `cost` units of fuel are due.
template <bool kMetered>
TRI_INLINE bool must_poll(const Thread* L, int64_t cost) {
  State* S = L->state;
  if constexpr (kMetered) return (S->slice -= cost) < 0;
  if (!S->interrupt) [[likely]]
    return false;
  S->poll_cost = cost;
  return true;
}
// The same before a jump of kOp from one word to another.
template <Op kOp, bool kMetered>
TRI_INLINE bool must_poll(const Thread* L, const Word* from, const Word* to) {
  return to <= from && must_poll<kMetered>(L, from - to + width_of(kOp, 0));
}

// ---- leaving a handler, on the cold side

// Goes on in the running thread's frame at its pc, if that is ours.
TRI_PRESERVE_NONE Outcome resume(Value*, Word*, Thread* L, const Value*) {
  L = L->state->running;
  Frame* f = L->frame;
  const Proto* p = proto_at(f->base);
  if (!p->words || L->hook_mask) return Outcome::Enter;
  Word* at = p->words + (f->pc - p->code);
  TRI_MUSTTAIL return handler_at(at)(f->base, at, L, f->k);
}
// What a routine said that ended neither in Next nor in Jump. preserve_none has no room for it: the frame does.
TRI_PRESERVE_NONE TRI_COLD Outcome raised(Value* base, Word* pc, Thread* L, const Value* k) {
  const Outcome o = unwind(L->state->running);
  if (o == Outcome::Raised || o == Outcome::Exit) return o;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
// pc: where to go on.
TRI_PRESERVE_NONE TRI_COLD Outcome poll_at(Value* base, Word* pc, Thread* L, const Value* k) {
  const Proto* p = proto_at(base);
  L->frame->pc = p->code + (pc - p->words);
  const Outcome o = ops::rt_Poll(L, L->frame->pc);
  if (o == Outcome::Raised) {
    TRI_MUSTTAIL return raised(base, pc, L, k);
  }
  if (o == Outcome::Exit) return o;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
// A function that was just entered and has no words yet, or an interrupt at an entry.
TRI_PRESERVE_NONE TRI_COLD Outcome entered(Value* base, Word* pc, Thread* L, const Value* k) {
  Proto* p = proto_at(base);
  if (!p->words) count_call(L, p);
  if (p->words || L->state->slice < 0) {
    L->frame->pc = p->code;
    const Outcome o = ops::rt_Poll(L, p->code);
    if (o == Outcome::Raised) {
      TRI_MUSTTAIL return raised(base, pc, L, k);
    }
    if (o == Outcome::Exit) return o;
  }
  TRI_MUSTTAIL return resume(base, pc, L, k);
}

// ---- quickening

template <Op kOp>
TRI_INLINE constexpr bool has_field_cache() {
  return half_of(kOp) == Half::Record;
}
void quicken_field(Thread* L, Proto* p, const Code* at, Word* w);
// The narrow handler of an op was wrong about its operands.
void widen(Thread* L, Op op, Word* w);

template <Slow kWhat, Op kOp, Narrow kNarrow, bool kMetered>
TRI_PRESERVE_NONE __attribute__((noinline)) Outcome slow_stub(Value* base, Word* pc, Thread* L,
                                                              const Value* k) {
  Code* at = L->frame->pc = code_at<kOp>(base, pc);
  const bool is_native = proto_at(base)->native;  // its words are as they were when it was compiled
  if constexpr (kNarrow == Narrow::Int || kNarrow == Narrow::Float)
    if (!is_native) widen(L, kOp, pc);
  const Outcome o = ops::routine<kWhat>(L, at);
  if (o == Outcome::Next) [[likely]] {
    if constexpr (has_field_cache<kOp>())
      if (!is_native) quicken_field(L, nullptr, at, pc);
    base = L->frame->base;
    pc += kOpNext[int(kOp)] == Next::ExtraK ? 1 + pc->k : width_of(kOp, 0);
    TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
  }
  if (o == Outcome::Jump) {
    base = L->frame->base;
    Word* to = pc + (jump_of(at) - at);
    if (must_poll<kOp, kMetered>(L, pc, to)) [[unlikely]] {
      TRI_MUSTTAIL return poll_at(base, to, L, k);
    }
    TRI_MUSTTAIL return handler_at(to)(base, to, L, k);
  }
  if (o == Outcome::Raised) [[unlikely]] {
    TRI_MUSTTAIL return raised(base, pc, L, k);
  }
  if (o == Outcome::Exit) return o;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}

// ---- handlers

template <Op kOp, Narrow kNarrow, bool kMetered, Ending (*kBody)(Threaded<kNarrow>&)>
TRI_PRESERVE_NONE Outcome handler(Value* base, Word* pc, Thread* L, const Value* k) {
  Threaded<kNarrow> t{};
  t.base = base;
  t.L = L;
  t.k = k;
  t.pc = pc;
  const Ending e = kBody(t);
  switch (e.kind) {
    case End::Next: {
      pc += kOpNext[int(kOp)] == Next::ExtraK ? 1 + pc->k : width_of(kOp, 0);
      TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
    }
    case End::Back:
    case End::Jump: {
      Word* to = pc + pc->wide;
      if (must_poll<kOp, kMetered>(L, pc, to)) [[unlikely]] {
        TRI_MUSTTAIL return poll_at(base, to, L, k);
      }
      TRI_MUSTTAIL return handler_at(to)(base, to, L, k);
    }
    case End::Enter: {
      L->frame[-1].pc = pc->at;
      const Proto* p = proto_at(t.base);
      pc = p->entry;
      if (must_poll<kMetered>(L, p->entry_cost) || !pc) [[unlikely]] {
        TRI_MUSTTAIL return entered(t.base, pc, L, t.k);
      }
      TRI_MUSTTAIL return handler_at(pc)(t.base, pc, L, t.k);
    }
    case End::Leave: {
      if (!t.ret) [[unlikely]] {
        L->frame->pc++;
        TRI_MUSTTAIL return resume(base, pc, L, k);
      }
      TRI_MUSTTAIL return handler_at(t.ret)(t.base, t.ret, L, t.k);
    }
    case End::Slow:
      switch (e.slow) {
#define X(name)                                                                        \
  case Slow::name: {                                                                   \
    TRI_MUSTTAIL return slow_stub<Slow::name, kOp, kNarrow, kMetered>(base, pc, L, k); \
  }
        TRI_SLOW(X)
#undef X
      }
  }
  __builtin_unreachable();
}

template <Narrow kNarrow, bool kMetered>
constexpr Handler* kHandlers[] = {
#define TRI_OP(name, ...) \
  handler<Op::name, kNarrow, kMetered && is_charged(Op::name), ops::op_##name<Threaded<kNarrow>>>,
#include "bytecode/ops.def"
#undef TRI_OP
};

template <bool kMetered>
constexpr Handler* const* kByNarrow[] = {
    kHandlers<Narrow::Any, kMetered>, kHandlers<Narrow::Int, kMetered>,
    kHandlers<Narrow::Float, kMetered>, kHandlers<Narrow::Own, kMetered>,
    kHandlers<Narrow::Poly, kMetered>};
constexpr const char* kNarrowNames[] = {"any", "int", "float", "own", "poly"};

// What a word keeps of a handler.
int32_t handler_of(const State* S, Op op, Narrow narrow) {
  Handler* const* const handlers =
      S->metered ? kByNarrow<true>[int(narrow)] : kByNarrow<false>[int(narrow)];
  return distance_of(handlers[int(op)]);
}

// Counts, then goes on to the word's own handler.
TRI_PRESERVE_NONE Outcome counted(Value* base, Word* pc, Thread* L, const Value* k) {
  Proto* p = proto_at(base);
  const auto index = uint32_t(pc - p->words);
  SiteCounts* counts = L->state->engine->counts;
  counts->count(L, base, p->code + index, 2);
  Word own{};
  own.handler = counts->of(p)->handlers[index];
  TRI_MUSTTAIL return handler_at(&own)(base, pc, L, k);
}

// As EngineArea says. p: whose word w is; null: the running function's.
TRI_COLD void set_special_handler(Thread* L, Proto* p, Word* w, Op op, Narrow narrow) {
  const EngineArea* E = L->state->engine;
  w->handler = handler_of(L->state, op, E->no_quickening ? Narrow::Any : narrow);
  if (!E->counts) return;
  if (!p) p = proto_at(L->frame->base);
  FunctionCounts* f = E->counts->of(p);
  if (!f) return;
  f->handlers[size_t(w - p->words)] = w->handler;
  w->handler = distance_of(counted);
}

TRI_INLINE void set_handler(Thread* L, Proto* p, Word* w, Op op, Narrow narrow) {
  if (L->state->engine->special_words) [[unlikely]]
    return set_special_handler(L, p, w, op, narrow);
  w->handler = handler_of(L->state, op, narrow);
}

void widen(Thread* L, Op op, Word* w) { set_handler(L, nullptr, w, op, Narrow::Any); }

void quicken_field(Thread* L, Proto* p, const Code* at, Word* w) {
  const FieldCache& c = L->caches[at->side].field;
  const Op op = op_of(at->instr);
  if (!c.more && c.bits == cache_bits::kOwn && c.shape && !L->state->engine->no_quickening) {
    w->shape = c.shape;
    w->value = uint16_t(c.value);
    w->value_tag = uint16_t(c.value_tag);
    set_handler(L, p, w, op, Narrow::Own);
    return;
  }
  w->cache = at->side;
  w->wide = 0;
  set_handler(L, p, w, op, c.more ? Narrow::Poly : Narrow::Any);
}

// Ops whose feedback says which types their operands had.
bool notes_types(Op op) {
  switch (op) {
    case Op::Add:
    case Op::Sub:
    case Op::Mul:
    case Op::AddK:
    case Op::SubK:
    case Op::MulK:
    case Op::AddI:
    case Op::Div:
    case Op::DivK:
    case Op::Lt:
    case Op::Le:
    case Op::LtI:
    case Op::LeI:
    case Op::GtI:
    case Op::GeI:
    case Op::ForLoop: return true;
    default: return false;
  }
}

void translate_one(Thread* L, Proto* p, uint32_t index) {
  Code* at = p->code + index;
  const Instr in = at->instr;
  const Op op = op_of(in);
  Word& w = p->words[index] = {};
  w.a = uint8_t(a_of(in));
  w.b = uint8_t(b_of(in));
  w.c = uint8_t(c_of(in));
  w.k = k_of(in);
  Narrow narrow = Narrow::Any;
  if (notes_types(op)) {
    if (at->side == uint32_t(Seen::Int)) narrow = Narrow::Int;
    if (at->side == uint32_t(Seen::Float)) narrow = Narrow::Float;
  }
  set_handler(L, p, &w, op, narrow);
  switch (half_of(op)) {
    case Half::Canonical: w.at = at; break;
    case Half::Record: quicken_field(L, p, at, &w); break;
    case Half::Wide:
      if (has_jump(op) || op == Op::LFalseSkip || row_of(op).next == Next::Branch)
        w.wide = int32_t(jump_of(at) - at);
      else if (row_of(op).format == Format::AsBx)
        w.wide = sbx_of(in);
      else if (op == Op::LoadKX)
        w.wide = ax_of(at[1].instr);
      else
        w.wide = bx_of(in);
  }
}

}  // namespace

namespace {

// ---- towards tier 3

constexpr int32_t kHeatOfCall = 3;  // a jump backward is 1
// Failed guards until a function is compiled anew: four times as many each time, and no more after so many times.
constexpr int32_t kPatience = 32;
constexpr uint8_t kMostRenewals = 4;

bool jumps_backward(const Code* at) {
  const Op op = op_of(at->instr);
  return (op == Op::Jmp || op == Op::ForLoop || op == Op::TForLoop) &&
         jump_of(const_cast<Code*>(at)) <= at;
}

TRI_PRESERVE_NONE Outcome warming_entry(Value* base, Word* pc, Thread* L, const Value* k);
TRI_PRESERVE_NONE Outcome warming_loop(Value* base, Word* pc, Thread* L, const Value* k);

// Calls and jumps backward count from now on.
void begin_warming(Thread* L, Proto* p) {
  p->heat = L->state->engine->tier3_heat;
  p->counted = true;
  for (uint32_t i = 0; i < p->code_count; ++i)
    if (jumps_backward(p->code + i)) p->words[i].handler = distance_of(warming_loop);
  p->entry = p->words + p->code_count;
  *p->entry = {};
  p->entry->handler = distance_of(warming_entry);
}

// Nothing more is counted.
void settle_down(Proto* p) {
  p->counted = false;
  p->entry = p->words;
  p->heat = INT32_MAX;
}

TRI_COLD void compile(Thread* L, Proto* p) {
  if (L->state->engine->compile_native(L, p)) {
    settle_down(p);
    if (p->renewals <= kMostRenewals) p->heat = kPatience << (2 * p->renewals++);
    return;
  }
  if (p->native) return;  // it keeps the code it has
  settle_down(p);
  for (uint32_t i = 0; i < p->code_count; ++i)
    if (jumps_backward(p->code + i)) translate_one(L, p, i);
}

TRI_PRESERVE_NONE Outcome warming_entry(Value* base, Word* pc, Thread* L, const Value* k) {
  Proto* p = proto_at(base);
  if ((p->heat -= kHeatOfCall) < 0) compile(L, p);
  pc = p->words;
  TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
}
TRI_PRESERVE_NONE Outcome warming_loop(Value* base, Word* pc, Thread* L, const Value* k) {
  Proto* p = proto_at(base);
  if (--p->heat < 0) {
    compile(L, p);
    TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
  }
  translate_one(L, p, uint32_t(pc - p->words));
  Word own{};
  own.handler = pc->handler;
  pc->handler = distance_of(warming_loop);
  TRI_MUSTTAIL return handler_at(&own)(base, pc, L, k);
}

// ---- ways on of native code

// A guard of native code has failed.
TRI_INLINE void note_failure(Thread* L, Proto* p) {
  if (--p->heat < 0) [[unlikely]]
    compile(L, p);
}
constexpr bool is_guarded(Slow what) {
  return what == Slow::Index || what == Slow::Self || what == Slow::SetIndex ||
         what == Slow::Arith || what == Slow::Order;
}

template <Slow kWhat>
TRI_PRESERVE_NONE Outcome native_slow(Value* base, Word* pc, Thread* L, const Value* k) {
  Proto* p = proto_at(base);
  Code* at = L->frame->pc = p->code + (pc - p->words);
  const Outcome o = ops::routine<kWhat>(L, at);
  if (o == Outcome::Next) [[likely]] {
    if constexpr (is_guarded(kWhat)) note_failure(L, p);
    base = L->frame->base;
    pc += width_of(op_of(at->instr), at->instr);
    TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
  }
  if (o == Outcome::Jump) {
    if constexpr (is_guarded(kWhat)) note_failure(L, p);
    base = L->frame->base;
    Word* to = pc + (jump_of(at) - at);
    if (to <= pc && must_poll<false>(L, back_cost(at, jump_of(at)))) [[unlikely]] {
      TRI_MUSTTAIL return poll_at(base, to, L, k);
    }
    TRI_MUSTTAIL return handler_at(to)(base, to, L, k);
  }
  if (o == Outcome::Raised) [[unlikely]] {
    TRI_MUSTTAIL return raised(base, pc, L, k);
  }
  if (o == Outcome::Exit) return o;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
TRI_PRESERVE_NONE Outcome left(Value* base, Word* pc, Thread* L, const Value* k) {
  L->frame->pc++;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}

const WaysOn kWaysOn = {reinterpret_cast<const void*>(&anchor),
                        poll_at,
                        entered,
                        left,
                        {
#define X(name) native_slow<Slow::name>,
                            TRI_SLOW(X)
#undef X
                        }};

}  // namespace

const WaysOn& ways_on() { return kWaysOn; }
void translate_word(Thread* L, Proto* p, uint32_t index) { translate_one(L, p, index); }

void heat_by_call(Thread* L, Proto* p) {
  if ((p->heat -= kHeatOfCall) < 0) compile(L, p);
}

bool translate(Thread* L, Proto* p) {
  State* S = L->state;
  warm_up(L, p);
  auto* words = static_cast<Word*>(S->heap->allocate_storage(words_bytes(p)));
  if (!words) return false;
  p->words = words;
  for (uint32_t i = 0; i < p->code_count; ++i) translate_one(L, p, i);
  if (S->engine->compile_native)
    begin_warming(L, p);
  else
    settle_down(p);
  wrote(p);
  count(S, Count::FunctionsTranslated);
  tell(S, &Watch::translated, L, p);
  return true;
}

const char* handler_name(const State* S, const Proto* p, uint32_t index) {
  if (p->native) return "native";
  const Word& w = p->words[index];
  int32_t handler = w.handler;
  if (handler == distance_of(warming_loop)) return "warming";
  if (handler == distance_of(counted)) handler = S->engine->counts->find(p)->handlers[index];
  const Op op = op_of(p->code[index].instr);
  for (int narrow = 0; narrow < int(Narrow::Count); ++narrow)
    if (handler == handler_of(S, op, Narrow(narrow))) return kNarrowNames[narrow];
  return "?";
}

Outcome run_threaded(Thread* L) { return resume(nullptr, nullptr, L, nullptr); }

}  // namespace tri::interp
