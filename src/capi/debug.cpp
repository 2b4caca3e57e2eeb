// The debug interface: activations, functions, variables, hooks.
//
// lua_Debug::i_ci holds the number of a frame (counted from the thread's first), not its address: frames move when there are more
// of them, and clients copy lua_Debug.
#include <cstring>

#include "capi/stack.hpp"
#include "heap/barrier.hpp"
#include "runtime/call.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/hook.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::capi {

namespace {

CallInfo* handle_of(const Thread* L, const Frame* f) {
  return reinterpret_cast<CallInfo*>(uintptr_t(f - L->frames));
}
// nullptr when that activation has ended.
Frame* frame_of(const Thread* L, const lua_Debug* activation) {
  const auto n = reinterpret_cast<uintptr_t>(activation->i_ci);
  return n >= 1 && n <= uintptr_t(L->frame - L->frames) ? L->frames + n : nullptr;
}

void fill_source(lua_Debug* out, const Value& function) {
  const SourceInfo info = source_info(function);
  const std::string_view source =
      info.source ? text_of(info.source) : std::string_view(info.source_text);
  out->source = source.data();
  out->srclen = source.size();
  out->what = info.what;
  out->linedefined = info.line_defined;
  out->lastlinedefined = info.last_line_defined;
  std::memcpy(out->short_src, info.short_source.text, LUA_IDSIZE);
}

// Fills what one letter asks for. False: there is no such letter.
bool fill(Thread* L, lua_Debug* out, char letter, const Value& function, const Frame* f) {
  switch (letter) {
    case 'S': fill_source(out, function); return true;
    case 'l': out->currentline = f ? line_of_frame(f) : -1; return true;
    case 'u': {
      const ParameterInfo info = parameter_info(function);
      out->nups = uint8_t(info.upvalues);
      out->nparams = uint8_t(info.parameters);
      out->isvararg = info.is_vararg;
      return true;
    }
    case 't': out->istailcall = f && (f->flags & frame_bits::kTail); return true;
    case 'n': {
      const Name name = f ? called_name(L, f) : Name{nullptr, nullptr};
      out->name = name.kind ? name.text : nullptr;
      out->namewhat = name.kind ? name.kind : "";
      return true;
    }
    case 'r': {
      const bool passes = f && !L->hooks_allowed && (f->flags & frame_bits::kHook);
      out->ftransfer = passes ? L->transfer_first : 0;
      out->ntransfer = passes ? L->transfer_count : 0;
      return true;
    }
    case 'L':
    case 'f': return true;  // pushed afterwards
    default: return false;
  }
}

struct LineSet {
  Thread* L;
  Table* lines;
};
bool add_line(void* set, int line) {
  auto* s = static_cast<LineSet*>(set);
  return set_int(s->L, s->lines, line, Value::boolean(true));
}

// Pushes the set of lines that have code; nil for C functions.
bool push_lines(Thread* L, const Value& function) {
  if (!function.is_lua_closure()) return set_nil(L->top++), true;
  const Proto* p = function.closure()->proto;
  Table* lines = new_table(L);
  if (!lines) return false;
  push(L, Value::of(lines));
  LineSet set{L, lines};
  return each_active_line(p, add_line, &set);
}

// The engine's hook of threads whose hook is a C function.
bool call_host_hook(Thread* L, HookInfo* info) {
  const auto hook = reinterpret_cast<lua_Hook>(L->host_hook);
  if (!hook) return true;
  lua_Debug activation;
  activation.event = int(info->event);
  activation.currentline = info->line;
  activation.i_ci = handle_of(L, L->frame);
  hook(public_state(L), &activation);
  return true;
}

}  // namespace

}  // namespace tri::capi

using namespace tri;
using namespace tri::capi;

LUA_API int lua_getstack(lua_State* l, int level, lua_Debug* activation) {
  Thread* L = thread(l);
  const Frame* f = frame_at_level(L, level);
  if (!f) return 0;
  activation->i_ci = handle_of(L, f);
  return 1;
}

LUA_API int lua_getinfo(lua_State* l, const char* what, lua_Debug* activation) {
  Thread* L = thread(l);
  const Frame* f = nullptr;
  Value function = Value::nil();
  if (*what == '>') {
    what++;
    function = *--L->top;
  } else {
    f = frame_of(L, activation);
    if (!f) return 0;
    function = function_of(f);
  }
  bool ok = true;
  for (const char* letter = what; *letter; letter++)
    ok &= fill(L, activation, *letter, function, f);
  if (std::strchr(what, 'f')) push(L, function);
  if (std::strchr(what, 'L')) {
    if (!std::strchr(what, 'f')) copy(L->top, &function);  // keeps it in sight
    check(L, push_lines(L, function));
  }
  return ok;
}

// ---- variables

LUA_API const char* lua_getlocal(lua_State* l, const lua_Debug* activation, int n) {
  Thread* L = thread(l);
  if (!activation) {
    const Value function = *--L->top;
    return parameter_name(function, n);
  }
  const Frame* f = frame_of(L, activation);
  const Local local = f ? local_of_frame(L, f, n) : Local{nullptr, nullptr};
  if (local.name) push(L, *local.slot);
  return local.name;
}

LUA_API const char* lua_setlocal(lua_State* l, const lua_Debug* activation, int n) {
  Thread* L = thread(l);
  const Frame* f = frame_of(L, activation);
  const char* name = f ? set_local_of_frame(L, f, n, L->top[-1]) : nullptr;
  if (name) L->top--;
  return name;
}

LUA_API const char* lua_getupvalue(lua_State* l, int function, int n) {
  Thread* L = thread(l);
  const UpvalueRef upvalue = upvalue_of(*slot(L, function), n);
  if (!upvalue.value) return nullptr;
  push(L, *upvalue.value);
  return upvalue.name;
}

LUA_API const char* lua_setupvalue(lua_State* l, int function, int n) {
  Thread* L = thread(l);
  const UpvalueRef upvalue = upvalue_of(*slot(L, function), n);
  if (!upvalue.value) return nullptr;
  copy(upvalue.value, --L->top);
  barrier(L->state, upvalue.owner, *L->top);
  wrote(upvalue.owner);
  return upvalue.name;
}

LUA_API void* lua_upvalueid(lua_State* l, int function, int n) {
  return upvalue_of(*slot(thread(l), function), n).id;
}

LUA_API void lua_upvaluejoin(lua_State* l, int function1, int n1, int function2, int n2) {
  Thread* L = thread(l);
  LuaClosure* to = slot(L, function1)->closure();
  UpVal* shared = slot(L, function2)->closure()->upvalues[n2 - 1];
  to->upvalues[n1 - 1] = shared;
  barrier_object(L->state, &to->header, shared);
  wrote(to);
}

// ---- hooks

LUA_API void lua_sethook(lua_State* l, lua_Hook hook, int mask, int count) {
  Thread* L = thread(l);
  L->host_hook = reinterpret_cast<void*>(hook);
  set_hook(L, hook ? call_host_hook : nullptr, uint8_t(mask), count);
}

LUA_API lua_Hook lua_gethook(lua_State* l) {
  const Thread* L = thread(l);
  return L->hook == call_host_hook ? reinterpret_cast<lua_Hook>(L->host_hook) : nullptr;
}
LUA_API int lua_gethookmask(lua_State* l) { return hook_mask_of(thread(l)); }
LUA_API int lua_gethookcount(lua_State* l) { return thread(l)->hook_base_count; }
