// Catalog: tenants and functions in memory, and the one place where they change.
//
// A change is written to the store first and takes effect in memory after that; requests that run finish on the version they
// began with. Versions are compiled when they are first asked for, so that a server with many functions starts quickly and idle
// ones cost little. Any thread; changes are made one after another.
#pragma once

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "server/failure.hpp"
#include "server/functions/version.hpp"
#include "server/running/fair_queue.hpp"
#include "server/running/metrics.hpp"
#include "server/running/rate_limit.hpp"
#include "server/storage/store.hpp"

namespace tri::server {

struct Tenant {
  std::string name;
  std::atomic<int64_t> max_concurrent{256};
  std::atomic<bool> hardened{false};
  std::atomic<int64_t> running{0};
  std::atomic<uint64_t> refused{0};
  std::atomic<int64_t> requests_per_second{0}, max_body_bytes{0};  // 0: no limit
  RateLimit rate;
  CpuShare share;
};

class Function {
 public:
  Function(FunctionRow row, std::shared_ptr<Tenant> tenant)
      : tenant_(std::move(tenant)), row_(std::move(row)) {}

  const std::shared_ptr<Tenant>& tenant() const { return tenant_; }
  FunctionRow row() const;
  FunctionMetrics& metrics() { return metrics_; }
  RateLimit& rate() { return rate_; }

 private:
  friend class Catalog;
  const std::shared_ptr<Tenant> tenant_;
  mutable std::mutex mutex_;
  FunctionRow row_;
  std::shared_ptr<const Version> active_, canary_;  // null until they are asked for
  uint32_t turn_ = 0;                               // spreads requests between the two
  FunctionMetrics metrics_;
  RateLimit rate_;
};

// Who hears of changes: pools of sandboxes, watchers of events.
class CatalogListener {
 public:
  virtual void version_retired(uint64_t version_id) = 0;

 protected:
  ~CatalogListener() = default;
};

class Catalog {
 public:
  // Proves a version before it is acknowledged: that its init runs.
  using Check = Answer<void> (*)(void* data, std::shared_ptr<const Version> version);

  Catalog(Store& store, CatalogListener& listener) : store_(store), listener_(listener) {}

  Result<void> load();

  // Nothing: there is none.
  std::shared_ptr<Function> find(std::string_view tenant, std::string_view name) const;
  std::vector<std::shared_ptr<Function>> functions() const;
  std::vector<std::shared_ptr<Tenant>> tenants() const;
  std::shared_ptr<Tenant> find_tenant(std::string_view name) const;
  // Errors: NotFound.
  Answer<void> check_tenant(std::string_view name) const;
  // What requests to this host (small letters, without a port) are for. Nothing: the host means nothing.
  std::optional<HostRow> find_host(std::string_view host) const;
  std::vector<HostRow> hosts() const;

  // The version that the next request gets. Errors: NotFound while nothing is active; what Version::make and the store say.
  Answer<std::shared_ptr<const Version>> choose(Function& function);
  // Any version, for invocations that name it.
  Answer<std::shared_ptr<const Version>> version(Function& function, int64_t number);

  struct Deployed {
    int64_t number = 0;
    std::string sha256;
    int64_t check_us = 0;
    FunctionRow row;
  };
  struct Deployment {
    std::string tenant, name, note = {};
    std::string if_match = {};  // "v17", "*" (there is one), or empty
    int64_t percent = 100;      // below 100: a canary beside the active version
  };
  Answer<Deployed> deploy(const Actor& actor, const Deployment& deployment, const Bundle& bundle,
                          Check check, void* data);
  // Makes a version that exists active, or a canary.
  Answer<FunctionRow> activate(const Actor& actor, Function& function, int64_t number,
                               int64_t percent, std::string_view if_match);
  // `to` 0: ends a canary if there is one, else goes to the version before the active one.
  Answer<FunctionRow> roll_back(const Actor& actor, Function& function, int64_t to,
                                std::string_view if_match);
  Answer<void> remove(const Actor& actor, std::string_view tenant, std::string_view name);
  Answer<void> put_tenant(const Actor& actor, const TenantRow& row);
  // Errors: BadRequest; NotFound when there is no such tenant, or no such function of it.
  Answer<void> put_host(const Actor& actor, const HostRow& row);
  // Waits for a change that is being made; further ones are refused (BusyDrain), because another process would not see them.
  void set_frozen(bool frozen);
  Answer<void> remove_host(const Actor& actor, const std::string& host);

 private:
  Answer<std::shared_ptr<const Version>> load_version(const std::string& tenant,
                                                      const std::string& name, int64_t number);
  Answer<void> check_frozen() const;
  Answer<void> check_match(const Function* function, std::string_view if_match) const;
  Answer<FunctionRow> change(const Actor& actor, std::string_view action, Function& function,
                             const FunctionRow& next, std::shared_ptr<const Version> made);
  std::shared_ptr<Tenant> tenant_for(std::string_view name);

  Store& store_;
  CatalogListener& listener_;
  std::mutex changes_;   // one change at a time
  bool frozen_ = false;  // with changes_
  mutable std::shared_mutex lookup_;
  std::unordered_map<std::string, std::shared_ptr<Function>> functions_;  // by "tenant/name"
  std::unordered_map<std::string, std::shared_ptr<Tenant>> tenants_;
  std::map<std::string, HostRow, std::less<>> hosts_;
  std::atomic<bool> has_hosts_{false};  // most servers have none, and no request then looks
};

}  // namespace tri::server
