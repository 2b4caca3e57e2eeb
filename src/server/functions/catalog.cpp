#include "server/functions/catalog.hpp"

#include <algorithm>

#include "server/functions/names.hpp"
#include "server/running/live_requests.hpp"

namespace tri::server {

namespace {

std::string key_of(std::string_view tenant, std::string_view name) {
  std::string key;
  key.reserve(tenant.size() + name.size() + 1);
  ((key += tenant) += '/') += name;
  return key;
}

std::unexpected<Failure> storage_failure(const Error& error) {
  return refuse(FailureCode::Storage, error.message);
}

}  // namespace

FunctionRow Function::row() const {
  const std::lock_guard lock(mutex_);
  return row_;
}

Result<void> Catalog::load() {
  const std::lock_guard changes(changes_);
  for (const TenantRow& row : TRI_TRY(store_.tenants())) {
    const auto tenant = tenant_for(row.name);
    tenant->max_concurrent = row.max_concurrent;
    tenant->hardened = row.hardened;
    tenant->requests_per_second = row.requests_per_second;
    tenant->max_body_bytes = row.max_body_bytes;
    tenant->share.weight = row.cpu_weight;
  }
  for (HostRow& row : TRI_TRY(store_.hosts())) {
    const std::unique_lock lock(lookup_);
    std::string host = row.host;
    hosts_[std::move(host)] = std::move(row);
    has_hosts_ = true;
  }
  for (FunctionRow& row : TRI_TRY(store_.functions())) {
    auto tenant = tenant_for(row.tenant);
    const std::unique_lock lock(lookup_);
    std::string key = key_of(row.tenant, row.name);
    functions_[std::move(key)] = std::make_shared<Function>(std::move(row), std::move(tenant));
  }
  return {};
}

std::shared_ptr<Tenant> Catalog::tenant_for(std::string_view name) {
  const std::unique_lock lock(lookup_);
  std::shared_ptr<Tenant>& tenant = tenants_[std::string(name)];
  if (!tenant) {
    tenant = std::make_shared<Tenant>();
    tenant->name = name;
  }
  return tenant;
}

std::shared_ptr<Tenant> Catalog::find_tenant(std::string_view name) const {
  const std::shared_lock lock(lookup_);
  const auto found = tenants_.find(std::string(name));
  return found == tenants_.end() ? nullptr : found->second;
}

Answer<void> Catalog::check_tenant(std::string_view name) const {
  if (find_tenant(name)) return {};
  return refuse(FailureCode::NotFound,
                "there is no tenant " + std::string(name) +
                    "; `trinity tenant put` makes one, and so does its first deployment");
}

std::shared_ptr<Function> Catalog::find(std::string_view tenant, std::string_view name) const {
  const std::shared_lock lock(lookup_);
  const auto found = functions_.find(key_of(tenant, name));
  return found == functions_.end() ? nullptr : found->second;
}

std::vector<std::shared_ptr<Function>> Catalog::functions() const {
  std::vector<std::shared_ptr<Function>> all;
  {
    const std::shared_lock lock(lookup_);
    for (const auto& [key, function] : functions_) all.push_back(function);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a->row_.tenant, a->row_.name) < std::tie(b->row_.tenant, b->row_.name);
  });
  return all;
}

std::vector<std::shared_ptr<Tenant>> Catalog::tenants() const {
  std::vector<std::shared_ptr<Tenant>> all;
  {
    const std::shared_lock lock(lookup_);
    for (const auto& [name, tenant] : tenants_) all.push_back(tenant);
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a->name < b->name; });
  return all;
}

Answer<std::shared_ptr<const Version>> Catalog::load_version(const std::string& tenant,
                                                             const std::string& name,
                                                             int64_t number) {
  const auto bundle = store_.bundle(tenant, name, number);
  if (!bundle) return storage_failure(bundle.error());
  if (!*bundle)
    return refuse(FailureCode::NotFound,
                  key_of(tenant, name) + " has no version v" + std::to_string(number));
  auto made = Version::make(tenant, number, **bundle);
  if (!made) return std::unexpected(std::move(made.error()));
  return std::shared_ptr<const Version>(std::move(*made));
}

Answer<std::shared_ptr<const Version>> Catalog::choose(Function& function) {
  const std::lock_guard lock(function.mutex_);
  FunctionRow& row = function.row_;
  // 37 is prime to 100, so that every run of a hundred turns has exactly its share of canaries.
  const bool canary = row.canary != 0 && int64_t(function.turn_++ * 37 % 100) < row.canary_percent;
  if (!canary && row.active == 0)
    return refuse(FailureCode::NotFound, key_of(row.tenant, row.name) + " has no active version");
  std::shared_ptr<const Version>& version = canary ? function.canary_ : function.active_;
  if (version) return version;
  auto loaded = load_version(row.tenant, row.name, canary ? row.canary : row.active);
  if (loaded) version = *loaded;
  return loaded;
}

Answer<std::shared_ptr<const Version>> Catalog::version(Function& function, int64_t number) {
  FunctionRow row;
  {
    const std::lock_guard lock(function.mutex_);
    row = function.row_;
    if (row.active == number && function.active_) return function.active_;
    if (row.canary == number && function.canary_) return function.canary_;
  }
  return load_version(row.tenant, row.name, number);
}

void Catalog::set_frozen(bool frozen) {
  const std::lock_guard changes(changes_);
  frozen_ = frozen;
}

Answer<void> Catalog::check_frozen() const {
  if (!frozen_) return {};
  return refuse(FailureCode::BusyDrain, "another server is taking over; ask again");
}

Answer<void> Catalog::check_match(const Function* function, std::string_view if_match) const {
  if (if_match.empty()) return {};
  const int64_t active = function ? function->row().active : 0;
  const std::string label = "v" + std::to_string(active);
  // Entity tags may be quoted.
  std::string_view wanted = if_match;
  if (wanted.size() >= 2 && wanted.front() == '"' && wanted.back() == '"')
    wanted = wanted.substr(1, wanted.size() - 2);
  if (wanted == "*" ? active != 0 : wanted == label) return {};
  return refuse(FailureCode::Precondition,
                "If-Match is " + std::string(if_match) + ", " +
                    (active ? "the active version is " + label : "there is no active version"));
}

Answer<FunctionRow> Catalog::change(const Actor& actor, std::string_view action, Function& function,
                                    const FunctionRow& next, std::shared_ptr<const Version> made) {
  if (const auto done = store_.set_active(actor, action, next); !done)
    return storage_failure(done.error());
  std::shared_ptr<const Version> old[2];
  {
    const std::lock_guard lock(function.mutex_);
    old[0] = std::exchange(function.active_, nullptr);
    old[1] = std::exchange(function.canary_, nullptr);
    for (const auto& known : {old[0], old[1], made}) {
      if (!known) continue;
      if (known->number() == next.active) function.active_ = known;
      if (known->number() == next.canary) function.canary_ = known;
    }
    function.row_ = next;
  }
  for (const auto& v : old)
    if (v && v->number() != next.active && v->number() != next.canary)
      listener_.version_retired(v->id());
  return next;
}

Answer<Catalog::Deployed> Catalog::deploy(const Actor& actor, const Deployment& d,
                                          const Bundle& bundle, Check check, void* data) {
  for (const std::string& name : {d.tenant, d.name})
    if (!is_name(name)) return refuse(FailureCode::BadRequest, "'" + name + "': " + kNameRule);
  if (d.percent < 0 || d.percent > 100)
    return refuse(FailureCode::BadRequest, "percent should be from 0 to 100");
  auto version = Version::make(d.tenant, 0, bundle);
  if (!version) return std::unexpected(std::move(version.error()));
  if ((*version)->manifest().name != d.name)
    return refuse(FailureCode::LoadBundle, "function.toml names the function '" +
                                               (*version)->manifest().name + "', the path '" +
                                               d.name + "'");
  Deployed result;
  const auto tenant = tenant_for(d.tenant);
  const int64_t began = monotonic_ns();
  if (auto checked = check(data, *version); !checked)
    return std::unexpected(std::move(checked.error()));
  result.check_us = (monotonic_ns() - began) / 1000;
  result.sha256 = bundle.digest();

  const std::lock_guard changes(changes_);
  TRI_TRY_VOID(check_frozen());
  std::shared_ptr<Function> function = find(d.tenant, d.name);
  if (auto matched = check_match(function.get(), d.if_match); !matched)
    return std::unexpected(std::move(matched.error()));
  const auto number = store_.add_version(actor, d.tenant, d.name, bundle, result.sha256, d.note);
  if (!number) return storage_failure(number.error());
  (*version)->set_number(result.number = *number);
  if (!function) {
    FunctionRow row;
    row.tenant = d.tenant;
    row.name = d.name;
    function = std::make_shared<Function>(std::move(row), tenant);
    const std::unique_lock lock(lookup_);
    functions_[key_of(d.tenant, d.name)] = function;
  }
  FunctionRow next = function->row();
  ++next.generation;
  const bool is_canary = d.percent < 100 && next.active != 0;
  if (is_canary) {
    next.canary = *number;
    next.canary_percent = d.percent;
  } else {
    next.active = *number;
    next.canary = next.canary_percent = 0;
  }
  auto changed =
      change(actor, is_canary ? "function.canary" : "function.deploy", *function, next, *version);
  if (!changed) return std::unexpected(std::move(changed.error()));
  result.row = *changed;
  return result;
}

Answer<FunctionRow> Catalog::activate(const Actor& actor, Function& function, int64_t number,
                                      int64_t percent, std::string_view if_match) {
  if (percent < 0 || percent > 100)
    return refuse(FailureCode::BadRequest, "percent should be from 0 to 100");
  const std::lock_guard changes(changes_);
  TRI_TRY_VOID(check_frozen());
  if (auto matched = check_match(&function, if_match); !matched)
    return std::unexpected(std::move(matched.error()));
  auto loaded = version(function, number);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  FunctionRow next = function.row();
  ++next.generation;
  if (percent < 100 && next.active != 0 && next.active != number) {
    next.canary = number;
    next.canary_percent = percent;
    return change(actor, "function.canary", function, next, *loaded);
  }
  next.active = number;
  next.canary = next.canary_percent = 0;
  return change(actor, "function.deploy", function, next, *loaded);
}

Answer<FunctionRow> Catalog::roll_back(const Actor& actor, Function& function, int64_t to,
                                       std::string_view if_match) {
  const std::lock_guard changes(changes_);
  TRI_TRY_VOID(check_frozen());
  if (auto matched = check_match(&function, if_match); !matched)
    return std::unexpected(std::move(matched.error()));
  FunctionRow next = function.row();
  ++next.generation;
  if (to == 0 && next.canary != 0) {
    next.canary = next.canary_percent = 0;
    return change(actor, "function.rollback", function, next, nullptr);
  }
  if (to == 0) {
    const auto versions = store_.versions(next.tenant, next.name);
    if (!versions) return storage_failure(versions.error());
    for (const VersionRow& row : *versions)
      if (row.number < next.active) {
        to = row.number;
        break;
      }
    if (to == 0)
      return refuse(FailureCode::Conflict,
                    "there is no version before v" + std::to_string(next.active));
  }
  auto loaded = version(function, to);
  if (!loaded) return std::unexpected(std::move(loaded.error()));
  next.active = to;
  next.canary = next.canary_percent = 0;
  return change(actor, "function.rollback", function, next, *loaded);
}

Answer<void> Catalog::remove(const Actor& actor, std::string_view tenant, std::string_view name) {
  const std::lock_guard changes(changes_);
  TRI_TRY_VOID(check_frozen());
  const std::shared_ptr<Function> function = find(tenant, name);
  if (!function)
    return refuse(FailureCode::NotFound, "there is no function " + key_of(tenant, name));
  if (const auto done = store_.delete_function(actor, tenant, name); !done)
    return storage_failure(done.error());
  {
    const std::unique_lock lock(lookup_);
    functions_.erase(key_of(tenant, name));
  }
  const std::lock_guard lock(function->mutex_);
  for (const auto& v : {function->active_, function->canary_})
    if (v) listener_.version_retired(v->id());
  return {};
}

Answer<void> Catalog::put_tenant(const Actor& actor, const TenantRow& row) {
  if (!is_name(row.name))
    return refuse(FailureCode::BadRequest, "'" + row.name + "': " + kNameRule);
  if (row.max_concurrent < 1 || row.max_concurrent > 1'000'000)
    return refuse(FailureCode::BadRequest, "max_concurrent should be from 1 to 1000000");
  if (row.requests_per_second < 0 || row.requests_per_second > 10'000'000)
    return refuse(FailureCode::BadRequest, "requests_per_second should be from 0 to 10000000");
  if (row.max_body_bytes < 0)
    return refuse(FailureCode::BadRequest, "max_body_bytes should not be negative");
  if (row.cpu_weight < 1 || row.cpu_weight > kFullWeight)
    return refuse(FailureCode::BadRequest,
                  "cpu_weight should be from 1 to " + std::to_string(kFullWeight));
  const std::lock_guard changes(changes_);
  TRI_TRY_VOID(check_frozen());
  if (const auto done = store_.put_tenant(actor, row); !done) return storage_failure(done.error());
  const auto tenant = tenant_for(row.name);
  tenant->max_concurrent = row.max_concurrent;
  tenant->hardened = row.hardened;
  tenant->requests_per_second = row.requests_per_second;
  tenant->max_body_bytes = row.max_body_bytes;
  tenant->share.weight = row.cpu_weight;
  return {};
}

// ── hosts ──

std::optional<HostRow> Catalog::find_host(std::string_view host) const {
  if (!has_hosts_.load(std::memory_order_relaxed)) return std::nullopt;
  const std::shared_lock lock(lookup_);
  const auto found = hosts_.find(host);
  if (found == hosts_.end()) return std::nullopt;
  return found->second;
}

std::vector<HostRow> Catalog::hosts() const {
  std::vector<HostRow> all;
  const std::shared_lock lock(lookup_);
  for (const auto& [host, row] : hosts_) all.push_back(row);
  return all;
}

Answer<void> Catalog::put_host(const Actor& actor, const HostRow& row) {
  if (!is_host(row.host))
    return refuse(FailureCode::BadRequest, "'" + row.host + "': " + kHostRule);
  if (!is_name(row.tenant) || (!row.function.empty() && !is_name(row.function)))
    return refuse(FailureCode::BadRequest,
                  "'" + (is_name(row.tenant) ? row.function : row.tenant) + "': " + kNameRule);
  const std::lock_guard changes(changes_);
  TRI_TRY_VOID(check_frozen());
  TRI_TRY_VOID(check_tenant(row.tenant));
  if (!row.function.empty() && !find(row.tenant, row.function))
    return refuse(FailureCode::NotFound, "there is no function " +
                                             key_of(row.tenant, row.function) +
                                             "; it is deployed before a host stands for it");
  if (const auto done = store_.put_host(actor, row); !done) return storage_failure(done.error());
  const std::unique_lock lock(lookup_);
  hosts_[row.host] = row;
  has_hosts_ = true;
  return {};
}

Answer<void> Catalog::remove_host(const Actor& actor, const std::string& host) {
  const std::lock_guard changes(changes_);
  TRI_TRY_VOID(check_frozen());
  const auto done = store_.delete_host(actor, host);
  if (!done) return storage_failure(done.error());
  if (!*done) return refuse(FailureCode::NotFound, "there is no host " + host);
  const std::unique_lock lock(lookup_);
  hosts_.erase(host);
  has_hosts_ = !hosts_.empty();
  return {};
}

}  // namespace tri::server
