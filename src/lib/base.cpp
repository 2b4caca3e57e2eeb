// The base library: what programs find as globals. Protected calls, load and their like are control.cpp.
#include <cstdio>
#include <iterator>
#include <optional>

#include "base/number_text.hpp"
#include "heap/collector.hpp"
#include "lib/control.hpp"
#include "lib/iterators.hpp"
#include "lib/libraries.hpp"
#include "lib/system_result.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/collect.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/operators.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

// ---- text

Returned base_tostring(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  const bool plain = metamethod(L->state, at[1], Event::ToString).is_nil();
  if (plain && at[1].is_string()) return a.give(at[1]);
  if (plain) {
    Str* s = at[1].is_number() ? number_to_string(L, at[1]) : to_display_string(L, at[1]);
    return s ? a.give(Value::of(s)) : Returned::Raised;
  }
  LeafFrame frame{L, at, argc};
  if (!frame.ok()) return Returned::Raised;
  Str* s = to_display_string(L, frame.at()[1]);
  return s ? Args{L, frame.at(), argc}.give(Value::of(s)) : Returned::Raised;
}

// The text print() shows for values that need no string made; `buffer` holds kNumberTextSize bytes.
bool plain_text(State* S, const Value& v, char* buffer, std::string_view* out) {
  if (!metamethod(S, v, Event::ToString).is_nil()) return false;
  switch (v.tag) {
    case Tag::ShortStr:
    case Tag::LongStr: *out = text_of(v.str()); return true;
    case Tag::Int: *out = {buffer, size_t(format_integer(buffer, v.i) - buffer)}; return true;
    case Tag::Float: *out = {buffer, size_t(format_float(buffer, v.d) - buffer)}; return true;
    case Tag::Nil: *out = "nil"; return true;
    case Tag::False: *out = "false"; return true;
    case Tag::True: *out = "true"; return true;
    default: return false;
  }
}

Returned base_print(Thread* L, Value* at, uint32_t argc) {
  std::optional<LeafFrame> frame;  // from the first value on that may call back
  for (uint32_t n = 1; n <= argc; ++n) {
    char buffer[kNumberTextSize];
    std::string_view text;
    if (!plain_text(L->state, at[n], buffer, &text)) {
      if (!frame) frame.emplace(L, at, argc);
      Str* s = frame->ok() ? to_display_string(L, at[n]) : nullptr;
      if (!s) return Returned::Raised;
      at = frame->at();
      text = text_of(s);
    }
    bool written;
    if ((n > 1 && !write_output(L, stdout, "\t", &written)) ||
        !write_output(L, stdout, text, &written))
      return Returned::Raised;
  }
  bool written;
  if (!write_output(L, stdout, "\n", &written)) return Returned::Raised;
  if (!L->state->write) std::fflush(stdout);
  return returned(0);
}

Returned base_warn(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char* piece;
  // All are checked before the first is given out: no message is left unfinished.
  if (!c_text(a, 1, &piece)) return Returned::Raised;
  for (uint32_t n = 2; n <= argc; ++n)
    if (!c_text(a, n, &piece)) return Returned::Raised;
  for (uint32_t n = 1; n <= argc; ++n) warn(L->state, data_of(at[n].str()), n < argc);
  return returned(0);
}

// ---- numbers

constexpr int digit_of(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 99;
}

// The integer that text spells in a base, spaces around it allowed; wraps around.
bool parse_in_base(std::string_view text, int base, int64_t* out) {
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return false;
  uint64_t value = 0;
  for (const char c : text) {
    const int digit = digit_of(c);
    if (digit >= base) return false;
    value = value * uint64_t(base) + uint64_t(digit);
  }
  *out = int64_t(negative ? 0 - value : value);
  return true;
}

Returned base_tonumber(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (a.none_or_nil(2)) {
    if (argc >= 1 && at[1].is_number()) return a.give(at[1]);
    if (argc >= 1 && at[1].is_string()) return a.give(string_to_number(text_of(at[1].str())));
    return a.any(1) ? a.give(Value::nil()) : Returned::Raised;
  }
  int64_t base, number;
  if (!a.integer(2, &base) || !a.type_is(1, Type::String)) return Returned::Raised;
  if (base < 2 || base > 36) return a.fail(2, "base out of range");
  const bool spelt = parse_in_base(text_of(at[1].str()), int(base), &number);
  return a.give(spelt ? Value::integer(number) : Value::nil());
}

// ---- types, metatables, raw access

Returned base_type(Thread* L, Value* at, uint32_t argc) {
  if (argc == 0) [[unlikely]]
    return Args{L, at, argc}.fail(1, "value expected");
  *at = Value::of(L->state->type_names[int(at[1].type())]);
  return returned(1);
}

Returned base_getmetatable(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  const Table* metatable = metatable_of(L->state, at[1]);
  if (!metatable) return a.give(Value::nil());
  const Value shown = event_of(L->state, metatable, Event::Metatable);
  return a.give(shown.is_nil() ? Value::of(metatable) : shown);
}

Returned base_setmetatable(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Table* t;
  if (!a.table(1, &t)) return Returned::Raised;
  if (argc < 2 || (!at[2].is_nil() && !at[2].is_table()))
    return raise_arg_type(L, at, argc, 2, "nil or table");
  const Table* old = metatable_of(L->state, t);
  if (old && !event_of(L->state, old, Event::Metatable).is_nil())
    return raise_lib(L, at, argc, "cannot change a protected metatable");
  const void* site = L->frame->kind == FrameKind::Lua ? L->frame->pc : nullptr;
  if (!set_metatable(L, t, at[2].is_table() ? at[2].table() : nullptr, site))
    return Returned::Raised;
  return a.give(at[1]);
}

Returned base_rawequal(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.any(1) || !a.any(2)) return Returned::Raised;
  return a.give(Value::boolean(raw_equals(at[1], at[2])));
}

Returned base_rawlen(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (a.type(1) == Type::Table) return a.give(Value::integer(int64_t(length_of(at[1].table()))));
  if (a.type(1) == Type::String) return a.give(Value::integer(int64_t(length_of(at[1].str()))));
  return raise_arg_type(L, at, argc, 1, "table or string");
}

Returned base_rawget(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Table* t;
  if (!a.table(1, &t) || !a.any(2)) return Returned::Raised;
  return a.give(get(L->state, t, at[2]));
}

Returned base_rawset(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Table* t;
  if (!a.table(1, &t) || !a.any(2) || !a.any(3)) return Returned::Raised;
  if (at[2].is_nil() || (at[2].is_float() && at[2].d != at[2].d)) {
    LeafFrame frame{L, at, argc};  // the error is this function's: no position
    if (frame.ok()) (void)set(L, t, frame.at()[2], frame.at()[3]);
    return Returned::Raised;
  }
  return set(L, t, at[2], at[3]) ? a.give(at[1]) : Returned::Raised;
}

Returned base_select(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (argc >= 1 && at[1].is_string() && text_of(at[1].str()).starts_with('#'))
    return a.give(Value::integer(argc - 1));
  int64_t n;
  if (!a.integer(1, &n)) return Returned::Raised;
  if (n < 0)
    n += argc;
  else if (n > argc)
    n = argc;
  if (n < 1) return a.fail(1, "index out of range");
  return results_at_top(argc - uint32_t(n));
}

Returned base_ipairs(Thread* L, Value* at, uint32_t argc) {
  if (!Args{L, at, argc}.any(1)) return Returned::Raised;
  at[0] = Value::builtin(&kIpairsNext);
  at[2] = Value::integer(0);
  return returned(3);
}

// ---- garbage collection

// Fuel for a whole collection: not by the heap's size, which depends on the tier.
constexpr uint64_t kCollectionCost = 1000;

struct CollectorCall {
  const Args& a;
  Collector& collector;

  // Argument n as an int, 0 when absent.
  bool number(uint32_t n, int* out) const {
    int64_t i;
    if (!a.integer_or(n, 0, &i)) return false;
    *out = int(i);
    return true;
  }
  Returned give_mode(GcMode previous) const {
    return a.give_text(previous == GcMode::Incremental ? "incremental" : "generational");
  }

  Returned step() const {
    int size;
    if (!charge(a.L, kCollectionCost / 10) || !number(2, &size)) return Returned::Raised;
    return finish(Value::boolean(collector.step_explicit(size)));
  }
  Returned collect() const {
    if (!charge(a.L, kCollectionCost)) return Returned::Raised;
    collector.begin_full();
    while (!collector.advance_full())
      if (!may_go_on(a.L)) return Returned::Raised;
    return finish(Value::integer(0));
  }
  // Finalizers of what was found dead run before the call returns.
  Returned finish(const Value& result) const {
    if (!(a.L->state->interrupt & poll_bits::kFinalizers)) return a.give(result);
    LeafFrame frame{a.L, a.at, a.count};
    if (!frame.ok()) return Returned::Raised;
    run_finalizers(a.L);
    return Args{a.L, frame.at(), a.count}.give(result);
  }
  Returned set(int (Collector::*setter)(int)) const {
    int percent;
    if (!number(2, &percent)) return Returned::Raised;
    return a.give(Value::integer((collector.*setter)(percent)));
  }
  Returned set_generational() const {
    int minor, major;
    if (!number(2, &minor) || !number(3, &major)) return Returned::Raised;
    return give_mode(collector.set_generational(minor, major));
  }
  Returned set_incremental() const {
    int pause, multiplier, size;
    if (!number(2, &pause) || !number(3, &multiplier) || !number(4, &size)) return Returned::Raised;
    return give_mode(collector.set_incremental(pause, multiplier, size));
  }
};

Returned base_collectgarbage(Thread* L, Value* at, uint32_t argc) {
  enum {
    Stop,
    Restart,
    Collect,
    Count,
    Step,
    SetPause,
    SetMul,
    IsRunning,
    Generational,
    Incremental
  };
  static constexpr const char* kOptions[] = {
      "stop",       "restart",   "collect",      "count",       "step", "setpause",
      "setstepmul", "isrunning", "generational", "incremental", nullptr};
  const Args a{L, at, argc};
  int option;
  if (!a.option(1, "collect", kOptions, &option)) return Returned::Raised;
  const CollectorCall call{a, *L->state->collector};
  // A finalizer must not steer the collector that called it.
  if (L->state->closing || call.collector.is_finalizing()) return a.give(Value::nil());
  switch (option) {
    case Stop: call.collector.stop(); return a.give(Value::integer(0));
    case Restart: call.collector.restart(); return a.give(Value::integer(0));
    case Count: return a.give(Value::number(double(L->state->heap->bytes_in_use()) / 1024));
    case Step: return call.step();
    case SetPause: return call.set(&Collector::set_pause);
    case SetMul: return call.set(&Collector::set_step_multiplier);
    case IsRunning: return a.give(Value::boolean(call.collector.is_running()));
    case Generational: return call.set_generational();
    case Incremental: return call.set_incremental();
    default: return call.collect();
  }
}

constexpr Builtin kRows[] = {
    {.name = "assert", .body = base_assert},
    {.name = "collectgarbage", .body = base_collectgarbage},
    {.name = "dofile", .body = base_dofile, .kind = BuiltinKind::Framed},
    {.name = "error", .body = base_error},
    {.name = "getmetatable", .body = base_getmetatable},
    {.name = "ipairs", .body = base_ipairs},
    {.name = "loadfile", .body = base_loadfile, .kind = BuiltinKind::Framed},
    {.name = "load", .body = base_load, .kind = BuiltinKind::Blocking},
    {.name = "pairs", .body = base_pairs, .kind = BuiltinKind::Framed},
    {.name = "pcall", .body = base_pcall, .kind = BuiltinKind::Pcall},
    {.name = "print", .body = base_print},
    {.name = "warn", .body = base_warn},
    {.name = "rawequal", .body = base_rawequal},
    {.name = "rawlen", .body = base_rawlen},
    {.name = "rawget", .body = base_rawget},
    {.name = "rawset", .body = base_rawset},
    {.name = "select", .body = base_select},
    {.name = "setmetatable", .body = base_setmetatable},
    {.name = "tonumber", .body = base_tonumber},
    {.name = "tostring", .body = base_tostring},
    {.name = "type", .body = base_type},
    {.name = "xpcall", .body = base_xpcall, .kind = BuiltinKind::Framed},
};

bool make_type_names(Thread* L) {
  for (int t = 0; t < kTypeCount; ++t)
    if (!(L->state->type_names[t] = new_string(L, type_name(Type(t))))) return false;
  return true;
}

bool add_version(Thread* L, Table* into) {
  Root<Str> version{L, new_string(L, "Lua 5.4")};
  return version.get() && set_field(L, into, "_VERSION", Value::of(version.get()));
}

}  // namespace

Table* open_base(Thread* L) {
  Table* base = globals(L);
  if (!register_builtins(L, base, kRows) || !register_builtins(L, base, {&kNext, 1}) ||
      !make_type_names(L) || !set_field(L, base, "_G", Value::of(base)) || !add_version(L, base))
    return nullptr;
  L->state->next_builtin = &kNext;
  L->state->ipairs_builtin = &kIpairsNext;
  return base;
}

}  // namespace tri::lib
