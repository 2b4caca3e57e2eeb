// Patcher: copies stencils to where they run, and fills their holes in.
//
// What nearly all holes are filled with is worked out once for each piece and looked up by the hole's kind, so the loop over the holes
// has hardly a jump in it that a processor could foresee wrongly; the few other kinds go through a switch.
#pragma once

#include "interp/ways_on.hpp"
#include "jit/stencil/layout.hpp"

namespace tri::jit {

// By kind of hole, from Hole::A on. Those from Hole::native_anchor on are the same for all functions of an engine.
struct HoleValues {
  const interp::WaysOn* ways = nullptr;  // that they are of
  int64_t of[size_t(Hole::slow) + 2 * ops::kSlowCount] = {};
};

class Patcher {
 public:
  // The layout's pieces know where they run; what runs there is written so far from it. Copies and patches reach up to kCopied bytes
  // beyond their end: behind the last piece's usual code and behind the last one's other code so much is nobody else's.
  Patcher(Thread* L, Proto* p, const Layout& layout, HoleValues* values, ptrdiff_t to_writable);

  // False: a jump of the function leads to no instruction, which verified code does not have.
  [[nodiscard]] bool fill();

 private:
  int64_t value_of(Hole what, const Piece& piece);
  int64_t code_of(uint32_t piece);
  void set_values(const Piece& piece);
  void set_values_of_op(const Proto* p, uint32_t i);
  void fill_part(const Piece& piece, const Part& part, char* at);
  void set(Hole what, int64_t value) { values_.of[size_t(what)] = value; }

  Thread* L_;
  Proto* p_;
  const Layout& layout_;
  const interp::WaysOn& ways_;
  HoleValues& values_;
  ptrdiff_t to_writable_;
  const Code* op_ = nullptr;  // that values are set for
  bool lands_ = true;
};

}  // namespace tri::jit
