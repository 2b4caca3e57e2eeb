// Limits: whatever a program does, it is stopped, and the host goes on with the same state.
#include "runtime/limits.hpp"

#include <doctest/doctest.h>

#include <pthread.h>

#include <atomic>
#include <ctime>
#include <iterator>
#include <memory>
#include <string>
#include <thread>

#include "engine/engine.hpp"
#include "engine/hostile_programs.hpp"
#include "engine/watchdog.hpp"
#include "lib/libraries.hpp"
#include "lib/load.hpp"
#include "runtime/call.hpp"
#include "runtime/error.hpp"

namespace tri {
namespace {

constexpr int64_t kMillisecond = 1'000'000;
// So much later than asked is a hang, whatever else the machine does; bench/limits/ measures what it really is.
constexpr double kSecondsForAll = 20;

struct Ending {
  bool ok;
  std::string message;  // of the error, "" without one
  Stop stop;
};

class Host {
 public:
  explicit Host(const engine::Options& options) : S(engine::create_state(options)) {
    REQUIRE(S);
    REQUIRE(lib::open_all(S->main));
    if (options.max_tier == 3) {  // at once
      S->engine->tier2_calls = 0;
      S->engine->tier2_loops = 0;
      S->engine->tier3_heat = 0;
    }
  }
  ~Host() { engine::destroy_state(S); }
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  // Runs a program, then makes the state fit for the next one.
  Ending run(const std::string& text) {
    Thread* L = S->main;
    Value* top = L->top;
    const ptrdiff_t place = top - L->stack;
    REQUIRE(ensure_stack(L, kMinSlots));
    REQUIRE(lib::push_chunk(L, text, "=p", "t") == lib::Load::Ok);
    Ending e{};
    e.ok = call_protected(L, L->top - 1, 0, 1);
    if (e.ok) {
      const Value v = L->top[-1];
      if (v.is_string()) e.message = text_of(v.str());
      if (v.is_int()) e.message = std::to_string(v.i);
    } else if (L->error.is_string()) {
      e.message = text_of(L->error.str());
    }
    forget_error(L);
    e.stop = S->stop;
    clear_stop(S);
    L->top = L->stack + place;
    return e;
  }

  State* const S;
};

// CPU time of this thread.
double cpu_seconds() {
  timespec now;
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return double(now.tv_sec) + double(now.tv_nsec) / 1e9;
}

constexpr uint32_t kTiers[] = {1, 2, 3};
constexpr size_t kMemory = size_t(64) << 20;

// The state still does what it should.
void check_alive(Host& host) {
  const Ending e = host.run(
      "local t = {} for i = 1, 100 do t[i] = tostring(i) end\n"
      "local co = coroutine.wrap(function() coroutine.yield(#table.concat(t)) end)\n"
      "collectgarbage() return co()");
  CHECK(e.ok);
  CHECK(e.message == "192");
}

}  // namespace

TEST_CASE("fuel stops every hostile program, and the state runs on") {
  for (const uint32_t tier : kTiers) {
    for (const engine::HostileProgram& program : engine::kHostilePrograms) {
      if (program.needs_deadline) continue;
      CAPTURE(tier);
      CAPTURE(std::string(program.name));
      Host host({.seed = 1, .max_tier = tier, .metered = true});
      host.S->heap->set_limit(kMemory);
      const double start = cpu_seconds();
      set_fuel(host.S, 1'000'000);
      const Ending e = host.run(program.text);
      CAPTURE(e.message);
      CHECK(!e.ok);
      const bool memory = e.message.find("not enough memory") != e.message.npos;
      CHECK((e.stop == Stop::Fuel || memory));
      CHECK(cpu_seconds() - start < kSecondsForAll);
      set_fuel(host.S, 10'000'000);
      if (!program.haunts) check_alive(host);
    }
  }
}

TEST_CASE("a deadline stops every hostile program, and the state runs on") {
  for (const uint32_t tier : kTiers) {
    for (const engine::HostileProgram& program : engine::kHostilePrograms) {
      CAPTURE(tier);
      CAPTURE(std::string(program.name));
      Host host({.seed = 1, .max_tier = tier});
      host.S->heap->set_limit(kMemory);
      const double start = cpu_seconds();
      REQUIRE(engine::set_deadline(host.S, 20 * kMillisecond));
      const Ending e = host.run(program.text);
      CAPTURE(e.message);
      CHECK(!e.ok);
      const bool memory = e.message.find("not enough memory") != e.message.npos;
      CHECK((e.stop == Stop::Deadline || memory));
      CHECK(cpu_seconds() - start < kSecondsForAll);
      REQUIRE(engine::set_deadline(host.S, 10'000 * kMillisecond));
      if (!program.haunts) check_alive(host);
    }
  }
}

TEST_CASE("another thread stops a program") {
  for (const uint32_t tier : kTiers) {
    Host host({.seed = 1, .max_tier = tier});
    for (const char* text : {"while true do end", "while true do pcall(error) end",
                             "string.rep('a', 40):find(('a?'):rep(40) .. ('a*'):rep(40) .. 'b')"}) {
      std::atomic<bool> done = false;
      std::thread other([&] {
        while (!done) request_stop(host.S);  // also before it runs, and once it has ended
      });
      const Ending e = host.run(text);
      done = true;
      other.join();
      CHECK(e.stop == Stop::Interrupt);
      CHECK(e.message.find("stopped by the host") != e.message.npos);
      clear_stop(host.S);
      check_alive(host);
    }
  }
}

TEST_CASE("the fuel of a program is the same in every tier, and so is where it ends") {
  constexpr const char* kPrograms[] = {
      "local function fib(n) return n < 2 and n or fib(n - 1) + fib(n - 2) end fib(15)",
      "local t = {} for i = 1, 3000 do t[#t + 1] = ('%d'):format(i * 7 % 1000) end table.sort(t)\n"
      "local s = table.concat(t, ',') for w in s:gmatch('%d+') do s = s:gsub(w, '', 1) end",
      "local x = setmetatable({}, {__index = function(t, k) return k end, __lt = function(a, b)\n"
      "return true end}) local n = 0 for i = 1, 200 do n = n + x[i] if x < x then n = n + 1 end "
      "end",
      "local co = coroutine.wrap(function(...) local n = ... while true do n = coroutine.yield(n)\n"
      "end end) for i = 1, 500 do pcall(co, i) pcall(error, i) end",
      "local i = 0 repeat i = i + 1 local f = load('return ' .. i) while f() < i do end until i > "
      "99",
  };
  for (const char* text : kPrograms) {
    CAPTURE(text);
    int64_t used[std::size(kTiers)];
    for (const uint32_t tier : kTiers) {
      Host host({.seed = 1, .max_tier = tier, .metered = true});
      set_fuel(host.S, INT64_MAX / 4);
      CHECK(host.run(text).ok);
      used[tier - 1] = INT64_MAX / 4 - fuel_left(host.S);
    }
    CHECK(used[0] == used[1]);
    CHECK(used[0] == used[2]);
    CHECK(used[0] > 500);
    // With any amount less, both end at the same place.
    for (int64_t fuel = 1; fuel < used[0]; fuel += 1 + used[0] / 37) {
      CAPTURE(fuel);
      std::string messages[std::size(kTiers)];
      for (const uint32_t tier : kTiers) {
        Host host({.seed = 1, .max_tier = tier, .metered = true});
        set_fuel(host.S, fuel);
        const Ending e = host.run(text);
        CHECK(e.stop == Stop::Fuel);
        messages[tier - 1] = e.message;
      }
      CHECK(messages[0] == messages[1]);
      CHECK(messages[0] == messages[2]);
      CHECK(messages[0].find("out of fuel") != messages[0].npos);
    }
    for (const uint32_t tier : kTiers) {  // and with just enough it ends well
      Host host({.seed = 1, .max_tier = tier, .metered = true});
      set_fuel(host.S, used[0]);
      CHECK(host.run(text).ok);
      CHECK(fuel_left(host.S) == 0);
    }
  }
}

TEST_CASE("nothing in the program sees the error of a limit") {
  for (const uint32_t tier : kTiers) {
    Host host({.seed = 1, .max_tier = tier, .metered = true});
    set_fuel(host.S, 100'000);
    const Ending e = host.run(
        "seen = 0 local function see() seen = seen + 1 end\n"
        "local mt = {__close = see, __gc = see}\n"
        "xpcall(function() local a <close> = setmetatable({}, mt)\n"
        "local co = coroutine.create(function() local b <close> = setmetatable({}, mt)\n"
        "while true do end end) coroutine.resume(co) see() end, see) see()");
    CHECK(e.stop == Stop::Fuel);
    CHECK(e.message == "p:5: out of fuel");
    set_fuel(host.S, 100'000);
    CHECK(host.run("return seen").message == "0");
  }
}

TEST_CASE("output is counted") {
  Host host({.seed = 1});
  host.S->output_left = 0;
  const Ending e = host.run("pcall(print, 'never seen') pcall(io.write, 'nor this')");
  CHECK(e.stop == Stop::Output);
  host.S->output_left = UINT64_MAX;
  check_alive(host);
}

TEST_CASE("a state whose program was stopped closes without running more of it") {
  for (const uint32_t tier : kTiers) {
    State* S = engine::create_state({.seed = 1, .max_tier = tier});
    REQUIRE(S);
    REQUIRE(lib::open_all(S->main));
    Thread* L = S->main;
    REQUIRE(lib::push_chunk(L,
                            "local mt = {__gc = function() while true do end end}\n"
                            "for i = 1, 10 do _G[i] = setmetatable({}, mt) end while true do end",
                            "=p", "t") == lib::Load::Ok);
    REQUIRE(engine::set_deadline(S, 10 * kMillisecond));
    CHECK(!call_protected(L, L->top - 1, 0, 0));
    CHECK(S->stop == Stop::Deadline);
    engine::destroy_state(S);
  }
}

}  // namespace tri
