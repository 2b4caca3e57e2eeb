// ConstantIndex: where in a function's constant table a value was last put.
//
// One index serves all functions of a chunk, and each remembers only the latest place of a value, in whichever function
// that was; the function checks that the place is its own before it reuses it. So a value used again after a nested
// function used it too is stored twice, exactly as the reference does it, and chunks come out equal byte for byte.
#pragma once

#include <cstdint>
#include <vector>

#include "bytecode/chunk.hpp"

namespace tri::syntax {

class ConstantIndex {
 public:
  // The remembered place of a constant, -1 at first, to be read and written by the caller. Valid until the next call.
  int& place_of(const bytecode::Constant& constant);

 private:
  struct Slot {
    uint64_t bits = 0;
    bool is_float = false;
    int place = kEmpty;
  };
  static constexpr int kEmpty = -2;

  int& place_of_number(uint64_t bits, bool is_float);
  void grow();

  std::vector<int> by_text_;       // indexed by the text's number
  int by_word_[3] = {-1, -1, -1};  // nil, false, true
  std::vector<Slot> slots_;        // numbers; open addressing, a power of two, at most half full
  size_t used_ = 0;
};

}  // namespace tri::syntax
