#include "heap/heap.hpp"

#include <doctest/doctest.h>

#include <random>

#include "heap/test_heap.hpp"

using namespace tri;
using namespace tri::test;

TEST_CASE("a block is aligned, exclusive and as large as asked for") {
  for (size_t misalign : {0, 8}) {
    TestHeap h(misalign);
    std::vector<std::pair<char*, size_t>> blocks;
    for (size_t bytes = 1; bytes <= 6000; bytes += bytes < 300 ? 1 : 97)
      for (int i = 0; i < 3; ++i) {
        char* block = static_cast<char*>(h.heap->allocate_storage(bytes));
        REQUIRE(block);
        CHECK(uintptr_t(block) % 16 == 0);
        std::memset(block, int(blocks.size() & 0xFF), bytes);
        blocks.push_back({block, bytes});
      }
    size_t sum = 0;
    for (size_t n = 0; n < blocks.size(); ++n) {
      sum += Heap::granted(blocks[n].second);
      for (size_t i = 0; i < blocks[n].second; ++i) REQUIRE(blocks[n].first[i] == char(n & 0xFF));
    }
    CHECK(h.heap->bytes_in_use() == sum);
    for (auto [block, bytes] : blocks) h.heap->free_storage(block, bytes);
    CHECK(h.heap->bytes_in_use() == 0);
  }
}

TEST_CASE("a block wastes less than 16 bytes or 34 %, and every page is used to within a cell") {
  for (size_t bytes = 1; bytes <= kMaxCell; ++bytes) {
    const size_t cell = Heap::granted(bytes);
    REQUIRE(cell >= bytes);
    CHECK(cell - bytes <= (bytes <= 256 ? 15 : cell * 34 / 100));  // 1313 bytes in 1984
  }
  for (uint32_t c = 0; c < kCellClasses; ++c) {
    const size_t room = kPageSize - kPageHeader;
    CHECK(room % cell_bytes(c) < (cell_bytes(c) <= 256 ? cell_bytes(c) : room / 16));
  }
}

TEST_CASE("freed storage is taken again before anything else") {
  TestHeap h;
  void* a = h.heap->allocate_storage(100);
  void* b = h.heap->allocate_storage(112);
  h.heap->free_storage(a, 100);
  h.heap->free_storage(b, 112);
  CHECK(h.heap->allocate_storage(110) == b);
  CHECK(h.heap->allocate_storage(97) == a);
}

TEST_CASE(
    "storage keeps its contents when it is resized, within a class, between classes, and large") {
  for (size_t misalign : {0, 8}) {
    TestHeap h(misalign);
    std::mt19937 random(1);
    // An emergency collection cannot happen here, so that the block needs no owner.
    size_t bytes = 10;
    char* block = static_cast<char*>(h.heap->allocate_storage(bytes));
    for (size_t i = 0; i < bytes; ++i) block[i] = char(i * 7);
    for (int round = 0; round < 200; ++round) {
      const size_t to = 1 + random() % (round % 3 ? 3000 : 100000);
      block = static_cast<char*>(h.heap->resize_storage(block, bytes, to));
      REQUIRE(block);
      REQUIRE(uintptr_t(block) % 16 == 0);
      for (size_t i = 0; i < (bytes < to ? bytes : to); ++i) REQUIRE(block[i] == char(i * 7));
      for (size_t i = 0; i < to; ++i) block[i] = char(i * 7);
      bytes = to;
      CHECK(h.heap->bytes_in_use() == Heap::granted(bytes));
    }
  }
}

TEST_CASE("the host gets every byte back, with the sizes it was told") {
  TestHeap h;
  for (int i = 0; i < 3000; ++i) {
    REQUIRE(h.table(uint32_t(i % 40), uint32_t(i % 300)));
    REQUIRE(h.string(std::string(size_t(i % 5000), 'x')));
  }
  h.full();
  CHECK(h.heap->bytes_in_use() == 0);
  h.close();
  CHECK(h.allocator.blocks.empty());
  CHECK(h.allocator.bytes == 0);
  CHECK_FALSE(h.allocator.wrong_size);
}

TEST_CASE("unused chunks go back to the host after a collection") {
  TestHeap h;
  for (int i = 0; i < 50000; ++i) REQUIRE(h.table(4));
  CHECK(h.heap->bytes_reserved() > 5'000'000);
  h.full();
  CHECK(h.heap->bytes_in_use() == 0);
  CHECK(h.heap->bytes_reserved() < 200'000);
  CHECK(h.allocator.bytes < 220'000);
}

TEST_CASE("the first page costs the host no more than 16 KiB") {
  TestHeap h;
  REQUIRE(h.string("x"));
  CHECK(h.allocator.bytes <= 16 << 10);
}

TEST_CASE("a heap at its limit collects, then refuses, and recovers") {
  TestHeap h;
  h.heap->set_limit(1 << 20);
  Table* keep = h.table(0, 5000);
  h.set_root(Value::of(keep));
  h.state.interrupt.clear(~0u);
  // Garbage never meets the limit.
  for (int i = 0; i < 20000; ++i) REQUIRE(h.table(2));
  CHECK(h.heap->bytes_reserved() < (1 << 20) + (64 << 10));
  uint32_t kept = 0;
  for (;; ++kept) {
    Str* s = h.string(std::string(500, 'k'));
    if (!s) break;
    h.set_element(keep, kept, Value::of(s));
  }
  CHECK(kept > 1000);
  CHECK(kept < 2000);
  CHECK(h.string(std::string(1 << 20, 'x')) == nullptr);
  h.set_root(Value::nil());
  CHECK(h.string(std::string(500, 'k')));
  CHECK(h.string(std::string(900 << 10, 'x')));
}

TEST_CASE("a refusing allocator gets an emergency collection before nullptr is returned") {
  TestHeap h;
  Table* keep = h.table(0, 100);
  h.set_root(Value::of(keep));
  for (int i = 0; i < 1000; ++i) REQUIRE(h.table(2));
  h.allocator.refuse_after = 0;
  const uint32_t cycles = h.state.gc_cycle;
  int made = 0;
  for (; made < 3000 && h.table(2); ++made) {
  }
  CHECK(made == 3000);  // all garbage: the same pages serve again and again
  CHECK(h.state.gc_cycle > cycles);
  CHECK(h.collections == 0);  // an emergency shrinks nothing
  CHECK(h.string(std::string(5000, 'x')) == nullptr);
  h.allocator.refuse_after = -1;
  CHECK(h.string(std::string(5000, 'x')));
}

TEST_CASE("an emergency collection spares storage that is held") {
  TestHeap h;
  h.state.gc_stress = GcStress::Allocations;
  char* block = static_cast<char*>(h.heap->allocate_storage(100));
  std::memset(block, 'h', 100);
  {
    HeldStorage held(h.heap, block, 100);
    for (int i = 0; i < 100; ++i) REQUIRE(h.string("other"));
    for (int i = 0; i < 100; ++i) REQUIRE(block[i] == 'h');
    CHECK(h.heap->bytes_in_use() >= 112);
  }
  h.full();
  CHECK(h.heap->bytes_in_use() == 0);
}

TEST_CASE("sizes that overflow are refused") {
  TestHeap h;
  CHECK(h.heap->allocate(SIZE_MAX) == nullptr);
  CHECK(h.heap->allocate_storage(SIZE_MAX - 20) == nullptr);
  void* block = h.heap->allocate_storage(5000);
  HeldStorage held(h.heap, block, 5000);
  CHECK(h.heap->resize_storage(block, 5000, SIZE_MAX - 5) == nullptr);
}
