// The HTTP server core with a handler that says hello, for bench/net/http.py.
//
// usage: hello_bench [PORT]        prints the port, serves until its input ends
#include <cstdio>
#include <cstdlib>

#include "net/http/server.hpp"
#include "serve_here.hpp"

int main(int argc, char** argv) {
  using namespace tri::net::http;
  Options options;
  if (argc > 1) options.port = uint16_t(std::atoi(argv[1]));
  Server server(options, [](Exchange& exchange) {
    exchange.add_field("Content-Type", "text/plain");
    exchange.set_body("Hello, world!");
  });
  return tri::bench::serve_here(server);
}
