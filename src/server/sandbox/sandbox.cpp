#include "server/sandbox/sandbox.hpp"

#include <sys/random.h>

#include "engine/engine.hpp"
#include "heap/closure.hpp"
#include "heap/collector.hpp"
#include "heap/proto.hpp"
#include "modules/net/build.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/collect.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/error.hpp"
#include "runtime/library.hpp"
#include "runtime/limits.hpp"
#include "runtime/link.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"
#include "server/sandbox/answer.hpp"
#include "server/sandbox/call_values.hpp"
#include "server/sandbox/connection_table.hpp"
#include "server/sandbox/context_table.hpp"
#include "server/sandbox/library.hpp"
#include "server/sandbox/request_table.hpp"

namespace tri::server {

namespace {

// Where the registry holds the table of handlers.
constexpr const char kHandlers[] = "trinity.handlers";
constexpr const char kRandomSeed[] = "trinity.randomseed";
// Address space of an arena: rounding, lists and stacks come on top of what the heap counts.
constexpr size_t kArenaFactor = 4, kArenaMore = size_t(16) << 20;
// Address space of native code: all sandboxes of the process share 2 GiB.
constexpr size_t kCodeBytes = size_t(512) << 10;
constexpr int64_t kInitFuel = 100'000'000;
// A program may log as much as its answer may be long, and so much at least.
constexpr int64_t kMinLog = 64 << 10;
constexpr size_t kMaxLine = 8 << 10;
constexpr int kStackLevels = 20;

// ── what is called in a sandbox ──

// The message handler: keeps the traceback, which is for the author, apart from the message.
Returned handle_error(Thread* L, Value* at, uint32_t argc) {
  const Str* const text = traceback(L, L, nullptr, 1);
  if (!text) return Returned::Raised;
  Sandbox::of(L->state).note_traceback(std::string(text_of(text)));
  return Args{L, L->frame->func, argc}.give(L->frame->func[1]);
}
constexpr Builtin kHandleError = {
    .name = "message handler", .body = handle_error, .kind = BuiltinKind::Framed};

// Whether there is anything that a client could ask for.
bool has_handler(State* S, const Table* t) {
  for (const Event event : {Event::Request, Event::Call, Event::Message})
    if (!get_text(S, t, kHandlerNames[size_t(event)]).is_nil()) return true;
  return false;
}

// The handlers of the entry's table, or its one function as "fetch". False: raised.
bool keep_handlers(Thread* L, const Value& given) {
  const Root<Table> handlers{L, new_table(L)};
  if (!handlers.get()) return false;
  if (given.type() == Type::Function)
    return set_field(L, handlers, kHandlerNames[0], given) &&
           set_field(L, L->state->registry.table(), kHandlers, Value::of(handlers.get()));
  for (const char* name : kHandlerNames) {
    const Value handler = get_text(L->state, given.table(), name);
    if (handler.is_nil()) continue;
    if (handler.type() != Type::Function) {
      Str* const message = format_text(L, "the entry's '%s' is a %s, expected a function", name,
                                       type_name(handler.type()));
      if (message) (void)raise_value(L, Value::of(message));
      return false;
    }
    if (!set_field(L, handlers, name, handler)) return false;
  }
  return set_field(L, L->state->registry.table(), kHandlers, Value::of(handlers.get()));
}

// Runs the entry; what it returns is the handler of requests, or a table of handlers.
Returned run_entry(Thread* L, Value*, uint32_t) {
  if (L->frame->step == 0) {
    const LuaClosure* const main = load_chunk(L, Sandbox::of(L->state).version().entry());
    if (!main) return Returned::Raised;
    *L->top++ = Value::of(main);
    return call_then(L, kAfterCallee, L->top - 1, 0, 1);
  }
  const Value given = L->top[-1];
  const bool is_good =
      given.type() == Type::Function || (given.is_table() && has_handler(L->state, given.table()));
  if (!is_good) {
    Str* const message = format_text(L,
                                     "the entry gave a %s, expected a function(req, ctx) or a "
                                     "table with one called fetch, rpc or message",
                                     type_name(given.type()));
    return message ? raise_value(L, Value::of(message)) : Returned::Raised;
  }
  return keep_handlers(L, given) ? returned(0) : Returned::Raised;
}
constexpr Builtin kRunEntry = {.name = "init", .body = run_entry, .kind = BuiltinKind::Framed};

// The arguments of the handler before `ctx`, on the stack behind it. False: raised.
bool push_what_came(Thread* L, const Incoming& in) {
  switch (in.event) {
    case Event::Request: return push_request(L);
    case Event::Call: return push_call_arguments(L);
    case Event::Open: return push_connection(L) && push_request(L);
    case Event::Message:
      if (!push_connection(L) || !modules::push_text(L, in.body)) return false;
      *L->top++ = Value::boolean(in.is_text);
      return true;
    case Event::Close:
      if (!push_connection(L)) return false;
      *L->top++ = Value::integer(in.close_code);
      return modules::push_text(L, in.body);
  }
  TRI_UNREACHABLE();
}

// What the handler left on top of the stack. False: raised.
bool read_result(Thread* L, Event event, int64_t max_bytes, Outgoing* out) {
  switch (event) {
    case Event::Request: return read_answer(L, max_bytes, out);
    case Event::Call: return read_call_result(L, max_bytes, out);
    case Event::Open: return read_acceptance(L, max_bytes, out) && read_connection_state(L, out);
    case Event::Message: return read_connection_state(L, out);
    case Event::Close: return true;
  }
  TRI_UNREACHABLE();
}

// What init left behind would be copied for every request, and its finalizers would run in every one.
Returned tidy_up(Thread* L, Value*, uint32_t) {
  L->state->collector->collect_full(false);
  run_finalizers(L);
  return is_stop_asked(L->state) && !look_at_limits(L) ? Returned::Raised : returned(0);
}
constexpr Builtin kTidyUp = {.name = "init", .body = tidy_up, .kind = BuiltinKind::Framed};

// A number that no other request gets, for randomness that is not secret.
uint64_t next_seed() {
  static thread_local uint64_t state = [] {
    uint64_t seed = 0;
    (void)!getrandom(&seed, sizeof seed, 0);
    return seed;
  }();
  uint64_t z = state += 0x9E3779B97F4A7C15;  // splitmix64
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return z ^ (z >> 31);
}

// An image has one state of the generator; requests must not.
bool seed_random(Thread* L) {
  L->top[0] = Sandbox::of(L->state).beginning().randomseed;
  L->top[1] = Value::integer(int64_t(next_seed()));
  L->top[2] = Value::integer(int64_t(next_seed()));
  L->top += 3;
  return call_nested(L, L->top - 3, 2, 0);
}

// Calls the handler of what has come in, and reads its answer.
Returned run_handler(Thread* L, Value*, uint32_t) {
  Sandbox& sandbox = Sandbox::of(L->state);
  const Incoming& in = sandbox.incoming();
  if (L->frame->step == 0) {
    if (!seed_random(L)) return Returned::Raised;
    Value* const base = L->top;
    const ptrdiff_t place = base - L->stack;
    *L->top++ = sandbox.beginning().handlers[size_t(in.event)];
    if (!push_what_came(L, in)) return Returned::Raised;
    push_context(L);
    Value* const callee = L->stack + place;
    return call_then(L, kAfterCallee, callee, uint32_t(L->top - callee - 1), 1);
  }
  return read_result(L, in.event, sandbox.version().manifest().limits.output_bytes,
                     &sandbox.outgoing())
             ? returned(0)
             : Returned::Raised;
}
constexpr Builtin kRunHandler = {
    .name = "request", .body = run_handler, .kind = BuiltinKind::Framed};

// Programs may change what math.randomseed is.
bool keep_randomseed(Thread* L) {
  const Value math = get_text(L->state, globals(L), "math");
  return set_field(L, L->state->registry.table(), kRandomSeed,
                   get_text(L->state, math.table(), "randomseed"));
}

// ── failures ──

// "main.lua:14: out of fuel" -> "main.lua:14"; "" when there is no place.
std::string place_in(std::string_view message) {
  const size_t first = message.find(':');
  const size_t second = first == message.npos ? first : message.find(':', first + 1);
  if (second == message.npos || second == first + 1) return {};
  for (size_t i = first + 1; i < second; ++i)
    if (message[i] < '0' || message[i] > '9') return {};
  return std::string(message.substr(0, second));
}

// The first line of a traceback that is about Lua code: "main.lua:14: in function 'score'".
std::string place_in_traceback(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.starts_with('\t') && !line.starts_with("\t[C]") && !line.starts_with("\t..."))
      return std::string(line.substr(1));
  }
  return {};
}

// ── traces ──

uint8_t tier_of_proto(const Proto* p) { return p->native ? 3 : p->words ? 2 : 1; }

// Prototypes and their tiers, by number: those linked later have higher ones.
std::vector<uint8_t> tiers_of(const State* S) {
  std::vector<uint8_t> tiers;
  for (const Proto* p = S->engine->protos; p; p = p->next) {
    if (p->number >= tiers.size()) tiers.resize(p->number + 1, 1);
    tiers[p->number] = tier_of_proto(p);
  }
  return tiers;
}

void note_promotions(const State* S, const std::vector<uint8_t>& before, Trace* trace) {
  for (const Proto* p = S->engine->protos; p; p = p->next) {
    const uint8_t from = p->number < before.size() ? before[p->number] : 1;
    if (tier_of_proto(p) <= from) continue;
    const ShortSource source = short_source(p->source ? text_of(p->source) : "=?");
    trace->add(
        Promotion{source.text + (":" + std::to_string(p->line_defined)), from, tier_of_proto(p)});
  }
}

FailureCode code_of_stop(Stop stop) {
  switch (stop) {
    case Stop::Fuel: return FailureCode::LimitCpu;
    case Stop::Deadline: return FailureCode::LimitDeadline;
    case Stop::Output: return FailureCode::LimitOutput;
    case Stop::Interrupt: return FailureCode::Killed;
    case Stop::None: break;
  }
  return FailureCode::LuaError;
}

}  // namespace

Answer<std::unique_ptr<Sandbox>> Sandbox::prepare(std::shared_ptr<const Version> version,
                                                  Host& host, LiveRequests& live,
                                                  uint32_t max_tier) {
  std::unique_ptr<Sandbox> sandbox(new Sandbox(std::move(version), host, max_tier));
  const Version& v = *sandbox->version_;
  if (!sandbox->open()) return refuse(FailureCode::LimitMemory, "no memory for the libraries");
  LiveRequest request;
  request.id = "init";
  request.function = v.full_name();
  request.state = sandbox->state_;
  request.began_ns = monotonic_ns();
  request.due_ns = request.began_ns + kInitMs * 1'000'000;
  sandbox->live_ = &request;
  if (sandbox->state_->metered) set_fuel(sandbox->state_, kInitFuel);
  Failure failure;
  bool ok;
  {
    const LiveRequests::Scope scope(live, request);
    ok = sandbox->call(&kRunEntry, &failure) && sandbox->call(&kTidyUp, &failure);
  }
  sandbox->live_ = nullptr;
  if (!ok) {
    if (failure.code == FailureCode::LuaError) failure.code = FailureCode::LoadInit;
    return std::unexpected(std::move(failure));
  }
  State* S = sandbox->state_;
  clear_stop(S);
  if (!sandbox->make_beginning())
    return refuse(FailureCode::LimitMemory, "no memory for a request");
  S->collector->collect_full(false);
  sandbox->image_ = engine::StateImage::take(S, *sandbox->arena_);
  return sandbox;
}

bool Sandbox::reset() {
  if (!image_) return false;
  ++requests_;
  if (ended_well_ && requests_ >= next_lesson_) {
    image_->learn(next_seed(), requests_);
    requests_ = 0;
    next_lesson_ = std::min(next_lesson_ * 4, kMostBetweenLessons);
  } else {
    image_->restore(next_seed());
  }
  outgoing_ = {};
  traceback_.clear();
  line_.clear();
  subrequests_ = 0;
  denied_ = too_many_subrequests_ = false;
  return true;
}

Sandbox::~Sandbox() {
  if (!state_) return;
  // Finalizers of a request are not run: what they would do is done by nobody's request.
  if (state_->stop == Stop::None) state_->stop = Stop::Interrupt;
  engine::destroy_state(state_);
}

bool Sandbox::open() {
  const Manifest& manifest = version_->manifest();
  engine::Options options;
  options.max_tier = max_tier_;
  options.code_bytes = kCodeBytes;
  options.one_view_of_code = true;
  options.metered = manifest.limits.cpu_fuel > 0;
  options.watch = this;
  arena_ =
      engine::StateArena::create(size_t(manifest.limits.memory_bytes) * kArenaFactor + kArenaMore);
  if (!arena_) return false;
  options.alloc = engine::StateArena::allocate;
  options.alloc_ud = arena_.get();
  state_ = engine::create_state(options);
  if (!state_) return false;
  state_->write = write;
  state_->write_data = this;
  state_->stop_tracebacks = true;
  state_->output_left = uint64_t(std::max(manifest.limits.output_bytes, kMinLog));
  Thread* L = state_->main;
  if (!open_sandbox_library(L, manifest.capabilities.clock) || !define_request(L) ||
      !define_context(L) || !define_connection(L) || !keep_randomseed(L))
    return false;
  state_->heap->set_limit(size_t(manifest.limits.memory_bytes));
  return true;
}

bool Sandbox::make_beginning() {
  Thread* const L = state_->main;
  const Table* const registry = state_->registry.table();
  const Table* const handlers = get_text(state_, registry, kHandlers).table();
  for (size_t i = 0; i < kEvents; ++i)
    beginning_.handlers[i] = get_text(state_, handlers, kHandlerNames[i]);
  beginning_.randomseed = get_text(state_, registry, kRandomSeed);
  if (make_request(L, &beginning_) && make_context(L, &beginning_)) return true;
  forget_error(L);
  return false;
}

bool Sandbox::call(const Builtin* body, Failure* failure) {
  Thread* L = state_->main;
  const int64_t before = state_->metered ? fuel_left(state_) : 0;
  if (!ensure_stack(L, kMinSlots)) {
    forget_error(L);
    failure->code = FailureCode::LimitMemory;
    return false;
  }
  Value* const base = L->top;
  const ptrdiff_t place = base - L->stack;
  base[0] = Value::builtin(&kHandleError);
  base[1] = Value::builtin(body);
  L->top += 2;
  const bool ok = call_protected(L, base + 1, 0, 0, base);
  if (state_->metered) fuel_used_ = before - fuel_left(state_);
  if (!ok) describe(failure);
  forget_error(L);
  L->top = L->stack + place;
  if (!line_.empty()) {
    log(line_);
    line_.clear();
  }
  return ok;
}

void Sandbox::describe(Failure* failure) {
  const Thread* L = state_->main;
  const Limits& limits = version_->manifest().limits;
  const Value& error = L->error;
  const std::string message =
      error.is_string() ? std::string(text_of(error.str()))
      : error.is_number()
          ? std::to_string(error.is_int() ? double(error.i) : error.d)
          : std::string("(error object is a ") + type_name(error.type()) + " value)";
  failure->message = message.substr(0, message.find("\nstack traceback:"));
  failure->traceback = message.size() > failure->message.size()
                           ? message.substr(failure->message.size() + 1)
                           : traceback_;
  failure->function = version_->full_name();
  failure->version = version_->label();
  if (is_stopped(state_)) {
    failure->code =
        too_many_subrequests_ ? FailureCode::LimitSubrequests : code_of_stop(state_->stop);
  } else if (L->error_status == ErrorStatus::Memory ||
             (error.is_string() && error.str() == state_->memory_message)) {
    failure->code = FailureCode::LimitMemory;
  } else if (message.find("stack overflow") != message.npos) {
    failure->code = FailureCode::LimitRecursion;
  } else {
    failure->code = denied_ ? FailureCode::CapDenied : FailureCode::LuaError;
  }
  failure->where = place_in_traceback(failure->traceback);
  if (failure->where.empty()) failure->where = place_in(failure->message);
  switch (failure->code) {
    case FailureCode::LimitCpu:
      failure->limit = limits.cpu_fuel;
      failure->used = fuel_used_;
      failure->message = "CPU fuel exhausted (" + std::to_string(limits.cpu_fuel) + ")";
      break;
    case FailureCode::LimitDeadline:
      failure->limit = limits.deadline_ms;
      failure->message = "deadline exceeded (" + std::to_string(limits.deadline_ms) + " ms)";
      break;
    case FailureCode::LimitMemory:
      failure->limit = limits.memory_bytes;
      failure->used = int64_t(heap_bytes());
      failure->message = "not enough memory (" + std::to_string(limits.memory_bytes) + " bytes)";
      break;
    case FailureCode::LimitOutput:
      failure->limit = limits.output_bytes;
      failure->message = "too much output (" + std::to_string(limits.output_bytes) + " bytes)";
      break;
    case FailureCode::LimitSubrequests:
      failure->limit = limits.subrequests;
      failure->message =
          "too many calls to the outside (" + std::to_string(limits.subrequests) + ")";
      break;
    case FailureCode::Killed: failure->message = "an operator ended the request"; break;
    default: break;
  }
}

Answer<bool> Sandbox::is_handled(const Incoming& request) {
  const auto has = [&](Event event) { return !beginning_.handlers[size_t(event)].is_nil(); };
  if (has(request.event)) return true;
  // A connection is one without these; messages are what it is for.
  if (request.event == Event::Close || (request.event == Event::Open && has(Event::Message)))
    return false;
  auto refused =
      refuse(FailureCode::NoHandler, "the function has no handler called " +
                                         std::string(kHandlerNames[size_t(request.event)]));
  refused.error().function = version_->full_name();
  refused.error().version = version_->label();
  return refused;
}

Answer<Outgoing> Sandbox::run(const Incoming& request, LiveRequest& live, Trace* trace) {
  ended_well_ = false;
  const bool handled = TRI_TRY(is_handled(request));
  if (!handled) {
    Outgoing none;
    none.is_accepted = true;
    none.wants_close = !beginning_.handlers[size_t(Event::Close)].is_nil();
    return none;
  }
  incoming_ = &request;
  live_ = &live;
  outgoing_ = {};
  const Limits& limits = version_->manifest().limits;
  if (state_->metered) set_fuel(state_, limits.cpu_fuel);
  state_->output_left = uint64_t(std::max(limits.output_bytes, kMinLog));
  Failure failure;
  std::vector<uint8_t> tiers;
  const uint64_t cycles = state_->gc_cycle;
  if (trace) {
    tiers = tiers_of(state_);
    trace->is_metered = state_->metered;
    trace->heap_before = trace->heap_peak = heap_bytes();
    trace_ = trace;
  }
  const bool ok = call(&kRunHandler, &failure);
  if (trace) {
    collecting(state_);
    trace_ = nullptr;
    trace->heap_after = heap_bytes();
    trace->collections = state_->gc_cycle - cycles;
    note_promotions(state_, tiers, trace);
  }
  incoming_ = nullptr;
  live_ = nullptr;
  ended_well_ = ok;
  if (ok) {
    outgoing_.wants_close =
        request.event == Event::Open && !beginning_.handlers[size_t(Event::Close)].is_nil();
    return std::move(outgoing_);
  }
  failure.request = live.id;
  failure.elapsed_us = (monotonic_ns() - live.began_ns) / 1000;
  return std::unexpected(std::move(failure));
}

size_t Sandbox::heap_bytes() const { return state_->heap->bytes_in_use(); }

int Sandbox::tier_of(Event event) const {
  const Value handler = beginning_.handlers[size_t(event)];
  if (!handler.is_lua_closure()) return 1;
  const Proto& proto = *handler.closure()->proto;
  return proto.native ? 3 : proto.words ? 2 : 1;
}

int64_t Sandbox::elapsed_ns() const { return live_ ? monotonic_ns() - live_->began_ns : 0; }

int64_t Sandbox::remaining_ms() const {
  if (!live_) return 1;
  return std::max<int64_t>(1, (live_->due_ns - monotonic_ns()) / 1'000'000);
}

bool Sandbox::take_subrequest() {
  if (++subrequests_ <= version_->manifest().limits.subrequests) return true;
  too_many_subrequests_ = true;
  return false;
}

// ── what the function writes ──

void Sandbox::write(void* write_data, const char* text, size_t size) {
  Sandbox& self = *static_cast<Sandbox*>(write_data);
  std::string_view rest(text, size);
  while (!rest.empty()) {
    const size_t end = rest.find('\n');
    self.line_ += rest.substr(0, end);
    if (end == rest.npos && self.line_.size() < kMaxLine) return;
    rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    self.log(self.line_);
    self.line_.clear();
  }
}

void Sandbox::log(std::string_view line) {
  line = line.substr(0, kMaxLine);
  if (live_ && live_->held_lines)
    live_->held_lines->emplace_back(line);
  else
    host_->log(*version_, incoming_ ? incoming_->id : "", line);
}

void Sandbox::collecting(State*) {
  if (trace_) trace_->heap_peak = std::max<uint64_t>(trace_->heap_peak, heap_bytes());
}

void Sandbox::sampled(Thread* L, Spent) { tell_stack(L); }

// Only looks, and allocates nothing in the heap.
void Sandbox::tell_stack(Thread* L) {
  if (!live_ || !live_->asks_stack()) return;
  std::string stack;
  for (int level = 0; level < kStackLevels; ++level) {
    const Frame* const f = frame_at_level(L, level);
    if (!f) break;
    const SourceInfo info = source_info(function_of(f));
    const int line = line_of_frame(f);
    if (line > 0) {
      stack += info.short_source.text;
      stack += ":" + std::to_string(line);
      if (info.line_defined > 0)
        stack += ": in the function at line " + std::to_string(info.line_defined);
      else
        stack += ": in the main chunk";
    } else {
      stack += "[C]: in a function of the server";
    }
    stack += '\n';
  }
  live_->owner()->tell_stack(*live_, std::move(stack));
}

}  // namespace tri::server
