#include "server/workers/worker_host.hpp"

#include <time.h>

#include <chrono>

namespace tri::server {

namespace {

// How long a waiting request takes to notice that it is to end.
constexpr auto kLookEvery = std::chrono::milliseconds(5);

AskRecord about(const Version& version, AskKind kind, std::string_view store,
                std::string_view key = {}) {
  AskRecord ask;
  ask.version = version.id();
  ask.kind = kind;
  ask.store = store;
  ask.key = key;
  return ask;
}

std::optional<std::string> value_of(ReplyRecord&& reply) {
  if (!reply.has_value) return std::nullopt;
  return std::move(reply.text);
}

}  // namespace

Result<ReplyRecord> WorkerHost::ask(AskRecord record, Stop stop, void* data) {
  {
    const std::lock_guard lock(mutex_);
    record.call = ++calls_;
    waiting_.emplace(record.call, std::nullopt);
  }
  front_.send(message_of(MessageKind::Ask, record));
  std::unique_lock lock(mutex_);
  const auto place = waiting_.find(record.call);  // of a node: others come and go
  std::optional<ReplyRecord>& reply = place->second;
  bool given_up = false;
  while (!reply && !given_up) {
    if (!stop) {
      came_.wait(lock);
      continue;
    }
    came_.wait_for(lock, kLookEvery);
    given_up = !reply && stop(data);
  }
  std::optional<ReplyRecord> got = std::move(reply);
  waiting_.erase(record.call);
  lock.unlock();
  if (!got) {
    front_.send(message_of(MessageKind::Withdraw, CallRecord{record.call}));
    return fail("the time of the request is over");
  }
  if (!got->ok) return fail(std::move(got->text));
  return std::move(*got);
}

void WorkerHost::take(ReplyRecord reply) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = waiting_.find(reply.call);
    if (found == waiting_.end()) return;  // withdrawn meanwhile
    found->second = std::move(reply);
  }
  came_.notify_all();
}

Result<std::optional<std::string>> WorkerHost::kv_get(const Version& version,
                                                      std::string_view store,
                                                      std::string_view key) {
  return value_of(TRI_TRY(ask(about(version, AskKind::Get, store, key))));
}
Result<void> WorkerHost::kv_put(const Version& version, std::string_view store,
                                std::string_view key, std::string_view value) {
  AskRecord record = about(version, AskKind::Put, store, key);
  record.value = value;
  (void)TRI_TRY(ask(std::move(record)));
  return {};
}
Result<bool> WorkerHost::kv_delete(const Version& version, std::string_view store,
                                   std::string_view key) {
  return TRI_TRY(ask(about(version, AskKind::Delete, store, key))).has_value;
}
Result<std::vector<std::string>> WorkerHost::kv_keys(const Version& version, std::string_view store,
                                                     std::string_view prefix, int64_t most) {
  AskRecord record = about(version, AskKind::Keys, store, prefix);
  record.number = most;
  return TRI_TRY(ask(std::move(record))).keys;
}
Result<std::optional<std::string>> WorkerHost::secret(const Version& version,
                                                      std::string_view name) {
  return value_of(TRI_TRY(ask(about(version, AskKind::Secret, name))));
}

Result<Fetched> WorkerHost::fetch(const Version& version, const Fetch& fetch, int64_t timeout_ms,
                                  bool (*stop)(void* data), void* data) {
  AskRecord record = about(version, AskKind::Fetch, fetch.method, fetch.url);
  record.value = fetch.body;
  record.header = fetch.fields;
  record.number = timeout_ms;
  ReplyRecord reply = TRI_TRY(ask(std::move(record), stop, data));
  Fetched fetched;
  fetched.status = reply.status;
  fetched.fields = std::move(reply.header);
  fetched.body = std::move(reply.text);
  return fetched;
}

Result<void> WorkerHost::write(uint64_t call, const Version& version, const Outgoing& head,
                               std::string_view piece, bool (*stop)(void* data), void* data) {
  AskRecord record = about(version, AskKind::Piece, {});
  record.number = int64_t(call);
  record.value = piece;
  record.status = head.status;
  record.header = head.fields;
  (void)TRI_TRY(ask(std::move(record), stop, data));
  return {};
}

void WorkerHost::log(const Version& version, std::string_view request, std::string_view line) {
  LineRecord record;
  record.version = version.id();
  record.request = request;
  record.line = line;
  front_.send(message_of(MessageKind::Line, record));
}

int64_t WorkerHost::now_ms() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return int64_t(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

}  // namespace tri::server
