// State: one isolated Lua heap and what its threads share. EngineArea: what states of one engine share.
//
// The engine area (prototypes' caches, shapes, hash seed) outlives states and must never point into one, except that keys of
// shapes are strings of the state while an engine has just one state.
#pragma once

#include "heap/heap.hpp"
#include "heap/hooks.hpp"
#include "heap/poll_word.hpp"
#include "heap/shape.hpp"
#include "heap/table.hpp"
#include "heap/thread.hpp"
#include "heap/userdata.hpp"

namespace tri::jit {
struct NativeArea;
}

namespace tri {

class Collector;
class ShapeTable;
class Watch;
enum class Outcome : uint8_t;
struct Escape;
namespace interp {
class SiteCounts;
}

// Set of all short strings of a state (runtime/string_table.hpp): segments of open addressing with linear probing, found by the
// top `depth` bits of the hash. Segments and the directory are storage of the heap. A slot is 0 or
//
//  63                 44 43                        0
// ┌─────────────────────┬───────────────────────────┐
// │ low bits of the hash│ address of the string / 16│
// └─────────────────────┴───────────────────────────┘
//
// so that searching and removing touch one line of the table, and no string but the one that is meant.
struct StringSegment {
  static constexpr int kTagShift = 44;
  uint32_t mask;   // slots - 1, slots being a power of two of at most 2^20
  uint32_t count;  // strings in it
  uint32_t depth;  // bits of the hash that all its strings share
  uint32_t unused;
  TRI_INLINE uint64_t* slots() { return reinterpret_cast<uint64_t*>(this + 1); }
};
inline constexpr size_t string_segment_bytes(uint32_t slots) {
  return sizeof(StringSegment) + size_t(slots) * sizeof(uint64_t);
}
struct StringTable {
  StringSegment**
      segments;         // 1 << depth; neighbours are one segment where fewer bits tell them apart
  StringSegment* only;  // what `segments` points to while depth is 0
  uint32_t depth;
  uint32_t count;  // strings
  uint32_t most;   // there were when the last collection began to sweep
  uint32_t peak;   // the same of the collections before, which count less with each
  uint32_t slots;  // of all segments
  size_t bytes;    // of segments and directory
  // Slots that were filled last, by `count` before that modulo kRecent; as long as nothing moves or goes, emptying them again
  // makes the table what it was (engine/state_image.hpp).
  static constexpr uint32_t kRecent = 64;
  uint64_t* recent[kRecent];
};

// Why `State::interrupt` is not zero: looked at by every back-edge, function entry and return from a builtin.
namespace poll_bits {
inline constexpr uint32_t kCollect = 1;      // the collector wants to step
inline constexpr uint32_t kHook = 2;         // hooks changed
inline constexpr uint32_t kInterrupt = 4;    // raise "interrupted!", which programs may catch
inline constexpr uint32_t kStop = 8;         // the host ends the program, or State::stop is set
inline constexpr uint32_t kFinalizers = 16;  // finalizers are due
inline constexpr uint32_t kDeadline = 32;    // its time is over
inline constexpr uint32_t kSample = 256;     // a profiler's timer rang (heap/watch.hpp)
}  // namespace poll_bits

// Why a program is being ended. Once it is set nothing in the program catches an error, until the host clears it: see
// runtime/limits.hpp.
enum class Stop : uint8_t { None, Fuel, Deadline, Interrupt, Output };

// How tests hurry the collector. Each allocation makes the next poll one that collects, and storage never grows in place.
enum class GcStress : uint8_t {
  None,
  Polls,        // a whole cycle at each such poll
  Allocations,  // also an emergency collection at every allocation
  Slices,  // at each such poll a slice of the cycle so small that the program comes between all its parts
  Count
};

// Objects kept alive by native code, see runtime/root.hpp.
struct RootLink {
  Header* object;  // may be null
  RootLink* below;
};

class Watchdog;

struct EngineArea {
  ShapeTable* shapes;
  Shape* const* const* shape_array;  // where `shapes` keeps the address of its shapes by id
  Cache* caches;  // the pool; its address never changes. Record 0 never matches and never learns
  uint32_t cache_count;  // records in use
  uint32_t cache_limit;
  struct jit::NativeArea*
      native;             // tier 3's (jit/stencil/compiler.cpp); null until it compiles something
  size_t code_bytes;      // address space for native code
  bool one_view_of_code;  // engine::Options
  // Who is told of native code: perf (jit/code/perf_map.hpp, jit_dump.hpp), gdb (gdb_symbols.hpp).
  bool perf_map, perf_dump, gdb_symbols;
  bool (*compile_native)(Thread* L, Proto* p);  // jit::compile; null: there is no tier 3 here
  int32_t tier3_heat;                           // Proto::heat at the beginning of tier 2
  uint8_t tier3_rounds;                         // Proto::rounds_to_note
  uint8_t highest_cpu_level;                    // of stencils, whatever the processor has
  uint32_t tier2_calls;                         // a function goes to tier 2 at so many calls ...
  int32_t tier2_loops;                          // ... or after so many jumps backward
  uint32_t tier_seed;  // not 0: functions move up at any time until then, as drawn from it (tests)
  Proto* protos;       // all there are; a collection takes out those that have died
  uint32_t proto_count;  // linked so far
  uint64_t hash_seed;
  alignas(kWordBytes) char return_words[int(ReturnWord::Count)][kWordBytes];  // interp/threaded.cpp
  Outcome (*tier1)(State*);  // the run loop of functions without words, for threads without hooks
  // Forms that are no normal ones: the counting one, when `counts` is not null (interp/site_counts.hpp), and those that leave
  // out what they are to measure.
  interp::SiteCounts* counts;
  bool
      special_words;  // words are not just those of the handlers that sites ask for: one of `counts` and the next
  bool no_quickening;    // words keep the handlers that take any operand
  bool no_fusion;        // no word does the op behind it, too
  bool shared_dispatch;  // tier 1 runs with one jump for all ops
  Watchdog* watchdog;    // engine/watchdog.hpp; null until a state has a deadline
};

// Names that C code gives as text, by address: the string of a literal is found without hashing it (capi/literal.hpp).
struct LiteralCache {
  static constexpr uint32_t kSize = 64;
  struct Row {
    const char* address;
    Str* string;
    // Where tables of this shape keep the field of that name, from the table's address. 0: not known.
    uint32_t shape;
    uint16_t payload, tag;
  };
  Row rows[kSize];
  uint32_t cycle;  // State::gc_cycle for which it is good
};

// Compiled patterns by their strings (lib/pattern_cache.hpp), two for each place.
struct PatternCache {
  static constexpr uint32_t kRows = 32;
  struct Row {
    uintptr_t key;  // address of the string, and in its lowest bit how the pattern is to be read
    Userdata* code;
  };
  Row rows[kRows][2];
  uint32_t cycle;  // State::gc_cycle for which it is good
  uint64_t locale;
};

struct State {
  EngineArea* engine;
  Heap* heap;
  Collector* collector;
  Thread* main;
  Thread* running;
  PollWord interrupt;  // poll_bits
  uint32_t gc_cycle;   // sweeps begun: an object seen in an earlier one may be gone
  // Fuel until the program looks at its limits again; below 0 it does so at once. Where states are not metered, library
  // functions alone count here.
  int64_t slice;
  int64_t fuel;  // metered states: what is left behind `slice`
  int64_t
      poll_cost;  // instructions on the way to the poll that comes now, for hooks that polls serve
  GcStress gc_stress;
  union {
    struct {
      bool move_stack;  // every chance to move a stack is taken (tests)
      bool metered;  // code is charged for, see runtime/limits.hpp; fixed when the state is created
    };
    uint16_t unusual;  // both in one look
  };
  bool closing;
  bool stop_tracebacks;  // errors of limits end in a traceback
  Stop stop;
  uint64_t
      output_left;  // bytes that print and io.write may still write to standard output and error
  void (*write)(void* data, const char* text,
                size_t size);  // instead of standard output; may be null
  void* write_data;
  StringTable strings;
  Table** metatables;  // by metatable id; null where this state has none. Storage of the heap; weak
  uint32_t metatable_capacity;
  Table* type_metatables[kTypeCount];  // of types other than table and userdata
  Value registry;                      // a table
  Str* event_names[kEventCount];
  Str* type_names[kTypeCount];  // null until the basic functions are opened
  Str* memory_message;          // "not enough memory"
  Str* empty_string;
  Thread* threads_with_open_upvalues;
  const Builtin* next_builtin;  // `next` and the iterator of `ipairs`, which TFORCALL runs inline
  const Builtin* ipairs_builtin;
  AllocFn alloc;
  void* alloc_ud;
  void (*warn)(void* ud, const char* message, int to_be_continued);
  void* warn_ud;
  int (*panic)(Thread*);
  Escape* escape;  // innermost, see runtime/escape.hpp
  LiteralCache literals;
  PatternCache patterns;
  uint32_t
      field_rows;  // first of the records that sites share (ops/field_site.hpp); 0: there are none
  uint32_t
      row_misses;  // lookups by keys that are no constants, along __index, that no row answered
  static constexpr uint32_t kNativeEntries = 256;
  const Builtin**
      native_entries;  // builtins that C code knows by a function pointer; null until it asks (capi/native_entry.hpp)
  RootLink* roots;  // runtime/root.hpp
  Watch* watch;     // who is told what the engine does (heap/watch.hpp); null: nobody
  const struct RuntimeHooks* hooks;
  const HeapHooks* heap_hooks;
  int64_t deadline_ns;  // of CLOCK_MONOTONIC, while the watchdog watches this state
  State* next_watched;
  uint64_t random_seed;
  bool seeded;            // random_seed was given: neither time nor addresses may decide anything
  uint64_t counters[16];  // runtime/counters.hpp
};

}  // namespace tri
