// The stack as C code sees it: indices, tops, moving values about, slots to be closed.
#include "capi/stack.hpp"

#include "capi/literal.hpp"
#include "heap/barrier.hpp"
#include "heap/collector.hpp"
#include "runtime/call.hpp"

namespace tri::capi {

const Value kNoValue = {{0}, Tag::Nil, 0};

[[clang::preserve_most]] Value* pseudo_slot(Thread* L, int index) {
  if (index == LUA_REGISTRYINDEX) return &L->state->registry;
  const Frame* f = L->frame;
  const auto n = uint32_t(LUA_REGISTRYINDEX - index);
  if (f > L->frames && f->kind != FrameKind::Lua && f->func->tag == Tag::NativeClosure) {
    NativeClosure* closure = f->func->native();
    if (n <= closure->header.aux) return &closure->upvalues[n - 1];
  }
  return const_cast<Value*>(&kNoValue);
}

void collect_now(Thread* L) {
  const ptrdiff_t top = L->top - L->stack;
  (void)collect_slow(L, L->top);
  L->top = L->stack + top;
}

Str* find_literal(Thread* L, const char* text) {
  State* S = L->state;
  const std::string_view view(text);
  Str* s = new_string(L, view);
  if (!s || view.size() > kShortMax) return s;
  LiteralCache& cache = S->literals;
  if (cache.cycle != S->gc_cycle) {
    cache = {};
    cache.cycle = S->gc_cycle;
  }
  *row_of(S, text) = {text, s, 0, 0, 0};
  return s;
}

namespace {

TRI_COLD void close_and_drop_to(Thread* L, Value* top) {
  const ptrdiff_t at = top - L->stack;
  check(L, close_slots(L, top));
  L->top = L->stack + at;
}
// Drops what lies at or above `top`, closing what is to be closed.
TRI_INLINE void drop_to(Thread* L, Value* top) {
  if (L->tbc_top >= top) [[unlikely]]  // null is below all
    return close_and_drop_to(L, top);
  L->top = top;
}

[[gnu::noinline]] void push_far(Thread* L, int index) { push(L, *slot(L, index)); }

void reverse(Value* from, Value* to) {
  for (; from < to; from++, to--) {
    Value held;
    copy(&held, from);
    copy(from, to);
    copy(to, &held);
  }
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

LUA_API int lua_absindex(lua_State* l, int index) {
  if (index > 0 || index <= LUA_REGISTRYINDEX) return index;
  return int(thread(l)->top - thread(l)->frame->base) + 1 + index;
}

LUA_API int lua_gettop(lua_State* l) { return int(thread(l)->top - thread(l)->frame->base); }

LUA_API void lua_settop(lua_State* l, int index) {
  Thread* L = thread(l);
  // How far down is known before L->top is, and so costs one addition behind it: pushes and pops wait for one another.
  if (index < 0) [[likely]]
    return drop_to(L, L->top - uint32_t(~index));
  Value* top = L->frame->base + index;
  for (; L->top < top; L->top++) set_nil(L->top);
  drop_to(L, top);
}

LUA_API void lua_pushvalue(lua_State* l, int index) {
  Thread* L = thread(l);
  const Value* v = near_slot(L, index);
  if (!v) [[unlikely]]
    return push_far(L, index);
  push(L, *v);
}

LUA_API void lua_rotate(lua_State* l, int index, int n) {
  Thread* L = thread(l);
  Value *from = slot(L, index), *last = L->top - 1;
  Value* split = n >= 0 ? last - n : from - n - 1;
  reverse(from, split);
  reverse(split + 1, last);
  reverse(from, last);
}

LUA_API void lua_copy(lua_State* l, int from, int to) {
  Thread* L = thread(l);
  Value* target = slot(L, to);
  if (is_none(target)) return;
  copy(target, slot(L, from));
  if (to < LUA_REGISTRYINDEX) {  // an upvalue of the running function
    barrier(L->state, &L->frame->func->native()->header, *target);
    wrote(L->frame->func->native());
  }
}

LUA_API int lua_checkstack(lua_State* l, int slots) {
  Thread* L = thread(l);
  if (L->stack_end - L->top > slots + 4) return 1;
  if (size_t(L->top - L->stack) + size_t(slots) > kMaxStack) return 0;
  if (ensure_stack(L, uint32_t(slots))) return 1;
  forget_error(L);
  return 0;
}

LUA_API void lua_xmove(lua_State* from, lua_State* to, int n) {
  if (from == to) return;
  Thread *source = thread(from), *target = thread(to);
  source->top -= n;
  for (int i = 0; i < n; i++) copy(target->top + i, source->top + i);
  target->top += n;
}

LUA_API void lua_toclose(lua_State* l, int index) {
  Thread* L = thread(l);
  check(L, mark_to_be_closed(L, slot(L, index)));
}

LUA_API void lua_closeslot(lua_State* l, int index) {
  Thread* L = thread(l);
  Value* at = slot(L, index);
  const ptrdiff_t place = at - L->stack, top = L->top - L->stack;
  check(L, close_slots(L, at));
  L->top = L->stack + top;
  set_nil(L->stack + place);
}
