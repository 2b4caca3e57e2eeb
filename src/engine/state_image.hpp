// StateImage: a copy of a state at rest, and the way back to it.
//
//   arena ─▶ create_state ─▶ libraries, init ─▶ take ─▶ run ─▶ restore ─▶ run ─▶ restore ...
//
// The state must have been created in a StateArena. The copy is of bytes: objects, stacks, strings, the collector's lists and marks,
// prototypes with what they have learnt, shapes and inline caches all lie in the arena (the pool of caches beside it), so that afterwards
// nothing can tell that a program ran - whatever it did, and however it ended. What was learnt since is forgotten with the rest, unless
// learn() makes a new image that knows it (lesson.hpp). Native code lies elsewhere: what there was when the image was taken stays
// where it is, what was compiled since is given back. Bytes that mean nothing are not copied: free cells and pages, freed blocks; nor shapes
// when there are no others than before.
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
  // Bytes that a restore copies, of programs that add no shapes.
  size_t bytes() const { return copied_ + caches_size_; }
  // Whether the state is as it was, `random_seed` apart. For tests.
  bool is_put_back() const;

 private:
  StateImage(State* S, StateArena& arena) : state_(S), arena_(arena) {}
  struct Stretch {
    char* at;
    size_t bytes;
  };
  bool copy();
  // What is used of the arena but for the memory of shapes, which goes to *shapes.
  std::vector<Stretch> used_stretches(std::vector<Stretch>* shapes) const;

  State* state_;
  StateArena& arena_;
  Known known_{};
  size_t arena_size_ = 0, copied_ = 0, caches_size_ = 0;
  std::vector<Stretch> stretches_, shapes_;
  uint64_t shape_changes_ = 0;
  std::unique_ptr<char[]> copy_, caches_, shadow_;  // copy_: stretches_, then shapes_
};

}  // namespace tri::engine
