#include "runtime/args.hpp"

#include <cstring>
#include <string>

#include "runtime/call.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri {

bool Args::any(uint32_t n) const {
  if (n <= count) return true;
  return (void)raise_arg(L, at, count, n, "value expected"), false;
}

bool Args::integer(uint32_t n, int64_t* out) const {
  if (n <= count) {
    if (at[n].is_int()) return *out = at[n].i, true;
    if (to_integer(at[n], out)) return true;
    double d;
    if (to_number(at[n], &d))
      return (void)raise_arg(L, at, count, n, "number has no integer representation"), false;
  }
  return (void)raise_arg_type(L, at, count, n, "number"), false;
}
bool Args::integer_or(uint32_t n, int64_t otherwise, int64_t* out) const {
  if (none_or_nil(n)) return *out = otherwise, true;
  return integer(n, out);
}
bool Args::number(uint32_t n, double* out) const {
  if (n <= count && to_number(at[n], out)) return true;
  return (void)raise_arg_type(L, at, count, n, "number"), false;
}
bool Args::number_or(uint32_t n, double otherwise, double* out) const {
  if (none_or_nil(n)) return *out = otherwise, true;
  return number(n, out);
}
bool Args::str(uint32_t n, Str** out) const {
  if (n <= count) {
    if (at[n].is_string()) return *out = at[n].str(), true;
    if (at[n].is_number()) {
      Str* s = number_to_string(L, at[n]);
      if (!s) return false;
      at[n] = Value::of(s);
      return *out = s, true;
    }
  }
  return (void)raise_arg_type(L, at, count, n, "string"), false;
}
bool Args::string(uint32_t n, std::string_view* out) const {
  Str* s;
  if (!str(n, &s)) return false;
  return *out = text_of(s), true;
}
bool Args::string_or(uint32_t n, std::string_view otherwise, std::string_view* out) const {
  if (none_or_nil(n)) return *out = otherwise, true;
  return string(n, out);
}
bool Args::table(uint32_t n, Table** out) const {
  if (n <= count && at[n].is_table()) return *out = at[n].table(), true;
  return (void)raise_arg_type(L, at, count, n, "table"), false;
}
bool Args::function(uint32_t n) const { return type_is(n, Type::Function); }
bool Args::type_is(uint32_t n, Type t) const {
  if (type(n) == t) return true;
  return (void)raise_arg_type(L, at, count, n, type_name(t)), false;
}
bool Args::option(uint32_t n, const char* otherwise, const char* const* names, int* out) const {
  std::string_view text;
  if (otherwise && none_or_nil(n))
    text = otherwise;
  else if (!string(n, &text))
    return false;
  text = text.substr(0, text.find('\0'));  // as C compares and shows it
  for (int i = 0; names[i]; i++)
    if (text == names[i]) return *out = i, true;
  std::string message = "invalid option '" + std::string(text) + "'";
  return (void)raise_arg(L, at, count, n, message.c_str()), false;
}
Returned Args::give_text(std::string_view text) const {
  Str* s = new_string(L, text);
  if (!s) return Returned::Raised;
  return give(Value::of(s));
}

Str* to_display_string(Thread* L, const Value& v) {
  State* S = L->state;
  Table* mt = metatable_of(S, v);
  Value method = event_or_nil(S, mt, Event::ToString);
  if (!method.is_nil()) {
    Value subject = v;
    Value* at = first_free_slot(L);
    L->top = at;
    if (!ensure_stack(L, kMinSlots)) return nullptr;
    at = L->top;
    copy(at, &method);
    copy(at + 1, &subject);
    L->top = at + 2;
    if (!call_nested(L, at, 1, 1)) return nullptr;
    Value result = L->top[-1];
    L->top--;
    if (!result.is_string()) {
      if (result.is_number()) return number_to_string(L, result);
      (void)raise_lib_text(L, "'__tostring' must return a string");
      return nullptr;
    }
    return result.str();
  }
  switch (v.type()) {
    case Type::Nil: return new_string(L, "nil");
    case Type::Boolean: return new_string(L, v.tag == Tag::True ? "true" : "false");
    case Type::Number: return number_to_string(L, v);
    case Type::String: return v.str();
    default: {
      Value name = event_or_nil(S, mt, Event::Name);
      const char* kind = name.is_string() ? data_of(name.str()) : type_name(v.type());
      const void* p = v.p;
      if (v.is_userdata()) p = v.userdata()->block();
      return format_text(L, "%s: %p", kind, p);
    }
  }
}

}  // namespace tri
