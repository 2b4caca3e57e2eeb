// Servers and clients for bench/net/rpc.py: the RPC room beside the least that echoes on TCP.
//
// usage: rpc_bench serve                           an RPC server with the method "Bench/echo"; prints its port, serves
//        rpc_bench serve-raw                       an epoll server that sends back what it reads; the same   until its input ends
//        rpc_bench echo PORT CALLS                 64 bytes back and forth, one at a time: nanoseconds p50 and p99
//        rpc_bench echo-raw PORT CALLS
//        rpc_bench pipeline PORT CALLS IN_FLIGHT   coroutines that call at once: nanoseconds per call
//        rpc_bench call PORT CALLS                 as echo and pipeline, of the function acme/echo of a function server
//        rpc_bench pipeline-calls PORT CALLS IN_FLIGHT     (bench/server/rpc.py)
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio.hpp>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "net/rpc/client.hpp"
#include "net/rpc/server.hpp"
#include "serve_here.hpp"

namespace {

using namespace tri::net::rpc;
namespace asio = boost::asio;

constexpr size_t kEcho = 64;

struct Bench {
  Method<std::string, std::string> echo;
};
// A tenant's functions: methods are named as they are.
struct acme {
  Method<std::string, std::string> echo;
};

uint64_t clock_ns() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return uint64_t(std::chrono::duration_cast<std::chrono::nanoseconds>(now).count());
}

void print_percentiles(std::vector<uint64_t>& times) {
  std::ranges::sort(times);
  std::printf("%llu %llu\n", (unsigned long long)times[times.size() / 2],
              (unsigned long long)times[times.size() * 99 / 100]);
}

int serve() {
  Methods methods;
  methods.on<&Bench::echo>([](std::string text) { return text; });
  Server server({}, std::move(methods));
  return tri::bench::serve_here(server);
}

sockaddr_in loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int serve_raw() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      listen(listener, 16) != 0 ||
      getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    return 1;
  std::printf("%d\n", ntohs(address.sin_port));
  std::fflush(stdout);
  const int poll = epoll_create1(0);
  const auto watch = [poll](int descriptor) {
    epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
    epoll_ctl(poll, EPOLL_CTL_ADD, descriptor, &event);
  };
  watch(listener);
  watch(STDIN_FILENO);
  for (;;) {
    epoll_event events[16];
    const int count = epoll_wait(poll, events, 16, -1);
    for (int i = 0; i < count; ++i) {
      const int descriptor = events[i].data.fd;
      if (descriptor == STDIN_FILENO) return 0;
      if (descriptor == listener) {
        const int accepted = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
        setsockopt(accepted, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        watch(accepted);
        continue;
      }
      char room[65536];
      const ssize_t got = recv(descriptor, room, sizeof room, 0);
      if (got <= 0 || send(descriptor, room, size_t(got), MSG_NOSIGNAL) != got) close(descriptor);
    }
  }
}

int echo_raw(uint16_t port, size_t calls) {
  const int peer = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  const sockaddr_in address = loopback(port);
  setsockopt(peer, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  if (connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return 1;
  std::vector<uint64_t> times(calls);
  char text[kEcho];
  std::memset(text, 'x', sizeof text);
  for (uint64_t& time : times) {
    const uint64_t began = clock_ns();
    if (send(peer, text, sizeof text, 0) != kEcho) return 1;
    if (recv(peer, text, sizeof text, MSG_WAITALL) != kEcho) return 1;
    time = clock_ns() - began;
  }
  print_percentiles(times);
  return 0;
}

template <class Body>
int with_client(uint16_t port, Body body) {
  asio::io_context loop(1);
  int result = 1;
  asio::co_spawn(
      loop,
      [&]() -> Task<> {
        ClientOptions options;
        options.port = port;
        Client client(loop.get_executor(), options);
        result = co_await body(client);
      },
      asio::detached);
  loop.run();
  return result;
}

template <auto kMethod>
int echo(uint16_t port, size_t calls) {
  return with_client(port, [=](Client& client) -> Task<int> {
    std::vector<uint64_t> times(calls);
    const std::string text(kEcho, 'x');
    for (uint64_t& time : times) {
      const uint64_t began = clock_ns();
      const auto answer = co_await client.call<kMethod>(text, std::chrono::milliseconds(1000));
      time = clock_ns() - began;
      if (!answer || *answer != text) co_return 1;
    }
    print_percentiles(times);
    co_return 0;
  });
}

template <auto kMethod>
int pipeline(uint16_t port, size_t calls, size_t in_flight) {
  return with_client(port, [=](Client& client) -> Task<int> {
    const auto executor = co_await asio::this_coro::executor;
    size_t left = calls, running = in_flight, wrong = 0;
    asio::steady_timer all(executor, asio::steady_timer::time_point::max());
    const uint64_t began = clock_ns();
    const auto worker = [&]() -> Task<> {
      const std::string text(kEcho, 'x');
      while (left > 0) {
        --left;
        const auto answer = co_await client.call<kMethod>(text, std::chrono::milliseconds(10'000));
        wrong += !answer || *answer != text;
      }
      if (--running == 0) all.cancel();
    };
    for (size_t i = 0; i < in_flight; ++i) asio::co_spawn(executor, worker(), asio::detached);
    co_await all.async_wait(asio::as_tuple(asio::use_awaitable));
    std::printf("%llu %zu\n", (unsigned long long)((clock_ns() - began) / calls), wrong);
    co_return wrong == 0 ? 0 : 1;
  });
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  const auto number = [&](int i) { return argc > i ? std::strtoul(argv[i], nullptr, 10) : 0; };
  const auto port = uint16_t(number(2));
  if (mode == "serve") return serve();
  if (mode == "serve-raw") return serve_raw();
  if (mode == "echo" && number(3) > 0) return echo<&Bench::echo>(port, number(3));
  if (mode == "call" && number(3) > 0) return echo<&acme::echo>(port, number(3));
  if (mode == "echo-raw" && number(3) > 0) return echo_raw(port, number(3));
  if (mode == "pipeline" && number(3) > 0 && number(4) > 0)
    return pipeline<&Bench::echo>(port, number(3), number(4));
  if (mode == "pipeline-calls" && number(3) > 0 && number(4) > 0)
    return pipeline<&acme::echo>(port, number(3), number(4));
  std::fprintf(stderr,
               "usage: rpc_bench serve | serve-raw | echo PORT CALLS | echo-raw PORT CALLS | "
               "pipeline PORT CALLS IN_FLIGHT | call PORT CALLS | "
               "pipeline-calls PORT CALLS IN_FLIGHT\n");
  return 2;
}
