#include "server/running/body_stream.hpp"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <optional>

namespace tri::server {

namespace {

// How long a waiting request takes to notice that it is to end.
constexpr auto kLookEvery = std::chrono::milliseconds(5);

struct Wait {
  std::mutex mutex;
  std::condition_variable came;
  std::optional<bool> is_wanted;
};

}  // namespace

Result<void> BodyStream::write(const Outgoing& head, std::string_view piece,
                               bool (*stop)(void* data), void* data) {
  // Whoever has room later may find nobody waiting.
  const auto wait = std::make_shared<Wait>();
  offer(head, piece, [wait](bool is_wanted) {
    const std::lock_guard lock(wait->mutex);
    wait->is_wanted = is_wanted;
    wait->came.notify_one();
  });
  std::unique_lock lock(wait->mutex);
  while (!wait->is_wanted) {
    wait->came.wait_for(lock, kLookEvery);
    if (!wait->is_wanted && stop(data)) return fail("the time of the request is over");
  }
  if (!*wait->is_wanted) return fail("the client has left");
  return {};
}

void BodyStream::offer(const Outgoing& head, std::string_view piece,
                       std::function<void(bool)> room) {
  bool is_wanted;
  {
    const std::lock_guard lock(mutex_);
    is_wanted = !has_ended_;
    if (is_wanted) {
      if (!std::exchange(has_begun_, true)) {
        status_ = head.status;
        fields_ = head.fields;
      }
      pieces_ += piece;
      tell_();
      if (pieces_.size() > kRoom) {
        room_ = std::move(room);
        return;
      }
    }
  }
  room(is_wanted);
}

bool BodyStream::has_begun() const {
  const std::lock_guard lock(mutex_);
  return has_begun_;
}

std::string BodyStream::take() {
  std::string taken;
  std::function<void(bool)> room;
  {
    const std::lock_guard lock(mutex_);
    taken.swap(pieces_);
    room.swap(room_);
    bytes_ += taken.size();
  }
  if (room) room(true);
  return taken;
}

void BodyStream::end() {
  std::function<void(bool)> room;
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
    room.swap(room_);
  }
  if (room) room(false);
}

}  // namespace tri::server
