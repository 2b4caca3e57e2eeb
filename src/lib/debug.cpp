// Library debug.
#include <cstdio>
#include <cstring>
#include <iterator>

#include "heap/barrier.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "lib/system_result.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/hook.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

// Registry field: the table from threads to their hook functions, with weak keys.
constexpr const char kHookTable[] = "_HOOKKEY";

Value text_or_nil(Thread* L, const char* text, bool* ok) {
  if (!text) return Value::nil();
  Str* s = new_string(L, text);
  *ok = s != nullptr;
  return s ? Value::of(s) : Value::nil();
}

// Many functions take an optional thread before their other arguments.
struct ThreadArg {
  Thread* thread;
  uint32_t shift;  // 1 when it is there
};
ThreadArg thread_arg(const Args& a) {
  if (a.type(1) == Type::Thread) return {a[1].thread(), 1};
  return {a.L, 0};
}

// ---- metatables, the registry, user values

Returned debug_getregistry(Thread* L, Value* at, uint32_t argc) {
  return Args{L, at, argc}.give(L->state->registry);
}

Returned debug_getmetatable(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  const Table* metatable = metatable_of(L->state, at[1]);
  return a.give(metatable ? Value::of(metatable) : Value::nil());
}

Returned debug_setmetatable(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (argc < 2 || (!at[2].is_nil() && !at[2].is_table()))
    return raise_arg_type(L, at, argc, 2, "nil or table");
  Table* metatable = at[2].is_table() ? at[2].table() : nullptr;
  if (at[1].is_table()) {
    if (!set_metatable(L, at[1].table(), metatable)) return Returned::Raised;
  } else if (at[1].is_userdata()) {
    if (!set_metatable(L, at[1].userdata(), metatable)) return Returned::Raised;
  } else {
    set_type_metatable(L->state, at[1].type(), metatable);
  }
  return a.give(at[1]);
}

// User value number n (from 1), or nullptr.
Value* user_value(Userdata* u, int64_t n) {
  return n >= 1 && n <= int64_t(u->header.aux) ? &u->user_values[n - 1] : nullptr;
}

Returned debug_getuservalue(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t n;
  if (!a.integer_or(2, 1, &n)) return Returned::Raised;
  const Value* value = a.type(1) == Type::Userdata ? user_value(at[1].userdata(), int(n)) : nullptr;
  return value ? a.give(*value, Value::boolean(true)) : a.give(Value::nil());
}

Returned debug_setuservalue(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t n;
  if (!a.integer_or(3, 1, &n) || !a.type_is(1, Type::Userdata) || !a.any(2))
    return Returned::Raised;
  Userdata* u = at[1].userdata();
  Value* value = user_value(u, int(n));
  if (!value) return a.give(Value::nil());
  copy(value, at + 2);
  barrier(L->state, &u->header, at[2]);
  wrote(u);
  return a.give(at[1]);
}

// ---- getinfo

// Fills the table at `result` (a stack slot) with what the options ask for.
struct InfoWriter {
  Thread* L;
  Table* result;
  bool ok = true;

  void set(const char* name, const Value& v) { ok = ok && set_field(L, result, name, v); }
  void text(const char* name, const char* s) {
    const Value v = text_or_nil(L, s, &ok);
    set(name, v);
  }
  void number(const char* name, int i) { set(name, Value::integer(i)); }
  void flag(const char* name, bool b) { set(name, Value::boolean(b)); }
};

// What is asked about: a function that runs in a frame of a thread, or just a function.
struct Subject {
  Thread* thread;
  const Frame* frame;  // may be null
  Value function;
};

void write_source(InfoWriter& out, const Subject& s) {
  const SourceInfo info = source_info(s.function);
  if (info.source)
    out.set("source", Value::of(info.source));
  else
    out.text("source", info.source_text);
  out.text("short_src", info.short_source.text);
  out.number("linedefined", info.line_defined);
  out.number("lastlinedefined", info.last_line_defined);
  out.text("what", info.what);
}

void write_parameters(InfoWriter& out, const Subject& s) {
  const ParameterInfo info = parameter_info(s.function);
  out.number("nups", info.upvalues);
  out.number("nparams", info.parameters);
  out.flag("isvararg", info.is_vararg);
}

void write_name(InfoWriter& out, const Subject& s) {
  const Name name = s.frame ? called_name(s.thread, s.frame) : Name{nullptr, nullptr};
  out.text("name", name.kind ? name.text : nullptr);
  out.text("namewhat", name.kind ? name.kind : "");
}

// Values that a call or return hook is told of.
void write_transfer(InfoWriter& out, const Subject& s) {
  const bool in_hook = s.frame && !s.thread->hooks_allowed;
  out.number("ftransfer", in_hook ? s.thread->transfer_first : 0);
  out.number("ntransfer", in_hook ? s.thread->transfer_count : 0);
}

bool add_active_line(void* lines, int line) {
  auto& out = *static_cast<InfoWriter*>(lines);
  out.ok = out.ok && set_int(out.L, out.result, line, Value::boolean(true));
  return out.ok;
}

void write_active_lines(InfoWriter& out, const Subject& s) {
  if (!s.function.is_lua_closure()) return;
  Root<Table> lines{out.L, new_table(out.L)};
  InfoWriter writer{out.L, lines.get()};
  out.ok = out.ok && lines.get() &&
           each_active_line(s.function.closure()->proto, add_active_line, &writer);
  if (out.ok) out.set("activelines", Value::of(lines.get()));
}

Returned debug_getinfo(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const auto [thread, shift] = thread_arg(a);
  const char* options;
  if (!c_text_or(a, shift + 2, "flnSrtu", &options)) return Returned::Raised;
  if (options[0] == '>') return a.fail(shift + 2, "invalid option '>'");
  Subject subject{thread, nullptr, Value::nil()};
  if (a.type(shift + 1) == Type::Function) {
    subject.function = at[shift + 1];
  } else {
    int64_t level;
    if (!a.integer(shift + 1, &level)) return Returned::Raised;
    subject.frame = frame_at_level(thread, int(level));
    if (!subject.frame) return a.give(Value::nil());
    subject.function = function_of(subject.frame);
  }
  if (options[std::strspn(options, "SlnrutLf")] != '\0') return a.fail(shift + 2, "invalid option");

  Table* result = new_table_sized(L, 0, 12);
  if (!result) return Returned::Raised;
  *L->top++ = Value::of(result);
  InfoWriter out{L, result};
  const auto asked = [options](char c) { return std::strchr(options, c) != nullptr; };
  if (asked('S')) write_source(out, subject);
  if (asked('l')) out.number("currentline", subject.frame ? line_of_frame(subject.frame) : -1);
  if (asked('u')) write_parameters(out, subject);
  if (asked('n')) write_name(out, subject);
  if (asked('r')) write_transfer(out, subject);
  if (asked('t'))
    out.flag("istailcall", subject.frame && (subject.frame->flags & frame_bits::kTail));
  if (asked('L')) write_active_lines(out, subject);
  if (asked('f')) out.set("func", subject.function);
  return out.ok ? a.give(Value::of(result)) : Returned::Raised;
}

// ---- local variables

// The frame at the level in argument n, or an error.
bool check_level(const Args& a, Thread* thread, uint32_t n, Frame** out) {
  int64_t level;
  if (!a.integer(n, &level)) return false;
  *out = frame_at_level(thread, int(level));
  return *out || a.fail(n, "level out of range") != Returned::Raised;
}

Returned debug_getlocal(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const auto [thread, shift] = thread_arg(a);
  int64_t n;
  bool ok = true;
  if (!a.integer(shift + 2, &n)) return Returned::Raised;
  if (a.type(shift + 1) == Type::Function) {
    const Value name = text_or_nil(L, parameter_name(at[shift + 1], int(n)), &ok);
    return ok ? a.give(name) : Returned::Raised;
  }
  Frame* frame;
  if (!check_level(a, thread, shift + 1, &frame)) return Returned::Raised;
  const Local local = local_of_frame(thread, frame, int(n));
  if (!local.name) return a.give(Value::nil());
  const Value name = text_or_nil(L, local.name, &ok);
  return ok ? a.give(name, *local.slot) : Returned::Raised;
}

Returned debug_setlocal(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const auto [thread, shift] = thread_arg(a);
  int64_t level, n;
  if (!a.integer(shift + 1, &level) || !a.integer(shift + 2, &n)) return Returned::Raised;
  Frame* frame;
  if (!check_level(a, thread, shift + 1, &frame) || !a.any(shift + 3)) return Returned::Raised;
  const char* changed = set_local_of_frame(thread, frame, int(n), at[shift + 3]);
  bool ok = true;
  const Value name = text_or_nil(L, changed, &ok);
  return ok ? a.give(name) : Returned::Raised;
}

// ---- upvalues

Returned debug_getupvalue(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t n;
  if (!a.integer(2, &n) || !a.function(1)) return Returned::Raised;
  const UpvalueRef upvalue = upvalue_of(at[1], int(n));
  if (!upvalue.value) return a.give();
  bool ok = true;
  const Value name = text_or_nil(L, upvalue.name, &ok);
  return ok ? a.give(name, *upvalue.value) : Returned::Raised;
}

Returned debug_setupvalue(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t n;
  if (!a.any(3) || !a.integer(2, &n) || !a.function(1)) return Returned::Raised;
  const UpvalueRef upvalue = upvalue_of(at[1], int(n));
  if (!upvalue.value) return a.give();
  const Value* v =
      at + argc;  // the last argument, as in the reference, which takes it from the top
  copy(upvalue.value, v);
  barrier(L->state, upvalue.owner, *v);
  wrote(upvalue.owner);
  return a.give_text(upvalue.name);
}

// Upvalue number argument `n` of the function in argument `f`.
bool check_upvalue(const Args& a, uint32_t f, uint32_t n, UpvalueRef* out, int* number) {
  int64_t i;
  if (!a.integer(n, &i) || !a.function(f)) return false;
  *number = int(i);
  *out = upvalue_of(a[f], *number);
  return true;
}

Returned debug_upvalueid(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  UpvalueRef upvalue;
  int n;
  if (!check_upvalue(a, 1, 2, &upvalue, &n)) return Returned::Raised;
  return a.give(upvalue.value ? Value::light(upvalue.id) : Value::nil());
}

Returned debug_upvaluejoin(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  UpvalueRef to, from;
  int to_number, from_number;
  if (!check_upvalue(a, 1, 2, &to, &to_number)) return Returned::Raised;
  if (!to.value) return a.fail(2, "invalid upvalue index");
  if (!check_upvalue(a, 3, 4, &from, &from_number)) return Returned::Raised;
  if (!from.value) return a.fail(4, "invalid upvalue index");
  if (!at[1].is_lua_closure()) return a.fail(1, "Lua function expected");
  if (!at[3].is_lua_closure()) return a.fail(3, "Lua function expected");
  LuaClosure* closure = at[1].closure();
  UpVal* shared = at[3].closure()->upvalues[from_number - 1];
  closure->upvalues[to_number - 1] = shared;
  barrier_object(L->state, &closure->header, shared);
  wrote(closure);
  return a.give();
}

// ---- hooks

// The hook of threads whose hook is a Lua function: calls it with the event's name and line. False: raised.
bool call_hook_function(Thread* L, HookInfo* info) {
  static constexpr const char* kEvents[] = {"call", "return", "line", "count", "tail call"};
  State* S = L->state;
  const Value hooks = get_text(S, S->registry.table(), kHookTable);
  const Value function = hooks.is_table() ? get(S, hooks.table(), Value::of(L)) : Value::nil();
  if (!function.is_function()) return true;
  Value* call = L->top;
  *call = function;
  set_nil(call + 1);
  L->top = call + 2;
  Str* event = new_string(L, kEvents[int(info->event)]);
  if (!event) return false;
  call[1] = Value::of(event);
  call[2] = info->line >= 0 ? Value::integer(info->line) : Value::nil();
  L->top = call + 3;
  return call_nested(L, call, 2, 0);
}

// The table from threads to hook functions. nullptr: raised.
Table* hook_table(Thread* L) {
  Table* registry = L->state->registry.table();
  const Value existing = get_text(L->state, registry, kHookTable);
  if (existing.is_table()) return existing.table();
  Root<Table> made{L, new_table(L)};
  if (!made.get() || !set_field(L, registry, kHookTable, Value::of(made.get()))) return nullptr;
  Root<Str> weak_keys{L, new_string(L, "k")};
  const bool ok = weak_keys.get() && set_field(L, made, "__mode", Value::of(weak_keys.get())) &&
                  set_metatable(L, made, made.get());
  return ok ? made.get() : nullptr;
}

uint8_t hook_mask(const char* text, int64_t count) {
  return (std::strchr(text, 'c') ? hook_bits::kCall : 0) |
         (std::strchr(text, 'r') ? hook_bits::kReturn : 0) |
         (std::strchr(text, 'l') ? hook_bits::kLine : 0) | (count > 0 ? hook_bits::kCount : 0);
}

Returned debug_sethook(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const auto [thread, shift] = thread_arg(a);
  const bool off = a.none_or_nil(shift + 1);
  const char* events = "";
  int64_t count = 0;
  if (!off && (!c_text(a, shift + 2, &events) || !a.function(shift + 1) ||
               !a.integer_or(shift + 3, 0, &count)))
    return Returned::Raised;
  Table* hooks = hook_table(L);
  if (!hooks || !set(L, hooks, Value::of(thread), off ? Value::nil() : at[shift + 1]))
    return Returned::Raised;
  set_hook(thread, off ? nullptr : call_hook_function, hook_mask(events, int(count)), int(count));
  return a.give();
}

Returned debug_gethook(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Thread* thread = thread_arg(a).thread;
  if (!thread->hook) return a.give(Value::nil());
  const bool foreign = thread->hook != call_hook_function;
  Str* name = foreign ? new_string(L, "external hook") : L->state->empty_string;
  if (!name) return Returned::Raised;
  const Value hooks = get_text(L->state, L->state->registry.table(), kHookTable);
  at[0] = foreign ? Value::of(name) : get(L->state, hooks.table(), Value::of(thread));
  char mask[4];
  char* end = mask;
  if (hook_mask_of(thread) & hook_bits::kCall) *end++ = 'c';
  if (hook_mask_of(thread) & hook_bits::kReturn) *end++ = 'r';
  if (hook_mask_of(thread) & hook_bits::kLine) *end++ = 'l';
  Str* events = new_string(L, {mask, size_t(end - mask)});
  if (!events) return Returned::Raised;
  at[1] = Value::of(events);
  at[2] = Value::integer(thread->hook_base_count);
  return returned(3);
}

// ---- the rest

Returned debug_traceback(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const auto [thread, shift] = thread_arg(a);
  const bool silent = a.none_or_nil(shift + 1);
  if (!silent && !at[shift + 1].is_string() && !at[shift + 1].is_number())
    return a.give(at[shift + 1]);
  std::string_view message;
  int64_t level;
  if (!a.string_or(shift + 1, "", &message) ||
      !a.integer_or(shift + 2, thread == L ? 1 : 0, &level))
    return Returned::Raised;
  Str* text = traceback(L, thread, silent ? nullptr : &message, int(level));
  return text ? a.give(Value::of(text)) : Returned::Raised;
}

// Reads lines from standard input and runs each, until "cont" or the end of input.
Returned debug_debug(Thread* L, Value* at, uint32_t argc) {
  const ptrdiff_t top = L->top - L->stack;
  for (;;) {
    std::fputs("lua_debug> ", stderr);
    std::fflush(stderr);
    char line[250];
    if (!std::fgets(line, sizeof line, stdin) || std::strcmp(line, "cont\n") == 0)
      return returned(0);
    L->top = L->stack + top;
    const Load load = push_chunk(L, line, "=(debug command)", "bt");
    if (load == Load::Raised) return Returned::Raised;
    bool ok = load == Load::Ok;
    if (ok) {
      ok = call_protected(L, L->top - 1, 0, 0);
      if (!ok && is_stopped(L->state)) return Returned::Raised;
      if (!ok) {
        *L->top++ = L->error;
        L->error = Value::nil();
        L->error_status = ErrorStatus::Ok;
        L->error_handled = false;
      }
    }
    if (ok) continue;
    const Str* shown = to_display_string(L, L->top[-1]);
    if (!shown) return Returned::Raised;
    std::fprintf(stderr, "%s\n", data_of(shown));
    std::fflush(stderr);
  }
}

Returned debug_setcstacklimit(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t limit;
  if (!a.integer(1, &limit)) return Returned::Raised;
  return a.give(Value::integer(kMaxNativeDepth));  // since 5.4.3 it cannot be changed
}

constexpr Builtin kRows[] = {
    {.name = "debug", .body = debug_debug, .kind = BuiltinKind::Framed},
    {.name = "getuservalue", .body = debug_getuservalue},
    {.name = "gethook", .body = debug_gethook},
    // Framed where levels count: the builtin itself is level 0.
    {.name = "getinfo", .body = debug_getinfo, .kind = BuiltinKind::Framed},
    {.name = "getlocal", .body = debug_getlocal, .kind = BuiltinKind::Framed},
    {.name = "getregistry", .body = debug_getregistry},
    {.name = "getmetatable", .body = debug_getmetatable},
    {.name = "getupvalue", .body = debug_getupvalue},
    {.name = "upvaluejoin", .body = debug_upvaluejoin},
    {.name = "upvalueid", .body = debug_upvalueid},
    {.name = "setuservalue", .body = debug_setuservalue},
    {.name = "sethook", .body = debug_sethook, .kind = BuiltinKind::Framed},
    {.name = "setlocal", .body = debug_setlocal, .kind = BuiltinKind::Framed},
    {.name = "setmetatable", .body = debug_setmetatable},
    {.name = "setupvalue", .body = debug_setupvalue},
    {.name = "traceback", .body = debug_traceback, .kind = BuiltinKind::Framed},
    {.name = "setcstacklimit", .body = debug_setcstacklimit},
};

}  // namespace

Table* open_debug(Thread* L) {
  Root<Table> debug{L, new_table_sized(L, 0, std::size(kRows))};
  if (!debug.get() || !register_builtins(L, debug, kRows)) return nullptr;
  return debug;
}

}  // namespace tri::lib
