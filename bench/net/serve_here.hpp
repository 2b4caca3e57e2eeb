// Runs a server in the main thread, as the servers it is compared with do: the kernel counts references to files for programs
// of several threads, which is 5 % of a small request.
#pragma once

#include <unistd.h>

#include <boost/asio.hpp>
#include <cstdio>

namespace tri::bench {

// Prints the server's port, serves until the program's input ends. Returns the program's exit status.
template <class Server>
int serve_here(Server& server) {
  namespace asio = boost::asio;
  asio::io_context loop(BOOST_ASIO_CONCURRENCY_HINT_UNSAFE);
  if (const auto started = server.start_in(loop); !started) {
    std::fprintf(stderr, "%s\n", started.error().message.c_str());
    return 1;
  }
  asio::posix::stream_descriptor input(loop, ::dup(STDIN_FILENO));
  input.async_wait(asio::posix::stream_descriptor::wait_read,
                   [&](boost::system::error_code) { loop.stop(); });
  std::printf("%d\n", server.port());
  std::fflush(stdout);
  loop.run();
  server.leave_loop();
  return 0;
}

}  // namespace tri::bench
