#include "modules/net/scheduler.hpp"

#include <cstdio>
#include <string>

#include "heap/barrier.hpp"
#include "modules/net/answers.hpp"
#include "modules/net/objects.hpp"
#include "runtime/call.hpp"
#include "runtime/coroutine.hpp"
#include "runtime/debug_info.hpp"
#include "runtime/library.hpp"
#include "runtime/metatable.hpp"
#include "runtime/root.hpp"
#include "runtime/strings.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

namespace {

constexpr const char kSchedulerKey[] = "trinity.net.scheduler";
// How long the loop sleeps before it looks whether the keyboard has interrupted the program.
constexpr uint64_t kLongestSleep_ms = 200;

enum UserValue : uint32_t { kWaiting, kHandlers, kMainResults, kUserValues };

struct SchedulerBox {
  Scheduler* scheduler;
};

Returned collect(Thread* L, Value* at, uint32_t argc) {
  auto& box = *static_cast<SchedulerBox*>(at[1].userdata()->block());
  delete box.scheduler;
  box.scheduler = nullptr;
  return returned(0);
}
constexpr Builtin kCollect = {.name = "__gc", .body = collect};

bool is_alive(const Thread* co) { return status_of(co) != ThreadStatus::Dead; }

}  // namespace

Scheduler::Scheduler(State* S, const net::gateway::Gateway& gateway)
    : state_(S), loop_(gateway.make_loop(*this)) {}

Scheduler::~Scheduler() {
  // os.exit from within the loop: it cannot be destroyed while it runs, and the process ends.
  if (runner_ != nullptr) (void)loop_.release();
}

Scheduler* Scheduler::of(Thread* L) {
  State* const S = L->state;
  Table* const registry = S->registry.table();
  const Value known = get_text(S, registry, kSchedulerKey);
  if (known.is_userdata()) {
    auto* const scheduler = static_cast<SchedulerBox*>(known.userdata()->block())->scheduler;
    if (!scheduler) (void)raise_text(L, "the event loop is closed");
    return scheduler;
  }
  std::string why;
  const auto* const gateway = find_gateway(S, why);
  if (!gateway) {
    (void)raise_text(L, "the network library of trinity cannot be loaded:%s", why.c_str());
    return nullptr;
  }
  const Root<Userdata> u{L, new_userdata(L, sizeof(SchedulerBox), kUserValues)};
  if (!u.get()) return nullptr;
  auto& box = *static_cast<SchedulerBox*>(u->block());
  box.scheduler = nullptr;
  for (uint32_t i = 0; i < kUserValues; ++i) {
    Table* const t = new_table(L);
    if (!t) return nullptr;
    u->user_values[i] = Value::of(t);
    barrier(S, &u->header, u->user_values[i]);
    wrote(u.get());
  }
  const Root<Table> metatable{L, new_table(L)};
  if (!metatable.get() || !register_builtins(L, metatable, {&kCollect, 1}) ||
      !set_metatable(L, u, metatable) || !set_field(L, registry, kSchedulerKey, Value::of(u.get())))
    return nullptr;
  box.scheduler = new Scheduler(S, *gateway);
  box.scheduler->self_ = u;
  return box.scheduler;
}

Table* Scheduler::waiting() const { return self_->user_values[kWaiting].table(); }
Table* Scheduler::handlers() const { return self_->user_values[kHandlers].table(); }

// ── Waiting ──

bool Scheduler::may_wait(Thread* L, Value* at, uint32_t argc) {
  if (L == state_->main && main_ticket_ == 0) return true;
  if (L == current_ && is_yieldable(L)) return true;
  (void)raise_lib(L, at, argc, "attempt to wait %s",
                  L == current_ || L == state_->main
                      ? "across a C-call boundary"
                      : "in a coroutine that the loop did not start (see loop.spawn)");
  return false;
}

Returned Scheduler::wait(Thread* L, Value* at, Ticket ticket) {
  if (L != state_->main) {
    if (!set_int(L, waiting(), int64_t(ticket), Value::of(L))) return Returned::Raised;
    waits_ = true;
    return yield(L, at, 0);
  }
  main_ticket_ = ticket;
  bool more = true;
  while (main_ticket_ != 0 && more && !(state_->interrupt & poll_bits::kInterrupt))
    more = turn(L, true);
  Table* const results = self_->user_values[kMainResults].table();
  if (main_ticket_ != 0) {
    main_ticket_ = 0;
    Str* const why = new_string(L, more ? "interrupted" : "nothing will ever end this wait");
    if (!why) return Returned::Raised;
    at = L->frame->func;
    set_nil(at);
    at[1] = Value::of(why);
    return returned(2);
  }
  const auto n = uint32_t(get_int(results, 0).i);
  if (!ensure_stack(L, n)) return Returned::Raised;
  for (uint32_t i = 1; i <= n; ++i) {
    *L->top++ = get_int(results, i);
    if (!set_int(L, results, i, Value::nil())) return Returned::Raised;
  }
  return results_at_top(n);
}

bool Scheduler::start(Thread* L, Thread* co) {
  const Ticket ticket = new_ticket(Want::True);
  if (!set_int(L, waiting(), int64_t(ticket), Value::of(co))) return false;
  woken_.push_back(ticket);
  return true;
}

uint64_t Scheduler::add_handler(Thread* L, const Value& function) {
  const uint64_t id = ++last_handler_;
  return set_int(L, handlers(), int64_t(id), function) ? id : 0;
}

// ── Running ──

bool Scheduler::turn(Thread* L, bool may_block) {
  Thread* const before = runner_;
  runner_ = L;
  for (size_t left = woken_.size(); left > 0; --left) {
    const Ticket ticket = woken_.front();
    woken_.pop_front();
    answered(ticket, {});
  }
  const bool idle = woken_.empty();
  const bool more = loop_->run(may_block && idle ? kLongestSleep_ms : 0);
  runner_ = before;
  return more || !woken_.empty();
}

bool Scheduler::run(Thread* L) {
  stopped_ = false;
  while (!stopped_ && !(state_->interrupt & poll_bits::kInterrupt) && turn(L, true)) {
  }
  return true;
}

void Scheduler::resume(Thread* co, uint32_t nargs) {
  Thread* const before = current_;
  const Root<Thread> kept{runner_, co};
  current_ = co;
  waits_ = false;
  const char* const refusal = resume_native(co, runner_, nargs);
  current_ = before;
  if (refusal) {
    co->top -= nargs;
    std::fprintf(stderr, "trinity.net: a task cannot go on: %s\n", refusal);
    return;
  }
  if (is_alive(co)) {
    co->top -= co->yielded;
    // A plain coroutine.yield lets others run.
    if (!waits_ && !start(runner_, co)) forget_error(runner_);
    return;
  }
  if (co->error_status == ErrorStatus::Ok) {
    co->top -= co->yielded;
    return;
  }
  // Tasks and handlers catch their errors (loop.lua); this one had no memory for it.
  const Value error = co->top[-1];
  std::fprintf(stderr, "trinity.net: a task failed: %s\n",
               error.is_string() ? std::string(text_of(error.str())).c_str() : "no message");
}

void Scheduler::answered(Ticket ticket, const net::gateway::Answer& answer) {
  std::unique_ptr<net::gateway::Object> owned(answer.object);
  if (ticket == main_ticket_) {
    Thread* const L = state_->main;
    Table* const results = self_->user_values[kMainResults].table();
    const ptrdiff_t base = L->top - L->stack;
    const uint32_t n = push_answer(L, Want(ticket & 0xff), answer, owned);
    bool ok = set_int(L, results, 0, Value::integer(n));
    for (uint32_t i = 0; i < n && ok; ++i) ok = set_int(L, results, i + 1, L->stack[base + i]);
    if (!ok) {
      forget_error(L);
      (void)set_int(L, results, 0, Value::integer(0));
    }
    L->top = L->stack + base;
    main_ticket_ = 0;
    return;
  }
  const Value who = get_int(waiting(), int64_t(ticket));
  if (!who.is_thread()) return;
  const Root<Thread> co{runner_, who.thread()};
  if (!set_int(runner_, waiting(), int64_t(ticket), Value::nil())) forget_error(runner_);
  if (status_of(co) != ThreadStatus::Suspended) return;  // coroutine.close
  // One that has not begun has its arguments on the stack already.
  if (co->frame == co->frames) return resume(co, uint32_t(co->top - co->stack) - 2);
  resume(co, push_answer(co, Want(ticket & 0xff), answer, owned));
}

void Scheduler::start_handler(uint64_t server, const ObjectType& type,
                              net::gateway::Object* object) {
  Thread* const L = runner_;
  const Value handler = get_int(handlers(), int64_t(server));
  const Root<Thread> co{L, handler.is_nil() ? nullptr : new_thread(L)};
  if (!co.get()) {
    forget_error(L);
    delete object;
    return;
  }
  copy(co->top++, &handler);
  barrier(state_, &co->header, handler);
  if (!push_object(co, type, object)) {
    forget_error(co);
    return;
  }
  resume(co, 1);
}

void Scheduler::requested(uint64_t server, net::gateway::Exchange* exchange) {
  start_handler(server, kExchangeType, exchange);
}
void Scheduler::called(uint64_t server, net::gateway::Call* call) {
  start_handler(server, kCallType, call);
}

}  // namespace tri::modules
