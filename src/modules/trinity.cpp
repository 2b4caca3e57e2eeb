#include "modules/trinity.hpp"

#include "engine/counters.hpp"
#include "runtime/args.hpp"
#include "runtime/library.hpp"
#include "runtime/root.hpp"
#include "runtime/tables.hpp"

namespace tri::modules {

namespace {

Returned stats(Thread* L, Value* at, uint32_t argc) {
  Root<Table> rows{L, new_table(L)};
  if (!rows.get()) return Returned::Raised;
  for (const engine::Counter& counter : engine::counters())
    if (!set_field(L, rows.get(), counter.name, Value::integer(int64_t(counter.read(L->state)))))
      return Returned::Raised;
  return Args{L, at, argc}.give(Value::of(rows.get()));
}

constexpr Builtin kFunctions[] = {
    {.name = "stats", .body = stats},
};

}  // namespace

Returned load_trinity(Thread* L, Value* at, uint32_t argc) {
  Root<Table> module{L, new_table(L)};
  if (!module.get() || !register_builtins(L, module.get(), kFunctions)) return Returned::Raised;
  return Args{L, at, argc}.give(Value::of(module.get()));
}

}  // namespace tri::modules
