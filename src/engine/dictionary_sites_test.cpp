// Native code finds fields along __index also where they lie in a dictionary, and no guard fails on the way.
#include <doctest/doctest.h>

#include "engine/engine.hpp"
#include "heap/watch.hpp"
#include "jit/stencil/native_code.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"

#if TRINITY_NATIVE

namespace tri {
namespace {

class Failures final : public Watch {
 public:
  void guard_failed(Thread*, const Proto*, const Code*) override { ++count; }
  uint32_t count = 0;
};

void run(State* S, const char* text) {
  REQUIRE(lib::push_chunk(S->main, text, "=p", "t") == lib::Load::Ok);
  CHECK(call_protected(S->main, S->main->top - 1, 0, 0));
}

}  // namespace

TEST_CASE("native code finds fields of classes that are dictionaries") {
  Failures failures;
  State* S = engine::create_state({.seed = 1, .max_tier = 3, .watch = &failures});
  REQUIRE(S);
  REQUIRE(lib::open_all(S->main));
  run(S,
      "local class = {}\n"
      "for i = 1, 200 do class['key' .. i] = i end\n"
      "local meta, objects = {__index = class}, {}\n"
      "for i = 1, 20 do objects[i] = setmetatable({id = i}, meta) end\n"
      "local function read(o) return o.key77 + o.id end\n"
      "function read_all()\n"
      "  for _ = 1, 100 do\n"
      "    local sum = 0\n"
      "    for i = 1, #objects do sum = sum + read(objects[i]) end\n"
      "    assert(sum == 20 * 77 + 210)\n"
      "  end\n"
      "end\n"
      "for _ = 1, 10 do read_all() end\n");
  if (S->engine->compile_native) {  // null where the system gives no executable memory
    CHECK(jit::native_totals(S->engine).ops > 0);
    failures.count = 0;
    run(S, "read_all()");
    CHECK(failures.count == 0);
  }
  engine::destroy_state(S);
}

}  // namespace tri

#endif  // TRINITY_NATIVE
