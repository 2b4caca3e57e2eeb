#include "net/ready/ready_set.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <memory>
#include <string>

using namespace tri::net;
using namespace std::chrono_literals;
namespace asio = boost::asio;
using Io = ReadySocket::Io;

namespace {

// A loop, a set, and one socket of it whose peer is ours.
struct Fixture {
  explicit Fixture(int64_t left_ns = ReadySet::kLeftNs)
      : own_loop(new asio::io_context), loop(*own_loop), set(loop, left_ns) {
    REQUIRE(set.open());
    asio::co_spawn(loop, set.run(), asio::detached);
    socket = connect(peer);
  }
  ~Fixture() {
    ::close(peer);
    socket.reset();
    set.leave_loop();
    own_loop.reset();
  }

  std::unique_ptr<ReadySocket> connect(int& its_peer) {
    int ends[2];
    REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends) == 0);
    its_peer = ends[1];
    return std::make_unique<ReadySocket>(set, ends[0]);
  }
  void say(std::string_view text) {
    REQUIRE(::send(peer, text.data(), text.size(), 0) == ssize_t(text.size()));
  }
  template <class Body>
  void spawn(Body body) {
    asio::co_spawn(loop, std::move(body), asio::detached);
  }
  void run() { loop.run_for(50ms); }

  std::unique_ptr<asio::io_context> own_loop;
  asio::io_context& loop;
  ReadySet set;
  std::unique_ptr<ReadySocket> socket;
  int peer = -1;
};

// Everything until the end, in reads of `room` bytes; "." where it had to wait.
asio::awaitable<void> read_all(ReadySocket& socket, size_t room, std::string& seen) {
  std::string bytes(room, '\0');
  for (;;) {
    size_t count = 0;
    switch (socket.read_now(bytes.data(), room, count)) {
      case Io::Done: seen.append(bytes, 0, count); break;
      case Io::Gone: seen += '$'; co_return;
      case Io::Wait:
        seen += '.';
        if (!co_await socket.wait_to_read()) {
          seen += '!';
          co_return;
        }
    }
  }
}

}  // namespace

TEST_CASE("ready: what arrives is read, and a read that leaves room is not repeated") {
  Fixture f;
  std::string seen;
  f.spawn([&] { return read_all(*f.socket, 4, seen); });
  f.run();
  CHECK(seen == ".");
  f.say("abcdef");
  f.run();
  CHECK(seen == ".abcdef.");
  f.say("wxyz");  // fills the room: there may be more
  f.run();
  CHECK(seen == ".abcdef.wxyz.");
  ::shutdown(f.peer, SHUT_WR);
  f.run();
  CHECK(seen == ".abcdef.wxyz.$");
}

TEST_CASE("ready: an end that comes with the last bytes is seen") {
  Fixture f;
  std::string seen;
  f.spawn([&] { return read_all(*f.socket, 64, seen); });
  f.run();
  f.say("bye");
  ::close(std::exchange(f.peer, -1));
  f.run();
  CHECK(seen == ".bye$");
}

TEST_CASE("ready: bytes that came before anybody waited are not missed") {
  Fixture f;
  f.say("early");
  f.run();
  std::string seen;
  f.spawn([&] { return read_all(*f.socket, 64, seen); });
  f.run();
  CHECK(seen == "early.");
}

TEST_CASE("ready: who writes waits for a slow peer, and goes on") {
  Fixture f;
  const std::string text(3 << 20, 'x');
  bool done = false;
  f.spawn([&]() -> asio::awaitable<void> {
    std::string_view rest = text;
    for (;;) {
      size_t count = 0;
      const Io io = f.socket->write_now(rest, count);
      rest.remove_prefix(count);
      if (io == Io::Done) break;
      REQUIRE(io == Io::Wait);
      CHECK(co_await f.socket->wait_to_write());
    }
    done = true;
  });
  f.run();
  CHECK(!done);
  size_t taken = 0;
  std::string room(256 << 10, '\0');
  for (int turns = 0; turns < 1000 && taken < text.size(); ++turns) {
    const ssize_t count = ::recv(f.peer, room.data(), room.size(), 0);
    if (count > 0) taken += size_t(count);
    f.loop.run_for(1ms);
  }
  CHECK(taken == text.size());
  CHECK(done);
}

TEST_CASE("ready: closing and cancelling end a wait, in a later turn") {
  Fixture f;
  std::string seen;
  f.spawn([&] { return read_all(*f.socket, 64, seen); });
  f.run();
  f.socket->close();
  CHECK(seen == ".");
  f.run();
  CHECK(seen == ".!");
  size_t count = 0;
  char byte;
  CHECK(f.socket->read_now(&byte, 1, count) == Io::Gone);
  CHECK(f.socket->write_now("x", count) == Io::Gone);

  int peer;
  const auto other = f.connect(peer);
  asio::cancellation_signal signal;
  seen.clear();
  asio::co_spawn(f.loop, read_all(*other, 64, seen),
                 asio::bind_cancellation_slot(signal.slot(), asio::detached));
  f.run();
  CHECK(seen == ".");
  signal.emit(asio::cancellation_type::terminal);
  CHECK(seen == ".");
  f.run();
  CHECK(seen.starts_with(".!"));
  ::close(peer);
}

TEST_CASE("ready: whoever is continued may close others of the same batch, and open new ones") {
  Fixture f;
  constexpr size_t kOthers = 20;
  std::vector<std::unique_ptr<ReadySocket>> others(kOthers);
  std::vector<int> peers(2 * kOthers);
  std::string seen;
  int told = 0;
  for (size_t i = 0; i < kOthers; ++i) {
    others[i] = f.connect(peers[i]);
    f.spawn([&, i]() -> asio::awaitable<void> {
      size_t count;
      char byte;
      CHECK(others[i]->read_now(&byte, 1, count) == Io::Wait);
      if (!co_await others[i]->wait_to_read()) co_return;
      ++told;
      for (size_t k = 0; k < kOthers; ++k)
        if (k != i) others[k]->close();
      // Those that take the slots have heard nothing yet.
      for (size_t k = 0; k < kOthers; ++k) {
        auto fresh = f.connect(peers[kOthers + k]);
        CHECK(fresh->read_now(&byte, 1, count) == Io::Wait);
        f.spawn([&seen, fresh = std::move(fresh)]() -> asio::awaitable<void> {
          co_await read_all(*fresh, 8, seen);
        });
      }
    });
  }
  f.run();
  for (size_t i = 0; i < kOthers; ++i) REQUIRE(::send(peers[i], "x", 1, 0) == 1);
  f.run();
  CHECK(told == 1);
  CHECK(seen == std::string(kOthers, '.'));
  for (const int peer : peers) ::close(peer);
  f.run();
}

TEST_CASE("ready: coroutines that wait go when the loop is left") {
  int destroyed = 0;
  struct Count {
    int& count;
    ~Count() { ++count; }
  };
  {
    Fixture f;
    for (int i = 0; i < 3; ++i)
      f.spawn([&f, &destroyed]() -> asio::awaitable<void> {
        const Count mark{destroyed};
        int peer;
        const auto socket = f.connect(peer);
        std::string seen;
        co_await read_all(*socket, 8, seen);
      });
    f.run();
    CHECK(destroyed == 0);
  }
  CHECK(destroyed == 3);
}

namespace {

// What has come for the peer.
std::string heard(int peer) {
  std::string text(64 << 10, '\0');
  const ssize_t count = ::recv(peer, text.data(), text.size(), MSG_DONTWAIT);
  text.resize(size_t(std::max(count, ssize_t(0))));
  return text;
}

// Until a byte has been read, in the turn in which it came.
asio::awaitable<void> asked(ReadySocket& socket) {
  char room[16];
  size_t count;
  while (socket.read_now(room, sizeof room, count) == Io::Wait)
    (void)co_await socket.wait_to_read();
  CHECK(socket.may_write_soon());
}

// What the peers of two sockets had heard when each was asked, "." behind each, and what they heard then.
std::string two_answers(int64_t left_ns) {
  Fixture f(left_ns);
  int other_peer;
  const auto other = f.connect(other_peer);
  std::string seen;
  const std::string answers[] = {"one", "two"};
  const auto answer = [&](ReadySocket& socket, const std::string& text) -> asio::awaitable<void> {
    co_await asked(socket);
    socket.write_soon(text);
    seen += heard(f.peer) + heard(other_peer) + ".";
    (void)co_await socket.wait_to_read();
    CHECK(socket.take_unsent().empty());
  };
  f.spawn([&] { return answer(*f.socket, answers[0]); });
  f.spawn([&] { return answer(*other, answers[1]); });
  f.run();
  f.say("x");
  REQUIRE(::send(other_peer, "y", 1, 0) == 1);
  f.run();
  seen += heard(f.peer) + heard(other_peer);
  ::close(other_peer);
  f.run();
  return seen;
}

}  // namespace

TEST_CASE("ready: answers of one turn leave together at its end") {
  CHECK(two_answers(INT64_MAX) == "..onetwo");
}

TEST_CASE("ready: an answer does not wait for others of its turn that take their time") {
  CHECK(two_answers(-1) == ".one.two");
}

TEST_CASE("ready: who left more than there is room for is woken to send the rest") {
  Fixture f;
  const std::string much(4 << 20, 'x');
  size_t rest = 0, got = 0;
  f.spawn([&]() -> asio::awaitable<void> {
    co_await asked(*f.socket);
    f.socket->write_soon(much);
    CHECK(co_await f.socket->wait_to_read());  // nothing has come: it is for the rest
    std::string_view left = f.socket->take_unsent();
    rest = left.size();
    size_t count;
    while (f.socket->write_now(left, count) == Io::Wait) {
      left.remove_prefix(count);
      CHECK(co_await f.socket->wait_to_write());
    }
    rest = 0;
  });
  f.run();
  f.say("x");
  f.run();
  CHECK(rest > 0);
  CHECK(rest < much.size());
  for (int i = 0; i < 1000 && got < much.size(); ++i) {
    got += heard(f.peer).size();
    f.loop.restart();
    f.loop.run_for(1ms);
  }
  CHECK(got == much.size());
  CHECK(rest == 0);
}

TEST_CASE("ready: what is left for later leaves before the socket is closed") {
  Fixture f;
  const std::string last = "last words";
  f.spawn([&]() -> asio::awaitable<void> {
    co_await asked(*f.socket);
    f.socket->write_soon(last);
    f.socket->close();
  });
  f.run();
  f.say("x");
  f.run();
  CHECK(heard(f.peer) == "last words");
}
