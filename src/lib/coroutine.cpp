// Library coroutine. Switching itself is runtime/coroutine.cpp.
#include "runtime/coroutine.hpp"

#include <cstring>
#include <iterator>

#include "heap/barrier.hpp"
#include "lib/libraries.hpp"
#include "runtime/args.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"
#include "runtime/tables.hpp"

namespace tri::lib {

namespace {

bool check_thread(const Args& a, uint32_t n, Thread** out) {
  if (a.type(n) != Type::Thread)
    return raise_arg_type(a.L, a.at, a.count, n, "thread") != Returned::Raised;
  *out = a[n].thread();
  return true;
}

// A thread that waits to call the function at at[1]. nullptr: raised.
Thread* create(Thread* L, Value* at, uint32_t argc) {
  if (!Args{L, at, argc}.function(1)) return nullptr;
  Thread* co = new_thread(L);
  if (!co) return nullptr;
  copy(co->top, at + 1);
  barrier(L->state, &co->header, at[1]);
  ++co->top;
  return co;
}

Returned coroutine_create(Thread* L, Value* at, uint32_t argc) {
  Thread* co = create(L, at, argc);
  return co ? Args{L, at, argc}.give(Value::of(co)) : Returned::Raised;
}

Returned coroutine_resume(Thread* L, Value* at, uint32_t argc) {
  Thread* co;
  if (!check_thread({L, at, argc}, 1, &co)) return Returned::Raised;
  return resume(L, at, co, at + 2, argc - 1, ResumeKind::Resume);
}

// Upvalue: the thread.
Returned call_wrapped(Thread* L, Value* at, uint32_t argc) {
  return resume(L, at, upvalue(at, 0).thread(), at + 1, argc, ResumeKind::Wrap);
}
constexpr Builtin kWrapped = {.name = "wrap", .body = call_wrapped, .kind = BuiltinKind::Wrap};

Returned coroutine_wrap(Thread* L, Value* at, uint32_t argc) {
  Root<Thread> co{L, create(L, at, argc)};
  if (!co.get()) return Returned::Raised;
  NativeClosure* wrapped = new_builtin_closure(L, &kWrapped, 1);
  if (!wrapped) return Returned::Raised;
  wrapped->upvalues[0] = Value::of(co.get());
  barrier(L->state, &wrapped->header, wrapped->upvalues[0]);
  wrote(wrapped);
  return Args{L, at, argc}.give(Value::of(wrapped));
}

Returned coroutine_yield(Thread* L, Value* at, uint32_t argc) { return yield(L, at, argc); }

Returned coroutine_status(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Thread* co;
  if (!check_thread(a, 1, &co)) return Returned::Raised;
  return a.give_text(status_name(L, co));
}

Returned coroutine_isyieldable(Thread* L, Value* at, uint32_t argc) {
  const Args a{L, at, argc};
  Thread* co = L;
  if (argc > 0 && !check_thread(a, 1, &co)) return Returned::Raised;
  return a.give(Value::boolean(co != L->state->main && co->not_yieldable == 0));
}

Returned coroutine_running(Thread* L, Value* at, uint32_t argc) {
  return Args{L, at, argc}.give(Value::of(L), Value::boolean(L == L->state->main));
}

Returned coroutine_close(Thread* L, Value* at, uint32_t argc) {
  Thread* co;
  if (!check_thread({L, at, argc}, 1, &co)) return Returned::Raised;
  const char* status = status_name(L, co);
  if (std::strcmp(status, "suspended") != 0 && std::strcmp(status, "dead") != 0)
    return raise_lib(L, at, argc, "cannot close a %s coroutine", status);
  return close_thread(L, at, co);
}

constexpr Builtin kRows[] = {
    {.name = "create", .body = coroutine_create},
    {.name = "resume", .body = coroutine_resume, .kind = BuiltinKind::Resume},
    {.name = "running", .body = coroutine_running},
    {.name = "status", .body = coroutine_status},
    {.name = "wrap", .body = coroutine_wrap},
    {.name = "yield", .body = coroutine_yield, .kind = BuiltinKind::Yield},
    {.name = "isyieldable", .body = coroutine_isyieldable},
    {.name = "close", .body = coroutine_close, .kind = BuiltinKind::Framed},
};

}  // namespace

Table* open_coroutine(Thread* L) {
  Root<Table> coroutine{L, new_table_sized(L, 0, std::size(kRows))};
  if (!coroutine.get() || !register_builtins(L, coroutine, kRows)) return nullptr;
  return coroutine;
}

}  // namespace tri::lib
