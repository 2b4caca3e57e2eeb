// The closed vocabulary of op bodies, for the forms that compute with plain values (switch, threaded, stencil).
//
// A body never calls, jumps or dispatches: it computes, then returns an Ending. The wrapper of each form turns the
// ending into its own kind of transfer. After inlining an ending is a constant on every path, so the wrapper's switch on it
// disappears.
//
//   body:  return t.slow(Slow::Arith)      switch:   rt_Arith(L, pc), then go where its Outcome says
//                                          threaded: musttail slow_stub<Arith>
//                                          stencil:  musttail slow_Arith
//                                          recorder: run it, record what it stands for, or abort
//
// Invariants
//   - The routine behind a slow ending handles every case, also those the body handles inline. So a form may answer `no` to
//     is_int, is_float, is_table, is_closure, shape_is and needs only a truthful answer to the others: that is how typed
//     variants come from the same body.
//   - A body asks all its questions before its first effect. So control that leaves in the middle of an op (a failed guard
//     of a trace) leaves at its beginning: the op is executed again from memory.
//   - No verb calls a function: a stencil has no native frame. (A store that the collector must hear of is a question.)
//
// Rules for bodies: read before write (operands may be one register); never use a place after a store that may alias it;
// no C++ arithmetic on unboxed values, no loops, no address-taken locals, no floating constants except float_const; the Slow in
// an ending is a literal. Numbers in an instruction are ub() uc() sb() sc() sbx(); a() b() c() bx() only say which register,
// constant or upvalue. The verbs are listed in verbs.def; see docs/design/vocabulary.md.
#pragma once

#include "base/arithmetic.hpp"
#include "heap/barrier.hpp"
#include "heap/cache.hpp"
#include "heap/state.hpp"
#include "ops/routines.hpp"
#include "runtime/shapes.hpp"
#include "runtime/tables.hpp"

namespace tri::ops {

enum class End : uint8_t {
  Next,    // go on behind this op
  Jump,    // go on at its jump target
  Back,    // the same, backward: polls, charges fuel, counts heat
  Enter,   // a frame was pushed: start it
  Again,   // the running frame has become a callee's: start that
  Leave,   // a frame was popped: go on in the caller
  Slow,    // a routine does the rest
  Other,   // of forms with next_record: nothing is done, the site's next record may do it
  Behind,  // of forms with go_behind: the own slot is nil, the form goes on along __index
  Leap,    // of forms with leap: nothing is done, tier 2's handler has all of the op
};
struct Ending {
  End kind;
  Slow slow;
};

// A value inside a table: payload and tag apart.
struct Place {
  uint64_t* payload;
  Tag* tag;
};

// Inline cache accessors when the record is in memory (switch, threaded). Stencils have holes, the recorder constants.
struct FieldInMemory {
  const FieldCache* r;
  TRI_INLINE uint32_t shape() const { return r->shape; }
  TRI_INLINE bool is_of_strings() const { return r->shape == kStringReceiver; }
  TRI_INLINE bool is_own() const { return r->bits == cache_bits::kOwn; }
  TRI_INLINE bool is_entry() const { return r->bits == cache_bits::kEntry; }
  TRI_INLINE bool is_own_overflow() const {
    return r->bits == (cache_bits::kOwn | cache_bits::kOverflow);
  }
  TRI_INLINE bool is_bare() const { return r->is_bare; }
  TRI_INLINE bool is_add() const { return (r->bits & cache_bits::kOwnOrFill) == cache_bits::kAdd; }
  TRI_INLINE bool is_own_or_fill() const {
    return (r->bits & cache_bits::kOwnOrFill) == cache_bits::kOwnOrFill;
  }
  TRI_INLINE bool in_overflow() const { return r->bits & cache_bits::kOverflow; }
  TRI_INLINE bool index_in_overflow() const { return r->bits & cache_bits::kIndexOverflow; }
  TRI_INLINE uint32_t value() const { return r->value; }
  TRI_INLINE uint32_t value_tag() const { return r->value_tag; }
  TRI_INLINE bool meta_in_object() const { return r->bits & cache_bits::kMetaInObject; }
  TRI_INLINE bool meta_in_overflow() const { return r->bits & cache_bits::kMetaOverflow; }
  TRI_INLINE uint32_t metatable() const { return r->metatable; }
  TRI_INLINE uint32_t carried() const { return r->carried; }
  TRI_INLINE uint32_t carried_tag() const { return r->carried_tag; }
  TRI_INLINE uint32_t meta_shape() const { return r->meta_shape; }
  TRI_INLINE uint32_t index() const { return r->index; }
  TRI_INLINE uint32_t index_tag() const { return r->index_tag; }
  TRI_INLINE uint32_t holder_shape() const { return r->holder_shape; }
};

struct Concrete {
  Value* base;
  Thread* L;
  const Value* k;

  using Slot = Value*;  // a place holding a value; loads happen when a verb looks at it

  // Whether the form looks for keys that are no constants in dictionaries.
  static constexpr bool kLooksInDictionaries = false;
  // Whether the form has to know of what type the numbers are that an array holds.
  static constexpr bool kTellsNumbersApart = false;
  // Whether the form has generic loops walk tables, and enter iterators written in Lua.
  static constexpr bool kWalks = true, kEntersIterators = true;
  // Whether the form has the verbs of calls and returns beyond one result and a fixed number of arguments.
  static constexpr bool kAllCalls = true;

  // ---- looking at a value: answers are bools, so bodies branch with plain `if`
  TRI_INLINE bool is_nil(const Value* s) { return s->tag == Tag::Nil; }
  TRI_INLINE bool is_falsy(const Value* s) { return s->tag == Tag::Nil || s->tag == Tag::False; }
  TRI_INLINE bool is_plain(const Value* s) {
    return (uint8_t(s->tag) & 15) < 2;
  }  // nil, false, true
  TRI_INLINE bool is_int(const Value* s) { return s->tag == Tag::Int; }
  TRI_INLINE bool is_float(const Value* s) { return s->tag == Tag::Float; }
  TRI_INLINE bool is_number(const Value* s) { return (uint8_t(s->tag) & 15) == 3; }
  TRI_INLINE bool is_short_string(const Value* s) { return s->tag == Tag::ShortStr; }
  TRI_INLINE bool is_string(const Value* s) { return (uint8_t(s->tag) & 15) == 4; }
  TRI_INLINE bool is_table(const Value* s) { return s->tag == Tag::Table; }
  TRI_INLINE bool is_closure(const Value* s) { return s->tag == Tag::LuaClosure; }
  TRI_INLINE bool is_builtin(const Value* s) { return s->tag == Tag::Builtin; }
  TRI_INLINE bool same_tag(const Value* x, const Value* y) { return x->tag == y->tag; }
  TRI_INLINE bool same_object(const Value* x, const Value* y) { return x->bits == y->bits; }
  TRI_INLINE int64_t int_of(const Value* s) { return s->i; }
  TRI_INLINE double float_of(const Value* s) { return s->d; }
  TRI_INLINE Table* table_of(const Value* s) { return static_cast<Table*>(s->p); }
  TRI_INLINE LuaClosure* closure_of(const Value* s) { return static_cast<LuaClosure*>(s->p); }
  TRI_INLINE int64_t short_length(const Value* s) { return static_cast<Str*>(s->p)->header.kind; }

  TRI_INLINE bool is_nil(Place p) { return *p.tag == Tag::Nil; }
  TRI_INLINE bool is_table(Place p) { return *p.tag == Tag::Table; }
  TRI_INLINE Table* table_of(Place p) { return reinterpret_cast<Table*>(*p.payload); }

  // ---- numbers
  TRI_INLINE int64_t int_const(int32_t v) { return v; }
  TRI_INLINE double float_const(int32_t v) { return v; }
  TRI_INLINE int64_t int_add(int64_t x, int64_t y) { return int64_t(uint64_t(x) + uint64_t(y)); }
  TRI_INLINE int64_t int_sub(int64_t x, int64_t y) { return int64_t(uint64_t(x) - uint64_t(y)); }
  TRI_INLINE int64_t int_mul(int64_t x, int64_t y) { return int64_t(uint64_t(x) * uint64_t(y)); }
  // Floored division; y is neither 0 nor -1 (see is_safe_divisor).
  TRI_INLINE bool is_safe_divisor(int64_t y) { return uint64_t(y) + 1 > 1; }
  TRI_INLINE int64_t int_idiv(int64_t x, int64_t y) {
    int64_t q = x / y;
    return q - ((x ^ y) < 0 && q * y != x);
  }
  TRI_INLINE int64_t int_mod(int64_t x, int64_t y) {
    int64_t r = x % y;
    return r + (r != 0 && (r ^ y) < 0 ? y : 0);
  }
  TRI_INLINE int64_t int_and(int64_t x, int64_t y) { return x & y; }
  TRI_INLINE int64_t int_or(int64_t x, int64_t y) { return x | y; }
  TRI_INLINE int64_t int_xor(int64_t x, int64_t y) { return x ^ y; }
  TRI_INLINE int64_t int_not(int64_t x) { return ~x; }
  TRI_INLINE int64_t int_shl(int64_t x, int64_t by) {
    if (uint64_t(by) < 64) return int64_t(uint64_t(x) << by);
    if (by < 0 && by > -64) return int64_t(uint64_t(x) >> -by);
    return 0;
  }
  TRI_INLINE int64_t int_shr(int64_t x, int64_t by) {
    if (uint64_t(by) < 64) return int64_t(uint64_t(x) >> by);
    if (by < 0 && by > -64) return int64_t(uint64_t(x) << -by);
    return 0;
  }
  TRI_INLINE double float_add(double x, double y) { return x + y; }
  TRI_INLINE double float_sub(double x, double y) { return x - y; }
  TRI_INLINE double float_mul(double x, double y) { return x * y; }
  TRI_INLINE double float_div(double x, double y) { return x / y; }
  TRI_INLINE double float_neg(double x) { return -x; }
  // Floored. A form may have the sign bit from elsewhere: see base/arithmetic.hpp.
  TRI_INLINE double float_idiv(double x, double y) { return floor_inline(x / y, kSignBit); }
  TRI_INLINE bool is_small_quotient(double x, double y) {
    return has_small_quotient(x, y, kSignBit);
  }
  TRI_INLINE double float_mod(double x, double y) { return floor_mod_inline(x, y, kSignBit); }
  TRI_INLINE double to_float(int64_t x) { return double(x); }
  // Whether to_float is x itself, and so may be compared in its place.
  TRI_INLINE bool is_exact(int64_t x) { return uint64_t(x) + (1ull << 53) <= 1ull << 54; }
  TRI_INLINE bool int_lt(int64_t x, int64_t y) { return x < y; }
  TRI_INLINE bool int_le(int64_t x, int64_t y) { return x <= y; }
  TRI_INLINE bool int_eq(int64_t x, int64_t y) { return x == y; }
  TRI_INLINE bool float_lt(double x, double y) { return x < y; }
  TRI_INLINE bool float_le(double x, double y) { return x <= y; }
  TRI_INLINE bool float_eq(double x, double y) { return x == y; }

  // ---- tables
  TRI_INLINE bool shape_is(const Table* t, uint32_t shape) { return t->shape() == shape; }
  // Places in bytes: as wide as an address, so that a stencil has them in its loads.
  TRI_INLINE Place field(Table* t, intptr_t payload, intptr_t tag, bool overflow) {
    char* home = overflow ? static_cast<char*>(t->ext) : reinterpret_cast<char*>(t);
    return {reinterpret_cast<uint64_t*>(home + payload), reinterpret_cast<Tag*>(home + tag)};
  }
  TRI_INLINE Table* metatable(uint32_t id) { return L->state->metatables[id]; }
  TRI_INLINE bool strings_have_metatable() { return string_metatable(); }
  TRI_INLINE Table* string_metatable() { return L->state->type_metatables[int(Type::String)]; }
  // Dictionary receivers: the entry the site hopes for.
  TRI_INLINE bool entry_is(const Table* t, uint32_t n, const Value* key) {
    Dictionary* d = t->dictionary();
    return n < d->used && d->entries()[n].key == key->bits &&
           d->entries()[n].key_tag == Tag::ShortStr;
  }
  // Looks for a short string among the first two entries of its bucket. *is_all: the bucket has no more of them.
  TRI_INLINE Entry* near(const Table* t, const Value* key, bool* is_all) {
    Dictionary* d = t->dictionary();
    *is_all = true;
    uint32_t n = d->heads()[static_cast<Str*>(key->p)->header.aux & d->mask];
    if (n == kNoEntry) return nullptr;
    Entry* e = d->entries() + n;
    if (e->key == key->bits && e->key_tag == Tag::ShortStr) return e;
    n = e->next;
    if (n == kNoEntry) return nullptr;
    e = d->entries() + n;
    if (e->key == key->bits && e->key_tag == Tag::ShortStr) return e;
    *is_all = e->next == kNoEntry;
    return nullptr;
  }
  // Whether they surely have no entry for the short string: not told where more than two share its bucket.
  TRI_INLINE bool lacks(const Table* t, const Value* key) {
    bool is_all;
    return !near(t, key, &is_all) && is_all;
  }
  TRI_INLINE Place entry(const Table* t, uint32_t n) {
    Entry* e = t->dictionary()->entries() + n;
    return {&e->value, &e->value_tag};
  }
  // The entry of a short string, if it is one of the first two of its bucket. A null payload: it is not.
  TRI_INLINE Place near_entry(const Table* t, const Value* key) {
    bool is_all;
    Entry* e = near(t, key, &is_all);
    if (!e) return {};
    return {&e->value, &e->value_tag};
  }
  TRI_INLINE bool is_dictionary(const Table* t) { return t->is_dictionary(); }
  // Array part; elements count from 1.
  TRI_INLINE bool in_array(const Table* t, int64_t i) { return uint64_t(i) - 1 < t->length; }
  // Behind the last element there is room for this one, and no other key has to follow it.
  TRI_INLINE bool appends(const Table* t, int64_t i) {
    return uint64_t(i) - 1 == t->length && t->length < t->capacity &&
           !(t->header.kind & table_bits::kIntKeys);
  }
  TRI_INLINE bool array_is(const Table* t, ArrayKind kind) { return t->array_kind() == kind; }
  TRI_INLINE int64_t int_element(const Table* t, int64_t i) { return int64_t(t->array[i - 1]); }
  TRI_INLINE double float_element(const Table* t, int64_t i) {
    return __builtin_bit_cast(double, t->array[i - 1]);
  }
  // The array is one of numbers of this type.
  TRI_INLINE bool holds_type_of(const Table* t, const Value* v) {
    return v->tag == number_tag_of(t->array_kind());
  }
  // An element of an array of numbers.
  TRI_INLINE void set_number(Value* to, const Table* t, int64_t i) {
    to->bits = t->array[i - 1];
    to->tag = number_tag_of(t->array_kind());
  }
  TRI_INLINE Place element(const Table* t, int64_t i) {
    return {t->array + (i - 1), t->array_tags() + (i - 1)};
  }
  TRI_INLINE int64_t array_length(const Table* t) { return t->length; }
  TRI_INLINE bool has_no_metatable(const Table* t) {
    return L->state->engine->shapes->at(t->shape())->meta_kind == MetaKind::None;
  }

  // ---- effects
  TRI_INLINE void set(Value* to, int64_t v) { set_int(to, v); }
  TRI_INLINE void set(Value* to, double v) { set_float(to, v); }
  TRI_INLINE void set(Value* to, const Value* v) { copy(to, v); }
  TRI_INLINE void set(Value* to, Place v) {
    uint64_t bits = *v.payload;
    Tag tag = *v.tag;
    to->bits = bits;
    to->tag = tag;
  }
  TRI_INLINE void set_payload(Value* to, int64_t v) { to->i = v; }  // tag already right
  TRI_INLINE void set_payload(Value* to, double v) { to->d = v; }
  TRI_INLINE void set_position(Value* control, uint32_t n) { control->position = n; }
  TRI_INLINE void set_no_position(Value* to) { to->position = kNoPosition; }
  TRI_INLINE uint32_t position(const Value* control) { return control->position; }
  TRI_INLINE void set_false(Value* to) { to->tag = Tag::False; }
  TRI_INLINE void set_true(Value* to) { to->tag = Tag::True; }
  TRI_INLINE void set_nils(Value* from, uint32_t n) {
    do (from++)->tag = Tag::Nil;
    while (n--);
  }
  // Asked before `store`: a collector that has marked `t` must hear of v, which is the routine's business.
  TRI_INLINE bool needs_barrier(const Table* t, const Value* v) {
    return is_collectable(v->tag) && (t->header.gc & gc_bits::kBlackHint);
  }
  TRI_INLINE void store(Table* t, Place to, const Value* v) {
    *to.payload = v->bits;
    *to.tag = v->tag;
    wrote(t);
  }
  // Gives t its next shape, which has a field more, at `to`.
  TRI_INLINE void add_field(Table* t, uint32_t shape, Place to, const Value* v) {
    t->header.aux = shape;
    store(t, to, v);
  }
  // The array's kind is that of v.
  TRI_INLINE void append(Table* t, const Value* v) {
    const uint32_t n = t->length;
    if (t->array_kind() == ArrayKind::Mixed) t->array_tags()[n] = v->tag;
    t->array[n] = v->bits;
    t->length = n + 1;
    wrote(t);
  }
  // The same of an element that is there, in an array of numbers.
  TRI_INLINE void store_number(Table* t, int64_t i, const Value* v) {
    t->array[i - 1] = v->bits;
    wrote(t);
  }
  TRI_INLINE bool needs_barrier(const UpVal* u, const Value* v) {
    return is_collectable(v->tag) && (u->header.gc & gc_bits::kBlackHint);
  }
  TRI_INLINE void store_upvalue(UpVal* u, const Value* v) {
    copy(u->v, v);
    wrote(u);
  }
  template <class V>
  TRI_INLINE Ending put(Value* to, V v) {
    set(to, v);
    return next();
  }

  // ---- calls
  TRI_INLINE bool is_vararg(const LuaClosure* f) { return f->proto->is_vararg; }
  TRI_INLINE bool has_room(const LuaClosure* f, const Value* at) {
    const char* end = reinterpret_cast<const char*>(at) + f->proto->frame_bytes;
    return end <= reinterpret_cast<const char*>(L->stack_limit) && L->frame + 1 < L->frames_limit;
  }
  // Parameters that a call with `argc` arguments leaves without one.
  TRI_INLINE void fill_missing(const LuaClosure* f, Value* at, uint32_t argc) {
#pragma clang loop vectorize(disable) unroll(disable)
    for (; argc < f->proto->num_params; ++argc) at[1 + argc].tag = Tag::Nil;
  }
  // Pushes a frame whose results go to `at`; the form starts it.
  TRI_INLINE Ending enter(LuaClosure* f, Value* at, int wanted) {
    Frame* n = L->frame + 1;
    begin_frame(n, f->proto, at, frame_head(wanted, FrameKind::Lua, Finish::Plain));
    n->ret = nullptr;
    L->frame = n;
    return {End::Enter, {}};
  }
  // The same for the iterator of a loop, which counts as a native call.
  TRI_INLINE bool may_nest() { return L->native_depth < kMaxNativeDepth - 1; }
  TRI_INLINE Ending enter_iterator(LuaClosure* f, Value* at, int wanted) {
    enter(f, at, wanted);
    L->frame->finish = Finish::TFor;
    L->native_depth++;
    return {End::Enter, {}};
  }
  // The running frame becomes one of f, which lies at `from` with n arguments behind it.
  TRI_INLINE Ending enter_in_place(LuaClosure* f, const Value* from, uint32_t n) {
    Frame* now = L->frame;
    Value* to = now->func;
#pragma clang loop vectorize(disable) unroll(disable)
    for (uint32_t i = 0; i <= n; ++i) copy(to + i, from + i);
    fill_missing(f, to, n);
    begin_again(now, f, to);
    return {End::Again, {}};
  }
  // The same of functions that take extra arguments: the function and its parameters move above them. Not for bodies, which leave
  // such calls to others: it is long.
  TRI_INLINE bool has_room_with_extra(const LuaClosure* f, const Value* at, uint32_t argc) {
    const uint32_t more = argc + 2 + f->proto->num_params + f->proto->max_stack;
    return at + more <= L->stack_limit && L->frame + 1 < L->frames_limit;
  }
  TRI_INLINE Value* move_above_extra(const Proto* p, Value* at, uint32_t argc) {
    const uint32_t params = p->num_params;
    for (; argc < params; ++argc) at[1 + argc].tag = Tag::Nil;
    Value* to = at + argc + 1;
    copy(to, at);
#pragma clang loop vectorize(disable) unroll(disable)
    for (uint32_t i = 1; i <= params; ++i) {
      copy(to + i, at + i);
      at[i].tag = Tag::Nil;
    }
    return to;
  }
  TRI_INLINE Ending enter_with_extra(LuaClosure* f, Value* at, uint32_t argc, int wanted) {
    Value* function = move_above_extra(f->proto, at, argc);
    const Ending e = enter(f, function, wanted);
    L->frame->func = at;
    L->frame->extra_args = uint32_t(function - at - 1) - f->proto->num_params;
    return e;
  }
  TRI_INLINE Ending enter_in_place_with_extra(LuaClosure* f, const Value* from, uint32_t argc) {
    Frame* now = L->frame;
    Value* at = now->func;
#pragma clang loop vectorize(disable) unroll(disable)
    for (uint32_t i = 0; i <= argc; ++i) copy(at + i, from + i);
    Value* function = move_above_extra(f->proto, at, argc);
    begin_again(now, f, function);
    now->func = at;
    now->extra_args = uint32_t(function - at - 1) - f->proto->num_params;
    return {End::Again, {}};
  }
  // What the frame was called for stays: only `a` is lost.
  TRI_INLINE void begin_again(Frame* now, LuaClosure* f, Value* at) {
    const auto flags =
        uint8_t(frame_bits::kTail | (now->flags & (frame_bits::kFinalizer | frame_bits::kHook)));
    const uint8_t a = now->a, uncounted = now->uncounted;
    begin_frame(now, f->proto, at, head_of(now));
    now->a = a;
    now->uncounted = uncounted;
    now->flags = flags;
  }
  TRI_INLINE void begin_frame(Frame* n, const Proto* p, Value* at, uint64_t head) {
    base = at + 1;
    k = p->constants;
    Code* const pc = p->code;
    n->func = at;
    n->base = base;
    n->k = k;
    n->pc = pc;
    set_head(n, head);
    n->extra_args = 0;
    n->step = 0;  // no part of such a frame: written as one with what is beside it
    n->saved_top = nullptr;
  }
  TRI_INLINE bool returns_plainly() {
    static_assert(int(Finish::Plain) == 0 && int(Finish::TFor) == 1);
    return L->frame->finish <= Finish::TFor;
  }
  // Pops the frame; the caller's registers are the form's again. Gives the frame and where its results go.
  struct Popped {
    const Frame* frame;
    Value* to;
  };
  TRI_INLINE Popped pop_frame() {
    const Frame* f = L->frame;
    Value* to = f->func;
    L->frame = const_cast<Frame*>(f) - 1;
    base = f[-1].base;
    k = f[-1].k;
    if (f->finish != Finish::Plain) [[unlikely]] {  // an iterator, a metamethod
      leave_level(L, f);
      if (f->finish == Finish::Store) to = base + f->a;
    }
    return {f, to};
  }
  // Pops the frame with one result, n results, or none.
  // Seldom many, so the code is to be short.
  TRI_INLINE void set_more_nils(Value* to, int n) {
#pragma clang loop vectorize(disable) unroll(disable)
    for (; n > 0; --n) (to++)->tag = Tag::Nil;
  }
  TRI_INLINE Ending leave(const Value* result) {
    const auto [f, to] = pop_frame();
    const int wanted = f->wanted;
    copy(to, result);  // nobody minds where none is wanted
    if (wanted == 1) [[likely]]
      return {End::Leave, {}};
    if (wanted < 0)
      L->top = to + 1;
    else
      set_more_nils(to + 1, wanted - 1);
    return {End::Leave, {}};
  }
  TRI_INLINE Ending leave(const Value* results, uint32_t n) {
    const auto [f, to] = pop_frame();
    const uint32_t wanted = f->wanted < 0 ? n : uint32_t(f->wanted);
    const bool all = f->wanted < 0;
    uint32_t i = 0;
#pragma clang loop vectorize(disable) unroll(disable)
    for (; i < wanted; ++i) {
      if (i < n)
        copy(to + i, results + i);
      else
        to[i].tag = Tag::Nil;
    }
    if (all) L->top = to + n;
    return {End::Leave, {}};
  }
  TRI_INLINE Ending leave() {
    const auto [f, to] = pop_frame();
    int wanted = f->wanted;
    if (wanted < 0)
      L->top = to;
    else
      set_more_nils(to, wanted);
    return {End::Leave, {}};
  }

  // ---- traversals: what the generic loop does itself for `next` and for the iterator of ipairs
  TRI_INLINE bool is_next(const Value* f) { return f->p == L->state->next_builtin; }
  TRI_INLINE bool is_ipairs(const Value* f) { return f->p == L->state->ipairs_builtin; }
  TRI_INLINE bool hooks_hear() { return L->hook_mask; }
  // The position of the element whose index, from 0, is i. See runtime/tables.hpp.
  TRI_INLINE void set_array_position(Value* key, int64_t i) { key->position = uint32_t(i); }
  // The entry, or the field, behind the one that the control variable has, or the first one of a table without elements. Sets the key;
  // gives a null payload, and sets nothing, where that place has no value, or the control variable's is not what it says.
  TRI_INLINE Place entry_behind(const Table* t, const Value* control, Value* key) {
    Dictionary* d = t->dictionary();
    uint32_t place = 0;
    if (control->tag != Tag::Nil) {
      place = control->position - t->capacity;
      if (place >= d->used) return {};
      const Entry* now = d->entries() + place;
      if (now->key != control->bits || now->key_tag != control->tag) return {};
      ++place;
    } else if (t->length) {
      return {};
    }
    if (place >= d->used || (t->header.gc & gc_bits::kDeadKeys)) return {};
    Entry* e = d->entries() + place;
    if (e->value_tag == Tag::Nil) return {};
    key->bits = e->key;
    key->tag = e->key_tag;
    key->position = t->capacity + place;
    return {&e->value, &e->value_tag};
  }
  TRI_INLINE Place field_behind(const Table* t, const Value* control, Value* key) {
    const Shape* s = L->state->engine->shapes->at(t->shape());
    uint32_t place = 0;
    if (control->tag != Tag::Nil) {
      place = control->position - t->capacity;
      if (place >= s->count || s->keys->keys[place] != control->p) return {};
      ++place;
    } else if (t->length) {
      return {};
    }
    if (place >= s->count || place == s->meta_slot) return {};
    const SlotPlace slot = slot_place(t, s, place);
    if (*slot.tag == Tag::Nil) return {};
    key->p = s->keys->keys[place];
    key->tag = Tag::ShortStr;
    key->position = t->capacity + place;
    return {slot.payload, slot.tag};
  }

  // ---- arguments beyond the parameters
  TRI_INLINE bool has_room_for_extra(const Value* to) {
    return to + L->frame->extra_args <= L->stack_limit;
  }
  // The first n of them; nil for those that are not there.
  TRI_INLINE void copy_extra(Value* to, uint32_t n) {
    const uint32_t have = L->frame->extra_args;
    const Value* from = base - 1 - have;
#pragma clang loop vectorize(disable) unroll(disable)
    for (uint32_t i = 0; i < n; ++i) {
      if (i < have)
        copy(to + i, from + i);
      else
        to[i].tag = Tag::Nil;
    }
  }
  TRI_INLINE void copy_all_extra(Value* to) {
    const uint32_t n = L->frame->extra_args;
    copy_extra(to, n);
    L->top = to + n;
  }

  TRI_INLINE void note(Seen) {}  // feedback: only the switch collects it
  TRI_INLINE void note_loop(Seen) {}

  // ---- endings
  TRI_INLINE Ending next() { return {End::Next, {}}; }
  TRI_INLINE Ending jump() { return {End::Jump, {}}; }
  TRI_INLINE Ending back() { return {End::Back, {}}; }
  TRI_INLINE Ending slow(Slow what) { return {End::Slow, what}; }
  TRI_INLINE Ending branch(this auto& t, bool cond) {
    return {t.taken(cond) ? End::Jump : End::Next, {}};
  }

  TRI_INLINE UpVal* upvalue_box(uint32_t n) {
    return static_cast<LuaClosure*>(base[-1].p)->upvalues[n];
  }
  TRI_INLINE Value* upvalue(uint32_t n) { return upvalue_box(n)->v; }
};

}  // namespace tri::ops
