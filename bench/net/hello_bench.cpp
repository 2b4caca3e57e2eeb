// The HTTP server core with a handler that says hello, for bench/net/http.py.
//
// usage: hello_bench [PORT]        prints the port, serves until its input ends
#include <cstdio>
#include <cstdlib>

#include "net/http/server.hpp"

int main(int argc, char** argv) {
  using namespace tri::net::http;
  Options options;
  if (argc > 1) options.port = uint16_t(std::atoi(argv[1]));
  Server server(options, [](Exchange& exchange) {
    exchange.add_field("Content-Type", "text/plain");
    exchange.set_body("Hello, world!");
  });
  if (const auto started = server.start(); !started) {
    std::fprintf(stderr, "hello_bench: %s\n", started.error().message.c_str());
    return 1;
  }
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  while (std::getchar() != EOF) {
  }
  server.stop();
}
