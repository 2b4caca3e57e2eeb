// Host: what a sandbox may reach outside itself, as far as its function's capabilities go.
//
// Called from the thread that runs the function. Each of these may take time; none may throw.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace tri::server {

class Version;

struct Fetch {
  std::string method = "GET", url;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
};
struct Fetched {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> fields;
  std::string body;
};

class Host {
 public:
  virtual ~Host() = default;
  // Stores of keys and values; `store` is one that the function's manifest names.
  virtual Result<std::optional<std::string>> kv_get(const Version& version, std::string_view store,
                                                    std::string_view key) = 0;
  virtual Result<void> kv_put(const Version& version, std::string_view store, std::string_view key,
                              std::string_view value) = 0;
  virtual Result<bool> kv_delete(const Version& version, std::string_view store,
                                 std::string_view key) = 0;
  virtual Result<std::vector<std::string>> kv_keys(const Version& version, std::string_view store,
                                                   std::string_view prefix, int64_t most) = 0;
  virtual Result<std::optional<std::string>> secret(const Version& version,
                                                    std::string_view name) = 0;
  // A request to the outside, to a URL that the manifest allows. Gives up when `stop()` says so.
  virtual Result<Fetched> fetch(const Version& version, const Fetch& fetch, int64_t timeout_ms,
                                bool (*stop)(void* data), void* data) = 0;
  // A line that the function wrote.
  virtual void log(const Version& version, std::string_view request, std::string_view line) = 0;
  // Milliseconds since 1970.
  virtual int64_t now_ms() = 0;
};

}  // namespace tri::server
