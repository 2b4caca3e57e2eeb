// Running programs of strangers in a C++ program: limits, host functions, results without exceptions.
//
//   c++ -std=c++11 embed.cpp $(pkg-config --cflags --libs trinity) && ./a.out
#include <trinity.hpp>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <string>
#include <thread>

namespace {

using trinity::Error;
using trinity::Result;
using trinity::Status;
using trinity::Value;
using trinity::Values;

const char* name_of(Status status) {
  switch (status) {
    case Status::Ok: return "ok";
    case Status::Error: return "error";
    case Status::Syntax: return "syntax";
    case Status::Memory: return "memory";
    case Status::Fuel: return "fuel";
    case Status::Deadline: return "deadline";
    case Status::Interrupted: return "interrupted";
    case Status::Output: return "output";
  }
  return "?";
}

void show(const char* what, const Result<Values>& result) {
  if (!result) {
    std::printf("%-14s %s: %s\n", what, name_of(result.error().status),
                result.error().message.c_str());
    return;
  }
  std::printf("%-14s", what);
  for (size_t i = 0; i < result->size(); ++i) {
    const Value& v = (*result)[i];
    switch (v.type()) {
      case trinity::Type::Integer: std::printf(" %lld", (long long)(v.integer())); break;
      case trinity::Type::Number: std::printf(" %g", v.number()); break;
      case trinity::Type::String: std::printf(" '%s'", v.text().c_str()); break;
      case trinity::Type::Boolean: std::printf(v.truthy() ? " true" : " false"); break;
      default: std::printf(v.is_nil() ? " nil" : " (stays inside)");
    }
  }
  std::printf("\n");
}

// price(item): a host function. What it gives as an error is raised in the program.
Result<Values> price(void*, const Values& arguments) {
  if (arguments.size() == 1 && arguments[0].text() == "tea") return Values{3};
  return Error{Status::Error, "no such item"};
}

void collect_output(void* to, const char* text, size_t size) {
  static_cast<std::string*>(to)->append(text, size);
}

}  // namespace

int main() {
  trinity::EngineOptions engine_options;
  engine_options.seed = 7;  // the same run each time
  trinity::Engine engine(engine_options);

  std::string output;
  trinity::StateOptions options;
  options.metered = true;
  options.memory_bytes = 16u << 20;
  options.libraries = trinity::Libraries::Pure;  // neither files nor processes
  options.write = collect_output;
  options.write_data = &output;
  Result<trinity::State> made = engine.new_state(options);
  if (!made) return std::puts(made.error().message.c_str()), 1;
  trinity::State& state = *made;

  trinity::Limits limits;
  limits.fuel = 5000000;
  limits.deadline_ms = 10000;
  limits.output_bytes = 1000;
  state.set_limits(limits);
  state.set_function("price", price);
  state.set_global("rate", 1.5);

  // Loaded once, called often.
  Result<trinity::Function> total = state.load(
      "local n = ... print('asked for', n) return n * price('tea') * rate, 'coins'", "=total");
  if (!total) return std::puts(total.error().message.c_str()), 1;
  show("total", state.call(*total, {4}));
  std::printf("%-14s %s", "output", output.c_str());

  // Errors are results.
  show("host error", state.run("return price('gold')", "=gold"));
  show("caught", state.run("return pcall(price, 'gold')"));
  show("syntax", state.run("return +", "=typo"));

  // Programs that would not end.
  show("loop", state.run("while true do end", "=loop"));
  show("pcall loop",
       state.run("while true do pcall(function() while true do end end) end", "=pcalls"));
  show("pattern",
       state.run("return ('a'):rep(40):find(('a?'):rep(40) .. ('a*'):rep(40) .. 'b')", "=pattern"));
  show("memory", state.run("local t = {} while true do t[#t + 1] = {} end", "=memory"));
  show("output", state.run("while true do print('spam') end", "=spam"));

  limits.fuel = -1;
  limits.deadline_ms = 20;
  state.set_limits(limits);
  show("deadline", state.run("repeat until false", "=deadline"));

  limits.deadline_ms = 0;
  state.set_limits(limits);
  std::thread other([&state] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    state.interrupt();
  });
  show("interrupt", state.run("repeat until false", "=interrupt"));
  other.join();

  // The state has come through all that.
  show("after all", state.call(*total, {2}));
  return 0;
}
