// Sampler: where a program spends its time, by asking it again and again.
//
// A timer's signal sets poll_bits::kSample and notes the processor's registers; the next poll (a jump backward, the start of a
// function, the return of a builtin, a step of the collector) takes the sample: the stack of the running thread and of those that
// resumed it, each frame with its line and tier.
//
//   signal ──▶ note registers, set the bit ─ ─ ─ the op goes on ─ ─ ─▶ poll ──▶ stack, line, weight
//
// Polls lie some instructions behind the signal. The place in the code that was running is in the noted registers, or, while a
// routine runs, near the end of the native stack: where either leads into the code of the function at the poll, that is the
// sample's line; else it is the poll's. Time in a library function is that function's, a child of the line that called it; so is
// the collector's, under "(collector)".
//
// Each sample weighs the time since the last one, by the thread's processor clock or the wall clock, so that rates that the
// machine cannot keep lose resolution, not time.
//
// One sampler at a time: a signal handler is told nothing but its number. It runs on the thread that started it.
#pragma once

#include <cstdint>
#include <ctime>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"
#include "heap/watch.hpp"
#include "runtime/kept_roots.hpp"

namespace tri::engine {

class Sampler : public Watch {
 public:
  enum class Clock : uint8_t { Processor, Wall };
  struct Options {
    uint32_t rate = 500;  // samples per second
    Clock clock = Clock::Processor;
  };

  static constexpr uint32_t kMostRate = 10'000;

  explicit Sampler(const Options& options) : options_(options) {}
  ~Sampler() { stop(); }

  void opened(State* S) override;
  void loaded(State* S, Proto* main) override;
  void sampled(Thread* L, Spent what) override;
  void leaving(State* S) override;

  // After `opened`, up to `leaving`. Errors: no timer.
  Result<bool> start(State* S);
  void stop();

  // ---- what was seen

  enum class Kind : uint8_t { Root, Lua, Builtin, C, Collector, Other };
  // A line of a function, a builtin, ... : what samples are counted for.
  struct Place {
    Kind kind;
    uint8_t tier;       // Lua: 1 or 2
    uint32_t function;  // index in functions(), of Lua
    int32_t line;
    const char* name;  // of a builtin, interned
    auto operator<=>(const Place&) const = default;
  };
  struct Function {
    std::string name;    // "Account.deposit", "main chunk"
    std::string source;  // "bank.lua"
    int line;            // where it is defined
  };
  struct Node {
    Place place;
    uint32_t parent;
    uint64_t samples = 0;  // that ended here
    uint64_t ns = 0;       // and their weight
    std::map<Place, uint32_t> children;
  };
  // [0] is the root; a node's parent comes before it.
  const std::deque<Node>& nodes() const { return nodes_; }
  const std::vector<Function>& functions() const { return functions_; }
  uint64_t samples() const { return samples_; }
  uint64_t total_ns() const { return total_ns_; }
  const Options& options() const { return options_; }

 private:
  void add_functions(const Proto* p, std::string name, const std::string& source);
  const char* interned(const std::string& name);
  uint32_t child(uint32_t parent, const Place& place);
  uint32_t add_frames(uint32_t node, const Thread* L, const Frame* last, int32_t at);
  uint64_t clock_ns() const;

  Options options_;
  State* state_ = nullptr;
  KeptRoots kept_;
  std::deque<Node> nodes_{Node{{Kind::Root, 0, 0, 0, nullptr}, 0, 0, 0, {}}};
  std::vector<Function> functions_;
  std::unordered_map<const Proto*, uint32_t> by_proto_;
  std::deque<std::string> names_;
  std::unordered_map<std::string, const char*> by_name_;
  timer_t timer_ = {};
  bool is_running_ = false;
  uint64_t last_ns_ = 0;
  uint64_t samples_ = 0;
  uint64_t total_ns_ = 0;
};

}  // namespace tri::engine
