// RegisterSet: a set of registers.
#pragma once

#include <bit>
#include <cstdint>

namespace tri::bytecode {

class RegisterSet {
 public:
  bool has(int reg) const { return (words_[reg >> 6] >> (reg & 63) & 1) != 0; }
  void add(int reg) { words_[reg >> 6] |= uint64_t{1} << (reg & 63); }
  void remove(int reg) { words_[reg >> 6] &= ~(uint64_t{1} << (reg & 63)); }

  void add(int first, int count) {
    for (int reg = first; reg < first + count; ++reg) add(reg);
  }
  // Takes out `first` and all above it.
  void remove_from(int first) {
    for (int word = 0; word < 4; ++word) words_[word] &= below(first, word);
  }
  bool has_from(int first) const {
    uint64_t any = 0;
    for (int word = 0; word < 4; ++word) any |= words_[word] & ~below(first, word);
    return any != 0;
  }
  bool empty() const { return (words_[0] | words_[1] | words_[2] | words_[3]) == 0; }

  // These tell whether the set changed.
  bool keep_only(const RegisterSet& other) {
    return combine([&](int word) { return words_[word] & other.words_[word]; });
  }
  bool add_all(const RegisterSet& other) {
    return combine([&](int word) { return words_[word] | other.words_[word]; });
  }

 private:
  // Which bits of a word stand for registers below `first`.
  static uint64_t below(int first, int word) {
    const int bits = first - 64 * word;
    return bits <= 0 ? 0 : bits >= 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
  }
  template <class F>
  bool combine(F f) {
    bool changed = false;
    for (int word = 0; word < 4; ++word) {
      const uint64_t combined = f(word);
      changed |= combined != words_[word];
      words_[word] = combined;
    }
    return changed;
  }

  uint64_t words_[4] = {};
};

}  // namespace tri::bytecode
