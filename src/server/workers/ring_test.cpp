#include "server/workers/ring.hpp"

#include <doctest/doctest.h>

#include <cstring>
#include <memory>
#include <random>
#include <thread>
#include <vector>

#include "server/workers/shared_area.hpp"

using namespace tri::server;

namespace {

// A ring in memory of exactly its size, so that sanitizers see the first byte beside it.
struct TestRing {
  std::unique_ptr<RingHead> head{new RingHead{}};
  std::unique_ptr<char[]> data{new char[kRingBytes]{}};
  RingPlace place{head.get(), data.get()};
};

constexpr size_t kEnough = size_t(64) << 20;

std::string pattern(size_t size, uint32_t seed) {
  std::string text(size, '\0');
  for (size_t i = 0; i < size; ++i) text[i] = char(seed * 31 + i * 7 + (i >> 8));
  return text;
}

bool put_all(RingWriter& writer, const std::string& message) {
  const auto stopped = writer.put(message, 0);
  return stopped && *stopped == message.size();
}

}  // namespace

TEST_CASE("messages come out as they went in") {
  TestRing ring;
  RingWriter writer(ring.place);
  RingReader reader(ring.place);
  std::string got;
  CHECK(!*reader.next(&got, kEnough));
  // Often enough to go round the ring several times, with sizes that end at every place in a word.
  for (uint32_t i = 0; i < 5000; ++i) {
    const std::string message = pattern(1 + i % 997, i);
    REQUIRE(put_all(writer, message));
    if (i % 3 == 0) REQUIRE(put_all(writer, message));
    for (uint32_t n = 0; n < (i % 3 == 0 ? 2u : 1u); ++n) {
      REQUIRE(*reader.next(&got, kEnough));
      REQUIRE(got == message);
    }
    REQUIRE(!*reader.next(&got, kEnough));
  }
}

TEST_CASE("messages longer than the ring go through it in pieces") {
  TestRing ring;
  RingWriter writer(ring.place);
  RingReader reader(ring.place);
  for (const size_t size : {kMaxRecord, kMaxRecord + 1, kRingBytes, 3 * kRingBytes + 5}) {
    const std::string message = pattern(size, uint32_t(size));
    std::string got;
    size_t at = 0;
    bool whole = false;
    while (!whole) {
      const size_t before = at;
      at = *writer.put(message, at);
      whole = *reader.next(&got, kEnough);
      REQUIRE((whole || at > before));
    }
    CHECK(at == size);
    CHECK(got == message);
  }
}

TEST_CASE("a full ring takes no more, and the writer hears of room") {
  TestRing ring;
  RingWriter writer(ring.place);
  RingReader reader(ring.place);
  const std::string message = pattern(kMaxRecord, 1);
  while (put_all(writer, message)) {
  }
  CHECK(writer.may_wait());
  CHECK(reader.take_waiter());
  CHECK(!reader.take_waiter());
  std::string got;
  while (*reader.next(&got, kEnough)) {
  }
  CHECK(!writer.may_wait());
}

TEST_CASE("two threads that sleep lose no message and no waking") {
  Descriptor complaints;
  auto ends = new_ends(&complaints);
  REQUIRE(ends);
  auto area = SharedArea::map(ends->memory.number());
  REQUIRE(area);
  constexpr uint32_t kMessages = 20'000;
  const auto size_of = [](uint32_t i) {
    return 1 + size_t(i) * 7919 % 3000 + (i % 997 == 0 ? kRingBytes : 0);
  };
  std::thread sender([&] {
    RingWriter writer(area->to_worker());
    for (uint32_t i = 0; i < kMessages; ++i) {
      const std::string message = pattern(size_of(i), i);
      for (size_t at = 0; at < message.size();) {
        at = *writer.put(message, at);
        if (writer.take_sleeper()) ring_bell(ends->worker_bell.number());
        if (at < message.size()) std::this_thread::yield();
      }
    }
  });
  RingReader reader(area->to_worker());
  std::string got;
  for (uint32_t i = 0; i < kMessages;) {
    const auto there = reader.next(&got, kEnough);
    REQUIRE(there);
    if (*there) {
      REQUIRE(got == pattern(size_of(i), i));
      ++i;
    } else if (reader.may_sleep()) {
      await_bell(ends->worker_bell.number());
    }
  }
  sender.join();
}

TEST_CASE("a reader at a place that cannot be makes the writer fail") {
  for (const uint64_t place : {uint64_t(1) << 40, UINT64_MAX, uint64_t(17)}) {
    TestRing ring;
    RingWriter writer(ring.place);
    const std::string message = pattern(kMaxRecord, 1);
    for (int i = 0; i < 7; ++i) (void)writer.put(message, 0);
    ring.head->read = 16;
    (void)writer.put(message, 0);
    ring.head->read = place == 17 ? 8 : place;  // backwards
    const auto stopped = writer.put(message, 0);
    CHECK(!stopped);
  }
}

TEST_CASE("a writer that says what cannot be makes the reader fail") {
  struct Case {
    const char* what;
    uint64_t written;
    uint32_t size, more;
  };
  const Case cases[] = {
      {"more than the ring holds", kRingBytes + 8, 8, 0},
      {"a position far away", UINT64_MAX - 7, 8, 0},
      {"less than a record's head", 4, 8, 0},
      {"no multiple of a word", 20, 8, 0},
      {"an empty record", 64, 0, 0},
      {"a record that is too long", kRingBytes, uint32_t(kMaxRecord) + 1, 0},
      {"a length that wraps", 64, UINT32_MAX, 0},
      {"a record beyond what is there", 64, 64, 0},
      {"a mark that is none", 64, 8, 2},
  };
  for (const Case& c : cases) {
    TestRing ring;
    RingReader reader(ring.place);
    ring.head->written = c.written;
    std::memcpy(ring.data.get(), &c.size, 4);
    std::memcpy(ring.data.get() + 4, &c.more, 4);
    std::string got;
    CHECK_MESSAGE(!reader.next(&got, kEnough), c.what);
  }
}

TEST_CASE("a message that never ends is cut at the most that its reader takes") {
  TestRing ring;
  RingWriter writer(ring.place);
  RingReader reader(ring.place);
  const std::string message = pattern(1 << 20, 3);
  std::string got;
  size_t at = 0;
  bool failed = false;
  while (at < message.size() && !failed) {
    at = *writer.put(message, at);
    failed = !reader.next(&got, 300'000);
  }
  CHECK(failed);
}

TEST_CASE("whatever lies in the shared memory, reading it ends and stays within") {
  std::mt19937_64 random(1);
  TestRing ring;
  for (int round = 0; round < 3000; ++round) {
    RingReader reader(ring.place);
    std::string got;
    for (size_t i = 0; i < 4096; i += 8) {
      const uint64_t word = round % 2 ? random() : random() & 0x1000000ff;
      std::memcpy(ring.data.get() + i, &word, 8);
    }
    for (int step = 0; step < 4; ++step) {
      ring.head->written = step == 0 ? random() % kRingBytes : random() >> (random() % 64);
      for (int n = 0; n < 100; ++n) {
        const auto there = reader.next(&got, 100'000);
        if (!there || !*there) break;
        REQUIRE(got.size() <= 100'000);
      }
    }
    RingWriter writer(ring.place);
    ring.head->read = random() >> (random() % 64);
    for (int n = 0; n < 10; ++n) (void)writer.put(std::string(kMaxRecord, 'x'), 0);
  }
}
