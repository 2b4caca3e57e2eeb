// Lesson: what the tiers have learnt while a program ran, about the functions there were before it; in a form that outlives everything
// else that the program made.
//
//   image ── a program runs ──▶ Lesson::of ── the state is put back ──▶ teach ──▶ a new image
//
// It holds feedback of sites, inline caches, and the shapes that these name, but no object: strings that are keys of shapes are made
// anew. Words and native code are made from that by teaching. So nothing that a program stored anywhere can come through, while
// what it did often runs in a higher tier from then on.
#pragma once

#include <vector>

#include "heap/cache.hpp"
#include "heap/state.hpp"
#include "runtime/shape_growth.hpp"

namespace tri::engine {

// What an engine had at some time.
struct Known {
  size_t shapes;
  uint32_t last_metatable_id;
  uint32_t protos;
};
Known known_by(const EngineArea* E);

class Lesson {
 public:
  // What S has learnt since `then` in one of `times` programs that are taken to be alike: what it counted is counted so often.
  // Functions made since are left out.
  static Lesson of(const State* S, const Known& then, uint32_t times);
  // Whether it is little enough to be kept: a program may make as many shapes as it likes.
  bool is_small() const;
  // To the main thread of a state that is as it was then. False: no memory, and part of it may be there.
  [[nodiscard]] bool teach(Thread* L) const;

 private:
  struct Function {
    Proto* proto;
    uint32_t calls;
    int32_t loops_left, heat;
    uint32_t cache_first, cache_count;
    uint8_t renewals;
    bool is_warm, has_words, is_counted, is_native;
    std::vector<uint32_t> sides;  // by instruction
  };
  bool teach(Thread* L, const Function& f) const;

  uint32_t times_ = 1;
  uint32_t cycle_ = 0;
  uint32_t string_slots_ = 0;  // that the table of strings came to have, while it is small
  ShapeGrowth shapes_;
  std::vector<Cache> caches_;  // the whole pool
  std::vector<Function> functions_;
};

}  // namespace tri::engine
