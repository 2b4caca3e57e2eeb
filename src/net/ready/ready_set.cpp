#include "net/ready/ready_set.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

namespace tri::net {
namespace {

namespace asio = boost::asio;

constexpr int kBatch =
    128;  // sockets that are served before the loop's other events have their turn

constexpr size_t kMostUnsent = 64;

int64_t clock_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// recv() and send() without being points where a thread may be cancelled, which cost four locked instructions in a process of
// several threads. Threads here are never cancelled.
ssize_t receive(int socket, char* room, size_t size) {
  return ::syscall(SYS_recvfrom, socket, room, size, 0, nullptr, nullptr);
}
ssize_t transmit(int socket, std::string_view bytes) {
  return ::syscall(SYS_sendto, socket, bytes.data(), bytes.size(), MSG_NOSIGNAL, nullptr, 0);
}

uint64_t key_of(uint32_t slot, uint32_t generation) { return uint64_t(generation) << 32 | slot; }

}  // namespace

// ── The set ──────────────────────────────────────────────────────────────────────────────────────────────────────────

Result<void> ReadySet::open() {
  const int descriptor = ::epoll_create1(EPOLL_CLOEXEC);
  if (descriptor < 0) return fail(std::string("cannot wait for sockets: ") + std::strerror(errno));
  set_.emplace(loop_, descriptor);
  return {};
}

asio::awaitable<void> ReadySet::run() {
  epoll_event events[kBatch];
  while (set_ && set_->is_open()) {
    // Asio arms the descriptor again, which tells at once when more are ready: this loop need not ask for an empty batch.
    auto [error] = co_await set_->async_wait(asio::posix::stream_descriptor::wait_read,
                                             asio::as_tuple(asio::use_awaitable));
    if (error || !set_->is_open()) co_return;
    const int count = ::epoll_wait(set_->native_handle(), events, kBatch, 0);
    in_turn_ = true;
    for (int i = 0; i < count; ++i) {
      const auto slot = uint32_t(events[i].data.u64),
                 generation = uint32_t(events[i].data.u64 >> 32);
      if (slots_[slot].socket != nullptr && slots_[slot].generation == generation)
        slots_[slot].socket->told(events[i].events);
      if (!unsent_.empty() && clock_ns() - unsent_since_ns_ > left_ns_) send_all();
    }
    in_turn_ = false;
    send_all();
  }
}

void ReadySet::stop() {
  boost::system::error_code ignored;
  if (set_) set_->close(ignored);
}

void ReadySet::leave_loop() {
  // Destroying what would continue a coroutine gives the coroutine back to the loop, which destroys it.
  for (size_t i = 0; i < slots_.size(); ++i) {
    if (slots_[i].socket == nullptr) continue;
    const ReadySocket::Waiter writer = ReadySocket::take(slots_[i].socket->writer_);
    const ReadySocket::Waiter reader = ReadySocket::take(slots_[i].socket->reader_);
  }
  set_.reset();
}

bool ReadySet::add(ReadySocket& socket, int descriptor) {
  if (free_.empty()) {
    free_.push_back(uint32_t(slots_.size()));
    slots_.emplace_back();
  }
  const uint32_t slot = free_.back();
  epoll_event event{};
  event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
  event.data.u64 = key_of(slot, slots_[slot].generation);
  if (!set_ || ::epoll_ctl(set_->native_handle(), EPOLL_CTL_ADD, descriptor, &event) != 0)
    return false;
  free_.pop_back();
  slots_[slot].socket = &socket;
  socket.slot_ = slot;
  return true;
}

void ReadySet::remove(ReadySocket& socket, int descriptor) {
  Slot& slot = slots_[socket.slot_];
  if (slot.socket != &socket) return;  // could not be added
  slot.socket = nullptr;
  ++slot.generation;
  free_.push_back(socket.slot_);
  // Closing would do, were no copy of the descriptor in another process.
  if (set_ && set_->is_open())
    ::epoll_ctl(set_->native_handle(), EPOLL_CTL_DEL, descriptor, nullptr);
}

void ReadySet::add_unsent(ReadySocket& socket) {
  if (unsent_.size() >= kMostUnsent) send_all();
  if (unsent_.empty()) unsent_since_ns_ = clock_ns();
  unsent_.push_back(&socket);
}

void ReadySet::remove_unsent(ReadySocket& socket) {
  const auto found = std::find(unsent_.begin(), unsent_.end(), &socket);
  if (found != unsent_.end()) *found = nullptr;
}

void ReadySet::send_all() {
  for (ReadySocket* const socket : unsent_)
    if (socket) socket->send_unsent();
  unsent_.clear();
}

// ── One socket ───────────────────────────────────────────────────────────────────────────────────────────────────────

ReadySocket::ReadySocket(ReadySet& set, int descriptor) : set_(set), descriptor_(descriptor) {
  if (set_.add(*this, descriptor)) return;
  ::close(descriptor_);
  descriptor_ = -1;
}

ReadySocket::Io ReadySocket::read_now(char* room, size_t size, size_t& count) {
  if (descriptor_ < 0) return Io::Gone;
  if (!readable_) return Io::Wait;
  const ssize_t taken = receive(descriptor_, room, size);
  if (taken > 0) {
    count = size_t(taken);
    readable_ = count == size || ended_;
    return Io::Done;
  }
  if (taken == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR)) return Io::Gone;
  readable_ = errno == EINTR;
  return Io::Wait;
}

ReadySocket::Io ReadySocket::write_now(std::string_view bytes, size_t& count) {
  count = 0;
  if (descriptor_ < 0) return Io::Gone;
  while (writable_ && count < bytes.size()) {
    const ssize_t sent = transmit(descriptor_, bytes.substr(count));
    if (sent >= 0)
      count += size_t(sent);
    else if (errno == EAGAIN || errno == EWOULDBLOCK)
      writable_ = false;
    else if (errno != EINTR)
      return Io::Gone;
  }
  return count == bytes.size() ? Io::Done : Io::Wait;
}

void ReadySocket::write_soon(std::string_view bytes) {
  unsent_ = bytes;
  set_.add_unsent(*this);
}

std::string_view ReadySocket::take_unsent() {
  if (!unsent_.empty()) set_.remove_unsent(*this);
  return std::exchange(unsent_, {});
}

void ReadySocket::send_unsent() {
  size_t count;
  (void)write_now(unsent_, count);
  unsent_.remove_prefix(count);
  // Whoever waits to read takes the rest, or hears that the peer is gone.
  if (!unsent_.empty()) post(reader_, true);
}

asio::awaitable<bool> ReadySocket::wait(Waiter& waiter, const bool& is_ready) {
  return asio::async_initiate<const asio::use_awaitable_t<>, void(bool)>(
      [this, &waiter, &is_ready](auto handler) {
        Waiter(std::move(handler)).swap(waiter);  // assigning one does not end in Boost 1.81
        if (descriptor_ < 0 || is_ready) return post(waiter, is_ready && descriptor_ >= 0);
        // Asked of the erased handler: erasing takes the slot of the one that it holds.
        if (auto slot = asio::get_associated_cancellation_slot(waiter); slot.is_connected())
          slot.assign([this, &waiter](asio::cancellation_type) { post(waiter, false); });
      },
      asio::use_awaitable);
}

ReadySocket::Waiter ReadySocket::take(Waiter& waiter) {
  Waiter taken(std::move(waiter));
  if (taken)
    if (auto slot = asio::get_associated_cancellation_slot(taken); slot.is_connected())
      slot.clear();
  return taken;
}

void ReadySocket::post(Waiter& waiter, bool is_ready) {
  if (!waiter) return;
  // Its cancellation slot, which may be what asks for this, is cleared in that turn.
  asio::post(set_.loop_,
             [taken = std::move(waiter), is_ready]() mutable { take(taken)(is_ready); });
}

void ReadySocket::told(uint32_t events) {
  if (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) ended_ = true;
  if (ended_ || events & EPOLLIN) readable_ = true;
  if (ended_ || events & EPOLLOUT) writable_ = true;
  // Whoever reads may destroy this when it goes on; whoever writes does not.
  Waiter writer = writable_ ? take(writer_) : Waiter();
  Waiter reader = readable_ ? take(reader_) : Waiter();
  if (writer) std::move(writer)(true);
  if (reader) std::move(reader)(true);
}

void ReadySocket::end() {
  if (descriptor_ >= 0) ::shutdown(descriptor_, SHUT_WR);
}

void ReadySocket::close() {
  if (descriptor_ < 0) return;
  size_t count;
  (void)write_now(take_unsent(), count);
  set_.remove(*this, descriptor_);
  ::close(std::exchange(descriptor_, -1));
  post(reader_, false);
  post(writer_, false);
}

}  // namespace tri::net
