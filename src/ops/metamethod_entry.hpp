// Metamethods written in Lua, entered for an op of the running function without a call of the engine's own: for routines, and
// for tiers that try this before they call one.
#pragma once

#include "ops/plain_access.hpp"
#include "ops/vocabulary.hpp"
#include "runtime/metatable.hpp"

namespace tri::ops {

// Where the frame of `f` goes on when it is done: for which purpose, with an operand of the purpose, at a Word.
struct Purpose {
  Finish finish;
  uint8_t a;
  void* ret;
};

// Pushes a frame of `f` with n arguments above the registers of the running function, which is `caller` and has words. False: not that
// way, and nothing was done.
template <class... Arguments>
TRI_INLINE bool enter_metamethod(Concrete& t, const Proto* caller, LuaClosure* f, Purpose purpose,
                                 const Arguments*... arguments) {
  constexpr uint32_t kCount = sizeof...(arguments);
  Thread* const L = t.L;
  Value* at = t.base + caller->max_stack;
  if (L->state->unusual || L->hook_mask || t.is_vararg(f) || !t.has_room(f, at) ||
      at + 1 + kCount > L->stack_limit || !t.may_nest())
    return false;
  at->p = f;
  at->tag = Tag::LuaClosure;
  Value* to = at;
  (copy(++to, arguments), ...);
  t.fill_missing(f, at, kCount);
  Frame* n = L->frame + 1;
  t.begin_frame(n, f->proto, at,
                frame_head(1, FrameKind::Lua, purpose.finish) | uint64_t(purpose.a) << 32);
  n->ret = purpose.ret;
  L->frame = n;
  L->native_depth++;
  return true;
}

// What an event means to a value: nothing, a Lua function, or something that takes longer to find or to do.
struct Meant {
  enum Kind : uint8_t { Nothing, Function, Other } kind;
  LuaClosure* function;
};
TRI_INLINE Meant meaning_of(State* S, const Value* x, Event event) {
  const Table* mt = metatable_of(S, *x);
  if (!mt) return {Meant::Nothing, nullptr};
  if (mt->is_dictionary()) return {Meant::Other, nullptr};
  const Shape* s = S->engine->shapes->at(mt->shape());
  const uint8_t slot = s->event_slot[int(event)];
  if (slot == kNoSlot) return {Meant::Nothing, nullptr};
  const Value v = slot_value(mt, s, slot);
  if (v.is_nil()) return {Meant::Nothing, nullptr};
  if (!v.is_lua_closure()) return {Meant::Other, nullptr};
  return {Meant::Function, v.closure()};
}
// The same for an event of two operands: the first one's metamethod, or else the second one's.
TRI_INLINE Meant meaning_of(State* S, const Value* x, const Value* y, Event event) {
  const Meant m = meaning_of(S, x, event);
  return m.kind == Meant::Nothing ? meaning_of(S, y, event) : m;
}
// The function that is called for object[key], or for a store there, where a table has no such key and its own metatable names one;
// else null.
TRI_INLINE LuaClosure* function_for(State* S, const Value* object, const Value& key, Event event) {
  if (!object->is_table()) return nullptr;
  const Meant m = meaning_of(S, object, event);
  if (m.kind != Meant::Function) return nullptr;
  Value v;
  return look_up_plain(S, object->table(), key, &v) && v.is_nil() ? m.function : nullptr;
}

}  // namespace tri::ops
