// What sites that call methods of strings learn: only what op bodies can follow.
#include <doctest/doctest.h>

#include "engine/engine.hpp"
#include "heap/cache.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"

namespace tri {
namespace {

// Records of methods of strings that a program leaves behind.
uint32_t records_after(const char* text) {
  State* S = engine::create_state({.seed = 1});
  REQUIRE(S);
  REQUIRE(lib::open_all(S->main));
  REQUIRE(lib::push_chunk(S->main, text, "=p", "t") == lib::Load::Ok);
  CHECK(call_protected(S->main, S->main->top - 1, 0, 0));
  uint32_t n = 0;
  for (uint32_t i = 1; i < S->engine->cache_count; ++i) {
    const FieldCache& c = S->engine->caches[i].field;
    if (c.shape != kStringReceiver) continue;
    CHECK(c.value_tag != kInEntry);
    ++n;
  }
  engine::destroy_state(S);
  return n;
}

}  // namespace

TEST_CASE("a site does not learn a method of strings that lies in a dictionary") {
  CHECK(records_after("for i = 1, 100 do assert(('x'):rep(3) == 'xxx') end") == 1);
  CHECK(records_after("local m = {[{}] = 1} for k, v in pairs(string) do m[k] = v end\n"
                      "getmetatable('').__index = m\n"
                      "for i = 1, 100 do assert(('x'):rep(3) == 'xxx') end") == 0);
}

}  // namespace tri
