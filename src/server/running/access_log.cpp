#include "server/running/access_log.hpp"

#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace tri::server {

namespace {

constexpr int64_t kSecondsOfDay = 86'400;

std::string numbered(const std::string& path, int64_t n) {
  return n == 0 ? path : path + "." + std::to_string(n);
}

}  // namespace

AccessLog::~AccessLog() {
  if (file_) std::fclose(file_);
}

Result<FILE*> AccessLog::open_file() const {
  FILE* const file = std::fopen(options_.path.c_str(), "ae");
  if (!file) return fail("cannot open the log '" + options_.path + "': " + std::strerror(errno));
  std::setvbuf(file, nullptr, _IOLBF, 0);
  return file;
}

Result<void> AccessLog::open(Options options) {
  options_ = std::move(options);
  TRI_TRY_VOID(reopen());
  const std::lock_guard lock(mutex_);
  remove_old();
  return {};
}

Result<void> AccessLog::reopen() {
  if (options_.path.empty()) return {};
  FILE* const file = TRI_TRY(open_file());
  const std::lock_guard lock(mutex_);
  if (file_) std::fclose(file_);
  file_ = file;
  struct stat status{};
  size_ = ::fstat(::fileno(file), &status) == 0 ? int64_t(status.st_size) : 0;
  is_open_.store(true, std::memory_order_release);
  return {};
}

void AccessLog::write(std::string_view line) {
  const std::lock_guard lock(mutex_);
  if (!file_) return;
  if (options_.max_bytes > 0 && size_ > 0 && size_ + int64_t(line.size()) > options_.max_bytes)
    rotate();
  if (std::fwrite(line.data(), 1, line.size(), file_) != line.size()) {
    std::clearerr(file_);
    lost_.fetch_add(1, std::memory_order_relaxed);
  }
  size_ += int64_t(line.size());
}

void AccessLog::rotate() {
  for (int64_t n = options_.keep; n > 0; --n)
    (void)::rename(numbered(options_.path, n - 1).c_str(), numbered(options_.path, n).c_str());
  if (options_.keep == 0) (void)::unlink(options_.path.c_str());
  size_ = 0;
  // Without a new file the old one goes on under its new name, and is tried again when it has grown as much once more.
  if (const auto file = open_file()) {
    std::fclose(file_);
    file_ = *file;
  }
  remove_old();
}

void AccessLog::remove_old() {
  const int64_t oldest = options_.keep_days > 0
                             ? int64_t(::time(nullptr)) - options_.keep_days * kSecondsOfDay
                             : INT64_MIN;
  // Files beyond `keep` are those of an earlier configuration; they are numbered without gaps.
  for (int64_t n = 1;; ++n) {
    const std::string path = numbered(options_.path, n);
    struct stat status{};
    if (::stat(path.c_str(), &status) != 0) {
      if (n > options_.keep) return;
      continue;
    }
    if (n > options_.keep || int64_t(status.st_mtime) < oldest) (void)::unlink(path.c_str());
  }
}

}  // namespace tri::server
