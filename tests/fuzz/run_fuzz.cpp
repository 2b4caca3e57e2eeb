// Fuzz target: what the verifier accepts, the engine runs without harm.
//
// A mutant that is accepted runs for a moment, under a collector that is always at work; what it computes, and which
// errors it raises, is its own business.
#include <sys/time.h>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "engine/engine.hpp"
#include "lib/libraries.hpp"
#include "program_and_choices.hpp"
#include "runtime/call.hpp"
#include "runtime/library.hpp"
#include "runtime/link.hpp"
#include "runtime/tables.hpp"

namespace {

using namespace tri;

constexpr int kTickUs = 10'000;
State* volatile running = nullptr;

// Errors stop a loop; one that catches them is caught outside of its protected call a tick later.
void tick(int) {
  if (State* S = running) S->interrupt.set(poll_bits::kInterrupt);
}

void start_ticks() {
  static const bool started = [] {
    std::signal(SIGPROF, tick);
    const itimerval often{{0, kTickUs}, {0, kTickUs}};
    return setitimer(ITIMER_PROF, &often, nullptr) == 0;
  }();
  TRI_CHECK(started);
}

// The libraries that reach nothing outside the state.
bool open_libraries(Thread* L) {
  static constexpr struct {
    const char* name;
    Table* (*open)(Thread* L);
  } kLibraries[] = {{"_G", lib::open_base},
                    {"coroutine", lib::open_coroutine},
                    {"table", lib::open_table},
                    {"string", lib::open_string},
                    {"math", lib::open_math}};
  for (const auto& library : kLibraries) {
    Table* table = library.open(L);
    if (!table || !set_field(L, globals(L), library.name, Value::of(table))) return false;
  }
  for (const char* outside : {"print", "dofile", "loadfile", "warn"})
    if (!set_field(L, globals(L), outside, Value::nil())) return false;
  return true;
}

void run(const bytecode::Chunk& chunk) {
  State* S = engine::create_state({.seed = 1, .gc_stress = GcStress::Polls});
  TRI_CHECK(S);
  TRI_CHECK(open_libraries(S->main));
  start_ticks();
  running = S;
  Thread* L = S->main;
  if (LuaClosure* f = load_chunk(L, chunk)) {
    *L->top++ = Value::of(f);
    (void)call_protected(L, L->top - 1, 0, 0);
  }
  running = nullptr;
  engine::destroy_state(S);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input{reinterpret_cast<const char*>(data), size};
  const std::string bytes = mutant_of(input);
  if (bytes.empty()) return 0;
  const auto chunk = bytecode::undump(bytes, "=fuzz");
  if (chunk) run(*chunk);
  return 0;
}
