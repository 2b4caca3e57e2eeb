#include "jit/code/jit_dump.hpp"

#include <elf.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#include <iterator>

#include "jit/code/code_name.hpp"
#include "jit/code/unwind_info.hpp"

namespace tri::jit {

constinit JitDump JitDump::own_;

namespace {

// The file's layout. All numbers as the machine has them.
constexpr uint32_t kMagic = 0x4A695444, kVersion = 1;
constexpr uint32_t kLoad = 0, kUnwinding = 4;  // kinds of records

struct Header {
  uint32_t magic, version, bytes, machine, padding, process;
  uint64_t time_ns, flags;
};
struct Record {
  uint32_t kind, bytes;
  uint64_t time_ns;
};
struct Load {
  Record record;
  uint32_t process, thread;
  uint64_t address, again, bytes, number;  // then the name with its zero, and the code
};
static_assert(sizeof(Header) == 40 && sizeof(Record) == 16 && sizeof(Load) == 56);

constexpr uint32_t machine() {
#if defined(__x86_64__)
  return EM_X86_64;
#else
  return EM_AARCH64;
#endif
}

uint64_t now_ns() {
  timespec t = {};
  clock_gettime(CLOCK_MONOTONIC, &t);
  return uint64_t(t.tv_sec) * 1'000'000'000 + uint64_t(t.tv_nsec);
}

#ifdef TRI_UNWIND_INFO
// perf lays .eh_frame behind the code, aligned to 8, and behind that .eh_frame_hdr, by which it is found.
struct Unwinding {
  Record record;
  uint64_t data_bytes, header_bytes, mapped_bytes;
  UnwindInfo frame;
  struct {
    unsigned char version, pointer, count, table;  // encodings: of what follows
    int32_t frame;                                 // from here
    uint32_t entries;
    int32_t code, entry;  // from the header
  } header;
  uint32_t padding;
};
static_assert(sizeof(Unwinding) == 16 + 24 + UnwindInfo::kBytes + 24);

Unwinding unwinding_of(size_t code_bytes, uint64_t time_ns) {
  const auto code = int32_t((code_bytes + 7) / 8 * 8);
  constexpr int32_t kFrame = UnwindInfo::kBytes, kHeader = 20;
  constexpr unsigned char kRelative4 = 0x1B, kUnsigned4 = 0x03, kFromHeader4 = 0x3B;
  return {{kUnwinding, sizeof(Unwinding), time_ns},
          kFrame + kHeader,
          kHeader,
          kFrame + kHeader,
          UnwindInfo::at_distance(-code, code_bytes),
          {1, kRelative4, kUnsigned4, kFromHeader4, -(kFrame + 4), 1, -(code + kFrame),
           int32_t(UnwindInfo::kFde) - kFrame},
          0};
}
#endif

}  // namespace

void JitDump::add(const void* at, size_t bytes, std::string_view source, int line) {
  pthread_mutex_lock(&own_.mutex_);
  const int file = own_.open();
  if (file >= 0) own_.put(file, at, bytes, source, line);
  pthread_mutex_unlock(&own_.mutex_);
}

int JitDump::open() {
  bool is_new = false;
  const int file = file_.open("jit", "dump", O_RDWR | O_EXCL, &is_new);
  if (!is_new) return file;
  const Header header{kMagic, kVersion,           sizeof header, machine(),
                      0,      uint32_t(getpid()), now_ns(),      0};
  if (write(file, &header, sizeof header) == ssize_t(sizeof header) &&
      mmap(nullptr, size_t(sysconf(_SC_PAGESIZE)), PROT_READ | PROT_EXEC, MAP_PRIVATE, file, 0) !=
          MAP_FAILED)
    return file;
  file_.close();
  return -1;
}

void JitDump::put(int file, const void* at, size_t bytes, std::string_view source, int line) {
  const CodeName name(source, line);
  const uint64_t time_ns = now_ns();
  const auto address = reinterpret_cast<uintptr_t>(at);
  Load load{{kLoad, uint32_t(sizeof(Load) + name.size + 1 + bytes), time_ns},
            uint32_t(getpid()),
            uint32_t(gettid()),
            address,
            address,
            bytes,
            ++blocks_};
#ifdef TRI_UNWIND_INFO
  Unwinding unwinding = unwinding_of(bytes, time_ns);
#endif
  const iovec parts[] = {
#ifdef TRI_UNWIND_INFO
      {&unwinding, sizeof unwinding},
#endif
      {&load, sizeof load},
      {const_cast<char*>(name.text), name.size + 1},
      {const_cast<void*>(at), bytes},
  };
  [[maybe_unused]] const ssize_t written = writev(file, parts, int(std::size(parts)));
}

}  // namespace tri::jit
