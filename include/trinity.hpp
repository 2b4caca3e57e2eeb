// Trinity: running Lua 5.4 in a C++ program, with limits that hold.
//
//   trinity::Engine engine;                                  // with a seed in its options, runs repeat
//   trinity::StateOptions options;
//   options.memory_bytes = 64 << 20;                         // of the heap
//   options.metered = true;                                  // fuel is counted
//   trinity::Result<trinity::State> state = engine.new_state(options);
//   trinity::Limits limits;
//   limits.fuel = 10000000;                                  // of each call
//   limits.deadline_ms = 50;                                 // likewise
//   state->set_limits(limits);
//   trinity::Result<trinity::Function> f = state->load("local a, b = ... return a + b", "=sum");
//   trinity::Result<trinity::Values> sum = state->call(*f, {2, 3});
//   if (!sum) std::puts(sum.error().message.c_str());        // sum.error().status says which limit it was
//
// Errors are results; nothing here throws, and no exception may leave a host function.
//
// Threads. An engine, its states and their functions belong to one thread at a time: whoever uses them from another must have
// handed them over. State::interrupt alone may be called from any thread, and from a signal handler, as long as the state lives.
// The first deadline of a state starts a thread that does nothing but wait for deadlines; it blocks all signals and ends with
// the state.
//
// Versions. Programs compiled with this header run with every later library of the same soname (libtrinity.so.0). Structs grow at
// their end alone; version() tells what runs.
//
// C++11 and later, any compiler: what crosses into the library are C functions.
#ifndef TRINITY_HPP
#define TRINITY_HPP

#include <stddef.h>
#include <stdint.h>

#include <string>
#include <utility>
#include <vector>

#define TRINITY_VERSION "0.1.0"

// ---- what the library exports; use the classes below

extern "C" {

struct trinity_state;

struct trinity_state_options {
  size_t size;  // of this struct: what a newer library adds is not there
  uint64_t seed;
  uint64_t memory_bytes;
  uint32_t max_tier;
  uint32_t metered;
  uint32_t libraries;
  void (*write)(void* data, const char* text, size_t size);
  void* write_data;
};
struct trinity_limits {
  size_t size;
  int64_t fuel;         // below 0: none
  int64_t deadline_ns;  // 0: none
  uint64_t output_bytes;
};
struct trinity_counter {
  const char* name;
  const char* meaning;
  uint64_t value;
};

const char* trinity_version(void);
trinity_state* trinity_open(const trinity_state_options* options);
void trinity_close(trinity_state* state);
void trinity_set_limits(trinity_state* state, const trinity_limits* limits);
void trinity_interrupt(trinity_state* state);
int64_t trinity_fuel_used(const trinity_state* state);
size_t trinity_memory_used(const trinity_state* state);
void trinity_collect(trinity_state* state);
size_t trinity_counters(const trinity_state* state, trinity_counter* to, size_t room);

// Functions are numbers above 0. 0: it failed, the message is the only value of the call `*mark`.
int trinity_load(trinity_state* state, const char* text, size_t size, const char* name, int* status,
                 ptrdiff_t* mark);
void trinity_forget(trinity_state* state, int function);
// A call: begin, push arguments, end; then its results (or the message) are values 0 .. count - 1, until drop.
ptrdiff_t trinity_begin(trinity_state* state, int function);
int trinity_end(trinity_state* state, ptrdiff_t mark);
void trinity_drop(trinity_state* state, ptrdiff_t mark);
int trinity_count(const trinity_state* state, ptrdiff_t mark);
int trinity_type(const trinity_state* state, ptrdiff_t mark, int n);
int trinity_boolean(const trinity_state* state, ptrdiff_t mark, int n);
int64_t trinity_integer(const trinity_state* state, ptrdiff_t mark, int n);
double trinity_number(const trinity_state* state, ptrdiff_t mark, int n);
const char* trinity_text(const trinity_state* state, ptrdiff_t mark, int n, size_t* size);
void trinity_push_nil(trinity_state* state);
void trinity_push_boolean(trinity_state* state, int value);
void trinity_push_integer(trinity_state* state, int64_t value);
void trinity_push_number(trinity_state* state, double value);
void trinity_push_text(trinity_state* state, const char* text, size_t size);
int trinity_set_global(trinity_state* state, const char* name);  // to the value on top, which goes
ptrdiff_t trinity_get_global(trinity_state* state, const char* name);
// A host function finds its arguments as the values of `mark`, pushes its results and gives their number, or pushes a message
// and gives -1. 0: no memory.
typedef int (*trinity_host_function)(trinity_state* state, ptrdiff_t mark, void* data);
int trinity_set_function(trinity_state* state, const char* name, trinity_host_function function,
                         void* data);

}  // extern "C"

namespace trinity {

// How a call ended. What a limit ended (from Fuel on) was caught by nothing in the program; the state may be used again.
enum class Status : int {
  Ok,
  Error,   // the program raised an error and did not catch it
  Syntax,  // the text is no Lua program
  Memory,  // not enough memory: of the state's heap, or of the machine. Programs can catch this one
  Fuel,    // Limits::fuel
  Deadline,     // Limits::deadline_ms
  Interrupted,  // State::interrupt
  Output,       // Limits::output_bytes
};

struct Error {
  Status status;
  std::string message;  // "name:line: what"
};

// A value, or why there is none.
template <class T>
class Result {
 public:
  Result(T value) : value_(std::move(value)), error_{Status::Ok, std::string()} {}
  Result(Error error) : value_(), error_(std::move(error)) {}

  bool ok() const { return error_.status == Status::Ok; }
  explicit operator bool() const { return ok(); }
  // Only if it is ok.
  T& operator*() { return value_; }
  const T& operator*() const { return value_; }
  T* operator->() { return &value_; }
  const T* operator->() const { return &value_; }
  // Status::Ok if there is no error.
  const Error& error() const { return error_; }

 private:
  T value_;
  Error error_;
};

enum class Type : int { Nil, Boolean, Integer, Number, String, Other };

// A Lua value that is copied between program and host. Tables, functions and their like are Other: they stay inside.
class Value {
 public:
  Value() : type_(Type::Nil), integer_(0), number_(0) {}
  Value(bool v) : type_(Type::Boolean), integer_(v), number_(0) {}
  Value(int v) : type_(Type::Integer), integer_(v), number_(0) {}
  Value(unsigned v) : type_(Type::Integer), integer_(v), number_(0) {}
  Value(long v) : type_(Type::Integer), integer_(v), number_(0) {}
  Value(long long v) : type_(Type::Integer), integer_(v), number_(0) {}
  Value(double v) : type_(Type::Number), integer_(0), number_(v) {}
  Value(const char* v) : type_(Type::String), integer_(0), number_(0), text_(v) {}
  Value(std::string v) : type_(Type::String), integer_(0), number_(0), text_(std::move(v)) {}

  static Value other() {
    Value v;
    v.type_ = Type::Other;
    return v;
  }

  Type type() const { return type_; }
  bool is_nil() const { return type_ == Type::Nil; }
  bool truthy() const { return !is_nil() && !(type_ == Type::Boolean && integer_ == 0); }
  // 0 or "" where the value is of another type; an integer has a number too.
  int64_t integer() const { return type_ == Type::Integer ? integer_ : 0; }
  double number() const { return type_ == Type::Integer ? double(integer_) : number_; }
  const std::string& text() const { return text_; }

 private:
  Type type_;
  int64_t integer_;
  double number_;
  std::string text_;
};
typedef std::vector<Value> Values;

// What each call from the host may spend. A call from within a host function spends of what is running.
struct Limits {
  int64_t fuel =
      -1;  // units, about one for an instruction; below 0: no limit. Needs StateOptions::metered
  double deadline_ms = 0;              // of wall time; 0: no limit
  uint64_t output_bytes = UINT64_MAX;  // written by print and io.write to standard output and error
};

enum class Libraries : uint32_t {
  All,
  Pure,  // without io, os, package, debug, dofile and loadfile: nothing outside the state can be reached
};

struct StateOptions {
  uint64_t memory_bytes = UINT64_MAX;  // of the heap; more is Status::Memory
  bool metered =
      false;  // fuel is counted, whether or not it is limited; costs some percent of time
  Libraries libraries = Libraries::All;
  // Gets what print and io.write would write to standard output; null: they do.
  void (*write)(void* data, const char* text, size_t size) = nullptr;
  void* write_data = nullptr;
};

struct EngineOptions {
  // Of string hashes and of whatever is random: with the same seed, the same program does the same. 0: from the system.
  uint64_t seed = 0;
  uint32_t max_tier =
      0;  // no function goes beyond this tier (1: the switch interpreter); 0: all there are
};

struct Counter {
  std::string name, meaning;
  uint64_t value;
};

class State;

// A Lua function that the host holds. Must not outlive its state.
class Function {
 public:
  Function() : state_(nullptr), number_(0) {}
  Function(Function&& other) noexcept : state_(other.state_), number_(other.number_) {
    other.number_ = 0;
  }
  Function& operator=(Function&& other) noexcept {
    std::swap(state_, other.state_);
    std::swap(number_, other.number_);
    return *this;
  }
  ~Function() {
    if (number_) trinity_forget(state_, number_);
  }
  Function(const Function&) = delete;
  Function& operator=(const Function&) = delete;
  explicit operator bool() const { return number_ != 0; }

 private:
  friend class State;
  Function(trinity_state* state, int number) : state_(state), number_(number) {}
  trinity_state* state_;
  int number_;
};

// A function of the host that programs can call. An error it gives is raised in the program.
typedef Result<Values> (*HostFunction)(void* data, const Values& arguments);

// One isolated Lua heap with its globals.
class State {
 public:
  State() : state_(nullptr) {}
  State(State&& other) noexcept : state_(other.state_), hosts_(std::move(other.hosts_)) {
    other.state_ = nullptr;
  }
  State& operator=(State&& other) noexcept {
    std::swap(state_, other.state_);
    std::swap(hosts_, other.hosts_);
    return *this;
  }
  // Runs the finalizers of the program, within the deadline; none after a limit ended its last call.
  ~State() {
    if (state_) trinity_close(state_);
    for (size_t i = 0; i < hosts_.size(); ++i) delete hosts_[i];
  }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  // For every following call from the host.
  void set_limits(const Limits& limits) {
    const trinity_limits l = {sizeof l, limits.fuel, int64_t(limits.deadline_ms * 1e6),
                              limits.output_bytes};
    trinity_set_limits(state_, &l);
  }

  // A program, as a function of its arguments (`...`). `name` is what messages call it: "=name" or "@file".
  Result<Function> load(const std::string& text, const std::string& name = "=(host)") {
    int status = 0;
    ptrdiff_t mark = 0;
    const int function =
        trinity_load(state_, text.data(), text.size(), name.c_str(), &status, &mark);
    if (function) return Function(state_, function);
    return failure(status, mark);
  }

  // Calls a function; gives all its results.
  Result<Values> call(const Function& function, const Values& arguments = Values()) {
    if (!function) return Error{Status::Error, "no function"};
    const ptrdiff_t mark = trinity_begin(state_, function.number_);
    for (size_t i = 0; i < arguments.size(); ++i) push(state_, arguments[i]);
    const int status = trinity_end(state_, mark);
    if (status) return failure(status, mark);
    Values results = values(state_, mark);
    trinity_drop(state_, mark);
    return results;
  }

  // Loads and calls.
  Result<Values> run(const std::string& text, const std::string& name = "=(host)",
                     const Values& arguments = Values()) {
    Result<Function> f = load(text, name);
    if (!f) return f.error();
    return call(*f, arguments);
  }

  Value global(const std::string& name) {
    const ptrdiff_t mark = trinity_get_global(state_, name.c_str());
    const Value v = value(state_, mark, 0);
    trinity_drop(state_, mark);
    return v;
  }
  // False: no memory.
  bool set_global(const std::string& name, const Value& value) {
    push(state_, value);
    return trinity_set_global(state_, name.c_str()) != 0;
  }
  bool set_function(const std::string& name, HostFunction function, void* data = nullptr) {
    hosts_.push_back(new Host{function, data});
    return trinity_set_function(state_, name.c_str(), call_host, hosts_.back()) != 0;
  }

  // Ends the call that runs, or the next one, with Status::Interrupted. From any thread, and from signal handlers.
  void interrupt() { trinity_interrupt(state_); }

  // Of the last call from the host; where states are metered.
  int64_t fuel_used() const { return trinity_fuel_used(state_); }
  // Bytes of the heap in use.
  size_t memory_used() const { return trinity_memory_used(state_); }
  void collect() { trinity_collect(state_); }
  std::vector<Counter> stats() const {
    std::vector<trinity_counter> rows(trinity_counters(state_, nullptr, 0));
    rows.resize(trinity_counters(state_, rows.data(), rows.size()));
    std::vector<Counter> counters;
    for (size_t i = 0; i < rows.size(); ++i)
      counters.push_back(Counter{rows[i].name, rows[i].meaning, rows[i].value});
    return counters;
  }

 private:
  friend class Engine;
  struct Host {
    HostFunction function;
    void* data;
  };
  explicit State(trinity_state* state) : state_(state) {}

  static void push(trinity_state* state, const Value& v) {
    switch (v.type()) {
      case Type::Boolean: trinity_push_boolean(state, v.truthy()); break;
      case Type::Integer: trinity_push_integer(state, v.integer()); break;
      case Type::Number: trinity_push_number(state, v.number()); break;
      case Type::String: trinity_push_text(state, v.text().data(), v.text().size()); break;
      default: trinity_push_nil(state);
    }
  }
  static Value value(trinity_state* state, ptrdiff_t mark, int n) {
    switch (Type(trinity_type(state, mark, n))) {
      case Type::Nil: return Value();
      case Type::Boolean: return Value(trinity_boolean(state, mark, n) != 0);
      case Type::Integer: return Value(trinity_integer(state, mark, n));
      case Type::Number: return Value(trinity_number(state, mark, n));
      case Type::String: {
        size_t size;
        const char* text = trinity_text(state, mark, n, &size);
        return Value(std::string(text, size));
      }
      default: return Value::other();
    }
  }
  static Values values(trinity_state* state, ptrdiff_t mark) {
    Values v;
    for (int n = 0, count = trinity_count(state, mark); n < count; ++n)
      v.push_back(value(state, mark, n));
    return v;
  }
  static int call_host(trinity_state* state, ptrdiff_t mark, void* data) {
    const Host* host = static_cast<const Host*>(data);
    const Result<Values> results = host->function(host->data, values(state, mark));
    if (!results) {
      push(state, Value(results.error().message));
      return -1;
    }
    for (size_t i = 0; i < results->size(); ++i) push(state, (*results)[i]);
    return int(results->size());
  }
  Error failure(int status, ptrdiff_t mark) {
    const Value v = value(state_, mark, 0);
    trinity_drop(state_, mark);
    return Error{Status(status), v.type() == Type::String ? v.text() : "error object is no string"};
  }

  trinity_state* state_;
  std::vector<Host*> hosts_;
};

// What states have in common. Engines share nothing, so each thread may have its own.
class Engine {
 public:
  explicit Engine(const EngineOptions& options = EngineOptions()) : options_(options) {}
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  Result<State> new_state(const StateOptions& options = StateOptions()) {
    const trinity_state_options o = {
        sizeof o,          options_.seed,     options.memory_bytes,
        options_.max_tier, options.metered,   uint32_t(options.libraries),
        options.write,     options.write_data};
    trinity_state* state = trinity_open(&o);
    if (!state) return Error{Status::Memory, "cannot create state: not enough memory"};
    return State(state);
  }

 private:
  EngineOptions options_;
};

// Of the library that runs: "0.1.0".
inline const char* version() { return trinity_version(); }

}  // namespace trinity

#endif  // TRINITY_HPP
