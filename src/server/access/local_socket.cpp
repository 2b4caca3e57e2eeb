#include "server/access/local_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

namespace tri::server {

namespace {

static_assert(LocalSocket::kMaxPath + 1 == sizeof(sockaddr_un::sun_path));

constexpr int kBacklog = 4096;

sockaddr_un address_of(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.data(), path.size());
  return address;
}

int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0); }

// Whether somebody listens there. A queue that is full is one, too.
bool is_listened_to(const sockaddr_un& address) {
  const int probe = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  const bool answers =
      ::connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ||
      errno == EAGAIN;
  ::close(probe);
  return answers;
}

// Errors: what is there is no socket, or one in use.
Result<void> make_room(const sockaddr_un& address) {
  const std::string path = address.sun_path;
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return {};
  if (!S_ISSOCK(found.st_mode))
    return fail("cannot listen on '" + path + "': there is a file that is no socket");
  if (is_listened_to(address)) return fail("cannot listen on '" + path + "': another process does");
  ::unlink(path.c_str());
  return {};
}

}  // namespace

Result<int> LocalSocket::listen(const std::string& path, mode_t mode) {
  if (path.size() > kMaxPath)
    return fail("'" + path + "' is longer than the path of a socket may be (" +
                std::to_string(kMaxPath) + " bytes)");
  const sockaddr_un address = address_of(path);
  TRI_TRY_VOID(make_room(address));
  const int descriptor = new_socket();
  // The file gets the socket's own mode, less what the umask takes; so at no time is it more than it should be.
  const bool is_good =
      descriptor >= 0 && ::fchmod(descriptor, mode) == 0 &&
      ::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
      ::chmod(path.c_str(), mode) == 0 && ::listen(descriptor, kBacklog) == 0;
  if (!is_good) {
    const int code = errno;
    if (descriptor >= 0) ::close(descriptor);
    return fail("cannot listen on '" + path + "': " + std::strerror(code));
  }
  adopt(path);
  return descriptor;
}

void LocalSocket::adopt(const std::string& path) {
  if (::lstat(path.c_str(), &made_) == 0) path_ = path;
}

void LocalSocket::remove() {
  const std::string path = std::exchange(path_, {});
  struct stat found{};
  if (path.empty() || ::lstat(path.c_str(), &found) != 0 || found.st_ino != made_.st_ino ||
      found.st_dev != made_.st_dev)
    return;
  // Who has the socket now may have had no use for it.
  if (has_left_ && is_listened_to(address_of(path))) return;
  ::unlink(path.c_str());
}

std::string local_path_of(int descriptor) {
  sockaddr_un address{};
  socklen_t size = sizeof address;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size) != 0 ||
      address.sun_family != AF_UNIX || size <= offsetof(sockaddr_un, sun_path))
    return "";
  // A path that fills its room has no zero behind it.
  const size_t most = size - offsetof(sockaddr_un, sun_path);
  return std::string(address.sun_path, ::strnlen(address.sun_path, most));
}

}  // namespace tri::server
