#include "modules/net/loop.hpp"

#include <cmath>

#include "modules/net/scheduler.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"

namespace tri::modules {

namespace {

// sleep(seconds): waits.
Returned sleep(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  double seconds;
  if (!a.number(1, &seconds)) return Returned::Raised;
  if (!(seconds >= 0 && seconds < 1e9)) return a.fail(1, "seconds from 0 to 1e9 expected");
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  const Ticket ticket = scheduler->new_ticket(Want::True);
  scheduler->loop().sleep(ticket, uint64_t(std::ceil(seconds * 1e6)));
  return scheduler->wait(L, at, ticket);
}

// ticket(): a number for wait(ticket), which wake(ticket) ends.
Returned ticket(Thread* L, Value* at, uint32_t argc) {
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  return Args{L, at, argc}.give(Value::integer(int64_t(scheduler->new_ticket(Want::True))));
}
Returned wait(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t ticket;
  if (!a.integer(1, &ticket)) return Returned::Raised;
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler || !scheduler->may_wait(L, at, argc)) return Returned::Raised;
  return scheduler->wait(L, at, Ticket(ticket));
}
Returned wake(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  int64_t ticket;
  if (!a.integer(1, &ticket)) return Returned::Raised;
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  scheduler->wake(Ticket(ticket));
  return returned(0);
}

// start(f, ...): calls f(...) in a coroutine of the loop, in a later turn.
Returned start(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  if (!a.function(1)) return Returned::Raised;
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  const Root<Thread> co{L, new_thread(L)};
  if (!co.get()) return Returned::Raised;
  if (!ensure_stack(co, argc + kMinSlots)) {  // the error was recorded in co
    (void)raise(L, co->error, co->error_status);
    return Returned::Raised;
  }
  for (uint32_t i = 1; i <= argc; ++i) copy(co->top++, &at[i]);
  return scheduler->start(L, co) ? returned(0) : Returned::Raised;
}

// run(): until nothing is left to wait for, or stop().
Returned run(Thread* L, Value* at, uint32_t argc) {
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  if (L != L->state->main || scheduler->runs())
    return raise_lib(L, at, argc, "the loop is run by the main program, and once");
  return scheduler->run(L) ? returned(0) : Returned::Raised;
}
Returned stop(Thread* L, Value*, uint32_t) {
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  scheduler->stop();
  return returned(0);
}
Returned now(Thread* L, Value* at, uint32_t argc) {
  Scheduler* const scheduler = Scheduler::of(L);
  if (!scheduler) return Returned::Raised;
  return Args{L, at, argc}.give(Value::number(double(scheduler->loop().now_us()) * 1e-6));
}

constexpr Builtin kNatives[] = {
    {.name = "sleep", .body = sleep, .kind = BuiltinKind::Framed},
    {.name = "ticket", .body = ticket},
    {.name = "wait", .body = wait, .kind = BuiltinKind::Framed},
    {.name = "wake", .body = wake},
    {.name = "start", .body = start},
    {.name = "run", .body = run, .kind = BuiltinKind::Framed},
    {.name = "stop", .body = stop},
    {.name = "now", .body = now},
};

}  // namespace

bool add_loop_natives(Thread* L, Table* into) { return register_builtins(L, into, kNatives); }

}  // namespace tri::modules
