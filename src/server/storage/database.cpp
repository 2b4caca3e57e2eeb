#include "server/storage/database.hpp"

#include <sqlite3.h>

#include "base/assert.hpp"

namespace tri::server {

namespace {

constexpr int kBusyMs = 5000;

}  // namespace

Database::Row::Row(Row&& other) noexcept : db_(other.db_), statement_(other.statement_) {
  other.statement_ = nullptr;
}
Database::Row::~Row() {
  if (!statement_) return;
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

Database::Row& Database::Row::bind(int n, std::string_view text) {
  // SQLite takes a null pointer for NULL.
  sqlite3_bind_text64(statement_, n, text.data() ? text.data() : "", text.size(), SQLITE_TRANSIENT,
                      SQLITE_UTF8);
  return *this;
}
Database::Row& Database::Row::bind(int n, int64_t value) {
  sqlite3_bind_int64(statement_, n, value);
  return *this;
}
Database::Row& Database::Row::bind_blob(int n, std::string_view bytes) {
  sqlite3_bind_blob64(statement_, n, bytes.data() ? bytes.data() : "", bytes.size(),
                      SQLITE_TRANSIENT);
  return *this;
}

Result<bool> Database::Row::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return std::unexpected(db_->error("the store refuses"));
}

std::string Database::Row::text(int column) const {
  const auto* text = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const int size = sqlite3_column_bytes(statement_, column);
  return text ? std::string(text, size_t(size)) : std::string();
}
int64_t Database::Row::integer(int column) const {
  return sqlite3_column_int64(statement_, column);
}
bool Database::Row::is_null(int column) const {
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

Database::~Database() {
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

Error Database::error(std::string_view doing) const {
  return Error{std::string(doing) + " (" + path_ +
               "): " + (db_ ? sqlite3_errmsg(db_) : "not enough memory")};
}

Result<void> Database::open(const std::string& path) {
  path_ = path;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX;
  if (sqlite3_open_v2(path.c_str(), &db_, kFlags, nullptr) != SQLITE_OK)
    return std::unexpected(error("cannot open the store"));
  sqlite3_busy_timeout(db_, kBusyMs);
  TRI_TRY_VOID(
      execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
              "PRAGMA trusted_schema=OFF; PRAGMA temp_store=MEMORY"));
  auto check = query("PRAGMA quick_check(1)");
  if (!TRI_TRY(check.step()) || check.text(0) != "ok")
    return fail("the store " + path + " is damaged: " + check.text(0) +
                "; restore a backup of the folder");
  return {};
}

Result<void> Database::execute(const char* sql) {
  if (sqlite3_exec(db_, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
    return std::unexpected(error("the store refuses"));
  return {};
}

Database::Row Database::query(const char* sql) {
  sqlite3_stmt*& statement = statements_[sql];
  if (!statement) {
    const int code =
        sqlite3_prepare_v3(db_, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    TRI_CHECK(code == SQLITE_OK);
  }
  return Row(this, statement);
}

int64_t Database::last_id() const { return sqlite3_last_insert_rowid(db_); }
int Database::changes() const { return sqlite3_changes(db_); }

Result<std::unique_ptr<Transaction>> Transaction::begin(Database& db) {
  TRI_TRY_VOID(db.execute("BEGIN IMMEDIATE"));
  return std::unique_ptr<Transaction>(new Transaction(db));
}
Transaction::~Transaction() {
  if (open_) (void)db_.execute("ROLLBACK");
}
Result<void> Transaction::commit() {
  TRI_TRY_VOID(db_.execute("COMMIT"));
  open_ = false;
  return {};
}

}  // namespace tri::server
