// Texts: the strings of one chunk, each distinct one stored once.
//
// Names and string constants are pointers into the chunk's pool, so that equal strings are equal pointers, and each
// text has a number, dense from 0, so that a table indexed by it can hold what a text became elsewhere (`link` makes
// each of them a Lua string once). Texts hold any bytes, zero included.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/arena.hpp"

namespace tri::bytecode {

struct Text {
  uint32_t number;  // position among the texts of its pool
  uint32_t hash;    // for the pool alone; what it is computed from may change
  size_t size;      // bytes, without the zero that follows them

  const char* data() const { return reinterpret_cast<const char*>(this + 1); }
  std::string_view view() const { return {data(), size}; }
};

class TextPool {
 public:
  // The text equal to `bytes`, made at the first call. Cost: one hash of the bytes, one probe.
  const Text* intern(std::string_view bytes);
  // A text of its own, equal to no other by pointer: for bytes that are large and not worth hashing (a chunk's name
  // is its whole source, when it came from a string).
  const Text* add(std::string_view bytes);

  size_t count() const { return texts_.size(); }
  const Text* at(size_t number) const { return texts_[number]; }

 private:
  const Text* make(std::string_view bytes, uint32_t hash);
  void grow();

  Arena arena_;
  std::vector<const Text*> texts_;    // by number
  std::vector<const Text*> buckets_;  // open addressing, a power of two, at most half full
  size_t interned_ = 0;
};

}  // namespace tri::bytecode
