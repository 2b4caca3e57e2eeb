#include "jit/code/code_sharing.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "jit/code/code_arena.hpp"

namespace tri::jit {

constinit CodeSharing CodeSharing::all_;

bool CodeSharing::prepare() {
  if (!is_hooked_) is_hooked_ = pthread_atfork(before_fork, after_fork, after_fork) == 0;
  if (!process_) {
    const auto page = size_t(sysconf(_SC_PAGESIZE));
    void* at = mmap(nullptr, page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (at == MAP_FAILED) return false;
    process_ = static_cast<uint32_t*>(at);
    if (madvise(at, page, MADV_WIPEONFORK) != 0) return forget_process(), false;
  }
  if (!*process_) *process_ = ++processes_;
  return is_hooked_;
}

void CodeSharing::forget_process() {
  munmap(process_, size_t(sysconf(_SC_PAGESIZE)));
  process_ = nullptr;
}

bool CodeSharing::add(CodeArena* arena) {
  pthread_mutex_lock(&all_.mutex_);
  const bool can = all_.prepare();
  if (can) {
    arena->process_ = *all_.process_;
    arena->next_shared_ = all_.first_;
    all_.first_ = arena;
  }
  pthread_mutex_unlock(&all_.mutex_);
  return can;
}

void CodeSharing::remove(CodeArena* arena) {
  pthread_mutex_lock(&all_.mutex_);
  for (CodeArena** link = &all_.first_; *link; link = &(*link)->next_shared_)
    if (*link == arena) {
      *link = arena->next_shared_;
      break;
    }
  if (!all_.first_ && all_.process_) all_.forget_process();
  pthread_mutex_unlock(&all_.mutex_);
}

bool CodeSharing::is_own(const CodeArena* arena) { return arena->process_ == *all_.process_; }

// Until the fork is over nobody gets a second view.
void CodeSharing::before_fork() {
  pthread_mutex_lock(&all_.mutex_);
  while (CodeArena* arena = all_.first_) {
    all_.first_ = arena->next_shared_;
    // A signal handler that forks while its thread writes code: from the block that is being written on
    // neither process writes any.
    const bool is_writing = pthread_mutex_lock(&arena->writing_) != 0;
    if (is_writing) {
      arena->frozen_ = true;
    } else {
      arena->settle();
      pthread_mutex_unlock(&arena->writing_);
    }
  }
  if (all_.process_) all_.forget_process();
}
void CodeSharing::after_fork() { pthread_mutex_unlock(&all_.mutex_); }

}  // namespace tri::jit
