#include "server/workers/worker_filter.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <initializer_list>
#include <string>
#include <vector>

namespace tri::server {

namespace {

// Sandboxes reserve several times the memory that they may use, and keep some of it for each version: a bound of addresses, loose.
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
constexpr rlim_t kMaxAddresses =
    RLIM_INFINITY;  // what is known of each byte takes terabytes of them
#else
constexpr rlim_t kMaxAddresses = rlim_t(256) << 30;
#endif
constexpr rlim_t kMaxDescriptors = 16;
// Of <linux/prctl.h>, newer than Debian 12's.
constexpr int kSetMdwe = 65, kRefuseExecGain = 1;

std::unexpected<Error> refused(const char* what) {
  return fail(std::string("the kernel refuses ") + what + ": " + std::strerror(errno));
}

bool limit(int what, rlim_t most) {
  const rlimit both{most, most};
  return ::setrlimit(what, &both) == 0;
}

// Not an error anywhere: it only chooses who goes first.
void be_first_to_go() {
  const int file = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!::write(file, "1000", 4);
  ::close(file);
}

Result<void> see_no_files() {
  landlock_ruleset_attr all{};
  all.handled_access_fs = LANDLOCK_ACCESS_FS_MAKE_SYM * 2 - 1;  // all rights of the first version
  const int rules = int(::syscall(SYS_landlock_create_ruleset, &all, sizeof all, 0));
  if (rules < 0) return {};
  const bool done = ::syscall(SYS_landlock_restrict_self, rules, 0) == 0;
  ::close(rules);
  if (!done) return refused("to confine files");
  return {};
}

// ── system calls ──

// What a worker may call with any arguments. Locks, memory that is not executable, clocks, its own end; the last line is what threads
// do when they begin, and what abort() does.
constexpr int kAllowed[] = {
    SYS_futex,
    SYS_munmap,
    SYS_madvise,
    SYS_mremap,
    SYS_brk,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_gettimeofday,
    SYS_getrandom,
    SYS_sched_yield,
    SYS_exit,
    SYS_exit_group,
    SYS_restart_syscall,
    SYS_rt_sigreturn,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_rt_sigprocmask,
    SYS_sched_getaffinity,
    SYS_getpid,
    SYS_gettid,
};

#if defined(__x86_64__)
constexpr uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
constexpr uint32_t kMachine = AUDIT_ARCH_AARCH64;
#endif

// A filter's text. Arguments are looked at by their low halves: descriptors and flags are ints, and what the kernel takes of them is
// the same half.
class Filter {
 public:
  void load(size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, uint32_t(offset)); }
  void load_argument(int n) { load(offsetof(seccomp_data, args) + size_t(n) * 8); }
  void give(uint32_t what) { add(BPF_RET | BPF_K, what); }
  void allow() { give(SECCOMP_RET_ALLOW); }
  void kill() { give(SECCOMP_RET_KILL_PROCESS); }
  // Goes on behind the next `skipped` instructions unless the condition holds.
  void unless_equal(uint32_t value, uint8_t skipped) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value, 0, skipped);
  }
  // Or if it does.
  void when_equal(uint32_t value, uint8_t skipped) {
    add(BPF_JMP | BPF_JEQ | BPF_K, value, skipped, 0);
  }
  void unless_any(uint32_t bits, uint8_t skipped) {
    add(BPF_JMP | BPF_JSET | BPF_K, bits, 0, skipped);
  }
  void unless_none(uint32_t bits, uint8_t skipped) {
    add(BPF_JMP | BPF_JSET | BPF_K, bits, skipped, 0);
  }
  // The call whose argument n is one of these descriptors.
  void allow_descriptors(int call, std::initializer_list<int> all) {
    unless_equal(uint32_t(call), uint8_t(2 + 2 * all.size()));
    load_argument(0);
    for (const int one : all) {
      unless_equal(uint32_t(one), 1);
      allow();
    }
    kill();
  }

  Result<void> install() {
    sock_fprog program{uint16_t(code_.size()), code_.data()};
    if (::syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) != 0)
      return refused("seccomp");
    return {};
  }

 private:
  void add(uint16_t op, uint32_t k, uint8_t yes = 0, uint8_t no = 0) {
    code_.push_back(sock_filter{op, yes, no, k});
  }
  std::vector<sock_filter> code_;
};

}  // namespace

Result<void> prepare_worker(bool hardened) {
  be_first_to_go();
  if (!limit(RLIMIT_CORE, 0) || !limit(RLIMIT_NOFILE, kMaxDescriptors) ||
      !limit(RLIMIT_AS, kMaxAddresses))
    return refused("limits of a worker");
  if (::prctl(PR_SET_DUMPABLE, 0) != 0) return refused("to be closed to others");
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return refused("no_new_privs");
  // Kernels before 6.3 do not know it; the filter says the same.
  if (hardened) (void)::prctl(kSetMdwe, kRefuseExecGain, 0, 0, 0);
  // os.date asks for the zone, whose file is out of reach afterwards.
  const time_t now = ::time(nullptr);
  struct tm broken;
  ::tzset();
  (void)::localtime_r(&now, &broken);
  return see_no_files();
}

Result<void> confine_worker(const WorkerCalls& may) {
  Filter f;
  // A call by another machine's numbers is none of ours.
  f.load(offsetof(seccomp_data, arch));
  f.when_equal(kMachine, 1);
  f.kill();
  f.load(offsetof(seccomp_data, nr));
  for (const int call : kAllowed) {
    f.unless_equal(uint32_t(call), 1);
    f.allow();
  }
  // The C library looks at /proc when it gives memory back, and does without.
  f.unless_equal(SYS_openat, 1);
  f.give(SECCOMP_RET_ERRNO | EACCES);
  f.allow_descriptors(SYS_read, {may.worker_bell});
  f.allow_descriptors(SYS_write, {may.front_bell, STDERR_FILENO});
  f.allow_descriptors(SYS_tgkill, {int(::getpid())});
  // mmap: memory of nobody else's, and not to be executed.
  f.unless_equal(SYS_mmap, 6);
  f.load_argument(3);
  f.unless_any(MAP_ANONYMOUS, 3);
  f.load_argument(2);
  f.unless_none(PROT_EXEC, 1);
  f.allow();
  f.kill();
  // mprotect: to executable only from writable, never both.
  f.unless_equal(SYS_mprotect, may.hardened ? 4 : 6);
  f.load_argument(2);
  f.unless_none(PROT_EXEC, 1);
  f.allow();
  if (!may.hardened) {
    f.unless_equal(PROT_READ | PROT_EXEC, 1);
    f.allow();
  }
  f.kill();
  f.kill();
  return f.install();
}

}  // namespace tri::server
