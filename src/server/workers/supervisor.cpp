#include "server/workers/supervisor.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <iterator>
#include <unordered_map>
#include <utility>

namespace tri::server {

namespace {

enum class Order : uint8_t { Spawn, Kill };

// A packet to the supervisor; of a spawn, the worker's descriptors come with it.
struct Request {
  uint64_t worker;
  Order order;
  bool hardened;
  int8_t niceness;
};

constexpr size_t kEnds = 4;

bool send_request(int channel, const Request& request, const WorkerEnds* ends) {
  iovec part{const_cast<Request*>(&request), sizeof request};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  alignas(cmsghdr) char room[CMSG_SPACE(kEnds * sizeof(int))];
  if (ends) {
    const int all[kEnds] = {ends->memory.number(), ends->worker_bell.number(),
                            ends->front_bell.number(), ends->complaints.number()};
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    cmsghdr* const header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = SOL_SOCKET;
    header->cmsg_type = SCM_RIGHTS;
    header->cmsg_len = CMSG_LEN(sizeof all);
    std::memcpy(CMSG_DATA(header), all, sizeof all);
  }
  return ::sendmsg(channel, &message, MSG_NOSIGNAL) == ssize_t(sizeof request);
}

// Closes all descriptors but standard ones and the one that is kept.
void close_others(int kept) {
  const auto close_range = [](unsigned first, unsigned last) {
    if (first <= last) ::syscall(SYS_close_range, first, last, 0);
  };
  close_range(STDERR_FILENO + 1, unsigned(kept) - 1);
  close_range(unsigned(kept) + 1, ~0u);
}

// Standard input and output are the front door's.
void be_quiet() {
  const int null = ::open("/dev/null", O_RDWR | O_CLOEXEC);
  ::dup2(null, STDIN_FILENO);
  ::dup2(null, STDOUT_FILENO);
}

// ── in the supervisor's process ──

class Parent {
 public:
  Parent(const WorkerOptions& options, int channel, int signals)
      : options_(options), channel_(channel), signals_(signals) {}

  // Until the front door is gone.
  void run() {
    for (;;) {
      pollfd both[] = {{channel_, POLLIN, 0}, {signals_, POLLIN, 0}};
      if (::poll(both, std::size(both), -1) < 0) continue;
      if (both[1].revents) reap();
      if (both[0].revents && !serve()) return;
    }
  }

  void end_all() {
    for (const auto& [pid, worker] : workers_) ::kill(pid, SIGKILL);
    while (::waitpid(-1, nullptr, 0) > 0 || errno == EINTR) {
    }
  }

 private:
  void tell(const Supervisor::Event& event) {
    (void)!::send(channel_, &event, sizeof event, MSG_NOSIGNAL);
  }

  void reap() {
    signalfd_siginfo info;
    (void)!::read(signals_, &info, sizeof info);  // several may have become one
    int status;
    for (pid_t pid; (pid = ::waitpid(-1, &status, WNOHANG)) > 0;) {
      const auto found = workers_.find(pid);
      if (found == workers_.end()) continue;
      tell({.worker = found->second, .pid = pid, .status = status});
      workers_.erase(found);
    }
  }

  // False: the front door is gone.
  bool serve() {
    Request request;
    iovec part{&request, sizeof request};
    alignas(cmsghdr) char room[CMSG_SPACE(kEnds * sizeof(int))];
    msghdr message{};
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    const ssize_t size = ::recvmsg(channel_, &message, MSG_CMSG_CLOEXEC);
    if (size < 0 && errno == EINTR) return true;
    if (size != ssize_t(sizeof request)) return false;
    int all[kEnds] = {-1, -1, -1, -1};
    const cmsghdr* const header = CMSG_FIRSTHDR(&message);
    if (header && header->cmsg_type == SCM_RIGHTS && header->cmsg_len == CMSG_LEN(sizeof all))
      std::memcpy(all, CMSG_DATA(header), sizeof all);
    const WorkerEnds ends{Descriptor(all[0]), Descriptor(all[1]), Descriptor(all[2]),
                          Descriptor(all[3])};
    if (request.order == Order::Spawn) spawn(request, ends);
    if (request.order == Order::Kill)
      for (const auto& [pid, worker] : workers_)
        if (worker == request.worker) ::kill(pid, SIGKILL);
    return true;
  }

  void spawn(const Request& request, const WorkerEnds& ends) {
    const pid_t own = ::getpid(), pid = ::fork();
    if (pid == 0) {
      // A worker ends with the supervisor; and at once when that has ended before it could be said.
      if (::prctl(PR_SET_PDEATHSIG, SIGKILL) != 0 || ::getppid() != own) ::_exit(1);
      become_worker(request, ends);
    }
    if (pid < 0) return tell({.worker = request.worker, .status = -1});
    workers_.emplace(pid, request.worker);
    tell({.worker = request.worker, .has_started = true, .pid = pid});
  }

  [[noreturn]] void become_worker(const Request& request, const WorkerEnds& given) {
    // What is left of the supervisor's: its own socket and its signals.
    ::close(channel_);
    ::close(signals_);
    ::prctl(PR_SET_NAME, "trinity-worker");
    // What the front door gets to read when this has ended. Reports of sanitizers are longer than a pipe.
    if (options_.confine) ::dup2(given.complaints.number(), STDERR_FILENO);
    WorkerOptions options = options_;
    options.hardened = request.hardened;
    options.niceness = request.niceness;
    run_worker(options, given);
  }

  const WorkerOptions& options_;
  const int channel_, signals_;
  std::unordered_map<pid_t, uint64_t> workers_;
};

[[noreturn]] void run_supervisor(const WorkerOptions& options, int channel) {
  ::setpgid(0, 0);  // what the terminal sends is for the front door
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::prctl(PR_SET_NAME, "trinity-super");
  close_others(channel);
  be_quiet();
  // A service manager may tell all processes to end; the front door decides when.
  for (const int s : {SIGTERM, SIGINT, SIGHUP}) ::signal(s, SIG_IGN);
  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  ::sigprocmask(SIG_BLOCK, &children, nullptr);
  const int signals = ::signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  Parent parent(options, channel, signals);
  parent.run();
  parent.end_all();
  ::_exit(0);
}

}  // namespace

Result<std::unique_ptr<Supervisor>> Supervisor::start(const WorkerOptions& options) {
  int both[2];
  if (::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both) != 0)
    return fail(std::string("no socket for the supervisor: ") + std::strerror(errno));
  Descriptor ours(both[0]), theirs(both[1]);
  const pid_t pid = ::fork();
  if (pid < 0) return fail(std::string("no process for the supervisor: ") + std::strerror(errno));
  if (pid == 0) run_supervisor(options, theirs.number());
  return std::unique_ptr<Supervisor>(new Supervisor(options, std::move(ours), pid));
}

Supervisor::~Supervisor() {
  channel_ = Descriptor();
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

bool Supervisor::has_ended() const { return ::waitpid(pid_, nullptr, WNOHANG) != 0; }

bool Supervisor::spawn(uint64_t worker, bool hardened, int niceness, const WorkerEnds& ends) {
  return send_request(channel_.number(), {worker, Order::Spawn, hardened, int8_t(niceness)}, &ends);
}

bool Supervisor::kill(uint64_t worker) {
  return send_request(channel_.number(), {worker, Order::Kill, false, 0}, nullptr);
}

Result<std::optional<Supervisor::Event>> Supervisor::next() {
  Event event;
  const ssize_t size = ::recv(channel_.number(), &event, sizeof event, MSG_DONTWAIT);
  if (size == ssize_t(sizeof event)) return event;
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return std::nullopt;
  return fail("the supervisor of the workers has ended");
}

std::string told_end(int status) {
  if (status == -1) return "could not be started";
  if (WIFSIGNALED(status))
    return "ended by signal " + std::to_string(WTERMSIG(status)) + " (" +
           ::strsignal(WTERMSIG(status)) + ")";
  return "ended with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace tri::server
