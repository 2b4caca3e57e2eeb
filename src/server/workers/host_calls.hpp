// HostCalls: threads of the front door that do what functions in workers ask for - keys and values, secrets, fetches.
//
// Each may take as long as its request; so there are as many threads as calls that wait, within a bound. What a worker may ask for at
// once is bounded before it comes here.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "server/sandbox/host.hpp"
#include "server/workers/messages.hpp"

namespace tri::server {

struct HostCall {
  std::shared_ptr<const Version> version;
  AskRecord ask;
  std::shared_ptr<std::atomic<bool>> is_withdrawn;
  // Gets the reply, from one of the threads.
  std::function<void(const ReplyRecord& reply)> reply;
};

// Whether the manifest lists what is asked for, and how often that counts as a subrequest.
bool is_allowed(const AskRecord& ask, const Capabilities& can);
inline bool is_subrequest(AskKind kind) { return kind != AskKind::Secret; }

class HostCalls {
 public:
  explicit HostCalls(Host& host) : host_(host) {}
  // Withdraws what runs.
  ~HostCalls();

  void add(HostCall call);

 private:
  void work();
  ReplyRecord answer(const HostCall& call);

  Host& host_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<HostCall> queue_;
  size_t idle_ = 0;
  std::atomic<bool> ending_{false};
  std::vector<std::thread> threads_;
};

}  // namespace tri::server
