#include "server/planes/call_plane.hpp"

#include "server/planes/socket_plane.hpp"

namespace tri::server {

namespace rpc = net::rpc;

rpc::Methods CallPlane::methods() {
  rpc::Methods methods;
  methods.add_otherwise({.waiting = [this](rpc::CallContext& one, std::string payload) {
    return call(one, std::move(payload));
  }});
  return methods;
}

rpc::Task<rpc::Answer<std::string>> CallPlane::call(rpc::CallContext& context,
                                                    std::string payload) {
  const std::string& name = context.method();
  const size_t slash = name.find('/');
  const std::shared_ptr<Function> function =
      slash == name.npos ? nullptr
                         : dispatcher_.catalog.find(std::string_view(name).substr(0, slash),
                                                    std::string_view(name).substr(slash + 1));
  if (!function)
    co_return rpc::refuse(rpc::error_code::kUnknownMethod, "there is no function '" + name + "'");
  Job job;
  job.received_ns = monotonic_ns();
  job.id = new_request_id();
  job.incoming.event = Event::Call;
  job.incoming.method = "CALL";
  job.incoming.body = payload;
  job.incoming.id = job.id;
  if (const uint64_t until = context.deadline_us(); until != rpc::kNoDeadline) {
    const int64_t left_us = int64_t(until) - int64_t(rpc::clock_us());
    job.due_ns = job.received_ns + std::max<int64_t>(left_us, 0) * 1000;
  }
  Dispatch dispatch(dispatcher_, *function, job);
  if (!dispatch.start()) co_await dispatch.wait();
  if (!job.result) {
    const Failure& failure = job.result.error();
    co_return rpc::refuse(row_of(failure.code).code, failure.told(show_errors_));
  }
  sockets_.publish(job.version->full_name(), job.result->actions);
  co_return std::move(job.result->body);
}

}  // namespace tri::server
