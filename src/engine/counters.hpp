// Counters: what an engine and its state did so far and hold now. The table is the only list of
// them; `trinity stats` and require("trinity").stats() print its rows.
#pragma once

#include <span>

#include "heap/state.hpp"

namespace tri::engine {

struct Counter {
  const char* name;
  const char* meaning;
  uint64_t (*read)(const State* S);
};

// Every counter, in the order of a report. Cost of reading one: a few loads, O(size classes) for
// heap bytes.
std::span<const Counter> counters();

// From now on the time is counted that tier 3 takes to compile.
void time_compilations(const State* S);

}  // namespace tri::engine
