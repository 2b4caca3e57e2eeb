// Code memory that is too small for a program: functions come and go, and the program does what it does.
#include <doctest/doctest.h>

#include <string>

#include "engine/engine.hpp"
#include "jit/stencil/native_code.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"
#include "runtime/strings.hpp"

#if TRINITY_NATIVE

namespace tri {
namespace {

// A state with room for some thirty of its functions.
class Small {
 public:
  explicit Small(bool one_view) {
    S = engine::create_state(
        {.seed = 7, .max_tier = 3, .code_bytes = size_t(256) << 10, .one_view_of_code = one_view});
    REQUIRE(S);
    S->engine->tier2_calls = 2;
    S->engine->tier3_heat = 10;
    REQUIRE(lib::open_all(S->main));
    run("all = {}\n"
        "for n = 1, 200 do\n"
        "  local lines = {'local x, t = ..., {}'}\n"
        "  for l = 1, 10 do lines[l + 1] = ('t[%d] = x * %d + %d'):format(l, n, l) end\n"
        "  lines[#lines + 1] = 'local s = 0 for i = 1, #t do s = s + t[i] end return s'\n"
        "  all[n] = load(table.concat(lines, '\\n'))\n"
        "end\n"
        "favourite = all[1]\n"
        "function call(n, times) local s = 0 for i = 1, times do s = s + all[n](i) end return s "
        "end\n"
        "function expected(n, times) return times * (times + 1) // 2 * n * 10 + 55 * times end");
  }
  ~Small() { engine::destroy_state(S); }

  std::string run(const char* script) {
    Thread* L = S->main;
    std::string text;
    REQUIRE(lib::push_chunk(L, script, "=script", "t") == lib::Load::Ok);
    const ptrdiff_t place = L->top - 1 - L->stack;
    const bool ok = call_protected(L, L->top - 1, 0, 1);
    const Value v = ok ? L->stack[place] : L->error;
    text = v.is_string() ? std::string(text_of(v.str())) : "none";
    if (!ok) forget_error(L);
    L->top = L->stack + 1;
    return text;
  }
  bool is_native(const char* global) {
    Thread* L = S->main;
    REQUIRE(lib::push_chunk(L, std::string("return ") + global, "=script", "t") == lib::Load::Ok);
    REQUIRE(call_protected(L, L->top - 1, 0, 1));
    const Value f = *--L->top;
    REQUIRE(f.tag == Tag::LuaClosure);
    return jit::native_code_of(static_cast<LuaClosure*>(f.p)->proto).at;
  }
  uint64_t evicted() const { return jit::native_totals(S->engine).evicted; }

  State* S;
};

}  // namespace

TEST_CASE("functions that find no room take that of those that are entered least") {
  for (const bool one_view : {false, true}) {
    Small small(one_view);
    if (!small.S->engine->compile_native) return;
    CHECK(small.run("for round = 1, 3 do for n = 2, 200 do\n"
                    "  for i = 1, 200 do favourite(i) end\n"
                    "  if call(n, 30) ~= expected(n, 30) then return 'wrong ' .. n end\n"
                    "end end return 'right'") == "right");
    CHECK(small.evicted() > 300);
    CHECK(small.is_native("favourite"));
  }
}

TEST_CASE("functions that were given up are compiled again when they are called again") {
  Small small(false);
  if (!small.S->engine->compile_native) return;
  REQUIRE(small.run("for i = 1, 100 do favourite(i) end return 'done'") == "done");
  CHECK(small.is_native("favourite"));
  REQUIRE(small.run("for n = 2, 200 do call(n, 30) end return 'done'") == "done");
  CHECK(!small.is_native("favourite"));
  CHECK(small.run("return call(1, 500) == expected(1, 500) and 'right'") == "right");
  CHECK(small.is_native("favourite"));
}

TEST_CASE("code that is returned to stays, whatever is compiled meanwhile") {
  Small small(false);
  // A loop that is entered once, and calls a leaf builtin that runs Lua: its code waits on the native stack while others want room.
  CHECK(small.run("local n, bad, tostring = 1, false, tostring\n"
                  "local object = setmetatable({}, {__tostring = function()\n"
                  "  for i = 1, 250 do\n"
                  "    n = n % 199 + 1\n"
                  "    bad = bad or call(n, 12) ~= expected(n, 12)\n"
                  "  end\n"
                  "  return 'x' .. n\n"
                  "end})\n"
                  "function outer(times)\n"
                  "  local last\n"
                  "  for i = 1, times do last = tostring(object) end\n"
                  "  return last\n"
                  "end\n"
                  "return outer(40) == 'x51' and not bad and 'right' or 'wrong'") == "right");
  if (!small.S->engine->compile_native) return;
  CHECK(small.is_native("outer"));  // although nobody has entered it again
}

TEST_CASE("loops that go on in a function that was given up") {
  Small small(false);
  CHECK(small.run("local s = 0\n"
                  "for i = 1, 3000 do\n"
                  "  s = s + call(i % 200 + 1, 3) - expected(i % 200 + 1, 3) + 1\n"
                  "end\n"
                  "local co = coroutine.wrap(function()\n"
                  "  for i = 1, 400 do coroutine.yield(call(i % 200 + 1, 20) == expected(i % 200 + "
                  "1, 20)) end\n"
                  "end)\n"
                  "for i = 1, 400 do if co() then s = s + 1 end end\n"
                  "return tostring(s)") == "3400");
  if (small.S->engine->compile_native) CHECK(small.evicted() > 0);
}

}  // namespace tri

#endif
