#include "server/access/confinement.hpp"

#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <iterator>

namespace tri::server {

namespace {

// ── files ──

constexpr uint64_t kRead = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR;
constexpr uint64_t kWrite = kRead | LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                            LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_MAKE_SOCK;
// All rights of the first version; what is not named in a rule is refused.
constexpr uint64_t kHandled = kWrite | LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_REMOVE_DIR |
                              LANDLOCK_ACCESS_FS_MAKE_CHAR | LANDLOCK_ACCESS_FS_MAKE_DIR |
                              LANDLOCK_ACCESS_FS_MAKE_FIFO | LANDLOCK_ACCESS_FS_MAKE_BLOCK |
                              LANDLOCK_ACCESS_FS_MAKE_SYM;
constexpr uint64_t kOfFiles = LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_WRITE_FILE;

// Libraries that are loaded late (name services), time zones, certificates of authorities, our own numbers.
constexpr const char* kSystem[] = {"/usr",       "/lib",         "/lib64",    "/etc",
                                   "/proc/self", "/run/systemd", "/dev/null", "/dev/urandom"};

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

// False: the path cannot be opened.
bool allow(const Descriptor& rules, const char* path, uint64_t rights) {
  const Descriptor parent(::open(path, O_PATH | O_CLOEXEC));
  struct stat status{};
  if (parent.number() < 0 || ::fstat(parent.number(), &status) != 0) return false;
  landlock_path_beneath_attr rule{};
  rule.allowed_access = S_ISDIR(status.st_mode) ? rights : rights & kOfFiles;
  rule.parent_fd = parent.number();
  return ::syscall(SYS_landlock_add_rule, rules.number(), LANDLOCK_RULE_PATH_BENEATH, &rule, 0) ==
         0;
}

// Gives what could not be had.
Result<std::string> confine_files(const Confinement& wanted) {
  landlock_ruleset_attr attributes{};
  attributes.handled_access_fs = kHandled;
  const Descriptor rules(
      int(::syscall(SYS_landlock_create_ruleset, &attributes, sizeof attributes, 0)));
  if (rules.number() < 0) return std::string("no Landlock in this kernel: files are not confined");
  for (const char* path : kSystem) (void)allow(rules, path, kRead);  // not there: not needed
  for (const auto& [paths, rights] :
       {std::pair{&wanted.readable, kRead}, {&wanted.writable, kWrite}})
    for (const std::string& path : *paths)
      if (!allow(rules, path.c_str(), rights))
        return fail("cannot open '" + path + "': " + std::strerror(errno));
  if (::syscall(SYS_landlock_restrict_self, rules.number(), 0) != 0)
    return fail(std::string("the kernel refuses to confine files: ") + std::strerror(errno));
  return std::string();
}

// ── system calls ──

constexpr int kRefused[] = {
    SYS_execve,
    SYS_execveat,
    SYS_fork,
    SYS_vfork,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_chroot,
    SYS_setns,
    SYS_unshare,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_kexec_file_load,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_io_uring_register,
    SYS_personality,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_settimeofday,
    SYS_clock_settime,
    SYS_clock_adjtime,
    SYS_adjtimex,
    SYS_sethostname,
    SYS_setdomainname,
    SYS_iopl,
    SYS_ioperm,
    SYS_quotactl,
    SYS_acct,
    SYS_open_by_handle_at,
    SYS_name_to_handle_at,
    SYS_syslog,
    SYS_pidfd_getfd,
    SYS_setuid,
    SYS_setgid,
    SYS_setreuid,
    SYS_setregid,
    SYS_setresuid,
    SYS_setresgid,
    SYS_setgroups,
    SYS_mknod,
    SYS_mknodat,
    SYS_process_madvise,
};

constexpr size_t kMaxInstructions = 256;

// An allow-list of few calls would be stronger; it belongs to processes that run functions and nothing else.
Result<void> confine_calls() {
#if defined(__x86_64__)
  constexpr uint32_t kMachine = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
  constexpr uint32_t kMachine = AUDIT_ARCH_AARCH64;
#endif
  sock_filter code[kMaxInstructions];
  size_t n = 0;
  const auto add = [&](uint16_t op, uint32_t k, uint8_t yes = 0, uint8_t no = 0) {
    code[n++] = sock_filter{op, yes, no, k};
  };
  const auto load = [&](size_t offset) { add(BPF_LD | BPF_W | BPF_ABS, uint32_t(offset)); };
  // A call by another machine's numbers is none of ours.
  load(offsetof(seccomp_data, arch));
  add(BPF_JMP | BPF_JEQ | BPF_K, kMachine, 1, 0);
  add(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
  load(offsetof(seccomp_data, nr));
#if defined(__x86_64__)
  add(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);  // the x32 calls
  add(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
#endif
  for (const int call : kRefused) {
    add(BPF_JMP | BPF_JEQ | BPF_K, uint32_t(call), 0, 1);
    add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  }
  // clone3 hides its flags; without it threads are made by clone, whose flags can be seen: threads yes, processes no.
  add(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone3, 0, 1);
  add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS);
  add(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3);
  load(offsetof(seccomp_data, args[0]));
  add(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
  add(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM);
  add(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
  static_assert(2 * std::size(kRefused) + 16 < kMaxInstructions);
  sock_fprog program{uint16_t(n), code};
  if (::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
    return fail(std::string("the kernel refuses seccomp: ") + std::strerror(errno));
  return {};
}

}  // namespace

Result<std::string> confine(const Confinement& wanted) {
  if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
    return fail(std::string("the kernel refuses no_new_privs: ") + std::strerror(errno));
  std::string missing = TRI_TRY(confine_files(wanted));
  TRI_TRY_VOID(confine_calls());
  return missing;
}

}  // namespace tri::server
