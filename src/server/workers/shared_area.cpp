#include "server/workers/shared_area.hpp"

#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace tri::server {

namespace {

constexpr size_t kPage = 4096;
constexpr size_t kMarksAt = kPage, kDataAt = kMarksAt + kMaxCalls;
constexpr size_t kAreaBytes = kDataAt + 2 * kRingBytes;
static_assert(kDataAt % kPage == 0 && 2 * sizeof(RingHead) <= kPage);
constexpr int kSeals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL;

std::unexpected<Error> refused(const char* what) {
  return fail(std::string("the system refuses ") + what + ": " + std::strerror(errno));
}

}  // namespace

int Descriptor::release() { return std::exchange(number_, -1); }

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  std::swap(number_, other.number_);
  return *this;
}

Descriptor::~Descriptor() {
  if (number_ >= 0) ::close(number_);
}

void ring_bell(int bell) {
  const uint64_t one = 1;
  (void)!::write(bell, &one, sizeof one);
}

void await_bell(int bell) {
  uint64_t count;
  while (::read(bell, &count, sizeof count) < 0 && errno == EINTR) {
  }
}

Result<WorkerEnds> new_ends(Descriptor* complaints) {
  WorkerEnds ends;
  ends.memory = Descriptor(::memfd_create("trinity-worker", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  ends.worker_bell = Descriptor(::eventfd(0, EFD_CLOEXEC));
  ends.front_bell = Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  int pipe[2];
  if (::pipe2(pipe, O_CLOEXEC | O_NONBLOCK) == 0) {
    *complaints = Descriptor(pipe[0]);
    ends.complaints = Descriptor(pipe[1]);
  }
  if (!ends.complaints.is_open() || !ends.memory.is_open() || !ends.worker_bell.is_open() ||
      !ends.front_bell.is_open())
    return refused("descriptors for a worker");
  if (::ftruncate(ends.memory.number(), kAreaBytes) != 0 ||
      ::fcntl(ends.memory.number(), F_ADD_SEALS, kSeals) != 0)
    return refused("memory for a worker");
  return ends;
}

Result<SharedArea> SharedArea::map(int memory) {
  struct stat status{};
  if (::fstat(memory, &status) != 0) return refused("the size of the shared memory");
  if (size_t(status.st_size) != kAreaBytes)
    return fail("shared memory of " + std::to_string(status.st_size) + " bytes, expected " +
                std::to_string(kAreaBytes));
  void* const base = ::mmap(nullptr, kAreaBytes, PROT_READ | PROT_WRITE, MAP_SHARED, memory, 0);
  if (base == MAP_FAILED) return refused("to map the shared memory");
  return SharedArea(static_cast<char*>(base));
}

SharedArea::~SharedArea() {
  if (base_) ::munmap(base_, kAreaBytes);
}

RingPlace SharedArea::to_worker() const {
  return {reinterpret_cast<RingHead*>(base_), base_ + kDataAt};
}
RingPlace SharedArea::to_front() const {
  return {reinterpret_cast<RingHead*>(base_) + 1, base_ + kDataAt + kRingBytes};
}
std::atomic<Phase>* SharedArea::marks() const {
  return reinterpret_cast<std::atomic<Phase>*>(base_ + kMarksAt);
}

}  // namespace tri::server
