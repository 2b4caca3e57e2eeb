// What a program meets that runs for long: a million calls, servers that are killed, peers that do not read.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio.hpp>
#include <cstdio>
#include <set>

#include "net/http/test_client.hpp"
#include "net/rpc/client.hpp"
#include "net/rpc/server.hpp"

using namespace tri::net::rpc;
using namespace std::chrono_literals;
namespace asio = boost::asio;

namespace rpc_endurance_test {

struct Reply {
  uint64_t value = 0;
  int64_t generation = 0;  // of the server's process
};
struct Work {
  Method<uint64_t, Reply> now;
  Method<uint64_t, Reply> later;  // overtaken by others
  Method<std::string, std::string> echo;
};

}  // namespace rpc_endurance_test
using namespace rpc_endurance_test;

namespace {

// A sanitizer makes a call ten times as slow, and memory says nothing there.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif
constexpr uint64_t kCalls = kSanitized ? 60'000 : 1'000'000;
constexpr int kInFlight = 256, kKills = 3;

uint64_t mixed(uint64_t n) { return (n ^ n >> 7) * 0x9e3779b97f4a7c15; }

Methods work(int64_t generation) {
  Methods methods;
  methods.on<&Work::now>([generation](uint64_t n) { return Reply{mixed(n), generation}; });
  methods.on<&Work::later>([generation](CallContext&, uint64_t n) -> Task<Answer<Reply>> {
    const auto executor = co_await asio::this_coro::executor;
    for (uint64_t turns = 1 + n % 5; turns > 0; --turns)
      co_await asio::post(executor, asio::use_awaitable);
    co_return Reply{mixed(n), generation};
  });
  methods.on<&Work::echo>([](std::string text) { return text; });
  return methods;
}

// KiB of a process: "VmRSS" now, "VmHWM" at most so far.
size_t memory_kib(pid_t process, const char* what) {
  const std::string path = "/proc/" + std::to_string(process) + "/status";
  FILE* const file = std::fopen(path.c_str(), "r");
  if (file == nullptr) return 0;
  char line[256];
  size_t kib = 0;
  while (std::fgets(line, sizeof line, file))
    if (std::string_view(line).starts_with(what))
      kib = std::strtoul(line + std::strlen(what) + 1, nullptr, 10);
  std::fclose(file);
  return kib;
}

// A server in a process of its own, which may be killed at any time.
class ServerProcess {
 public:
  // Port 0: any that is free.
  ServerProcess(uint16_t port, int64_t generation) {
    int told[2];
    REQUIRE(::pipe(told) == 0);
    process_ = ::fork();
    REQUIRE(process_ >= 0);
    if (process_ == 0) run(port, generation, told[1]);
    ::close(told[1]);
    const bool started = ::read(told[0], &port_, sizeof port_) == sizeof port_;
    ::close(told[0]);
    REQUIRE(started);
  }
  ~ServerProcess() { kill(); }
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  uint16_t port() const { return port_; }
  size_t most_memory_kib() const { return memory_kib(process_, "VmHWM"); }
  void kill() {
    if (process_ <= 0) return;
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
    process_ = 0;
  }

 private:
  [[noreturn]] static void run(uint16_t port, int64_t generation, int tell) {
    // Nothing of the test's own connections is kept open here.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (tell != 3) ::dup2(tell, 3);
    ::close_range(4, ~0u, 0);
    ServerOptions options;
    options.port = port;
    Server server(options, work(generation));
    asio::io_context loop;
    if (!server.start_in(loop)) ::_exit(1);
    port = server.port();
    if (::write(3, &port, sizeof port) != sizeof port) ::_exit(1);
    loop.run();
    ::_exit(0);
  }

  pid_t process_ = 0;
  uint16_t port_ = 0;
};

struct Tally {
  uint64_t next = 0, answered = 0, lost = 0, wrong = 0, overtaken = 0, last = 0;
  int running = 0;
  std::set<int64_t> generations;
};

Task<> call_until_done(Client& client, Tally& tally) {
  while (tally.next < kCalls) {
    const uint64_t n = tally.next++;
    const auto answer = n % 8 == 0 ? co_await client.call<&Work::later>(n, 30s)
                                   : co_await client.call<&Work::now>(n, 30s);
    if (!answer) {
      ++tally.lost;
      tally.wrong += answer.error().code != error_code::kConnection;
      continue;
    }
    ++tally.answered;
    tally.wrong += answer->value != mixed(n);
    tally.overtaken += n < tally.last;
    tally.last = n;
    tally.generations.insert(answer->generation);
  }
  --tally.running;
}

}  // namespace

TEST_CASE("rpc: a million calls out of order, while the server is killed again and again") {
  auto server = std::make_unique<ServerProcess>(0, 0);
  const uint16_t port = server->port();
  asio::io_context loop(1);
  Tally tally;
  size_t early_kib = 0, late_kib = 0, server_kib = 0;
  asio::co_spawn(
      loop,
      [&]() -> Task<> {
        ClientOptions options;
        options.port = port;
        options.min_backoff_ms = 5;
        options.max_backoff_ms = 100;
        Client client(loop.get_executor(), options);
        asio::steady_timer timer(loop);
        for (tally.running = 0; tally.running < kInFlight; ++tally.running)
          asio::co_spawn(loop, call_until_done(client, tally), asio::detached);
        int kills = 0;
        while (tally.running > 0) {
          timer.expires_after(2ms);
          co_await timer.async_wait(asio::use_awaitable);
          if (early_kib == 0 && tally.answered >= kCalls / 8)
            early_kib = memory_kib(::getpid(), "VmRSS");
          if (kills == kKills || tally.answered < kCalls / (kKills + 1) * uint64_t(kills + 1))
            continue;
          server_kib = std::max(server_kib, server->most_memory_kib());
          server->kill();
          // Long enough for the client to find nobody there.
          timer.expires_after(30ms);
          co_await timer.async_wait(asio::use_awaitable);
          server.reset();
          server = std::make_unique<ServerProcess>(port, ++kills);
        }
        late_kib = memory_kib(::getpid(), "VmRSS");
        client.stop();
      },
      [](std::exception_ptr thrown) {
        if (thrown) std::rethrow_exception(thrown);
      });
  loop.run_for(200s);
  server_kib = std::max(server_kib, server->most_memory_kib());
  CHECK(tally.running == 0);
  CHECK(tally.wrong == 0);
  CHECK(tally.answered + tally.lost == kCalls);
  // Only what was in flight is lost, and each process of the server has answered.
  CHECK(tally.lost >= kKills);
  CHECK(tally.lost <= kKills * kInFlight);
  CHECK(tally.generations == std::set<int64_t>{0, 1, 2, 3});
  CHECK(tally.overtaken > kCalls / 100);
  if (!kSanitized) {
    CHECK(early_kib > 0);
    CHECK(late_kib < early_kib + 8 * 1024);
    CHECK(server_kib < 64 * 1024);
  }
}

TEST_CASE("rpc: a peer that asks and does not read costs bounded memory, and nobody else's time") {
  ServerOptions options;
  options.connection.write_ms = 300;
  options.connection.protocol.high_output = 256 << 10;
  Server server(options, work(0));
  REQUIRE(server.start());
  const size_t before_kib = memory_kib(::getpid(), "VmRSS");
  tri::net::http::TestClient deaf(server.port());
  std::string payload, call;
  tri::net::msgpack::encode(payload, std::string(60'000, 'x'));
  size_t sent = 0;
  bool gone = false;
  for (uint64_t id = 1; !gone && sent < (256u << 20); ++id) {
    call.clear();
    write_call(call, id, {kNoDeadline, 0, "Work/echo"}, payload);
    gone = !deaf.try_send(call);
    sent += call.size();
  }
  CHECK(gone);
  // What sockets hold on both ways, and high_output.
  CHECK(sent < (64u << 20));
  if (!kSanitized) CHECK(memory_kib(::getpid(), "VmRSS") < before_kib + 16 * 1024);
  asio::io_context loop(1);
  bool answered = false;
  asio::co_spawn(
      loop,
      [&]() -> Task<> {
        ClientOptions to;
        to.port = server.port();
        Client client(loop.get_executor(), to);
        answered = (co_await client.call<&Work::echo>("still there", 10s)).value() == "still there";
        client.stop();
      },
      asio::detached);
  loop.run_for(20s);
  CHECK(answered);
}
