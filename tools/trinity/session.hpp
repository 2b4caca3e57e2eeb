// Session: a state with the standard libraries, and what a stand-alone interpreter does with it.
#pragma once

#include <string>
#include <string_view>

#include "engine/engine.hpp"
#include "runtime/builtin.hpp"

namespace tri::cli {

class Session {
 public:
  struct Options {
    bool ignore_environment = false;  // -E: libraries do not look at LUA_PATH and its like
    // Zero where not given: the environment may say.
    uint32_t max_tier = 0;   // --tier
    uint64_t seed = 0;       // --seed
    uint32_t gc_stress = 0;  // --gc-stress, a GcStress
    bool move_stack = false;
    // Limits; 0: none.
    int64_t fuel = 0;         // --fuel, in units
    int64_t deadline_ns = 0;  // --deadline, from the opening on
    uint64_t memory = 0;      // --memory, bytes of the heap
    uint64_t output = 0;      // --output, bytes
    // As in engine::Options.
    bool count_sites = false;
    bool no_caches = false;
    bool no_quickening = false;
    bool no_fusion = false;
    bool shared_dispatch = false;
    engine::Inspection inspection = {};
    Watch* watch = nullptr;  // lives as long as the session
  };

  // Check is_open(): without memory there is no state.
  explicit Session(const Options& options);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  bool is_open() const { return state_ != nullptr; }
  // A limit has ended what ran; nothing more will.
  bool is_stopped() const { return state_->stop != Stop::None; }
  State* state() const { return state_; }
  Thread* thread() const { return state_->main; }

  // Push a function, or a message and give false.
  bool load_file(const char* path);  // null: standard input
  bool load_text(std::string_view text, std::string_view chunk_name);
  // Text that is in no file, and what messages call it: kept to show lines of it below an error.
  void keep_text(std::string_view text, std::string_view name) {
    text_ = text;
    text_name_ = name;
  }
  std::string_view text() const { return text_; }
  std::string_view text_name() const { return text_name_; }

  // Calls the function below the `nargs` values on top. Leaves all its results, or gives false and
  // leaves a message with a traceback. An interrupt from the keyboard stops it with an error.
  bool call(uint32_t nargs);

  // The value on top, taken off.
  Value pop();
  void push(const Value& v);
  // A new string; without memory for it the program ends.
  void push_text(std::string_view text);

  // Number of values on the stack.
  uint32_t depth() const;
  void set_depth(uint32_t depth);

 private:
  State* state_;
  std::string text_, text_name_;
};

}  // namespace tri::cli
