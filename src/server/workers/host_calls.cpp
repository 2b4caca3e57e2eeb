#include "server/workers/host_calls.hpp"

#include <algorithm>

namespace tri::server {

namespace {

constexpr size_t kMaxThreads = 128;
constexpr int64_t kMostKeys = 1000;

ReplyRecord refusal(uint64_t call, std::string why) {
  ReplyRecord reply;
  reply.call = call;
  reply.text = std::move(why);
  return reply;
}

void put(ReplyRecord* reply, std::optional<std::string> value) {
  reply->has_value = value.has_value();
  if (value) reply->text = std::move(*value);
}

}  // namespace

bool is_allowed(const AskRecord& ask, const Capabilities& can) {
  switch (ask.kind) {
    case AskKind::Get:
    case AskKind::Keys: return may_use(can, ask.store, false);
    case AskKind::Put:
    case AskKind::Delete: return may_use(can, ask.store, true);
    case AskKind::Secret: return may_know(can, ask.store);
    case AskKind::Fetch: return may_fetch(can, ask.key);
    case AskKind::Piece:  // comes by another way
    case AskKind::Last_: break;
  }
  return false;
}

HostCalls::~HostCalls() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void HostCalls::add(HostCall call) {
  {
    const std::lock_guard lock(mutex_);
    queue_.push_back(std::move(call));
    if (idle_ < queue_.size() && threads_.size() < kMaxThreads)
      threads_.emplace_back([this] { work(); });
  }
  wake_.notify_one();
}

void HostCalls::work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait(lock, [this] { return ending_ || !queue_.empty(); });
    --idle_;
    if (ending_) return;
    const HostCall call = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    call.reply(answer(call));
    lock.lock();
  }
}

ReplyRecord HostCalls::answer(const HostCall& call) {
  const AskRecord& ask = call.ask;
  const Version& version = *call.version;
  ReplyRecord reply;
  reply.call = ask.call;
  reply.ok = true;
  const auto refuse = [&](const Error& error) { return refusal(ask.call, error.message); };
  switch (ask.kind) {
    case AskKind::Get: {
      auto found = host_.kv_get(version, ask.store, ask.key);
      if (!found) return refuse(found.error());
      put(&reply, std::move(*found));
      break;
    }
    case AskKind::Put: {
      if (const auto done = host_.kv_put(version, ask.store, ask.key, ask.value); !done)
        return refuse(done.error());
      break;
    }
    case AskKind::Delete: {
      const auto done = host_.kv_delete(version, ask.store, ask.key);
      if (!done) return refuse(done.error());
      reply.has_value = *done;
      break;
    }
    case AskKind::Keys: {
      const int64_t most = std::clamp(ask.number, int64_t(0), kMostKeys);
      auto found = host_.kv_keys(version, ask.store, ask.key, most);
      if (!found) return refuse(found.error());
      reply.keys = std::move(*found);
      break;
    }
    case AskKind::Secret: {
      auto found = host_.secret(version, ask.store);
      if (!found) return refuse(found.error());
      put(&reply, std::move(*found));
      break;
    }
    case AskKind::Fetch: {
      const Fetch fetch{
          .method = ask.store, .url = ask.key, .fields = ask.header, .body = ask.value};
      const int64_t most_ms = version.manifest().limits.deadline_ms;
      struct Stop {
        const HostCall& call;
        const std::atomic<bool>& ending;
      } stop{call, ending_};
      auto found = host_.fetch(
          version, fetch, std::clamp(ask.number, int64_t(1), most_ms),
          [](void* data) {
            const Stop& s = *static_cast<Stop*>(data);
            return s.ending.load() || s.call.is_withdrawn->load();
          },
          &stop);
      if (!found) return refuse(found.error());
      reply.status = found->status;
      reply.header = std::move(found->fields);
      reply.text = std::move(found->body);
      break;
    }
    case AskKind::Piece:
    case AskKind::Last_: break;
  }
  return reply;
}

}  // namespace tri::server
