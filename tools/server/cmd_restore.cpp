// trinity restore: a copy made by trinity backup takes the store's place, while no server runs.
#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "commands.hpp"
#include "server/config.hpp"
#include "server/storage/folder_lock.hpp"
#include "server/storage/store.hpp"

namespace tri::serve {

namespace {

namespace fs = std::filesystem;

Result<void> copy_to(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::copy_file(from, to, fs::copy_options::overwrite_existing, error);
  if (error) return fail("cannot copy '" + from.string() + "': " + error.message());
  return {};
}

// Opens the copy beside the store, which says whether it is one, and brings it to this format. Gives how many functions it has.
Result<size_t> try_out(const fs::path& file, const fs::path& beside) {
  std::error_code ignored;
  fs::remove_all(beside, ignored);
  fs::create_directory(beside, ignored);
  TRI_TRY_VOID(copy_to(file, beside / "trinity.db"));
  server::Store store;
  TRI_TRY_VOID(store.open(beside.string()));
  return TRI_TRY(store.functions()).size();
}

// What was there goes to trinity.db.before, whole: its log of changes is folded into it first.
Result<void> put_in_place(const fs::path& data, const fs::path& beside) {
  const fs::path store = data / "trinity.db", before = data / "trinity.db.before";
  std::error_code error;
  if (fs::exists(store)) {
    server::Store old;
    // A damaged store is what restoring is for: it is kept as it is.
    if (const auto opened = old.open(data.string())) {
      fs::remove(before, error);
      TRI_TRY_VOID(old.backup(before.string()));
    } else {
      TRI_TRY_VOID(copy_to(store, before));
    }
  }
  // Without its log the old store is no more; whoever dies here restores again.
  for (const char* log : {"trinity.db-wal", "trinity.db-shm"}) fs::remove(data / log, error);
  fs::rename(beside / "trinity.db", store, error);
  if (error) return fail("cannot put the store in its place: " + error.message());
  fs::remove_all(beside, error);
  return {};
}

}  // namespace

int run_restore(Arguments& a) {
  const std::string data = a.option("--data", "FOLDER", "the server's data folder (trinity-data)",
                                    server::Config{}.data);
  if (!a.finish("restore", "FILE", 1, 1)) return a.status();
  const fs::path file = a.words()[0], beside = fs::path(data) / "restoring";
  if (!fs::exists(file)) return complain("there is no file '" + file.string() + "'", kNoInput);
  server::FolderLock lock;
  if (const auto taken = lock.take(data); !taken) return complain(taken.error().message);
  const auto functions = try_out(file, beside);
  if (!functions) {
    std::error_code ignored;
    fs::remove_all(beside, ignored);
    return complain("'" + file.string() + "' is not restored: " + functions.error().message);
  }
  if (const auto done = put_in_place(data, beside); !done) return complain(done.error().message);
  std::printf("restored %zu functions; what was there before is %s/trinity.db.before\n", *functions,
              data.c_str());
  return 0;
}

}  // namespace tri::serve
