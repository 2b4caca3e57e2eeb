#include "base/arena.hpp"

#include <doctest/doctest.h>

#include <algorithm>

TEST_CASE("arena: what it hands out is aligned and does not overlap") {
  tri::Arena arena;
  struct Piece {
    unsigned char* start;
    size_t size;
    unsigned char fill;
  };
  std::vector<Piece> pieces;
  for (int i = 0; i < 4000; ++i) {
    const size_t size = size_t(i * 7919) % 300 + (i % 500 == 499 ? 100000 : 0);
    const size_t align = size_t{1} << (i % 5);
    auto* start = static_cast<unsigned char*>(arena.allocate(size, align));
    CHECK(reinterpret_cast<uintptr_t>(start) % align == 0);
    std::fill_n(start, size, static_cast<unsigned char>(i));  // size may be 0, start then null
    pieces.push_back({start, size, static_cast<unsigned char>(i & 0xff)});
  }
  int damaged = 0;
  for (const Piece& piece : pieces)
    for (size_t k = 0; k < piece.size; ++k) damaged += piece.start[k] != piece.fill;
  CHECK(damaged == 0);
  CHECK(arena.reserved() > 8 * 100000);
}

TEST_CASE("arena: moving it keeps addresses and leaves an empty one") {
  tri::Arena first;
  int* number = first.make<int>(42);
  tri::Arena second = std::move(first);
  CHECK(*number == 42);
  CHECK(first.reserved() == 0);
  CHECK(second.reserved() >= tri::Arena::kFirstBlock);
  *first.make<int>(1) = 2;
  CHECK(*number == 42);
}
