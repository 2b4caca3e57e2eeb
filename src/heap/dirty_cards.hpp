// DirtyCards: where in large old tables values that may be new have been stored since the last collection.
//
// A card is 1024 neighbouring elements or entries, or a 64th of a table with more than 64 * 1024. A minor collection scans the
// dirty cards of a table instead of all of it. A table into which much is stored has its record given up: it is remembered as
// a whole, which costs a scan and makes further stores free.
#pragma once

#include "heap/table.hpp"

namespace tri {

struct DirtyCards {
  static constexpr uint32_t kCards = 64;
  static constexpr uint8_t kFirstShift = 10;
  // Hits on one table that cost as much as scanning a part of it would; more are not worth counting cards.
  static constexpr uint32_t kElementsPerHit = 8;

  struct Part {
    uint64_t cards;
    uint8_t shift;  // slots of a card, as a power of two

    void hit(uint32_t index) {
      while (index >> shift >= kCards) {  // the table has grown: two cards become one
        uint64_t folded = 0;
        for (uint32_t i = 0; i < kCards; i += 2)
          folded |= uint64_t((cards >> i & 3) != 0) << (i / 2);
        cards = folded;
        ++shift;
      }
      cards |= uint64_t(1) << (index >> shift);
    }
  };

  Table* table;
  Part elements;
  Part entries;
  uint32_t hits;
  bool slots;     // fields beside a large array: all of them
  bool given_up;  // remembered as a whole
};

}  // namespace tri
