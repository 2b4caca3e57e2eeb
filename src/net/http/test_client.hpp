// A blocking client for tests: sends bytes as they are and shows what comes back.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

namespace tri::net::http {

class TestClient {
 public:
  explicit TestClient(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int yes = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    const timeval patience = {10, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ =
        ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~TestClient() { ::close(socket_); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connected() const { return connected_; }
  int descriptor() const { return socket_; }
  TestClient& send(std::string_view bytes) {
    (void)try_send(bytes);
    return *this;
  }
  // False: the peer takes nothing more.
  bool try_send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(size_t(sent));
    }
    return true;
  }
  // Everything up to and with `text`; less when the connection ends or ten seconds pass.
  std::string read_until(std::string_view text) {
    for (;;) {
      const size_t found = received_.find(text);
      if (found != std::string::npos) {
        std::string taken = received_.substr(0, found + text.size());
        received_.erase(0, taken.size());
        return taken;
      }
      if (!receive()) return std::exchange(received_, {});
    }
  }
  std::string read_exactly(size_t size) {
    while (received_.size() < size && receive()) {
    }
    std::string taken = received_.substr(0, size);
    received_.erase(0, taken.size());
    return taken;
  }
  // Everything until the peer closes.
  std::string read_to_end() {
    while (receive()) {
    }
    return std::exchange(received_, {});
  }
  void end_sending() { ::shutdown(socket_, SHUT_WR); }

 private:
  bool receive() {
    char room[16384];
    const ssize_t size = ::recv(socket_, room, sizeof room, 0);
    if (size <= 0) return false;
    received_.append(room, size_t(size));
    return true;
  }

  int socket_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace tri::net::http
