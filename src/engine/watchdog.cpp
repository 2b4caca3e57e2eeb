#include "engine/watchdog.hpp"

#include <csignal>
#include <ctime>
#include <new>

namespace tri {

namespace {

constexpr int64_t kNanoseconds = 1'000'000'000;
constexpr int64_t kNever = INT64_MAX;

timespec as_timespec(int64_t ns) {
  return {.tv_sec = time_t(ns / kNanoseconds), .tv_nsec = long(ns % kNanoseconds)};
}

class Lock {
 public:
  explicit Lock(pthread_mutex_t* mutex) : mutex_(mutex) { pthread_mutex_lock(mutex_); }
  ~Lock() { pthread_mutex_unlock(mutex_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  pthread_mutex_t* mutex_;
};

}  // namespace

int64_t Watchdog::now_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t(now.tv_sec) * kNanoseconds + now.tv_nsec;
}

Watchdog* Watchdog::create() {
  auto* self = new (std::nothrow) Watchdog();
  if (!self) return nullptr;
  self->asleep_until_ = kNever;
  pthread_mutex_init(&self->mutex_, nullptr);
  pthread_condattr_t monotonic;
  pthread_condattr_init(&monotonic);
  pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
  pthread_cond_init(&self->wake_, &monotonic);
  pthread_condattr_destroy(&monotonic);
  // Signals are for the threads that the host made.
  sigset_t all, before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const int error = pthread_create(&self->thread_, nullptr, main, self);
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  if (error == 0) return self;
  pthread_cond_destroy(&self->wake_);
  pthread_mutex_destroy(&self->mutex_);
  self->thread_ = {};
  ::operator delete(self);
  return nullptr;
}

Watchdog::~Watchdog() {
  {
    const Lock lock{&mutex_};
    ending_ = true;
    pthread_cond_signal(&wake_);
  }
  pthread_join(thread_, nullptr);
  pthread_cond_destroy(&wake_);
  pthread_mutex_destroy(&mutex_);
}

void Watchdog::unlink(State* S) {
  for (State** link = &first_; *link; link = &(*link)->next_watched)
    if (*link == S) {
      *link = S->next_watched;
      S->next_watched = nullptr;
      return;
    }
}

void Watchdog::watch(State* S, int64_t due_ns) {
  const Lock lock{&mutex_};
  unlink(S);
  S->deadline_ns = due_ns;
  S->next_watched = first_;
  first_ = S;
  if (due_ns < asleep_until_) pthread_cond_signal(&wake_);
}

void Watchdog::forget(State* S) {
  const Lock lock{&mutex_};
  unlink(S);
}

void* Watchdog::main(void* self) {
  static_cast<Watchdog*>(self)->run();
  return nullptr;
}

void Watchdog::run() {
  const Lock lock{&mutex_};
  while (!ending_) {
    const int64_t now = now_ns();
    asleep_until_ = kNever;
    for (State** link = &first_; *link;) {
      State* S = *link;
      if (S->deadline_ns <= now) {
        *link = S->next_watched;
        S->next_watched = nullptr;
        S->interrupt.set(poll_bits::kDeadline);
        continue;
      }
      if (S->deadline_ns < asleep_until_) asleep_until_ = S->deadline_ns;
      link = &S->next_watched;
    }
    if (asleep_until_ == kNever) {
      pthread_cond_wait(&wake_, &mutex_);
    } else {
      const timespec until = as_timespec(asleep_until_);
      pthread_cond_timedwait(&wake_, &mutex_, &until);
    }
  }
}

}  // namespace tri

namespace tri::engine {

bool set_deadline(State* S, int64_t ns) {
  EngineArea* E = S->engine;
  if (!E->watchdog && !(E->watchdog = Watchdog::create())) return false;
  const int64_t now = Watchdog::now_ns();
  E->watchdog->watch(S, ns < INT64_MAX - now ? now + ns : INT64_MAX - 1);
  return true;
}

void clear_deadline(State* S) {
  if (S->engine->watchdog) S->engine->watchdog->forget(S);
  S->interrupt.clear(poll_bits::kDeadline);
}

}  // namespace tri::engine
