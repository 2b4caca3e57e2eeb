#include "server/workers/ring.hpp"

#include <algorithm>
#include <cstring>

namespace tri::server {

namespace {

struct RecordHead {
  uint32_t size;  // of the body
  uint32_t more;  // 1: the message goes on in the next record
};

constexpr size_t kAlign = 8;
// What is left of a long message waits until so much has room: records of a few bytes would cost more than they carry.
constexpr size_t kWorthwhile = 4096;
constexpr size_t kMostKept = size_t(1) << 20;

constexpr size_t record_bytes(size_t body) {
  return sizeof(RecordHead) + ((body + kAlign - 1) & ~(kAlign - 1));
}
static_assert((kRingBytes & (kRingBytes - 1)) == 0 && record_bytes(kMaxRecord) * 2 <= kRingBytes);
static_assert(sizeof(RecordHead) == kAlign);

}  // namespace

// ── the writer ──

Result<size_t> RingWriter::room() {
  const uint64_t read = place_.head->read.load(std::memory_order_seq_cst);
  if (read < read_ || read > written_)
    return fail("the ring's reader is at " + std::to_string(read) + ", expected " +
                std::to_string(read_) + " to " + std::to_string(written_));
  read_ = read;
  return kRingBytes - size_t(written_ - read_);
}

void RingWriter::copy_in(uint64_t at, const char* from, size_t size) {
  const size_t place = size_t(at) & (kRingBytes - 1), first = std::min(size, kRingBytes - place);
  std::memcpy(place_.data + place, from, first);
  std::memcpy(place_.data, from + first, size - first);
}

Result<size_t> RingWriter::put(std::string_view message, size_t from) {
  while (from < message.size()) {
    const size_t rest = message.size() - from, least = record_bytes(std::min(rest, kWorthwhile));
    size_t free = kRingBytes - size_t(written_ - read_);
    if (free < record_bytes(std::min(rest, kMaxRecord))) free = TRI_TRY(room());
    if (free < least) break;
    const size_t size = std::min({rest, kMaxRecord, (free - sizeof(RecordHead)) & ~(kAlign - 1)});
    const RecordHead head{uint32_t(size), size < rest};
    copy_in(written_, reinterpret_cast<const char*>(&head), sizeof head);
    copy_in(written_ + sizeof head, message.data() + from, size);
    written_ += record_bytes(size);
    place_.head->written.store(written_, std::memory_order_seq_cst);
    from += size;
  }
  return from;
}

bool RingWriter::take_sleeper() {
  return place_.head->reader_sleeps.load(std::memory_order_seq_cst) != 0 &&
         place_.head->reader_sleeps.exchange(0, std::memory_order_seq_cst) != 0;
}

bool RingWriter::may_wait() {
  place_.head->writer_waits.store(1, std::memory_order_seq_cst);
  const auto free = room();
  // An error is found by the next put().
  if (free && *free < record_bytes(kWorthwhile)) return true;
  place_.head->writer_waits.store(0, std::memory_order_seq_cst);
  return false;
}

// ── the reader ──

void RingReader::copy_out(uint64_t at, char* to, size_t size) const {
  const size_t place = size_t(at) & (kRingBytes - 1), first = std::min(size, kRingBytes - place);
  std::memcpy(to, place_.data + place, first);
  std::memcpy(to + first, place_.data, size - first);
}

Result<bool> RingReader::next(std::string* message, size_t max_bytes) {
  for (;;) {
    const uint64_t written = place_.head->written.load(std::memory_order_seq_cst);
    if (written == read_) return false;
    const uint64_t there = written - read_;
    RecordHead head;
    if (written < read_ || there > kRingBytes || there < sizeof head || there % kAlign != 0)
      return fail("the ring's writer is at " + std::to_string(written) + ", the reader at " +
                  std::to_string(read_));
    copy_out(read_, reinterpret_cast<char*>(&head), sizeof head);
    if (head.size == 0 || head.size > kMaxRecord || record_bytes(head.size) > there ||
        head.more > 1)
      return fail("a record of " + std::to_string(head.size) + " bytes where " +
                  std::to_string(there) + " are");
    if (partial_.size() + head.size > max_bytes)
      return fail("a message of more than " + std::to_string(max_bytes) + " bytes");
    const size_t before = partial_.size();
    // Not filled first; the size that the callback gets is of more than was asked for.
    partial_.resize_and_overwrite(before + head.size, [&](char* at, size_t) {
      copy_out(read_ + sizeof head, at + before, head.size);
      return before + head.size;
    });
    read_ += record_bytes(head.size);
    place_.head->read.store(read_, std::memory_order_seq_cst);
    if (head.more) continue;
    // The message's room goes to the next one, unless it is a lot.
    message->swap(partial_);
    partial_.clear();
    if (partial_.capacity() > kMostKept) std::string().swap(partial_);
    return true;
  }
}

bool RingReader::may_sleep() {
  place_.head->reader_sleeps.store(1, std::memory_order_seq_cst);
  if (place_.head->written.load(std::memory_order_seq_cst) == read_) return true;
  place_.head->reader_sleeps.store(0, std::memory_order_seq_cst);
  return false;
}

bool RingReader::take_waiter() {
  return place_.head->writer_waits.load(std::memory_order_seq_cst) != 0 &&
         place_.head->writer_waits.exchange(0, std::memory_order_seq_cst) != 0;
}

}  // namespace tri::server
