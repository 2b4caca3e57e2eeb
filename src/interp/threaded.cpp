// Tier 2: direct-threaded code. Each handler ends in a tail call of the next one; base, word, thread and constants stay in
// registers that callees keep. What a handler cannot do in line it leaves to the op's routine, through a stub on the cold side.
#include <array>
#include <iterator>
#include <span>

#include "heap/watch.hpp"
#include "interp/site_counts.hpp"
#include "interp/tiers.hpp"
#include "interp/ways_on.hpp"
#include "interp/word.hpp"
#include "ops/bodies.hpp"
#include "ops/field_site.hpp"
#include "ops/metamethod_entry.hpp"
#include "ops/plain_access.hpp"
#include "runtime/c_call.hpp"
#include "runtime/call.hpp"
#include "runtime/coroutine.hpp"
#include "runtime/counters.hpp"
#include "runtime/flow.hpp"
#include "runtime/link.hpp"
#include "runtime/strings.hpp"

namespace tri::interp {
namespace {

using namespace bytecode;
using ops::End;
using ops::Ending;
using ops::Place;
using ops::Seen;
using ops::Slow;
using tri::Event;

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
  static constexpr bool is_own_or_fill() { return false; }
  static constexpr bool is_entry() { return false; }
  static constexpr bool is_own_overflow() { return false; }
  static constexpr bool is_bare() { return false; }  // words have no room for it
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
  Word* ret;  // set by `returns_plainly`

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
  TRI_INLINE Ending enter_iterator(LuaClosure* f, Value* at, int wanted) {
    const Ending e = ops::Concrete::enter_iterator(f, at, wanted);
    L->frame->ret = pc + 1;
    return e;
  }
  // Frames that know where their caller goes on are left this way whatever they were called for: of native callers too.
  TRI_INLINE bool returns_plainly() {
    ret = static_cast<Word*>(L->frame->ret);
    return ret || ops::Concrete::returns_plainly();
  }
};

// ---- limits

// Ops at which code is charged for: metered states have handlers of their own for them.
constexpr bool is_charged(Op op) {
  return op == Op::Call || op == Op::TailCall || op == Op::TForCall || op == Op::Jmp ||
         op == Op::ForLoop || op == Op::TForLoop || kOpNext[int(op)] == Next::Branch;
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

// Goes on in the running thread's frame at its pc, if that is ours. One for each way here that has targets of its own: the processor
// foresees a jump by where it is.
enum class After { Other, Resume, Yield, Metamethod, Callback };
template <After kAfter>
TRI_PRESERVE_NONE Outcome go_on(Value*, Word*, Thread* L, const Value*) {
  L = L->state->running;
  Frame* f = L->frame;
  const Proto* p = proto_at(f->base);
  if (!p->words || L->hook_mask) return Outcome::Enter;
  Word* at = p->words + (f->pc - p->code);
  TRI_MUSTTAIL return handler_at(at)(f->base, at, L, f->k);
}
constexpr Handler* resume = go_on<After::Other>;

// What a routine said that ended neither in Next nor in Jump. preserve_none has no room for it: the frame does.
TRI_PRESERVE_NONE TRI_COLD Outcome raised(Value* base, Word* pc, Thread* L, const Value* k) {
  const Outcome o = unwind(L->state->running);
  if (o == Outcome::Raised || o == Outcome::Exit) return o;
  TRI_MUSTTAIL return resume(base, pc, L, k);
}
// The end of a function that has an outcome which is neither Next nor Jump.
#define TRI_LEAVE_WITH(outcome)                      \
  do {                                               \
    if ((outcome) == Outcome::Raised) [[unlikely]] { \
      TRI_MUSTTAIL return raised(base, pc, L, k);    \
    }                                                \
    if ((outcome) == Outcome::Exit) return outcome;  \
    TRI_MUSTTAIL return resume(base, pc, L, k);      \
  } while (0)

// pc: where to go on.
TRI_PRESERVE_NONE TRI_COLD Outcome poll_at(Value* base, Word* pc, Thread* L, const Value* k) {
  const Proto* p = proto_at(base);
  L->frame->pc = p->code + (pc - p->words);
  const Outcome o = ops::rt_Poll(L, L->frame->pc);
  TRI_LEAVE_WITH(o);
}
// The word behind a function's last: native code has called it, and the results are where `leave` has put them. Its caller
// says where they end.
TRI_PRESERVE_NONE Outcome leave_run(Value*, Word*, Thread*, const Value*) { return Outcome::Exit; }

// The same behind it: a function that pcall called, as call_other has it, has returned. Its results lie where pcall's are to follow `true`.
TRI_PRESERVE_NONE Outcome leave_pcall(Value* base, Word* pc, Thread* L, const Value* k) {
  const Frame* pcall = L->frame--;
  Value* to = pcall->func;
  const int wanted = pcall->wanted;
  if (wanted != 0) set_boolean(to, true);
  if (wanted > 0)
    for (Value* v = L->top; v < to + wanted; ++v) set_nil(v);
  else if (wanted == 0)
    L->top = to;
  pc = static_cast<Word*>(pcall->ret);
  base = L->frame->base;
  k = L->frame->k;
  TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
}

// The same of a metamethod whose result decides the jump of the op that called it.
TRI_PRESERVE_NONE Outcome take_branch(Value* base, Word* pc, Thread* L, const Value* k) {
  const Frame* popped = L->frame + 1;
  const Proto* p = proto_at(base);
  Code* const at = L->frame->pc;
  const Tag tag = popped->func->tag;
  const bool truth = tag != Tag::Nil && tag != Tag::False;
  if (truth != bool(popped->a)) {
    pc = p->words + (at - p->code) + width_of(op_of(at->instr), at->instr);
    TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
  }
  Code* const to = jump_of(at);
  pc = p->words + (to - p->code);
  if (to <= at) {
    State* S = L->state;
    S->poll_cost = back_cost(at, to);
    if (S->metered) S->slice -= S->poll_cost;
    if (S->interrupt || S->slice < 0) [[unlikely]] {
      TRI_MUSTTAIL return poll_at(base, pc, L, k);
    }
  }
  TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
}
// The same of a function that a builtin called, such as the order of table.sort.
TRI_PRESERVE_NONE Outcome go_on_in_builtin(Value* base, Word* pc, Thread* L, const Value* k) {
  const Outcome o = take_results(L);
  if (o == Outcome::Enter) [[likely]] {
    TRI_MUSTTAIL return go_on<After::Callback>(base, pc, L, k);
  }
  TRI_LEAVE_WITH(o);
}

// A function that was just entered and has no words yet, or an interrupt at an entry.
TRI_PRESERVE_NONE TRI_COLD Outcome entered(Value* base, Word* pc, Thread* L, const Value* k) {
  Proto* p = proto_at(base);
  if (!p->words) count_call(L, p);
  if (p->words || L->state->slice < 0) {
    L->frame->pc = p->code;
    const Outcome o = ops::rt_Poll(L, p->code);
    TRI_LEAVE_WITH(o);
  }
  TRI_MUSTTAIL return resume(base, pc, L, k);
}

// ---- calls that op bodies leave to others

// Starts the function whose frame was just pushed.
template <bool kMetered>
TRI_PRESERVE_NONE TRI_INLINE Outcome start(Value* base, Word* pc, Thread* L, const Value* k) {
  const Proto* p = proto_at(base);
  pc = p->entry;
  if (must_poll<kMetered>(L, p->entry_cost) || !pc) [[unlikely]] {
    TRI_MUSTTAIL return entered(base, pc, L, k);
  }
  TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
}

// The builtin that is called at f, or null.
TRI_INLINE const Builtin* builtin_at(const Value* f) {
  if (f->tag == Tag::Builtin) return f->builtin();
  return f->tag == Tag::NativeClosure && f->native()->is_builtin() ? f->native()->builtin : nullptr;
}
// pcall of a Lua function that has words and as many arguments as it takes, at f. False: not that way.
TRI_INLINE bool enter_pcall(ops::Concrete& t, Value* f, uint32_t argc, int wanted, Word* behind) {
  Thread* const L = t.L;
  if (!argc || !t.is_closure(f + 1)) return false;
  LuaClosure* fn = t.closure_of(f + 1);
  if (t.is_vararg(fn) || !fn->proto->words || !t.has_room(fn, f + 1) ||
      L->frame + 2 >= L->frames_limit || !t.may_nest())
    return false;
  begin_pcall(++L->frame, f, wanted);
  L->frame->ret = behind;
  t.fill_missing(fn, f + 1, argc - 1);
  (void)t.enter(fn, f + 1, -1);
  L->frame->finish = Finish::Builtin;
  L->frame->ret = L->state->engine->return_words[int(ReturnWord::Pcall)];
  L->native_depth++;
  return true;
}

// Lua functions that take extra arguments, leaf builtins, C functions, pcall, and coroutines resumed and left are called right here,
// where nothing needs to be saved; the routine does the rest.
template <Handler* kRoutine, bool kMetered>
TRI_PRESERVE_NONE Outcome call_other(Value* base, Word* pc, Thread* L, const Value* k) {
  Value* f = base + pc->a;
  Value* end = pc->b ? f + pc->b : L->top;
  const int wanted = int(pc->c) - 1;
  ops::Concrete t{base, L, k};
  if (t.is_closure(f)) {
    LuaClosure* fn = t.closure_of(f);
    const auto argc = uint32_t(end - f - 1);
    if (!t.is_vararg(fn) || !t.has_room_with_extra(fn, f, argc)) {
      TRI_MUSTTAIL return kRoutine(base, pc, L, k);
    }
    L->frame->pc = pc->at;
    (void)t.enter_with_extra(fn, f, argc, wanted);
    L->frame->ret = pc + 1;
    TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
  }
  if (f->is_table()) {  // its __call comes in front of it
    const ops::Meant m = ops::meaning_of(L->state, f, Event::Call);
    const auto argc = uint32_t(end - f);
    if (m.kind != ops::Meant::Function || t.is_vararg(m.function) || !t.has_room(m.function, f) ||
        end >= L->stack_limit || L->hook_mask) {
      TRI_MUSTTAIL return kRoutine(base, pc, L, k);
    }
#pragma clang loop vectorize(disable) unroll(disable)
    for (Value* v = end; v > f; --v) copy(v, v - 1);
    *f = Value::of(m.function);
    t.fill_missing(m.function, f, argc);
    L->frame->pc = pc->at;
    (void)t.enter(m.function, f, wanted);
    L->frame->ret = pc + 1;
    TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
  }
  Outcome o = Outcome::Next;
  if (is_quick_leaf(L, f, end)) {
    L->frame->pc = pc->at;
    pc->at->side = ops::kSeenLeaf;
    if (!call_leaf(L, f, end, wanted)) o = Outcome::Raised;
  } else if (const CFunction c = c_function_of(*f); c && can_call_c(L, end)) {
    L->frame->pc = pc->at;
    o = call_c(L, c, f, end, wanted);
  } else if (const Builtin* b = builtin_at(f); b && !L->hook_mask) {
    const auto argc = uint32_t(end - f - 1);
    const BuiltinKind kind = b->kind;
    L->frame->pc = pc->at;
    L->top = end;
    if (kind == BuiltinKind::Pcall && f->tag == Tag::Builtin &&
        enter_pcall(t, f, argc, wanted, pc + 1)) {
      TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
    }
    if ((kind == BuiltinKind::Resume || kind == BuiltinKind::Wrap) &&
        try_resume(L, f, argc, wanted, Finish::Plain)) {
      TRI_MUSTTAIL return go_on<After::Resume>(base, pc, L, k);
    }
    if (kind == BuiltinKind::Yield && f->tag == Tag::Builtin && try_yield(L, f, argc, wanted)) {
      TRI_MUSTTAIL return go_on<After::Yield>(base, pc, L, k);
    }
    TRI_MUSTTAIL return kRoutine(base, pc, L, k);
  } else {
    TRI_MUSTTAIL return kRoutine(base, pc, L, k);
  }
  if (o == Outcome::Next && L->state->interrupt) [[unlikely]]
    o = ops::poll_after_call(L, pc->at);
  if (o != Outcome::Next) [[unlikely]]
    TRI_LEAVE_WITH(o);
  base = L->frame->base;
  ++pc;
  TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
}

// The same for tail calls. The results of a builtin are this function's: the RETURN behind every tail call hands them on.
template <Handler* kRoutine, bool kMetered>
TRI_PRESERVE_NONE Outcome tail_call_other(Value* base, Word* pc, Thread* L, const Value* k) {
  Value* f = base + pc->a;
  Value* end = pc->b ? f + pc->b : L->top;
  ops::Concrete t{base, L, k};
  if (!pc->k && t.is_closure(f)) {
    LuaClosure* fn = t.closure_of(f);
    const auto argc = uint32_t(end - f - 1);
    if (t.is_vararg(fn) && t.has_room_with_extra(fn, f, argc)) {
      (void)t.enter_in_place_with_extra(fn, f, argc);
      TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
    }
  }
  if (pc->k || !is_quick_leaf(L, f, end)) {
    TRI_MUSTTAIL return kRoutine(base, pc, L, k);
  }
  L->frame->pc = pc->at;
  if (!call_leaf(L, f, end, -1)) [[unlikely]] {
    TRI_MUSTTAIL return raised(base, pc, L, k);
  }
  base = L->frame->base;
  ++pc;
  TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
}

// ---- elements

// A function written in Lua that kEvent of a table's metatable names is entered where the table has no such key; `more`: the value that is
// to be stored.
template <Event kEvent, class... More>
TRI_INLINE bool enter_element(ops::Concrete& t, Word* pc, const Value* object, const Value* key,
                              const More*... more) {
  LuaClosure* f = ops::function_for(t.L->state, object, *key, kEvent);
  if (!f) return false;
  const Proto* p = proto_at(t.base);
  t.L->frame->pc = p->code + (pc - p->words);
  constexpr bool kIsStore = kEvent == Event::NewIndex;
  const auto a = kIsStore ? uint8_t(0) : pc->a;
  return ops::enter_metamethod(t, p, f, {kIsStore ? Finish::Discard : Finish::Store, a, pc + 1},
                               object, key, more...);
}

template <Handler* kRoutine, bool kMetered>
TRI_PRESERVE_NONE Outcome get_other(Value* base, Word* pc, Thread* L, const Value* k) {
  const Value *object = base + pc->b, *key = base + pc->c;
  if (ops::get_plain(L, object, *key, base + pc->a)) {
    ++pc;
    TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
  }
  ops::Concrete t{base, L, k};
  if (enter_element<Event::Index>(t, pc, object, key)) {
    TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
  }
  TRI_MUSTTAIL return kRoutine(base, pc, L, k);
}
template <Handler* kRoutine, bool kMetered>
TRI_PRESERVE_NONE Outcome set_other(Value* base, Word* pc, Thread* L, const Value* k) {
  const Value *object = base + pc->a, *key = base + pc->b, *v = pc->k ? k + pc->c : base + pc->c;
  if (ops::set_plain(L, object, *key, *v)) {
    ++pc;
    TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
  }
  ops::Concrete t{base, L, k};
  if (enter_element<Event::NewIndex>(t, pc, object, key, v)) {
    TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
  }
  TRI_MUSTTAIL return kRoutine(base, pc, L, k);
}
// The same for constant keys.
template <Handler* kRoutine, bool kMetered>
TRI_PRESERVE_NONE Outcome get_field_other(Value* base, Word* pc, Thread* L, const Value* k) {
  const Proto* p = proto_at(base);
  const Op op = op_of(p->code[pc - p->words].instr);
  const Value index = Value::integer(pc->c);
  ops::Concrete t{base, L, k};
  if (op != Op::GetTabUp &&
      enter_element<Event::Index>(t, pc, base + pc->b, op == Op::GetI ? &index : k + pc->c)) {
    TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
  }
  TRI_MUSTTAIL return kRoutine(base, pc, L, k);
}
template <Handler* kRoutine, bool kMetered>
TRI_PRESERVE_NONE Outcome set_field_other(Value* base, Word* pc, Thread* L, const Value* k) {
  const Proto* p = proto_at(base);
  const Op op = op_of(p->code[pc - p->words].instr);
  const Value index = Value::integer(pc->b);
  ops::Concrete t{base, L, k};
  if (op != Op::SetTabUp &&
      enter_element<Event::NewIndex>(t, pc, base + pc->a, op == Op::SetI ? &index : k + pc->b,
                                     pc->k ? k + pc->c : base + pc->c)) {
    TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
  }
  TRI_MUSTTAIL return kRoutine(base, pc, L, k);
}

// ---- operators of objects

// The operands of an op that may have a metamethod, and what it is for.
struct Operation {
  const Value *x, *y;
  Event event;
  ops::Purpose purpose;
};
// `immediate` holds the operand that is in the instruction, if one is.
template <Slow kWhat>
TRI_INLINE Operation operation_at(Value* base, Word* pc, Thread* L, const Value* k, const Code* at,
                                  Value* immediate) {
  const Instr in = at->instr;
  const ops::Purpose store{Finish::Store, pc->a, pc + 1};
  const ops::Purpose branch{Finish::Branch, pc->k,
                            L->state->engine->return_words[int(ReturnWord::Branch)]};
  switch (kWhat) {
    case Slow::Unary:
      return {base + pc->b, base + pc->b, op_of(in) == Op::Unm ? Event::Unm : Event::BNot, store};
    case Slow::Len: return {base + pc->b, base + pc->b, Event::Len, store};
    case Slow::Concat: return {base + pc->a, base + pc->a + 1, Event::Concat, store};
    case Slow::Eq: return {base + pc->a, base + pc->b, Event::Eq, branch};
    case Slow::Order:
      return {base + pc->a, base + pc->b, op_of(in) == Op::Lt ? Event::Lt : Event::Le, branch};
    default: break;
  }
  const Instr mm = at[1].instr;
  const Value *x = base + pc->b, *y = immediate;
  if (op_of(mm) == Op::MmBin)
    y = base + pc->c;
  else if (op_of(mm) == Op::MmBinK)
    y = k + pc->c;
  else
    *immediate = Value::integer(sb_of(mm));
  const ops::Purpose behind{Finish::Store, pc->a, pc + 2};
  const auto event = Event(c_of(mm));
  return op_of(mm) != Op::MmBin && k_of(mm) ? Operation{y, x, event, behind}
                                            : Operation{x, y, event, behind};
}
// Whether both operands of such an op are in registers, two and no more.
template <Slow kWhat>
TRI_INLINE bool has_plain_operands(const Word* pc, Op op) {
  if constexpr (kWhat == Slow::Order) return op == Op::Lt || op == Op::Le;
  if constexpr (kWhat == Slow::Eq) return op == Op::Eq;
  if constexpr (kWhat == Slow::Concat) return pc->b == 2;
  return true;
}

// Metamethods of tables written in Lua are entered right here; what objects without __eq and __len are equal to, and how long they are,
// and the order of strings is said. The routine does the rest.
template <Slow kWhat, Handler* kRoutine, bool kMetered>
TRI_PRESERVE_NONE Outcome operator_other(Value* base, Word* pc, Thread* L, const Value* k) {
  State* S = L->state;
  const Proto* p = proto_at(base);
  Code* const at = p->code + (pc - p->words);
  if (!has_plain_operands<kWhat>(pc, op_of(at->instr))) {
    TRI_MUSTTAIL return kRoutine(base, pc, L, k);
  }
  Value immediate;
  const Operation o = operation_at<kWhat>(base, pc, L, k, at, &immediate);
  bool truth = false;
  if (o.x->is_table() || o.y->is_table()) {
    if (kWhat == Slow::Eq && o.x->tag != o.y->tag) goto branch;
    const ops::Meant m = ops::meaning_of(S, o.x, o.y, o.event);
    if (m.kind == ops::Meant::Function) {
      ops::Concrete t{base, L, k};
      L->frame->pc = at;
      if (ops::enter_metamethod(t, p, m.function, o.purpose, o.x, o.y)) {
        TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
      }
    } else if (m.kind == ops::Meant::Nothing) {
      if constexpr (kWhat == Slow::Len) {
        set_int(base + pc->a, int64_t(length_of(o.x->table())));
        ++pc;
        TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
      }
      if constexpr (kWhat == Slow::Eq) goto branch;
    }
  } else if (kWhat == Slow::Order && o.x->is_short_string() && o.y->is_short_string()) {
    const int c = compare_strings(o.x->str(), o.y->str());
    truth = o.event == Event::Lt ? c < 0 : c <= 0;
    goto branch;
  }
  TRI_MUSTTAIL return kRoutine(base, pc, L, k);

branch: {
  Word* to = pc + 2;
  if (truth == bool(pc->k)) {
    to = pc + pc->wide;
    if (to <= pc && must_poll<kMetered>(L, pc - to + 2)) [[unlikely]] {
      TRI_MUSTTAIL return poll_at(base, to, L, k);
    }
  }
  TRI_MUSTTAIL return handler_at(to)(base, to, L, k);
}
}
// What tries to do without a routine first; else the routine itself.
template <Slow kWhat, Handler* kRoutine, bool kMetered>
constexpr Handler* before_routine() {
  switch (kWhat) {
    case Slow::Call: return call_other<kRoutine, kMetered>;
    case Slow::TailCall: return tail_call_other<kRoutine, kMetered>;
    case Slow::Element: return get_other<kRoutine, kMetered>;
    case Slow::SetElement: return set_other<kRoutine, kMetered>;
    case Slow::Index: return get_field_other<kRoutine, kMetered>;
    case Slow::SetIndex: return set_field_other<kRoutine, kMetered>;
    case Slow::Arith:
    case Slow::Unary:
    case Slow::Len:
    case Slow::Concat:
    case Slow::Eq:
    case Slow::Order: return operator_other<kWhat, kRoutine, kMetered>;
    default: return kRoutine;
  }
}

// ---- quickening

template <Op kOp>
TRI_INLINE constexpr bool has_field_cache() {
  return half_of(kOp) == Half::Record;
}
void quicken_field(Thread* L, Proto* p, const Code* at, Word* w);
void fuse_again(const Thread* L, const Word* w);
int32_t handler_of(const State* S, Op op, Narrow narrow);
// The narrow handler of an op was wrong about its operands.
void widen(Thread* L, Op op, Word* w);

template <Slow kWhat, Op kOp, Narrow kNarrow, bool kMetered>
TRI_PRESERVE_NONE __attribute__((noinline)) Outcome slow_stub(Value* base, Word* pc, Thread* L,
                                                              const Value* k) {
  Code* at = L->frame->pc = code_at<kOp>(base, pc);
  [[maybe_unused]] const int32_t handler = pc->handler;
  const bool is_native = proto_at(base)->native;  // its words are as they were when it was compiled
  if constexpr (kNarrow == Narrow::Int || kNarrow == Narrow::Float)
    if (!is_native) widen(L, kOp, pc);
  const Outcome o = ops::routine<kWhat>(L, at);
  if (o == Outcome::Next) [[likely]] {
    if constexpr (has_field_cache<kOp>())
      if (!is_native) {
        const bool is_same = pc->handler == handler;
        quicken_field(L, nullptr, at, pc);
        // Sites that learn no more come here often: what the word is fused with stays, as it has the same handler for itself.
        if (is_same && pc->handler == handler_of(L->state, kOp, kNarrow))
          pc->handler = handler;
        else
          fuse_again(L, pc);
      }
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
  TRI_LEAVE_WITH(o);
}

// ---- handlers

// kRest: the handler of the op behind, which is jumped to without a look at its word; null: the word's.
template <Op kOp, Narrow kNarrow, bool kMetered, Ending (*kBody)(Threaded<kNarrow>&),
          Handler* kRest = nullptr>
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
      if constexpr (kRest != nullptr) {
        TRI_MUSTTAIL return kRest(base, pc, L, k);
      }
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
    case End::Enter: L->frame[-1].pc = pc->at; [[fallthrough]];
    case End::Again: TRI_MUSTTAIL return start<kMetered>(t.base, pc, L, t.k);
    case End::Leave: {
      if (!t.ret) [[unlikely]] {
        L->frame->pc++;
        TRI_MUSTTAIL return resume(base, pc, L, k);
      }
      TRI_MUSTTAIL return handler_at(t.ret)(t.base, t.ret, L, t.k);
    }
    case End::Slow:
      switch (e.slow) {
#define X(name)                                                                \
  case Slow::name: {                                                           \
    constexpr Handler* kStub = slow_stub<Slow::name, kOp, kNarrow, kMetered>;  \
    constexpr Handler* kFirst = before_routine<Slow::name, kStub, kMetered>(); \
    TRI_MUSTTAIL return kFirst(base, pc, L, k);                                \
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

// ---- fused words

// Handlers that do an op and go on to the one behind it without a look at its word, which leaves the processor nothing to guess. A
// word has such a handler while the word behind has the plain handler it is made for (or one fused from that one).
struct Fused {
  Op first, second;
  Narrow first_narrow, second_narrow;
  Handler* handler[2];  // plain, metered
};

// What the handlers of an op that takes part in a pair may be specialised to. Operations that have seen numbers of both types are slow
// enough for a jump to matter little.
constexpr bool is_fused_as(Op op, Narrow narrow) {
  switch (narrow) {
    case Narrow::Any: return !ops::notes_numbers(op);
    case Narrow::Own: return half_of(op) == Half::Record;
    case Narrow::Int:
    case Narrow::Float: return ops::notes_numbers(op);
    default: return false;
  }
}
template <Op kOp, Narrow kNarrow>
constexpr auto kBodyOf = nullptr;
#define TRI_OP(name, ...)                                              \
  template <Narrow kNarrow>                                            \
  constexpr Ending (*kBodyOf<Op::name, kNarrow>)(Threaded<kNarrow>&) = \
      ops::op_##name<Threaded<kNarrow>>;
#include "bytecode/ops.def"
#undef TRI_OP

template <Op kFirst, Narrow kNarrow, Op kSecond, Narrow kSecondNarrow, bool kMetered>
constexpr Handler* fused_handler() {
  if constexpr (!is_fused_as(kFirst, kNarrow) || !is_fused_as(kSecond, kSecondNarrow))
    return nullptr;
  else
    return handler < kFirst, kNarrow, kMetered && is_charged(kFirst), kBodyOf<kFirst, kNarrow>,
           kHandlers < kSecondNarrow, kMetered && is_charged(kSecond) > [int(kSecond)] > ;
}
#define TRI_FUSED_AS(first, first_narrow, second, second_narrow)                                \
  {Op::first,                                                                                   \
   Op::second,                                                                                  \
   Narrow::first_narrow,                                                                        \
   Narrow::second_narrow,                                                                       \
   {fused_handler<Op::first, Narrow::first_narrow, Op::second, Narrow::second_narrow, false>(), \
    fused_handler<Op::first, Narrow::first_narrow, Op::second, Narrow::second_narrow, true>()}},
// clang-format off
#define TRI_FUSED(first, second)                                                                                       \
  TRI_FUSED_AS(first, Any, second, Any) TRI_FUSED_AS(first, Any, second, Own) TRI_FUSED_AS(first, Any, second, Int)     \
  TRI_FUSED_AS(first, Any, second, Float) TRI_FUSED_AS(first, Own, second, Any) TRI_FUSED_AS(first, Own, second, Own)   \
  TRI_FUSED_AS(first, Own, second, Int) TRI_FUSED_AS(first, Own, second, Float) TRI_FUSED_AS(first, Int, second, Any)   \
  TRI_FUSED_AS(first, Int, second, Own) TRI_FUSED_AS(first, Int, second, Int) TRI_FUSED_AS(first, Float, second, Any)   \
  TRI_FUSED_AS(first, Float, second, Own) TRI_FUSED_AS(first, Float, second, Float)
// clang-format on
constexpr Fused kFusedRows[] = {
#include "interp/fused_words.def"
};
#undef TRI_FUSED
#undef TRI_FUSED_AS

// Where the rows of a first op begin and end.
struct FusedRange {
  uint16_t begin, end;
};
constexpr auto kFusedRanges = [] {
  std::array<FusedRange, kOpCount> ranges{};
  for (uint16_t n = 0; n < std::size(kFusedRows); ++n) {
    FusedRange& r = ranges[size_t(kFusedRows[n].first)];
    if (r.end == 0) r.begin = n;
    r.end = uint16_t(n + 1);
  }
  return ranges;
}();
static_assert(
    [] {
      for (size_t op = 0; op < kFusedRanges.size(); ++op)
        for (uint16_t n = kFusedRanges[op].begin; n < kFusedRanges[op].end; ++n)
          if (kFusedRows[n].first != Op(op)) return false;
      return true;
    }(),
    "rows of one first op stand together");

// The row of two ops as they are specialised, or null.
const Fused* find_fused(Op first, Narrow first_narrow, Op second, Narrow second_narrow) {
  const FusedRange r = kFusedRanges[size_t(first)];
  for (const Fused& f : std::span(kFusedRows).subspan(r.begin, size_t(r.end - r.begin)))
    if (f.second == second && f.first_narrow == first_narrow && f.second_narrow == second_narrow)
      return f.handler[0] != nullptr ? &f : nullptr;
  return nullptr;
}

// How a word's handler is specialised, fused or not; Count: it is another handler, such as one that counts.
Narrow narrow_of(const State* S, Op op, int32_t handler) {
  for (int n = 0; n < int(Narrow::Count); ++n)
    if (handler == handler_of(S, op, Narrow(n))) return Narrow(n);
  const FusedRange r = kFusedRanges[size_t(op)];
  for (const Fused& f : std::span(kFusedRows).subspan(r.begin, size_t(r.end - r.begin)))
    if (f.handler[S->metered] && handler == distance_of(f.handler[S->metered]))
      return f.first_narrow;
  return Narrow::Count;
}

// Where the instruction before that one begins. Branches and operations are followed by a word that is part of them, as is what has an
// EXTRAARG.
const Code* before(const Proto* p, const Code* at) {
  if (at == p->code) return nullptr;
  if (at - p->code >= 2 && width_of(op_of(at[-2].instr), at[-2].instr) == 2) return at - 2;
  return at - 1;
}

// Chooses the word's handler anew by what stands behind it. The word has a handler.
void fuse(const State* S, Proto* p, const Code* at) {
  const Op op = op_of(at->instr);
  const FusedRange range = kFusedRanges[size_t(op)];
  if (range.begin == range.end) return;
  Word& w = p->words[at - p->code];
  const Narrow narrow = narrow_of(S, op, w.handler);
  if (narrow == Narrow::Count) return;
  w.handler = handler_of(S, op, narrow);
  const Code* next = at + width_of(op, at->instr);
  if (next >= p->code + p->code_count) return;
  const Op second = op_of(next->instr);
  const Narrow second_narrow = narrow_of(S, second, p->words[next - p->code].handler);
  if (const Fused* f = find_fused(op, narrow, second, second_narrow))
    w.handler = distance_of(f->handler[S->metered]);
}
bool may_fuse(const State* S) { return !S->engine->counts && !S->engine->no_fusion; }
// All words of p are as their sites want them.
void fuse_all(const State* S, Proto* p) {
  if (may_fuse(S))
    for (Code* at = p->code; at < p->code + p->code_count; ++at) fuse(S, p, at);
}
// A word of the running function has got another handler.
void fuse_again(const Thread* L, const Word* w) {
  Proto* p = proto_at(L->frame->base);
  if (!may_fuse(L->state)) return;
  const Code* at = p->code + (w - p->words);
  fuse(L->state, p, at);
  if (const Code* last = before(p, at)) fuse(L->state, p, last);
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

void widen(Thread* L, Op op, Word* w) {
  set_handler(L, nullptr, w, op, Narrow::Any);
  fuse_again(L, w);
}

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
  if (ops::notes_numbers(op)) {
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
constexpr uint8_t kMostRenewals = 7;

bool jumps_backward(const Code* at) {
  const Op op = op_of(at->instr);
  return (op == Op::Jmp || op == Op::ForLoop || op == Op::TForLoop) &&
         jump_of(const_cast<Code*>(at)) <= at;
}

TRI_PRESERVE_NONE Outcome warming_entry(Value* base, Word* pc, Thread* L, const Value* k);
TRI_PRESERVE_NONE Outcome warming_loop(Value* base, Word* pc, Thread* L, const Value* k);

// Calls and jumps backward count from now on.
void begin_warming(Thread* L, Proto* p) {
  p->heat = draw_threshold(L->state, L->state->engine->tier3_heat);
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
    p->rounds_to_note = L->state->engine->tier3_rounds;
    if (p->renewals <= kMostRenewals) p->heat = kPatience << (2 * p->renewals++);
    return;
  }
  settle_down(p);
  if (p->native) return;  // it keeps the code it has
  for (uint32_t i = 0; i < p->code_count; ++i)
    if (jumps_backward(p->code + i)) translate_one(L, p, i);
  fuse_all(L->state, p);
}

// The loop that begins there has run often enough in native code that notes what its sites see. What they have not come to by now they
// do not wait for.
TRI_COLD void compile_noted(Thread* L, Proto* p, Code* head) {
  const Code* tail = head;
  for (Code* at = head; at < p->code + p->code_count; ++at)
    if (jumps_backward(at) && jump_of(at) == head) tail = at;
  for (Code* at = head; at <= tail; ++at) {
    const Op op = op_of(at->instr);
    if (!at->side && (ops::notes_numbers(op) || ops::notes_integers(op)))
      at->side = uint32_t(Seen::Other);
  }
  p->rounds_to_note = L->state->engine->tier3_rounds;
  L->state->engine->compile_native(L, p);  // else it keeps the code it has
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

// A guard of native code of p has failed, at an instruction of p or of a function that is done in line.
TRI_INLINE void note_failure(Thread* L, Proto* p, const Code* at) {
  if (L->state->watch) [[unlikely]]
    tell(L->state, &Watch::guard_failed, L, static_cast<const Proto*>(p), at);
  if (--p->heat < 0) [[unlikely]]
    compile(L, p);
}
constexpr bool is_guarded(Slow what) {
  return what == Slow::Index || what == Slow::Self || what == Slow::SetIndex ||
         what == Slow::Arith || what == Slow::Order;
}

template <Slow kWhat, bool kMetered>
TRI_PRESERVE_NONE Outcome native_slow(Value* base, Word* pc, Thread* L, const Value* k) {
  Proto* p = proto_at(base);
  Code* at = L->frame->pc = p->code + (pc - p->words);
  if constexpr (kWhat == Slow::Arith || kWhat == Slow::Order)
    if (ops::notes_numbers(op_of(at->instr))) at->side |= uint32_t(Seen::Mixed);
  const Outcome o = ops::routine<kWhat>(L, at);
  if (o == Outcome::Next) [[likely]] {
    if constexpr (is_guarded(kWhat)) note_failure(L, p, at);
    base = L->frame->base;
    pc += width_of(op_of(at->instr), at->instr);
    TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
  }
  if (o == Outcome::Jump) {
    if constexpr (is_guarded(kWhat)) note_failure(L, p, at);
    base = L->frame->base;
    Word* to = pc + (jump_of(at) - at);
    if (to <= pc && must_poll<kMetered>(L, back_cost(at, jump_of(at)))) [[unlikely]] {
      TRI_MUSTTAIL return poll_at(base, to, L, k);
    }
    TRI_MUSTTAIL return handler_at(to)(base, to, L, k);
  }
  if (is_guarded(kWhat) && o == Outcome::Enter) {
    TRI_MUSTTAIL return go_on<After::Metamethod>(base, pc, L, k);
  }
  TRI_LEAVE_WITH(o);
}
TRI_PRESERVE_NONE Outcome noted_round(Value* base, Word* pc, Thread* L, const Value* k) {
  Proto* p = proto_at(base);
  if (!--p->rounds_to_note) compile_noted(L, p, p->code + (pc - p->words));
  TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
}

TRI_PRESERVE_NONE Outcome left_inlined(Value* base, Word* pc, Thread* L, const Value* k) {
  const Code* call = L->frame->pc;
  const Proto* caller = proto_at(L->frame->base);
  if (Proto* callee = proto_at(base); callee->counted) heat_by_call(L, callee);
  ops::Concrete t{base, L, k};
  (void)t.enter(t.closure_of(base - 1), base - 1, int(c_of(call->instr)) - 1);
  L->frame->ret = caller->words + (call - caller->code) + 1;
  TRI_MUSTTAIL return handler_at(pc)(t.base, pc, L, t.k);
}
TRI_PRESERVE_NONE Outcome failed_inlined(Value* base, Word* pc, Thread* L, const Value* k) {
  const Proto* callee = proto_at(base);
  note_failure(L, proto_at(L->frame->base), callee->code + (pc - callee->words));
  TRI_MUSTTAIL return left_inlined(base, pc, L, k);
}

TRI_PRESERVE_NONE Outcome ended(Value* base, Word* pc, Thread* L, const Value* k) {
  TRI_LEAVE_WITH(Outcome(L->results));
}
TRI_PRESERVE_NONE Outcome called(Value* base, Word* pc, Thread* L, const Value* k) {
  const auto r = int32_t(L->results);
  if (r < 0) [[unlikely]] {
    TRI_MUSTTAIL return raised(base, pc, L, k);
  }
  base = L->frame->base;
  place_leaf_results(L, base + pc->a, int(pc->c) - 1, Returned(r));
  if (L->state->interrupt) [[unlikely]] {
    const Outcome o = ops::poll_after_call(L, pc->at);
    TRI_LEAVE_WITH(o);
  }
  ++pc;
  TRI_MUSTTAIL return handler_at(pc)(base, pc, L, k);
}

template <bool kMetered>
const WaysOn kWaysOn = {reinterpret_cast<const void*>(&anchor),
                        poll_at,
                        entered,
                        ended,
                        called,
                        noted_round,
                        left_inlined,
                        failed_inlined,
                        {
#define X(name) before_routine<Slow::name, native_slow<Slow::name, kMetered>, kMetered>(),
                            TRI_SLOW(X)
#undef X
                        }};

}  // namespace

const WaysOn& ways_on(const State* S) { return S->metered ? kWaysOn<true> : kWaysOn<false>; }
void translate_word(Thread* L, Proto* p, uint32_t index) { translate_one(L, p, index); }

void translate_again(Thread* L, Proto* p) {
  for (uint32_t i = 0; i < p->code_count; ++i) {
    translate_one(L, p, i);
    if (p->counted && jumps_backward(p->code + i)) p->words[i].handler = distance_of(warming_loop);
  }
  fuse_all(L->state, p);
}

void set_return_words(EngineArea* E) {
  static constexpr Handler* kHandlersOfWords[] = {leave_run, leave_pcall, take_branch,
                                                  go_on_in_builtin};
  static_assert(std::size(kHandlersOfWords) == size_t(ReturnWord::Count));
  for (size_t n = 0; n < std::size(kHandlersOfWords); ++n) {
    Word* w = new (E->return_words[n]) Word{};
    w->handler = distance_of(kHandlersOfWords[n]);
  }
}

void heat_by_call(Thread* L, Proto* p) {
  if ((p->heat -= kHeatOfCall) < 0) compile(L, p);
}

bool translate(Thread* L, Proto* p) {
  State* S = L->state;
  warm_up(L, p);
  auto* words = static_cast<Word*>(S->heap->allocate_storage(words_bytes(p)));
  if (!words) return false;
  p->words = words;
  adopted(S, &p->header, words, words_bytes(p));
  for (uint32_t i = 0; i < p->code_count; ++i) translate_one(L, p, i);
  if (S->engine->compile_native)
    begin_warming(L, p);
  else
    settle_down(p);
  fuse_all(S, p);
  wrote(p);
  count(S, Count::FunctionsTranslated);
  tell(S, &Watch::translated, L, p);
  return true;
}

namespace {

// How the handler is specialised that the word of an instruction has, or would have if it did not count.
Narrow narrow_at(const State* S, const Proto* p, uint32_t index) {
  int32_t handler = p->words[index].handler;
  if (handler == distance_of(counted)) handler = S->engine->counts->find(p)->handlers[index];
  return narrow_of(S, op_of(p->code[index].instr), handler);
}

}  // namespace

const char* handler_name(const State* S, const Proto* p, uint32_t index) {
  if (p->native) return "native";
  if (p->words[index].handler == distance_of(warming_loop)) return "warming";
  const Narrow narrow = narrow_at(S, p, index);
  return narrow == Narrow::Count ? "?" : kNarrowNames[int(narrow)];
}

const char* fused_with(const State* S, const Proto* p, uint32_t index) {
  if (p->native || !p->words || S->engine->no_fusion) return nullptr;
  const Code* at = p->code + index;
  const Op op = op_of(at->instr);
  const uint32_t next = index + uint32_t(width_of(op, at->instr));
  if (next >= p->code_count) return nullptr;
  const Op second = op_of(p->code[next].instr);
  return find_fused(op, narrow_at(S, p, index), second, narrow_at(S, p, next)) ? row_of(second).name
                                                                               : nullptr;
}

Outcome run_threaded(Thread* L) { return resume(nullptr, nullptr, L, nullptr); }

#ifdef TRI_ESCAPE_TO_STACK

static_assert(offsetof(Escape, registers) == 0 && kSavedStackPointer == 6 && kSavedPlace == 7 &&
              Arrival::kEscaped == 0x100);

// Calls the handler with its four operands where preserve_none wants them, and keeps all registers on the stack meanwhile: the
// escape is told of the stack and of where they are taken from it, and so costs two stores.
[[gnu::naked]] static Arrival call_handler(Value*, Word*, Thread*, const Value*, Handler*,
                                           Escape*) {
  asm("pushq %rbp\n\t"
      ".cfi_adjust_cfa_offset 8\n\t"
      "pushq %rbx\n\t"
      ".cfi_adjust_cfa_offset 8\n\t"
      "pushq %r12\n\t"
      ".cfi_adjust_cfa_offset 8\n\t"
      "pushq %r13\n\t"
      ".cfi_adjust_cfa_offset 8\n\t"
      "pushq %r14\n\t"
      ".cfi_adjust_cfa_offset 8\n\t"
      "pushq %r15\n\t"
      ".cfi_adjust_cfa_offset 8\n\t"
      "pushq %r9\n\t"  // keeps the stack aligned
      ".cfi_adjust_cfa_offset 8\n\t"
      "leaq 1f(%rip), %rax\n\t"
      "movq %rsp, 48(%r9)\n\t"
      "movq %rax, 56(%r9)\n\t"
      "movq %rdi, %r12\n\t"
      "movq %rsi, %r13\n\t"
      "movq %rdx, %r14\n\t"
      "movq %rcx, %r15\n\t"
      "callq *%r8\n\t"
      "movzbl %al, %eax\n"
      "0:\n\t"
      "popq %r9\n\t"
      "popq %r15\n\t"
      "popq %r14\n\t"
      "popq %r13\n\t"
      "popq %r12\n\t"
      "popq %rbx\n\t"
      "popq %rbp\n\t"
      "retq\n"
      "1:\n\t"
      "orl $0x100, %eax\n\t"
      "jmp 0b");
}

Arrival enter_words(Thread* L, const Frame* f, Word* entry, Escape* escape) {
  return call_handler(f->base, entry, L, f->k, handler_at(entry), escape);
}

#else

Arrival enter_words(Thread* L, const Frame* f, Word* entry, Escape* escape) {
  const auto escaped = Escaped(TRI_SAVE_REGISTERS(*escape));
  if (escaped != Escaped::No) return Arrival::of(escaped);
  return Arrival::of(handler_at(entry)(f->base, entry, L, f->k));
}

#endif

}  // namespace tri::interp
