// Peer of bench/net/rpc.py: gRPC's synchronous server and client, on TCP.
//
// usage: grpc_echo serve | echo PORT CALLS
#include <grpcpp/grpcpp.h>

#include <cstdlib>
#include <string>

#include "echo.grpc.pb.h"
#include "echo_times.hpp"

struct Service final : peer::Bench::Service {
  grpc::Status Echo(grpc::ServerContext*, const peer::Text* asked, peer::Text* answer) override {
    answer->set_text(asked->text());
    return grpc::Status::OK;
  }
};

int main(int argc, char** argv) {
  if (argc == 2) {
    Service service;
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    builder.RegisterService(&service);
    const auto server = builder.BuildAndStart();
    serve_until_input_ends(unsigned(port));
    std::quick_exit(0);
  }
  if (argc != 4) return 2;
  const auto stub = peer::Bench::NewStub(
      grpc::CreateChannel("127.0.0.1:" + std::string(argv[2]), grpc::InsecureChannelCredentials()));
  peer::Text text;
  text.set_text(std::string(64, 'x'));
  const bool fine = time_calls(std::strtoul(argv[3], nullptr, 10), [&] {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(1));
    peer::Text answer;
    return stub->Echo(&context, text, &answer).ok() && answer.text() == text.text();
  });
  std::fflush(stdout);
  std::quick_exit(fine ? 0 : 1);
}
