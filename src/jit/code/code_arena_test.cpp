#include "jit/code/code_arena.hpp"

#include <doctest/doctest.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

using tri::jit::CodeArena;
using Views = CodeArena::Views;

namespace {

#if defined(__x86_64__)
constexpr size_t kBytes = 6;
void write_code(char* at, uint8_t result) {  // mov $result, %eax; ret
  const unsigned char code[kBytes] = {0xB8, result, 0, 0, 0, 0xC3};
  memcpy(at, code, kBytes);
}
#elif defined(__aarch64__)
constexpr size_t kBytes = 8;
void write_code(char* at, uint8_t result) {  // mov w0, #result; ret
  const uint32_t code[] = {0x52800000u | uint32_t(result) << 5, 0xD65F03C0u};
  memcpy(at, code, kBytes);
}
#endif

std::unique_ptr<CodeArena> make(Views views, size_t bytes = CodeArena::kLeast) {
  return std::unique_ptr<CodeArena>(
      CodeArena::create(reinterpret_cast<const void*>(&write_code), bytes, views));
}

int run(const char* at) { return reinterpret_cast<int (*)()>(reinterpret_cast<uintptr_t>(at))(); }

bool put(CodeArena& arena, char* at, uint8_t result) {
  char* writable = arena.open(at, kBytes);
  if (!writable) return false;
  write_code(writable, result);
  return arena.close(at, kBytes);
}
// A block whose code gives that number.
char* add(CodeArena& arena, uint8_t result) {
  char* at = arena.allocate(kBytes);
  return at && put(arena, at, result) ? at : nullptr;
}

// What a child that runs f ends with.
template <class F>
int status_of(int child, F f) {
  if (child == 0) _exit(f());
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}
int fork_by_hand() { return int(syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0)); }

// How the page of an address may be used, as /proc says: "r-xp".
std::string rights_at(const void* address) {
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    unsigned long from = 0, to = 0;
    char rights[5] = {};
    if (sscanf(line.c_str(), "%lx-%lx %4s", &from, &to, rights) == 3 &&
        uintptr_t(address) - from < to - from)
      return rights;
  }
  return "none";
}

}  // namespace

TEST_CASE("code runs where it was allocated, however it was written") {
  for (const Views views : {Views::One, Views::Two}) {
    auto arena = make(views);
    REQUIRE(arena);
    char* one = add(*arena, 1);
    char* two = add(*arena, 2);
    REQUIRE(one);
    REQUIRE(two);
    CHECK(arena->has_two_views() == (views == Views::Two));
    CHECK(run(one) == 1);
    CHECK(run(two) == 2);
    arena->release(one, kBytes);
    CHECK(add(*arena, 3) == one);  // the block comes again
    CHECK(run(one) == 3);
    CHECK(run(two) == 2);
    CHECK(arena->contains(reinterpret_cast<uintptr_t>(one)));
    CHECK(arena->bytes_in_use() == 128);
  }
}

TEST_CASE("no address is writable and executable") {
  auto arena = make(Views::Two);
  REQUIRE(arena);
  char* at = arena->allocate(kBytes);
  REQUIRE(arena->has_two_views());
  char* writable = arena->open(at, kBytes);
  REQUIRE(writable);
  CHECK(writable != at);
  CHECK(rights_at(at) == "r-xs");
  CHECK(rights_at(writable) == "rw-s");
  write_code(writable, 7);
  CHECK(arena->close(at, kBytes));
  CHECK(run(at) == 7);
}

TEST_CASE("an arena is full when it has given all its bytes, in both kinds") {
  for (const Views views : {Views::One, Views::Two}) {
    auto arena = make(views);
    size_t blocks = 0;
    char* last = nullptr;
    while (char* at = add(*arena, uint8_t(blocks))) last = at, ++blocks;
    CHECK(blocks == CodeArena::kLeast / 64);
    CHECK(run(last) == 255);
    CHECK(!arena->allocate(1));
    arena->release(last, kBytes);
    CHECK(add(*arena, 9) == last);
    CHECK(run(last) == 9);
    CHECK(!arena->allocate(CodeArena::kMostBlock + 1));
  }
}

TEST_CASE("after a fork neither process can change the other's code") {
  for (const Views views : {Views::One, Views::Two}) {
    auto arena = make(views);
    char* before = add(*arena, 1);
    char* reused = add(*arena, 2);
    REQUIRE(reused);
    int to_child[2];
    REQUIRE(pipe(to_child) == 0);
    const int child = fork();
    if (child == 0) {
      // The parent has written over both meanwhile.
      char c;
      if (read(to_child[0], &c, 1) != 1) _exit(1);
      if (run(before) != 1 || run(reused) != 2) _exit(2);
      arena->release(reused, kBytes);
      if (add(*arena, 30) != reused || run(reused) != 30) _exit(3);
      char* fresh = add(*arena, 40);
      _exit(fresh && run(fresh) == 40 && run(before) == 1 ? 0 : 4);
    }
    CHECK(put(*arena, before, 11));
    arena->release(reused, kBytes);
    CHECK(add(*arena, 22) == reused);
    char* fresh = add(*arena, 33);
    REQUIRE(fresh);
    CHECK(write(to_child[1], "!", 1) == 1);
    CHECK(status_of(child, [] { return 0; }) == 0);
    CHECK(run(before) == 11);
    CHECK(run(reused) == 22);
    CHECK(run(fresh) == 33);
    CHECK(arena->has_two_views() == (views == Views::Two));  // again, for what came after the fork
    close(to_child[0]);
    close(to_child[1]);
  }
}

TEST_CASE("forks in forks, with code compiled in each") {
  auto arena = make(Views::Two);
  char* first = add(*arena, 1);
  const int status = status_of(fork(), [&] {
    char* second = add(*arena, 2);
    const int inner = status_of(fork(), [&] {
      char* third = add(*arena, 3);
      put(*arena, first, 50);
      return run(first) == 50 && run(second) == 2 && run(third) == 3 ? 60 : 61;
    });
    return inner == 60 && run(first) == 1 && run(second) == 2 ? 70 : 71;
  });
  CHECK(status == 70);
  CHECK(run(first) == 1);
  for (int n = 0; n < 20; ++n) CHECK(status_of(fork(), [&] { return run(first); }) == 1);
  char* last = add(*arena, 9);
  CHECK(run(last) == 9);
}

TEST_CASE("a child that was forked by hand writes to code of its own") {
  auto arena = make(Views::Two);
  char* at = add(*arena, 1);
  const int status = status_of(fork_by_hand(), [&] {
    if (!put(*arena, at, 2) || run(at) != 2) return 90;
    char* fresh = add(*arena, 3);
    return fresh && run(fresh) == 3 && arena->has_two_views() ? 91 : 92;
  });
  CHECK(status == 91);
  CHECK(run(at) == 1);
  CHECK(put(*arena, at, 5));
  CHECK(run(at) == 5);
  CHECK(run(add(*arena, 6)) == 6);
}

TEST_CASE("forking while another thread writes and runs code") {
  auto arena = make(Views::Two, size_t(1) << 20);
  std::atomic<bool> ends = false;
  std::atomic<int> wrong = 0;
  std::thread writer([&] {
    char* kept = add(*arena, 200);
    while (!ends) {
      char* at = add(*arena, 100);
      if (!at || run(at) != 100 || run(kept) != 200) ++wrong;
      if (at) arena->release(at, kBytes);
    }
  });
  for (int n = 0; n < 50; ++n) CHECK(status_of(fork(), [] { return 0; }) == 0);
  ends = true;
  writer.join();
  CHECK(wrong == 0);
}

TEST_CASE("where no memory may become executable there is no arena") {
  constexpr int kSetMdwe = 65, kRefuseExecGain = 1;
  const int status = status_of(fork(), [&] {
    if (prctl(kSetMdwe, kRefuseExecGain, 0, 0, 0) != 0) return 2;  // the kernel is older
    return make(Views::Two) || make(Views::One) ? 1 : 0;
  });
  CHECK((status == 0 || status == 2));
}

TEST_CASE("where the second view is refused there is one") {
  // No address space is left for it, nor for anything else.
  const int status = status_of(fork(), [&] {
    auto arena = make(Views::Two, size_t(4) << 20);
    size_t hole = size_t(1) << 46;
    while (hole >= (size_t(2) << 20)) {
      if (mmap(nullptr, hole, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0) ==
          MAP_FAILED)
        hole /= 2;
    }
    char* at = add(*arena, 5);
    return at && !arena->has_two_views() && run(at) == 5 ? 0 : 1;
  });
  CHECK(status == 0);
}
