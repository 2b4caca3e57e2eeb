/* Peer of the server benchmark: the least that answers hello, on epoll and picohttpparser. Prints its port. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <picohttpparser.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

static const char kAnswer[] =
    "HTTP/1.1 200 OK\r\nContent-Length: 13\r\nContent-Type: text/plain\r\n\r\nHello, world!";

int main(void) {
  int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  socklen_t size = sizeof address;
  bind(listener, (struct sockaddr*)&address, size);
  listen(listener, 4096);
  getsockname(listener, (struct sockaddr*)&address, &size);
  printf("%d\n", ntohs(address.sin_port));
  fflush(stdout);
  int poll = epoll_create1(0);
  struct epoll_event event = {.events = EPOLLIN, .data.fd = listener}, events[256];
  epoll_ctl(poll, EPOLL_CTL_ADD, listener, &event);
  for (;;) {
    int count = epoll_wait(poll, events, 256, -1);
    for (int i = 0; i < count; ++i) {
      int fd = events[i].data.fd;
      if (fd == listener) {
        fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK);
        setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        event.data.fd = fd;
        epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event);
        continue;
      }
      char buffer[8192];
      ssize_t got = recv(fd, buffer, sizeof buffer, 0);
      const char *method, *path;
      size_t method_size, path_size, fields = 64;
      struct phr_header headers[64];
      int minor;
      if (got <= 0 || phr_parse_request(buffer, (size_t)got, &method, &method_size, &path,
                                        &path_size, &minor, headers, &fields, 0) <= 0)
        close(fd);
      else
        send(fd, kAnswer, sizeof kAnswer - 1, MSG_NOSIGNAL);
    }
  }
}
