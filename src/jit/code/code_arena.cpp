#include "jit/code/code_arena.hpp"

#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <initializer_list>
#include <new>

#include "base/assert.hpp"

namespace tri::jit {
namespace {

// How far from the program an arena may lie, with all it has.
#if defined(__aarch64__)
constexpr size_t kReach = size_t(112) << 20;  // of the 128 MiB that a jump reaches
#else
constexpr size_t kReach = size_t(1) << 30;
#endif

char* reserve_at(uintptr_t at, size_t bytes) {
  void* got = mmap(reinterpret_cast<void*>(at), bytes, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED_NOREPLACE, -1, 0);
  if (got == reinterpret_cast<void*>(at)) return static_cast<char*>(got);
  if (got != MAP_FAILED) munmap(got, bytes);  // a kernel that takes the address as a hint
  return nullptr;
}

// A reservation as near as there is room for one; nullptr: none within reach.
char* reserve_near(const void* near, size_t bytes) {
  constexpr size_t kStep = size_t(16) << 20;
  const uintptr_t middle = uintptr_t(near) & ~uintptr_t(kStep - 1);
  for (size_t distance = kStep; distance <= kReach; distance += kStep) {
    if (distance + bytes <= kReach)
      if (char* got = reserve_at(middle + distance, bytes)) return got;
    if (distance >= bytes && middle > distance)
      if (char* got = reserve_at(middle - distance, bytes)) return got;
  }
  return nullptr;
}

// The same, of half as much and so on where there is no room for all of it.
char* reserve(const void* near, size_t* bytes) {
  constexpr size_t kLeastNear = size_t(4) << 20;
  for (; *bytes >= kLeastNear; *bytes /= 2)
    if (char* got = reserve_near(near, *bytes)) return got;
  return nullptr;
}

// The same somewhere within reach: places in turn from one that nobody can foretell, so that arenas that are there already are
// seldom in the way.
char* reserve_anywhere(const void* near, size_t bytes) {
  uint32_t random = 0;
  if (getrandom(&random, sizeof random, GRND_NONBLOCK) != ssize_t(sizeof random)) random = 0;
  const uintptr_t first = (uintptr_t(near) & ~uintptr_t(bytes - 1)) - kReach;
  const auto places = uint32_t(2 * kReach / bytes);
  for (uint32_t i = 0; i < places; ++i)
    if (char* got = reserve_at(first + (random + i) % places * bytes, bytes)) return got;
  return nullptr;
}

size_t page_bytes() { return size_t(sysconf(_SC_PAGESIZE)); }
size_t whole_pages(size_t bytes) { return (bytes + page_bytes() - 1) & ~(page_bytes() - 1); }

void reserve_again(char* at, size_t bytes) {
  if (!bytes) return;
  void* got =
      mmap(at, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  TRI_CHECK(got == at);
}

class Locked {
 public:
  explicit Locked(pthread_mutex_t* mutex) : mutex_(mutex) {
    if (mutex_) pthread_mutex_lock(mutex_);
  }
  ~Locked() {
    if (mutex_) pthread_mutex_unlock(mutex_);
  }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  pthread_mutex_t* mutex_;
};

}  // namespace

CodeArena* CodeArena::create(const void* near, size_t bytes, Views views) {
  char* begin = bytes >= kMost ? reserve(near, &bytes) : reserve_anywhere(near, bytes);
  if (!begin) return nullptr;
  auto* arena = new (std::nothrow) CodeArena(begin, bytes, views);
  // Whether pages may become executable at all is known now, not in the middle of a program; also where two views would get round it.
  if (arena && arena->protect(begin, 1, true) && arena->protect(begin, 1, false)) return arena;
  if (!arena) munmap(begin, bytes);
  delete arena;
  return nullptr;
}

CodeArena::~CodeArena() {
  if (writable_) {
    CodeSharing::remove(this);
    munmap(writable_, bytes_ - settled_);
  }
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
  const Locked locked(views_ == Views::Two ? &writing_ : nullptr);
  if (views_ == Views::Two && !writable_ && !add_view()) views_ = Views::One;
  if (size > bytes_ - used_) return part(n);
  char* at = begin_ + used_;
  used_ += size;
  in_use_ += size;
  if (writable_) get_ahead();
  return at;
}

// Of all that is not settled.
bool CodeArena::add_view() {
  const size_t from = whole_pages(used_), size = bytes_ - from;
  if (!size) return false;
  char* const at = begin_ + from;
  void* writable = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                        MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (writable == MAP_FAILED) return false;
  // The pages of a shared mapping that is moved from no bytes are mapped a second time.
  if (mremap(writable, 0, size, MREMAP_MAYMOVE | MREMAP_FIXED, at) != at ||
      mprotect(at, size, PROT_READ | PROT_EXEC) != 0 || !CodeSharing::add(this)) {
    reserve_again(at, size);
    munmap(writable, size);
    return false;
  }
  used_ = settled_ = ahead_ = from;
  writable_ = static_cast<char*>(writable);
  return true;
}

void CodeArena::get_ahead() {
  while (ahead_ < used_) {
    const size_t size = kAhead < bytes_ - ahead_ ? kAhead : bytes_ - ahead_;
    // Where the kernel does not know how, pages come as they are touched.
    (void)madvise(writable_ + (ahead_ - settled_), size, MADV_POPULATE_WRITE);
    (void)madvise(begin_ + ahead_, size, MADV_POPULATE_READ);
    ahead_ += size;
  }
}

// The second view goes, the code stays where it is. The arena is on nobody's list any more, and open no block.
void CodeArena::settle() {
  const size_t end = whole_pages(used_), size = end - settled_, all = bytes_ - settled_;
  char* const at = begin_ + settled_;
  void* fresh = nullptr;
  if (size) {
    fresh = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (fresh == MAP_FAILED) {
      frozen_ = true;
      return;
    }
    memcpy(fresh, writable_, size);
    // Threads that run there meanwhile find the one memory or the other.
    if (mprotect(fresh, size, PROT_READ | PROT_EXEC) != 0) {
      munmap(fresh, size);
      frozen_ = true;
      return;
    }
    void* moved = mremap(fresh, size, size, MREMAP_MAYMOVE | MREMAP_FIXED, at);
    TRI_CHECK(moved == at);
  }
  reserve_again(begin_ + end, bytes_ - end);
  munmap(writable_, all);
  writable_ = nullptr;
  used_ = settled_ = end;
}

void CodeArena::release(char* at, size_t bytes) {
  const size_t n = granules(bytes);
  in_use_ -= n * kGranule;
  Free*& list = free_[n % kLists];
  if (auto* f = new (std::nothrow) Free{at, n, list})
    list = f;  // else it is lost until the engine ends
}

// The smallest free block that is large enough; what is left of it is free.
char* CodeArena::part(size_t n) {
  Free** best = nullptr;
  for (Free*& list : free_)
    for (Free** link = &list; *link; link = &(*link)->next)
      if ((*link)->granules >= n && (!best || (*link)->granules < (*best)->granules)) best = link;
  if (!best) return nullptr;
  Free* f = *best;
  *best = f->next;
  char* const at = f->at;
  f->at += n * kGranule;
  f->granules -= n;
  in_use_ += n * kGranule;
  if (f->granules) {
    Free*& list = free_[f->granules % kLists];
    f->next = list;
    list = f;
  } else {
    delete f;
  }
  return at;
}

void CodeArena::join_free() {
  const Locked locked(views_ == Views::Two ? &writing_ : nullptr);
  size_t count = 0;
  for (const Free* list : free_)
    for (const Free* f = list; f; f = f->next) ++count;
  auto* all = new (std::nothrow) Free*[count];
  if (!all) return;
  size_t n = 0;
  for (Free*& list : free_) {
    for (Free* f = list; f; f = f->next) all[n++] = f;
    list = nullptr;
  }
  std::sort(all, all + count, [](const Free* x, const Free* y) { return x->at < y->at; });
  const char* const settled = begin_ + settled_;  // no block lies on both sides
  for (size_t i = 0; i < count;) {
    Free* f = all[i++];
    while (i < count && all[i]->at == f->at + f->granules * kGranule && all[i]->at != settled) {
      f->granules += all[i]->granules;
      delete all[i++];
    }
    Free*& list = free_[f->granules % kLists];
    f->next = list;
    list = f;
  }
  delete[] all;
}

char* CodeArena::open(char* at, size_t bytes) {
  if (views_ == Views::One) return protect(at, bytes, true) ? at : nullptr;
  if (writable_ && !CodeSharing::is_own(
                       this)) {  // forked by hand: what is written now would be the parent's, too
    CodeSharing::remove(this);
    settle();
  }
  pthread_mutex_lock(&writing_);
  is_writing_ = writable_ && !frozen_ && at >= begin_ + settled_;
  if (is_writing_) return at - begin_ - settled_ + writable_;
  const bool may = !frozen_;
  pthread_mutex_unlock(&writing_);
  return may && protect(at, bytes, true) ? at : nullptr;
}

bool CodeArena::close(char* at, size_t bytes) {
  __builtin___clear_cache(at, at + bytes);
  if (!is_writing_) return protect(at, bytes, false);
  is_writing_ = false;
  pthread_mutex_unlock(&writing_);
  return true;
}

bool CodeArena::protect(char* at, size_t bytes, bool writable) {
  const uintptr_t first = uintptr_t(at) & ~(page_bytes() - 1),
                  end = whole_pages(uintptr_t(at) + bytes);
  return mprotect(reinterpret_cast<void*>(first), end - first,
                  writable ? PROT_READ | PROT_WRITE : PROT_READ | PROT_EXEC) == 0;
}

}  // namespace tri::jit
