// StateImage: a copy of a state at rest, and the way back to it.
//
//   arena ─▶ create_state ─▶ libraries, init ─▶ take ─▶ run ─▶ restore ─▶ run ─▶ restore ...
//
// The state must have been created in a StateArena. The copy is of bytes: objects, stacks, strings, the collector's lists and marks,
// prototypes with what they have learnt, shapes and inline caches all lie in the arena (the pool of caches beside it), so that afterwards
// nothing can tell that a program ran - whatever it did, and however it ended. What was learnt since is forgotten with the rest, unless
// learn() makes a new image that knows it (lesson.hpp). Native code lies elsewhere: what there was when the image was taken stays
// where it is, what was compiled since is given back. Bytes that mean nothing are not copied: free cells and pages, freed blocks, caches that
// hold nothing. Some parts of a state tell whether they were written to at all (Part), and are left alone when they were not.
//
// Cost of restore: copying used bytes, 1.5 us for 64 KiB (design figure), and pages of programs that used much more.
// Thread: that of the state, which must be at rest: nothing runs in it, nobody holds a Root of it.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "engine/lesson.hpp"
#include "engine/state_arena.hpp"
#include "heap/state.hpp"

namespace tri::engine {

class StateImage {
 public:
  // nullptr: no memory, or sites are counted in this state, which is kept outside (Options::count_sites).
  static std::unique_ptr<StateImage> take(State* S, StateArena& arena);
  StateImage(const StateImage&) = delete;
  StateImage& operator=(const StateImage&) = delete;

  // `seed` is what the state's randomness comes from now (State::random_seed); generators that were seeded before are the host's to
  // seed again. A deadline is cleared.
  void restore(uint64_t seed);
  // As restore, but what the tiers learnt in the program stays, as if `times` like it had run: it is part of the image from now on. The program
  // must have ended by itself. Does no more than restore where there was too much to learn, or no memory.
  // Cost: some 100 us, and native code where functions have become hot.
  void learn(uint64_t seed, uint32_t times);
  // Bytes that a restore copies, of programs that collect nothing and add no shapes.
  size_t bytes() const { return sizes_[Always] + caches_size_; }
  // Whether the state is as it was, `random_seed` apart. For tests.
  bool is_put_back() const;

 private:
  StateImage(State* S, StateArena& arena) : state_(S), arena_(arena) {}
  struct Stretch {
    char* at;
    size_t bytes;
  };
  using Stretches = std::vector<Stretch>;
  // Of the arena's bytes, by what tells that a program left them alone.
  enum Part : uint8_t {
    Always,        // nothing does
    Shapes,        // ShapeTable::changes
    ArenaLists,    // StateArena::list_changes
    ShortStrings,  // no collection has begun
    StringSlots,   // the same, and few strings were added, whose slots are known
    kParts
  };
  // By which what tells is told.
  struct Signs {
    uint64_t shapes, arena_lists;
    uint32_t gc_cycle, epoch, slots, depth, strings;
    GcPhase phase;
  };
  Signs signs() const;
  bool copy();
  // What is used of the arena, by parts.
  void find_stretches(Stretches (&parts)[kParts]) const;
  // Empties the slots of strings that were added. False: they are not known.
  bool forget_added_strings(const Signs& now);

  State* state_;
  StateArena& arena_;
  Known known_{};
  Signs signs_{};
  size_t arena_size_ = 0, caches_size_ = 0;
  Stretches parts_[kParts];
  size_t sizes_[kParts] = {};                       // bytes of each
  std::unique_ptr<char[]> copy_, caches_, shadow_;  // copy_: all parts, one behind the other
};

}  // namespace tri::engine
