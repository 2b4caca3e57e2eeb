// ReadRoom: where a connection's bytes arrive, and how much of that to hold.
//
// It doubles when a read fills it and halves when one leaves most of it, so a connection that falls silent, with a read under
// way, holds little more than its last messages took; one that sends much is read in large pieces.
#pragma once

#include <algorithm>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace tri::net::websocket {

class ReadRoom {
 public:
  explicit ReadRoom(std::string_view early)
      : bytes_(early.begin(), early.end()), filled_(early.size()) {}

  // What has arrived and was not taken yet.
  std::span<char> arrived() { return {bytes_.data(), filled_}; }
  void take(size_t count) {
    filled_ -= count;
    if (filled_ > 0 && count > 0) std::memmove(bytes_.data(), bytes_.data() + count, filled_);
  }

  // Where the next bytes go; valid until the next call of this, which must not come while they are awaited.
  std::span<char> offer() {
    const size_t size = filled_ + wanted_;
    if (bytes_.size() < size || bytes_.size() > 2 * size) {
      bytes_.resize(size);
      bytes_.shrink_to_fit();
    }
    return std::span<char>(bytes_).subspan(filled_);
  }
  // So many came into what was offered.
  void put(size_t count) {
    if (filled_ + count == bytes_.size())
      wanted_ = std::min(2 * wanted_, kMost);
    else if (count < wanted_ / 4)
      wanted_ = std::max(wanted_ / 2, kLeast);
    filled_ += count;
  }

 private:
  static constexpr size_t kLeast = 1024, kMost = 64 << 10;

  std::vector<char> bytes_;
  size_t filled_, wanted_ = kLeast;
};

}  // namespace tri::net::websocket
