#include "ops/routines.hpp"

#include <cmath>

#include "heap/barrier.hpp"
#include "heap/cache.hpp"
#include "ops/field_site.hpp"
#include "ops/metamethod_entry.hpp"
#include "ops/plain_access.hpp"
#include "runtime/args.hpp"
#include "runtime/c_call.hpp"
#include "runtime/call.hpp"
#include "runtime/collect.hpp"
#include "runtime/coroutine.hpp"
#include "runtime/error.hpp"
#include "runtime/flow.hpp"
#include "runtime/hook.hpp"
#include "runtime/limits.hpp"
#include "runtime/link.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables_inline.hpp"

namespace tri::ops {

using namespace bytecode;
using tri::Event;

namespace {

constexpr int kMaxChain = 2000;

TRI_INLINE Value* R(Thread* L, uint32_t n) { return L->frame->base + n; }
TRI_INLINE const Value* K(Thread* L, uint32_t n) { return L->frame->k + n; }
TRI_INLINE const Value* RK(Thread* L, Instr i) { return k_of(i) ? K(L, c_of(i)) : R(L, c_of(i)); }
TRI_INLINE LuaClosure* running(Thread* L) { return static_cast<LuaClosure*>(L->frame->base[-1].p); }

// Where tier 2 goes on behind the instruction at pc.
void* word_behind(const Proto* p, const Code* pc) {
  const size_t next = size_t(pc - p->code) + width_of(op_of(pc->instr), pc->instr);
  return reinterpret_cast<char*>(p->words) + next * kWordBytes;
}

// A metamethod of an op of the running function, where that one is in tier 2 or above: its frame, from which it returns the short
// way. False: nothing was done.
template <class... Arguments>
TRI_INLINE bool enter_meta(Thread* L, const Value& method, Finish finish, uint8_t a,
                           const Arguments*... arguments) {
  if (!method.is_lua_closure()) return false;
  Frame* const now = L->frame;
  const Proto* caller = running(L)->proto;
  if (!caller->words) return false;
  Concrete t{now->base, L, now->k};
  LuaClosure* f = method.closure();
  void* const ret = finish == Finish::Branch
                        ? L->state->engine->return_words[int(ReturnWord::Branch)]
                        : word_behind(caller, now->pc);
  if (!enter_metamethod(t, caller, f, {finish, a, ret}, arguments...)) return false;
  if (f->proto->counted) L->state->hooks->count_call(L, f->proto);
  return true;
}

// Pushes a call of `method` with n arguments, two or three, above the frame's registers, where no op that comes here has values. Neither
// it nor the arguments lie on the stack.
Outcome call_meta(Thread* L, const Value& method, const Value* args, uint32_t n, Finish finish,
                  uint8_t a) {
  if (n == 2 ? enter_meta(L, method, finish, a, args, args + 1)
             : enter_meta(L, method, finish, a, args, args + 1, args + 2))
    return Outcome::Enter;
  L->top = L->frame->base + running(L)->proto->max_stack;
  if (!ensure_stack(L, kMinSlots)) return Outcome::Raised;
  Value* at = L->top;
  copy(at, &method);
  for (uint32_t i = 0; i < n; i++) copy(at + 1 + i, args + i);
  L->top = at + 1 + n;
  return begin_call(L, at, n, 1, finish, a);
}

// The two operands of an arithmetic instruction, with the metamethod's event.
struct Operands {
  Value x, y;
  const Value *x_at, *y_at;
  Event event;
};
Operands operands_of(Thread* L, Code* pc) {
  Operands o;
  Instr i = pc[0].instr, mm = pc[1].instr;
  o.event = Event(c_of(mm));
  o.x_at = R(L, b_of(i));
  o.x = *o.x_at;
  switch (op_of(mm)) {
    case Op::MmBin: o.y_at = R(L, c_of(i)); break;
    case Op::MmBinK: o.y_at = K(L, c_of(i)); break;
    default: o.y_at = nullptr;
  }
  if (o.y_at) {
    o.y = *o.y_at;
  } else {  // the immediate as the source wrote it
    o.y = Value::integer(sb_of(mm));
  }
  if (op_of(mm) != Op::MmBin && k_of(mm)) {
    Value x = o.x;
    o.x = o.y;
    o.y = x;
    const Value* at = o.x_at;
    o.x_at = o.y_at;
    o.y_at = at;
  }
  return o;
}

// t's field, and its metatable, without a call: most steps of a walk along __index.
TRI_INLINE Value field_of(State* S, const Table* t, const Str* key, const Shape** shape) {
  const Shape* s = *shape = shape_of(S, t);
  if (s->kind == ShapeKind::Dictionary) return get_short_inline(S, t, key);
  const int slot = S->engine->shapes->find(s, key);
  return slot >= 0 ? slot_value(t, s, uint32_t(slot)) : Value::nil();
}
TRI_INLINE Value index_handler(State* S, const Table* t, const Shape* s) {
  if (s->meta_kind != MetaKind::ById) return event_or_nil(S, metatable_of(S, t), Event::Index);
  const Table* mt = S->metatables[s->metatable_id];
  const Shape* ms = shape_of(S, mt);
  if (ms->kind == ShapeKind::Dictionary) return event_of(S, mt, Event::Index);
  const uint8_t slot = ms->event_slot[int(Event::Index)];
  return slot == kNoSlot ? Value::nil() : slot_value(mt, ms, slot);
}

// How far a lookup came.
enum class Walked : uint8_t {
  Found,    // the value is where it shall go
  Handler,  // __index of `object` is `handler`, which is not a table
  Far,      // too many steps for the short way
};
// A lookup of a short string key in a table, as long as __index names tables.
TRI_INLINE Walked walk(Thread* L, Code* pc, Table* receiver, const Str* key, uint8_t a,
                       Value* object, Value* handler) {
  const bool has_record = op_of(pc->instr) != Op::GetTable;
  State* S = L->state;
  Table* t = receiver;
  const FieldCache* known = nullptr;
  if (has_record) known = entry_for(L, &S->engine->caches[pc->side].field, t->shape());
  if (!known) known = shared_entry(S, t->shape(), key, Site::Read);
  if (const Place place = place_by(L, known, t, key); place.payload) {
    const Value v = Value::raw(*place.payload, *place.tag);
    copy(R(L, a), &v);
    return Walked::Found;
  }
  for (int i = 0; i < 8; i++) {
    const Shape* s;
    const Value v = field_of(S, t, key, &s);
    if (!v.is_nil()) {
      if (!has_record) {
        if (i > 0 && ++S->row_misses % 4 == 0) learn_shared(S, receiver, key);
      } else if (shall_learn(S, pc)) {
        learn_get(S, pc, receiver, key);
      }
      copy(R(L, a), &v);
      return Walked::Found;
    }
    const Value next = index_handler(S, t, s);
    if (next.is_nil()) {
      if (has_record && shall_learn(S, pc)) learn_get(S, pc, receiver, key);
      set_nil(R(L, a));
      return Walked::Found;
    }
    if (!next.is_table()) {
      *object = Value::of(t);
      *handler = next;
      return Walked::Handler;
    }
    t = next.table();
  }
  return Walked::Far;
}

// The same for any object and key, through all of __index.
TRI_COLD Outcome get_far(Thread* L, const Value* object_at, const Value& key, uint8_t a) {
  State* S = L->state;
  Value o = *object_at;
  for (int i = 0; i < kMaxChain; i++) {
    Value handler;
    if (o.is_table()) {
      Value v = get(S, o.table(), key);
      if (!v.is_nil()) {
        copy(R(L, a), &v);
        return Outcome::Next;
      }
      handler = event_or_nil(S, metatable_of(S, o.table()), Event::Index);
      if (handler.is_nil()) {
        set_nil(R(L, a));
        return Outcome::Next;
      }
    } else {
      handler = metamethod(S, o, Event::Index);
      if (handler.is_nil()) return raise_type(L, i ? &o : object_at, "index");
    }
    if (handler.is_function()) {
      Value args[2] = {o, key};
      return call_meta(L, handler, args, 2, Finish::Store, a);
    }
    o = handler;
  }
  return raise_text(L, "'__index' chain too long; possible loop");
}

TRI_INLINE Outcome get_into(Thread* L, Code* pc, const Value* object_at, const Value& key,
                            uint8_t a) {
  if (object_at->is_table() && key.is_short_string()) {
    Value args[2] = {{}, key}, handler;
    switch (walk(L, pc, object_at->table(), key.str(), a, &args[0], &handler)) {
      case Walked::Found: return Outcome::Next;
      case Walked::Handler:
        if (!handler.is_function()) break;
        return call_meta(L, handler, args, 2, Finish::Store, a);
      case Walked::Far: break;
    }
  }
  return get_far(L, object_at, key, a);
}

Outcome store(Thread* L, Code* pc, const Value* object_at, const Value& key, const Value& value) {
  State* S = L->state;
  bool constant_key = op_of(pc->instr) == Op::SetField || op_of(pc->instr) == Op::SetTabUp;
  Value o = *object_at;
  if (constant_key && o.is_table()) {
    Table* t = o.table();
    const Shape* s = shape_of(S, t);
    const FieldCache& c = S->engine->caches[pc->side].field;
    const FieldCache* known = entry_for(L, &c, s->id);
    if (!known && key.is_short_string()) known = shared_entry(S, s->id, key.str(), Site::Store);
    if (known) {
      const uint8_t way = known->bits & cache_bits::kOwnOrFill;
      if (way == cache_bits::kAdd) {
        if (add_as_learnt(S, *known, t, value)) return Outcome::Next;
      } else if (way) {  // or to be seen by the collector
        const Place place = own_place(known, t);
        if (*place.tag != Tag::Nil || s->meta_kind == MetaKind::None ||
            (way == cache_bits::kOwnOrFill && takes_new_fields(S, *known, t))) {
          *place.payload = value.bits;
          *place.tag = value.tag;
          barrier_at(S, t, place.payload, value);
          wrote(t);
          return Outcome::Next;
        }
      }
    }
    const int slot = s->kind == ShapeKind::Shaped ? S->engine->shapes->find(s, key.str()) : -1;
    if (slot >= 0 && !slot_value(t, s, uint32_t(slot)).is_nil()) {
      set_slot(S, t, s, uint32_t(slot), value);
      if (shall_learn(S, pc)) learn_own(S, pc, t, key.str(), Before::Found);
      return Outcome::Next;
    }
  }
  for (int i = 0; i < kMaxChain; i++) {
    Value handler;
    if (o.is_table()) {
      Table* t = o.table();
      Table* mt = metatable_of(S, t);
      if (mt) {
        handler = event_of(S, mt, Event::NewIndex);
        if (!handler.is_nil() && !get(S, t, key).is_nil()) handler = Value::nil();
      } else {
        handler = Value::nil();
      }
      if (handler.is_nil()) {
        if (constant_key && key.is_string()) {
          const Shape* before = shape_of(S, t);
          if (!set_field(L, t, key.str(), value)) return Outcome::Raised;
          if (i == 0 && key.is_short_string() && !value.is_nil() && shall_learn(S, pc)) {
            if (t->shape() == before->id)
              learn_own(S, pc, t, key.str(), Before::Nil);
            else
              learn_add(S, pc, before, t);
          }
        } else if (!set(L, t, key, value)) {
          return Outcome::Raised;
        }
        return collect_after(L);
      }
    } else {
      handler = metamethod(S, o, Event::NewIndex);
      if (handler.is_nil()) return raise_type(L, i ? &o : object_at, "index");
    }
    if (handler.is_function()) {
      Value args[3] = {o, key, value};
      return call_meta(L, handler, args, 3, Finish::Discard, 0);
    }
    o = handler;
  }
  return raise_text(L, "'__newindex' chain too long; possible loop");
}

Outcome branch(bool cond, bool want) { return cond == want ? Outcome::Jump : Outcome::Next; }

}  // namespace

Outcome rt_Arith(Thread* L, Code* pc) {
  // Operators in the order of LUA_OP*, from the event.
  static constexpr int kOperator[] = {0, 0, 0, 0, 0, 0, /*Add*/ 0, 1,  2,  3,
                                      4, 5, 6, 7, 8, 9, 10,        11, 12, 13};
  Operands o = operands_of(L, pc);
  Value result;
  // `x - k` may be compiled as AddI with the constant negated, `x << k` as ShrI: the event and MmBinI's operand are the source's.
  // The sum is what counts for a number (-0.0 - 0 is 0.0 so); a string that spells one is subtracted from.
  if (op_of(pc->instr) == Op::AddI && o.x.is_float()) {
    set_float(R(L, a_of(pc->instr)), o.x.d + sc_of(pc->instr));
    return Outcome::Next;
  }
  if (!o.x.is_table() && raw_arith(kOperator[int(o.event)], o.x, o.y, &result)) {
    copy(R(L, a_of(pc->instr)), &result);
    return Outcome::Next;
  }
  if (L->hook_mask) [[unlikely]] {  // the reference goes on in the instruction behind, MMBIN
    if (!hook_instruction(L, 1)) return Outcome::Raised;
    o = operands_of(L, pc);  // the hook may have moved the stack, or set them
  }
  Value m = metamethod(L->state, o.x, o.event);
  if (m.is_nil()) m = metamethod(L->state, o.y, o.event);
  if (m.is_nil()) return raise_operands(L, o.event, o.x_at ? o.x_at : &o.x, o.y_at ? o.y_at : &o.y);
  Value args[2] = {o.x, o.y};
  return call_meta(L, m, args, 2, Finish::Store, uint8_t(a_of(pc->instr)));
}

Outcome rt_Unary(Thread* L, Code* pc) {
  Instr i = pc->instr;
  bool negate = op_of(i) == Op::Unm;
  Value x = *R(L, b_of(i)), result;
  if (raw_arith(negate ? 12 : 13, x, x, &result)) {
    copy(R(L, a_of(i)), &result);
    return Outcome::Next;
  }
  Event e = negate ? Event::Unm : Event::BNot;
  Value m = metamethod(L->state, x, e);
  if (m.is_nil()) return raise_operands(L, e, R(L, b_of(i)), R(L, b_of(i)));
  Value args[2] = {x, x};
  return call_meta(L, m, args, 2, Finish::Store, uint8_t(a_of(i)));
}

Outcome rt_Element(Thread* L, Code* pc) {
  const Instr i = pc->instr;
  const auto a = uint8_t(a_of(i));
  const Value *object = R(L, b_of(i)), *key = R(L, c_of(i));
  if (get_plain(L, object, *key, R(L, a))) return Outcome::Next;
  if (LuaClosure* f = function_for(L->state, object, *key, Event::Index))
    if (enter_meta(L, Value::of(f), Finish::Store, a, object, key)) return Outcome::Enter;
  return get_into(L, pc, R(L, b_of(i)), *R(L, c_of(i)), a);
}

Outcome rt_Index(Thread* L, Code* pc) {
  Instr i = pc->instr;
  uint8_t a = uint8_t(a_of(i));
  switch (op_of(i)) {
    case Op::GetTabUp: return get_into(L, pc, running(L)->upvalues[b_of(i)]->v, *K(L, c_of(i)), a);
    case Op::GetI: return get_into(L, pc, R(L, b_of(i)), Value::integer(c_of(i)), a);
    default: return get_into(L, pc, R(L, b_of(i)), *K(L, c_of(i)), a);
  }
}

Outcome rt_Self(Thread* L, Code* pc) {
  Instr i = pc->instr;
  Value key = *RK(L, i), receiver = *R(L, b_of(i));
  if (receiver.is_string() && key.is_short_string() && k_of(i)) {
    State* S = L->state;
    if (S->type_metatables[int(Type::String)] && shall_learn(S, pc))
      learn_string_method(S, pc, key.str());
  }
  // The receiver's register keeps its name for messages until the lookup is done.
  uint32_t a = uint32_t(a_of(i));
  const ptrdiff_t place =
      R(L, a + 1) - L->stack;  // the frame may have a callee when get_into is back
  Outcome o = get_into(L, pc, R(L, b_of(i)), key, uint8_t(a));
  if (o != Outcome::Raised) copy(L->stack + place, &receiver);
  return o;
}

namespace {

// An element that comes next, or that the collector must see. False: not that way.
TRI_INLINE bool set_plain_element(Thread* L, Table* t, int64_t key, const Value& v, Outcome* out) {
  State* S = L->state;
  if (shape_of(S, t)->meta_kind != MetaKind::None) return false;
  *out = try_set_int(S, t, key, v) ? Outcome::Next
         : set_int(L, t, key, v)   ? collect_after(L)
                                   : Outcome::Raised;
  return true;
}

}  // namespace

Outcome rt_SetElement(Thread* L, Code* pc) {
  const Instr i = pc->instr;
  const Value v = *RK(L, i);
  const Value *object = R(L, a_of(i)), *key = R(L, b_of(i));
  Outcome o;
  if (object->is_table() && key->is_int()) {
    if (set_plain_element(L, object->table(), key->i, v, &o)) return o;
  } else if (set_plain(L, object, *key, v)) {
    return Outcome::Next;
  }
  return store(L, pc, object, *key, v);
}

Outcome rt_SetIndex(Thread* L, Code* pc) {
  Instr i = pc->instr;
  Value v = *RK(L, i);
  Outcome o;
  switch (op_of(i)) {
    case Op::SetTabUp: return store(L, pc, running(L)->upvalues[a_of(i)]->v, *K(L, b_of(i)), v);
    case Op::SetI:
      if (R(L, a_of(i))->is_table() && set_plain_element(L, R(L, a_of(i))->table(), b_of(i), v, &o))
        return o;
      return store(L, pc, R(L, a_of(i)), Value::integer(b_of(i)), v);
    default: return store(L, pc, R(L, a_of(i)), *K(L, b_of(i)), v);
  }
}

Outcome rt_SetUpval(Thread* L, Code* pc) {
  UpVal* u = running(L)->upvalues[b_of(pc->instr)];
  const Value* v = R(L, a_of(pc->instr));
  copy(u->v, v);
  barrier(L->state, &u->header, *v);
  wrote(u);
  return Outcome::Next;
}

Outcome rt_NewTable(Thread* L, Code* pc) {
  Instr i = pc->instr;
  uint32_t fields = b_of(i) ? 1u << (b_of(i) - 1) : 0, array = uint32_t(c_of(i));
  if (k_of(i)) array += uint32_t(ax_of(pc[1].instr)) * 256;
  AllocCache* site = pc->side ? &L->caches[pc->side].alloc : nullptr;
  uint32_t slots = fields;
  if (site) {
    if (site->samples < 16 && site->last && site->cycle == L->state->gc_cycle) {
      const Shape* s = L->state->engine->shapes->at(site->last->shape());
      if (s->kind == ShapeKind::Shaped && s->count > site->inline_slots)
        site->inline_slots = s->count;
      site->samples++;
    }
    if (site->inline_slots > slots) slots = site->inline_slots;
  }
  Table* t = array ? new_table_sized(L, array, slots) : new_table(L, slots);
  if (!t) return Outcome::Raised;
  if (site && site->samples < 16) {
    site->last = t;
    site->cycle = L->state->gc_cycle;
  }
  Value* to = R(L, a_of(i));
  *to = Value::of(t);
  return collect_after(L, to + 1);
}

Outcome rt_Concat(Thread* L, Code* pc) {
  if (b_of(pc->instr) == 2) {
    const Value *x = R(L, a_of(pc->instr)), *y = x + 1;
    if (x->is_table() || y->is_table()) {
      const Meant m = meaning_of(L->state, x, y, Event::Concat);
      if (m.kind == Meant::Function &&
          enter_meta(L, Value::of(m.function), Finish::Store, uint8_t(a_of(pc->instr)), x, y))
        return Outcome::Enter;
    }
  }
  L->top = R(L, a_of(pc->instr)) + b_of(pc->instr);
  return continue_concat(L);
}

Outcome rt_Len(Thread* L, Code* pc) {
  Instr i = pc->instr;
  State* S = L->state;
  Value x = *R(L, b_of(i));
  if (x.is_string()) {
    set_int(R(L, a_of(i)), int64_t(length_of(x.str())));
    return Outcome::Next;
  }
  Value m = metamethod(S, x, Event::Len);
  if (m.is_nil()) {
    if (!x.is_table()) return raise_type(L, R(L, b_of(i)), "get length of");
    set_int(R(L, a_of(i)), int64_t(length_of(x.table())));
    return Outcome::Next;
  }
  Value args[2] = {x, x};
  return call_meta(L, m, args, 2, Finish::Store, uint8_t(a_of(i)));
}

Outcome rt_Eq(Thread* L, Code* pc) {
  Instr i = pc->instr;
  Value x = *R(L, a_of(i)), y;
  switch (op_of(i)) {
    case Op::EqK: y = *K(L, b_of(i)); break;
    case Op::EqI: y = Value::integer(sb_of(i)); break;
    default: y = *R(L, b_of(i));
  }
  bool want = k_of(i);
  if (x.tag == Tag::LongStr && y.tag == Tag::LongStr && !charge_comparison(L, x.str(), y.str()))
    return Outcome::Raised;
  if (raw_equals(x, y)) return branch(true, want);
  if (x.tag != y.tag || !(x.is_table() || x.is_userdata())) return branch(false, want);
  Value m = metamethod(L->state, x, Event::Eq);
  if (m.is_nil()) m = metamethod(L->state, y, Event::Eq);
  if (m.is_nil()) return branch(false, want);
  Value args[2] = {x, y};
  return call_meta(L, m, args, 2, Finish::Branch, want);
}

Outcome rt_Order(Thread* L, Code* pc) {
  Instr i = pc->instr;
  Value x = *R(L, a_of(i)), y;
  bool want = k_of(i), strict = true;
  switch (op_of(i)) {
    case Op::Lt: y = *R(L, b_of(i)); break;
    case Op::Le:
      y = *R(L, b_of(i));
      strict = false;
      break;
    default: {
      y = c_of(i) ? Value::number(sb_of(i)) : Value::integer(sb_of(i));
      Op op = op_of(i);
      strict = op == Op::LtI || op == Op::GtI;
      if (op == Op::GtI || op == Op::GeI) {
        Value swap = x;
        x = y;
        y = swap;
      }
    }
  }
  if (x.is_number() && y.is_number())
    return branch(strict ? number_less(x, y) : number_less_equal(x, y), want);
  if (x.is_string() && y.is_string()) {
    if (!charge_comparison(L, x.str(), y.str())) return Outcome::Raised;
    int c = compare_strings(x.str(), y.str());
    return branch(strict ? c < 0 : c <= 0, want);
  }
  Event e = strict ? Event::Lt : Event::Le;
  Value m = metamethod(L->state, x, e);
  if (m.is_nil()) m = metamethod(L->state, y, e);
  if (!m.is_nil()) {
    Value args[2] = {x, y};
    return call_meta(L, m, args, 2, Finish::Branch, want);
  }
  if (!strict) {  // LUA_COMPAT_5_3: not (y < x)
    m = metamethod(L->state, y, Event::Lt);
    if (m.is_nil()) m = metamethod(L->state, x, Event::Lt);
    if (!m.is_nil()) {
      Value args[2] = {y, x};
      return call_meta(L, m, args, 2, Finish::Branch, !want);
    }
  }
  return raise_order(L, x, y);
}

TRI_COLD Outcome poll_after_call(Thread* L, Code* pc) {
  L->frame->pc = pc + 1;
  sample_call(L);
  return poll(L);
}

namespace {

// What is called, where begin_call would do the same in more steps.
enum class CallKind : uint8_t { Other, Lua, Leaf, Pcall, Resume, Yield, C };
CallKind kind_of_builtin(const Builtin* b) {
  static constexpr CallKind kKinds[] = {CallKind::Leaf,  CallKind::Other,  CallKind::Other,
                                        CallKind::Pcall, CallKind::Resume, CallKind::Resume,
                                        CallKind::Yield};
  static_assert(int(BuiltinKind::Leaf) == 0 && int(BuiltinKind::Yield) == 6);
  return kKinds[int(b->kind)];
}
// Of a builtin with upvalues, which only a frame gives it.
CallKind kind_of_wrapped(const Builtin* b) {
  return b->kind == BuiltinKind::Wrap ? CallKind::Resume : CallKind::Other;
}
TRI_INLINE CallKind kind_of_call(const Thread* L, const Value* f) {
  if (f->is_lua_closure()) return CallKind::Lua;
  if (L->hook_mask) return CallKind::Other;
  if (f->tag == Tag::Builtin) return kind_of_builtin(f->builtin());
  if (f->tag == Tag::LightC) return CallKind::C;
  if (f->tag != Tag::NativeClosure) return CallKind::Other;
  return f->native()->is_builtin() ? kind_of_wrapped(f->native()->builtin) : CallKind::C;
}

// The function returns the short way where the one that runs is in tier 2 or above.
TRI_INLINE Outcome call_lua(Thread* L, Value* f, uint32_t n, int wanted, const Code* pc) {
  if (!enter_lua(L, f, n, wanted, Finish::Plain)) return Outcome::Raised;
  const Proto* caller = static_cast<LuaClosure*>(L->frame[-1].base[-1].p)->proto;
  if (caller->words && !L->hook_mask) L->frame->ret = word_behind(caller, pc);
  return Outcome::Enter;
}

// Two ways of CALL, each with as few saved registers as it can do with. The frame's pc is at the call.

[[gnu::noinline]] Outcome call_foreign(Thread* L, Value* f, Value* end, int wanted, CFunction c) {
  const Outcome o = call_c(L, c, f, end, wanted);
  return o == Outcome::Next && L->state->interrupt ? poll_after_call(L, L->frame->pc) : o;
}
[[gnu::noinline]] Outcome call_library(Thread* L, Value* f, uint32_t n, int wanted) {
  const Outcome o = call_framed(L, f, n, wanted);
  return o == Outcome::Next && L->state->interrupt ? poll_after_call(L, L->frame->pc) : o;
}

}  // namespace

Outcome rt_Call(Thread* L, Code* pc) {
  const Instr i = pc->instr;
  Value* f = R(L, a_of(i));
  uint32_t n = b_of(i) ? uint32_t(b_of(i) - 1) : uint32_t(L->top - f - 1);
  const int wanted = c_of(i) - 1;
  State* S = L->state;
  Outcome o = Outcome::Next;
  Value* end = f + 1 + n;
  L->top = end;
  switch (kind_of_call(L, f)) {
    case CallKind::Lua: return call_lua(L, f, n, wanted, pc);
    case CallKind::Leaf:
      if (!has_room_for_leaf(L, end)) break;
      pc->side = kSeenLeaf;
      if (!call_leaf(L, f, end, wanted)) return Outcome::Raised;
      return S->interrupt ? poll_after_call(L, pc) : Outcome::Next;
    case CallKind::Pcall:
      if (!n) break;
      if (!f[1].is_lua_closure()) {
        if (!can_call_c(L, end)) break;
        return call_library(L, f, n, wanted);
      }
      return enter_pcall(L, f, n, wanted) ? Outcome::Enter : Outcome::Raised;
    case CallKind::Resume:
      if (try_resume(L, f, n, wanted, Finish::Plain)) return Outcome::Switch;
      break;
    case CallKind::Yield:
      if (try_yield(L, f, n, wanted)) return Outcome::Switch;
      if (!can_call_c(L, end)) break;
      return call_library(L, f, n, wanted);
    case CallKind::C:
      if (!can_call_c(L, end)) break;
      return call_foreign(L, f, end, wanted, c_function_of(*f));
    case CallKind::Other:
      if (f->is_function()) break;
      // __call comes in front of the object, and is called itself.
      f = put_call_handler(L, f, n++);
      if (!f) return Outcome::Raised;
      if (f->is_lua_closure()) return call_lua(L, f, n, wanted, pc);
  }
  o = begin_call(L, f, n, wanted, Finish::Plain);
  return o == Outcome::Next && S->interrupt ? poll_after_call(L, pc) : o;
}

namespace {

// Pops the running Lua frame and gives n values at `from` to whoever waits.
Outcome return_from(Thread* L, Value* from, uint32_t n) {
  if (L->hook_mask && !hook_return(L, &from, n)) return Outcome::Raised;
  Frame* f = L->frame;
  if (f->finish == Finish::Plain && !L->hook_mask) [[likely]] {  // to a Lua frame's call
    L->frame = f - 1;
    place_results(L, f->func, f->wanted, from, n);
    f[-1].pc++;
    return Outcome::Enter;
  }
  if (f->finish == Finish::TFor && !L->hook_mask) {  // from an iterator written in Lua
    leave_level(L, f);
    L->frame = f - 1;
    Value* to = f->func;
    place_results(L, to, c_of(f[-1].pc->instr), from, n);
    to->position = kNoPosition;
    f[-1].pc++;
    return Outcome::Enter;
  }
  if (f->finish == Finish::Store && !L->hook_mask) {  // from a metamethod
    leave_level(L, f);
    L->frame = f - 1;
    Value* to = f[-1].base + f->a;
    if (n)
      copy(to, from);
    else
      set_nil(to);
    return settle(L, Outcome::Next);
  }
  if (is_in_pcall(L) && !L->hook_mask) return leave_pcall(L, from, n);
  if (L->state->interrupt & poll_bits::kSample) [[unlikely]]
    sample_return(L);
  const Frame popped = *L->frame--;
  if (L->hook_mask) hook_resumed(L);
  return finish_call(L, popped, from, n);
}

}  // namespace

Outcome rt_Return(Thread* L, Code* pc) {
  Instr i = pc->instr;
  Frame* const popped = L->frame;
  if (op_of(i) == Op::Return1 && popped->finish == Finish::Native && !L->hook_mask) {
    const Value* from = R(L, a_of(i));
    L->frame = popped - 1;
    place_results(L, popped->func, popped->wanted, from, 1);
    return Outcome::Exit;
  }
  if (op_of(i) == Op::Return0) return return_from(L, R(L, 0), 0);
  Value* from = R(L, a_of(i));
  if (op_of(i) == Op::Return1) return return_from(L, from, 1);
  uint32_t n = b_of(i) ? uint32_t(b_of(i) - 1) : uint32_t(L->top - from);
  if (k_of(i)) {
    Frame* f = L->frame;
    close_upvalues(L, f->base);
    if (L->tbc_top && L->tbc_top >= f->base) {
      // The results stay below the calls; RETURN runs again after each.
      if (!b_of(i))
        f->saved_top = L->top;
      else if (L->top < from + n)
        L->top = from + n;
      return close_one(L, nullptr, Finish::Redo);
    }
  }
  return return_from(L, from, n);
}

Outcome rt_TailCall(Thread* L, Code* pc) {
  Instr i = pc->instr;
  Value* f = R(L, a_of(i));
  uint32_t n = b_of(i) ? uint32_t(b_of(i) - 1) : uint32_t(L->top - f - 1);
  L->top = f + 1 + n;
  if (k_of(i)) close_upvalues(L, L->frame->base);
  while (!f->is_function()) {
    f = put_call_handler(L, f, n++);
    if (!f) return Outcome::Raised;
  }
  if (!f->is_lua_closure()) {
    // A builtin runs on top of this frame; its results are ours. RETURN follows every tail call.
    if (is_quick_leaf(L, f, L->top))
      return call_leaf(L, f, L->top, -1) ? Outcome::Next : Outcome::Raised;
    const Outcome o = begin_call(L, f, n, -1, Finish::Plain);
    return o == Outcome::Next && L->state->interrupt ? poll_after_call(L, L->frame->pc) : o;
  }
  Outcome o = tail_call(L, f, n);
  if (o == Outcome::Enter && L->state->interrupt) {
    L->state->poll_cost = running(L)->proto->entry_cost;
    return poll(L);
  }
  return o;
}

Outcome rt_Close(Thread* L, Code* pc) {
  Value* level = R(L, a_of(pc->instr));
  close_upvalues(L, level);
  if (L->tbc_top && L->tbc_top >= level) return close_one(L, nullptr, Finish::Redo);
  return Outcome::Next;
}

Outcome rt_Tbc(Thread* L, Code* pc) { return mark_to_be_closed(L, R(L, a_of(pc->instr))); }

namespace {

// Clips a limit that is no integer to the integers; true when the loop does not run.
bool clip_limit(Thread* L, int64_t init, const Value& limit, int64_t step, int64_t* out,
                bool* bad) {
  *bad = false;
  double d;
  if (limit.is_int()) {
    *out = limit.i;
  } else if (to_number(limit, &d) && !limit.is_string()) {
    if (std::isnan(d)) return true;
    double f = step < 0 ? std::ceil(d) : std::floor(d);
    if (f >= 9223372036854775808.0) {
      if (step < 0) return true;
      *out = INT64_MAX;
    } else if (f < -9223372036854775808.0) {
      if (step > 0) return true;
      *out = INT64_MIN;
    } else {
      *out = int64_t(f);
    }
  } else {
    *bad = true;
    return true;
  }
  return step > 0 ? init > *out : init < *out;
}

// Strings count as numbers in a for loop.
Value loop_number(const Value& v) {
  if (!v.is_string()) return v;
  Value n = string_to_number(text_of(v.str()));
  return n.is_nil() ? v : n;
}

// Tells the FORLOOP behind its FORPREP which kind of loop runs: once here instead of in each iteration.
void note_loop(Code* prep, Seen what) { jump_of(prep)[-1].side |= uint32_t(what); }

}  // namespace

Outcome rt_ForPrep(Thread* L, Code* pc) {
  Value* a = R(L, a_of(pc->instr));
  Value init = a[0], limit = a[1], step = a[2];
  if (init.is_int() && step.is_int()) {
    if (step.i == 0) return raise_text(L, "'for' step is zero");
    int64_t last;
    bool bad;
    bool skip = clip_limit(L, init.i, loop_number(limit), step.i, &last, &bad);
    if (bad) return raise_for(L, limit, "limit");
    if (skip) return Outcome::Jump;
    uint64_t count;
    if (step.i > 0) {
      count = uint64_t(last) - uint64_t(init.i);
      if (step.i != 1) count /= uint64_t(step.i);
    } else {
      count = uint64_t(init.i) - uint64_t(last);
      count /= uint64_t(-(step.i + 1)) + 1;
    }
    note_loop(pc, Seen::Int);
    set_int(a + 1, int64_t(count));
    set_int(a + 3, init.i);
    return Outcome::Next;
  }
  double i, l, s;
  if (!to_number(limit, &l)) return raise_for(L, limit, "limit");
  if (!to_number(step, &s)) return raise_for(L, step, "step");
  if (!to_number(init, &i)) return raise_for(L, init, "initial value");
  if (s == 0) return raise_text(L, "'for' step is zero");
  if (s > 0 ? l < i : i < l) return Outcome::Jump;
  note_loop(pc, Seen::Float);
  set_float(a, i);
  set_float(a + 1, l);
  set_float(a + 2, s);
  set_float(a + 3, i);
  return Outcome::Next;
}

Outcome rt_ForLoop(Thread* L, Code* pc) {
  Value* a = R(L, a_of(pc->instr));
  if (a[2].is_int()) {
    if (a[1].i == 0) return Outcome::Next;
    set_int(a + 1, int64_t(uint64_t(a[1].i) - 1));
    set_int(a, int64_t(uint64_t(a[0].i) + uint64_t(a[2].i)));
  } else {
    double x = a[0].d + a[2].d;
    if (a[2].d > 0 ? !(x <= a[1].d) : !(a[1].d <= x)) return Outcome::Next;
    set_float(a, x);
  }
  copy(a + 3, a);
  return Outcome::Jump;
}

Outcome rt_TForPrep(Thread* L, Code* pc) {
  Value* a = R(L, a_of(pc->instr));
  a[2].position = kNoPosition;
  jump_of(pc)->side |= a->is_lua_closure() ? kSeenIteratorInLua : kSeenOtherIterator;
  L->hook_told = L->hook_mask;
  Outcome o = mark_to_be_closed(L, a + 3);
  return o == Outcome::Next ? Outcome::Jump : o;
}

Outcome rt_TForCall(Thread* L, Code* pc) {
  Instr i = pc->instr;
  Value* a = R(L, a_of(i));
  State* S = L->state;
  if (a[0].tag == Tag::Builtin && a[1].is_table() && !L->hook_mask) {
    if (a[0].p == S->next_builtin) {
      Table* t = a[1].table();
      uint32_t position = kNoPosition;
      bool found = true;
      if (!a[2].is_nil()) position = position_of(S, t, a[2], a[2].position, &found);
      if (found) {
        Value key, value;
        uint32_t at = next_after(S, t, position, &key, &value);
        if (at == kNoPosition) {
          set_nil(a + 4);
        } else {
          copy(a + 4, &key);
          a[4].position = at;
          if (c_of(i) >= 2) copy(a + 5, &value);
          for (int n = 2; n < c_of(i); n++) set_nil(a + 4 + n);
        }
        return Outcome::Next;
      }
    } else if (a[0].p == S->ipairs_builtin && a[2].is_int()) {
      int64_t n = int64_t(uint64_t(a[2].i) + 1);
      Value v = get_int(a[1].table(), n);
      if (!v.is_nil()) {
        set_int(a + 4, n);
        if (c_of(i) >= 2) copy(a + 5, &v);
        for (int m = 2; m < c_of(i); m++) set_nil(a + 4 + m);
        return Outcome::Next;
      }
      if (!metatable_of(S, a[1].table())) {
        set_nil(a + 4);
        return Outcome::Next;
      }
    }
  }
  copy(a + 4, a);
  copy(a + 5, a + 1);
  copy(a + 6, a + 2);
  L->top = a + 7;
  if (!ensure_stack(L, kMinSlots)) return Outcome::Raised;
  a = R(L, a_of(i));
  if (a[4].is_lua_closure())
    return enter_lua(L, a + 4, 2, c_of(i), Finish::TFor) ? Outcome::Enter : Outcome::Raised;
  if (kind_of_call(L, a + 4) == CallKind::Resume && try_resume(L, a + 4, 2, c_of(i), Finish::TFor))
    return Outcome::Switch;
  Outcome o = begin_call(L, a + 4, 2, c_of(i), Finish::TFor);
  if (o == Outcome::Next && S->interrupt) {
    L->frame->pc = pc + 1;
    return poll(L);
  }
  return o;
}

Outcome rt_SetList(Thread* L, Code* pc) {
  Instr i = pc->instr;
  Value* a = R(L, a_of(i));
  uint32_t n = b_of(i) ? uint32_t(b_of(i)) : uint32_t(L->top - a - 1);
  uint64_t first = uint64_t(c_of(i));
  if (k_of(i)) first += uint64_t(ax_of(pc[1].instr)) * 256;
  L->top = a + 1 + n;
  if (!set_list(L, a->table(), first + 1, a + 1, n)) return Outcome::Raised;
  return collect_after(L);
}

Outcome rt_Closure(Thread* L, Code* pc) {
  State* S = L->state;
  LuaClosure* parent = running(L);
  Proto* p = parent->proto->functions[bx_of(pc->instr)];
  uint32_t n = p->upvalue_count;
  auto* f = static_cast<LuaClosure*>(S->heap->allocate(lua_closure_bytes(n)));
  if (!f) return raise_memory(L);
  f->header = {Tag::LuaClosure, uint8_t(Heap::is_large(lua_closure_bytes(n)) ? gc_bits::kLarge : 0),
               0, 0, 0};
  f->proto = p;
  Value* to = R(L, a_of(pc->instr));
  *to = Value::of(f);
  for (uint32_t i = 0; i < n; i++) {
    UpVal* u;
    if (p->upvalues[i].in_stack) {
      u = find_upvalue(L, R(L, p->upvalues[i].index));
      if (!u) return Outcome::Raised;
    } else {
      u = running(L)->upvalues[p->upvalues[i].index];
    }
    f->upvalues[i] = u;
    f->header.aux = i + 1;
    barrier_object(S, &f->header, u);
  }
  return collect_after(L, R(L, a_of(pc->instr)) + 1);
}

Outcome rt_VarArg(Thread* L, Code* pc) {
  Instr i = pc->instr;
  uint32_t extra = L->frame->extra_args, n = c_of(i) ? uint32_t(c_of(i) - 1) : extra;
  if (!c_of(i)) {
    L->top = R(L, a_of(i));
    if (!ensure_stack(L, extra + 1)) return Outcome::Raised;
  }
  Frame* f = L->frame;
  Value* to = f->base + a_of(i);
  const Value* from = f->base - 1 - extra;
  uint32_t have = n < extra ? n : extra;
  for (uint32_t k = 0; k < have; k++) copy(to + k, from + k);
  for (uint32_t k = have; k < n; k++) set_nil(to + k);
  if (!c_of(i)) L->top = to + n;
  return Outcome::Next;
}

Outcome rt_VarArgPrep(Thread*, Code*) { return Outcome::Next; }

Outcome rt_Poll(Thread* L, Code*) { return poll(L); }
Outcome rt_Enter(Thread* L, Code*) { return poll(L); }

}  // namespace tri::ops
