// WorkerHost: what functions in a worker reach outside - by asking the front door, which checks that they may.
//
// The thread that asks sleeps until the reply comes; replies are handed in by the thread that reads the ring. So no function that asks
// may run on that one (Runner sends those that reach outside to its own threads).
#pragma once

#include <condition_variable>
#include <mutex>
#include <unordered_map>

#include "server/sandbox/host.hpp"
#include "server/workers/messages.hpp"

namespace tri::server {

// Sends a message to the front door. Any thread; waits while there is no room.
class FrontDoor {
 public:
  virtual void send(std::string_view message) = 0;

 protected:
  ~FrontDoor() = default;
};

class WorkerHost final : public Host {
 public:
  explicit WorkerHost(FrontDoor& front) : front_(front) {}

  Result<std::optional<std::string>> kv_get(const Version& version, std::string_view store,
                                            std::string_view key) override;
  Result<void> kv_put(const Version& version, std::string_view store, std::string_view key,
                      std::string_view value) override;
  Result<bool> kv_delete(const Version& version, std::string_view store,
                         std::string_view key) override;
  Result<std::vector<std::string>> kv_keys(const Version& version, std::string_view store,
                                           std::string_view prefix, int64_t most) override;
  Result<std::optional<std::string>> secret(const Version& version, std::string_view name) override;
  Result<Fetched> fetch(const Version& version, const Fetch& fetch, int64_t timeout_ms,
                        bool (*stop)(void* data), void* data) override;
  void log(const Version& version, std::string_view request, std::string_view line) override;
  int64_t now_ms() override;

  // A piece of the answer to the front door's call of this number, as BodyWriter::write().
  Result<void> write(uint64_t call, const Version& version, const Outgoing& head,
                     std::string_view piece, bool (*stop)(void* data), void* data);

  // The reply to one of its calls.
  void take(ReplyRecord reply);

 private:
  using Stop = bool (*)(void* data);
  // Errors: what the front door says; that `stop` says so.
  Result<ReplyRecord> ask(AskRecord record, Stop stop = nullptr, void* data = nullptr);

  FrontDoor& front_;
  std::mutex mutex_;
  std::condition_variable came_;
  uint64_t calls_ = 0;
  std::unordered_map<uint64_t, std::optional<ReplyRecord>> waiting_;  // empty: it has not come
};

}  // namespace tri::server
