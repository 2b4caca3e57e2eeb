// RegisterSet: a set of registers, below 64 * kWords.
#pragma once

#include <algorithm>
#include <cstdint>

namespace tri::bytecode {

template <int kWords>
class RegisterSet {
 public:
  bool has(int reg) const { return (words_[word_of(reg)] >> (reg & 63) & 1) != 0; }
  void add(int reg) { words_[word_of(reg)] |= uint64_t{1} << (reg & 63); }
  void remove(int reg) { words_[word_of(reg)] &= ~(uint64_t{1} << (reg & 63)); }

  // Runs of registers; `count` may be 0 or less.
  void add(int first, int count) {
    for (int word = 0; word < kWords; ++word) words_[word] |= run(first, count, word);
  }
  void remove(int first, int count) {
    for (int word = 0; word < kWords; ++word) words_[word] &= ~run(first, count, word);
  }
  bool has_all(int first, int count) const {
    uint64_t missing = 0;
    for (int word = 0; word < kWords; ++word) missing |= run(first, count, word) & ~words_[word];
    return missing == 0;
  }
  bool has_any(int first, int count) const {
    uint64_t found = 0;
    for (int word = 0; word < kWords; ++word) found |= run(first, count, word) & words_[word];
    return found != 0;
  }

  // Of `first` and all above it.
  void remove_from(int first) {
    for (int word = 0; word < kWords; ++word) words_[word] &= below(first, word);
  }
  bool has_from(int first) const {
    uint64_t found = 0;
    for (int word = 0; word < kWords; ++word) found |= words_[word] & ~below(first, word);
    return found != 0;
  }
  bool empty() const { return !has_from(0); }

  // These tell whether the set changed.
  bool keep_only(const RegisterSet& other) {
    return combine([&](int word) { return words_[word] & other.words_[word]; });
  }
  bool add_all(const RegisterSet& other) {
    return combine([&](int word) { return words_[word] | other.words_[word]; });
  }

 private:
  static int word_of(int reg) { return kWords == 1 ? 0 : reg >> 6; }
  // Which bits of a word stand for registers below `first`.
  static uint64_t below(int first, int word) {
    const int bits = first - 64 * word;
    return bits <= 0 ? 0 : bits >= 64 ? ~uint64_t{0} : (uint64_t{1} << bits) - 1;
  }
  static uint64_t run(int first, int count, int word) {
    return below(first + std::max(count, 0), word) & ~below(first, word);
  }
  template <class F>
  bool combine(F f) {
    bool changed = false;
    for (int word = 0; word < kWords; ++word) {
      const uint64_t combined = f(word);
      changed |= combined != words_[word];
      words_[word] = combined;
    }
    return changed;
  }

  uint64_t words_[kWords] = {};
};

}  // namespace tri::bytecode
