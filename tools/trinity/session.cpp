#include "session.hpp"

#include <cstdio>
#include <cstdlib>

#include "disassembler.hpp"
#include "engine/watchdog.hpp"
#include "heap/collector.hpp"
#include "heap/watch.hpp"
#include "interrupt.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "modules/modules.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"
#include "runtime/metatable.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::cli {

namespace {

// What the __tostring of an error object that is no string gives (then `*final`: no traceback), or
// that object's type.
Str* describe_error(Thread* L, Value* error, bool* final) {
  const Value method = metamethod(L->state, *error, Event::ToString);
  if (!method.is_nil()) {
    Value* call = L->top;
    copy(call, &method);
    copy(call + 1, error);
    L->top += 2;
    if (!call_nested(L, call, 1, 1)) return nullptr;
    const Value text = *--L->top;
    *final = text.is_string();
    if (*final) return text.str();
    error = L->frame->func + 1;
  }
  return format_text(L, "(error object is a %s value)", type_name(error->type()));
}

// The message handler of all chunks: appends a traceback.
Returned handle_message(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Str* message;
  bool final = false;
  if (at[1].is_string() || at[1].is_number()) {
    if (!a.str(1, &message)) return Returned::Raised;
  } else {
    message = describe_error(L, at + 1, &final);
    if (!message) return Returned::Raised;
  }
  if (final)
    return Args{L, L->frame->func, argc}.give(Value::of(message));  // the stack may have moved
  L->frame->func[1] = Value::of(message);                           // keeps it alive
  const std::string_view text = text_of(message);
  Str* whole = traceback(L, L, &text, 1);
  return whole ? Args{L, L->frame->func, argc}.give(Value::of(whole)) : Returned::Raised;
}
constexpr Builtin kHandleMessage = {
    .name = "message handler", .body = handle_message, .kind = BuiltinKind::Framed};

// The bottom of every call: at[1] is the message handler, at[2] the function, its arguments follow.
// Gives true and the results, or (from the unwinder) false and the message.
Returned call_chunk(Thread* L, Value* at, uint32_t argc) {
  if (L->frame->step == 0) {
    L->frame->flags |= frame_bits::kProtected | frame_bits::kHandler;
    return call_then(L, 1, at + 2, argc - 2, -1);
  }
  set_boolean(at + 1, true);
  return results_at_top(argc + 1);
}
constexpr Builtin kCallChunk = {.name = "call", .body = call_chunk, .kind = BuiltinKind::Framed};

// False: there can be no deadline.
bool set_limits(State* S, const Session::Options& options) {
  S->stop_tracebacks = true;
  if (options.fuel > 0) set_fuel(S, options.fuel);
  if (options.memory > 0) S->heap->set_limit(options.memory);
  if (options.output > 0) S->output_left = options.output;
  return options.deadline_ns == 0 || engine::set_deadline(S, options.deadline_ns);
}

State* open_state(const Session::Options& options) {
  engine::Inspection inspection = options.inspection;
  inspection.disassemble = disassemble;
  State* S = engine::create_state({.seed = options.seed,
                                   .gc_stress = GcStress(options.gc_stress),
                                   .max_tier = options.max_tier,
                                   .move_stack = options.move_stack,
                                   .metered = options.fuel > 0,
                                   .count_sites = options.count_sites,
                                   .no_caches = options.no_caches,
                                   .no_quickening = options.no_quickening,
                                   .no_fusion = options.no_fusion,
                                   .shared_dispatch = options.shared_dispatch,
                                   .inspection = inspection,
                                   .watch = options.watch});
  if (!S) return nullptr;
  S->collector->stop();
  Table* registry = S->registry.table();
  const bool ok = (!options.ignore_environment ||
                   set_field(S->main, registry, "LUA_NOENV", Value::boolean(true))) &&
                  lib::open_all(S->main) && modules::preload_all(S->main);
  if (!ok) {
    engine::destroy_state(S);
    return nullptr;
  }
  lib::install_warnings(S);
  S->collector->restart();
  S->collector->set_generational(0, 0);  // as lua does; programs can ask
  if (!set_limits(S, options)) {
    engine::destroy_state(S);
    return nullptr;
  }
  tell(S, &Watch::opened, S);
  return S;
}

}  // namespace

Session::Session(const Options& options) : state_(open_state(options)) {}
Session::~Session() {
  if (state_) engine::destroy_state(state_);
}

bool Session::load_file(const char* path) {
  return ensure_stack(thread(), kMinSlots) && lib::push_file(thread(), path, "bt") == lib::Load::Ok;
}
bool Session::load_text(std::string_view text, std::string_view chunk_name) {
  return ensure_stack(thread(), kMinSlots) &&
         lib::push_chunk(thread(), text, chunk_name, "bt") == lib::Load::Ok;
}

bool Session::call(uint32_t nargs) {
  Thread* L = thread();
  if (!ensure_stack(L, kMinSlots)) return push(L->error), false;
  Value* call = L->top - nargs - 1;
  for (Value* v = L->top - 1; v >= call; --v) copy(v + 2, v);
  call[0] = Value::builtin(&kCallChunk);
  call[1] = Value::builtin(&kHandleMessage);
  L->top += 2;
  const ptrdiff_t place = call - L->stack;
  bool ok;
  {
    InterruptGuard guard{state_};
    ok = call_protected(L, call, nargs + 2, -1);
  }
  call = L->stack + place;
  if (!ok) {  // a limit; or not even the frame could be made
    push(L->error);
    forget_error(L);
    return false;
  }
  ok = call->is_truthy();
  for (Value* v = call + 1; v < L->top; ++v) copy(v - 1, v);
  --L->top;
  return ok;
}

Value Session::pop() { return *--thread()->top; }
void Session::push(const Value& v) { copy(thread()->top++, &v); }
void Session::push_text(std::string_view text) {
  Str* s = ensure_stack(thread(), 1) ? new_string(thread(), text) : nullptr;
  if (!s) {
    std::fputs("not enough memory\n", stderr);
    std::exit(EXIT_FAILURE);
  }
  push(Value::of(s));
}

uint32_t Session::depth() const { return uint32_t(thread()->top - thread()->stack - 1); }
void Session::set_depth(uint32_t depth) {
  Thread* L = thread();
  while (this->depth() < depth) push(Value::nil());
  L->top = L->stack + 1 + depth;
}

}  // namespace tri::cli
