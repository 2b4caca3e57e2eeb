// LocalSocket: a Unix socket that listens under a path, with the rights that its file is to have.
//
// What lies at the path of a server that has ended is replaced, a socket that somebody listens on is not, and anything else is left
// alone. The file goes when this does, unless another process listens on the socket by then (leave()) or has put its own in the place.
#pragma once

#include <sys/stat.h>

#include <string>

#include "base/result.hpp"

namespace tri::server {

class LocalSocket {
 public:
  LocalSocket() = default;
  ~LocalSocket() { remove(); }
  LocalSocket(const LocalSocket&) = delete;
  LocalSocket& operator=(const LocalSocket&) = delete;

  // Gives the descriptor, which is the caller's. Nobody else could ever connect than `mode` lets. Errors: the path is too long, not
  // free, or cannot be made.
  Result<int> listen(const std::string& path, mode_t mode);
  // The socket of another process, which has sent its descriptor: its file is this one's now.
  void adopt(const std::string& path);
  // Another process has it, or does no longer.
  void leave(bool has_left) { has_left_ = has_left; }
  // When this process listens on it no more.
  void remove();

  // Bytes of a path at most.
  static constexpr size_t kMaxPath = 107;

 private:
  std::string path_;
  struct stat made_{};
  bool has_left_ = false;
};

// The path of a socket's own address; "" when it has none, or is no Unix socket.
std::string local_path_of(int descriptor);

}  // namespace tri::server
