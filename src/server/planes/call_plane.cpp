#include "server/planes/call_plane.hpp"

#include "server/planes/socket_plane.hpp"

namespace tri::server {

namespace rpc = net::rpc;

// A call from its frame to its answer. It stays where it is: whoever runs the job refers to it.
struct CallPlane::Turn {
  Turn(std::shared_ptr<Function> of, Dispatcher& on)
      : function(std::move(of)), dispatch(on, *function, job) {}
  const std::shared_ptr<Function> function;
  std::string arguments;  // once the frame is gone
  Job job;
  Dispatch dispatch;
};

rpc::Methods CallPlane::methods() {
  rpc::Methods methods;
  methods.add_otherwise({.begin = [this](const rpc::IncomingCall& call) { return begin(call); }});
  return methods;
}

rpc::Methods::Begun CallPlane::begin(const rpc::IncomingCall& call) {
  const std::string_view name = call.method;
  const size_t slash = name.find('/');
  std::shared_ptr<Function> function =
      slash == name.npos ? nullptr
                         : dispatcher_.catalog.find(name.substr(0, slash), name.substr(slash + 1));
  if (!function)
    return rpc::Answer<std::string>(rpc::refuse(
        rpc::error_code::kUnknownMethod, "there is no function '" + std::string(name) + "'"));
  auto turn = std::make_shared<Turn>(std::move(function), dispatcher_);
  Job& job = turn->job;
  job.received_ns = monotonic_ns();
  job.id = new_request_id();
  job.incoming.event = Event::Call;
  job.incoming.method = "CALL";
  job.incoming.body = call.payload;
  job.incoming.id = job.id;
  if (call.deadline_us != rpc::kNoDeadline) {
    const int64_t left_us = int64_t(call.deadline_us) - int64_t(rpc::clock_us());
    job.due_ns = job.received_ns + std::max<int64_t>(left_us, 0) * 1000;
  }
  if (turn->dispatch.start()) return finish(*turn);
  turn->arguments = call.payload;
  job.incoming.body = turn->arguments;
  return [this, turn = std::move(turn)](rpc::CallContext&) { return wait(turn); };
}

rpc::Task<rpc::Answer<std::string>> CallPlane::wait(std::shared_ptr<Turn> turn) {
  co_await turn->dispatch.wait();
  co_return finish(*turn);
}

rpc::Answer<std::string> CallPlane::finish(Turn& turn) {
  Job& job = turn.job;
  if (!job.result) {
    const Failure& failure = job.result.error();
    return rpc::refuse(row_of(failure.code).code, failure.told(show_errors_));
  }
  sockets_.publish(job.version->full_name(), job.result->actions);
  return std::move(job.result->body);
}

}  // namespace tri::server
