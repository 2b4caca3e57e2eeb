// Store: what survives the server. One SQLite file in the data folder: tenants, functions, versions with their files, tokens,
// secrets, keys and values of functions, and the journal of everything administrators did.
//
// Every change and its line of the journal are one transaction, finished before the change is acknowledged. All functions may be
// called from any thread. Errors: of SQLite (disk full, damaged file).
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/functions/bundle.hpp"
#include "server/storage/database.hpp"

namespace tri::server {

struct FunctionRow {
  std::string tenant, name;
  int64_t active = 0;          // version; 0: none yet
  int64_t canary = 0;          // version that gets `canary_percent` of the requests; 0: none
  int64_t canary_percent = 0;  // 0 to 100
  int64_t generation = 0;      // counts changes of the above, for If-Match
};

struct VersionRow {
  int64_t number = 0;
  std::string sha256, note, author;
  int64_t created_ms = 0, bytes = 0;
};

struct TenantRow {
  std::string name;
  int64_t max_concurrent = 256;  // requests at once
  bool hardened = false;         // no executable memory of its own: tiers 1 and 2
  int64_t created_ms = 0;
  int64_t requests_per_second = 0;  // 0: no limit
  int64_t max_body_bytes = 0;       // of a request; 0: what the server takes
  int64_t cpu_weight = 100;         // 1 to 100: its share of CPU that several want
};

// What requests to a host are for: a function, or all functions of a tenant.
struct HostRow {
  std::string host;  // small letters, without a port
  std::string tenant;
  std::string function;  // empty: the first segment of the path names it
};

struct TokenRow {
  int64_t id = 0;
  std::string role, tenant, note;  // tenant empty: all tenants
  int64_t created_ms = 0;
};

struct JournalRow {
  int64_t sequence = 0, at_ms = 0;
  std::string actor, action, tenant, function, detail;
};

// Who does something, for the journal.
struct Actor {
  std::string name;  // "token 3 (ci)", "command line"
};

class Store {
 public:
  // Creates the folder and the tables if need be.
  Result<void> open(const std::string& folder);
  // Folds the log of writes into the file, so that a log that is lost takes nothing of what was there before. Costs a sync of all of it.
  Result<void> settle();

  // ── tenants
  Result<void> put_tenant(const Actor& actor, const TenantRow& tenant);
  Result<std::vector<TenantRow>> tenants();

  // ── hosts
  Result<void> put_host(const Actor& actor, const HostRow& host);
  Result<bool> delete_host(const Actor& actor, std::string_view host);
  Result<std::vector<HostRow>> hosts();

  // ── functions and versions
  Result<std::vector<FunctionRow>> functions();
  Result<std::vector<VersionRow>> versions(std::string_view tenant, std::string_view name);
  // Adds a version; the tenant and the function are made if need be. Gives its number. It is not active yet.
  Result<int64_t> add_version(const Actor& actor, std::string_view tenant, std::string_view name,
                              const Bundle& bundle, std::string_view sha256, std::string_view note);
  Result<void> set_active(const Actor& actor, std::string_view action, const FunctionRow& row);
  Result<void> delete_function(const Actor& actor, std::string_view tenant, std::string_view name);
  // Nothing: there is no such version.
  Result<std::optional<Bundle>> bundle(std::string_view tenant, std::string_view name,
                                       int64_t number);

  // ── tokens: only digests are kept
  Result<int64_t> add_token(const Actor& actor, std::string_view digest, const TokenRow& token);
  Result<bool> delete_token(const Actor& actor, int64_t id);
  Result<std::vector<TokenRow>> tokens();
  Result<std::optional<TokenRow>> token(std::string_view digest);

  // ── secrets of tenants
  Result<void> put_secret(const Actor& actor, std::string_view tenant, std::string_view name,
                          std::string_view value);
  Result<bool> delete_secret(const Actor& actor, std::string_view tenant, std::string_view name);
  Result<std::vector<std::string>> secret_names(std::string_view tenant);
  Result<std::optional<std::string>> secret(std::string_view tenant, std::string_view name);

  // ── keys and values of functions
  Result<std::optional<std::string>> get(std::string_view tenant, std::string_view store,
                                         std::string_view key);
  Result<void> put(std::string_view tenant, std::string_view store, std::string_view key,
                   std::string_view value);
  Result<bool> erase(std::string_view tenant, std::string_view store, std::string_view key);
  // Up to `most` keys that begin with `prefix`, in order.
  Result<std::vector<std::string>> keys(std::string_view tenant, std::string_view store,
                                        std::string_view prefix, int64_t most);

  // ── the journal, newest first
  Result<std::vector<JournalRow>> journal(int64_t most);

  // A copy of the whole file, made while the store is in use.
  Result<void> backup(const std::string& path);

 private:
  Result<void> note(const Actor& actor, std::string_view action, std::string_view tenant,
                    std::string_view function, std::string_view detail);

  std::mutex mutex_;
  Database db_;
};

// Milliseconds since 1970.
int64_t wall_clock_ms();

}  // namespace tri::server
