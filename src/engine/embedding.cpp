// The C functions behind include/trinity.hpp: a state for a host that knows no Lua stack.
//
// A call is a part of the main thread's stack: trinity_begin pushes the function and gives its place (the mark), arguments follow,
// trinity_end leaves the results there or one message. Calls nest where host functions call back.
#include <trinity.hpp>

#include <cstring>
#include <new>

#include "engine/counters.hpp"
#include "engine/engine.hpp"
#include "engine/watchdog.hpp"
#include "heap/barrier.hpp"
#include "heap/collector.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

#define TRINITY_API __attribute__((visibility("default")))

using namespace tri;

struct trinity_state {
  State* S;
  trinity_limits limits;
  uint32_t depth;      // calls from the host that run
  bool out_of_memory;  // for an argument: the call fails
  int64_t fuel_used;
  Stop last_stop;  // of the last call from the host
  int functions;   // numbers given so far
};

namespace {

constexpr const char kFunctions[] = "trinity.functions";  // in the registry: functions by number
constexpr int64_t kAllFuel = INT64_MAX / 2;
const Value kNoValue = Value::nil();

// As trinity::Status counts them.
enum CallStatus : int { kOk, kError, kSyntax, kMemory, kFuel, kDeadline, kInterrupted, kOutput };

int status_of_stop(Stop why) {
  switch (why) {
    case Stop::Fuel: return kFuel;
    case Stop::Deadline: return kDeadline;
    case Stop::Interrupt: return kInterrupted;
    case Stop::Output: return kOutput;
    case Stop::None: break;
  }
  return kError;
}

// The thread that the host's calls work on: the one that called it.
Thread* thread_of(const trinity_state* state) { return state->S->running; }

void push(trinity_state* state, const Value& v) {
  Thread* L = thread_of(state);
  if (!ensure_stack(L, kMinSlots)) {
    forget_error(L);
    state->out_of_memory = true;
    return;
  }
  copy(L->top++, &v);
}

const Value* value_at(const trinity_state* state, ptrdiff_t mark, int n) {
  const Thread* L = thread_of(state);
  const Value* v = L->stack + mark + n;
  return n >= 0 && v < L->top ? v : &kNoValue;
}

Table* functions_of(const trinity_state* state) {
  return get_text(state->S, state->S->registry.table(), kFunctions).table();
}

struct HostRow {
  trinity_state* state;
  trinity_host_function function;
  void* data;
};

// Upvalue: the row, in a userdata.
Returned call_host_function(Thread* L, Value* at, uint32_t argc) {
  const auto* row = static_cast<const HostRow*>(upvalue(at, 0).userdata()->block());
  if (!ensure_stack(L, kMinSlots)) return Returned::Raised;
  const ptrdiff_t mark = at + 1 - L->stack;
  const int n = row->function(row->state, mark, row->data);
  if (row->state->out_of_memory) {
    row->state->out_of_memory = false;
    return (void)raise_memory(L), Returned::Raised;
  }
  if (n >= 0) return results_at_top(uint32_t(n));
  return raise_value(L, L->top[-1]);
}
constexpr Builtin kHostFunction = {
    .name = "host function", .body = call_host_function, .kind = BuiltinKind::Blocking};

bool open_state(trinity_state* state, const trinity_state_options& o) {
  State* S =
      engine::create_state({.seed = o.seed, .max_tier = o.max_tier, .metered = o.metered != 0});
  if (!S) return false;
  state->S = S;
  S->write = o.write;
  S->write_data = o.write_data;
  Thread* L = S->main;
  const auto libraries = trinity::Libraries(o.libraries);
  if (!(libraries == trinity::Libraries::Pure ? lib::open_pure(L) : lib::open_all(L))) return false;
  lib::install_warnings(S);
  Table* functions = new_table(L);
  if (!functions || !set_field(L, S->registry.table(), kFunctions, Value::of(functions)))
    return false;
  if (o.memory_bytes < SIZE_MAX) S->heap->set_limit(size_t(o.memory_bytes));
  return true;
}

// What the outermost call may spend. False: there can be no deadline.
bool arm(trinity_state* state) {
  State* S = state->S;
  const trinity_limits& l = state->limits;
  if (S->metered) set_fuel(S, l.fuel >= 0 ? l.fuel : kAllFuel);
  S->output_left = l.output_bytes;
  return l.deadline_ns <= 0 || engine::set_deadline(S, l.deadline_ns);
}

void disarm(trinity_state* state) {
  State* S = state->S;
  const trinity_limits& l = state->limits;
  if (S->metered) state->fuel_used = (l.fuel >= 0 ? l.fuel : kAllFuel) - fuel_left(S);
  if (l.deadline_ns > 0) engine::clear_deadline(S);
  S->output_left = UINT64_MAX;
  state->last_stop = S->stop;
  clear_stop(S);
}

// Leaves one value at the mark: why it failed.
void leave_message(trinity_state* state, ptrdiff_t mark, const Value& message) {
  Thread* L = thread_of(state);
  L->top = L->stack + mark;
  copy(L->top++, &message);
}

int fail_for_memory(trinity_state* state, ptrdiff_t mark) {
  leave_message(state, mark, Value::of(state->S->memory_message));
  return kMemory;
}

}  // namespace

extern "C" {

TRINITY_API const char* trinity_version(void) { return TRINITY_VERSION; }

TRINITY_API trinity_state* trinity_open(const trinity_state_options* options) {
  trinity_state_options o{};
  o.memory_bytes = UINT64_MAX;
  memcpy(&o, options, options->size < sizeof o ? options->size : sizeof o);
  auto* state = new (std::nothrow) trinity_state{};
  if (!state) return nullptr;
  state->limits = {
      .size = sizeof(trinity_limits), .fuel = -1, .deadline_ns = 0, .output_bytes = UINT64_MAX};
  if (open_state(state, o)) return state;
  trinity_close(state);
  return nullptr;
}

TRINITY_API void trinity_close(trinity_state* state) {
  if (state->S) {
    (void)arm(state);
    state->S->stop = state->last_stop;  // then no finalizer runs
    engine::destroy_state(state->S);
  }
  delete state;
}

TRINITY_API void trinity_set_limits(trinity_state* state, const trinity_limits* limits) {
  memcpy(&state->limits, limits,
         limits->size < sizeof state->limits ? limits->size : sizeof state->limits);
}

TRINITY_API void trinity_interrupt(trinity_state* state) { request_stop(state->S); }

TRINITY_API int64_t trinity_fuel_used(const trinity_state* state) { return state->fuel_used; }

TRINITY_API size_t trinity_memory_used(const trinity_state* state) {
  return state->S->heap->bytes_in_use();
}

TRINITY_API void trinity_collect(trinity_state* state) { state->S->collector->collect_full(false); }

TRINITY_API size_t trinity_counters(const trinity_state* state, trinity_counter* to, size_t room) {
  const auto counters = engine::counters();
  for (size_t i = 0; i < counters.size() && i < room; ++i)
    to[i] = {counters[i].name, counters[i].meaning, counters[i].read(state->S)};
  return counters.size();
}

TRINITY_API int trinity_load(trinity_state* state, const char* text, size_t size, const char* name,
                             int* status, ptrdiff_t* mark) {
  Thread* L = thread_of(state);
  *mark = L->top - L->stack;
  *status = kSyntax;
  if (!ensure_stack(L, kMinSlots)) {
    forget_error(L);
    return *status = fail_for_memory(state, *mark), 0;
  }
  switch (lib::push_chunk(L, {text, size}, name, "bt")) {
    case lib::Load::Ok: break;
    case lib::Load::Raised:  // only while something runs
      *status = status_of_stop(state->S->stop);
      leave_message(state, *mark, L->error);
      forget_error(L);
      return 0;
    default:
      if (L->top[-1].is_string() && L->top[-1].str() == state->S->memory_message) *status = kMemory;
      return 0;
  }
  const int number = state->functions + 1;
  if (!set_int(L, functions_of(state), number, L->top[-1])) {
    forget_error(L);
    return *status = fail_for_memory(state, *mark), 0;
  }
  --L->top;
  *status = kOk;
  return state->functions = number;
}

TRINITY_API void trinity_forget(trinity_state* state, int function) {
  (void)!set_int(thread_of(state), functions_of(state), function, Value::nil());
}

TRINITY_API ptrdiff_t trinity_begin(trinity_state* state, int function) {
  Thread* L = thread_of(state);
  const ptrdiff_t mark = L->top - L->stack;
  push(state, get_int(functions_of(state), function));
  return mark;
}

TRINITY_API int trinity_end(trinity_state* state, ptrdiff_t mark) {
  State* S = state->S;
  Thread* L = thread_of(state);
  if (state->out_of_memory) {
    state->out_of_memory = false;
    return fail_for_memory(state, mark);
  }
  const bool outermost = state->depth == 0;
  if (outermost && !arm(state)) return fail_for_memory(state, mark);
  ++state->depth;
  Value* function = L->stack + mark;
  const bool ok = call_protected(L, function, uint32_t(L->top - function) - 1, -1);
  --state->depth;
  int status = kOk;
  if (!ok) {
    status = is_stopped(S)                            ? status_of_stop(S->stop)
             : L->error_status == ErrorStatus::Memory ? kMemory
                                                      : kError;
    leave_message(state, mark, L->error);
    forget_error(L);
  }
  if (outermost) disarm(state);
  return status;
}

TRINITY_API void trinity_drop(trinity_state* state, ptrdiff_t mark) {
  Thread* L = thread_of(state);
  L->top = L->stack + mark;
}

TRINITY_API int trinity_count(const trinity_state* state, ptrdiff_t mark) {
  const Thread* L = thread_of(state);
  return int(L->top - (L->stack + mark));
}

TRINITY_API int trinity_type(const trinity_state* state, ptrdiff_t mark, int n) {
  using trinity::Type;
  const Value* v = value_at(state, mark, n);
  if (v->is_nil()) return int(Type::Nil);
  if (v->is_int()) return int(Type::Integer);
  if (v->is_float()) return int(Type::Number);
  if (v->is_string()) return int(Type::String);
  return v->type() == tri::Type::Boolean ? int(Type::Boolean) : int(Type::Other);
}
TRINITY_API int trinity_boolean(const trinity_state* state, ptrdiff_t mark, int n) {
  return value_at(state, mark, n)->is_truthy();
}
TRINITY_API int64_t trinity_integer(const trinity_state* state, ptrdiff_t mark, int n) {
  const Value* v = value_at(state, mark, n);
  return v->is_int() ? v->i : 0;
}
TRINITY_API double trinity_number(const trinity_state* state, ptrdiff_t mark, int n) {
  const Value* v = value_at(state, mark, n);
  return v->is_float() ? v->d : v->is_int() ? double(v->i) : 0;
}
TRINITY_API const char* trinity_text(const trinity_state* state, ptrdiff_t mark, int n,
                                     size_t* size) {
  const Value* v = value_at(state, mark, n);
  const std::string_view text = v->is_string() ? text_of(v->str()) : std::string_view("");
  *size = text.size();
  return text.data();
}

TRINITY_API void trinity_push_nil(trinity_state* state) { push(state, Value::nil()); }
TRINITY_API void trinity_push_boolean(trinity_state* state, int value) {
  push(state, Value::boolean(value != 0));
}
TRINITY_API void trinity_push_integer(trinity_state* state, int64_t value) {
  push(state, Value::integer(value));
}
TRINITY_API void trinity_push_number(trinity_state* state, double value) {
  push(state, Value::number(value));
}
TRINITY_API void trinity_push_text(trinity_state* state, const char* text, size_t size) {
  Thread* L = thread_of(state);
  const Str* s = new_string(L, {text, size});
  if (!s) {
    forget_error(L);
    state->out_of_memory = true;
  }
  push(state, s ? Value::of(s) : Value::nil());
}

TRINITY_API int trinity_set_global(trinity_state* state, const char* name) {
  Thread* L = thread_of(state);
  const bool failed = state->out_of_memory;
  state->out_of_memory = false;
  const Value v = L->top[-1];
  const bool ok = !failed && set_field(L, globals(L), name, v);
  if (!failed && !ok) forget_error(L);
  --L->top;
  return ok;
}

TRINITY_API ptrdiff_t trinity_get_global(trinity_state* state, const char* name) {
  Thread* L = thread_of(state);
  const ptrdiff_t mark = L->top - L->stack;
  push(state, get_text(state->S, globals(L), name));
  state->out_of_memory = false;
  return mark;
}

TRINITY_API int trinity_set_function(trinity_state* state, const char* name,
                                     trinity_host_function function, void* data) {
  Thread* L = thread_of(state);
  Userdata* row = new_userdata(L, sizeof(HostRow), 0);
  if (!row) return forget_error(L), 0;
  new (row->block()) HostRow{state, function, data};
  push(state, Value::of(row));
  NativeClosure* closure = new_builtin_closure(L, &kHostFunction, 1);
  if (!closure) return forget_error(L), --L->top, 0;
  closure->upvalues[0] = Value::of(row);
  barrier(state->S, &closure->header, closure->upvalues[0]);
  wrote(closure);
  L->top[-1] = Value::of(closure);
  return trinity_set_global(state, name);
}

}  // extern "C"
