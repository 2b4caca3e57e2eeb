#include "server/running/live_requests.hpp"

#include <time.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "runtime/limits.hpp"

namespace tri::server {

int64_t monotonic_ns() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return int64_t(now.tv_sec) * 1'000'000'000 + now.tv_nsec;
}

LiveRequests::LiveRequests() : thread_([this] { watch(); }) {}

LiveRequests::~LiveRequests() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void LiveRequests::begin(LiveRequest& request) {
  bool earlier;
  {
    const std::lock_guard lock(mutex_);
    request.owner_ = this;
    request.previous = nullptr;
    request.next = first_;
    if (first_) first_->previous = &request;
    first_ = &request;
    ++count_;
    ++begun_;
    earlier = request.due_ns < asleep_until_;
  }
  if (earlier) wake_.notify_one();
}

void LiveRequests::end(LiveRequest& request) {
  const std::lock_guard lock(mutex_);
  (request.previous ? request.previous->next : first_) = request.next;
  if (request.next) request.next->previous = request.previous;
  --count_;
}

bool LiveRequests::kill(std::string_view id) {
  const std::lock_guard lock(mutex_);
  for (LiveRequest* r = first_; r; r = r->next) {
    if (r->id != id) continue;
    request_stop(r->state);
    return true;
  }
  return false;
}

size_t LiveRequests::count() {
  const std::lock_guard lock(mutex_);
  return count_;
}

std::vector<LiveRow> LiveRequests::list(int64_t least_ms, int64_t wait_ms) {
  const int64_t now = monotonic_ns();
  {
    const std::lock_guard lock(mutex_);
    for (LiveRequest* r = first_; r; r = r->next) {
      if (now - r->began_ns < least_ms * 1'000'000) continue;
      __atomic_store_n(&r->wants_stack, true, __ATOMIC_RELAXED);
      r->has_stack = false;
      r->state->interrupt.set(poll_bits::kSample);
    }
  }
  // A function that waits in the outside does not poll; its row then has no stack.
  const int64_t until = now + wait_ms * 1'000'000;
  const auto all_told = [&] {
    for (LiveRequest* r = first_; r; r = r->next)
      if (r->wants_stack && !r->has_stack) return false;
    return true;
  };
  std::vector<LiveRow> rows;
  for (;;) {
    std::unique_lock lock(mutex_);
    if (!all_told() && monotonic_ns() < until) {
      lock.unlock();
      std::this_thread::sleep_for(std::chrono::microseconds(200));
      continue;
    }
    for (LiveRequest* r = first_; r; r = r->next) {
      LiveRow row;
      row.id = r->id;
      row.function = r->function;
      row.version = r->version;
      row.stack = r->stack;
      row.elapsed_us = (now - r->began_ns) / 1000;
      row.remaining_us = (r->due_ns - now) / 1000;
      if (row.elapsed_us >= least_ms * 1000) rows.push_back(std::move(row));
      __atomic_store_n(&r->wants_stack, false, __ATOMIC_RELAXED);
    }
    break;
  }
  std::sort(rows.begin(), rows.end(),
            [](const LiveRow& a, const LiveRow& b) { return a.elapsed_us > b.elapsed_us; });
  return rows;
}

void LiveRequests::tell_stack(LiveRequest& request, std::string stack) {
  const std::lock_guard lock(mutex_);
  request.stack = std::move(stack);
  request.has_stack = true;
}

void LiveRequests::watch() {
  std::unique_lock lock(mutex_);
  uint64_t seen = 0;  // requests
  while (!ending_) {
    const int64_t now = monotonic_ns();
    int64_t next = std::exchange(seen, begun_) == begun_ ? INT64_MAX : now + kTickNs;
    for (LiveRequest* r = first_; r; r = r->next) {
      if (r->is_late) continue;
      if (r->due_ns <= now) {
        r->is_late = true;
        r->state->interrupt.set(poll_bits::kDeadline);
      } else {
        next = std::min(next, r->due_ns);
      }
    }
    asleep_until_ = next;
    if (next == INT64_MAX)
      wake_.wait(lock);
    else
      wake_.wait_for(lock, std::chrono::nanoseconds(next - now));
  }
}

}  // namespace tri::server
