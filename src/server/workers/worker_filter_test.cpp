// What a worker gives up is given up for good, so each case has a process of its own.
#include "server/workers/worker_filter.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#if !__has_feature(address_sanitizer) && \
    !__has_feature(thread_sanitizer)  // which make calls of their own

namespace tri::server {
namespace {

constexpr size_t kPage = 4096;

struct Ways {
  int worker_bell, front_bell, other;
};

// What becomes of a process that is confined as a worker and then runs `body`: what that gives (0 to 200), or minus the signal.
template <class Body>
int confined(bool hardened, Body body) {
  const Ways ways{eventfd(1, 0), eventfd(0, 0), eventfd(1, 0)};
  const pid_t child = fork();
  if (child == 0) {
    if (!prepare_worker(hardened)) _exit(201);
    if (!confine_worker({ways.worker_bell, ways.front_bell, hardened})) _exit(202);
    _exit(body(ways));
  }
  for (const int one : {ways.worker_bell, ways.front_bell, ways.other}) close(one);
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

void* pages(int protection) {
  return mmap(nullptr, kPage, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

}  // namespace

TEST_CASE("a worker can do what it needs") {
  for (const bool hardened : {false, true})
    CHECK(confined(hardened, [](const Ways& ways) {
            uint64_t count = 1;
            if (read(ways.worker_bell, &count, 8) != 8) return 1;
            if (write(ways.front_bell, &count, 8) != 8) return 2;
            std::vector<std::string> much;
            for (int i = 0; i < 1000; ++i) much.emplace_back(size_t(i) * 100, 'x');
            void* const large = malloc(64 << 20);
            void* const larger = realloc(large, 128 << 20);
            if (!larger) return 3;
            free(larger);
            const timespec moment{0, 1000};
            clock_nanosleep(CLOCK_MONOTONIC, 0, &moment, nullptr);
            const time_t now = time(nullptr);
            tm broken;
            if (!localtime_r(&now, &broken)) return 4;
            void* const own = pages(PROT_READ | PROT_WRITE);
            if (own == MAP_FAILED || madvise(own, kPage, MADV_DONTNEED) != 0 ||
                mprotect(own, kPage, PROT_NONE) != 0 || munmap(own, kPage) != 0)
              return 5;
            if (open("/etc/hosts", O_RDONLY) >= 0 || errno != EACCES) return 6;
            return 0;
          }) == 0);
}

TEST_CASE("whatever else a worker calls ends it") {
  using Body = int (*)(const Ways&);
  const Body bodies[] = {
      [](const Ways&) { return int(syscall(SYS_openat2, AT_FDCWD, "/etc/hosts", nullptr, 0)); },
      [](const Ways&) { return socket(AF_INET, SOCK_STREAM, 0); },
      [](const Ways&) { return int(fork()); },
      [](const Ways&) { return execl("/bin/true", "true", nullptr); },
      [](const Ways&) { return kill(getppid(), 0); },
      [](const Ways& w) {
        char byte[8];
        return int(read(w.other, byte, 8));
      },
      [](const Ways& w) { return int(write(w.other, "12345678", 8)); },
      [](const Ways& w) { return int(write(w.worker_bell, "12345678", 8)); },
      [](const Ways& w) { return close(w.other); },
      [](const Ways& w) { return dup2(w.other, w.worker_bell); },
      [](const Ways&) { return int(pages(PROT_READ | PROT_EXEC) != MAP_FAILED); },
      [](const Ways&) { return int(pages(PROT_READ | PROT_WRITE | PROT_EXEC) != MAP_FAILED); },
      [](const Ways& w) {
        return int(mmap(nullptr, kPage, PROT_READ, MAP_SHARED, w.other, 0) != MAP_FAILED);
      },
      [](const Ways&) {
        return mprotect(pages(PROT_READ | PROT_WRITE), kPage, PROT_READ | PROT_WRITE | PROT_EXEC);
      },
  };
  for (const Body body : bodies) {
    CAPTURE(&body - bodies);
    CHECK(confined(false, body) == -SIGSYS);
    CHECK(confined(true, body) == -SIGSYS);
  }
}

TEST_CASE("memory becomes executable only where the tenant is not hardened") {
  const auto body = [](const Ways&) {
    return mprotect(pages(PROT_READ | PROT_WRITE), kPage, PROT_READ | PROT_EXEC);
  };
  CHECK(confined(false, body) == 0);
  CHECK(confined(true, body) == -SIGSYS);
}

TEST_CASE("it holds for threads that were there before") {
  const int seen = confined(false, [](const Ways&) { return 0; });
  CHECK(seen == 0);
  const int bell = eventfd(0, 0);
  const pid_t child = fork();
  if (child == 0) {
    std::thread early([bell] {
      uint64_t count;
      (void)!::read(bell, &count, 8);
      (void)socket(AF_INET, SOCK_STREAM, 0);
      _exit(1);
    });
    if (!prepare_worker(false) || !confine_worker({bell, bell, false})) _exit(2);
    const uint64_t one = 1;
    (void)!::write(bell, &one, 8);
    early.join();
    _exit(3);
  }
  close(bell);
  int status = 0;
  waitpid(child, &status, 0);
  CHECK((WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS));
}

}  // namespace tri::server

#endif
