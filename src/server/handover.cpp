#include "server/handover.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <utility>

namespace tri::server {

namespace {

constexpr const char kName[] = "/upgrade.sock";
constexpr const char kServing[] = "serving";
constexpr int kPatienceMs = 60'000;
constexpr size_t kMaxSockets = 250;  // the kernel sends 253 at once
constexpr int kFirstInherited = 3;   // SD_LISTEN_FDS_START

// The address of the folder's socket. Errors: the path is longer than one has room for.
Result<sockaddr_un> address_of(const std::string& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder + kName;
  if (path.size() >= sizeof address.sun_path)
    return fail("'" + path + "' is longer than the path of a socket may be");
  std::memcpy(address.sun_path, path.c_str(), path.size());
  return address;
}

int new_socket() { return ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0); }

// "data 2 admin 1 rpc 1 lock 1 kept 0", in the order of the descriptors, which the last word is none of.
bool send_listeners(int peer, const Listeners& given) {
  std::vector<int> all = given.data;
  all.insert(all.end(), given.admin.begin(), given.admin.end());
  for (const int one : {given.rpc, given.lock})
    if (one >= 0) all.push_back(one);
  if (all.size() > kMaxSockets) return false;
  std::string text =
      "data " + std::to_string(given.data.size()) + " admin " + std::to_string(given.admin.size()) +
      " rpc " + std::to_string(int(given.rpc >= 0)) + " lock " +
      std::to_string(int(given.lock >= 0)) + " kept " + std::to_string(int(given.are_kept));
  std::vector<char> room(CMSG_SPACE(all.size() * sizeof(int)));
  iovec part{text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = room.data();
  message.msg_controllen = room.size();
  cmsghdr* const header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(all.size() * sizeof(int));
  std::memcpy(CMSG_DATA(header), all.data(), all.size() * sizeof(int));
  return ::sendmsg(peer, &message, MSG_NOSIGNAL) == ssize_t(text.size());
}

Result<Listeners> receive_listeners(int peer) {
  char text[200];
  std::vector<char> room(CMSG_SPACE(kMaxSockets * sizeof(int)));
  iovec part{text, sizeof text - 1};
  msghdr message{};
  message.msg_iov = &part;
  message.msg_iovlen = 1;
  message.msg_control = room.data();
  message.msg_controllen = room.size();
  const ssize_t size = ::recvmsg(peer, &message, MSG_CMSG_CLOEXEC);
  if (size <= 0) return fail("the server that runs hands nothing over");
  text[size] = '\0';
  std::vector<int> all;
  for (cmsghdr* h = CMSG_FIRSTHDR(&message); h; h = CMSG_NXTHDR(&message, h)) {
    if (h->cmsg_level != SOL_SOCKET || h->cmsg_type != SCM_RIGHTS) continue;
    all.resize((h->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(all.data(), CMSG_DATA(h), all.size() * sizeof(int));
  }
  std::istringstream words(text);
  std::string name;
  size_t count[4] = {};
  for (size_t& n : count) words >> name >> n;
  const size_t wanted = count[0] + count[1] + count[2] + count[3];
  if (!words || wanted != all.size() || count[2] > 1 || count[3] > 1) {
    for (const int one : all) ::close(one);
    return fail("the server that runs is of another version: it sent '" + std::string(text) + "'");
  }
  size_t kept = 0;
  words >> name >> kept;  // one that does not say so keeps none
  Listeners found;
  auto next = all.begin();
  found.data.assign(next, next + ptrdiff_t(count[0]));
  next += ptrdiff_t(count[0]);
  found.admin.assign(next, next + ptrdiff_t(count[1]));
  next += ptrdiff_t(count[1]);
  if (count[2]) found.rpc = *next++;
  if (count[3]) found.lock = *next++;
  found.are_kept = kept != 0;
  return found;
}

}  // namespace

Result<Listeners> listeners_of_environment() {
  Listeners found;
  const char* const pid = std::getenv("LISTEN_PID");
  const char* const count = std::getenv("LISTEN_FDS");
  const char* const names = std::getenv("LISTEN_FDNAMES");
  if (!pid || !count || std::strtol(pid, nullptr, 10) != ::getpid()) return found;
  std::istringstream all(names ? names : "");
  const long sockets = std::strtol(count, nullptr, 10);
  found.are_kept = true;
  for (int fd = kFirstInherited; fd < kFirstInherited + sockets; ++fd) {
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    std::string name;
    std::getline(all, name, ':');
    // Without names the first is where functions are.
    if (name == "data" || (!names && fd == kFirstInherited))
      found.data.push_back(fd);
    else if (name == "admin")
      found.admin.push_back(fd);
    else if (name == "rpc" && found.rpc < 0)
      found.rpc = fd;
    else
      return fail("socket " + std::to_string(fd) + " is called '" + name +
                  "', expected FileDescriptorName=data, admin or rpc");
  }
  for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
  return found;
}

// ── the new server ──

TakeOver::~TakeOver() {
  if (socket_ >= 0) ::close(socket_);
}

Result<Listeners> TakeOver::ask(const std::string& folder) {
  const sockaddr_un address = TRI_TRY(address_of(folder));
  socket_ = new_socket();
  if (socket_ < 0 ||
      ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
    return fail("no server that runs can be reached at '" + folder + kName +
                "': " + std::strerror(errno));
  return receive_listeners(socket_);
}

bool TakeOver::done() {
  return socket_ >= 0 && ::send(socket_, kServing, sizeof kServing - 1, MSG_NOSIGNAL) > 0;
}

// ── the old server ──

HandOver::~HandOver() { stop(); }

Result<void> HandOver::start(const std::string& folder, Callbacks callbacks) {
  callbacks_ = std::move(callbacks);
  const sockaddr_un address = TRI_TRY(address_of(folder));
  socket_ = new_socket();
  wake_ = ::eventfd(0, EFD_CLOEXEC);
  // What lies there is of a server that ended, or of the one whose place this has taken.
  ::unlink(address.sun_path);
  if (socket_ < 0 || wake_ < 0 ||
      ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket_, 4) != 0)
    return fail("cannot listen on '" + folder + kName + "': " + std::strerror(errno));
  if (::lstat(address.sun_path, &made_) == 0) path_ = address.sun_path;
  thread_ = std::thread([this] { wait(); });
  return {};
}

void HandOver::stop() {
  struct stat found{};
  if (!path_.empty() && ::lstat(path_.c_str(), &found) == 0 && found.st_ino == made_.st_ino &&
      found.st_dev == made_.st_dev)
    ::unlink(path_.c_str());
  path_.clear();
  if (thread_.joinable()) {
    const uint64_t one = 1;
    (void)!::write(wake_, &one, sizeof one);
    thread_.join();
  }
  for (int* descriptor : {&socket_, &wake_})
    if (*descriptor >= 0) ::close(std::exchange(*descriptor, -1));
}

void HandOver::wait() {
  for (;;) {
    pollfd both[] = {{socket_, POLLIN, 0}, {wake_, POLLIN, 0}};
    if (::poll(both, 2, -1) < 0 && errno != EINTR) return;
    if (both[1].revents) return;
    if (!(both[0].revents & POLLIN)) continue;
    const int peer = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
    if (peer < 0) continue;
    serve(peer);
    ::close(peer);
  }
}

void HandOver::serve(int peer) {
  char word[sizeof kServing] = {};
  bool is_done = send_listeners(peer, callbacks_.begin());
  if (is_done) {
    pollfd both[] = {{peer, POLLIN, 0}, {wake_, POLLIN, 0}};
    is_done = ::poll(both, 2, kPatienceMs) > 0 && !both[1].revents &&
              ::recv(peer, word, sizeof word - 1, 0) > 0 && std::strcmp(word, kServing) == 0;
  }
  is_done ? callbacks_.end() : callbacks_.cancel();
}

}  // namespace tri::server
