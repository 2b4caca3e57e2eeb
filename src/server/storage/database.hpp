// Database: SQLite, with statements that are prepared once and errors as results.
//
//   Database::Row row = db.query("SELECT name FROM tenants WHERE created_ms > ?");
//   row.bind(1, since);
//   while (TRI_TRY(row.step())) use(row.text(0));
//
// One connection in WAL mode with synchronous=FULL: what a finished transaction wrote survives the end of the process and
// of the machine. Thread: one at a time; Store locks.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"

struct sqlite3;
struct sqlite3_stmt;

namespace tri::server {

class Database {
 public:
  // A statement in use; it is reset when this ends.
  class Row {
   public:
    Row(Row&& other) noexcept;
    ~Row();
    Row(const Row&) = delete;
    Row& operator=(const Row&) = delete;

    // Parameters count from 1. Text is copied.
    Row& bind(int n, std::string_view text);
    Row& bind(int n, int64_t value);
    Row& bind_blob(int n, std::string_view bytes);
    // True: there is a row. Errors: of SQLite.
    Result<bool> step();
    // Columns count from 0.
    std::string text(int column) const;
    int64_t integer(int column) const;
    bool is_null(int column) const;

   private:
    friend class Database;
    Row(Database* db, sqlite3_stmt* statement) : db_(db), statement_(statement) {}
    Database* db_;
    sqlite3_stmt* statement_;
  };

  Database() = default;
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Opens or creates the file. Errors: it cannot be opened, is no database, or is damaged.
  Result<void> open(const std::string& path);
  // Statements without results.
  Result<void> execute(const char* sql);
  // The statement; a wrong one is our own mistake.
  Row query(const char* sql);
  int64_t last_id() const;
  int changes() const;

 private:
  Error error(std::string_view doing) const;

  sqlite3* db_ = nullptr;
  std::string path_;
  std::map<const char*, sqlite3_stmt*> statements_;  // by the address of their text
};

// Undone unless commit() was called and went well.
class Transaction {
 public:
  static Result<std::unique_ptr<Transaction>> begin(Database& db);
  ~Transaction();
  Result<void> commit();

 private:
  explicit Transaction(Database& db) : db_(db) {}
  Database& db_;
  bool open_ = true;
};

}  // namespace tri::server
