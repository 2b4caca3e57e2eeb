#include "notify.hpp"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>

namespace tri::serve {

namespace {

void tell(std::string_view text) {
  const char* path = std::getenv("NOTIFY_SOCKET");
  sockaddr_un address{};
  if (!path || std::strlen(path) < 2 || std::strlen(path) >= sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  const size_t size = std::strlen(path);
  std::memcpy(address.sun_path, path, size);
  if (path[0] == '@') address.sun_path[0] = '\0';  // a name of the abstract namespace
  const int s = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (s < 0) return;
  (void)!::sendto(s, text.data(), text.size(), MSG_NOSIGNAL, reinterpret_cast<sockaddr*>(&address),
                  socklen_t(offsetof(sockaddr_un, sun_path) + size));
  ::close(s);
}

}  // namespace

// Whose the service is now: a server that took another's place is not the process that systemd started.
void notify_ready() { tell("READY=1\nMAINPID=" + std::to_string(::getpid())); }
void notify_stopping() { tell("STOPPING=1"); }

}  // namespace tri::serve
