#include "lib/control.hpp"

#include "heap/barrier.hpp"
#include "lib/iterators.hpp"
#include "lib/load.hpp"
#include "lib/system_result.hpp"
#include "runtime/args.hpp"
#include "runtime/c_call.hpp"
#include "runtime/call.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"

namespace tri::lib {

namespace {

// Steps of framed builtins: the first call, and the return of what they called.
enum Step : uint32_t { kStart, kReturned = kAfterCallee };

// Raises at[1], a string with the position of the function at `level` in front.
Returned raise_at_level(Thread* L, Value* at, uint32_t argc, int level) {
  LeafFrame frame{L, at, argc};
  if (!frame.ok()) return Returned::Raised;
  at = frame.at();
  if (at[1].is_string() && level > 0) {
    Str* position = where(L, level);
    if (!position) return Returned::Raised;
    Root<Str> held{L, position};
    Str* message = concat(L, position, text_of(at[1].str()));
    if (!message) return Returned::Raised;
    at[1] = Value::of(message);
  }
  return raise_value(L, at[1]);
}

}  // namespace

// ---- errors

Returned base_error(Thread* L, Value* at, uint32_t argc) {
  int64_t level;
  if (!Args{L, at, argc}.integer_or(2, 1, &level)) return Returned::Raised;
  if (argc == 0) {
    set_nil(at + 1);
    argc = 1;
  }
  return raise_at_level(L, at, argc, int(level));
}

Returned base_assert(Thread* L, Value* at, uint32_t argc) {
  if (argc >= 1 && at[1].is_truthy()) [[likely]]
    return results_at_top(argc);
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  if (argc >= 2) {
    copy(at + 1, at + 2);
  } else {
    Str* message = new_string(L, "assertion failed!");
    if (!message) return Returned::Raised;
    at[1] = Value::of(message);
  }
  return raise_at_level(L, at, argc, 1);
}

// The results, or the error, are found where the unwinder and the callee leave them: at[0] becomes true in front of
// the callee's results at at[1]...
Returned base_pcall(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == kStart) {
    if (!Args{L, at, argc}.any(1)) return Returned::Raised;
    L->frame->flags |= frame_bits::kProtected;
    const CFunction c = c_function_of(at[1]);
    if (!c || !can_call_c(L, L->top) || L->native_depth + 1 >= kMaxNativeDepth)
      return call_then(L, kReturned, at + 1, argc - 1, -1);
    const Returned r = call_c_within(L, kReturned, c, at + 1);
    if (int32_t(r) < 0) return r;
    at = L->frame->func;
    argc = uint32_t(L->top - at - 1);
  }
  set_boolean(at, true);
  return returned(argc + 1);
}

// The handler lies below the function, in the frame's first slot, where the unwinder finds it.
Returned base_xpcall(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == kStart) {
    if (!Args{L, at, argc}.type_is(2, Type::Function)) return Returned::Raised;
    const Value function = at[1];
    copy(at + 1, at + 2);
    copy(at + 2, &function);
    L->frame->flags |= frame_bits::kProtected | frame_bits::kHandler;
    return call_then(L, kReturned, at + 2, argc - 2, -1);
  }
  set_boolean(at + 1, true);
  return results_at_top(argc + 1);
}

// ---- traversal

Returned base_pairs(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == kReturned) return results_at_top(argc);
  const Args a{L, at, argc};
  if (!a.any(1)) return Returned::Raised;
  const Value pairs = metamethod(L->state, at[1], Event::Pairs);
  if (pairs.is_nil()) [[likely]] {
    at[0] = Value::builtin(L->state->next_builtin);
    set_nil(at + 2);
    return returned(3);
  }
  copy(at + 2, at + 1);
  copy(at + 1, &pairs);
  L->top = at + 3;
  return call_then(L, kReturned, at + 1, 1, 3);
}

// ---- chunks

namespace {

// The first upvalue of a chunk, if it has one, is its environment.
void set_environment(Thread* L, LuaClosure* chunk, const Value& environment) {
  if (chunk->header.aux == 0) return;
  UpVal* upvalue = chunk->upvalues[0];
  copy(upvalue->v, &environment);
  barrier(L->state, &upvalue->header, environment);
  wrote(upvalue);
}

// load() and loadfile() stop errors as pcall does, but give nil, and let the message handler in force see them.
void protect(Thread* L) { L->frame->flags |= frame_bits::kProtected | frame_bits::kTransparent; }

// The function just pushed, or nil and the message just pushed. `environment` may be null.
Returned give_loaded(const Args& a, Load load, const Value* environment) {
  const Value pushed = load == Load::Raised ? Value::nil() : a.L->top[-1];
  if (load == Load::Raised) return Returned::Raised;
  if (load == Load::Limit) {
    protect(a.L);
    return raise_value(a.L, pushed);
  }
  if (load != Load::Ok) return a.give(Value::nil(), pushed);
  if (environment) set_environment(a.L, pushed.closure(), *environment);
  return a.give(pushed);
}

// Names end at a zero byte.
std::string_view as_name(std::string_view text) { return text.substr(0, text.find('\0')); }

// load() with a reader: the pieces it gives grow into one string.
//   at[1] reader  [2] name or nil  [3] mode or nil  [4] environment  [5] whether there is one  [6] the pieces so far  [7] bytes tried
enum LoadSlot : uint32_t {
  kReader = 1,
  kName,
  kMode,
  kEnvironment,
  kHasEnvironment,
  kPieces,
  kTried,
  kCall
};

Returned call_reader(Thread* L, Value* at) {
  copy(at + kCall, at + kReader);
  return call_then(L, kReturned, at + kCall, 0, 1);
}

Returned start_reader(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.type_is(1, Type::Function)) return Returned::Raised;
  for (uint32_t n = argc + 1; n <= kEnvironment; ++n) set_nil(at + n);
  set_boolean(at + kHasEnvironment, argc >= kEnvironment);
  at[kPieces] = Value::of(L->state->empty_string);
  at[kTried] = Value::integer(0);
  protect(L);
  return call_reader(L, at);
}

// Compiles the pieces, which are all or the first ones (open); asks for the next one where it is open what they make.
Returned load_pieces(Thread* L, Value* at, bool open) {
  L->top = at + kCall;
  const Args a{L, at, kPieces};
  const char* mode;
  if (!c_text_or(a, kMode, "bt", &mode)) return Returned::Raised;
  const std::string_view name =
      a.none_or_nil(kName) ? "=(load)" : as_name(text_of(at[kName].str()));
  const std::string_view pieces = text_of(at[kPieces].str());
  const Load load =
      open ? push_open_chunk(L, pieces, name, mode) : push_chunk(L, pieces, name, mode);
  if (load == Load::More) return call_reader(L, at);
  return give_loaded(a, load, at[kHasEnvironment].is_truthy() ? at + kEnvironment : nullptr);
}

Returned take_piece(Thread* L, Value* at) {
  Value& piece = at[kCall];
  if (piece.is_nil()) return load_pieces(L, at, false);
  const Args a{L, at, kCall};
  if (!piece.is_string() && !piece.is_number())
    return raise_lib(L, at, kCall, "reader function must return a string");
  std::string_view text;
  if (!a.string(kCall, &text)) return Returned::Raised;
  if (text.empty()) return load_pieces(L, at, false);
  if (!charge(L, 1)) return Returned::Raised;
  Str* grown = concat(L, at[kPieces].str(), text);
  if (!grown) return Returned::Raised;
  at[kPieces] = Value::of(grown);
  PieceTries tries{size_t(at[kTried].i)};
  const bool due = tries.due(length_of(grown));
  at[kTried] = Value::integer(int64_t(tries.tried));
  return due ? load_pieces(L, at, true) : call_reader(L, at);
}

}  // namespace

Returned base_load(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == kReturned) return take_piece(L, at);
  const Args a{L, at, argc};
  const char* mode;
  std::string_view text, name;
  if (!c_text_or(a, 3, "bt", &mode)) return Returned::Raised;
  const bool from_text = argc >= 1 && (at[1].is_string() || at[1].is_number());
  if (from_text && !a.string(1, &text)) return Returned::Raised;
  if (!a.string_or(2, text, &name)) return Returned::Raised;
  if (!from_text) return start_reader(L, at, argc);
  const Load load = push_chunk(L, text, as_name(name), mode);
  return give_loaded(a, load, argc >= 4 ? at + 4 : nullptr);
}

Returned base_loadfile(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  const char *path, *mode;
  if (!c_text_or(a, 1, nullptr, &path) || !c_text_or(a, 2, "bt", &mode)) return Returned::Raised;
  const Load load = push_file(L, path, mode);
  return give_loaded(a, load, argc >= 3 ? at + 3 : nullptr);
}

Returned base_dofile(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == kReturned) return results_at_top(argc);
  const char* path;
  if (!c_text_or({L, at, argc}, 1, nullptr, &path)) return Returned::Raised;
  const Load load = push_file(L, path, "bt");
  if (load == Load::Raised) return Returned::Raised;
  if (load != Load::Ok) return raise_value(L, L->top[-1]);
  return call_then(L, kReturned, L->top - 1, 0, -1);
}

}  // namespace tri::lib
