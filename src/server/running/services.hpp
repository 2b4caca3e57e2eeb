// Services: what functions reach outside their sandboxes - the store, the log, other servers.
#pragma once

#include "server/running/log_book.hpp"
#include "server/sandbox/host.hpp"
#include "server/storage/store.hpp"

namespace tri::server {

class Services final : public Host {
 public:
  Services(Store& store, LogBook& log) : store_(store), log_(log) {}

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

 private:
  Store& store_;
  LogBook& log_;
};

}  // namespace tri::server
