// SharedArea: the memory that the front door and one worker share, and the bells that wake either side.
//
//   │ ring heads │ marks │ data to the worker │ data to the front door │      one memfd
//
// The memfd is sealed at its size, so that nobody can cut it under the other's feet. A bell is an eventfd.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/result.hpp"
#include "server/running/job_runner.hpp"
#include "server/workers/ring.hpp"

namespace tri::server {

// Calls that a worker may have at once.
inline constexpr size_t kMaxCalls = 4096;

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }
  int release();

 private:
  int number_ = -1;
};

// What either side has of a worker. `complaints` is a pipe: what the worker's libraries write to standard error before they end it.
struct WorkerEnds {
  Descriptor memory, worker_bell, front_bell, complaints;
};

// Nobody reads how often front_bell rang: its rings are told by an epoll set, each once.
void ring_bell(int bell);
// Waits until it rings; true at once when it rang before.
void await_bell(int bell);

// The descriptors of a new worker; *complaints becomes the pipe's other end. Errors: the system has none to give.
Result<WorkerEnds> new_ends(Descriptor* complaints);

class SharedArea {
 public:
  // Errors: the descriptor is no such memory.
  static Result<SharedArea> map(int memory);
  SharedArea(SharedArea&& other) noexcept : base_(other.base_) { other.base_ = nullptr; }
  SharedArea& operator=(SharedArea&&) = delete;
  ~SharedArea();

  RingPlace to_worker() const;
  RingPlace to_front() const;
  // How far the call in each of kMaxCalls slots is, as the worker says: of use to tell what may be tried again and what has hung.
  std::atomic<Phase>* marks() const;

 private:
  explicit SharedArea(char* base) : base_(base) {}
  char* base_;
};

}  // namespace tri::server
