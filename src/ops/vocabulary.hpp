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

#include "heap/barrier.hpp"
#include "heap/cache.hpp"
#include "heap/state.hpp"
#include "ops/routines.hpp"
#include "runtime/shapes.hpp"

namespace tri::ops {

enum class End : uint8_t {
  Next,   // go on behind this op
  Jump,   // go on at its jump target
  Back,   // the same, backward: polls, charges fuel, counts heat
  Enter,  // a frame was pushed: start it
  Leave,  // a frame was popped: go on in the caller
  Slow,   // a routine does the rest
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
  TRI_INLINE bool is_add() const { return r->bits & cache_bits::kAdd; }
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
  TRI_INLINE double to_float(int64_t x) { return double(x); }
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
  TRI_INLINE Place entry(const Table* t, uint32_t n) {
    Entry* e = t->dictionary()->entries() + n;
    return {&e->value, &e->value_tag};
  }
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
  TRI_INLINE void store_int_element(Table* t, int64_t i, int64_t v) {
    t->array[i - 1] = uint64_t(v);
    wrote(t);
  }
  TRI_INLINE void store_float_element(Table* t, int64_t i, double v) {
    t->array[i - 1] = __builtin_bit_cast(uint64_t, v);
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
    return at + 1 + f->proto->max_stack <= L->stack_limit && L->frame + 1 < L->frames_limit;
  }
  // Parameters that a call with `argc` arguments leaves without one.
  TRI_INLINE void fill_missing(const LuaClosure* f, Value* at, uint32_t argc) {
    for (; argc < f->proto->num_params; ++argc) at[1 + argc].tag = Tag::Nil;
  }
  // Pushes a frame whose results go to `at`; the form starts it.
  TRI_INLINE Ending enter(LuaClosure* f, Value* at, int wanted) {
    Frame* n = L->frame + 1;
    Proto* p = f->proto;
    n->func = at;
    n->base = at + 1;
    n->k = p->constants;
    n->pc = p->code;
    n->wanted = int16_t(wanted);
    n->kind = FrameKind::Lua;
    n->finish = Finish::Plain;
    n->a = 0;
    n->flags = 0;
    n->extra_args = 0;
    n->ret = nullptr;
    n->saved_top = nullptr;
    L->frame = n;
    base = at + 1;
    k = p->constants;
    return {End::Enter, {}};
  }
  TRI_INLINE bool returns_plainly() { return L->frame->finish == Finish::Plain; }
  // Pops the frame with one result or none; the caller's registers are the form's again.
  TRI_INLINE Ending leave(const Value* result) {
    Frame* f = L->frame;
    Value* to = f->func;
    int wanted = f->wanted;
    L->frame = f - 1;
    if (wanted == 1) [[likely]] {
      copy(to, result);
    } else if (wanted != 0) {
      copy(to, result);
      if (wanted < 0)
        L->top = to + 1;
      else
        for (int i = 1; i < wanted; i++) to[i].tag = Tag::Nil;
    }
    base = f[-1].base;
    k = f[-1].k;
    return {End::Leave, {}};
  }
  TRI_INLINE Ending leave() {
    Frame* f = L->frame;
    Value* to = f->func;
    int wanted = f->wanted;
    L->frame = f - 1;
    if (wanted < 0)
      L->top = to;
    else
      for (int i = 0; i < wanted; i++) to[i].tag = Tag::Nil;
    base = f[-1].base;
    k = f[-1].k;
    return {End::Leave, {}};
  }

  TRI_INLINE void note(Seen) {}  // feedback: only the switch collects it

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
