#include "runtime/error.hpp"

#include <cstdarg>
#include <cstring>
#include <string>

#include "base/number_text.hpp"
#include "bytecode/chunk_name.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/counters.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/strings.hpp"

namespace tri {

Outcome raise(Thread* L, const Value& error, ErrorStatus status) {
  count(L->state, Count::Errors);
  L->error = error;
  L->error_status = status;
  L->error_handled = false;
  return Outcome::Raised;
}

Outcome raise_memory(Thread* L) {
  Str* s = L->state->memory_message;
  return raise(L, s ? Value::of(s) : Value::nil(), ErrorStatus::Memory);
}

namespace {

void append_utf8(std::string& out, unsigned long x) {
  char buffer[8];
  int n = 1;
  if (x < 0x80) {
    buffer[7] = char(x);
  } else {
    unsigned long first = 0x3f;
    do {
      buffer[8 - n++] = char(0x80 | (x & 0x3f));
      x >>= 6;
      first >>= 1;
    } while (x > first);
    buffer[8 - n] = char((~first << 1) | x);
  }
  out.append(buffer + 8 - n, size_t(n));
}

std::string expand(const char* format, va_list args) {
  std::string out;
  char buffer[64];
  for (const char* p = format; *p; p++) {
    if (*p != '%') {
      const size_t plain = std::strcspn(p, "%");
      out.append(p, plain);
      p += plain - 1;
      continue;
    }
    switch (*++p) {
      case 's': {
        const char* s = va_arg(args, const char*);
        out += s ? s : "(null)";
        break;
      }
      case 'S': out += text_of(va_arg(args, Str*)); break;
      case 'c': out += char(va_arg(args, int)); break;
      case 'd': out += std::to_string(va_arg(args, int)); break;
      case 'I': out += std::to_string(va_arg(args, long long)); break;
      case 'f': {
        out.append(buffer, size_t(format_float(buffer, va_arg(args, double)) - buffer));
        break;
      }
      case 'p':
        snprintf(buffer, sizeof buffer, "%p", va_arg(args, void*));
        out += buffer;
        break;
      case 'U': append_utf8(out, va_arg(args, unsigned long)); break;
      default: out += *p;
    }
  }
  return out;
}

}  // namespace

Str* format_text_v(Thread* L, const char* format, va_list args) {
  if (!std::strchr(format, '%')) return new_string(L, format);
  return new_string(L, expand(format, args));
}

Str* format_text(Thread* L, const char* format, ...) {
  va_list args;
  va_start(args, format);
  Str* s = format_text_v(L, format, args);
  va_end(args);
  return s;
}

Outcome raise_text_v(Thread* L, const char* format, va_list args) {
  std::string text;
  const Frame* f = L->frame;
  if (f->kind == FrameKind::Lua) {
    const Proto* p = proto_of(f);
    if (p->source)
      text = short_source(text_of(p->source)).text;
    else
      text = "?";
    text += ":" + std::to_string(current_line(f)) + ": ";
  }
  text += expand(format, args);
  Str* s = new_string(L, text);
  if (!s) return Outcome::Raised;
  return raise(L, Value::of(s));
}

Outcome raise_text(Thread* L, const char* format, ...) {
  va_list args;
  va_start(args, format);
  Outcome o = raise_text_v(L, format, args);
  va_end(args);
  return o;
}

Outcome raise_type(Thread* L, const Value* culprit, const char* operation) {
  Str* info = variable_info(L, culprit);
  if (!info) return Outcome::Raised;
  return raise_text(L, "attempt to %s a %s value%S", operation, named_type(L, *culprit), info);
}

Outcome raise_call(Thread* L, const Value* culprit) {
  const Name n = callee_name(L->frame);
  if (!n.kind) return raise_type(L, culprit, "call");
  return raise_text(L, "attempt to call a %s value (%s '%s')", named_type(L, *culprit), n.kind,
                    n.text);
}

Outcome raise_concat(Thread* L, const Value* x, const Value* y) {
  if (x->is_string() || x->is_number()) x = y;
  return raise_type(L, x, "concatenate");
}

Outcome raise_arith(Thread* L, const Value* x, const Value* y, const char* operation) {
  if (!x->is_number()) y = x;
  return raise_type(L, y, operation);
}

Outcome raise_to_int(Thread* L, const Value* x, const Value* y) {
  int64_t i;
  if (!(x->is_int() || (x->is_float() && float_to_integer(x->d, &i)))) y = x;
  Str* info = variable_info(L, y);
  if (!info) return Outcome::Raised;
  return raise_text(L, "number%S has no integer representation", info);
}

Outcome raise_order(Thread* L, const Value& x, const Value& y) {
  std::string a = named_type(L, x), b = named_type(L, y);
  if (a == b) return raise_text(L, "attempt to compare two %s values", a.c_str());
  return raise_text(L, "attempt to compare %s with %s", a.c_str(), b.c_str());
}

Outcome raise_for(Thread* L, const Value& v, const char* what) {
  return raise_text(L, "bad 'for' %s (number expected, got %s)", what, named_type(L, v));
}

// ---- builtins

namespace {

void make_frame(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->kind == FrameKind::Builtin && L->frame->func == at) return;
  (void)push_builtin_frame(L, at);  // without memory the message lacks one level
  (void)argc;
}

}  // namespace

Str* where(Thread* L, int level) {
  const Frame* f = frame_at_level(L, level);
  if (f && f->kind == FrameKind::Lua) {
    const Proto* p = proto_of(f);
    int line = current_line(f);
    if (line > 0) {
      ShortSource s = p->source ? short_source(text_of(p->source)) : ShortSource{"?"};
      return format_text(L, "%s:%d: ", s.text, line);
    }
  }
  return L->state->empty_string;
}

Returned raise_lib(Thread* L, Value* at, uint32_t argc, const char* format, ...) {
  make_frame(L, at, argc);
  Str* position = where(L, 1);
  if (!position) return Returned::Raised;
  std::string text(text_of(position));
  va_list args;
  va_start(args, format);
  text += expand(format, args);
  va_end(args);
  Str* s = new_string(L, text);
  if (s) (void)raise(L, Value::of(s));
  return Returned::Raised;
}

Outcome raise_lib_text(Thread* L, const char* text) {
  Str* position = where(L, L->frame->kind == FrameKind::Lua ? 0 : 1);
  if (!position) return Outcome::Raised;
  std::string whole = std::string(text_of(position)) + text;
  Str* s = new_string(L, whole);
  return s ? raise(L, Value::of(s)) : Outcome::Raised;
}

// A function's name in package.loaded: "string.rep", or its plain global name.
std::string loaded_name(Thread* L, const Value& function) {
  State* S = L->state;
  if (!S->registry.is_table()) return {};
  Value loaded = get_text(S, S->registry.table(), "_LOADED");
  if (!loaded.is_table()) return {};
  Value key, module, name, v;
  for (uint32_t i = kNoPosition;
       (i = next_after(S, loaded.table(), i, &key, &module)) != kNoPosition;) {
    if (!key.is_string()) continue;
    if (raw_equals(module, function)) return std::string(text_of(key.str()));
    if (!module.is_table()) continue;
    for (uint32_t j = kNoPosition;
         (j = next_after(S, module.table(), j, &name, &v)) != kNoPosition;) {
      if (!name.is_string() || !raw_equals(v, function)) continue;
      std::string text(text_of(key.str()));
      if (text == "_G") return std::string(text_of(name.str()));
      return text + "." + std::string(text_of(name.str()));
    }
  }
  return {};
}

Returned raise_arg(Thread* L, Value* at, uint32_t argc, uint32_t n, const char* message) {
  make_frame(L, at, argc);
  std::string text(message);
  Name name = called_name(L, L->frame);
  std::string called = name.text ? name.text : "";
  if (name.kind && !strcmp(name.kind, "method")) {
    if (--n == 0)
      return raise_lib(L, at, argc, "calling '%s' on bad self (%s)", called.c_str(), text.c_str());
  }
  if (!name.kind) {
    called = loaded_name(L, *L->frame->func);
    if (called.empty()) called = "?";
  }
  return raise_lib(L, at, argc, "bad argument #%d to '%s' (%s)", int(n), called.c_str(),
                   text.c_str());
}

Returned raise_arg_type(Thread* L, Value* at, uint32_t argc, uint32_t n, const char* expected) {
  std::string actual;
  if (n > argc)
    actual = "no value";
  else if (at[n].tag == Tag::LightUserdata)
    actual = "light userdata";
  else
    actual = type_name(at[n].type());
  if (n <= argc) {
    Value name = metamethod(L->state, at[n], Event::Name);
    if (name.is_string()) actual = text_of(name.str());
  }
  std::string message = std::string(expected) + " expected, got " + actual;
  return raise_arg(L, at, argc, n, message.c_str());
}

Returned raise_value(Thread* L, const Value& error) {
  (void)raise(L, error);
  return Returned::Raised;
}

ShortSource short_source(std::string_view source) {
  const std::string shown = bytecode::shown_name(source);
  ShortSource out;
  static_assert(sizeof out.text == bytecode::kShownNameSize);
  memcpy(out.text, shown.c_str(), shown.size() + 1);
  return out;
}

}  // namespace tri
