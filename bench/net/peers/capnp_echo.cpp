// Peer of bench/net/rpc.py: Cap'n Proto's RPC on TCP.
//
// usage: capnp_echo serve | echo PORT CALLS
#include <capnp/ez-rpc.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "echo.capnp.h"
#include "echo_times.hpp"

struct Service final : Bench::Server {
  kj::Promise<void> echo(EchoContext context) override {
    context.getResults().setText(context.getParams().getText());
    return kj::READY_NOW;
  }
};

int main(int argc, char** argv) {
  if (argc == 2) {
    capnp::EzRpcServer server(kj::heap<Service>(), "127.0.0.1", 0);
    auto& scope = server.getWaitScope();
    std::printf("%u\n", unsigned(server.getPort().wait(scope)));
    std::fflush(stdout);
    kj::NEVER_DONE.wait(scope);
  }
  if (argc != 4) return 2;
  capnp::EzRpcClient client("127.0.0.1", unsigned(std::atoi(argv[2])));
  Bench::Client bench = client.getMain<Bench>();
  auto& scope = client.getWaitScope();
  const std::string text(64, 'x');
  const kj::ArrayPtr<const kj::byte> bytes(reinterpret_cast<const kj::byte*>(text.data()), 64);
  const bool fine = time_calls(std::strtoul(argv[3], nullptr, 10), [&] {
    auto request = bench.echoRequest();
    request.setText(bytes);
    return request.send().wait(scope).getText() == bytes;
  });
  return fine ? 0 : 1;
}
