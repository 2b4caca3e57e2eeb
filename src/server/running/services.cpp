#include "server/running/services.hpp"

#include <boost/asio.hpp>
#include <chrono>
#include <optional>

#include "net/http/client.hpp"
#include "server/functions/version.hpp"

namespace tri::server {

namespace {

namespace asio = boost::asio;

// How long a waiting request takes to notice that it is to end.
constexpr auto kLookEvery = std::chrono::milliseconds(5);
constexpr size_t kMaxKey = 1024, kMaxValue = 1 << 20;

Result<void> check_key(std::string_view key) {
  if (key.empty() || key.size() > kMaxKey)
    return fail("a key has 1 to 1024 bytes, this one " + std::to_string(key.size()));
  return {};
}

}  // namespace

Result<std::optional<std::string>> Services::kv_get(const Version& version, std::string_view store,
                                                    std::string_view key) {
  TRI_TRY_VOID(check_key(key));
  return store_.get(version.tenant(), store, key);
}
Result<void> Services::kv_put(const Version& version, std::string_view store, std::string_view key,
                              std::string_view value) {
  TRI_TRY_VOID(check_key(key));
  if (value.size() > kMaxValue)
    return fail("a value has at most 1 MiB, this one " + std::to_string(value.size()) + " bytes");
  return store_.put(version.tenant(), store, key, value);
}
Result<bool> Services::kv_delete(const Version& version, std::string_view store,
                                 std::string_view key) {
  TRI_TRY_VOID(check_key(key));
  return store_.erase(version.tenant(), store, key);
}
Result<std::vector<std::string>> Services::kv_keys(const Version& version, std::string_view store,
                                                   std::string_view prefix, int64_t most) {
  return store_.keys(version.tenant(), store, prefix, most);
}

Result<std::optional<std::string>> Services::secret(const Version& version, std::string_view name) {
  return store_.secret(version.tenant(), name);
}

Result<Fetched> Services::fetch(const Version& version, const Fetch& fetch, int64_t timeout_ms,
                                bool (*stop)(void* data), void* data) {
  net::http::ClientRequest request;
  request.method = fetch.method;
  request.url = fetch.url;
  request.fields = fetch.fields;
  request.body = fetch.body;
  request.max_body = size_t(version.manifest().limits.memory_bytes);
  asio::io_context loop;
  net::http::Client client;
  asio::cancellation_signal cancel;
  std::optional<Result<net::http::Response>> got;
  asio::co_spawn(
      loop, [&]() -> net::http::Task<void> { got = co_await client.request(std::move(request)); },
      asio::bind_cancellation_slot(cancel.slot(), asio::detached));
  const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(timeout_ms);
  bool given_up = false;
  while (!loop.stopped()) {
    loop.run_for(kLookEvery);
    if (given_up || got || loop.stopped()) continue;
    given_up = stop(data) || std::chrono::steady_clock::now() >= until;
    if (given_up) cancel.emit(asio::cancellation_type::terminal);
  }
  if (given_up || !got) return fail("the time of the request is over");
  if (!*got) return fail(got->error().message);
  Fetched fetched;
  fetched.status = (*got)->status;
  fetched.fields = std::move((*got)->fields);
  fetched.body = std::move((*got)->body);
  return fetched;
}

void Services::log(const Version& version, std::string_view request, std::string_view line) {
  log_.add("log", version.full_name(), request, line);
}

int64_t Services::now_ms() { return wall_clock_ms(); }

}  // namespace tri::server
