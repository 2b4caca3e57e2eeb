// The interface for C++ hosts, as include/trinity.hpp promises it. examples/embed.cpp is its complete use.
#include <trinity.hpp>

#include <doctest/doctest.h>

#include <atomic>
#include <string>
#include <thread>

using trinity::Error;
using trinity::Limits;
using trinity::Result;
using trinity::State;
using trinity::StateOptions;
using trinity::Status;
using trinity::Value;
using trinity::Values;

namespace {

State open(const StateOptions& options = {}) {
  trinity::EngineOptions engine_options;
  engine_options.seed = 7;
  trinity::Engine engine(engine_options);
  Result<State> state = engine.new_state(options);
  REQUIRE(state.ok());
  return std::move(*state);
}

Result<Values> sum(void* data, const Values& arguments) {
  int64_t total = *static_cast<int64_t*>(data);
  for (const Value& v : arguments) {
    if (v.type() != trinity::Type::Integer) return Error{Status::Error, "integers only"};
    total += v.integer();
  }
  return Values{total};
}

Result<Values> call_back(void* data, const Values& arguments) {
  return static_cast<State*>(data)->run(arguments[0].text(), "=inner");
}

}  // namespace

TEST_CASE("values go in and come out") {
  State state = open();
  const Result<Values> r = state.run("return ...", "=echo", {1, 2.5, true, "text", Value()});
  REQUIRE(r.ok());
  REQUIRE(r->size() == 5);
  CHECK((*r)[0].integer() == 1);
  CHECK((*r)[1].number() == 2.5);
  CHECK((*r)[2].truthy());
  CHECK((*r)[3].text() == "text");
  CHECK((*r)[4].is_nil());
  const Result<Values> others = state.run("return {}, print, '\\0'");
  REQUIRE(others.ok());
  CHECK((*others)[0].type() == trinity::Type::Other);
  CHECK((*others)[1].type() == trinity::Type::Other);
  CHECK((*others)[2].text() == std::string(1, '\0'));
  CHECK(state.set_global("x", 41));
  CHECK(state.run("x = x + 1").ok());
  CHECK(state.global("x").integer() == 42);
  CHECK(state.global("nothing").is_nil());
}

TEST_CASE("errors are results, and say which kind") {
  State state = open();
  const Result<trinity::Function> f = state.load("return +", "=bad");
  CHECK(f.error().status == Status::Syntax);
  CHECK(f.error().message == "bad:1: unexpected symbol near '+'");
  CHECK(state.run("error('no', 0)").error().message == "no");
  CHECK(state.run("error({})").error().status == Status::Error);
  CHECK(state.call(trinity::Function()).error().status == Status::Error);
  StateOptions small;
  small.memory_bytes = 2 << 20;
  State narrow = open(small);
  CHECK(narrow.run("local t = {} while true do t[#t + 1] = {} end").error().status ==
        Status::Memory);
  CHECK(narrow.run("return 1").ok());
}

TEST_CASE("functions are loaded once and called often, and forgotten") {
  State state = open();
  for (int i = 0; i < 100; ++i) {
    Result<trinity::Function> f = state.load("local n = ... return n * 2");
    REQUIRE(f.ok());
    for (int k = 0; k < 3; ++k) CHECK((*state.call(*f, {k}))[0].integer() == 2 * k);
  }
}

TEST_CASE("host functions, their errors, and calls from within") {
  State state = open();
  int64_t start = 10;
  CHECK(state.set_function("sum", sum, &start));
  CHECK(state.set_function("call_back", call_back, &state));
  CHECK((*state.run("return sum(1, 2, 3)"))[0].integer() == 16);
  CHECK((*state.run("return select(2, pcall(sum, 'x'))"))[0].text() == "integers only");
  CHECK((*state.run("return call_back('return sum(5)') + 1"))[0].integer() == 16);
  CHECK((*state.run("return select(2, pcall(call_back, 'error(\"e\", 0)'))"))[0].text() == "e");
  CHECK((*state.run("return coroutine.wrap(function() return sum(1) end)()"))[0].integer() == 11);
}

TEST_CASE("limits of each call; a limit within a nested call ends them all") {
  StateOptions options;
  options.metered = true;
  State state = open(options);
  Limits limits;
  limits.fuel = 20000;
  state.set_limits(limits);
  CHECK(state.set_function("call_back", call_back, &state));
  for (int i = 0; i < 3; ++i) {
    CHECK(state.run("for i = 1, 100 do end").ok());
    CHECK(state.fuel_used() > 100);
    CHECK(state.fuel_used() < 1000);
    CHECK(state.run("while true do end").error().status == Status::Fuel);
    CHECK(state.fuel_used() == 20000);
    const Result<Values> r =
        state.run("while true do pcall(call_back, 'while true do end') end", "=outer");
    CHECK(r.error().status == Status::Fuel);
  }
  limits.fuel = -1;
  limits.deadline_ms = 10;
  state.set_limits(limits);
  CHECK(state.run("while true do end").error().status == Status::Deadline);
  CHECK(state.run("return 1").ok());
  limits.deadline_ms = 0;
  limits.output_bytes = 10;
  state.set_limits(limits);
  CHECK(state.run("io.stderr:write(('x'):rep(11))").error().status == Status::Output);
}

TEST_CASE("the same seed and program spend the same fuel") {
  int64_t used[2];
  for (int64_t& u : used) {
    StateOptions options;
    options.metered = true;
    State state = open(options);
    CHECK(state.run("local t = {} for i = 1, 1000 do t[i] = math.random() end table.sort(t)").ok());
    u = state.fuel_used();
  }
  CHECK(used[0] == used[1]);
}

TEST_CASE("interrupts come from other threads") {
  State state = open();
  std::atomic<bool> done{false};
  std::thread other([&] {
    while (!done) state.interrupt();
  });
  CHECK(state.run("while true do end").error().status == Status::Interrupted);
  done = true;
  other.join();
}

TEST_CASE("output goes where the host says; pure states reach nothing outside") {
  std::string output;
  StateOptions options;
  options.write = [](void* to, const char* text, size_t size) {
    static_cast<std::string*>(to)->append(text, size);
  };
  options.write_data = &output;
  State state = open(options);
  CHECK(state.run("print('a', 1) io.write('b', 2)").ok());
  CHECK(output == "a\t1\nb2");
  options.libraries = trinity::Libraries::Pure;
  State pure = open(options);
  CHECK((*pure.run("return io or os or require or package or debug or dofile or loadfile"))[0]
            .is_nil());
  CHECK((*pure.run("return math.type(#string.rep('x', 3))"))[0].text() == "integer");
}

TEST_CASE("states move, count and collect") {
  State state = open();
  State other = std::move(state);
  CHECK(other.run("t = {} for i = 1, 10000 do t[i] = {} end").ok());
  const size_t before = other.memory_used();
  CHECK(other.run("t = nil").ok());
  other.collect();
  CHECK(other.memory_used() < before);
  CHECK(!other.stats().empty());
  CHECK(std::string(trinity::version()) == TRINITY_VERSION);
}
