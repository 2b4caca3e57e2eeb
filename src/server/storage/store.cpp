#include "server/storage/store.hpp"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

namespace tri::server {

namespace {

// The number grows when the tables change; open() then brings older files up to it.
constexpr int64_t kSchema = 3;
// What each format has more than the one before it: kChanges[0] makes the first of an empty file.
constexpr const char* kChanges[kSchema] = {R"(
  CREATE TABLE tenants (
    name TEXT PRIMARY KEY, max_concurrent INTEGER NOT NULL, hardened INTEGER NOT NULL,
    created_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE functions (
    tenant TEXT NOT NULL REFERENCES tenants(name), name TEXT NOT NULL,
    active INTEGER NOT NULL, canary INTEGER NOT NULL, canary_percent INTEGER NOT NULL,
    generation INTEGER NOT NULL, last_version INTEGER NOT NULL,
    PRIMARY KEY (tenant, name)) STRICT;
  CREATE TABLE versions (
    id INTEGER PRIMARY KEY, tenant TEXT NOT NULL, name TEXT NOT NULL, number INTEGER NOT NULL,
    sha256 TEXT NOT NULL, note TEXT NOT NULL, author TEXT NOT NULL, created_ms INTEGER NOT NULL,
    bytes INTEGER NOT NULL, UNIQUE (tenant, name, number),
    FOREIGN KEY (tenant, name) REFERENCES functions(tenant, name) ON DELETE CASCADE) STRICT;
  CREATE TABLE files (
    version INTEGER NOT NULL REFERENCES versions(id) ON DELETE CASCADE,
    path TEXT NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (version, path)) STRICT;
  CREATE TABLE tokens (
    id INTEGER PRIMARY KEY AUTOINCREMENT, digest TEXT NOT NULL UNIQUE, role TEXT NOT NULL,
    tenant TEXT NOT NULL, note TEXT NOT NULL, created_ms INTEGER NOT NULL) STRICT;
  CREATE TABLE secrets (
    tenant TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (tenant, name)) STRICT;
  CREATE TABLE kv (
    tenant TEXT NOT NULL, store TEXT NOT NULL, key BLOB NOT NULL, value BLOB NOT NULL,
    PRIMARY KEY (tenant, store, key)) STRICT, WITHOUT ROWID;
  CREATE TABLE journal (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT, at_ms INTEGER NOT NULL, actor TEXT NOT NULL,
    action TEXT NOT NULL, tenant TEXT NOT NULL, function TEXT NOT NULL,
    detail TEXT NOT NULL) STRICT;
)",
                                           R"(
  ALTER TABLE tenants ADD COLUMN requests_per_second INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE tenants ADD COLUMN max_body_bytes INTEGER NOT NULL DEFAULT 0;
  CREATE TABLE hosts (
    host TEXT PRIMARY KEY, tenant TEXT NOT NULL, function TEXT NOT NULL) STRICT;
)",
                                           R"(
  ALTER TABLE tenants ADD COLUMN cpu_weight INTEGER NOT NULL DEFAULT 100;
)"};

// Runs a statement that gives no rows.
Result<void> finish(Database::Row&& row) {
  (void)TRI_TRY(row.step());
  return {};
}

}  // namespace

int64_t wall_clock_ms() {
  timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return int64_t(now.tv_sec) * 1000 + now.tv_nsec / 1'000'000;
}

Result<void> Store::open(const std::string& folder) {
  const std::lock_guard lock(mutex_);
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return fail("cannot make the folder '" + folder + "': " + error.message());
  // It holds secrets and digests of tokens.
  if (chmod(folder.c_str(), 0700) != 0)
    return fail("cannot use the folder '" + folder + "': " + std::strerror(errno));
  TRI_TRY_VOID(db_.open(folder + "/trinity.db"));
  const int64_t found = [&]() -> int64_t {
    auto row = db_.query("PRAGMA user_version");
    const auto step = row.step();
    return step && *step ? row.integer(0) : -1;
  }();
  if (found == kSchema) return {};
  if (found < 0 || found > kSchema)
    return fail("the store in '" + folder + "' has format " + std::to_string(found) +
                ", expected " + std::to_string(kSchema) + ": it is another version's");
  auto transaction = TRI_TRY(Transaction::begin(db_));
  for (int64_t next = found; next < kSchema; ++next) TRI_TRY_VOID(db_.execute(kChanges[next]));
  TRI_TRY_VOID(db_.execute(("PRAGMA user_version = " + std::to_string(kSchema)).c_str()));
  return transaction->commit();
}

Result<void> Store::settle() {
  const std::lock_guard lock(mutex_);
  return finish(db_.query("PRAGMA wal_checkpoint(TRUNCATE)"));
}

Result<void> Store::note(const Actor& actor, std::string_view action, std::string_view tenant,
                         std::string_view function, std::string_view detail) {
  return finish(
      std::move(db_.query("INSERT INTO journal (at_ms, actor, action, tenant, function, detail)"
                          " VALUES (?, ?, ?, ?, ?, ?)")
                    .bind(1, wall_clock_ms())
                    .bind(2, actor.name)
                    .bind(3, action)
                    .bind(4, tenant)
                    .bind(5, function)
                    .bind(6, detail)));
}

// ── tenants ──

Result<void> Store::put_tenant(const Actor& actor, const TenantRow& tenant) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(finish(
      std::move(db_.query("INSERT INTO tenants (name, max_concurrent, hardened, created_ms,"
                          " requests_per_second, max_body_bytes, cpu_weight)"
                          " VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET"
                          " max_concurrent = excluded.max_concurrent, hardened = excluded.hardened,"
                          " requests_per_second = excluded.requests_per_second,"
                          " max_body_bytes = excluded.max_body_bytes,"
                          " cpu_weight = excluded.cpu_weight")
                    .bind(1, tenant.name)
                    .bind(2, tenant.max_concurrent)
                    .bind(3, int64_t(tenant.hardened))
                    .bind(4, wall_clock_ms())
                    .bind(5, tenant.requests_per_second)
                    .bind(6, tenant.max_body_bytes)
                    .bind(7, tenant.cpu_weight))));
  TRI_TRY_VOID(note(actor, "tenant.put", tenant.name, "",
                    "max_concurrent=" + std::to_string(tenant.max_concurrent) +
                        " requests_per_second=" + std::to_string(tenant.requests_per_second) +
                        " max_body_bytes=" + std::to_string(tenant.max_body_bytes) +
                        " cpu_weight=" + std::to_string(tenant.cpu_weight) +
                        (tenant.hardened ? " hardened" : "")));
  return transaction->commit();
}

Result<std::vector<TenantRow>> Store::tenants() {
  const std::lock_guard lock(mutex_);
  std::vector<TenantRow> rows;
  auto row = db_.query(
      "SELECT name, max_concurrent, hardened, created_ms, requests_per_second, max_body_bytes,"
      " cpu_weight FROM tenants ORDER BY name");
  while (TRI_TRY(row.step()))
    rows.push_back({row.text(0), row.integer(1), row.integer(2) != 0, row.integer(3),
                    row.integer(4), row.integer(5), row.integer(6)});
  return rows;
}

// ── hosts ──

Result<void> Store::put_host(const Actor& actor, const HostRow& host) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(
      finish(std::move(db_.query("INSERT INTO hosts (host, tenant, function) VALUES (?, ?, ?)"
                                 " ON CONFLICT (host) DO UPDATE SET"
                                 " tenant = excluded.tenant, function = excluded.function")
                           .bind(1, host.host)
                           .bind(2, host.tenant)
                           .bind(3, host.function))));
  TRI_TRY_VOID(note(actor, "host.put", host.tenant, host.function, host.host));
  return transaction->commit();
}

Result<bool> Store::delete_host(const Actor& actor, std::string_view host) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(finish(std::move(db_.query("DELETE FROM hosts WHERE host = ?").bind(1, host))));
  if (db_.changes() == 0) return false;
  TRI_TRY_VOID(note(actor, "host.delete", "", "", host));
  TRI_TRY_VOID(transaction->commit());
  return true;
}

Result<std::vector<HostRow>> Store::hosts() {
  const std::lock_guard lock(mutex_);
  std::vector<HostRow> rows;
  auto row = db_.query("SELECT host, tenant, function FROM hosts ORDER BY host");
  while (TRI_TRY(row.step())) rows.push_back({row.text(0), row.text(1), row.text(2)});
  return rows;
}

// ── functions and versions ──

Result<std::vector<FunctionRow>> Store::functions() {
  const std::lock_guard lock(mutex_);
  std::vector<FunctionRow> rows;
  auto row = db_.query(
      "SELECT tenant, name, active, canary, canary_percent, generation FROM functions"
      " ORDER BY tenant, name");
  while (TRI_TRY(row.step()))
    rows.push_back(
        {row.text(0), row.text(1), row.integer(2), row.integer(3), row.integer(4), row.integer(5)});
  return rows;
}

Result<std::vector<VersionRow>> Store::versions(std::string_view tenant, std::string_view name) {
  const std::lock_guard lock(mutex_);
  std::vector<VersionRow> rows;
  auto row = db_.query(
      "SELECT number, sha256, note, author, created_ms, bytes FROM versions"
      " WHERE tenant = ? AND name = ? ORDER BY number DESC");
  row.bind(1, tenant).bind(2, name);
  while (TRI_TRY(row.step()))
    rows.push_back(
        {row.integer(0), row.text(1), row.text(2), row.text(3), row.integer(4), row.integer(5)});
  return rows;
}

Result<int64_t> Store::add_version(const Actor& actor, std::string_view tenant,
                                   std::string_view name, const Bundle& bundle,
                                   std::string_view sha256, std::string_view note_text) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(
      finish(std::move(db_.query("INSERT INTO tenants (name, max_concurrent, hardened, created_ms)"
                                 " VALUES (?, ?, 0, ?) ON CONFLICT (name) DO NOTHING")
                           .bind(1, tenant)
                           .bind(2, TenantRow{}.max_concurrent)
                           .bind(3, wall_clock_ms()))));
  // Numbers are counted with the function, so that none is given twice.
  TRI_TRY_VOID(finish(std::move(
      db_.query("INSERT INTO functions (tenant, name, active, canary, canary_percent, generation,"
                " last_version) VALUES (?, ?, 0, 0, 0, 0, 1)"
                " ON CONFLICT (tenant, name) DO UPDATE SET last_version = last_version + 1")
          .bind(1, tenant)
          .bind(2, name))));
  int64_t number = 0;
  {
    auto row = db_.query("SELECT last_version FROM functions WHERE tenant = ? AND name = ?");
    row.bind(1, tenant).bind(2, name);
    if (TRI_TRY(row.step())) number = row.integer(0);
  }
  TRI_TRY_VOID(finish(std::move(
      db_.query(
             "INSERT INTO versions (tenant, name, number, sha256, note, author, created_ms, bytes)"
             " VALUES (?, ?, ?, ?, ?, ?, ?, ?)")
          .bind(1, tenant)
          .bind(2, name)
          .bind(3, number)
          .bind(4, sha256)
          .bind(5, note_text)
          .bind(6, actor.name)
          .bind(7, wall_clock_ms())
          .bind(8, int64_t(bundle.bytes())))));
  const int64_t id = db_.last_id();
  for (const auto& [path, bytes] : bundle.files)
    TRI_TRY_VOID(
        finish(std::move(db_.query("INSERT INTO files (version, path, bytes) VALUES (?, ?, ?)")
                             .bind(1, id)
                             .bind(2, path)
                             .bind_blob(3, bytes))));
  TRI_TRY_VOID(note(actor, "version.add", tenant, name,
                    "v" + std::to_string(number) + " sha256=" + std::string(sha256)));
  TRI_TRY_VOID(transaction->commit());
  return number;
}

Result<void> Store::set_active(const Actor& actor, std::string_view action, const FunctionRow& f) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(finish(std::move(
      db_.query("UPDATE functions SET active = ?, canary = ?, canary_percent = ?, generation = ?"
                " WHERE tenant = ? AND name = ?")
          .bind(1, f.active)
          .bind(2, f.canary)
          .bind(3, f.canary_percent)
          .bind(4, f.generation)
          .bind(5, f.tenant)
          .bind(6, f.name))));
  std::string detail = "v" + std::to_string(f.active);
  if (f.canary)
    detail += " canary v" + std::to_string(f.canary) + " " + std::to_string(f.canary_percent) + "%";
  TRI_TRY_VOID(note(actor, action, f.tenant, f.name, detail));
  return transaction->commit();
}

Result<void> Store::delete_function(const Actor& actor, std::string_view tenant,
                                    std::string_view name) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(finish(std::move(db_.query("DELETE FROM functions WHERE tenant = ? AND name = ?")
                                    .bind(1, tenant)
                                    .bind(2, name))));
  TRI_TRY_VOID(note(actor, "function.delete", tenant, name, ""));
  return transaction->commit();
}

Result<std::optional<Bundle>> Store::bundle(std::string_view tenant, std::string_view name,
                                            int64_t number) {
  const std::lock_guard lock(mutex_);
  int64_t id = 0;
  {
    auto row = db_.query("SELECT id FROM versions WHERE tenant = ? AND name = ? AND number = ?");
    row.bind(1, tenant).bind(2, name).bind(3, number);
    if (!TRI_TRY(row.step())) return std::nullopt;
    id = row.integer(0);
  }
  Bundle bundle;
  auto row = db_.query("SELECT path, bytes FROM files WHERE version = ?");
  row.bind(1, id);
  while (TRI_TRY(row.step())) bundle.files.emplace(row.text(0), row.text(1));
  return bundle;
}

// ── tokens ──

Result<int64_t> Store::add_token(const Actor& actor, std::string_view digest,
                                 const TokenRow& token) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(finish(std::move(
      db_.query(
             "INSERT INTO tokens (digest, role, tenant, note, created_ms) VALUES (?, ?, ?, ?, ?)")
          .bind(1, digest)
          .bind(2, token.role)
          .bind(3, token.tenant)
          .bind(4, token.note)
          .bind(5, wall_clock_ms()))));
  const int64_t id = db_.last_id();
  TRI_TRY_VOID(note(actor, "token.add", token.tenant, "",
                    "token " + std::to_string(id) + " role=" + token.role));
  TRI_TRY_VOID(transaction->commit());
  return id;
}

Result<bool> Store::delete_token(const Actor& actor, int64_t id) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(finish(std::move(db_.query("DELETE FROM tokens WHERE id = ?").bind(1, id))));
  const bool found = db_.changes() > 0;
  if (found) TRI_TRY_VOID(note(actor, "token.delete", "", "", "token " + std::to_string(id)));
  TRI_TRY_VOID(transaction->commit());
  return found;
}

Result<std::vector<TokenRow>> Store::tokens() {
  const std::lock_guard lock(mutex_);
  std::vector<TokenRow> rows;
  auto row = db_.query("SELECT id, role, tenant, note, created_ms FROM tokens ORDER BY id");
  while (TRI_TRY(row.step()))
    rows.push_back({row.integer(0), row.text(1), row.text(2), row.text(3), row.integer(4)});
  return rows;
}

Result<std::optional<TokenRow>> Store::token(std::string_view digest) {
  const std::lock_guard lock(mutex_);
  auto row = db_.query("SELECT id, role, tenant, note, created_ms FROM tokens WHERE digest = ?");
  row.bind(1, digest);
  if (!TRI_TRY(row.step())) return std::nullopt;
  return TokenRow{row.integer(0), row.text(1), row.text(2), row.text(3), row.integer(4)};
}

// ── secrets ──

Result<void> Store::put_secret(const Actor& actor, std::string_view tenant, std::string_view name,
                               std::string_view value) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(
      finish(std::move(db_.query("INSERT INTO secrets (tenant, name, value) VALUES (?, ?, ?)"
                                 " ON CONFLICT (tenant, name) DO UPDATE SET value = excluded.value")
                           .bind(1, tenant)
                           .bind(2, name)
                           .bind_blob(3, value))));
  TRI_TRY_VOID(note(actor, "secret.put", tenant, "", name));
  return transaction->commit();
}

Result<bool> Store::delete_secret(const Actor& actor, std::string_view tenant,
                                  std::string_view name) {
  const std::lock_guard lock(mutex_);
  auto transaction = TRI_TRY(Transaction::begin(db_));
  TRI_TRY_VOID(finish(std::move(db_.query("DELETE FROM secrets WHERE tenant = ? AND name = ?")
                                    .bind(1, tenant)
                                    .bind(2, name))));
  const bool found = db_.changes() > 0;
  if (found) TRI_TRY_VOID(note(actor, "secret.delete", tenant, "", name));
  TRI_TRY_VOID(transaction->commit());
  return found;
}

Result<std::vector<std::string>> Store::secret_names(std::string_view tenant) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  auto row = db_.query("SELECT name FROM secrets WHERE tenant = ? ORDER BY name");
  row.bind(1, tenant);
  while (TRI_TRY(row.step())) names.push_back(row.text(0));
  return names;
}

Result<std::optional<std::string>> Store::secret(std::string_view tenant, std::string_view name) {
  const std::lock_guard lock(mutex_);
  auto row = db_.query("SELECT value FROM secrets WHERE tenant = ? AND name = ?");
  row.bind(1, tenant).bind(2, name);
  if (!TRI_TRY(row.step())) return std::nullopt;
  return row.text(0);
}

// ── keys and values ──

Result<std::optional<std::string>> Store::get(std::string_view tenant, std::string_view store,
                                              std::string_view key) {
  const std::lock_guard lock(mutex_);
  auto row = db_.query("SELECT value FROM kv WHERE tenant = ? AND store = ? AND key = ?");
  row.bind(1, tenant).bind(2, store).bind_blob(3, key);
  if (!TRI_TRY(row.step())) return std::nullopt;
  return row.text(0);
}

Result<void> Store::put(std::string_view tenant, std::string_view store, std::string_view key,
                        std::string_view value) {
  const std::lock_guard lock(mutex_);
  return finish(
      std::move(db_.query("INSERT INTO kv (tenant, store, key, value) VALUES (?, ?, ?, ?)"
                          " ON CONFLICT (tenant, store, key) DO UPDATE SET value = excluded.value")
                    .bind(1, tenant)
                    .bind(2, store)
                    .bind_blob(3, key)
                    .bind_blob(4, value)));
}

Result<bool> Store::erase(std::string_view tenant, std::string_view store, std::string_view key) {
  const std::lock_guard lock(mutex_);
  TRI_TRY_VOID(
      finish(std::move(db_.query("DELETE FROM kv WHERE tenant = ? AND store = ? AND key = ?")
                           .bind(1, tenant)
                           .bind(2, store)
                           .bind_blob(3, key))));
  return db_.changes() > 0;
}

Result<std::vector<std::string>> Store::keys(std::string_view tenant, std::string_view store,
                                             std::string_view prefix, int64_t most) {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> names;
  auto row = db_.query(
      "SELECT key FROM kv WHERE tenant = ?1 AND store = ?2 AND key >= ?3"
      " AND substr(key, 1, length(?3)) = ?3 ORDER BY key LIMIT ?4");
  row.bind(1, tenant).bind(2, store).bind_blob(3, prefix).bind(4, most);
  while (TRI_TRY(row.step())) names.push_back(row.text(0));
  return names;
}

// ── the journal ──

Result<std::vector<JournalRow>> Store::journal(int64_t most) {
  const std::lock_guard lock(mutex_);
  std::vector<JournalRow> rows;
  auto row = db_.query(
      "SELECT sequence, at_ms, actor, action, tenant, function, detail FROM journal"
      " ORDER BY sequence DESC LIMIT ?");
  row.bind(1, most);
  while (TRI_TRY(row.step()))
    rows.push_back({row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4),
                    row.text(5), row.text(6)});
  return rows;
}

Result<void> Store::backup(const std::string& path) {
  const std::lock_guard lock(mutex_);
  auto row = db_.query("VACUUM INTO ?");
  row.bind(1, path);
  return finish(std::move(row));
}

}  // namespace tri::server
