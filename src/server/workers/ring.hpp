// Ring: records from one process to another through memory that both see. One writer, one reader, no lock.
//
//   head (192 bytes)                                   data (kRingBytes)
//   │ written │ read │ reader_sleeps, writer_waits │   │ ... length, more │ body │ pad to 8 │ ... │
//
// A message is one record, or several of which all but the last say that more comes. Positions count bytes ever written and read;
// the place in the data is their remainder.
//
// Each side keeps its own position to itself and looks at the other's alone, which it checks; the reader takes a length once,
// checks it, and copies the body before anybody looks at it. So a peer that was broken into can write what it likes: it makes
// the ring fail, and nothing else.
//
// Sleeping: who is about to sleep says so and looks once more (may_sleep, may_wait); the other side then finds that said
// (take_sleeper, take_waiter) and wakes it, by whatever means both have agreed on.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace tri::server {

// Small enough to stay in a core's cache: both sides go round it all the time.
inline constexpr size_t kRingBytes = size_t(256) << 10;
// The largest body of a record; longer messages are several.
inline constexpr size_t kMaxRecord = size_t(32) << 10;

struct RingHead {
  alignas(64) std::atomic<uint64_t> written;
  alignas(64) std::atomic<uint64_t> read;
  alignas(64) std::atomic<uint32_t> reader_sleeps;
  std::atomic<uint32_t> writer_waits;
};
static_assert(std::atomic<uint64_t>::is_always_lock_free);

// Where a ring lies; whoever maps it keeps it mapped. All zero bytes are an empty ring.
struct RingPlace {
  RingHead* head;
  char* data;  // kRingBytes
};

class RingWriter {
 public:
  explicit RingWriter(RingPlace place) : place_(place) {}

  // Puts what there is room for of `message` from byte `from` on into the ring; gives where it stopped, which is message.size() when
  // all is in. The message is not empty. Errors: the reader's position is none that it can have.
  Result<size_t> put(std::string_view message, size_t from);
  // True once for each time that the reader went to sleep: wake it.
  bool take_sleeper();
  // Before waiting for room. False: there is some.
  bool may_wait();

 private:
  // Errors: as put().
  Result<size_t> room();
  void copy_in(uint64_t at, const char* from, size_t size);

  RingPlace place_;
  uint64_t written_ = 0, read_ = 0;
};

class RingReader {
 public:
  explicit RingReader(RingPlace place) : place_(place) {}

  // Moves the next whole message into *message. False: none is there yet. Errors: a position or a length that cannot be, a message of
  // more than `max_bytes`; the ring is of no use after that.
  Result<bool> next(std::string* message, size_t max_bytes);
  // Before sleeping. False: there is something to read.
  bool may_sleep();
  // True once for each time that the writer began to wait for room: wake it.
  bool take_waiter();

 private:
  void copy_out(uint64_t at, char* to, size_t size) const;

  RingPlace place_;
  uint64_t read_ = 0;
  std::string partial_;  // of a message whose end has not come
};

}  // namespace tri::server
