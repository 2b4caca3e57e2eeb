// ReadySet: the sockets of one loop that are read by trying and waited for together.
//
// Asio learns that a socket is empty by a read that finds nothing, one more for each message, and passes each event through
// its scheduler. A ReadySet is an epoll set of its own. Asio watches that set alone; who waits for a socket is continued
// straight from there:
//
//   socket ──┐
//   socket ──┼──▶ epoll set ──▶ Asio's loop ──▶ run(): continues the coroutine of each socket that is ready
//   socket ──┘
//
// Events come once for each change (EPOLLET). So a read that leaves room has taken all there was, and the next one waits
// without trying; only after the peer's end (EPOLLRDHUP), which may have come with the last bytes, it tries.
//
// Sending wakes who reads, which costs as much as a short answer does. So answers may be left until the turn of the loop is over
// (write_soon), and go out one behind the other: a peer with many connections is woken once. Who was first waits for a tenth of a
// millisecond at most, unless what is served behind it takes longer by itself.
//
// Invariant: an event finds its socket by a slot and its generation, because whoever is continued may close other sockets
// of the same batch. Owner: a worker, which must outlive its sockets. Thread: the loop's.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace tri::net {

class ReadySocket;

class ReadySet {
 public:
  // How long what was left for later may wait for others of its turn.
  static constexpr int64_t kLeftNs = 100'000;

  explicit ReadySet(boost::asio::io_context& loop, int64_t left_ns = kLeftNs)
      : loop_(loop), left_ns_(left_ns) {}
  ReadySet(const ReadySet&) = delete;
  ReadySet& operator=(const ReadySet&) = delete;

  // Errors: no descriptor is left.
  Result<void> open();
  // To be spawned once: continues those who wait, until stop().
  boost::asio::awaitable<void> run();
  void stop();
  // The loop runs no more and will be destroyed before this: the coroutines that wait for sockets go with it.
  void leave_loop();

 private:
  friend ReadySocket;
  struct Slot {
    ReadySocket* socket = nullptr;
    uint32_t generation = 0;
  };

  // False: the descriptor cannot be watched.
  bool add(ReadySocket& socket, int descriptor);
  void remove(ReadySocket& socket, int descriptor);
  void add_unsent(ReadySocket& socket);
  void remove_unsent(ReadySocket& socket);
  // Sends what was left for later.
  void send_all();

  boost::asio::io_context& loop_;
  const int64_t left_ns_;
  std::optional<boost::asio::posix::stream_descriptor> set_;
  std::vector<Slot> slots_;
  std::vector<uint32_t> free_;
  std::vector<ReadySocket*> unsent_;  // null: has been sent by other ways
  int64_t unsent_since_ns_ = 0;
  bool in_turn_ = false;  // of run(), which sends at its end
};

// One connected socket. One coroutine may wait to read and one to write.
class ReadySocket {
 public:
  // `descriptor` does not block, and is owned from here on.
  ReadySocket(ReadySet& set, int descriptor);
  ~ReadySocket() { close(); }
  ReadySocket(const ReadySocket&) = delete;
  ReadySocket& operator=(const ReadySocket&) = delete;

  enum class Io : uint8_t { Done, Wait, Gone };
  // Done: `count` bytes, one at least. Gone: the end of input, an error, or closed.
  Io read_now(char* room, size_t size, size_t& count);
  // Done: all `bytes` are sent. Otherwise the first `count` of them are.
  Io write_now(std::string_view bytes, size_t& count);

  // Whether write_soon() may be used: whoever asks was continued by run(), and there is nothing to be read.
  bool may_write_soon() const { return set_.in_turn_ && !readable_; }
  // Leaves `bytes` to be sent when this turn of the loop is over; they must stay until take_unsent(). The next thing done is
  // wait_to_read(), which ends also when not all could be sent.
  void write_soon(std::string_view bytes);
  // What of them is not sent yet; whoever takes it sends it.
  std::string_view take_unsent();

  // True when it is worth trying again; false when closed or cancelled.
  boost::asio::awaitable<bool> wait_to_read() { return wait(reader_, readable_); }
  boost::asio::awaitable<bool> wait_to_write() { return wait(writer_, writable_); }

  // Says that nothing more comes.
  void end();
  // Whoever waits goes on in a later turn of the loop.
  void close();

 private:
  friend ReadySet;
  using Waiter = boost::asio::any_completion_handler<void(bool)>;

  boost::asio::awaitable<bool> wait(Waiter& waiter, const bool& is_ready);
  static Waiter take(Waiter& waiter);
  void post(Waiter& waiter, bool is_ready);
  void told(uint32_t events);
  void send_unsent();

  ReadySet& set_;
  int descriptor_;
  uint32_t slot_ = 0;
  bool readable_ = true, writable_ = true;  // as far as known: trying may find otherwise
  bool ended_ = false;                      // by the peer, or broken
  std::string_view unsent_;
  Waiter reader_, writer_;
};

}  // namespace tri::net
