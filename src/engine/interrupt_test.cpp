// A program that is interrupted at any of its polls ends, or catches the error, and the state goes on as if nothing had been.
#include <doctest/doctest.h>

#include <string>

#include "engine/engine.hpp"
#include "heap/watch.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"
#include "runtime/limits.hpp"

namespace tri {
namespace {

// Counts polls, and at the n-th asks for what the program is to be disturbed by.
class AtPoll final : public Watch {
 public:
  AtPoll(int64_t n, uint32_t bits) : left_(n), bits_(bits) {}

  void sampled(Thread* L, Spent) override {
    ++polls;
    if (left_-- == 0) L->state->interrupt.set(bits_);
    L->state->interrupt.set(poll_bits::kSample);  // the next poll counts too
  }

  int64_t polls = 0;

 private:
  int64_t left_;
  const uint32_t bits_;
};

// They keep what they do to themselves, so that each can run again in a state in which it was interrupted. Results: a number.
constexpr const char* kPrograms[] = {
    "local n = 0 for i = 1, 20 do n = n + i end while n > 200 do n = n - 1 end repeat n = n + 1 "
    "until n == 210\n"
    "return n",
    "local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end return "
    "fib(7) + 197",
    "local function loop(n) if n == 0 then return 210 end return loop(n - 1) end return loop(20)",
    "local t = {} for i = 1, 12 do t[i] = {i} end table.sort(t, function(a, b) return a[1] > b[1] "
    "end)\n"
    "local s = ('x y z'):gsub('%a', function(c) return c .. c end) return #s + t[1][1] + 190",
    "local n = 0 local mt = {__index = function(t, k) return k end, __add = function(a, b) return "
    "7 end,\n"
    "__lt = function() return true end, __concat = function() return 'ab' end, __eq = function() "
    "return true end,\n"
    "__call = function(self, a) return a end, __len = function() return 3 end}\n"
    "local x, y = setmetatable({}, mt), setmetatable({}, mt) for i = 1, 5 do n = n + x[i] + (x + "
    "y) + #(x .. y) + #x + x(1)\n"
    "if x < y and x == y then n = n + 27 - i end end return n + 10",
    "local co = coroutine.wrap(function(a) for i = 1, 10 do a = a + coroutine.yield(a) end return "
    "a end)\n"
    "local n = co(10) for i = 1, 10 do n = co(20) end return n",
    "local n = 0 for i = 1, 10 do local ok, e = pcall(function() local c <close> = "
    "setmetatable({}, {__close = function()\n"
    "n = n + 20 end}) if i % 2 == 0 then error('e') end end) end return n + 10",
    "local n = 0 for i = 1, 10 do local ok, e = xpcall(function() local v = nil + i end, "
    "function(m) n = n + 21 return m end) end\n"
    "return n",
    "local n = 0 for i = 1, 5 do n = n + load('local n = 0 for i = 1, 3 do n = n + 14 end return "
    "n')() end return n",
    "local function each(n, i) if i < n then return i + 1 end end local n = 0 for i in each, 20, 0 "
    "do n = n + i end return n",
    "collectgarbage('generational') local n = 0 for i = 1, 6 do setmetatable({}, {__gc = "
    "function() for i = 1, 3 do end end})\n"
    "collectgarbage() n = n + 35 end collectgarbage('incremental') return n",
};

struct Ending {
  bool ok;
  int64_t number;
  std::string message;
};

class Host {
 public:
  explicit Host(uint32_t tier) : S(engine::create_state({.seed = 1, .max_tier = tier})) {
    REQUIRE(S);
    REQUIRE(lib::open_all(S->main));
    if (tier > 1) {  // at once
      S->engine->tier2_calls = 0;
      S->engine->tier2_loops = 0;
      S->engine->tier3_heat = 0;
    }
  }
  ~Host() { engine::destroy_state(S); }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  Ending run(const char* text, AtPoll* at) {
    Thread* L = S->main;
    const ptrdiff_t place = L->top - L->stack;
    REQUIRE(ensure_stack(L, kMinSlots));
    REQUIRE(lib::push_chunk(L, text, "=p", "t") == lib::Load::Ok);
    S->watch = at;
    if (at) S->interrupt.set(poll_bits::kSample);
    Ending e{};
    e.ok = call_protected(L, L->top - 1, 0, 1);
    S->watch = nullptr;
    if (e.ok && L->top[-1].is_int()) e.number = L->top[-1].i;
    if (!e.ok && L->error.is_string()) e.message = text_of(L->error.str());
    forget_error(L);
    clear_stop(S);
    S->interrupt.clear(poll_bits::kInterrupt | poll_bits::kSample);
    L->top = L->stack + place;
    return e;
  }

  State* const S;
};

}  // namespace

TEST_CASE(
    "an interrupt at any poll is an error of the program, after which it runs again as ever") {
  for (uint32_t tier = 1; tier <= engine::kHighestTier; ++tier) {
    Host host(tier);
    for (const char* text : kPrograms) {
      CAPTURE(tier);
      CAPTURE(std::string(text));
      AtPoll never(-1, 0);
      const Ending whole = host.run(text, &never);
      CAPTURE(whole.message);
      REQUIRE(whole.ok);
      CHECK(whole.number == 210);
      CHECK(never.polls > 5);
      int64_t reached = 0;
      for (int64_t n = 0; n < never.polls; ++n) {
        CAPTURE(n);
        AtPoll at(n, poll_bits::kInterrupt);
        const Ending e = host.run(text, &at);
        CAPTURE(e.message);
        const bool interrupted = e.message.find("interrupted!") != e.message.npos;
        CHECK((e.ok || interrupted));
        reached += interrupted;
        const Ending again = host.run(text, nullptr);
        CHECK(again.ok);
        CHECK(again.number == 210);
      }
      CHECK(reached > 0);
    }
  }
}

TEST_CASE("a stop at any poll ends the program, whatever it catches, and the next one runs") {
  for (uint32_t tier = 1; tier <= engine::kHighestTier; ++tier) {
    Host host(tier);
    for (const char* text : kPrograms) {
      CAPTURE(tier);
      CAPTURE(std::string(text));
      AtPoll never(-1, 0);
      REQUIRE(host.run(text, &never).ok);
      int64_t stopped = 0;
      for (int64_t n = 0; n < never.polls; ++n) {
        CAPTURE(n);
        AtPoll at(n, poll_bits::kStop);
        const Ending e = host.run(text, &at);
        CAPTURE(e.message);
        stopped += !e.ok;
        CHECK((e.ok || e.message.find("stopped by the host") != e.message.npos));
        const Ending again = host.run(text, nullptr);
        CHECK(again.ok);
        CHECK(again.number == 210);
      }
      // What a builtin calls looks no more often than the builtin itself does, so the last part of a program may not see it.
      CHECK(stopped > never.polls / 4);
    }
  }
}

}  // namespace tri
