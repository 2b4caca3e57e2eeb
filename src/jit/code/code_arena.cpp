#include "jit/code/code_arena.hpp"

#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <initializer_list>
#include <new>

namespace tri::jit {
namespace {

constexpr size_t kFarthest = size_t(1) << 30;

char* reserve_at(uintptr_t at, size_t bytes) {
  void* got = mmap(reinterpret_cast<void*>(at), bytes, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (got == reinterpret_cast<void*>(at)) return static_cast<char*>(got);
  if (got != MAP_FAILED) munmap(got, bytes);  // a kernel that takes the address as a hint
  return nullptr;
}

// A reservation as near as there is room for one; nullptr: none within reach.
char* reserve(const void* near, size_t bytes) {
  constexpr size_t kStep = size_t(16) << 20;
  const uintptr_t middle = uintptr_t(near) & ~uintptr_t(kStep - 1);
  for (size_t distance = kStep; distance < kFarthest; distance += kStep)
    for (const uintptr_t at : {middle + distance, middle - distance})
      if (char* got = reserve_at(at, bytes)) return got;
  return nullptr;
}

// The same somewhere within reach: places in turn from one that nobody can foretell, so that arenas that are there already are
// seldom in the way.
char* reserve_anywhere(const void* near, size_t bytes) {
  uint32_t random = 0;
  if (getrandom(&random, sizeof random, GRND_NONBLOCK) != ssize_t(sizeof random)) random = 0;
  const uintptr_t first = (uintptr_t(near) & ~uintptr_t(bytes - 1)) - kFarthest;
  const auto places = uint32_t(2 * kFarthest / bytes);
  for (uint32_t i = 0; i < places; ++i)
    if (char* got = reserve_at(first + (random + i) % places * bytes, bytes)) return got;
  return nullptr;
}

}  // namespace

CodeArena* CodeArena::create(const void* near, size_t bytes) {
  char* begin = bytes >= kMost ? reserve(near, bytes) : reserve_anywhere(near, bytes);
  if (!begin) return nullptr;
  auto* arena = new (std::nothrow) CodeArena(begin, bytes);
  // Whether pages may become executable at all is known now, not in the middle of a program.
  if (arena && arena->open(begin, 1) && arena->close(begin, 1)) return arena;
  if (!arena) munmap(begin, bytes);
  delete arena;
  return nullptr;
}

CodeArena::~CodeArena() {
  munmap(begin_, bytes_);
  for (Free* list : free_)
    while (list) {
      Free* next = list->next;
      delete list;
      list = next;
    }
}

char* CodeArena::allocate(size_t bytes) {
  if (bytes > kMostBlock) return nullptr;
  const size_t n = granules(bytes), size = n * kGranule;
  for (Free** link = &free_[n % kLists]; Free* f = *link; link = &f->next) {
    if (f->granules != n) continue;
    char* at = f->at;
    *link = f->next;
    delete f;
    in_use_ += size;
    return at;
  }
  if (size > bytes_ - used_) return nullptr;
  char* at = begin_ + used_;
  used_ += size;
  in_use_ += size;
  return at;
}

void CodeArena::release(char* at, size_t bytes) {
  const size_t n = granules(bytes);
  in_use_ -= n * kGranule;
  Free*& list = free_[n % kLists];
  if (auto* f = new (std::nothrow) Free{at, n, list})
    list = f;  // else it is lost until the engine ends
}

bool CodeArena::protect(char* at, size_t bytes, bool writable) {
  const auto page = uintptr_t(sysconf(_SC_PAGESIZE));
  const uintptr_t first = uintptr_t(at) & ~(page - 1),
                  end = (uintptr_t(at) + bytes + page - 1) & ~(page - 1);
  return mprotect(reinterpret_cast<void*>(first), end - first,
                  writable ? PROT_READ | PROT_WRITE : PROT_READ | PROT_EXEC) == 0;
}

}  // namespace tri::jit
