// What a value is, and what C makes of it.
#include <cstring>

#include "base/number_text.hpp"
#include "capi/native_entry.hpp"
#include "capi/stack.hpp"
#include "runtime/args.hpp"
#include "runtime/strings.hpp"

using namespace tri;
using namespace tri::capi;

namespace tri::capi {

namespace {

[[gnu::noinline]] int type_of_pseudo(Thread* L, int index) {
  const Value* v = pseudo_slot(L, index);
  return is_none(v) ? LUA_TNONE : public_type(*v);
}

[[gnu::noinline]] lua_Integer convert_to_integer(Thread* L, int index, int* is_number) {
  int64_t i;
  const bool ok = to_integer(*slot(L, index), &i);
  if (is_number) *is_number = ok;
  return ok ? i : 0;
}
[[gnu::noinline]] lua_Number convert_to_number(Thread* L, int index, int* is_number) {
  double d;
  const bool ok = to_number(*slot(L, index), &d);
  if (is_number) *is_number = ok;
  return ok ? d : 0;
}

// The text of a value that is no short string; numbers become strings in place.
[[gnu::noinline]] const char* text_in_slot(Thread* L, int index, size_t* length) {
  Value* v = slot(L, index);
  if (!v->is_string()) {
    if (!v->is_number()) {
      if (length) *length = 0;
      return nullptr;
    }
    Str* s = number_to_string(L, *v);
    check(L, s != nullptr);
    v = slot(L, index);
    *v = Value::of(s);
    poll_collector(L);
    v = slot(L, index);  // a finalizer may have moved the stack
  }
  Str* s = v->str();
  if (length) *length = length_of(s);
  if (is_short(s)) return static_cast<ShortStr*>(s)->text;
  const char* text = c_string(L, s);
  check(L, text != nullptr);
  return text;
}

}  // namespace

}  // namespace tri::capi

LUA_API int lua_type(lua_State* l, int index) {
  const Thread* L = thread(l);
  if (index > 0) [[likely]] {
    const Value* v = L->frame->base + (index - 1);
    return v < L->top ? public_type(*v) : LUA_TNONE;
  }
  if (index > LUA_REGISTRYINDEX) [[likely]]
    return public_type(L->top[index]);
  return type_of_pseudo(thread(l), index);
}

LUA_API const char* lua_typename(lua_State*, int type) { return type_name(Type(type)); }

LUA_API int lua_iscfunction(lua_State* l, int index) {
  const Value* v = slot(thread(l), index);
  return v->is_function() && !v->is_lua_closure();
}

LUA_API int lua_isinteger(lua_State* l, int index) { return slot(thread(l), index)->is_int(); }

LUA_API int lua_isnumber(lua_State* l, int index) {
  double d;
  return to_number(*slot(thread(l), index), &d);
}

LUA_API int lua_isstring(lua_State* l, int index) {
  const Value* v = slot(thread(l), index);
  return v->is_string() || v->is_number();
}

LUA_API int lua_isuserdata(lua_State* l, int index) {
  const Value* v = slot(thread(l), index);
  return v->is_userdata() || v->tag == Tag::LightUserdata;
}

LUA_API lua_Number lua_tonumberx(lua_State* l, int index, int* is_number) {
  Thread* L = thread(l);
  const Value* v = near_slot(L, index);
  if (!v || !v->is_float()) return convert_to_number(L, index, is_number);
  if (is_number) *is_number = 1;
  return v->d;
}

LUA_API lua_Integer lua_tointegerx(lua_State* l, int index, int* is_number) {
  Thread* L = thread(l);
  const Value* v = near_slot(L, index);
  if (!v || !v->is_int()) [[unlikely]]
    return convert_to_integer(L, index, is_number);
  if (is_number) *is_number = 1;
  return v->i;
}

LUA_API int lua_toboolean(lua_State* l, int index) { return slot(thread(l), index)->is_truthy(); }

LUA_API const char* lua_tolstring(lua_State* l, int index, size_t* length) {
  Thread* L = thread(l);
  const Value* v = near_slot(L, index);
  if (!v || !v->is_short_string()) [[unlikely]]
    return text_in_slot(L, index, length);
  const auto* s = static_cast<const ShortStr*>(v->str());
  if (length) *length = s->header.kind;
  return s->text;
}

LUA_API lua_Unsigned lua_rawlen(lua_State* l, int index) {
  const Value* v = slot(thread(l), index);
  switch (v->type()) {
    case Type::String: return length_of(v->str());
    case Type::Userdata: return v->userdata()->size;
    case Type::Table: return v->table()->length;
    default: return 0;
  }
}

LUA_API lua_CFunction lua_tocfunction(lua_State* l, int index) {
  Thread* L = thread(l);
  const Value* v = slot(L, index);
  if (v->tag == Tag::LightC) return public_function(v->light_c());
  if (v->tag == Tag::NativeClosure && !v->native()->is_builtin())
    return public_function(v->native()->c);
  if (v->tag == Tag::Builtin || v->tag == Tag::NativeClosure) return native_entry(L, *v);
  return nullptr;
}

LUA_API void* lua_touserdata(lua_State* l, int index) {
  const Value* v = slot(thread(l), index);
  if (v->is_userdata()) return v->userdata()->block();
  return v->tag == Tag::LightUserdata ? v->p : nullptr;
}

LUA_API lua_State* lua_tothread(lua_State* l, int index) {
  const Value* v = slot(thread(l), index);
  return v->is_thread() ? public_state(v->thread()) : nullptr;
}

LUA_API const void* lua_topointer(lua_State* l, int index) {
  const Value* v = slot(thread(l), index);
  if (v->is_userdata()) return v->userdata()->block();
  if (v->is_object() || v->tag == Tag::LightUserdata || v->is_function()) return v->p;
  return nullptr;
}

LUA_API size_t lua_stringtonumber(lua_State* l, const char* text) {
  const size_t length = std::strlen(text);
  const Value v = string_to_number({text, length});
  if (v.is_nil()) return 0;
  push(thread(l), v);
  return length + 1;
}
